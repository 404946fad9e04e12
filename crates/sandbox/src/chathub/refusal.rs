//! How the service says no: a status and a sentence, dressed as the quirks want it.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    App,
    quirks::{ErrorBody, Quirks, RetryAfter},
};
use crate::clock::plus_seconds;

/// A refusal. Handlers return it as their error; the body is made by [`dress`].
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    code: u32,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            code: 1001,
            message: message.into(),
        }
    }

    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(crate) fn missing(field: &str) -> Self {
        Self {
            code: 1002,
            ..Self::bad(format!("Missing required field: '{field}'"))
        }
    }

    pub(crate) fn semantic(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, message)
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "The token is missing, expired or malformed",
        )
    }

    pub(crate) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "The token does not permit this")
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("{what} not found"))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Gives every refusal its body, also the router's own 404 and 405.
pub(crate) async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let refusal = response.extensions().get::<Refusal>().cloned();
    let refusal = refusal
        .unwrap_or_else(|| Refusal::new(status, status.canonical_reason().unwrap_or("Refused")));
    worded(&app, &refusal)
}

/// The refusal as an answer.
pub(crate) fn worded(app: &App, refusal: &Refusal) -> Response {
    let quirks = app.quirks();
    let (kind, body) = body(&quirks, refusal);
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = refusal.status;
    if let Some(kind) = kind {
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    if refusal.status == StatusCode::TOO_MANY_REQUESTS {
        retry_after(app, &quirks, &mut response);
    }
    response
}

fn body(quirks: &Quirks, refusal: &Refusal) -> (Option<&'static str>, String) {
    const JSON: Option<&str> = Some("application/json; charset=utf-8");
    let status = refusal.status.as_u16();
    let title = refusal.status.canonical_reason().unwrap_or("Refused");
    let limited = refusal.status == StatusCode::TOO_MANY_REQUESTS;
    match quirks.error_body {
        ErrorBody::Empty => (None, String::new()),
        ErrorBody::Text => (Some("text/plain; charset=utf-8"), refusal.message.clone()),
        ErrorBody::Problem => {
            let body = json!({
                "type": format!("https://httpstatuses.io/{status}"),
                "title": title, "status": status, "detail": refusal.message, "traceId": "00-sandbox-00",
            });
            (
                Some("application/problem+json; charset=utf-8"),
                body.to_string(),
            )
        }
        ErrorBody::General if !limited => {
            let body = json!({
                "status": status, "error": title, "message": refusal.message, "code": refusal.code,
            });
            (JSON, body.to_string())
        }
        ErrorBody::General | ErrorBody::RateLimit => (
            JSON,
            json!({ "error": title, "message": refusal.message, "status": status }).to_string(),
        ),
    }
}

fn retry_after(app: &App, quirks: &Quirks, response: &mut Response) {
    let seconds = quirks.retry_after_seconds;
    let value = match quirks.retry_after {
        RetryAfter::Absent => None,
        RetryAfter::Seconds => Some(HeaderValue::from(seconds)),
        RetryAfter::Date => {
            let at = plus_seconds(app.clock.now(), seconds as i64);
            let date = at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
            HeaderValue::from_str(&date).ok()
        }
    };
    if let Some(value) = value {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
}
