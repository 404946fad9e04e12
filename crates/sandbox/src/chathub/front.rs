//! The front door every request passes: the log, the soft outage, the rate limit and the faults, in that order.

use std::{sync::Mutex, time::Instant};

use axum::{
    body::{Body, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::Response,
};
use bytes::Bytes;
use serde_json::Value;

use super::{
    App, auth,
    body::Pairs,
    control,
    refusal::{self, Refusal},
};
use crate::{
    faulty, lock,
    log::{LoggedRequest, without_secrets},
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
    if request.uri().path().starts_with(control::PREFIX) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, app.max_body_bytes()).await else {
        note(&app, &parts, &Bytes::new());
        let mut response = refusal::worded(
            &app,
            &Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large"),
        );
        // The rest of the body is never read, so the connection is of no more use.
        response
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
        return response;
    };
    let seq = note(&app, &parts, &bytes);
    let (method, path) = (parts.method.to_string(), parts.uri.path().to_owned());
    if app.is_out() {
        line.cut();
        app.log.ended(seq, None, Some("down".to_owned()));
        return Response::new(Body::empty());
    }
    let quirks = app.quirks();
    let limited = quirks.rate_limit && path.starts_with("/api/");
    if limited && !app.bucket.take(quirks.rate_per_second, quirks.rate_burst) {
        app.log.ended(seq, Some(429), None);
        let sentence = "Rate limit exceeded. Please wait before sending more requests.";
        return refusal::worded(&app, &Refusal::new(StatusCode::TOO_MANY_REQUESTS, sentence));
    }
    let request = Request::from_parts(parts, Body::from(bytes));
    let Some(fault) = app.faults.take(&method, &path) else {
        let response = next.run(request).await;
        app.log.ended(seq, Some(response.status().as_u16()), None);
        return response;
    };
    let outcome = faulty::apply(&fault, &line, next.run(request)).await;
    app.log.ended(seq, outcome.status, Some(fault.name()));
    outcome.reply
}

fn note(app: &App, parts: &Parts, bytes: &Bytes) -> u64 {
    let mut query = Pairs::of(parts.uri.query());
    let token = query.first("access_token").map(str::to_owned);
    let (carrier, claim) = auth::claim(app, &parts.headers, token.as_deref());
    query.0.retain(|(key, _)| key != "access_token");
    let content_type = parts
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    app.log.arrived(LoggedRequest {
        seq: 0,
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: query.0,
        level: claim.describe(),
        carrier: carrier.to_owned(),
        content_type: content_type.map(str::to_owned),
        body: serde_json::from_slice::<Value>(bytes)
            .ok()
            .map(without_secrets),
        status: None,
        fault: None,
        at: app.clock.now(),
        elapsed_ms: 0,
    })
}
