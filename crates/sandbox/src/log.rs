//! The request log: what every client asked, in order of arrival, with no secret in it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;

use crate::lock;

/// So many entries are kept.
const KEPT: usize = 200_000;

/// One request as the sandbox saw it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoggedRequest {
    /// Counts from 1 in order of arrival.
    pub seq: u64,
    /// GET, POST..., or `HUB` for an invocation on the hub.
    pub method: String,
    /// Path without query. An invocation's is `/chathub/Target`.
    pub path: String,
    /// Query pairs in the order given, tokens left out.
    pub query: Vec<(String, String)>,
    /// What the request carried: `none`, `company`, `profile`, `operator:ID`, `expired` or `unknown`.
    pub level: String,
    /// Where the token was: `none`, `bearer`, `key` (X-Authorization-Key) or `query`.
    pub carrier: String,
    /// The request's Content-Type.
    pub content_type: Option<String>,
    /// The JSON body with secrets replaced by `***` and attachments by their length.
    pub body: Option<Value>,
    /// The status answered; None while it is being answered, or when no answer left.
    pub status: Option<u16>,
    /// The fault that was applied.
    pub fault: Option<String>,
    /// When it arrived, by the sandbox's clock.
    pub at: Timestamp,
    /// When it arrived, in real milliseconds since the sandbox started.
    pub elapsed_ms: u64,
}

impl LoggedRequest {
    /// Whether it is a request with this method and exactly this path.
    pub fn is(&self, method: &str, path: &str) -> bool {
        self.method == method && self.path == path
    }

    /// The first value of a query key.
    pub fn query_value(&self, key: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(k, _)| k == key)
            .map(|(_, value)| value.as_str())
    }
}

/// The log. Clones are the same log.
#[derive(Debug, Clone)]
pub(crate) struct RequestLog(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    entries: Mutex<(u64, VecDeque<LoggedRequest>)>,
    started: Instant,
    changed: watch::Sender<u64>,
}

impl RequestLog {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Shared {
            entries: Mutex::new((0, VecDeque::new())),
            started: Instant::now(),
            changed: watch::Sender::new(0),
        }))
    }

    /// Notes an arrival and says under which number.
    pub(crate) fn arrived(&self, mut request: LoggedRequest) -> u64 {
        let seq = {
            let mut entries = lock(&self.0.entries);
            entries.0 += 1;
            request.seq = entries.0;
            request.elapsed_ms = self.0.started.elapsed().as_millis() as u64;
            if entries.1.len() >= KEPT {
                entries.1.pop_front();
            }
            entries.1.push_back(request);
            entries.0
        };
        self.tell();
        seq
    }

    /// Notes how a request ended.
    pub(crate) fn ended(&self, seq: u64, status: Option<u16>, fault: Option<String>) {
        {
            let mut entries = lock(&self.0.entries);
            if let Some(entry) = entries.1.iter_mut().rev().find(|entry| entry.seq == seq) {
                entry.status = status;
                entry.fault = fault;
            }
        }
        self.tell();
    }

    /// Everything noted after the given number.
    pub(crate) fn since(&self, seq: u64) -> Vec<LoggedRequest> {
        lock(&self.0.entries)
            .1
            .iter()
            .filter(|entry| entry.seq > seq)
            .cloned()
            .collect()
    }

    /// Forgets what was noted; numbers go on.
    pub(crate) fn clear(&self) {
        lock(&self.0.entries).1.clear();
    }

    /// The first noted request that fits, as soon as there is one.
    pub(crate) async fn wait(
        &self,
        fits: impl Fn(&LoggedRequest) -> bool,
        limit: Duration,
    ) -> Option<LoggedRequest> {
        let mut changed = self.0.changed.subscribe();
        let found = async {
            loop {
                let hit = lock(&self.0.entries)
                    .1
                    .iter()
                    .find(|entry| fits(entry))
                    .cloned();
                if hit.is_some() || changed.changed().await.is_err() {
                    return hit;
                }
            }
        };
        tokio::time::timeout(limit, found).await.ok().flatten()
    }

    fn tell(&self) {
        self.0.changed.send_modify(|count| *count += 1);
    }
}

/// A body fit for the log: secrets replaced, attachments reduced to their length.
pub(crate) fn without_secrets(value: Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.into_iter()
                .map(|(key, value)| {
                    let value = match key.to_lowercase().as_str() {
                        "password" | "token" | "access_token" | "accesstoken" | "client_secret" => {
                            Value::from("***")
                        }
                        "database64" => Value::from(format!(
                            "<{} characters>",
                            value.as_str().map_or(0, str::len)
                        )),
                        _ => without_secrets(value),
                    };
                    (key, value)
                })
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(without_secrets).collect()),
        other => other,
    }
}
