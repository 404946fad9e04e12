//! The one way a request reaches ChatHub: paced, with the right token, and once more after a
//! 401 with a token that was renewed once for everybody.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use domain::{Error, Result, Timestamp};
use reqwest::header::{ACCEPT, DATE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use url::Url;

use super::auth::{Pass, Tokens};
use crate::http::{Answer, Effect, Gate, Http, Payload, Request, http_date, refusal};

/// Requests a second: below the documented 50 (chathub.md §7).
const PER_SECOND: f64 = 45.0;
/// Requests at once after a pause; the documented burst is 75.
const BURST: f64 = 20.0;

/// Clocks that differ by less than this, in milliseconds, agree.
const CLOCKS_AGREE: i64 = 120_000;

/// Which credentials a call carries (chathub.md §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// The company's: organizations, operators, tokens.
    Company,
    /// The operator's if the account works as one, else the company's (§10 row 4).
    Chat,
}

/// A call to ChatHub.
pub(super) struct Call<'a> {
    level: Level,
    method: Method,
    path: Vec<&'a str>,
    query: Vec<(&'static str, String)>,
    payload: Payload<'a>,
    effect: Effect,
    accept: &'static str,
}

impl<'a> Call<'a> {
    pub(super) fn new(level: Level, method: Method, path: &[&'a str]) -> Self {
        Self {
            level,
            method,
            path: path.to_vec(),
            query: Vec::new(),
            payload: Payload::Empty,
            effect: Effect::Repeatable,
            accept: "application/json",
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

    pub(super) fn upload(
        mut self,
        body: Bytes,
        progress: &'a (dyn Fn(u64, u64) + Send + Sync),
    ) -> Self {
        self.payload = Payload::Upload(body, progress);
        self
    }

    /// Some calls document this type as required, though JSON comes back (§1).
    pub(super) fn accept_text(mut self) -> Self {
        self.accept = "text/plain";
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
    pub(super) base: Url,
    pub(super) tokens: Tokens,
    gate: Gate,
    /// The service's clock minus ours in milliseconds, as its last answer said.
    ahead: AtomicI64,
}

impl Client {
    pub(super) fn new(http: Http, base: Url, tokens: Tokens) -> Self {
        let patience = http.times().patience;
        Self {
            http,
            base,
            tokens,
            gate: Gate::new(PER_SECOND, BURST, patience),
            ahead: AtomicI64::new(0),
        }
    }

    /// The answer to a call; a refusal is an error.
    pub(super) async fn ask(&self, call: Call<'_>) -> Result<Answer> {
        self.judge(self.answer(call).await?)
    }

    /// The answer to a call, whatever its status. An error means that there was none, or no
    /// token.
    pub(super) async fn answer(&self, call: Call<'_>) -> Result<Answer> {
        let pass = self.pass(call.level).await?;
        let answer = self.attempt(&call, Some(&pass)).await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        // The service did nothing yet, so even a send may go again.
        let pass = self.renew(&pass).await?;
        self.attempt(&call, Some(&pass)).await
    }

    /// One request without a second try.
    pub(super) async fn attempt(&self, call: &Call<'_>, pass: Option<&Pass>) -> Result<Answer> {
        let mut headers = match pass {
            Some(pass) => pass.headers(),
            None => HeaderMap::new(),
        };
        headers.insert(ACCEPT, HeaderValue::from_static(call.accept));
        let mut url = self.url(&call.path);
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
    pub(super) fn judge(&self, answer: Answer) -> Result<Answer> {
        if answer.status.is_success() {
            Ok(answer)
        } else {
            Err(refusal(&answer, answer.effect, self.http.now()))
        }
    }

    /// An address of the service. Each part of the path is escaped: ids are foreign text.
    pub(super) fn url(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url
    }

    /// Until when the service wants no request.
    pub(super) fn limited_until(&self) -> Option<Timestamp> {
        let left: Duration = self.gate.closed_for()?;
        Some(self.http.now().after(left))
    }

    /// Waits for a request's turn that isn't made here: files, and the live connection.
    pub(super) async fn turn(&self) -> Result<()> {
        self.gate.pass().await
    }

    /// The time by the service's clock, if that is minutes away from ours.
    pub(super) fn differing_time(&self) -> Option<Timestamp> {
        let ahead = self.ahead.load(Ordering::Relaxed);
        (ahead.abs() > CLOCKS_AGREE).then(|| Timestamp(self.http.now().0.saturating_add(ahead)))
    }

    /// Keeps away if a request that isn't made here was told to.
    pub(super) fn heed_error(&self, error: &Error) {
        self.gate.heed_error(error);
    }

    /// Keeps away if the service wants that: true if the request was refused for pace.
    pub(super) fn heed(&self, answer: &Answer) -> bool {
        let now = self.http.now();
        let date = answer.headers.get(DATE).and_then(|it| it.to_str().ok());
        if let Some(theirs) = date.and_then(http_date) {
            let ahead = theirs.0.saturating_sub(now.0);
            self.ahead.store(ahead, Ordering::Relaxed);
        }
        self.gate.heed(answer, now)
    }
}
