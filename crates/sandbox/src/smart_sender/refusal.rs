//! Answers: what a handler found, or why it refuses, put into JSON the way the quirks want it (section 4).

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::{
    App,
    quirks::{ErrorBody, Ids, Missing, Quirks},
};

/// What a handler answers with status 200.
#[derive(Debug, Clone)]
pub(crate) struct Reply(pub(crate) Value);

/// What handlers return.
pub(crate) type Answer = Result<Reply, Refusal>;

impl Reply {
    /// `{"state": true}`
    pub(crate) fn done() -> Self {
        Self(json!({ "state": true }))
    }
}

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
    /// Field and reason.
    description: Vec<(String, String)>,
    /// How long a block lasts.
    seconds: Option<u64>,
}

impl Refusal {
    pub(crate) fn new(code: u16, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            description: Vec::new(),
            seconds: None,
        }
    }

    pub(crate) fn unauthenticated(quirks: &Quirks) -> Self {
        Self::new(quirks.unauthorized_status, "Unauthenticated")
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(404, format!("{what} not found"))
    }

    pub(crate) fn no_contact(quirks: &Quirks) -> Self {
        Self::new(quirks.no_contact_status, "Contact not found")
    }

    /// A field that will not do.
    pub(crate) fn invalid(field: &str, reason: impl Into<String>) -> Self {
        Self {
            description: vec![(field.to_owned(), reason.into())],
            ..Self::new(422, "Unprocessable entity")
        }
    }

    pub(crate) fn missing(field: &str) -> Self {
        Self::invalid(field, format!("The {field} field is required"))
    }

    /// Something the request may ask for, but not now.
    pub(crate) fn impossible(message: impl Into<String>) -> Self {
        Self::new(422, message)
    }

    pub(crate) fn blocked(quirks: &Quirks, seconds: u64) -> Self {
        Self {
            seconds: quirks.retry_after.then_some(seconds),
            ..Self::new(
                quirks.rate_status,
                format!("Too many requests. Please, try again in {seconds} seconds"),
            )
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
    let headers = request.headers().clone();
    let mut response = next.run(request).await;
    if let Some(Reply(mut value)) = response.extensions_mut().remove() {
        tidy(&app.quirks(), &mut value);
        return page(StatusCode::OK, "application/json", escaped(&value));
    }
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let plain = || {
        Refusal::new(
            status.as_u16(),
            status.canonical_reason().unwrap_or("Refused"),
        )
    };
    let refusal = response.extensions_mut().remove().unwrap_or_else(plain);
    worded(&app, &headers, &refusal)
}

/// The refusal as an answer to a request with these headers.
pub(crate) fn worded(app: &App, request: &HeaderMap, refusal: &Refusal) -> Response {
    let quirks = app.quirks();
    let code = if quirks.error_status {
        status(refusal.code)
    } else {
        StatusCode::OK
    };
    let accepts = request.get(header::ACCEPT).and_then(|it| it.to_str().ok());
    let asked_for_json = accepts.is_some_and(|kinds| kinds.contains("json"));
    let html = format!(
        "<!doctype html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>",
        refusal.message
    );
    if quirks.needs_accept && !asked_for_json {
        if refusal.code == quirks.unauthorized_status {
            let mut response = page(StatusCode::FOUND, "text/html; charset=utf-8", html);
            let login = HeaderValue::from_static("/login");
            response.headers_mut().insert(header::LOCATION, login);
            return response;
        }
        return page(code, "text/html; charset=utf-8", html);
    }
    let mut response = match quirks.error_body {
        ErrorBody::Html => page(code, "text/html; charset=utf-8", html),
        ErrorBody::Bare => page(
            code,
            "application/json",
            escaped(&json!({ "message": refusal.message })),
        ),
        ErrorBody::Object => page(code, "application/json", escaped(&object(refusal))),
    };
    if let Some(seconds) = refusal.seconds {
        let value = HeaderValue::from(seconds);
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

fn object(refusal: &Refusal) -> Value {
    let mut error = json!({ "code": refusal.code, "message": refusal.message });
    if !refusal.description.is_empty()
        && let Some(fields) = error.as_object_mut()
    {
        let reasons: Map<String, Value> = refusal
            .description
            .iter()
            .map(|(field, reason)| (field.clone(), json!([reason])))
            .collect();
        fields.insert("description".into(), Value::Object(reasons));
    }
    json!({ "error": error })
}

/// The service's JSON escapes slashes; in JSON they occur in texts only.
fn escaped(value: &Value) -> String {
    value.to_string().replace('/', "\\/")
}

fn page(status: StatusCode, kind: &'static str, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// Ids as texts, missing values left out, fields nobody knows: as the quirks say.
fn tidy(quirks: &Quirks, value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| tidy(quirks, item)),
        Value::Object(fields) => {
            if quirks.missing == Missing::Omitted {
                fields.retain(|_, value| !value.is_null());
            }
            for (key, value) in fields.iter_mut() {
                if quirks.ids == Ids::Texts
                    && matches!(key.as_str(), "id" | "originalId")
                    && let Some(number) = value.as_i64()
                {
                    *value = Value::from(number.to_string());
                }
                tidy(quirks, value);
            }
            if quirks.extra_fields && fields.contains_key("id") {
                fields.insert("pivot".into(), json!({ "weight": 1, "kind": null }));
            }
        }
        _ => {}
    }
}
