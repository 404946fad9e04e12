//! The chat list and what is done to a chat.

use domain::view::{ChatCounts, ChatListPage, ChatListQuery, ChatView};
use domain::{AccountId, ChatId, ChatStatus};
use tauri::State;

use super::{Answer, LONGEST_FIELD, counted, sized};
use crate::host::Host;

/// Most messages named at once.
const MOST_KEYS: usize = 10_000;

#[tauri::command]
pub(crate) async fn chat_list(host: State<'_, Host>, query: ChatListQuery) -> Answer<ChatListPage> {
    let filter = &query.filter;
    for text in [&filter.text, &filter.phone].into_iter().flatten() {
        sized(text, LONGEST_FIELD)?;
    }
    Ok(host.engine().chat_list(query).await?)
}

#[tauri::command]
pub(crate) async fn chat_counts(
    host: State<'_, Host>,
    account: Option<AccountId>,
) -> Answer<ChatCounts> {
    Ok(host.engine().chat_counts(account).await?)
}

#[tauri::command]
pub(crate) async fn chat_get(host: State<'_, Host>, chat: ChatId) -> Answer<ChatView> {
    Ok(host.engine().chat_get(chat).await?)
}

#[tauri::command]
pub(crate) async fn chat_open(host: State<'_, Host>, chat: Option<ChatId>) -> Answer<()> {
    Ok(host.engine().chat_open(chat).await?)
}

#[tauri::command]
pub(crate) async fn chat_seen(host: State<'_, Host>, chat: ChatId, key: String) -> Answer<()> {
    sized(&key, LONGEST_FIELD)?;
    Ok(host.engine().chat_seen(chat, &key).await?)
}

#[tauri::command]
pub(crate) async fn chat_set_status(
    host: State<'_, Host>,
    chat: ChatId,
    status: ChatStatus,
) -> Answer<()> {
    Ok(host.engine().chat_set_status(chat, status).await?)
}

#[tauri::command]
pub(crate) async fn chat_delete(host: State<'_, Host>, chat: ChatId) -> Answer<()> {
    Ok(host.engine().chat_delete(chat).await?)
}

#[tauri::command]
pub(crate) async fn chat_mark_read(
    host: State<'_, Host>,
    chat: ChatId,
    keys: Option<Vec<String>>,
) -> Answer<()> {
    if let Some(keys) = &keys {
        counted(keys, MOST_KEYS)?;
    }
    Ok(host.engine().chat_mark_read(chat, keys).await?)
}
