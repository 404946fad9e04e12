//! A chat's messages: reading, sending, and deciding about those that did not get through.

use domain::view::{MessageHits, MessagePage, MessageQuery, SendOptions, TimelinePage};
use domain::{AttachmentId, ChatId, OutboxId};
use serde::Deserialize;
use tauri::State;

use super::chats::sized_filter;
use super::{Answer, LONGEST_FIELD, LONGEST_TEXT, counted, sized, whole};
use crate::host::Host;

/// Most files of one sending.
const MOST_FILES: usize = 50;

/// What the person decided about a message that did not get through.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MessageAct {
    /// Send it again.
    Retry,
    /// Put it back into the draft.
    Edit,
    /// Throw it away.
    Discard,
    /// It was sent: the person checked.
    ConfirmSent,
}

#[tauri::command]
pub(crate) async fn message_list(
    host: State<'_, Host>,
    chat: ChatId,
    before: Option<String>,
    limit: Option<u32>,
) -> Answer<MessagePage> {
    if let Some(before) = &before {
        sized(before, LONGEST_FIELD)?;
    }
    Ok(host.engine().message_list(chat, before, limit).await?)
}

#[tauri::command]
pub(crate) async fn message_search(
    host: State<'_, Host>,
    query: MessageQuery,
) -> Answer<MessageHits> {
    sized_filter(&query.filter)?;
    if let Some(after) = &query.after {
        sized(after, LONGEST_FIELD)?;
    }
    Ok(host.engine().message_search(query).await?)
}

#[tauri::command]
pub(crate) async fn timeline_list(
    host: State<'_, Host>,
    chat: ChatId,
    before: Option<String>,
    limit: Option<u32>,
) -> Answer<TimelinePage> {
    if let Some(before) = &before {
        sized(before, LONGEST_FIELD)?;
    }
    Ok(host.engine().timeline_list(chat, before, limit).await?)
}

#[tauri::command]
pub(crate) async fn message_send(
    host: State<'_, Host>,
    chat: ChatId,
    text: String,
    attachments: Vec<AttachmentId>,
    options: Option<SendOptions>,
) -> Answer<()> {
    sized(&text, LONGEST_TEXT)?;
    counted(&attachments, MOST_FILES)?;
    let options = options.unwrap_or_default();
    whole(&options.rich, LONGEST_TEXT)?;
    whole(&options.quote, LONGEST_FIELD)?;
    host.engine()
        .message_send(chat, text, attachments, options)
        .await?;
    Ok(())
}

#[tauri::command]
pub(crate) async fn message_act(
    host: State<'_, Host>,
    outbox: OutboxId,
    act: MessageAct,
) -> Answer<()> {
    let engine = host.engine();
    Ok(match act {
        MessageAct::Retry => engine.message_retry(outbox).await,
        MessageAct::Edit => engine.message_edit(outbox).await,
        MessageAct::Discard => engine.message_discard(outbox).await,
        MessageAct::ConfirmSent => engine.message_confirm_sent(outbox).await,
    }?)
}
