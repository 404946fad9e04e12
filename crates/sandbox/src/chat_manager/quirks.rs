//! Everything the documents leave open, as switches. Each defaults to the sanest reading of `apis/chat-manager.md`;
//! the numbers in parentheses are its sections.

use serde::{Deserialize, Serialize};

use crate::Switches;

/// Where the token endpoint looks for its parameters (2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenForm {
    /// In the body, else in the query.
    Either,
    /// In the body only.
    Body,
    /// In the query only.
    Query,
}

/// How `expires_in` is written (2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpiresIn {
    /// `3600`
    Number,
    /// `"3600"`
    Text,
    /// Not at all; only the token itself says.
    Absent,
}

/// The body of a 202 (12.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accepted {
    /// `{"id": "..."}`
    Id,
    /// `{"chatId": "..."}`
    ChatId,
    /// A bare JSON text.
    Text,
    /// The id as plain text.
    Raw,
    /// No body, the address in `Location`.
    Location,
}

/// The body of a 201 after sending (12.20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sent {
    /// Nothing.
    Empty,
    /// `{"id": "..."}`
    Id,
}

/// Which word the report paths have (12.25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportPath {
    /// Both.
    Either,
    /// `/chat/{chatId}/...`
    Singular,
    /// `/chats/{chatId}/...`
    Plural,
}

/// The end of the list's path (12.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrailingSlash {
    /// With or without.
    Either,
    /// `/chats/` as printed.
    Required,
    /// `/chats`
    Forbidden,
}

/// A page of more than 200 (12.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Oversize {
    /// 400.
    Refused,
    /// 200 are answered.
    Clamped,
}

/// `pageSize` of a short last page (8.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageSize {
    /// What was asked for.
    Asked,
    /// How many there are.
    Count,
}

/// `registeredAt` in lists (4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListDates {
    /// Without fraction and zone, as printed.
    Zoneless,
    /// As everywhere else.
    Full,
}

/// How a missing value is written (12.15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Not at all.
    Omitted,
    /// `null`
    Null,
}

/// The order of versions of a title or a message (12.12, 12.21).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Versions {
    /// Oldest first.
    OldestFirst,
    /// Newest first.
    NewestFirst,
}

/// Removing somebody who is gone already (12.16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovedAgain {
    /// 202.
    Accepted,
    /// 404.
    NotFound,
}

/// How `pinMessage` has to be written (12.18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pin {
    /// A boolean, or a text that is one.
    Either,
    /// A boolean.
    Boolean,
    /// A text, as in the sample.
    Text,
}

/// The body of a refusal (12.30).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorBody {
    /// `{"status": 400, "message": "..."}`
    Object,
    /// Nothing.
    Empty,
    /// A sentence.
    Text,
    /// A web page, as a gateway would.
    Html,
}

/// Where finished files are (6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Files {
    /// On the same server.
    SameServer,
    /// On another server of this machine.
    OtherServer,
}

/// What the client may do (10: 403).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rights {
    /// Everything.
    All,
    /// Only reading.
    Reading,
    /// Everything but what the report prefix has.
    NoReports,
}

/// The switches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quirks {
    /// Where the token endpoint looks (2).
    pub token_form: TokenForm,
    /// How long a token is good, by the sandbox's clock (2).
    pub token_seconds: u64,
    /// How `expires_in` is written (2).
    pub expires_in: ExpiresIn,
    /// The status of `invalid_client`: 401 or 400 (2).
    pub invalid_client_status: u16,
    /// What the client may do (10).
    pub rights: Rights,
    /// The body of a 202 (12.2).
    pub accepted: Accepted,
    /// A new chat is answered with 404 for so long (12.3).
    pub readable_after_ms: u64,
    /// It is provisioned after so long: `registeredAt`, the bot, the title, the invitation (4.1).
    pub provisioned_after_ms: u64,
    /// Its bot and title come so long after `registeredAt` (4.1).
    pub settled_after_ms: u64,
    /// The end of the list's path (12.5).
    pub trailing_slash: TrailingSlash,
    /// A page of more than 200 (12.6).
    pub oversize: Oversize,
    /// `pageSize` of a short last page (8.6).
    pub page_size: PageSize,
    /// Whether an unknown sort field is refused; ignored otherwise (12.6).
    pub strict_sort: bool,
    /// `registeredAt` in lists (4.3).
    pub list_dates: ListDates,
    /// How missing values are written (12.15).
    pub missing: Missing,
    /// The order of titles and contents (12.12, 12.21).
    pub versions: Versions,
    /// Whether a chat tells its description (12.13).
    pub description: bool,
    /// Fields nobody documented in every object (8).
    pub extra_fields: bool,
    /// A removed participant is gone after so long (12.16).
    pub removed_after_ms: u64,
    /// Removing somebody who is gone already (12.16).
    pub removed_again: RemovedAgain,
    /// The status of an invitation that is not there: 404 or 409 (12.17).
    pub no_invitation_status: u16,
    /// The status of writing to a chat that is switched off: 409 or 400 (12.20).
    pub inactive_status: u16,
    /// The body of a 201 after sending (12.20).
    pub sent: Sent,
    /// How `pinMessage` has to be written (12.18).
    pub pin: Pin,
    /// The longest text in characters (12.19).
    pub max_text: usize,
    /// The longest title in characters (12.11).
    pub max_title: usize,
    /// A sent message can be read by its id only after so long.
    pub capture_after_ms: u64,
    /// Which word the path of the preview has (12.25).
    pub preview_path: ReportPath,
    /// Which word the path of the signed report has (12.25).
    pub report_path: ReportPath,
    /// Whether `fromDate` and `toDate` have to be there (12.26).
    pub report_dates: bool,
    /// Whether the preview escapes what people wrote.
    pub preview_escapes: bool,
    /// A report's PDF is there after so long (12.29).
    pub document_after_ms: u64,
    /// And its ZIP.
    pub package_after_ms: u64,
    /// Where finished files are (6.3).
    pub files: Files,
    /// How long their addresses are good (6.3).
    pub file_seconds: u64,
    /// The body of a refusal (12.30).
    pub error_body: ErrorBody,
    /// The status of a body that can't be read: 400, or 500 as was observed once (10).
    pub malformed_status: u16,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            token_form: TokenForm::Either,
            token_seconds: 3600,
            expires_in: ExpiresIn::Number,
            invalid_client_status: 401,
            rights: Rights::All,
            accepted: Accepted::Id,
            readable_after_ms: 1_500,
            provisioned_after_ms: 6_000,
            settled_after_ms: 0,
            trailing_slash: TrailingSlash::Either,
            oversize: Oversize::Refused,
            page_size: PageSize::Asked,
            strict_sort: true,
            list_dates: ListDates::Zoneless,
            missing: Missing::Omitted,
            versions: Versions::OldestFirst,
            description: false,
            extra_fields: false,
            removed_after_ms: 800,
            removed_again: RemovedAgain::Accepted,
            no_invitation_status: 404,
            inactive_status: 409,
            sent: Sent::Empty,
            pin: Pin::Either,
            max_text: 4096,
            max_title: 128,
            capture_after_ms: 0,
            preview_path: ReportPath::Either,
            report_path: ReportPath::Either,
            report_dates: false,
            preview_escapes: false,
            document_after_ms: 2_500,
            package_after_ms: 4_000,
            files: Files::SameServer,
            file_seconds: 300,
            error_body: ErrorBody::Object,
            malformed_status: 400,
        }
    }
}

impl Switches for Quirks {}
