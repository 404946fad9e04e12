//! The front door every request passes: the log, the soft outage and the faults, in that order; then, for the API,
//! the token and the rate limit.

use axum::{
    extract::{ConnectInfo, Request, State},
    http::request::Parts,
    middleware::Next,
    response::Response,
};
use bytes::Bytes;

use super::{
    App,
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
        return door::too_long(&app, seq, refusal::worded(&app.quirks(), &refusal));
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
        Some(token) if token == lock(&app.access).token => ("bearer", "project"),
        Some(_) => ("bearer", "unknown"),
    };
    app.log.arrived(LoggedRequest {
        path: without_token(parts.uri.path()),
        query: query.0,
        level: level.to_owned(),
        carrier: carrier.to_owned(),
        ..door::noted(parts, bytes, app.now())
    })
}

/// A shared file's address holds its token.
fn without_token(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((file, _)) if file.starts_with("/server/files/shared/") => format!("{file}/***"),
        _ => path.to_owned(),
    }
}

/// The middleware around the API: the token first, then the pace.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let quirks = app.quirks();
    let ours = bearer(request.headers()).is_some_and(|token| token == lock(&app.access).token);
    if !ours {
        return refusal::worded(&quirks, &Refusal::new(401, "Unauthorized"));
    }
    if quirks.rate_limit
        && let Some(seconds) = app.limiter.take(app.clock.now(), &quirks)
    {
        return refusal::worded(&quirks, &Refusal::too_many(&quirks, seconds));
    }
    next.run(request).await
}
