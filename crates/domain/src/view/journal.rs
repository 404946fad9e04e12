//! What was done from here, by whom and when.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AccountId, ChatId, Timestamp};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum JournalKind {
    /// A message was sent.
    Sent,
    /// A status was set; [`JournalLine::detail`] says which.
    Status,
    /// A chat was given to somebody; [`JournalLine::detail`] says whom.
    Assigned,
    /// A label was put on; [`JournalLine::detail`] says which.
    Labelled,
    /// A label was taken off; [`JournalLine::detail`] says which.
    Unlabelled,
    /// A chat was deleted; [`JournalLine::detail`] is what it was called.
    Deleted,
    /// Something was asked for many chats at once: [`JournalLine::count`] of them. `detail` is the
    /// act's tag, with a colon and the status where it sets one. Each chat's own line follows when
    /// the service took it.
    Bulk,
    /// Chats were written into a file: [`JournalLine::count`] of them; `detail` is the format.
    Exported,
    /// An account was signed in to, for the first time or again.
    SignedIn,
    /// An account was signed out of; [`JournalLine::detail`] is what it was called.
    SignedOut,
    /// An account works as an operator from then on; `detail` is the operator's name, empty for
    /// the company again.
    WorkedAs,
}

/// A line of the journal. Never a message's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct JournalLine {
    /// Names the line.
    #[ts(type = "number")]
    pub id: i64,
    /// When the service took it, or when it was done here.
    pub at: Timestamp,
    /// What was done.
    pub kind: JournalKind,
    /// The account that did it; `None` for several at once.
    pub account: Option<AccountId>,
    /// The account's name; empty if it was signed out of.
    pub account_label: String,
    /// The operator that the account worked as, by name; empty if none.
    pub who: String,
    /// The chat, if it is about one.
    pub chat: Option<ChatId>,
    /// What the chat is called; `None` if it isn't stored here any more.
    pub title: Option<String>,
    /// More about it; see [`JournalKind`].
    pub detail: String,
    /// Chats it was done to.
    pub count: u32,
}

/// Which lines to read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, TS)]
#[serde(default)]
#[ts(export, optional_fields)]
pub struct JournalQuery {
    /// Only these kinds; all if empty.
    pub kinds: Vec<JournalKind>,
    /// Only this account's.
    pub account: Option<AccountId>,
    /// From this time on.
    pub from: Option<Timestamp>,
    /// Before this time.
    pub to: Option<Timestamp>,
    /// Words that must all be in the line: in the chat's name or id, who did it, or its detail.
    pub text: Option<String>,
    /// Only lines older than this one: [`JournalPage::next`].
    #[ts(as = "Option<f64>")]
    pub before: Option<i64>,
    /// Lines, at most 500; 100 if absent.
    pub limit: Option<u32>,
}

/// A page of the journal, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct JournalPage {
    /// The lines.
    pub lines: Vec<JournalLine>,
    /// Lines that match in all.
    pub total: u32,
    /// Names the next page; `None` after the last one.
    #[ts(type = "number | null")]
    pub next: Option<i64>,
    /// Days that lines are kept.
    pub keep_days: u16,
}
