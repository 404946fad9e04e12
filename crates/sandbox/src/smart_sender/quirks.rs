//! Everything the documents leave open, as switches. Each defaults to the sanest reading of `apis/smart-sender.md`;
//! the numbers in parentheses are its sections.

use serde::{Deserialize, Serialize};

use crate::Switches;

/// How moments are written (8.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateForm {
    /// `2026-11-03 09:15:00`
    Plain,
    /// `2026-11-03T09:15:00+00:00`
    Iso,
    /// Chats and messages plain, everything of the console in ISO 8601.
    Mixed,
}

/// Which zone a plain date is in (8.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateZone {
    /// UTC.
    Utc,
    /// The project's, as `/me` names it.
    Project,
}

/// Whose name a message sent over the API bears (8.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SentAs {
    /// The project's.
    Project,
    /// The chat's operator's; the project's when it has none.
    Assignee,
    /// The first operator's, whoever sends.
    FirstOperator,
    /// The bot's, as if a funnel had sent it.
    Bot,
}

/// What a list of chats holds when `state` is not said (8.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefaultState {
    /// Open and closed ones.
    All,
    /// Open ones.
    Open,
}

/// The order of the chat list (8.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatOrder {
    /// By `updatedAt`, newest first.
    UpdatedDesc,
    /// Newest chat first.
    IdDesc,
    /// Oldest chat first.
    IdAsc,
}

/// What moves a chat's `updatedAt` (8.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdatedBy {
    /// Every message, in and out.
    Messages,
    /// The contact's messages only.
    Inbound,
    /// Reading, closing and forwarding too.
    Everything,
}

/// Where unread counts are (8.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnreadField {
    /// On the chat and on its gates.
    Both,
    /// On the gates only, as documented.
    Gates,
}

/// What a chat consists of (6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatFields {
    /// The documented fields.
    Documented,
    /// And those the connector catalogue lists: `isClosed`, `lastMessage`, `phone`...
    Catalogue,
}

/// What `watermark` has to be (8.15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Watermark {
    /// Any number.
    Required,
    /// It may be left out.
    Optional,
    /// Greater than the last one sent to the contact.
    Increasing,
}

/// What an API message to a closed chat does (8.24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendToClosed {
    /// It is sent, the chat stays closed.
    StaysClosed,
    /// It is sent and opens the chat.
    Reopens,
    /// It is refused.
    Refused,
}

/// What `term` of the chat list looks at (8.19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermScope {
    /// Names.
    Name,
    /// Names, phones, e-mail addresses and message texts.
    Everything,
}

/// What a page beyond the last one answers (8.20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BeyondLast {
    /// An empty collection.
    Empty,
    /// 404.
    NotFound,
    /// 422, as for any other number that will not do.
    Refused,
}

/// How ids are written (8.23).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ids {
    /// `12`
    Numbers,
    /// `"12"`
    Texts,
}

/// How a missing value is written (8.23).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// `null`
    Null,
    /// Not at all.
    Omitted,
}

/// The body of a refusal (4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorBody {
    /// `{"error": {"code", "message", "description"}}`
    Object,
    /// `{"message": ...}`
    Bare,
    /// A web page, as a gateway would.
    Html,
}

/// What `X-Rate-Limit` counts (8.17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateHeader {
    /// Requests allowed in a minute.
    Limit,
    /// Requests left in this minute.
    Remaining,
    /// It is not there.
    Absent,
}

/// What becomes of `media` (5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaFetch {
    /// Any address is believed; a file of the kind is made up.
    Trust,
    /// The file is fetched while the request waits, from loopback addresses over plain HTTP only.
    During,
}

/// How deliveries go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Delivered, then seen.
    Progress,
    /// Nothing ever happens.
    Stuck,
    /// The channel rejects it: the message's state says so.
    Failed,
}

/// What a deleted message becomes (5.2, 6.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deleted {
    /// Content of the type `transient` that holds the original.
    Transient,
    /// It is gone from the history.
    Gone,
}

/// Where `/contacts/{id}/info` puts variables (6.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InfoShape {
    /// `"variables": {"level": "B1"}`
    Variables,
    /// `"values": [{"name": "level", "value": "B1"}]`
    Values,
    /// Beside the contact's own fields.
    TopLevel,
}

