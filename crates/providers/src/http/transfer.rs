//! One request and its whole answer, within limits.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use domain::{Error, ErrorCode, Result};
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Method, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};
use url::Url;

use super::{Http, fault};
use crate::json;

/// Largest answer, after decompression: read whole, it stands in memory up to three times.
const LARGEST_ANSWER: usize = 16 << 20;
/// Largest answer that is read as one JSON value.
const LARGEST_JSON: usize = 8 << 20;
/// What some editors put before a text.
const BOM: &[u8] = "\u{feff}".as_bytes();
/// Bytes of a body handed over at a time, and so the grain of progress.
const PART: usize = 64 << 10;

/// What repeating a request would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing more: reads and idempotent changes.
    Repeatable,
    /// Once more what it did: a lost answer leaves its outcome unknown.
    Once,
}

/// A body.
#[derive(Clone)]
pub(crate) enum Payload<'a> {
    /// None.
    Empty,
    /// JSON.
    Json(Bytes),
    /// A form, encoded for a body.
    Form(Bytes),
    /// JSON that may be long: it goes in parts, and the bytes gone and in all are reported.
    Upload(Bytes, &'a (dyn Fn(u64, u64) + Send + Sync)),
}

/// A request.
#[derive(Clone)]
pub(crate) struct Request<'a> {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) payload: Payload<'a>,
    pub(crate) effect: Effect,
}

/// A whole answer, whatever its status.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) url: Url,
    pub(crate) effect: Effect,
}

impl Http {
    /// Sends a request and reads its answer. An error means that there was none.
    pub(crate) async fn exchange(&self, request: Request<'_>) -> Result<Answer> {
        let (method, url, effect) = (request.method.clone(), request.url.clone(), request.effect);
        let started = Instant::now();
        let result = self.exchange_unlogged(request).await;
        let outcome = match &result {
            Ok(answer) => answer.status.as_str().to_owned(),
            Err(error) => format!("{:?}", error.code),
        };
        // No query and no body: they hold phones, names and messages.
        tracing::debug!(
            %method,
            path = url.path(),
            outcome,
            ms = started.elapsed().as_millis(),
            ?effect,
            "request"
        );
        result
    }

    async fn exchange_unlogged(&self, request: Request<'_>) -> Result<Answer> {
        let effect = request.effect;
        let url = request.url.clone();
        let response = self.transmit(request).await?;
        let status = response.status();
        let headers = response.headers().clone();
        let reading = read(response, LARGEST_ANSWER, self.times().read);
        let body = match timeout(self.times().answer, reading).await {
            Ok(body) => body,
            Err(_) => Err(fault::too_slow()),
        };
        // The status came through, so a refusal is one even if its body broke off.
        let body = match body {
            Ok(body) => body,
            Err(_) if status.is_client_error() => Bytes::new(),
            Err(error) => return Err(fault::with_effect(error, effect)),
        };
        Ok(Answer {
            status,
            headers,
            body,
            url,
            effect,
        })
    }

    async fn transmit(&self, request: Request<'_>) -> Result<Response> {
        let client = self.client(&request.url);
        let builder = client
            .request(request.method, request.url.clone())
            .headers(request.headers);
        let json = HeaderValue::from_static("application/json");
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        let times = self.times();
        let sent = match request.payload {
            Payload::Empty => timeout(times.connect + times.read, builder.send())
                .await
                .ok(),
            Payload::Json(body) => {
                let builder = builder.header(CONTENT_TYPE, json).body(body);
                timeout(times.connect + times.read, builder.send())
                    .await
                    .ok()
            }
            Payload::Form(body) => {
                let builder = builder.header(CONTENT_TYPE, form).body(body);
                timeout(times.connect + times.read, builder.send())
                    .await
                    .ok()
            }
            Payload::Upload(body, progress) => {
                let (body, length, gone) = in_parts(body);
                let builder = builder
                    .header(CONTENT_TYPE, json)
                    .header(CONTENT_LENGTH, length)
                    .body(body);
                upload(
                    builder,
                    gone,
                    length,
                    progress,
                    times.connect + times.read,
                    times.upload,
                )
                .await
            }
        };
        match sent {
            Some(Ok(response)) => Ok(response),
            Some(Err(error)) => Err(fault::of_sending(
                error,
                &request.url,
                request.effect,
                || self.has_route(),
            )),
            None => Err(fault::with_effect(fault::too_slow(), request.effect)),
        }
    }
}

