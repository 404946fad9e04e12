//! What an answer that isn't a success means, and the service's own words in it.

use std::time::Duration;

use domain::{Error, ErrorCode, Timestamp};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

use super::{Answer, Effect};

/// Longest text of the service that is shown.
const LONGEST_MESSAGE: usize = 300;
/// Longest wait that is believed.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// The error for an answer whose status is not a success.
pub(crate) fn refusal(answer: &Answer, effect: Effect, now: Timestamp) -> Error {
    let status = answer.status;
    let words = words_of(answer);
    let (code, own) = match status.as_u16() {
        300..=399 => return redirected(answer),
        401 => (
            ErrorCode::Unauthorized,
            "The service refuses the sign-in. Sign in again.",
        ),
        403 => (ErrorCode::Forbidden, "The service doesn't allow this."),
        404 | 410 => (
            ErrorCode::NotFound,
            "The service doesn't have this any more.",
        ),
        405 | 501 => (ErrorCode::Unsupported, "The service can't do this."),
        408 => (ErrorCode::Server, "The service took too long."),
        423 | 429 => (
            ErrorCode::RateLimited,
            "The service asked to wait before the next request.",
        ),
        400..=499 => (ErrorCode::Invalid, "The service refuses this request."),
        _ => (ErrorCode::Server, "The service has trouble of its own."),
    };
    let mut error = Error::new(code, words.unwrap_or_else(|| own.to_owned()))
        .with_source(format!("HTTP status {}", status.as_u16()));
    error.retry_after = retry_after(&answer.headers, now);
    if effect == Effect::Once && (status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT)
    {
        error = error.with_unknown_outcome();
    }
    error
}

/// Redirects are not followed: a token must not travel, and a network's sign-in page answers
/// this way as well.
fn redirected(answer: &Answer) -> Error {
    let host = answer
        .redirect()
        .and_then(|url| url.host_str().map(|host| bounded(host).unwrap_or_default()));
    let message = match host {
        Some(host) if !host.is_empty() => {
            format!("Instead of an answer came a redirection to {host}.")
        }
        _ => "Instead of an answer came a redirection.".to_owned(),
    };
    Error::new(ErrorCode::Server, message)
}

/// How long the service asks to be left alone: seconds or a date, at most an hour. `None` for
/// nothing or nonsense.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number holds is a long wait, not nonsense.
        Duration::from_secs(text.parse().unwrap_or(u64::MAX))
    } else {
        let until = http_date(text)?;
        // Counted from the service's own clock where it tells it: ours may be wrong.
        let from = headers
            .get(reqwest::header::DATE)
            .and_then(|date| http_date(date.to_str().ok()?))
            .unwrap_or(now);
        until.since(from)
    };
    Some(wait.min(LONGEST_WAIT))
}

fn http_date(text: &str) -> Option<Timestamp> {
    let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(Timestamp(zoned.timestamp().as_millisecond()))
}

/// The service's own words in an error body of any kind (chathub.md §7): the general JSON,
/// problem+json, `{error:{message}}`, a JSON string, or plain text. Never a web page.
fn words_of(answer: &Answer) -> Option<String> {
    if answer.is_html() {
        return None;
    }
    match serde_json::from_slice::<Value>(&answer.body) {
        Ok(value) => words_in(&value),
        Err(_) => bounded(std::str::from_utf8(&answer.body).ok()?),
    }
}

fn words_in(value: &Value) -> Option<String> {
    let text = |key: &str| bounded(value.get(key)?.as_str()?);
    match value {
        Value::String(words) => bounded(words),
        Value::Object(_) => text("message")
            .or_else(|| validation(value.get("errors")?))
            .or_else(|| text("detail"))
            .or_else(|| text("title"))
            .or_else(|| words_in(value.get("error")?))
            .or_else(|| text("error_description")),
        _ => None,
    }
}

/// ASP.NET's `errors`: field names to lists of sentences. The first few sentences.
fn validation(errors: &Value) -> Option<String> {
    let sentences: Vec<&str> = match errors {
        Value::Object(fields) => fields
            .values()
            .flat_map(|list| match list {
                Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
                Value::String(one) => vec![one.as_str()],
                _ => Vec::new(),
            })
            .take(3)
            .collect(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).take(3).collect(),
        _ => return None,
    };
    bounded(&sentences.join(" "))
}

/// A foreign text made fit to show: no control characters, at most 300 characters, `None` if
/// nothing is left.
pub(crate) fn bounded(text: &str) -> Option<String> {
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST_MESSAGE)
        .collect();
    let clean = clean.trim();
    (!clean.is_empty()).then(|| clean.to_owned())
}
