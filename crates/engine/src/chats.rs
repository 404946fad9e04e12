//! The chat list and what is done to chats.

use domain::view::{ChatCounts, ChatListPage, ChatListQuery, ChatView};
use domain::{
    AccountId, ChatFilter, ChatId, ChatStatus, Error, ErrorCode, RemoteMessageId, Result,
};

use crate::Engine;
use crate::desk::Desk;
use crate::notify::Note;
use crate::session::Session;
use crate::sync::Priority;

impl Engine {
    /// A window of the chat list. Services are asked, in the background, for what isn't known
    /// here; [`domain::AppEvent::FilterChanged`] says when they answered.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn chat_list(&self, query: ChatListQuery) -> Result<ChatListPage> {
        let desk = self.desk()?;
        let mut query = query;
        query.filter = tidy(query.filter);
        let (key, remote) = desk.filters.of(&desk, &query.filter);
        let mut page = desk.store.chat_list(query, key).await?;
        page.remote = remote;
        for row in page.rows.iter().filter(|row| row.last.is_none()) {
            if let Ok(session) = desk.session(row.id.account) {
                session
                    .reads
                    .add_once(Priority::Shown, row.id.remote.clone());
            }
        }
        Ok(page)
    }

    /// Every chat that the list holds, whatever its window, as of one moment.
    ///
    /// # Errors
    /// `Storage`.
    pub(crate) async fn chats_matching(&self, query: ChatListQuery) -> Result<Vec<ChatId>> {
        let desk = self.desk()?;
        let query = ChatListQuery {
            filter: tidy(query.filter),
            hold: None,
            ..query
        };
        let (key, _) = desk.filters.of(&desk, &query.filter);
        desk.store.chats_matching(query, key, u32::MAX).await
    }

    /// Numbers beside the views.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn chat_counts(&self, account: Option<AccountId>) -> Result<ChatCounts> {
        self.desk()?.store.chat_counts(account).await
    }

    /// An open chat's head.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn chat_get(&self, chat: ChatId) -> Result<ChatView> {
        let desk = self.desk()?;
        let mut view = desk.store.chat_view(chat.clone()).await?;
        // Where there is no history to read, what is stored is all there is.
        if let Ok(session) = desk.session(chat.account) {
            view.loaded |= session.provider.history().is_none();
        }
        Ok(view)
    }

    /// This chat is on screen now: it is read often, and nobody is notified of it.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn chat_open(&self, chat: Option<ChatId>) -> Result<()> {
        let desk = self.desk()?;
        if !desk.core.screen.set_chat(chat.clone()) {
            return Ok(());
        }
        desk.forget_divider();
        desk.store.save_last_chat(chat.clone()).await?;
        if let Some(chat) = chat {
            desk.notes.add(Note::Touched(chat));
        }
        Ok(())
    }

    /// The person has seen a chat up to this message (`m:..`), or its end (`o:..`), in the
    /// focused window.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn chat_seen(&self, chat: ChatId, key: &str) -> Result<()> {
        let desk = self.desk()?;
        let up_to = key.strip_prefix("m:").map(RemoteMessageId::from);
        let change = desk.store.mark_seen(chat.clone(), up_to.clone()).await?;
        if change.unread != change.unread_before {
            desk.chat_changed(&chat);
            desk.emit(domain::AppEvent::AppChanged);
            desk.notes.add(Note::Touched(chat.clone()));
        }
        if !desk.settings().read_when_seen {
            return Ok(());
        }
        let unread = desk.store.unread_messages(chat.clone(), up_to).await?;
        read(&desk, chat, unread).await
    }

    /// Gives a chat a status.
    ///
    /// # Errors
    /// `Unsupported` for a status the service doesn't take, `NotFound`, `Storage`.
    pub async fn chat_set_status(&self, chat: ChatId, status: ChatStatus) -> Result<()> {
        let desk = self.desk()?;
        let session = desk.session(chat.account)?;
        settable(&session, &status)?;
        desk.store
            .enqueue_status(chat.clone(), status, desk.now())
            .await?;
        desk.chat_changed(&chat);
        desk.notes.add(Note::Touched(chat));
        session.outbox_now.notify_one();
        Ok(())
    }

    /// Deletes a chat for good.
    ///
    /// # Errors
    /// `Unsupported`, `NotFound`, `Storage`.
    pub async fn chat_delete(&self, chat: ChatId) -> Result<()> {
        let desk = self.desk()?;
        let session = desk.session(chat.account)?;
        if session.provider.deletion().is_none() {
            return Err(Error::new(
                ErrorCode::Unsupported,
                "The service can't delete chats.",
            ));
        }
        desk.store.enqueue_delete(chat.clone(), desk.now()).await?;
        desk.chat_removed(&chat);
        session.outbox_now.notify_one();
        Ok(())
    }

    /// Marks messages of a chat as read, here and at the service; all of them without keys. If
    /// the service speaks of messages that aren't here yet, they are read first.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub async fn chat_mark_read(&self, chat: ChatId, keys: Option<Vec<String>>) -> Result<()> {
        let desk = self.desk()?;
        let Some(keys) = keys else {
            let left = mark_all_read(&desk, chat.clone()).await?;
            let known = desk.store.history_state(chat.clone()).await?;
            if left > 0 || known.stale || known.read_at.is_none() {
                // Messages that aren't here are read first, now or when the service is there again.
                queue_read(&desk, chat, Vec::new()).await?;
            }
            return Ok(());
        };
        let messages = keys
            .iter()
            .filter_map(|key| key.strip_prefix("m:"))
            .map(RemoteMessageId::from)
            .collect();
        desk.notes.add(Note::Touched(chat.clone()));
        read(&desk, chat, messages).await
    }
}

