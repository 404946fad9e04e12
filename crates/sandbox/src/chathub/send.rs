//! Accepting messages from clients of the API: POST /api/chat/{chatId}/message (4.1); the hub uses the same (4.2).

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;

use super::{
    App,
    auth::Caller,
    body::{self, Body},
    chats, events,
    quirks::SendAnswer,
    refusal::Refusal,
    wire,
    world::{Message, NewMessage, ReceivedSend},
};
use crate::{lock, media::Media};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Draft {
    text_message: Option<String>,
    author: Option<i64>,
    media: Option<Upload>,
}

/// An attachment; names in camelCase over REST, in PascalCase over the hub.
#[derive(Deserialize)]
pub(crate) struct Upload {
    #[serde(alias = "Name")]
    name: Option<String>,
    #[serde(alias = "Format")]
    format: Option<String>,
    #[serde(rename = "dataBase64", alias = "DataBase64")]
    data: Option<String>,
    #[serde(rename = "type", alias = "Type")]
    kind: Option<i64>,
}

impl Upload {
    fn decode(self, limit: usize) -> Result<(i64, Media), Refusal> {
        let name = self
            .name
            .filter(|name| !name.is_empty())
            .ok_or_else(|| Refusal::missing("media.name"))?;
        let data = self
            .data
            .ok_or_else(|| Refusal::missing("media.dataBase64"))?;
        let bytes = STANDARD
            .decode(data)
            .map_err(|_| Refusal::bad("'media.dataBase64' is not base64"))?;
        if bytes.len() > limit {
            return Err(Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "The attachment is too large",
            ));
        }
        let kind = match self.kind {
            Some(kind @ 1..=2) => kind,
            Some(other) => {
                return Err(Refusal::semantic(format!("There is no media type {other}")));
            }
            None => return Err(Refusal::missing("media.type")),
        };
        let mime = mime_of(&name, self.format.as_deref().unwrap_or(""));
        Ok((
            kind,
            Media {
                name,
                mime,
                bytes: Bytes::from(bytes),
            },
        ))
    }
}

/// The format as a MIME type: given as one, as an extension, or guessed from the name.
fn mime_of(name: &str, format: &str) -> String {
    if format.contains('/') {
        return format.to_owned();
    }
    let by_format = mime_guess::from_ext(format.trim_start_matches('.'));
    by_format
        .first()
        .unwrap_or_else(|| mime_guess::from_path(name).first_or_octet_stream())
        .to_string()
}

/// What a client wants sent.
pub(crate) struct Wanted {
    pub(crate) chat: i64,
    pub(crate) text: String,
    pub(crate) author: i64,
    pub(crate) upload: Option<Upload>,
    pub(crate) via: &'static str,
    /// The hub connection it came over.
    pub(crate) connection: Option<u64>,
}

/// Takes a message in, tells everyone, and lets its delivery begin.
pub(crate) fn accept(app: &App, caller: Caller, wanted: Wanted) -> Result<Message, Refusal> {
    chats::visible(app, caller, wanted.chat)?;
    if !(0..=3).contains(&wanted.author) {
        return Err(Refusal::semantic(format!(
            "There is no author {}",
            wanted.author
        )));
    }
    let file = wanted
        .upload
        .map(|upload| upload.decode(app.max_media_bytes))
        .transpose()?;
    if wanted.text.trim().is_empty() && file.is_none() {
        return Err(Refusal::missing("textMessage"));
    }
    let at = app.clock.now();
    let new = NewMessage {
        chat: wanted.chat,
        text: wanted.text,
        author: wanted.author,
        operator: caller.operator(),
        file,
    };
    let message =
        events::add(app, new, wanted.connection).ok_or_else(|| Refusal::not_found("Chat"))?;
    lock(&app.world).sends.push(ReceivedSend {
        message: message.id,
        chat: message.chat,
        text: message.text.clone(),
        attachment: message.media.as_ref().map(|media| media.name.clone()),
        operator: caller.operator(),
        via: wanted.via,
        at,
    });
    events::deliver(app, message.id);
    super::life::provoked(app, message.chat);
    Ok(message)
}

/// POST /api/chat/{chatId}/message
pub(crate) async fn post(
    State(app): State<App>,
    caller: Caller,
    Path(chat): Path<String>,
    Body(draft): Body<Draft>,
) -> Result<Response, Refusal> {
    if !app.quirks().rest_send {
        return Err(Refusal::not_found("Page"));
    }
    caller.chat_work(&app)?;
    let wanted = Wanted {
        chat: body::id(&chat)?,
        text: draft.text_message.unwrap_or_default(),
        author: draft.author.ok_or_else(|| Refusal::missing("author"))?,
        upload: draft.media,
        via: "rest",
        connection: None,
    };
    let message = accept(&app, caller, wanted)?;
    Ok(match answer(&app, &message) {
        None => StatusCode::OK.into_response(),
        Some(Value::String(text)) => text.into_response(),
        Some(value) => Json(value).into_response(),
    })
}

/// What an accepted message answers.
pub(crate) fn answer(app: &App, message: &Message) -> Option<Value> {
    let quirks = app.quirks();
    match quirks.send_answer {
        SendAnswer::Empty => None,
        SendAnswer::Ok => Some(Value::from("OK")),
        SendAnswer::Id => Some(Value::from(message.id)),
        SendAnswer::Message => Some(wire::message(app, &quirks, &lock(&app.world), message)),
    }
}
