//! The front door every request passes: the log, the soft outage and the faults, in that order; then, for the API,
//! the token and what the client may do.

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, Method, request::Parts},
    middleware::Next,
    response::Response,
};
use bytes::Bytes;
use serde_json::{Map, Value};

use super::{
    App,
    auth::{self, Claim},
    quirks::Rights,
    refusal::{self, Refusal},
    request::Pairs,
};
use crate::{
    frame::{
        control::PREFIX,
        door::{self, MOST_BYTES},
    },
    log::{LoggedRequest, without_secrets},
    server::Line,
};

/// Query keys that are secrets.
const SECRET_KEYS: &[&str] = &["client_secret", "access_token", "X-Amz-Signature"];

/// The middleware around everything.
pub(crate) async fn door(
    State(app): State<App>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
    next: Next,
) -> Response {
    if request.uri().path().starts_with(PREFIX) {
        return next.run(request).await;
    }
    let (parts, bytes) = door::read(request, MOST_BYTES).await;
    let seq = note(&app, &parts, bytes.as_ref().unwrap_or(&Bytes::new()));
    let Some(bytes) = bytes else {
        let refusal = Refusal::new(413, "The body is too large");
        return door::too_long(&app, seq, refusal::worded(&app, &refusal));
    };
    if let Some(nothing) = door::outage(&app, &line, seq) {
        return nothing;
    }
    let reply = door::answer(&app, &line, (parts, bytes), seq, next).await;
    door::dated(&app, reply)
}

fn note(app: &App, parts: &Parts, bytes: &Bytes) -> u64 {
    let mut query = Pairs::of(parts.uri.query());
    query
        .0
        .retain(|(key, _)| !SECRET_KEYS.contains(&key.as_str()));
    let claim = auth::claim(app, &parts.headers);
    let carrier = if claim == Claim::Nothing {
        "none"
    } else {
        "bearer"
    };
    app.log.arrived(LoggedRequest {
        query: query.0,
        level: claim.describe().to_owned(),
        carrier: carrier.to_owned(),
        body: body(&parts.headers, bytes).map(without_secrets),
        ..door::noted(parts, bytes, app.now())
    })
}

/// A JSON body, or a form as a JSON object.
fn body(headers: &HeaderMap, bytes: &Bytes) -> Option<Value> {
    if !auth::is_form(headers) {
        return serde_json::from_slice(bytes).ok();
    }
    let pairs = Pairs::of(std::str::from_utf8(bytes).ok());
    let fields = pairs
        .0
        .into_iter()
        .map(|(key, value)| (key, Value::from(value)));
    Some(Value::Object(fields.collect::<Map<_, _>>()))
}

/// The middleware around the API.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    if auth::claim(&app, request.headers()) != Claim::Live {
        return refusal::worded(&app, &Refusal::unauthorized());
    }
    if app.quirks().rights == Rights::Reading && request.method() != Method::GET {
        return refusal::worded(&app, &Refusal::forbidden());
    }
    next.run(request).await
}

/// The middleware around the report calls.
pub(crate) async fn reports(State(app): State<App>, request: Request, next: Next) -> Response {
    if app.quirks().rights == Rights::NoReports {
        return refusal::worded(&app, &Refusal::forbidden());
    }
    next.run(request).await
}
