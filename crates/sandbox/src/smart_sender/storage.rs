//! Files of messages and portraits: those that were fetched, and for all others something drawn from the path.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;

use super::{App, front, refusal::Refusal};
use crate::{lock, media};

/// GET /storage/...
pub(crate) async fn file(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Refusal> {
    let quirks = app.quirks();
    if quirks.media_needs_token && !front::is_ours(&app, &headers) {
        return Err(Refusal::unauthenticated(&quirks));
    }
    let path = uri.path();
    if let Some(file) = lock(&app.world).files.get(path) {
        return Ok(answer(&file.mime, file.bytes.clone()));
    }
    let (_, extension) = path
        .rsplit_once('.')
        .ok_or_else(|| Refusal::not_found("File"))?;
    let number = number(path);
    let portrait = !path.contains("/gates/");
    let (kind, bytes) = match extension {
        "png" if portrait => ("image/png", media::photo(number, 96, 96)),
        "png" | "jpg" | "jpeg" | "gif" | "webp" => ("image/png", media::photo(number, 360, 240)),
        "pdf" => ("application/pdf", media::pdf(&format!("Document {number}"))),
        "wav" | "ogg" | "mp3" => ("audio/wav", media::tone(number)),
        "mp4" => ("video/mp4", media::film()),
        _ => ("application/octet-stream", Bytes::from(format!("{path}\n"))),
    };
    Ok(answer(kind, bytes))
}

/// The path's own number (FNV-1a), the same on every platform.
fn number(path: &str) -> u64 {
    path.bytes().fold(0xCBF2_9CE4_8422_2325, |number, byte| {
        (number ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// GET /img/unknown-icon.png
pub(crate) async fn nobody() -> Response {
    answer("image/png", media::photo(0, 64, 64))
}

fn answer(kind: &str, bytes: Bytes) -> Response {
    let mut response = bytes.into_response();
    let octets = HeaderValue::from_static("application/octet-stream");
    let kind = HeaderValue::from_str(kind).unwrap_or(octets);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
