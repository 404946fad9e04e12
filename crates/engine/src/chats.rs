//! The chat list and what is done to chats.

use std::sync::Arc;

use domain::view::{ChatCounts, ChatListPage, ChatListQuery, ChatView};
use domain::{
    AccountId, ChatFilter, ChatId, ChatStatus, Error, ErrorCode, RemoteMessageId, Result,
};

use crate::Engine;
use crate::desk::Desk;
use crate::notify::Note;
use crate::sync::{self, Priority};

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
        self.desk()?.store.chat_view(chat).await
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
        let settable = session.provider.statuses().map(|facet| facet.settable());
        if !settable.is_some_and(|settable| settable.contains(&status)) {
            return Err(Error::new(
                ErrorCode::Unsupported,
                "The service doesn't take this status.",
            ));
        }
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
                mark_read_after_reading(&desk, chat)?;
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

/// Reads a chat's history from now on, not one that is under way already, and marks it then.
fn mark_read_after_reading(desk: &Arc<Desk>, chat: ChatId) -> Result<()> {
    let session = desk.session(chat.account)?;
    let (desk, reading) = (Arc::clone(desk), Arc::clone(&session));
    session.spawn(async move {
        let marked = async {
            sync::read(&desk, &reading, &chat.remote).await?;
            mark_all_read(&desk, chat).await
        };
        if let Err(error) = marked.await {
            tracing::info!(%error, "messages that aren't here were not marked as read");
        }
    });
    Ok(())
}

/// Queues the read marks, where the service takes any.
async fn read(desk: &Desk, chat: ChatId, messages: Vec<RemoteMessageId>) -> Result<()> {
    let session = desk.session(chat.account)?;
    if messages.is_empty() || session.provider.read_marks().is_none() {
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
