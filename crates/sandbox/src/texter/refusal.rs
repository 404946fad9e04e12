//! Answers: what a handler found, or why it refuses, written the way the quirks want it (section 9).

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{
    App,
    quirks::{ErrorBody, OkBody, Quirks},
};

/// What a handler answers.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// JSON with status 200.
    Json(Value),
    /// The word OK.
    Ok,
}

/// What handlers return.
pub(crate) type Answer = Result<Reply, Refusal>;

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = StatusCode::OK.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A refusal. Handlers return it as their error; the body is made by [`dress`].
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    code: u16,
    message: String,
    /// For `Retry-After`.
    seconds: Option<u64>,
}

impl Refusal {
    pub(crate) fn new(code: u16, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            seconds: None,
        }
    }

    /// A field that will not do.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, message)
    }

    pub(crate) fn no_chat(quirks: &Quirks) -> Self {
        Self::new(quirks.no_chat_status, "Chat not found")
    }

    pub(crate) fn too_many(quirks: &Quirks, seconds: u64) -> Self {
        Self {
            seconds: quirks.retry_after.then_some(seconds),
            ..Self::new(429, "Too Many Requests")
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = status(self.code).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Gives every answer its body, also the router's own 404 and 405.
pub(crate) async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let quirks = app.quirks();
    match response.extensions_mut().remove() {
        Some(Reply::Json(value)) => return page(StatusCode::OK, JSON, value.to_string()),
        Some(Reply::Ok) => {
            let (kind, body) = match quirks.ok_body {
                OkBody::Plain => (TEXT, "OK"),
                OkBody::Quoted => (JSON, "\"OK\""),
                OkBody::Mistyped => (JSON, "OK"),
                OkBody::Page => (PAGE, "OK"),
            };
            return page(StatusCode::OK, kind, body.to_owned());
        }
        None => {}
    }
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let refusal = response.extensions_mut().remove().unwrap_or_else(|| {
        let reason = status.canonical_reason().unwrap_or("Refused");
        Refusal::new(status.as_u16(), reason)
    });
    worded(&quirks, &refusal)
}

const JSON: &str = "application/json; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";
const PAGE: &str = "text/html; charset=utf-8";

/// The refusal as an answer.
pub(crate) fn worded(quirks: &Quirks, refusal: &Refusal) -> Response {
    let (code, message) = (refusal.code, refusal.message.as_str());
    let (kind, text) = match quirks.error_body {
        ErrorBody::Error => (
            JSON,
            json!({ "success": false, "error": message }).to_string(),
        ),
        ErrorBody::Message => (
            JSON,
            json!({ "statusCode": code, "message": message }).to_string(),
        ),
        ErrorBody::Nested => (JSON, json!({ "error": { "message": message } }).to_string()),
        ErrorBody::Text => (TEXT, message.to_owned()),
        ErrorBody::Html => (
            "text/html; charset=utf-8",
            format!("<!doctype html><html><body><h1>{message}</h1></body></html>"),
        ),
    };
    let mut response = page(status(code), kind, text);
    if let Some(seconds) = refusal.seconds {
        let value = HeaderValue::from(seconds);
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

fn page(status: StatusCode, kind: &'static str, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
