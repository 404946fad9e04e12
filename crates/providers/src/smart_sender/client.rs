//! The one way a request reaches Smart Sender: paced for the whole account, refused ones read as
//! the documents say, silence kept while the service wants it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use domain::{Error, ErrorCode, Result, Timestamp};
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use url::Url;

use crate::fields::{Fields, into_unwrapped, number_of};
use crate::http::{Answer, Effect, Gate, Http, Payload, Request, bounded, refusal, retry_after};

/// Requests a second: 120 a minute, because others share the project's 180 (§3).
const PER_SECOND: f64 = 2.0;
/// Requests at once after a pause: what broke others' programs were parallel ones (§3).
const BURST: f64 = 1.0;
/// The block after the first breach, and by how much each further one is longer (§3).
const BLOCK: Duration = Duration::from_secs(60);
/// Longest answer in which a refusal for pace is looked for.
const LONGEST_REFUSAL: usize = 64 << 10;
/// Longest block, in minutes.
const MOST_BLOCKS: u64 = 12;
/// What an object is known by; one that has none of it may be an envelope.
const OWN: &[&str] = &["id", "name", "collection", "state", "content", "identifier"];
/// Added to every block: asking a moment too early makes the next one longer.
const MARGIN: Duration = Duration::from_secs(2);

/// A call to Smart Sender.
pub(super) struct Call<'a> {
    method: Method,
    path: Vec<&'a str>,
    query: Vec<(&'static str, String)>,
    payload: Payload<'a>,
    effect: Effect,
}

impl<'a> Call<'a> {
    pub(super) fn new(method: Method, path: &[&'a str]) -> Self {
        Self {
            method,
            path: path.to_vec(),
            query: Vec::new(),
            payload: Payload::Empty,
            effect: Effect::Repeatable,
        }
    }

    pub(super) fn query(mut self, query: Vec<(&'static str, String)>) -> Self {
        self.query = query;
        self
    }

    pub(super) fn json(mut self, body: &Value) -> Self {
        self.payload = Payload::Json(Bytes::from(body.to_string()));
        self
    }

    /// Repeating this would do it twice.
    pub(super) fn once(mut self) -> Self {
        self.effect = Effect::Once;
        self
    }
}

pub(super) struct Client {
    pub(super) http: Http,
    /// The API with its version.
    pub(super) base: Url,
    authorization: HeaderValue,
    gate: Gate,
    /// Blocks in a row.
    breaches: AtomicU64,
}

impl Client {
    pub(super) fn new(http: Http, server: &Url, authorization: HeaderValue) -> Self {
        let patience = http.times().patience;
        Self {
            http,
            base: versioned(server),
            authorization,
            gate: Gate::new(PER_SECOND, BURST, patience),
            breaches: AtomicU64::new(0),
        }
    }

    /// The JSON of a call that was accepted.
    pub(super) async fn ask(&self, call: Call<'_>) -> Result<Value> {
        let answer = self.answer(&call).await?;
        self.judge(&answer)
    }

    /// For calls that answer only whether they were done (§4). One that is accepted without a
    /// word of it was.
    pub(super) async fn act(&self, call: Call<'_>) -> Result<()> {
        let answer = self.answer(&call).await?;
        if answer.is_blank() {
            return Ok(());
        }
        let json = self.judge(&answer)?;
        match Fields::of(&json).and_then(|fields| fields.flag(&["state"])) {
            Some(false) => Err(not_done()),
            _ => Ok(()),
        }
    }

    /// The answer to a call, whatever it says. An error means that there was none.
    pub(super) async fn answer(&self, call: &Call<'_>) -> Result<Answer> {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(&call.path);
        }
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        loop {
            self.gate.pass().await?;
            let answer = self
                .http
                .exchange(Request {
                    method: call.method.clone(),
                    url: url.clone(),
                    headers: self.headers(),
                    payload: call.payload.clone(),
                    effect: call.effect,
                })
                .await?;
            if !(self.heed(&answer) && self.gate.will_wait()) {
                return Ok(answer);
            }
        }
    }

    /// The answer's JSON, or the refusal that it is: a body with `error` is one, whatever the
    /// status (§4).
    pub(super) fn judge(&self, answer: &Answer) -> Result<Value> {
        let body = answer.json();
        let refused = Refused::read(answer, body.as_ref().ok());
        match refused {
            None => body.map(|body| into_unwrapped(body, OWN, &["data"])),
            Some(refused) => Err(refused.into_error(answer, self.http.now())),
        }
    }

    /// What an accepted call made; `None` if the answer doesn't say.
    pub(super) fn made<T>(
        &self,
        answer: &Answer,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<Option<T>> {
        if answer.is_blank() {
            return Ok(None);
        }
        Ok(read(&self.judge(answer)?))
    }

    /// The token, and the wish for JSON: else a web page may come (§1).
    pub(super) fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers
    }

    /// Until when the service wants no request.
    pub(super) fn limited_until(&self) -> Option<Timestamp> {
        let left = self.gate.closed_for()?;
        Some(self.http.now().after(left))
    }

    /// Keeps away if the service wants that: true if the request was refused for pace.
    fn heed(&self, answer: &Answer) -> bool {
        // A refusal is short; a page is not read twice.
        let short = answer.body.len() <= LONGEST_REFUSAL;
        let said = short.then(|| answer.json().ok()).flatten();
        let refused = Refused::read(answer, said.as_ref());
        match refused {
            Some(refused) if refused.is_for_pace() => {
                let breaches = self.breaches.fetch_add(1, Ordering::Relaxed) + 1;
                self.gate
                    .close(Some(refused.wait(answer, breaches, self.http.now())));
                true
            }
            _ => {
                self.breaches.store(0, Ordering::Relaxed);
                self.gate.heed(answer, self.http.now())
            }
        }
    }
}

/// The API's address with its version, which a person may have typed or not (§1).
fn versioned(server: &Url) -> Url {
    let mut url = server.clone();
    let has = url
        .path_segments()
        .and_then(|mut parts| parts.rfind(|part| !part.is_empty()))
        == Some("v1");
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty();
        if !has {
            segments.push("v1");
        }
    }
    url
}