/// The switches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quirks {
    /// How moments are written (8.2).
    pub dates: DateForm,
    /// And in which zone when plain (8.2).
    pub date_zone: DateZone,
    /// Whose name an API message bears (8.3).
    pub sent_as: SentAs,
    /// Chats listed without `state` (8.4).
    pub default_state: DefaultState,
    /// The order of chats (8.6).
    pub chat_order: ChatOrder,
    /// What moves `updatedAt` (8.7).
    pub updated_by: UpdatedBy,
    /// Where unread counts are (8.9).
    pub unread_field: UnreadField,
    /// Whether fetching messages marks them read (8.10).
    pub fetching_marks_read: bool,
    /// What a chat consists of (6.1, 8.8).
    pub chat_fields: ChatFields,
    /// Whether a chat calls its gates `gate` (6.1).
    pub gate_singular: bool,
    /// Whether a sender without a photo has a site-relative image (6.6).
    pub relative_images: bool,
    /// Fields nobody documented in every object (8.1).
    pub extra_fields: bool,
    /// What `watermark` has to be (8.15).
    pub watermark: Watermark,
    /// Whether `forward` needs a text (8.18).
    pub forward_needs_text: bool,
    /// API messages to closed chats (8.24).
    pub send_to_closed: SendToClosed,
    /// What `term` looks at (8.19).
    pub term_scope: TermScope,
    /// `cursor.pages` of an empty list: 0 or 1 (8.20).
    pub empty_pages: i64,
    /// A page beyond the last one (8.20).
    pub beyond_last: BeyondLast,
    /// `limitation` when it is left out (2).
    pub default_limitation: i64,
    /// The status of a `limitation` above 20 (2).
    pub limitation_status: u16,
    /// How ids are written (8.23).
    pub ids: Ids,
    /// How missing values are written (8.23).
    pub missing: Missing,
    /// Whether internal messages come only with `activities` (8.25).
    pub internal_needs_activities: bool,
    /// Whether the storage asks for the token (8.26).
    pub media_needs_token: bool,
    /// What becomes of `media` (5.2).
    pub media_fetch: MediaFetch,
    /// The longest text in characters (8.14).
    pub max_text: usize,
    /// Whether Instagram, Facebook and WhatsApp refuse messages 24 hours after the contact's last one (8.14).
    pub windows: bool,
    /// Whether messages are edited and deleted on Telegram only (5.2).
    pub edit_telegram_only: bool,
    /// What a deleted message becomes (6.8).
    pub deleted: Deleted,
    /// Where `/info` puts variables (6.9).
    pub info: InfoShape,
    /// The body of a refusal (4).
    pub error_body: ErrorBody,
    /// Whether refusals have their code as HTTP status; 200 otherwise (4).
    pub error_status: bool,
    /// The status of a rejected token: 401 or 403 (8.16).
    pub unauthorized_status: u16,
    /// The status of a contact that does not exist: 404 or 400 (4).
    pub no_contact_status: u16,
    /// Whether refusals without `Accept: application/json` are a redirect or a web page (1).
    pub needs_accept: bool,
    /// Whether there is a limit at all.
    pub rate_limit: bool,
    /// Requests in a minute, by the sandbox's clock (3).
    pub rate_per_minute: u32,
    /// The status of the block: 423 or 429 (3).
    pub rate_status: u16,
    /// Whether the block is told in `Retry-After` too (3).
    pub retry_after: bool,
    /// Whether a request during the block is another breach (3).
    pub hammering_prolongs: bool,
    /// Breaches are forgotten after so many seconds without one (3).
    pub breaches_forgotten_seconds: u64,
    /// What `X-Rate-Limit` counts (8.17).
    pub rate_header: RateHeader,
    /// How deliveries go on.
    pub delivery: Delivery,
    /// `deliveredAt` after this, by the sandbox's clock.
    pub delivered_after_ms: u64,
    /// `seenAt` after this.
    pub seen_after_ms: u64,
    /// A message sent over the API appears in the history only after this, by the sandbox's clock.
    pub history_lag_ms: u64,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            dates: DateForm::Plain,
            date_zone: DateZone::Utc,
            sent_as: SentAs::Project,
            default_state: DefaultState::All,
            chat_order: ChatOrder::UpdatedDesc,
            updated_by: UpdatedBy::Messages,
            unread_field: UnreadField::Both,
            fetching_marks_read: false,
            chat_fields: ChatFields::Documented,
            gate_singular: false,
            relative_images: true,
            extra_fields: false,
            watermark: Watermark::Required,
            forward_needs_text: true,
            send_to_closed: SendToClosed::StaysClosed,
            term_scope: TermScope::Name,
            empty_pages: 1,
            beyond_last: BeyondLast::Empty,
            default_limitation: 20,
            limitation_status: 422,
            ids: Ids::Numbers,
            missing: Missing::Null,
            internal_needs_activities: true,
            media_needs_token: false,
            media_fetch: MediaFetch::Trust,
            max_text: 4096,
            windows: false,
            edit_telegram_only: true,
            deleted: Deleted::Transient,
            info: InfoShape::Variables,
            error_body: ErrorBody::Object,
            error_status: true,
            unauthorized_status: 401,
            no_contact_status: 404,
            needs_accept: false,
            rate_limit: true,
            rate_per_minute: 180,
            rate_status: 423,
            retry_after: false,
            hammering_prolongs: false,
            breaches_forgotten_seconds: 3600,
            rate_header: RateHeader::Limit,
            delivery: Delivery::Progress,
            delivered_after_ms: 400,
            seen_after_ms: 2_500,
            history_lag_ms: 0,
        }
    }
}

impl Switches for Quirks {}
