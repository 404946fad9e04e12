//! Everything the documents leave open, as switches. Each defaults to the sanest reading of `apis/texter.md`; the
//! numbers in parentheses are its sections.

use serde::{Deserialize, Serialize};

use crate::Switches;

/// What `limit` and `skip` of the chat search do (11.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchPaging {
    /// They page.
    Honoured,
    /// They are not the names: the first 30 come whatever they say.
    Ignored,
    /// Unknown parameters are refused with 400.
    Refused,
    /// Honoured, but never more than the usual number comes.
    Short,
}

/// Which messages a limit keeps (11.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// The newest before the cursor.
    Newest,
    /// The oldest of the chat.
    Oldest,
}

/// What `beforeId` has to be (11.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BeforeId {
    /// Anything of the form; what it does not name, it does not exclude.
    Any,
    /// The id of a message of the chat.
    Existing,
}

/// What a `limit` of messages above the most does (11.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverLimit {
    /// It is refused with 400.
    Refused,
    /// It counts as the most.
    Clamped,
}

/// What becomes of `tmpSendId` (11.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TmpSendId {
    /// It is taken and never seen again.
    Dropped,
    /// The message carries it.
    Echoed,
    /// And a second send with the same one answers the first one's message.
    Deduplicated,
}

/// The body of an assignment and of a change of labels (11.13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OkBody {
    /// `OK` as plain text.
    Plain,
    /// `"OK"` as JSON.
    Quoted,
    /// `OK`, though the type says JSON.
    Mistyped,
    /// `OK`, which the type calls a web page, as many back ends do with every text.
    Page,
}

/// The body of a refusal (9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorBody {
    /// `{"success": false, "error": "..."}`
    Error,
    /// `{"statusCode": 400, "message": "..."}`
    Message,
    /// `{"error": {"message": "..."}}`
    Nested,
    /// The sentence as plain text.
    Text,
    /// A web page, as a gateway would.
    Html,
}

/// How deliveries go on (8.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Accepted, delivered, seen.
    Progress,
    /// Nothing ever happens.
    Stuck,
    /// The recipient's side fails: 4.
    Failed,
    /// The channel fails: 5.
    ChannelFailed,
}

/// What becomes of a file's address in a send (4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaFetch {
    /// Any address is believed; a file of the kind is made up.
    Trust,
    /// The file is fetched while the request waits, from loopback addresses over plain HTTP only.
    During,
}

/// The switches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quirks {
    /// `limit` and `skip` of the chat search (11.1).
    pub search_paging: SearchPaging,
    /// Which messages a limit keeps (11.2).
    pub messages_kept: Kept,
    /// What `beforeId` has to be (11.3).
    pub before_id: BeforeId,
    /// The most messages a page has; 0 for no limit (11.4).
    pub messages_max: usize,
    /// And what asking for more does (11.4).
    pub messages_over: OverLimit,
    /// Whether a send makes the chat ASSIGNED (11.5).
    pub sending_takes: bool,
    /// Whether reading messages resets the unread count (11.9).
    pub reading_resets_unread: bool,
    /// Whether sending does (11.9).
    pub sending_resets_unread: bool,
    /// What becomes of `tmpSendId` (11.12).
    pub tmp_send_id: TmpSendId,
    /// The body of an assignment and of a change of labels (11.13).
    pub ok_body: OkBody,
    /// Whether places are `lat` and `lng` (11.15).
    pub short_place_keys: bool,
    /// Whether a quoting message carries `context` (11.16).
    pub shows_context: bool,
    /// The status of a missing scope: 403 or 401 (11.20).
    pub scope_status: u16,
    /// The status of a chat that does not exist.
    pub no_chat_status: u16,
    /// The status of a session message outside the window (9).
    pub window_status: u16,
    /// Whether other messengers than WhatsApp have the 24-hour window too (10.3).
    pub window_everywhere: bool,
    /// The body of a refusal (9).
    pub error_body: ErrorBody,
    /// Whether messages of contacts are dated in whole seconds (10.3).
    pub whole_seconds: bool,
    /// Whether pages of messages say how far the whole chat reaches (4.1).
    pub tells_range: bool,
    /// Whether a request with several files makes one message of each (4.2).
    pub message_per_file: bool,
    /// What becomes of a file's address (4.2).
    pub media_fetch: MediaFetch,
    /// Fields and values nobody documented (11.27).
    pub extra_fields: bool,
    /// Whether there is a rate limit at all (10.2).
    pub rate_limit: bool,
    /// Requests a second, by the sandbox's clock (10.2).
    pub rate_per_second: u32,
    /// Requests at once after a pause (10.2).
    pub rate_burst: u32,
    /// Whether a 429 says `Retry-After` (10.2).
    pub retry_after: bool,
    /// How deliveries go on.
    pub delivery: Delivery,
    /// Delivered after this, by the sandbox's clock.
    pub delivered_after_ms: u64,
    /// Seen after this.
    pub seen_after_ms: u64,
    /// A message sent over the API appears in the history only after this, by the sandbox's clock.
    pub history_lag_ms: u64,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            search_paging: SearchPaging::Honoured,
            messages_kept: Kept::Newest,
            before_id: BeforeId::Any,
            messages_max: 0,
            messages_over: OverLimit::Refused,
            sending_takes: false,
            reading_resets_unread: false,
            sending_resets_unread: false,
            tmp_send_id: TmpSendId::Dropped,
            ok_body: OkBody::Plain,
            short_place_keys: false,
            shows_context: true,
            scope_status: 403,
            no_chat_status: 404,
            window_status: 400,
            window_everywhere: false,
            error_body: ErrorBody::Error,
            whole_seconds: true,
            tells_range: true,
            message_per_file: true,
            media_fetch: MediaFetch::Trust,
            extra_fields: false,
            rate_limit: true,
            rate_per_second: 10,
            rate_burst: 20,
            retry_after: false,
            delivery: Delivery::Progress,
            delivered_after_ms: 400,
            seen_after_ms: 2_500,
            history_lag_ms: 0,
        }
    }
}

impl Switches for Quirks {}
