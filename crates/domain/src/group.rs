//! Group chats and the reports about them (Chat Manager §4, §6).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ParticipantId, RemoteChatId, ReportId, Timestamp};

/// A group to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct NewGroup {
    /// Title, at most 128 characters.
    pub title: String,
    /// Description, at most 255 characters; may be empty.
    pub description: String,
    /// A label for whoever makes it, at most 50 characters; may be empty.
    pub created_by: String,
}

/// A group with its titles and participants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Group {
    /// Its chat.
    pub chat: RemoteChatId,
    /// Whether it is in use.
    pub active: bool,
    /// Whether it exists at the messenger already.
    pub ready: bool,
    /// The messenger.
    pub service: String,
    /// When it was made, once it is.
    pub registered_at: Option<Timestamp>,
    /// Label of whoever made it; may be empty.
    pub created_by: String,
    /// Every title it has had, the present one last.
    pub titles: Vec<TitleVersion>,
    /// Everybody who ever took part.
    pub participants: Vec<Participant>,
}

/// A title a group has had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TitleVersion {
    /// The title.
    pub title: String,
    /// Since when.
    pub at: Option<Timestamp>,
}

/// Somebody who takes or took part in a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Participant {
    /// Id at the service.
    pub id: ParticipantId,
    /// First name and user name, as far as the messenger told; may be empty.
    pub name: String,
    /// User name at the messenger.
    pub username: Option<String>,
    /// Whether they take part now.
    pub active: bool,
    /// When they joined, each time.
    pub joined: Vec<Timestamp>,
    /// Who invited them.
    pub invited_by: Option<ParticipantId>,
}

/// The link by which people join a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Invitation {
    /// The messenger.
    pub service: String,
    /// The link.
    pub url: String,
}

/// What reports a service makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReportForm {
    /// Languages, as the service writes them.
    pub languages: Vec<String>,
}

/// A report to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ReportRequest {
    /// One of [`ReportForm::languages`].
    pub language: String,
    /// From when; `None` for the chat's beginning.
    pub from: Option<Timestamp>,
    /// Until when; `None` for everything.
    pub to: Option<Timestamp>,
    /// What the report is for, line by line; may be empty.
    pub purposes: Vec<String>,
}

/// A report that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MadeReport {
    /// Which.
    pub report: ReportId,
    /// When it was asked for.
    pub at: Timestamp,
    /// [`ReportRequest::language`].
    pub language: String,
}

/// Where a finished report's file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile {
    /// Its address; fetched without any token.
    pub url: String,
    /// Until when the address is good.
    pub expires_at: Option<Timestamp>,
}
