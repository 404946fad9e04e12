//! The front door every request passes: the log, the soft outage, the rate limit and the faults, in that order.

use std::{sync::Mutex, time::Instant};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{StatusCode, request::Parts},
    middleware::Next,
    response::Response,
};
use bytes::Bytes;

use super::{
    App, auth,
    body::Pairs,
    refusal::{self, Refusal},
};
use crate::{
    frame::{control::PREFIX, door},
    lock,
    log::LoggedRequest,
    server::Line,
};

/// A token bucket in real time.
#[derive(Debug)]
pub(crate) struct Bucket(Mutex<(f64, Instant)>);

impl Bucket {
    pub(crate) fn new(full: u32) -> Self {
        Self(Mutex::new((f64::from(full), Instant::now())))
    }

    /// Takes one; false when there is none left.
    fn take(&self, per_second: u32, burst: u32) -> bool {
        let mut state = lock(&self.0);
        let now = Instant::now();
        let gained = now.duration_since(state.1).as_secs_f64() * f64::from(per_second);
        let level = (state.0 + gained).min(f64::from(burst));
        let granted = level >= 1.0;
        *state = (if granted { level - 1.0 } else { level }, now);
        granted
    }
}

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
    let (parts, bytes) = door::read(request, app.max_body_bytes()).await;
    let seq = note(&app, &parts, bytes.as_ref().unwrap_or(&Bytes::new()));
    let Some(bytes) = bytes else {
        let refusal = Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large");
        return door::too_long(&app, seq, refusal::worded(&app, &refusal));
    };
    if let Some(nothing) = door::outage(&app, &line, seq) {
        return nothing;
    }
    let quirks = app.quirks();
    let limited = quirks.rate_limit && parts.uri.path().starts_with("/api/");
    if limited && !app.bucket.take(quirks.rate_per_second, quirks.rate_burst) {
        app.log.ended(seq, Some(429), None);
        let sentence = "Rate limit exceeded. Please wait before sending more requests.";
        return refusal::worded(&app, &Refusal::new(StatusCode::TOO_MANY_REQUESTS, sentence));
    }
    door::answer(&app, &line, (parts, bytes), seq, next).await
}

fn note(app: &App, parts: &Parts, bytes: &Bytes) -> u64 {
    let mut query = Pairs::of(parts.uri.query());
    let token = query.first("access_token").map(str::to_owned);
    let (carrier, claim) = auth::claim(app, &parts.headers, token.as_deref());
    query.0.retain(|(key, _)| key != "access_token");
    app.log.arrived(LoggedRequest {
        query: query.0,
        level: claim.describe(),
        carrier: carrier.to_owned(),
        ..door::noted(parts, bytes, app.now())
    })
}
