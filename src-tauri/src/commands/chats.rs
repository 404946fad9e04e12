//! The chat list and the chat on screen.

use domain::view::{ChatCounts, ChatListPage, ChatListQuery, ChatView};
use domain::{AccountId, ChatFilter, ChatId};
use tauri::State;

use super::{Answer, LONGEST_FIELD, sized, whole};
use crate::host::Host;

#[tauri::command]
pub(crate) async fn chat_list(host: State<'_, Host>, query: ChatListQuery) -> Answer<ChatListPage> {
    sized_filter(&query.filter)?;
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

/// Refuses a filter whose texts are too long.
pub(crate) fn sized_filter(filter: &ChatFilter) -> Answer<()> {
    whole(filter, LONGEST_FIELD)
}
