//! The one way a request reaches Texter: paced, a few at a time, with the token; and a refusal for
//! a missing scope told from one for a wrong token.

use std::sync::atomic::{AtomicI64, Ordering};

use bytes::Bytes;
use domain::{Error, ErrorCode, Result, Timestamp};
use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION, DATE, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::sync::Semaphore;
use url::Url;

use crate::fields::Fields;
use crate::http::{Answer, Effect, Gate, Http, Payload, Request, bounded, http_date, refusal};

/// Requests a second, and at once after a pause: nothing is published (§10.2).
const PER_SECOND: f64 = 5.0;
const BURST: f64 = 10.0;
/// Requests under way at a time.
const AT_ONCE: usize = 4;
/// Clocks that differ by less than this, in milliseconds, agree.
const CLOCKS_AGREE: i64 = 120_000;
/// Where the API lies at a server.
const PATH: &str = "/server/api/v2";

/// What a token must be allowed for a call (§1.1), by the names in Texter's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Any token will do.
    Any,
    /// To list chats.
    ListChats,
    /// To read histories.
    ViewChats,
    /// To send, and oddly to read one chat (§3.2).
    SendSession,
    /// To assign, resolve and label.
    ManageChats,
    /// To make links to files.
    ViewFiles,
    /// To list templates.
    ViewTemplates,
    /// To send them.
    SendTemplates,
    /// To make labels.
    ManageLabels,
    /// To list quick replies.
    ViewQuickReplies,
}

impl Scope {
    /// Its name, or names, as the person finds it where tokens are made.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::ListChats => "List all chats",
            Self::ViewChats => "View all chats",
            Self::SendSession => "Send session message",
            Self::ManageChats => "Manage all chats",
            Self::ViewFiles => "View all chats” and “View all files",
            Self::ViewTemplates => "View template messages",
            Self::SendTemplates => "Send template messages",
            Self::ManageLabels => "Manage labels",
            Self::ViewQuickReplies => "View quick replies",
        }
    }
}

/// A call to Texter.
pub(super) struct Call<'a> {
    method: Method,
    path: Vec<&'a str>,
    query: Vec<(&'static str, String)>,
    payload: Payload<'static>,
    effect: Effect,
    pub(super) scope: Scope,
}