/// Waits for the answer to an upload. The clock begins anew with each part the network takes.
async fn upload(
    builder: reqwest::RequestBuilder,
    mut gone: watch::Receiver<u64>,
    length: u64,
    progress: &(dyn Fn(u64, u64) + Send + Sync),
    part_limit: Duration,
    answer_limit: Duration,
) -> Option<reqwest::Result<Response>> {
    let sending = builder.send();
    tokio::pin!(sending);
    let mut deadline = Instant::now() + part_limit;
    loop {
        tokio::select! {
            biased;
            sent = &mut sending => {
                if sent.is_ok() {
                    progress(length, length);
                }
                return Some(sent);
            }
            Ok(()) = gone.changed() => {
                let bytes = *gone.borrow_and_update();
                let limit = if bytes >= length { answer_limit } else { part_limit };
                deadline = Instant::now() + limit;
                progress(bytes, length);
            }
            () = tokio::time::sleep_until(deadline) => return None,
        }
    }
}

fn in_parts(body: Bytes) -> (reqwest::Body, u64, watch::Receiver<u64>) {
    let length = body.len() as u64;
    let (tell, gone) = watch::channel(0);
    let parts = futures_util::stream::unfold((body, tell), |(mut rest, tell)| async move {
        if rest.is_empty() {
            return None;
        }
        let part = rest.split_to(PART.min(rest.len()));
        tell.send_modify(|gone| *gone += part.len() as u64);
        Some((Ok::<_, std::io::Error>(part), (rest, tell)))
    });
    (reqwest::Body::wrap_stream(parts), length, gone)
}

/// Reads a body of at most `limit` bytes, counted after decompression.
pub(super) async fn read(
    mut response: Response,
    limit: usize,
    patience: Duration,
) -> Result<Bytes> {
    let too_large = || {
        Error::new(
            ErrorCode::Decode,
            "The service's answer is larger than this program takes.",
        )
    };
    let told = response.content_length().unwrap_or(0);
    if told > limit as u64 {
        return Err(too_large());
    }
    // Room for all of it at once: what grows step by step leaves holes of its former sizes.
    let mut body = BytesMut::with_capacity(usize::try_from(told).unwrap_or(0));
    loop {
        let part = timeout(patience, response.chunk())
            .await
            .map_err(|_| fault::too_slow())?
            .map_err(fault::of_reading)?;
        let Some(part) = part else {
            return Ok(body.freeze());
        };
        if body.len() + part.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&part);
    }
}

impl Answer {
    /// The body as JSON, for answers that are short: long ones are lists and read as such.
    pub(crate) fn json(&self) -> Result<Value> {
        self.read()
    }

    /// The body as JSON of a documented shape, for answers that are short.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T> {
        if self.body.len() > LARGEST_JSON {
            return Err(self.undecodable());
        }
        json::read(&self.body).map_err(|error| self.undecodable().with_source(error))
    }

    /// The error for a body that isn't what it should be.
    pub(crate) fn undecodable(&self) -> Error {
        let message = if self.is_html() {
            "A web page came instead of the service's answer."
        } else {
            "The service's answer could not be understood."
        };
        fault::with_effect(Error::new(ErrorCode::Decode, message), self.effect)
    }

    /// The body as text.
    pub(crate) fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.body).ok().map(str::trim)
    }

    /// Whether it accepts without a word: an empty body.
    pub(crate) fn is_blank(&self) -> bool {
        self.status.is_success() && self.body.trim_ascii().is_empty()
    }

    /// Whether the body is a web page, by its first characters, or by its type where these may be
    /// one's: many back ends call every text a page, an empty one and a bare `OK` too.
    pub(crate) fn is_html(&self) -> bool {
        let body = self.body.strip_prefix(BOM).unwrap_or(&self.body);
        let typed = self
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|mime| mime.to_ascii_lowercase().contains("html"));
        let mut start: Vec<u8> = body.trim_ascii_start().iter().take(15).copied().collect();
        start.make_ascii_lowercase();
        typed && start.starts_with(b"<")
            || start.starts_with(b"<!doctype html")
            || start.starts_with(b"<html")
    }

    /// Where the answer points instead of being one.
    pub(crate) fn redirect(&self) -> Option<Url> {
        if !self.status.is_redirection() {
            return None;
        }
        self.url
            .join(self.headers.get(LOCATION)?.to_str().ok()?)
            .ok()
    }
}
