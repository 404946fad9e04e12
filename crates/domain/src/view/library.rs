//! What a person keeps for writing and looking: canned replies and saved views.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ChatListQuery, ChatSort};
use crate::{AccountId, CannedId, ChatFilter, ViewId};

/// Everything a person keeps.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Library {
    /// Canned replies, by shortcut.
    pub canned: Vec<CannedReply>,
    /// Saved views, in the person's order.
    pub views: Vec<SavedView>,
}

/// A text that is written often. `{customer.name}`, `{customer.phone}`, `{operator.name}`,
/// `{account.name}`, `{date}` and `{time}` in it stand for what they say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct CannedReply {
    /// Which; `None` for one that a service keeps, which can't be changed here.
    pub id: Option<CannedId>,
    /// What is typed after `/`; at most 60 characters, no spaces.
    pub shortcut: String,
    /// What it is found by in lists; may be empty.
    pub title: String,
    /// The text.
    pub text: String,
    /// The account whose service keeps it; `None` for one of ours.
    pub account: Option<AccountId>,
}

/// A way to look at the list that was given a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct SavedView {
    /// Which.
    pub id: ViewId,
    /// Its name.
    pub name: String,
    /// What it narrows to.
    pub filter: ChatFilter,
    /// In which order.
    pub sort: ChatSort,
    /// Chats that match, as far as that is known here.
    pub count: u32,
}

/// A change of what a person keeps.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(tag = "change", rename_all = "snake_case")]
#[ts(export)]
pub enum LibraryChange {
    /// A canned reply, new without `id`.
    SaveCanned {
        /// Which, if it is there already.
        #[ts(optional)]
        id: Option<CannedId>,
        /// See [`CannedReply::shortcut`]; taken by another one is refused.
        shortcut: String,
        /// See [`CannedReply::title`].
        title: String,
        /// See [`CannedReply::text`].
        text: String,
    },
    /// A canned reply goes.
    DeleteCanned {
        /// Which.
        id: CannedId,
    },
    /// A saved view, new without `id`.
    SaveView {
        /// Which, if it is there already.
        #[ts(optional)]
        id: Option<ViewId>,
        /// Its name.
        name: String,
        /// What it shows; its window and held chat don't count.
        query: Box<ChatListQuery>,
    },
    /// A saved view goes.
    DeleteView {
        /// Which.
        id: ViewId,
    },
    /// Another order of the saved views.
    OrderViews {
        /// All of them.
        ids: Vec<ViewId>,
    },
}
