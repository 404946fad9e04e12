//! Messages: reading them, sending them, deciding about those that got stuck.

use std::sync::PoisonError;
use std::time::Duration;

use domain::view::{LinkedChat, MessageHits, MessagePage, MessageQuery, SendOptions, TimelinePage};
use domain::{
    AppEvent, AttachmentId, ChatId, ChatStatus, Error, ErrorCode, Limits, OutboxId, Result,
};

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use crate::Engine;
use crate::chats::settable;
use crate::desk::Desk;
use crate::notify::Note;
use crate::sync::Priority;

const USUAL_PAGE: u32 = 100;
const LARGEST_PAGE: u32 = 500;
/// How long someone who scrolled to where the stored part begins waits for the service.
const OLDER_PATIENCE: Duration = Duration::from_secs(10);

/// Where the line "new messages" stands in the chat on screen: it stays while the chat does,
/// although the messages are read meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Divider {
    chat: ChatId,
    first_unread: Option<String>,
}

impl Engine {
    /// A stretch of a chat's messages. Where the stored part begins and the service has more, that
    /// is read first, for some seconds at most.
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
        let read = |before| desk.store.message_page(chat.clone(), before, limit);
        let mut page = read(before.clone()).await?;
        let mut known = desk.store.history_state(chat.clone()).await?;
        let session = desk.session(chat.account).ok();
        // Here is where the stored part begins, and the service has more.
        if let Some(session) = session
            && known.older.is_some()
            && before.is_some()
            && stored(&page) < limit as usize
        {
            let changes = self.events();
            session.reads.add(Priority::Older, chat.remote.clone());
            if stored(&page) == 0 && session.is_online() {
                older_read(&desk, changes, &chat, known.older.as_deref()).await;
                page = read(before).await?;
                known = desk.store.history_state(chat.clone()).await?;
            }
        }
        if desk.core.screen.now().chat.as_ref() == Some(&chat) {
            let now = page.first_unread.take();
            page.first_unread = if known.read_at.is_some() {
                desk.divide(&chat, now)
            } else {
                now
            };
        }
        Ok(page)
    }

    /// Messages whose text has what is looked for, newest first, as far as they are stored here.
    ///
    /// # Errors
    /// `Invalid` for a cursor that isn't one, `Storage`.
    pub async fn message_search(&self, query: MessageQuery) -> Result<MessageHits> {
        self.desk()?.store.message_search(query).await
    }

    /// A stretch of one customer's messages: those of a chat and of all that the person linked
    /// with it, by time. What isn't known yet is asked of the services in the background;
    /// [`domain::AppEvent::MessagesChanged`] of that chat says when it is there.
    ///
    /// # Errors
    /// `Invalid` for a cursor that isn't one, `NotFound`, `Storage`.
    pub async fn timeline_list(
        &self,
        chat: ChatId,
        before: Option<String>,
        limit: Option<u32>,
    ) -> Result<TimelinePage> {
        let desk = self.desk()?;
        let limit = limit.unwrap_or(USUAL_PAGE).clamp(1, LARGEST_PAGE);
        let mut page = desk.store.timeline(chat, before, limit).await?;
        let at_an_end = page.entries.len() < limit as usize;
        for LinkedChat { chat, .. } in &page.chats {
            let Ok(session) = desk.session(chat.account) else {
                continue;
            };
            let known = desk.store.history_state(chat.clone()).await?;
            if known.read_at.is_none() && session.provider.history().is_some() {
                if !page.incomplete.contains(chat) {
                    page.incomplete.push(chat.clone());
                }
                let remote = chat.remote.clone();
                session.reads.add_once(Priority::Shown, remote);
            } else if known.older.is_some() && at_an_end {
                session.reads.add(Priority::Older, chat.remote.clone());
            }
        }
        Ok(page)
    }

    /// Queues a message and clears the chat's draft. Several files become several messages; the
    /// text and `options` go with the first. It leaves when the time to take it back
    /// ([`domain::Settings::undo_seconds`]) is over.
    ///
    /// # Errors
    /// `Invalid` for nothing to send or a text that is too long, `Unsupported` for options the
    /// service doesn't take, `NotFound`, `Storage`.
    pub async fn message_send(
        &self,
        chat: ChatId,
        text: String,
        attachments: Vec<AttachmentId>,
        options: SendOptions,
    ) -> Result<Vec<OutboxId>> {
        let desk = self.desk()?;
        let session = desk.session(chat.account)?;
        let text = text.trim().to_owned();
        if text.is_empty() && attachments.is_empty() && options.rich.is_none() {
            return Err(Error::new(ErrorCode::Invalid, "There is nothing to send."));
        }
        let limits = session.provider.limits();
        permitted(&limits, &options)?;
        if options.close == Some(true) {
            settable(&session, &ChatStatus::Closed)?;
        }
        fits(&limits, &text)?;
        let now = desk.now();
        let leaves_at = now.after(Duration::from_secs(desk.settings().undo_seconds.into()));
        let rows = desk
            .store
            .enqueue_send(chat.clone(), text, attachments, options, leaves_at, now)
            .await?;
        desk.messages_changed(&chat);
        desk.chat_changed(&chat);
        desk.notes.add(Note::Answered(chat));
        session.outbox_now.notify_one();
        Ok(rows)
    }

    /// Queues a message that was written outside the window; the chat's draft stays as it is.
    ///
    /// # Errors
    /// `Invalid` for nothing to send or a text that is too long, `NotFound`, `Storage`.
    pub async fn message_reply(&self, chat: ChatId, text: &str) -> Result<OutboxId> {
        let desk = self.desk()?;
        let session = desk.session(chat.account)?;
        let text = text.trim().to_owned();
        fits(&session.provider.limits(), &text)?;
        let row = desk
            .store
            .enqueue_reply(chat.clone(), text, desk.now())
            .await?;
        desk.messages_changed(&chat);
        desk.chat_changed(&chat);
        desk.notes.add(Note::Answered(chat));
        session.outbox_now.notify_one();
        Ok(row)
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

/// Messages of the cache on a page; the others are the outbox's and notes.
fn stored(page: &MessagePage) -> usize {
    let messages = page.messages.iter();
    messages
        .filter(|message| message.key.starts_with("m:"))
        .count()
}

/// Waits until the history before `older` was read, or could not be, or long enough.
async fn older_read(
    desk: &Desk,
    mut changes: broadcast::Receiver<AppEvent>,
    chat: &ChatId,
    older: Option<&str>,
) {
    let changed = AppEvent::MessagesChanged { chat: chat.clone() };
    let waiting = async {
        loop {
            match changes.recv().await {
                Ok(event) if event != changed => continue,
                // Events were missed: this one may be among them.
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
            match desk.store.history_state(chat.clone()).await {
                Ok(known) if known.older.as_deref() == older && known.error.is_none() => {}
                Ok(_) | Err(_) => return,
            }
        }
    };
    // Whoever waited in vain sees what is there, and is told when there is more.
    let _ = tokio::time::timeout(OLDER_PATIENCE, waiting).await;
}

/// Refuses a text that is longer than the service takes.
fn fits(limits: &Limits, text: &str) -> Result<()> {
    let Some(longest) = limits.max_text else {
        return Ok(());
    };
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if length <= longest {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::Invalid,
        format!("This text has {length} characters; the service takes {longest}."),
    ))
}

/// Whether the service takes what is to go with a message.
fn permitted(limits: &Limits, options: &SendOptions) -> Result<()> {
    let refused = |what: &'static str| Err(Error::new(ErrorCode::Unsupported, what));
    if let Some(rich) = &options.rich
        && !limits.rich.contains(&rich.kind())
    {
        return refused("The service takes nothing of this kind.");
    }
    if options.quote.is_some() && !limits.quote {
        return refused("The service can't answer a single message.");
    }
    if options.pin == Some(true) && !limits.pin {
        return refused("The service can't pin messages.");
    }
    Ok(())
}

/// The outbox of a chat changed by the person's word: what waited behind may go now.
fn told(desk: &Desk, chat: &ChatId) {
    desk.messages_changed(chat);
    desk.chat_changed(chat);
    desk.notes.add(Note::Touched(chat.clone()));
    if let Ok(session) = desk.session(chat.account) {
        session.outbox_now.notify_one();
    }
}
