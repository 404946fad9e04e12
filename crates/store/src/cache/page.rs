//! A chat's messages on screen: the cache's, with what waits in the outbox at the end.

use domain::view::MessagePage;
use domain::{AttachmentKind, ChatId, Result};

use crate::Store;
use crate::store::provisional;

/// Where the bytes of a shown file are.
#[derive(Clone, PartialEq, Eq)]
pub enum MediaSource {
    /// At the service.
    Remote {
        /// As the service wrote it; resolve against the account's server.
        url: String,
        /// How to show it.
        kind: AttachmentKind,
        /// File name, cleaned.
        name: String,
        /// MIME type, where the service gave one.
        mime: Option<String>,
    },
    /// Here, since it is staged or queued.
    Local(crate::AttachmentContent),
}

impl std::fmt::Debug for MediaSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Remote { .. } => "Remote",
            Self::Local(_) => "Local",
        })
    }
}

impl Store {
    /// A stretch of a chat's messages, oldest first: the newest `limit` before the cursor
    /// `before` ([`MessagePage::older`]), all of the outbox's sends at the end of the newest
    /// stretch. Accepted sends whose message is in the cache are left out. `first_unread` is as
    /// of now; whoever keeps a chat open keeps the first answer.
    ///
    /// # Errors
    /// `Invalid` for a cursor that isn't one, `Storage`.
    pub async fn message_page(
        &self,
        chat: ChatId,
        before: Option<String>,
        limit: u32,
    ) -> Result<MessagePage> {
        let _ = (chat, before, limit);
        Err(provisional())
    }

    /// Where a shown file's bytes are. `key` is a message's (`m:..`, `o:..`) or `a:` and a staged
    /// file's id.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn media_source(&self, chat: ChatId, key: String, index: u32) -> Result<MediaSource> {
        let _ = (chat, key, index);
        Err(provisional())
    }
}
