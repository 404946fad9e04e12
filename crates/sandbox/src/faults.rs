//! Faults on request: what a test wants to go wrong, for which requests, how often.
//!
//! Hub invocations are matched too: their method is `HUB`, their path `/chathub/Target`.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde::{Deserialize, Serialize};

use crate::lock;

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
pub enum FaultKind {
    /// The answer comes, but so many real milliseconds late.
    Latency {
        /// How late.
        ms: u64,
    },
    /// The connection is reset before anything is processed.
    ResetBefore,
    /// Processed, and then the connection is reset: the answer is lost.
    ResetAfter,
    /// This status, nothing processed.
    StatusBefore {
        /// The status.
        status: u16,
        /// Seconds for `Retry-After`.
        #[serde(default)]
        retry_after: Option<u64>,
    },
    /// This status with these words as `Retry-After`, nothing processed.
    Told {
        /// The status.
        status: u16,
        /// A number, a date, or nonsense.
        retry_after: String,
    },
    /// This status with these words as the body, nothing processed.
    Said {
        /// The status.
        status: u16,
        /// JSON, or plain text.
        words: String,
    },
    /// Processed, yet this status is answered.
    StatusAfter {
        /// The status.
        status: u16,
    },
    /// Processed, and so many real milliseconds later the right status comes, without a body.
    Wordless {
        /// How late.
        ms: u64,
    },
    /// Half of the body, then the connection breaks.
    TruncatedBody,
    /// The body comes drop by drop over so many real milliseconds.
    SlowBody {
        /// How long the whole takes.
        ms: u64,
    },
    /// Status 200 and something that is almost JSON.
    GarbageJson,
    /// Status 200 and a web page, as a captive portal or a proxy would.
    HtmlPage,
    /// The right body under `application/octet-stream`.
    WrongContentType,
    /// Never answers.
    Hang,
}

/// A fault and the requests it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// Only this method; any when absent.
    #[serde(default)]
    pub method: Option<String>,
    /// Only paths that begin with this.
    #[serde(default)]
    pub path: String,
    /// Only paths that end with this as well (`/message` tells sending from listing).
    #[serde(default)]
    pub path_end: String,
    /// So many fitting requests pass unharmed first.
    #[serde(default)]
    pub skip: u32,
    /// And then so many are hit.
    #[serde(default = "once")]
    pub times: u32,
    /// What happens to them.
    #[serde(flatten)]
    pub kind: FaultKind,
}

fn once() -> u32 {
    1
}

impl Fault {
    /// A fault that hits the next request of this method (`*` for any) whose path begins so.
    pub fn on(method: &str, path: &str, kind: FaultKind) -> Self {
        Self {
            method: (method != "*").then(|| method.to_owned()),
            path: path.to_owned(),
            path_end: String::new(),
            skip: 0,
            times: 1,
            kind,
        }
    }

    /// Hits so many requests.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// Lets so many pass first.
    #[must_use]
    pub fn skip(mut self, skip: u32) -> Self {
        self.skip = skip;
        self
    }

    /// Only paths that end so.
    #[must_use]
    pub fn ending(mut self, path_end: &str) -> Self {
        path_end.clone_into(&mut self.path_end);
        self
    }

    fn fits(&self, method: &str, path: &str) -> bool {
        self.method
            .as_deref()
            .is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && path.starts_with(&self.path)
            && path.ends_with(&self.path_end)
    }
}

/// Names a fault that was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultId(pub u64);

/// The faults that are set.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    set: Mutex<Vec<(FaultId, Fault)>>,
    next: AtomicU64,
}

impl Faults {
    pub(crate) fn add(&self, fault: Fault) -> FaultId {
        let id = FaultId(self.next.fetch_add(1, Ordering::Relaxed) + 1);
        lock(&self.set).push((id, fault));
        id
    }

    pub(crate) fn clear(&self) {
        lock(&self.set).clear();
    }

    pub(crate) fn list(&self) -> Vec<(FaultId, Fault)> {
        lock(&self.set).clone()
    }

    /// What this request meets; counts it.
    pub(crate) fn take(&self, method: &str, path: &str) -> Option<FaultKind> {
        let mut set = lock(&self.set);
        let mut hit = None;
        for (_, fault) in set.iter_mut() {
            if !fault.fits(method, path) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
            } else if fault.times > 0 {
                fault.times -= 1;
                hit = Some(fault.kind.clone());
                break;
            }
        }
        set.retain(|(_, fault)| fault.times > 0);
        hit
    }
}

impl FaultKind {
    /// A short name for the log.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Latency { ms } => format!("latency {ms} ms"),
            Self::ResetBefore => "reset before".to_owned(),
            Self::ResetAfter => "reset after".to_owned(),
            Self::StatusBefore { status, .. } => format!("{status} before"),
            Self::Told {
                status,
                retry_after,
            } => format!("{status} until {retry_after:?}"),
            Self::Said { status, words } => format!("{status} with {words:?}"),
            Self::StatusAfter { status } => format!("{status} after"),
            Self::Wordless { ms } => format!("no words after {ms} ms"),
            Self::TruncatedBody => "truncated body".to_owned(),
            Self::SlowBody { ms } => format!("slow body {ms} ms"),
            Self::GarbageJson => "garbage json".to_owned(),
            Self::HtmlPage => "html page".to_owned(),
            Self::WrongContentType => "wrong content type".to_owned(),
            Self::Hang => "hang".to_owned(),
        }
    }

    /// How long the answer is held back.
    pub(crate) fn delay(&self) -> Option<Duration> {
        match self {
            Self::Latency { ms } => Some(Duration::from_millis(*ms)),
            _ => None,
        }
    }
}
