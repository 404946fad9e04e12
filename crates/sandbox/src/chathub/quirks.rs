//! Everything the documents leave open, as switches. Each defaults to the sanest reading of `apis/chathub.md`.

use serde::{Deserialize, Serialize};

use crate::Switches;

/// What get-token answers (section 10, row 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenAnswer {
    /// `"eyJ..."`
    String,
    /// The bare text, as `text/plain`.
    Raw,
    /// `{"token": "...", "expiration": "..."}`
    Object,
}

/// Whose token chat calls take (row 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatLevel {
    /// Both levels.
    Either,
    /// The operator's only.
    Operator,
    /// The company's only.
    Company,
}

/// Where messages are listed (row 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessagesPath {
    /// `/api/chat/chats/{id}/messages`
    Documented,
    /// `/api/chat/{id}/messages`
    Site,
    /// Either.
    Both,
}

/// Which body marks messages read (row 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkReadBody {
    /// All of those below, with or without a `chatId`.
    Any,
    /// `{"ids": [1], "status": 3}`
    Ids,
    /// `{"messageIds": [1], "status": 3}`
    MessageIds,
    /// `[{"id": 1, "status": 3}]`
    Items,
    /// `{"id": 1, "status": 3}`
    Single,
}

/// What an accepted write answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WriteAnswer {
    /// No body.
    Empty,
    /// `OK` as text.
    Ok,
}

/// What an accepted message answers (row 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendAnswer {
    /// No body.
    Empty,
    /// `OK` as text.
    Ok,
    /// The message as history shows it.
    Message,
    /// Its id.
    Id,
}

/// How an attachment appears in a message (row 16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaField {
    /// `"media": {"uri", "name", "format"}`
    Media,
    /// `"mediaUrl": "..."`
    MediaUrl,
    /// `"attachment": {"url", "fileName"}`
    Attachment,
    /// `"attachments": [{"url", "fileName"}]`
    Attachments,
    /// Not at all.
    Absent,
}

/// The order of the chat list (row 18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatOrder {
    /// Newest activity first.
    ActivityDesc,
    /// Oldest activity first.
    ActivityAsc,
    /// Newest chat first.
    IdDesc,
    /// Oldest chat first.
    IdAsc,
}

/// The order of a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HistoryOrder {
    /// Oldest first.
    Ascending,
    /// Newest first.
    Descending,
    /// In no order, the same at every request.
    Mixed,
}

/// What a chat in the list says (row 14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatFields {
    /// The documented sample's fields only.
    Sample,
    /// Also phone, source, client, organization, date and last message.
    Rich,
}

/// What `X-Authorization-Key` carries (row 12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyHeader {
    /// A Profile key or a token.
    Both,
    /// A Profile key only.
    Profile,
    /// A token only.
    Jwt,
    /// It is not looked at.
    Ignored,
}

/// The body of an error (section 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorBody {
    /// `{"status", "error", "message", "code"}`; a 429 has its own documented shape.
    General,
    /// Nothing.
    Empty,
    /// A sentence.
    Text,
    /// ASP.NET's `application/problem+json`.
    Problem,
    /// `{"error", "message", "status"}` for every status.
    RateLimit,
}

/// `Retry-After` on 429 (row 21).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryAfter {
    /// No header.
    Absent,
    /// Seconds.
    Seconds,
    /// An HTTP date, by the sandbox's clock.
    Date,
}

/// How deliveries go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// New, then Success, then Read.
    Progress,
    /// New for ever.
    Stuck,
    /// New, then Rejected.
    Rejected,
}

/// Which chats an operator's token sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperatorScope {
    /// The whole company's.
    All,
    /// Those of the operator's organization; others are 404.
    Organization,
}

/// The switches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Quirks {
    /// What get-token answers.
    pub token: TokenAnswer,
    /// Whose token chat calls take.
    pub chat_level: ChatLevel,
    /// Where messages are listed.
    pub messages_path: MessagesPath,
    /// Which body marks messages read.
    pub mark_read: MarkReadBody,
    /// Whether POST /api/chat/{id}/message exists (row 1).
    pub rest_send: bool,
    /// What an accepted message answers.
    pub send_answer: SendAnswer,
    /// How an attachment appears in a message.
    pub media_field: MediaField,
    /// Whether media URLs ask for a token.
    pub media_needs_token: bool,
    /// More than this is silently cut (row 17); None for no cap.
    pub per_page_cap: Option<u32>,
    /// The order of the chat list.
    pub chat_order: ChatOrder,
    /// The order of a history.
    pub history_order: HistoryOrder,
    /// Whether deleted operators are listed.
    pub list_deleted_operators: bool,
    /// What DELETE answers.
    pub delete_answer: WriteAnswer,
    /// What the PUTs answer.
    pub put_answer: WriteAnswer,
    /// What a chat in the list says.
    pub chat_fields: ChatFields,
    /// Whether the hub answers; 404 otherwise.
    pub hub: bool,
    /// Whether the hub tells senders of their own messages.
    pub hub_echo: bool,
    /// Whether the hub closes a connection whose token ended.
    pub hub_closes_on_expiry: bool,
    /// Real milliseconds between the hub's pings.
    pub hub_ping_ms: u64,
    /// A sent message appears in the history only after this, by the sandbox's clock.
    pub history_lag_ms: u64,
    /// What customers write appears there late as well, though the list counts it at once.
    pub customers_lag: bool,
    /// What `X-Authorization-Key` carries.
    pub key_header: KeyHeader,
    /// The body of an error.
    pub error_body: ErrorBody,
    /// Whether 429 says when to come back.
    pub retry_after: RetryAfter,
    /// And how many seconds it asks for.
    pub retry_after_seconds: u64,
    /// Whether there is a limit at all.
    pub rate_limit: bool,
    /// Requests per real second.
    pub rate_per_second: u32,
    /// And so many at once.
    pub rate_burst: u32,
    /// How deliveries go on.
    pub delivery: Delivery,
    /// New -> Success (or Rejected) after this, by the sandbox's clock.
    pub delivered_after_ms: u64,
    /// New -> Read after this.
    pub read_after_ms: u64,
    /// Which chats an operator's token sees.
    pub operator_scope: OperatorScope,
    /// How long a company token lives, by the sandbox's clock (row 13).
    pub company_token_seconds: u64,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            token: TokenAnswer::String,
            chat_level: ChatLevel::Either,
            messages_path: MessagesPath::Documented,
            mark_read: MarkReadBody::Any,
            rest_send: true,
            send_answer: SendAnswer::Empty,
            media_field: MediaField::Media,
            media_needs_token: false,
            per_page_cap: Some(100),
            chat_order: ChatOrder::ActivityDesc,
            history_order: HistoryOrder::Ascending,
            list_deleted_operators: true,
            delete_answer: WriteAnswer::Ok,
            put_answer: WriteAnswer::Empty,
            chat_fields: ChatFields::Sample,
            hub: true,
            hub_echo: true,
            hub_closes_on_expiry: true,
            hub_ping_ms: 15_000,
            history_lag_ms: 0,
            customers_lag: false,
            key_header: KeyHeader::Both,
            error_body: ErrorBody::General,
            retry_after: RetryAfter::Absent,
            retry_after_seconds: 1,
            rate_limit: true,
            rate_per_second: 50,
            rate_burst: 75,
            delivery: Delivery::Progress,
            delivered_after_ms: 400,
            read_after_ms: 2_500,
            operator_scope: OperatorScope::All,
            company_token_seconds: 12 * 3600,
        }
    }
}

impl Switches for Quirks {}
