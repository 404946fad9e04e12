//! Accounts and how they are doing.

use serde::Serialize;
use ts_rs::TS;

use super::ErrorView;
use crate::{
    AccountId, AccountOptions, Capabilities, OperatorRef, ServiceKind, SignInMethod, Timestamp,
};

/// A signed-in account.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct AccountView {
    /// Local id.
    pub id: AccountId,
    /// Which service, for its icon and name only.
    pub service: ServiceKind,
    /// The service's name.
    pub service_name: String,
    /// How it signs in.
    pub method: SignInMethod,
    /// The person's name for it.
    pub label: String,
    /// Login or the like; may be empty.
    pub principal: String,
    /// Server address.
    pub server: String,
    /// Index into the fixed set of account colours, 0 to 7.
    pub hue: u8,
    /// The operator it works as, if it is an administrator's.
    pub working_as: Option<OperatorRef>,
    /// Overridable readings.
    pub options: AccountOptions,
    /// What it can do.
    pub capabilities: Capabilities,
    /// How it is doing.
    pub health: AccountHealth,
    /// Unread messages.
    pub unread: u32,
    /// Things the service must still hear: unsent messages and the like.
    pub pending: u32,
}

/// How an account is doing.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct AccountHealth {
    /// Whether it works.
    pub state: AccountState,
    /// When the chat list was last read completely.
    pub synced_at: Option<Timestamp>,
    /// How long the service took for its last answer about the chat list, in milliseconds.
    pub answered_in: Option<u32>,
    /// Whether live events arrive.
    pub live: bool,
    /// Progress of the first sync: chats read and chats in all. `None` when there is none.
    pub progress: Option<(u32, u32)>,
    /// When the token expires, if known.
    pub token_expires_at: Option<Timestamp>,
    /// No request leaves before this time.
    pub limited_until: Option<Timestamp>,
    /// Abilities that were tried and refused, with the service's words.
    pub refused: Vec<String>,
}

/// Whether an account works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
#[ts(export)]
pub enum AccountState {
    /// Connecting for the first time since the start.
    Connecting,
    /// In touch with the service.
    Online,
    /// Out of touch; tries again by itself.
    Trouble {
        /// Why.
        error: ErrorView,
        /// When it tries again.
        retry_at: Option<Timestamp>,
    },
    /// The service refuses the credentials: the person must sign in again.
    SignInAgain {
        /// Why.
        error: ErrorView,
    },
}

/// What signing out would lose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct UnsentWork {
    /// Messages that have not left.
    pub messages: u32,
    /// Other changes that have not left.
    pub changes: u32,
    /// Drafts.
    pub drafts: u32,
}
