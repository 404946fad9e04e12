//! Photos and files of messages, as bytes.

use domain::ChatId;
use tauri::State;
use tauri::ipc::Response;

use super::{Answer, LONGEST_FIELD, sized};
use crate::host::Host;

#[tauri::command]
pub(crate) async fn media_get(
    host: State<'_, Host>,
    chat: ChatId,
    key: String,
    index: u32,
    asked: bool,
) -> Answer<Response> {
    sized(&key, LONGEST_FIELD)?;
    let media = host.engine().media_get(chat, key, index, asked).await?;
    // No bytes tell the window to offer the picture instead.
    Ok(Response::new(
        media.map(|media| media.bytes).unwrap_or_default(),
    ))
}

#[tauri::command]
pub(crate) async fn media_save(
    host: State<'_, Host>,
    chat: ChatId,
    key: String,
    index: u32,
) -> Answer<String> {
    sized(&key, LONGEST_FIELD)?;
    Ok(host
        .engine()
        .media_save(chat, key, index, &host.downloads())
        .await?)
}
