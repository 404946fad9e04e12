//! Messages: reading them, sending them, deciding about those that got stuck.

use std::sync::PoisonError;

use domain::view::MessagePage;
use domain::{AttachmentId, ChatId, Error, ErrorCode, OutboxId, Result};

use crate::Engine;
use crate::desk::Desk;
use crate::sync::Priority;

const USUAL_PAGE: u32 = 100;
const LARGEST_PAGE: u32 = 500;

/// Where the line "new messages" stands in the chat on screen: it stays while the chat does,
/// although the messages are read meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Divider {
    chat: ChatId,
    first_unread: Option<String>,
}

impl Engine {
    /// A stretch of a chat's messages.
    ///
    /// # Errors
    /// `Invalid` for a cursor that isn't one, `Storage`.
    pub async fn message_list(
        &self,
        chat: ChatId,
        before: Option<String>,
        limit: Option<u32>,
    ) -> Result<MessagePage> {
        let desk = self.desk()?;
        let limit = limit.unwrap_or(USUAL_PAGE).clamp(1, LARGEST_PAGE);
        let mut page = desk.store.message_page(chat.clone(), before, limit).await?;
        let known = desk.store.history_state(chat.clone()).await?;
        if desk.core.screen.now().chat.as_ref() == Some(&chat) {
            let now = page.first_unread.take();
            page.first_unread = if known.read_at.is_some() {
                desk.divide(&chat, now)
            } else {
                now
            };
        }
        if page.older.is_none()
            && known.older.is_some()
            && let Ok(session) = desk.session(chat.account)
        {
            session.reads.add(Priority::Older, chat.remote);
        }
        Ok(page)
    }

    /// Queues a message and clears the chat's draft. Several files become several messages; the
    /// text goes with the first.
    ///
    /// # Errors
    /// `Invalid` for nothing to send or a text that is too long, `NotFound`, `Storage`.
    pub async fn message_send(
        &self,
        chat: ChatId,
        text: String,
        attachments: Vec<AttachmentId>,
    ) -> Result<Vec<OutboxId>> {
        let desk = self.desk()?;
        let session = desk.session(chat.account)?;
        let text = text.trim().to_owned();
        if text.is_empty() && attachments.is_empty() {
            return Err(Error::new(ErrorCode::Invalid, "There is nothing to send."));
        }
        if let Some(longest) = session.provider.limits().max_text {
            let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            if length > longest {
                return Err(Error::new(
                    ErrorCode::Invalid,
                    format!("This text has {length} characters; the service takes {longest}."),
                ));
            }
        }
        let rows = desk
            .store
            .enqueue_send(chat.clone(), text, attachments, desk.now())
            .await?;
        desk.messages_changed(&chat);
        desk.chat_changed(&chat);
        session.outbox_now.notify_one();
        Ok(rows)
    }

    /// Sends a parked message again.
    ///
    /// # Errors
    /// `NotFound`, `Invalid`, `Storage`.
    pub async fn message_retry(&self, outbox: OutboxId) -> Result<()> {
        let desk = self.desk()?;
        let chat = desk.store.retry(outbox, desk.now()).await?;
        told(&desk, &chat);
        Ok(())
    }

    /// Gives a message up.
    ///
    /// # Errors
    /// `NotFound`, `Invalid` while it is leaving, `Storage`.
    pub async fn message_discard(&self, outbox: OutboxId) -> Result<()> {
        let desk = self.desk()?;
        let chat = desk.store.discard(outbox).await?;
        told(&desk, &chat);
        Ok(())
    }

    /// The person says that an unconfirmed message did arrive.
    ///
    /// # Errors
    /// `NotFound`, `Invalid`, `Storage`.
    pub async fn message_confirm_sent(&self, outbox: OutboxId) -> Result<()> {
        let desk = self.desk()?;
        let chat = desk.store.confirm_sent(outbox, desk.now()).await?;
        told(&desk, &chat);
        Ok(())
    }

    /// Puts a message back into its chat's draft.
    ///
    /// # Errors
    /// `NotFound`, `Invalid`, `Storage`.
    pub async fn message_edit(&self, outbox: OutboxId) -> Result<()> {
        let desk = self.desk()?;
        let chat = desk.store.edit(outbox, desk.now()).await?;
        told(&desk, &chat);
        Ok(())
    }
}

impl Desk {
    /// The first message that was unread when this chat came on screen; `now` if it just did.
    fn divide(&self, chat: &ChatId, now: Option<String>) -> Option<String> {
        let mut divider = self.divider.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = divider.as_ref().filter(|known| known.chat == *chat) {
            return known.first_unread.clone();
        }
        *divider = Some(Divider {
            chat: chat.clone(),
            first_unread: now.clone(),
        });
        now
    }

    /// Another chat is on screen.
    pub(crate) fn forget_divider(&self) {
        *self.divider.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// The outbox of a chat changed by the person's word: what waited behind may go now.
fn told(desk: &Desk, chat: &ChatId) {
    desk.messages_changed(chat);
    desk.chat_changed(chat);
    if let Ok(session) = desk.session(chat.account) {
        session.outbox_now.notify_one();
    }
}
