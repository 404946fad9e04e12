//! Files that wait: staged with a draft, or belonging to an outbox row.

use domain::view::StagedAttachment;
use domain::{AttachmentId, AttachmentKind, ChatId, Result, Timestamp};

use crate::Store;
use crate::store::provisional;

/// A file to stage.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAttachment {
    /// How it will be shown.
    pub kind: AttachmentKind,
    /// File name without folders.
    pub name: String,
    /// MIME type.
    pub mime: String,
    /// Content.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for NewAttachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAttachment")
            .field("kind", &self.kind)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// A file with its content.
pub type AttachmentContent = NewAttachment;

impl Store {
    /// Stages a file with a chat's draft, after those already there.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn add_attachment(
        &self,
        chat: ChatId,
        file: NewAttachment,
        now: Timestamp,
    ) -> Result<StagedAttachment> {
        let _ = (chat, file, now);
        Err(provisional())
    }

    /// Removes a staged file. Its chat, or `None` if it wasn't staged (any more): a file that a
    /// queued message owns stays.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn remove_attachment(&self, attachment: AttachmentId) -> Result<Option<ChatId>> {
        let _ = attachment;
        Err(provisional())
    }

    /// A file's content, staged or queued.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn attachment(&self, attachment: AttachmentId) -> Result<AttachmentContent> {
        let _ = attachment;
        Err(provisional())
    }
}
