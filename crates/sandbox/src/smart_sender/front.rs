//! The front door every request passes: the log, the soft outage and the faults, in that order; then, for the API,
//! the token and the rate limit.

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};
use bytes::Bytes;
use serde_json::Value;

use super::{
    App,
    quirks::RateHeader,
    rate::Verdict,
    refusal::{self, Refusal},
    request::Query,
};
use crate::{
    faulty, lock,
    log::{LoggedRequest, without_secrets},
    server::Line,
};

/// More than any documented body needs.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The middleware around everything.
pub(crate) async fn door(
    State(app): State<App>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, MOST_BYTES).await else {
        let seq = note(&app, &parts, &Bytes::new());
        app.log.ended(seq, Some(413), None);
        let refusal = Refusal::new(413, "The body is too large");
        let mut response = refusal::worded(&app, &parts.headers, &refusal);
        // The rest of the body is never read, so the connection is of no more use.
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
        return response;
    };
    let seq = note(&app, &parts, &bytes);
    let (method, path) = (parts.method.to_string(), parts.uri.path().to_owned());
    if app.is_out() {
        line.cut();
        app.log.ended(seq, None, Some("down".to_owned()));
        return Response::new(Body::empty());
    }
    let request = Request::from_parts(parts, Body::from(bytes));
    let (mut reply, status, fault) = match app.faults.take(&method, &path) {
        None => {
            let reply = next.run(request).await;
            let status = reply.status().as_u16();
            (reply, Some(status), None)
        }
        Some(fault) => {
            let outcome = faulty::apply(&fault, &line, next.run(request)).await;
            (outcome.reply, outcome.status, Some(fault.name()))
        }
    };
    app.log.ended(seq, status, fault);
    // Dates in bodies go by the sandbox's clock, so this one has to as well.
    let date = app.clock.now().strftime("%a, %d %b %Y %H:%M:%S GMT");
    if let Ok(date) = HeaderValue::from_str(&date.to_string()) {
        reply.headers_mut().insert(header::DATE, date);
    }
    reply
}

fn note(app: &App, parts: &Parts, bytes: &Bytes) -> u64 {
    let mut query = Query::of(parts.uri.query());
    query.0.retain(|(key, _)| !key.contains("token"));
    let content_type = parts.headers.get(header::CONTENT_TYPE);
    let (carrier, level) = match bearer(&parts.headers) {
        None => ("none", "none"),
        Some(token) if token == *lock(&app.token) => ("bearer", "project"),
        Some(_) => ("bearer", "unknown"),
    };
    app.log.arrived(LoggedRequest {
        seq: 0,
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: query.0,
        level: level.to_owned(),
        carrier: carrier.to_owned(),
        content_type: content_type
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned),
        body: serde_json::from_slice::<Value>(bytes)
            .ok()
            .map(without_secrets),
        status: None,
        fault: None,
        at: app.clock.now(),
        elapsed_ms: 0,
    })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

/// Whether the request carries the project's token.
pub(crate) fn is_ours(app: &App, headers: &HeaderMap) -> bool {
    bearer(headers).is_some_and(|token| token == *lock(&app.token))
}

/// The middleware around the API: the token first, as the limit is the project's.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let quirks = app.quirks();
    let headers = request.headers();
    if !is_ours(&app, headers) {
        return refusal::worded(&app, headers, &Refusal::unauthenticated(&quirks));
    }
    if !quirks.rate_limit {
        return next.run(request).await;
    }
    let (mut response, left) = match app.limiter.take(app.clock.now(), &quirks) {
        Verdict::Blocked { seconds } => {
            let refusal = Refusal::blocked(&quirks, seconds);
            (refusal::worded(&app, headers, &refusal), 0)
        }
        Verdict::Pass { left } => (next.run(request).await, left),
    };
    let value = match quirks.rate_header {
        RateHeader::Absent => None,
        RateHeader::Limit => Some(quirks.rate_per_minute),
        RateHeader::Remaining => Some(left),
    };
    if let Some(value) = value {
        let headers = response.headers_mut();
        headers.insert("x-rate-limit", HeaderValue::from(value));
    }
    response
}
