//! What a token may do (section 1.1).

use serde::{Deserialize, Serialize};

use super::{App, refusal::Refusal};
use crate::lock;

/// A scope of a token, as far as an inbox needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// List all chats.
    ListChats,
    /// View all chats.
    ViewChats,
    /// Send session message.
    SendSession,
    /// Manage all chats.
    ManageChats,
    /// View all files.
    ViewFiles,
    /// View template messages.
    ViewTemplates,
    /// Send template messages.
    SendTemplates,
    /// Manage labels.
    ManageLabels,
    /// View quick replies.
    ViewQuickReplies,
    /// Manage quick replies.
    ManageQuickReplies,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::ListChats,
        Self::ViewChats,
        Self::SendSession,
        Self::ManageChats,
        Self::ViewFiles,
        Self::ViewTemplates,
        Self::SendTemplates,
        Self::ManageLabels,
        Self::ViewQuickReplies,
        Self::ManageQuickReplies,
    ];

    /// All but these.
    pub fn all_but(missing: &[Self]) -> Vec<Self> {
        let mut scopes = Self::ALL.to_vec();
        scopes.retain(|scope| !missing.contains(scope));
        scopes
    }
}

impl App {
    /// Whether the token has every one of these scopes.
    pub(crate) fn allow(&self, needed: &[Scope]) -> Result<(), Refusal> {
        let access = lock(&self.access);
        if needed.iter().all(|scope| access.scopes.contains(scope)) {
            return Ok(());
        }
        let status = self.quirks().scope_status;
        Err(Refusal::new(status, "Token is missing a required scope"))
    }
}
