//! Drafts and the files attached to them.

use domain::view::{DraftView, StagedAttachment};
use domain::{AttachmentId, ChatId, Error, ErrorCode, Timestamp};
use tauri::State;
use tauri::ipc::{InvokeBody, Request};
use url::form_urlencoded;

use super::{Answer, LONGEST_FIELD, LONGEST_TEXT, sized};
use crate::host::Host;

#[tauri::command]
pub(crate) async fn draft_get(host: State<'_, Host>, chat: ChatId) -> Answer<DraftView> {
    Ok(host.engine().draft_get(chat).await?)
}

#[tauri::command]
pub(crate) async fn draft_save(
    host: State<'_, Host>,
    chat: ChatId,
    text: String,
    since: Option<Timestamp>,
) -> Answer<()> {
    sized(&text, LONGEST_TEXT)?;
    Ok(host.engine().draft_save(chat, text, since).await?)
}

/// The file's bytes are the body; the headers `x-chat`, `x-name` (percent-encoded) and `x-mime`
/// say what they are.
#[tauri::command]
pub(crate) async fn attachment_add(
    host: State<'_, Host>,
    request: Request<'_>,
) -> Answer<StagedAttachment> {
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(Error::new(ErrorCode::Invalid, "A file is expected as bytes.").into());
    };
    let header = |name: &str| -> Answer<String> {
        let value = request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .ok_or_else(|| Error::new(ErrorCode::Invalid, format!("{name} is missing.")))?;
        sized(value, LONGEST_FIELD)?;
        Ok(value.to_owned())
    };
    let chat: ChatId = header("x-chat")?.parse()?;
    let name = percent_decoded(&header("x-name")?);
    let mime = header("x-mime")?;
    Ok(host
        .engine()
        .attachment_add(chat, &name, &mime, bytes.clone())
        .await?)
}

#[tauri::command]
pub(crate) async fn attachment_remove(
    host: State<'_, Host>,
    attachment: AttachmentId,
) -> Answer<()> {
    Ok(host.engine().attachment_remove(attachment).await?)
}

/// Undoes `encodeURIComponent`, which leaves no `+` and no `&` behind.
fn percent_decoded(text: &str) -> String {
    form_urlencoded::parse(text.as_bytes())
        .next()
        .map(|(name, _)| name.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_arrive_in_any_script() {
        assert_eq!(
            percent_decoded("%D1%80%D0%B0%D1%85%D1%83%D0%BD%D0%BE%D0%BA%20%26%201%3D2%2B3.pdf"),
            "рахунок & 1=2+3.pdf",
            "as the person named it"
        );
    }
}
