//! Searching messages.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AccountId, AuthorKind, Channel, ChatFilter, ChatId, Timestamp};

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, TS)]
#[serde(default)]
#[ts(export, optional_fields)]
pub struct MessageQuery {
    /// What to narrow to; [`ChatFilter::text`] holds the words, `"quoted ones"` stand together,
    /// the last one may be a beginning. `from` and `to` are the messages' times.
    pub filter: ChatFilter,
    /// Only this chat.
    pub chat: Option<ChatId>,
    /// Go on after a page: its [`MessageHits::next`].
    pub after: Option<String>,
    /// Hits, at most 100; 20 if absent.
    pub limit: Option<u32>,
}

/// A page of hits, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct MessageHits {
    /// The hits.
    pub hits: Vec<MessageHit>,
    /// Names the next page; `None` after the last one.
    pub next: Option<String>,
}

/// A message that matches.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct MessageHit {
    /// Its chat.
    pub chat: ChatId,
    /// The chat's account.
    pub account: AccountId,
    /// The chat's title or its customer's name.
    pub title: String,
    /// The messenger.
    pub channel: Option<Channel>,
    /// Its key within the chat.
    pub key: String,
    /// Which side wrote it.
    pub author: AuthorKind,
    /// Who, where known.
    pub name: Option<String>,
    /// When.
    pub at: Timestamp,
    /// The stretch of its text around the first match, in pieces.
    pub pieces: Vec<HitPiece>,
}

/// A piece of a hit's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct HitPiece {
    /// The text.
    pub text: String,
    /// Whether it is what was looked for.
    pub hit: bool,
}
