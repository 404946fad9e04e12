//! Drafts and the files that wait with them.

use domain::view::{DraftView, StagedAttachment};
use domain::{AttachmentId, AttachmentKind, ChatId, Error, ErrorCode, Result, Timestamp};
use store::NewAttachment;

use crate::Engine;
use crate::file_name;

impl Engine {
    /// A chat's draft.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn draft_get(&self, chat: ChatId) -> Result<DraftView> {
        self.desk()?.store.draft(chat).await
    }

    /// Replaces the text of a chat's draft. `since` is the newest message that the person had
    /// before them as they began.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn draft_save(
        &self,
        chat: ChatId,
        text: String,
        since: Option<Timestamp>,
    ) -> Result<()> {
        let desk = self.desk()?;
        if desk
            .store
            .save_draft(chat.clone(), text, since, desk.now())
            .await?
        {
            desk.chat_changed(&chat);
        }
        Ok(())
    }

    /// Stages a file with a chat's draft.
    ///
    /// # Errors
    /// `Invalid` for an empty file, one that is too large, or one of a kind the service doesn't
    /// take; `NotFound`, `Storage`.
    pub async fn attachment_add(
        &self,
        chat: ChatId,
        name: &str,
        mime: &str,
        bytes: Vec<u8>,
    ) -> Result<StagedAttachment> {
        let desk = self.desk()?;
        let limits = desk.session(chat.account)?.provider.limits();
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if size == 0 {
            return Err(Error::new(ErrorCode::Invalid, "This file is empty."));
        }
        if size > limits.max_attachment {
            return Err(Error::new(
                ErrorCode::Invalid,
                format!(
                    "This file is too large: it has {}, and the service takes {} at most.",
                    megabytes(size),
                    megabytes(limits.max_attachment)
                ),
            ));
        }
        let name = file_name::clean(name);
        let mime = file_name::mime_of(&name, mime);
        let wanted = if file_name::is_photo(&mime) {
            AttachmentKind::Photo
        } else {
            AttachmentKind::File
        };
        let kind = [wanted, AttachmentKind::File]
            .into_iter()
            .find(|kind| limits.attachments.contains(kind))
            .ok_or_else(|| Error::new(ErrorCode::Invalid, "The service takes no such files."))?;
        let file = NewAttachment {
            kind,
            name,
            mime,
            bytes,
        };
        let staged = desk
            .store
            .add_attachment(chat.clone(), file, desk.now())
            .await?;
        desk.chat_changed(&chat);
        Ok(staged)
    }

    /// Takes a staged file away again. One that isn't there (any more) is fine.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn attachment_remove(&self, attachment: AttachmentId) -> Result<()> {
        let desk = self.desk()?;
        if let Some(chat) = desk.store.remove_attachment(attachment).await? {
            desk.chat_changed(&chat);
        }
        Ok(())
    }
}

fn megabytes(bytes: u64) -> String {
    const MEGABYTE: u64 = 1024 * 1024;
    let tenths = bytes.saturating_mul(10).div_ceil(MEGABYTE);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_people_write_them() {
        assert_eq!(megabytes(10 * 1024 * 1024), "10.0 MB", "whole");
        assert_eq!(megabytes(10 * 1024 * 1024 + 1), "10.1 MB", "rounded up");
    }
}
