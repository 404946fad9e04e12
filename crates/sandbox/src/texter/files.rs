//! Files: links to them, and the bytes behind a link (4.3). A file's id says what is drawn for it, unless it was
//! handed in.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde_json::json;

use super::{
    App, Scope,
    refusal::{Answer, Refusal, Reply},
    request::Body,
    signs,
    world::{Chat, Link},
};
use crate::{clock::plus_seconds, lock, media};

/// The shortest and the longest time a link lives, in seconds.
const TTL: std::ops::RangeInclusive<i64> = 10..=630_720_000;

/// What a drawn file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Photo = 1,
    Pdf = 2,
    Sound = 3,
    Film = 4,
    Portrait = 5,
}

impl Kind {
    /// The message's media type, a file name, and the MIME type.
    pub(crate) fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Photo | Self::Portrait => ("image", "photo.png", "image/png"),
            Self::Pdf => ("document", "document.pdf", "application/pdf"),
            Self::Sound => ("audio", "voice.wav", "audio/wav"),
            Self::Film => ("video", "video.mp4", "video/mp4"),
        }
    }

    fn of(media_type: &str) -> Self {
        match media_type {
            "image" => Self::Photo,
            "video" => Self::Film,
            "audio" => Self::Sound,
            _ => Self::Pdf,
        }
    }

    fn draw(self, number: u64) -> Bytes {
        match self {
            Self::Photo => media::photo(number, 360, 240),
            Self::Portrait => media::photo(number, 96, 96),
            Self::Pdf => media::pdf(&format!("Document {number}")),
            Self::Sound => media::tone(number),
            Self::Film => media::film(),
        }
    }
}

/// The id of a drawn file.
pub(crate) fn drawn(kind: Kind, number: i64) -> String {
    format!("6822{:02x}{number:018x}", kind as u8)
}

/// The id of a file drawn for a media type.
pub(crate) fn drawn_for(media_type: &str, number: i64) -> String {
    drawn(Kind::of(media_type), number)
}

pub(crate) fn portrait(chat: &Chat) -> String {
    drawn(Kind::Portrait, chat.number)
}

/// MIME type and bytes of a file; None when there is none of this id.
fn contents(app: &App, file: &str) -> Option<(String, Bytes)> {
    if let Some(file) = lock(&app.world).files.get(file) {
        return Some((file.mime.clone(), file.bytes.clone()));
    }
    let digits = file.strip_prefix("6822").filter(|rest| rest.len() == 20)?;
    let kind = match digits.get(..2)? {
        "01" => Kind::Photo,
        "02" => Kind::Pdf,
        "03" => Kind::Sound,
        "04" => Kind::Film,
        "05" => Kind::Portrait,
        _ => return None,
    };
    let number = u64::from_str_radix(digits.get(2..)?, 16).ok()?;
    Some((kind.names().2.to_owned(), kind.draw(number)))
}

/// Whether there is such a file.
pub(crate) fn exists(app: &App, file: &str) -> bool {
    contents(app, file).is_some()
}

/// POST /files/share/{fileId}
pub(crate) async fn share(State(app): State<App>, Path(file): Path<String>, body: Body) -> Answer {
    app.allow(&[Scope::ViewChats, Scope::ViewFiles])?;
    let ttl = match body.get("ttl") {
        None => None,
        Some(ttl) => {
            let ttl = ttl.as_i64().filter(|ttl| TTL.contains(ttl));
            Some(ttl.ok_or_else(|| {
                Refusal::invalid(format!(
                    "\"ttl\" must be an integer from {} to {}",
                    TTL.start(),
                    TTL.end()
                ))
            })?)
        }
    };
    if !exists(&app, &file) {
        return Err(Refusal::new(404, "File not found"));
    }
    let token = signs(&mut super::life::moment(&app).1, 40);
    let link = Link {
        file: file.clone(),
        ends: ttl.map(|ttl| plus_seconds(app.clock.now(), ttl)),
    };
    lock(&app.world).links.insert(token.clone(), link);
    let url = format!("{}/server/files/shared/{file}/{token}", app.base);
    Ok(Reply::Json(json!({ "token": token, "url": url })))
}

/// GET /server/files/shared/{fileId}/{token}
pub(crate) async fn shared(
    State(app): State<App>,
    Path((file, token)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let gone = || Refusal::new(404, "Link not found or expired");
    let link = lock(&app.world).links.get(&token).cloned();
    let link = link.filter(|link| link.file == file).ok_or_else(gone)?;
    if link.ends.is_some_and(|ends| app.clock.now() >= ends) {
        return Err(gone());
    }
    let (mime, bytes) = contents(&app, &file).ok_or_else(gone)?;
    let mut response = bytes.into_response();
    let octets = HeaderValue::from_static("application/octet-stream");
    let mime = HeaderValue::from_str(&mime).unwrap_or(octets);
    response.headers_mut().insert(header::CONTENT_TYPE, mime);
    Ok(response)
}
