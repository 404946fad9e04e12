//! What the service knows, for oracles: plain records that outlive the lock. Message ids are told here only, because
//! no documented call lists them.

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::world::{Chat, Message, Report, World};

/// A chat as the service has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatState {
    /// Id on the wire.
    pub id: Uuid,
    /// Whether it is in use.
    pub active: bool,
    /// Whether it exists at the messenger by now.
    pub registered: bool,
    /// From when on it does.
    pub registered_at: Timestamp,
    /// What it is called now; empty before it is registered.
    pub title: String,
    /// Every title by now, oldest first.
    pub titles: Vec<String>,
    /// As given when it was made.
    pub description: Option<String>,
    /// As given when it was made.
    pub created_by: Option<String>,
    /// Everybody who ever took part.
    pub members: Vec<MemberState>,
    /// The link by which people join.
    pub invitation: String,
}

/// Somebody in a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberState {
    /// Id on the wire.
    pub id: Uuid,
    /// First name, else user name.
    pub name: String,
    /// Whether it is the service's own account.
    pub bot: bool,
    /// Whether they take part now.
    pub active: bool,
    /// How often they joined.
    pub stays: usize,
}

impl ChatState {
    pub(crate) fn of(world: &World, chat: &Chat, now: Timestamp) -> Self {
        let members = chat.members.iter().map(|member| {
            let user = world.users.get(&member.user);
            let name = user.and_then(|user| user.firstname.as_ref().or(user.username.as_ref()));
            MemberState {
                id: member.user,
                name: name.cloned().unwrap_or_default(),
                bot: member.user == world.bot,
                active: member.is_in(now),
                stays: member.stays.len(),
            }
        });
        let titles = chat.titles.iter().filter(|title| title.at <= now);
        Self {
            id: chat.id,
            active: chat.active,
            registered: chat.registered_at <= now,
            registered_at: chat.registered_at,
            title: chat.title(now).unwrap_or("").to_owned(),
            titles: titles.map(|title| title.value.clone()).collect(),
            description: chat.description.clone(),
            created_by: chat.created_by.clone(),
            members: members.collect(),
            invitation: chat.invitation.clone(),
        }
    }
}

/// A message as the service has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageState {
    /// Id on the wire.
    pub id: Uuid,
    /// Who wrote it.
    pub by: Uuid,
    /// What it says now; empty when that is no text.
    pub text: String,
    /// The type of what it says now.
    pub content_type: String,
    /// How many versions were captured.
    pub versions: usize,
    /// Whether its author deleted it.
    pub deleted: bool,
    /// Whether it is pinned.
    pub pinned: bool,
    /// When it was written.
    pub at: Timestamp,
}

impl From<&Message> for MessageState {
    fn from(message: &Message) -> Self {
        let last = message.contents.last();
        Self {
            id: message.id,
            by: message.by,
            text: message.text().to_owned(),
            content_type: last.map_or("", |last| &last.content_type).to_owned(),
            versions: message.contents.len(),
            deleted: message.deleted,
            pinned: message.pinned,
            at: message.at,
        }
    }
}

/// A report as the service has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportState {
    /// Id on the wire.
    pub id: Uuid,
    /// Its chat; None for a report of another kind.
    pub chat: Option<Uuid>,
    /// What was asked for.
    pub wish: serde_json::Value,
    /// When.
    pub asked_at: Timestamp,
    /// When its PDF is there.
    pub document_at: Timestamp,
    /// When its ZIP is there.
    pub package_at: Timestamp,
}

impl ReportState {
    pub(crate) fn of(id: Uuid, report: &Report) -> Self {
        Self {
            id,
            chat: report.chat,
            wish: report.wish.clone(),
            asked_at: report.asked_at,
            document_at: report.document_at,
            package_at: report.package_at,
        }
    }
}
