//! Refusals, put into words the way the quirks want them (sections 10, 12.30).

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{App, quirks::ErrorBody};
use crate::frame::control::AsItIs;

/// What handlers return.
pub(crate) type Answer = Result<Response, Refusal>;

/// A refusal. Handlers return it as their error; the body is made by [`dress`].
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    code: u16,
    message: String,
}

impl Refusal {
    pub(crate) fn new(code: u16, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self::new(400, message)
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(
            401,
            "Full authentication is required to access this resource",
        )
    }

    pub(crate) fn forbidden() -> Self {
        Self::new(403, "Access is denied")
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(404, format!("{what} not found"))
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(409, message)
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

/// Gives every refusal its body, also the router's own 404 and 405.
pub(crate) async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let status = response.status();
    let failed = status.is_client_error() || status.is_server_error();
    if !failed || response.extensions().get::<AsItIs>().is_some() {
        return response;
    }
    let plain = || {
        Refusal::new(
            status.as_u16(),
            status.canonical_reason().unwrap_or("Refused"),
        )
    };
    let refusal = response.extensions_mut().remove().unwrap_or_else(plain);
    worded(&app, &refusal)
}

/// The refusal as an answer.
pub(crate) fn worded(app: &App, refusal: &Refusal) -> Response {
    let (kind, text) = match app.quirks().error_body {
        ErrorBody::Object => {
            let body = json!({ "status": refusal.code, "message": refusal.message });
            ("application/json", body.to_string())
        }
        ErrorBody::Text => ("text/plain; charset=utf-8", refusal.message.clone()),
        ErrorBody::Html => {
            let page = format!("<html><body><h1>{}</h1></body></html>", refusal.message);
            ("text/html; charset=utf-8", page)
        }
        ErrorBody::Empty => return status(refusal.code).into_response(),
    };
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status(refusal.code);
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
