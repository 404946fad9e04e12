//! Applies a fault to one HTTP exchange. It knows nothing of any service.

use std::{convert::Infallible, time::Duration};

use axum::{
    body::{Body, to_bytes},
    http::{HeaderValue, Response, StatusCode, header},
};
use bytes::Bytes;
use futures_util::stream;

use crate::{faults::FaultKind, server::Line};

type Reply = Response<Body>;

/// How an exchange ended.
pub(crate) struct Outcome {
    pub(crate) reply: Reply,
    /// What the client got to see; None when the answer never left.
    pub(crate) status: Option<u16>,
}

/// Runs `process` under the fault.
pub(crate) async fn apply(
    kind: &FaultKind,
    line: &Line,
    process: impl Future<Output = Reply>,
) -> Outcome {
    if let Some(delay) = kind.delay() {
        tokio::time::sleep(delay).await;
    }
    match kind {
        FaultKind::ResetBefore => cut(line),
        FaultKind::ResetAfter => {
            process.await;
            cut(line)
        }
        FaultKind::Hang => {
            line.gone().await;
            cut(line)
        }
        FaultKind::StatusBefore {
            status,
            retry_after,
        } => {
            let mut reply = bare(*status);
            if let Some(seconds) = retry_after {
                reply
                    .headers_mut()
                    .insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
            }
            seen(reply)
        }
        FaultKind::Told {
            status,
            retry_after,
        } => {
            let mut reply = bare(*status);
            if let Ok(words) = HeaderValue::from_str(retry_after) {
                reply.headers_mut().insert(header::RETRY_AFTER, words);
            }
            seen(reply)
        }
        FaultKind::Said { status, words } => {
            let kind = if words.starts_with('{') {
                "application/json; charset=utf-8"
            } else {
                "text/plain; charset=utf-8"
            };
            let mut reply = page(kind, words.clone());
            *reply.status_mut() = bare(*status).status();
            seen(reply)
        }
        FaultKind::StatusAfter { status } => {
            process.await;
            seen(bare(*status))
        }
        FaultKind::Wordless { ms } => {
            let status = process.await.status();
            tokio::time::sleep(Duration::from_millis(*ms)).await;
            seen(bare(status.as_u16()))
        }
        FaultKind::GarbageJson => {
            process.await;
            seen(page(
                "application/json; charset=utf-8",
                "{\"total\": 3, \"items\": [{\"id\": 1, \"the",
            ))
        }
        FaultKind::HtmlPage => {
            process.await;
            let html = "<!doctype html><html><head><title>Welcome</title></head>\
                        <body><h1>Sign in to the network</h1></body></html>";
            seen(page("text/html; charset=utf-8", html))
        }
        FaultKind::WrongContentType => {
            let mut reply = process.await;
            let octets = HeaderValue::from_static("application/octet-stream");
            reply.headers_mut().insert(header::CONTENT_TYPE, octets);
            seen(reply)
        }
        FaultKind::TruncatedBody => truncated(process.await, line).await,
        FaultKind::SlowBody { ms } => slow(process.await, Duration::from_millis(*ms)).await,
        FaultKind::Latency { .. } => seen(process.await),
    }
}

fn seen(reply: Reply) -> Outcome {
    let status = Some(reply.status().as_u16());
    Outcome { reply, status }
}

/// The line is dead already, so this reply reaches nobody.
fn cut(line: &Line) -> Outcome {
    line.cut();
    Outcome {
        reply: bare(500),
        status: None,
    }
}

fn bare(status: u16) -> Reply {
    let mut reply = Response::new(Body::empty());
    *reply.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    reply
}

fn page(kind: &'static str, text: impl Into<Body>) -> Reply {
    let mut reply = Response::new(text.into());
    reply
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    reply
}

async fn truncated(reply: Reply, line: &Line) -> Outcome {
    let (mut parts, body) = reply.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.insert(
        header::CONTENT_LENGTH,
        HeaderValue::from(whole.len().max(2)),
    );
    let half = whole.slice(..whole.len() / 2);
    let line = line.clone();
    let pieces = stream::unfold(Some(half), move |half| {
        let line = line.clone();
        async move {
            if let Some(half) = half {
                return Some((Ok::<Bytes, Infallible>(half), None));
            }
            // Gives the half that was handed over the time to leave before the connection dies.
            tokio::time::sleep(Duration::from_millis(30)).await;
            line.cut();
            std::future::pending().await
        }
    });
    seen(Response::from_parts(parts, Body::from_stream(pieces)))
}

async fn slow(reply: Reply, over: Duration) -> Outcome {
    const PIECES: usize = 20;
    let (mut parts, body) = reply.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts
        .headers
        .insert(header::CONTENT_LENGTH, HeaderValue::from(whole.len()));
    let step = whole.len().div_ceil(PIECES).max(1);
    let pause = over / PIECES as u32;
    let pieces = stream::unfold(whole, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let piece = rest.split_to(step.min(rest.len()));
        Some((Ok::<Bytes, Infallible>(piece), rest))
    });
    seen(Response::from_parts(parts, Body::from_stream(pieces)))
}