impl<'a> Call<'a> {
    pub(super) fn get(path: &[&'a str], scope: Scope) -> Self {
        Self {
            method: Method::GET,
            path: path.to_vec(),
            query: Vec::new(),
            payload: Payload::Empty,
            effect: Effect::Repeatable,
            scope,
        }
    }

    pub(super) fn post(path: &[&'a str], scope: Scope, body: &Value) -> Self {
        Self {
            method: Method::POST,
            payload: Payload::Json(Bytes::from(body.to_string())),
            ..Self::get(path, scope)
        }
    }

    pub(super) fn query(mut self, key: &'static str, value: impl ToString) -> Self {
        self.query.push((key, value.to_string()));
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
    /// The API with its path.
    pub(super) base: Url,
    authorization: HeaderValue,
    gate: Gate,
    lanes: Semaphore,
    /// The service's clock minus ours in milliseconds, as its last answer said (§11 row 25).
    ahead: AtomicI64,
}

impl Client {
    pub(super) fn new(http: Http, server: &Url, token: &SecretString) -> Result<Self> {
        let patience = http.times().patience;
        let text = format!("Bearer {}", token.expose_secret().trim());
        let mut authorization = HeaderValue::from_str(&text).map_err(|_| {
            Error::new(
                ErrorCode::Invalid,
                "The token has characters that no token has. Copy it again.",
            )
        })?;
        authorization.set_sensitive(true);
        Ok(Self {
            http,
            base: with_path(server),
            authorization,
            gate: Gate::new(PER_SECOND, BURST, patience),
            lanes: Semaphore::new(AT_ONCE),
            ahead: AtomicI64::new(0),
        })
    }

    /// The JSON of a call that was accepted.
    pub(super) async fn ask(&self, call: &Call<'_>) -> Result<Value> {
        let answer = self.accepted(call).await?;
        let json = answer.json()?;
        match failure(&json) {
            Some(error) => Err(error),
            None => Ok(json),
        }
    }

    /// For calls whose answer says no more than that it was done: `OK`, `"OK"`, or an object
    /// (§11 row 13).
    pub(super) async fn act(&self, call: &Call<'_>) -> Result<()> {
        let answer = self.accepted(call).await?;
        if answer.is_html() {
            return Err(answer.undecodable());
        }
        match answer.json().ok().as_ref().and_then(failure) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// The answer to a call; a refusal is an error. A token that is refused here and good
    /// elsewhere lacks a scope (§11 row 20).
    async fn accepted(&self, call: &Call<'_>) -> Result<Answer> {
        let answer = self.answer(call).await?;
        if answer.status.as_u16() == 401 && call.scope != Scope::Any {
            let any = Call::get(&["labels"], Scope::Any).query("limit", 1);
            if self.answer(&any).await?.status.is_success() {
                return Err(lacks(call.scope, &answer));
            }
        }
        self.judge(answer, call.scope)
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
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let _lane = self.lanes.acquire().await;
        loop {
            self.gate.pass().await?;
            let answer = self
                .http
                .exchange(Request {
                    method: call.method.clone(),
                    url: url.clone(),
                    headers: headers.clone(),
                    payload: call.payload.clone(),
                    effect: call.effect,
                })
                .await?;
            if !(self.heed(&answer) && self.gate.will_wait()) {
                return Ok(answer);
            }
        }
    }

    /// A refusal as an error.
    pub(super) fn judge(&self, answer: Answer, scope: Scope) -> Result<Answer> {
        if answer.status.is_success() {
            return Ok(answer);
        }
        let error = refusal(&answer, answer.effect, self.http.now());
        if error.code != ErrorCode::Forbidden || scope == Scope::Any {
            return Err(error);
        }
        if scope == Scope::SendSession && is_about_time(&error.message) {
            return Err(Error::new(ErrorCode::Invalid, error.message));
        }
        Err(lacks(scope, &answer))
    }

    /// Until when the service wants no request.
    pub(super) fn limited_until(&self) -> Option<Timestamp> {
        Some(self.http.now().after(self.gate.closed_for()?))
    }

    /// Waits for the turn of a request that isn't made here.
    pub(super) async fn turn(&self) -> Result<()> {
        self.gate.pass().await
    }

    /// The time by the service's clock.
    pub(super) fn server_now(&self) -> Timestamp {
        Timestamp(self.http.now().0.saturating_add(self.differs_by()))
    }

    /// A time of the service's by our clock.
    pub(super) fn here(&self, at: Timestamp) -> Timestamp {
        Timestamp(at.0.saturating_sub(self.differs_by()))
    }

    /// How far the service's clock is ahead of ours, if by minutes.
    fn differs_by(&self) -> i64 {
        let ahead = self.ahead.load(Ordering::Relaxed);
        if ahead.abs() > CLOCKS_AGREE { ahead } else { 0 }
    }

    /// Keeps away if a request that isn't made here was told to.
    pub(super) fn heed_error(&self, error: &Error) {
        self.gate.heed_error(error);
    }

    /// Keeps away if the service wants that: true if the request was refused for pace.
    fn heed(&self, answer: &Answer) -> bool {
        let now = self.http.now();
        let date = answer.headers.get(DATE).and_then(|it| it.to_str().ok());
        if let Some(theirs) = date.and_then(http_date) {
            let ahead = theirs.0.saturating_sub(now.0);
            self.ahead.store(ahead, Ordering::Relaxed);
        }
        self.gate.heed(answer, now)
    }
}

/// The address of the API: people give the server with or without its path.
fn with_path(server: &Url) -> Url {
    let mut base = server.clone();
    let path = server.path().trim_end_matches('/');
    if !path.ends_with(PATH) {
        base.set_path(&format!("{path}{PATH}"));
    }
    base
}

/// The token is good and may not do this.
fn lacks(scope: Scope, answer: &Answer) -> Error {
    Error::new(
        ErrorCode::Forbidden,
        format!("The token lacks the scope “{}”.", scope.name()),
    )
    .with_source(format!("HTTP status {}", answer.status.as_u16()))
}

/// Which status a message outside the day after the customer's last one is refused with isn't
/// said (§4.2): where the words are about that, no scope is missing.
fn is_about_time(words: &str) -> bool {
    let words = words.to_lowercase();
    ["24", "window", "hours", "template", "expired"]
        .iter()
        .any(|word| words.contains(word))
}

/// A refusal under status 200 (§9): certainly nothing was done.
fn failure(json: &Value) -> Option<Error> {
    let fields = Fields::of(json)?;
    if fields.flag(&["success"]) != Some(false) {
        return None;
    }
    let nested = || Fields::of(fields.find(&["error"])?)?.text(&["message"]);
    let words = fields
        .find(&["error"])
        .and_then(|error| error.as_str().and_then(bounded))
        .or_else(nested)
        .or_else(|| bounded(&fields.text(&["message"])?))
        .unwrap_or_else(|| "Texter says that it didn't succeed.".to_owned());
    Some(Error::new(ErrorCode::Invalid, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_path_may_be_given_or_not() {
        for given in [
            "https://demo.texterchat.com",
            "https://demo.texterchat.com/server/api/v2",
            "https://demo.texterchat.com/server/api/v2/",
        ] {
            let base = with_path(&given.parse().unwrap());
            assert_eq!(
                base.as_str().trim_end_matches('/'),
                "https://demo.texterchat.com/server/api/v2",
                "{given}"
            );
        }
    }

    #[test]
    fn a_closed_window_is_no_missing_scope() {
        for (words, about_time) in [
            ("Outside of the 24 hours window", true),
            ("Only templates may be sent", true),
            ("Session expired", true),
            ("Forbidden", false),
            ("Missing scope: send session message", false),
        ] {
            assert_eq!(is_about_time(words), about_time, "{words}");
        }
    }

    #[test]
    fn a_refusal_under_status_200_is_one() {
        for (body, words) in [
            (
                r#"{"success":false,"error":"Unsubscribed"}"#,
                Some("Unsubscribed"),
            ),
            (r#"{"success":false,"error":{"message":"No"}}"#, Some("No")),
            (r#"{"success":false,"message":"Why"}"#, Some("Why")),
            (r#"{"success":true,"error":"x"}"#, None),
            (r#"{"data":[]}"#, None),
            (r#""OK""#, None),
        ] {
            let error = failure(&serde_json::from_str(body).unwrap());
            assert_eq!(error.map(|it| it.message).as_deref(), words, "{body}");
        }
    }
}
