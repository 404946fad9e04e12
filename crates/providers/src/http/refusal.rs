//! What an answer that isn't a success means, and the service's own words in it.

use std::borrow::Cow;
use std::time::Duration;

use domain::{Error, ErrorCode, Timestamp};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

use super::{Answer, Effect};

/// Longest text of the service that is shown.
const LONGEST_MESSAGE: usize = 300;
/// Longest body that is searched for the service's words.
const LONGEST_BODY: usize = 64 << 10;
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
    let mut error = Error::new(code, words.map_or(Cow::Borrowed(own), Cow::Owned))
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

/// A date as HTTP headers write it.
pub(crate) fn http_date(text: &str) -> Option<Timestamp> {
    if let Ok(zoned) = jiff::fmt::rfc2822::parse(text) {
        return Some(Timestamp(zoned.timestamp().as_millisecond()));
    }
    // "Never" is written as the last second of 9999, which is no moment everywhere on Earth.
    let written = jiff::fmt::strtime::parse("%a, %d %b %Y %H:%M:%S GMT", text).ok()?;
    let last = written.to_datetime().ok()?.year() == 9999;
    last.then_some(Timestamp(jiff::Timestamp::MAX.as_millisecond()))
}

/// The service's own words in an error body of any kind (chathub.md §7): the general JSON,
/// problem+json, `{error:{message}}`, a JSON string, or plain text. Never a web page.
fn words_of(answer: &Answer) -> Option<String> {
    if answer.is_html() || answer.body.len() > LONGEST_BODY {
        return None;
    }
    match serde_json::from_slice::<Value>(&answer.body) {
        Ok(value) => words_in(&value),
        Err(_) => bounded(std::str::from_utf8(&answer.body).ok()?),
    }
}