fn not_done() -> Error {
    Error::new(ErrorCode::Invalid, "Smart Sender did not do this.")
}

/// A refusal, from its status and its body.
#[derive(Debug)]
struct Refused {
    status: StatusCode,
    words: Option<String>,
}

impl Refused {
    /// `None` for an answer that accepts.
    fn read(answer: &Answer, body: Option<&Value>) -> Option<Self> {
        let fields = body.and_then(Fields::of);
        let error = fields.as_ref().and_then(|fields| fields.find(&["error"]));
        let error = error.filter(|error| says_something(error));
        let code = error
            .and_then(Fields::of)
            .and_then(|error| error.raw("code").and_then(number_of))
            .and_then(|code| StatusCode::from_u16(u16::try_from(code).ok()?).ok())
            .filter(|code| code.is_client_error() || code.is_server_error());
        let status = match (answer.status.is_success(), error) {
            (true, None) => return None,
            (true, Some(_)) => code.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY),
            (false, _) => answer.status,
        };
        let words = error
            .and_then(said)
            .or_else(|| fields.and_then(|fields| bounded(&fields.text(&["message"])?)));
        Some(Self { status, words })
    }

    fn is_for_pace(&self) -> bool {
        matches!(self.status.as_u16(), 423 | 429)
    }

    /// How long to stay away: as told in the header, else in the words, else a minute for each
    /// breach in a row (§3).
    fn wait(&self, answer: &Answer, breaches: u64, now: Timestamp) -> Duration {
        let told = retry_after(&answer.headers, now).filter(|wait| !wait.is_zero());
        let words = self
            .words
            .as_deref()
            .or_else(|| answer.text().filter(|_| !answer.is_html()));
        let wait = told.or_else(|| seconds_in(words?));
        let minutes = u32::try_from(breaches.min(MOST_BLOCKS)).unwrap_or(u32::MAX);
        wait.unwrap_or_else(|| BLOCK.saturating_mul(minutes)) + MARGIN
    }

    fn into_error(self, answer: &Answer, now: Timestamp) -> Error {
        let pace = self.is_for_pace();
        let wait = pace.then(|| self.wait(answer, 1, now));
        // 403 says of a token what 401 does (§8.16).
        let status = match self.status {
            StatusCode::FORBIDDEN => StatusCode::UNAUTHORIZED,
            other => other,
        };
        let plain = Answer {
            status,
            headers: answer.headers.clone(),
            body: answer.body.clone(),
            url: answer.url.clone(),
            effect: answer.effect,
        };
        let mut error = refusal(&plain, answer.effect, now);
        if let Some(words) = self.words {
            error.message = words.into();
        }
        error.retry_after = wait.or(error.retry_after);
        error
    }
}

/// Some back ends write an empty `error` where there is none.
fn says_something(error: &Value) -> bool {
    match error {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        Value::Bool(true) | Value::Number(_) => true,
    }
}

/// The words of `error`: its message, and the reasons of its description, which alone say what
/// is wrong with a field (§4).
fn said(error: &Value) -> Option<String> {
    let Some(fields) = Fields::of(error) else {
        return bounded(error.as_str()?);
    };
    let message = fields.text(&["message"]);
    let reasons = fields
        .find(&["description"])
        .map(|description| match description {
            Value::Object(by_field) => by_field.values().flat_map(sentences).collect(),
            other => sentences(other),
        })
        .unwrap_or_default();
    let reasons = reasons.into_iter().take(3).collect::<Vec<_>>().join(" ");
    match (message, reasons.is_empty()) {
        (Some(message), true) => bounded(&message),
        (Some(message), false) => bounded(&format!("{message}: {reasons}")),
        (None, _) => bounded(&reasons),
    }
}

