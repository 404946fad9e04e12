//! The one way a call reaches Chat Manager: paced, with the token, and once more after a 401 with
//! a token that was renewed once for everybody.

use bytes::Bytes;
use domain::{Result, Timestamp};
use reqwest::header::{ACCEPT, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::Value;
use url::Url;

use super::auth::{Pass, Tokens};
use crate::http::{Answer, Effect, Gate, Http, Payload, Request, refusal};

/// No rate is documented (§10): a pace that no service minds.
const PER_SECOND: f64 = 5.0;
const BURST: f64 = 10.0;

/// Where the two managers are.
pub(super) struct Homes {
    pub(super) server: Url,
    /// Parts of the chat calls' path.
    pub(super) chats: Vec<String>,
    /// Parts of the report calls' path.
    pub(super) reports: Vec<String>,
}

/// The parts of a path prefix; nothing, or blanks, are the usual one. `/` is none at all.
pub(super) fn prefix(chosen: Option<&str>, usual: &str) -> Vec<String> {
    let chosen = chosen.map(str::trim).filter(|it| !it.is_empty());
    let parts = chosen.unwrap_or(usual).split('/');
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Which manager answers a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manager {
    Chats,
    Reports,
}

/// A call.
pub(super) struct Call<'a> {
    manager: Manager,
    method: Method,
    path: Vec<&'a str>,
    query: Vec<(&'static str, String)>,
    body: Option<Bytes>,
    effect: Effect,
    accept: &'static str,
}

impl<'a> Call<'a> {
    pub(super) fn new(manager: Manager, method: Method, path: &[&'a str]) -> Self {
        Self {
            manager,
            method,
            path: path.to_vec(),
            query: Vec::new(),
            body: None,
            effect: Effect::Repeatable,
            accept: "application/json",
        }
    }

    pub(super) fn query(mut self, query: Vec<(&'static str, String)>) -> Self {
        self.query = query;
        self
    }

    pub(super) fn json(mut self, body: &Value) -> Self {
        self.body = Some(Bytes::from(body.to_string()));
        self
    }

    /// The preview alone is a web page (§1).
    pub(super) fn accept_html(mut self) -> Self {
        self.accept = "text/html, application/json;q=0.9";
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
    pub(super) homes: Homes,
    pub(super) tokens: Tokens,
    gate: Gate,
}

impl Client {
    pub(super) fn new(http: Http, homes: Homes, tokens: Tokens) -> Self {
        let patience = http.times().patience;
        Self {
            http,
            homes,
            tokens,
            gate: Gate::new(PER_SECOND, BURST, patience),
        }
    }

    /// The answer to a call; a refusal is an error.
    pub(super) async fn ask(&self, call: Call<'_>) -> Result<Answer> {
        self.judge(self.answer(&call).await?)
    }

    /// The answer to a call, whatever its status. An error means that there was none, or no
    /// token.
    pub(super) async fn answer(&self, call: &Call<'_>) -> Result<Answer> {
        let pass = self.pass(None).await?;
        let answer = self.attempt(call, &pass).await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        // The service did nothing yet, so even a send may go again.
        let pass = self.pass(Some(&pass)).await?;
        self.attempt(call, &pass).await
    }

    async fn attempt(&self, call: &Call<'_>, pass: &Pass) -> Result<Answer> {
        let mut headers = pass.headers();
        headers.insert(ACCEPT, HeaderValue::from_static(call.accept));
        let mut url = self.url(call.manager, &call.path);
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        let payload = match &call.body {
            Some(body) => Payload::Json(body.clone()),
            None => Payload::Empty,
        };
        loop {
            self.gate.pass().await?;
            let answer = self
                .http
                .exchange(Request {
                    method: call.method.clone(),
                    url: url.clone(),
                    headers: headers.clone(),
                    payload: payload.clone(),
                    effect: call.effect,
                })
                .await?;
            if !(self.gate.heed(&answer, self.http.now()) && self.gate.will_wait()) {
                return Ok(answer);
            }
        }
    }

    /// A request for a token, in the account's turn: without one there is nothing to ask.
    pub(super) async fn ask_for_token(&self, request: Request<'_>) -> Result<Answer> {
        loop {
            self.gate.pass().await?;
            let answer = self.http.exchange(request.clone()).await?;
            if !(self.gate.heed(&answer, self.http.now()) && self.gate.will_wait()) {
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
    fn url(&self, manager: Manager, path: &[&str]) -> Url {
        let mut url = self.homes.server.clone();
        let prefix = match manager {
            Manager::Chats => &self.homes.chats,
            Manager::Reports => &self.homes.reports,
        };
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty();
            segments.extend(prefix.iter());
            segments.extend(["api", "v1", "private"]).extend(path);
        }
        url
    }

    /// Until when the service wants no request.
    pub(super) fn limited_until(&self) -> Option<Timestamp> {
        Some(self.http.now().after(self.gate.closed_for()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_read_as_people_type_them() {
        for (typed, parts) in [
            (None, vec!["usual", "one"]),
            (Some("  "), vec!["usual", "one"]),
            (Some("/chat-manager"), vec!["chat-manager"]),
            (Some("a/b/ "), vec!["a", "b"]),
            (Some("/"), vec![]),
        ] {
            assert_eq!(prefix(typed, "/usual/one"), parts, "{typed:?}");
        }
    }
}