fn words_in(value: &Value) -> Option<String> {
    let field = |key: &str| {
        let mut fields = value.as_object()?.iter();
        fields.find_map(|(name, value)| name.eq_ignore_ascii_case(key).then_some(value))
    };
    // Some back ends have a list of sentences where others have one.
    let text = |key: &str| match field(key)? {
        Value::Array(_) => validation(field(key)?),
        one => bounded(one.as_str()?),
    };
    match value {
        Value::String(words) => bounded(words),
        Value::Object(_) => text("message")
            .or_else(|| validation(field("errors")?))
            .or_else(|| text("detail"))
            .or_else(|| text("title"))
            .or_else(|| words_in(field("error")?))
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

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use domain::Outcome;
    use reqwest::header::{CONTENT_TYPE, HeaderName};
    use url::Url;

    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn answer(status: u16, headers: &[(HeaderName, &str)], body: &str) -> Answer {
        Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: headers
                .iter()
                .map(|(name, value)| (name.clone(), value.parse().unwrap()))
                .collect(),
            body: Bytes::copy_from_slice(body.as_bytes()),
            url: Url::parse("https://chat.example.com/api/x").unwrap(),
            effect: Effect::Once,
        }
    }

    #[test]
    fn each_status_has_its_code_and_says_whether_it_may_be_done() {
        use ErrorCode::{
            Forbidden, Invalid, NotFound, RateLimited, Server, Unauthorized, Unsupported,
        };
        use Outcome::{NotDone, Unknown};
        for (status, code, outcome) in [
            (302, Server, NotDone),
            (400, Invalid, NotDone),
            (401, Unauthorized, NotDone),
            (403, Forbidden, NotDone),
            (404, NotFound, NotDone),
            (405, Unsupported, NotDone),
            (408, Server, Unknown),
            (409, Invalid, NotDone),
            (410, NotFound, NotDone),
            (413, Invalid, NotDone),
            (415, Invalid, NotDone),
            (418, Invalid, NotDone),
            (422, Invalid, NotDone),
            (423, RateLimited, NotDone),
            (429, RateLimited, NotDone),
            (500, Server, Unknown),
            (502, Server, Unknown),
            (503, Server, Unknown),
            (504, Server, Unknown),
        ] {
            let error = refusal(&answer(status, &[], ""), Effect::Once, NOW);
            assert_eq!(error.code, code, "{status}");
            assert_eq!(error.outcome, outcome, "{status}");
            assert!(error.message.ends_with('.'), "{status}: a sentence");
            let read = refusal(&answer(status, &[], ""), Effect::Repeatable, NOW);
            assert_eq!(read.outcome, NotDone, "{status}: a read changes nothing");
        }
    }

    #[test]
    fn the_services_words_are_found_in_every_kind_of_body() {
        for (body, expected) in [
            (
                r#"{"status":400,"error":"Bad Request","message":"Missing required field: 'messages'","code":1001}"#,
                "Missing required field: 'messages'",
            ),
            (
                r#"{"error":"Too Many Requests","message":"Rate limit exceeded.","status":429}"#,
                "Rate limit exceeded.",
            ),
            (
                r#"{"type":"x","title":"Not valid","status":400,"errors":{"Id":["Id is missing.","Id is odd."]}}"#,
                "Id is missing. Id is odd.",
            ),
            (r#"{"title":"Bad","detail":"In detail."}"#, "In detail."),
            (r#"{"title":"Bad"}"#, "Bad"),
            (
                r#"{"error":{"code":"INVALID_PHONE","message":"Invalid phone","field":"toPhone"}}"#,
                "Invalid phone",
            ),
            (r#"{"error":"Just this"}"#, "Just this"),
            (r#"{"Message":"In capitals."}"#, "In capitals."),
            (
                r#"{"statusCode":400,"message":["One.","Two."],"error":"Bad Request"}"#,
                "One. Two.",
            ),
            (
                r#"{"unknown":"field"}"#,
                "The service refuses this request.",
            ),
            (r#""A JSON text""#, "A JSON text"),
            ("Plain text", "Plain text"),
            ("line\r\nbreak\u{7}", "line  break"),
            ("", "The service refuses this request."),
            ("[1,2]", "The service refuses this request."),
            ("null", "The service refuses this request."),
            (
                "<!DOCTYPE html><html><body>nginx</body></html>",
                "The service refuses this request.",
            ),
        ] {
            let error = refusal(&answer(400, &[], body), Effect::Once, NOW);
            assert_eq!(error.message, expected, "{body}");
        }
        let long = refusal(&answer(400, &[], &"ї".repeat(5000)), Effect::Once, NOW);
        assert_eq!(long.message.chars().count(), 300, "bounded");
        let typed = |body: &str| {
            let page = answer(400, &[(CONTENT_TYPE, "text/html")], body);
            refusal(&page, Effect::Once, NOW).message
        };
        assert_eq!(
            typed("  <p>nginx</p>"),
            "The service refuses this request.",
            "a page says nothing"
        );
        assert_eq!(
            typed("Not on Sundays"),
            "Not on Sundays",
            "some back ends send every sentence as a page"
        );
    }

    #[test]
    fn a_web_page_is_one_by_more_than_its_type() {
        let typed = [(CONTENT_TYPE, "text/html; charset=utf-8")];
        for (headers, body, page) in [
            (&typed[..], "", false),
            (&typed[..], "OK", false),
            (&typed[..], "{}", false),
            (&typed[..], "<p>Sign in</p>", true),
            (&typed[..], "\u{feff}\n<div>", true),
            (&[], "<p>Sign in</p>", false),
            (&[], "\u{feff}<!DOCTYPE html>", true),
            (&[], " <HTML>", true),
        ] {
            let answer = answer(200, headers, body);
            assert_eq!(answer.is_html(), page, "{headers:?} {body:?}");
        }
    }

    #[test]
    fn the_told_wait_is_read_in_every_form() {
        let date = |seconds: i64| {
            let at = jiff::Timestamp::from_millisecond(NOW.0 + seconds * 1000).unwrap();
            at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
        };
        for (text, seconds) in [
            ("0", Some(0)),
            ("120", Some(120)),
            (" 5 ", Some(5)),
            ("999999999999999999999999", Some(3600)),
            ("86400", Some(3600)),
            (date(90).as_str(), Some(90)),
            (date(-90).as_str(), Some(0)),
            (date(1_000_000).as_str(), Some(3600)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(3600)),
            ("Fri, 31 Dec 9998 23:59:60 CET", None),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            let headers = answer(429, &[(RETRY_AFTER, text)], "").headers;
            let expected = seconds.map(Duration::from_secs);
            assert_eq!(retry_after(&headers, NOW), expected, "{text:?}");
        }
        let by_its_own_clock = [
            (RETRY_AFTER, &*date(7230)),
            (reqwest::header::DATE, &*date(7200)),
        ];
        let headers = answer(503, &by_its_own_clock, "").headers;
        assert_eq!(
            retry_after(&headers, NOW),
            Some(Duration::from_secs(30)),
            "our clock may be hours off"
        );
    }
}