fn sentences(value: &Value) -> Vec<String> {
    match value {
        Value::String(one) => vec![one.clone()],
        Value::Array(items) => items
            .iter()
            .filter_map(|item| item.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
}

/// The number before "second" in "try again in 120 seconds"; at most an hour is believed.
fn seconds_in(words: &str) -> Option<Duration> {
    let words = words.to_ascii_lowercase();
    let (before, _) = words.split_once("second")?;
    let before = before.trim_end();
    let digits = before
        .rfind(|char: char| !char.is_ascii_digit())
        .and_then(|at| before.get(at..))
        .map_or(before, |tail| {
            tail.trim_start_matches(|char: char| !char.is_ascii_digit())
        });
    let seconds: u64 = digits.parse().ok()?;
    (seconds > 0).then(|| Duration::from_secs(seconds.min(3600)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            body: Bytes::copy_from_slice(body.as_bytes()),
            url: Url::parse("https://api.example.com/v1/me").unwrap(),
            effect: Effect::Once,
        }
    }

    fn refused(status: u16, body: &str) -> Option<Refused> {
        let answer = answer(status, body);
        Refused::read(&answer, answer.json().ok().as_ref())
    }

    #[test]
    fn the_version_is_added_once() {
        for (server, base) in [
            (
                "https://api.smartsender.com",
                "https://api.smartsender.com/v1",
            ),
            (
                "https://api.smartsender.com/v1",
                "https://api.smartsender.com/v1",
            ),
            (
                "https://proxy.example/smart/v1",
                "https://proxy.example/smart/v1",
            ),
            (
                "https://proxy.example/smart",
                "https://proxy.example/smart/v1",
            ),
        ] {
            let url = versioned(&Url::parse(server).unwrap());
            assert_eq!(url.as_str(), base, "{server}");
        }
    }

    #[test]
    fn an_error_in_the_body_is_a_refusal_whatever_the_status() {
        let body = r#"{"error":{"code":"423","message":"Too many requests"}}"#;
        let found = refused(200, body).unwrap();
        assert!(found.is_for_pace(), "the code in the body counts");
        assert!(
            refused(200, r#"{"error":null,"id":1}"#).is_none(),
            "no error is none"
        );
        for body in [
            r#"{"error":[],"id":1}"#,
            r#"{"error":false}"#,
            r#"{"error":""}"#,
        ] {
            assert!(refused(200, body).is_none(), "{body}: an empty one neither");
        }
        let odd = refused(200, r#"{"error":"nope"}"#).unwrap();
        assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY, "unsaid code");
        assert_eq!(odd.words.as_deref(), Some("nope"), "its words");
    }

    #[test]
    fn words_are_looked_for_in_the_documented_order() {
        for (body, words) in [
            (
                r#"{"message":"outer","error":{"message":"inner"}}"#,
                Some("inner"),
            ),
            (r#"{"message":"outer","error":{"code":422}}"#, Some("outer")),
            (
                r#"{"error":{"message":"Unprocessable entity","description":{"content":["Too long."],"x":"Odd."}}}"#,
                Some("Unprocessable entity: Too long. Odd."),
            ),
            (
                r#"{"error":{"description":["Only this."]}}"#,
                Some("Only this."),
            ),
            (
                r#"{"error":{"message":"Plain","description":[]}}"#,
                Some("Plain"),
            ),
            (
                r#"{"message":"Unauthenticated."}"#,
                Some("Unauthenticated."),
            ),
            ("plain text", None),
        ] {
            let found = refused(422, body).unwrap();
            assert_eq!(found.words.as_deref(), words, "{body}");
        }
        let raw = answer(422, "plain text");
        let error = refused(422, "plain text")
            .unwrap()
            .into_error(&raw, Timestamp(0));
        assert_eq!(error.message, "plain text", "raw text comes last");
    }

    #[test]
    fn the_wait_is_as_told_else_a_minute_for_each_breach() {
        let wait = |headers: &[(&'static str, &str)], message: &str, breaches| {
            let body = format!(r#"{{"error":{{"code":423,"message":"{message}"}}}}"#);
            let mut answer = answer(423, &body);
            for (name, value) in headers {
                answer.headers.insert(*name, value.parse().unwrap());
            }
            let refused = Refused::read(&answer, answer.json().ok().as_ref()).unwrap();
            (refused.wait(&answer, breaches, Timestamp(0)) - MARGIN).as_secs()
        };
        let told = "Too many requests. Please, try again in 120 seconds";
        assert_eq!(wait(&[("retry-after", "7")], told, 3), 7, "the header");
        assert_eq!(wait(&[], told, 3), 120, "the words");
        assert_eq!(wait(&[], "try again in 1 second", 3), 1, "one");
        assert_eq!(wait(&[], "Wait 30seconds", 3), 30, "without a space");
        assert_eq!(wait(&[], "Locked", 1), 60, "the first breach");
        assert_eq!(wait(&[], "a few seconds", 3), 180, "the third");
        assert_eq!(wait(&[], "Locked", 40), 720, "twelve minutes at most");
    }

    #[test]
    fn a_rejected_token_is_one_by_either_status() {
        for status in [401, 403] {
            let raw = answer(status, r#"{"error":{"message":"Unauthenticated"}}"#);
            let found = Refused::read(&raw, raw.json().ok().as_ref()).unwrap();
            let error = found.into_error(&raw, Timestamp(0));
            assert_eq!(error.code, ErrorCode::Unauthorized, "{status}");
        }
    }
}