/// Marks everything of a chat that is known here as read. What is unread all the same is the
/// service's count of messages that aren't here.
async fn mark_all_read(desk: &Desk, chat: ChatId) -> Result<u32> {
    let change = desk.store.mark_seen(chat.clone(), None).await?;
    if change.unread != change.unread_before {
        desk.chat_changed(&chat);
        desk.emit(domain::AppEvent::AppChanged);
    }
    let unread = desk.store.unread_messages(chat.clone(), None).await?;
    desk.notes.add(Note::Touched(chat.clone()));
    read(desk, chat, unread).await?;
    Ok(change.unread)
}

/// Whether the service takes this status.
pub(crate) fn settable(session: &Session, status: &ChatStatus) -> Result<()> {
    let statuses = session.provider.statuses().map(|facet| facet.settable());
    if statuses.is_some_and(|statuses| statuses.contains(status)) {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::Unsupported,
        "The service doesn't take this status.",
    ))
}

/// Queues the read marks, where the service takes any.
async fn read(desk: &Desk, chat: ChatId, messages: Vec<RemoteMessageId>) -> Result<()> {
    if messages.is_empty() {
        return Ok(());
    }
    queue_read(desk, chat, messages).await
}

/// The same; without messages all that the chat has, those that aren't here yet too.
async fn queue_read(desk: &Desk, chat: ChatId, messages: Vec<RemoteMessageId>) -> Result<()> {
    let session = desk.session(chat.account)?;
    if session.provider.read_marks().is_none() {
        return Ok(());
    }
    desk.store
        .enqueue_read(chat.clone(), messages, desk.now())
        .await?;
    desk.chat_changed(&chat);
    desk.messages_changed(&chat);
    desk.emit(domain::AppEvent::AppChanged);
    session.outbox_now.notify_one();
    Ok(())
}

/// The filter without fields that say nothing.
fn tidy(mut filter: ChatFilter) -> ChatFilter {
    let trimmed = |text: Option<String>| {
        text.map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    filter.text = trimmed(filter.text);
    filter.phone = trimmed(filter.phone);
    filter
}
