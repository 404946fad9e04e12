//! The front door every request passes: the log, the soft outage and the faults, in that order; then, for the API,
//! the token and the rate limit.

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, request::Parts},
    middleware::Next,
    response::Response,
};
use bytes::Bytes;

use super::{
    App,
    quirks::RateHeader,
    rate::Verdict,
    refusal::{self, Refusal},
    request::Query,
};
use crate::{
    frame::door::{self, MOST_BYTES, bearer},
    lock,
    log::LoggedRequest,
    server::Line,
};

/// The middleware around everything.
pub(crate) async fn door(
    State(app): State<App>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, bytes) = door::read(request, MOST_BYTES).await;
    let seq = note(&app, &parts, bytes.as_ref().unwrap_or(&Bytes::new()));
    let Some(bytes) = bytes else {
        let refusal = Refusal::new(413, "The body is too large");
        return door::too_long(&app, seq, refusal::worded(&app, &parts.headers, &refusal));
    };
    if let Some(nothing) = door::outage(&app, &line, seq) {
        return nothing;
    }
    let reply = door::answer(&app, &line, (parts, bytes), seq, next).await;
    door::dated(&app, reply)
}

fn note(app: &App, parts: &Parts, bytes: &Bytes) -> u64 {
    let mut query = Query::of(parts.uri.query());
    query.0.retain(|(key, _)| !key.contains("token"));
    let (carrier, level) = match bearer(&parts.headers) {
        None => ("none", "none"),
        Some(token) if token == *lock(&app.token) => ("bearer", "project"),
        Some(_) => ("bearer", "unknown"),
    };
    app.log.arrived(LoggedRequest {
        query: query.0,
        level: level.to_owned(),
        carrier: carrier.to_owned(),
        ..door::noted(parts, bytes, app.now())
    })
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
