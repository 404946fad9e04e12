//! What every request passes: the log, the soft outage and the faults, in that order. What a
//! service adds (its rate limit, its tokens) stands in its own `front`.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};
use bytes::Bytes;
use jiff::Timestamp;
use serde_json::Value;

use super::Frame;
use crate::{
    faulty,
    log::{LoggedRequest, without_secrets},
    server::Line,
};

/// More than any documented body needs.
pub(crate) const MOST_BYTES: usize = 4 * 1024 * 1024;

/// A request's head and its body; the body is None where it is longer than `most`.
pub(crate) async fn read(request: Request, most: usize) -> (Parts, Option<Bytes>) {
    let (parts, body) = request.into_parts();
    (parts, to_bytes(body, most).await.ok())
}

/// The answer to a body that was too long. The rest of it is never read, so the connection is of no
/// more use.
pub(crate) fn too_long<Q>(frame: &Frame<Q>, seq: u64, mut response: Response) -> Response {
    frame.log.ended(seq, Some(413), None);
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(header::CONNECTION, close);
    response
}

/// What meets a request while the service is out; None while it isn't.
pub(crate) fn outage<Q>(frame: &Frame<Q>, line: &Line, seq: u64) -> Option<Response> {
    if !frame.is_out() {
        return None;
    }
    line.cut();
    frame.log.ended(seq, None, Some("down".to_owned()));
    Some(Response::new(Body::empty()))
}

/// Answers a request, under the next fault that is set for it.
pub(crate) async fn answer<Q>(
    frame: &Frame<Q>,
    line: &Line,
    (parts, bytes): (Parts, Bytes),
    seq: u64,
    next: Next,
) -> Response {
    let fault = frame.faults.take(parts.method.as_str(), parts.uri.path());
    let request = Request::from_parts(parts, Body::from(bytes));
    let Some(fault) = fault else {
        let reply = next.run(request).await;
        frame.log.ended(seq, Some(reply.status().as_u16()), None);
        return reply;
    };
    let outcome = faulty::apply(&fault, line, next.run(request)).await;
    frame.log.ended(seq, outcome.status, Some(fault.name()));
    outcome.reply
}

/// Dates in bodies go by the sandbox's clock, so the answer's own has to as well.
pub(crate) fn dated<Q>(frame: &Frame<Q>, mut reply: Response) -> Response {
    let date = frame.now().strftime("%a, %d %b %Y %H:%M:%S GMT");
    if let Ok(date) = HeaderValue::from_str(&date.to_string()) {
        reply.headers_mut().insert(header::DATE, date);
    }
    reply
}

/// What is noted of a request, but for what its service knows of tokens and queries.
pub(crate) fn noted(parts: &Parts, bytes: &Bytes, at: Timestamp) -> LoggedRequest {
    let content_type = parts.headers.get(header::CONTENT_TYPE);
    LoggedRequest {
        seq: 0,
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: Vec::new(),
        level: String::new(),
        carrier: String::new(),
        content_type: content_type
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned),
        body: serde_json::from_slice::<Value>(bytes)
            .ok()
            .map(without_secrets),
        status: None,
        fault: None,
        at,
        elapsed_ms: 0,
    }
}

/// The token of an `Authorization: Bearer` header.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}
