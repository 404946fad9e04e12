//! The part of the control API that is the same for every service. JSON in, JSON out; a wish that
//! can't be granted is a 400 `{"error": "..."}`, what isn't there a 404.
//!
//! | Call | Body or query | Answer |
//! |---|---|---|
//! | `GET`, `POST`, `DELETE /faults` | see [`Fault`] | list, `{id}`, `{}` |
//! | `GET`, `POST /clock` | `{advanceMs?, set?, run?}` (`run: false` freezes) | `{now, running}` |
//! | `GET /log?since=SEQ`, `DELETE /log` | | entries after SEQ, `{}` |
//! | `POST /up` | ends a soft outage | `{}` |
//! | `GET`, `POST /quirks` | `{name: value, ...}`, see the service's `Quirks` | all of them |
//! | `POST /life` | `{on}` | `{}` |

use std::{ops::Deref, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{FromRef, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::{Frame, Switches};
use crate::faults::Fault;

/// Where it answers.
pub(crate) const PREFIX: &str = "/__sandbox";

/// A frame as a handler gets it.
#[derive(Debug)]
pub(crate) struct Framed<Q>(pub(crate) Arc<Frame<Q>>);

impl<Q> Clone for Framed<Q> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<Q> Deref for Framed<Q> {
    type Target = Frame<Q>;

    fn deref(&self) -> &Frame<Q> {
        &self.0
    }
}

/// Marks an answer that is sent as it is, not in the words of the service.
#[derive(Debug, Clone)]
pub(crate) struct AsItIs;

/// Why a wish was not granted.
pub(crate) struct Denied(StatusCode, String);

impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        let mut response = (self.0, Json(json!({ "error": self.1 }))).into_response();
        response.extensions_mut().insert(AsItIs);
        response
    }
}

/// What a call gives.
pub(crate) type Answer = Result<Json<Value>, Denied>;

/// A wish that makes no sense, and why.
pub(crate) fn denied(sentence: impl ToString) -> Denied {
    Denied(StatusCode::BAD_REQUEST, sentence.to_string())
}

/// What was named isn't there.
pub(crate) fn unknown() -> Denied {
    Denied(
        StatusCode::NOT_FOUND,
        "there is no such thing here".to_owned(),
    )
}

/// A JSON body whatever its Content-Type, so that `curl -d` is enough; an empty one is `{}`.
pub(crate) fn wish<T: DeserializeOwned>(text: &str) -> Result<T, Denied> {
    let text = if text.trim().is_empty() { "{}" } else { text };
    serde_json::from_str(text).map_err(denied)
}

pub(crate) fn done() -> Answer {
    Ok(Json(json!({})))
}

/// Done, or there is no such thing.
pub(crate) fn granted(yes: bool) -> Answer {
    if yes { done() } else { Err(unknown()) }
}

/// Records, as they are.
pub(crate) fn told(records: impl Serialize) -> Answer {
    Ok(Json(json!(records)))
}

/// The calls above, for a service whose state holds a frame.
pub(crate) fn router<S, Q>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Q: Switches,
    Framed<Q>: FromRef<S>,
{
    Router::new()
        .route(
            "/faults",
            get(faults::<Q>)
                .post(add_fault::<Q>)
                .delete(clear_faults::<Q>),
        )
        .route("/clock", get(clock::<Q>).post(set_clock::<Q>))
        .route("/log", get(log::<Q>).delete(clear_log::<Q>))
        .route("/up", post(up::<Q>))
        .route("/quirks", get(quirks::<Q>).post(set_quirks::<Q>))
        .route("/life", post(life::<Q>))
}

async fn faults<Q>(State(frame): State<Framed<Q>>) -> Answer {
    let set = frame.faults.list().into_iter();
    Ok(Json(
        set.map(|(id, fault)| json!({ "id": id, "fault": fault }))
            .collect(),
    ))
}

async fn add_fault<Q>(State(frame): State<Framed<Q>>, body: String) -> Answer {
    let fault: Fault = wish(&body)?;
    Ok(Json(json!({ "id": frame.faults.add(fault) })))
}

async fn clear_faults<Q>(State(frame): State<Framed<Q>>) -> Answer {
    frame.faults.clear();
    done()
}

async fn clock<Q>(State(frame): State<Framed<Q>>) -> Answer {
    Ok(Json(
        json!({ "now": frame.clock.now(), "running": frame.clock.is_running() }),
    ))
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Hand {
    advance_ms: u64,
    set: Option<Timestamp>,
    run: Option<bool>,
}

async fn set_clock<Q>(State(frame): State<Framed<Q>>, body: String) -> Answer {
    let hand: Hand = wish(&body)?;
    match hand.run {
        Some(true) => frame.clock.run(),
        Some(false) => frame.clock.freeze(),
        None => {}
    }
    if let Some(at) = hand.set {
        frame.clock.set(at);
    }
    if hand.advance_ms > 0 {
        frame.clock.advance(Duration::from_millis(hand.advance_ms));
    }
    clock(State(frame)).await
}

#[derive(Deserialize)]
struct Since {
    #[serde(default)]
    since: u64,
}

async fn log<Q>(State(frame): State<Framed<Q>>, Query(from): Query<Since>) -> Answer {
    told(frame.log.since(from.since))
}

async fn clear_log<Q>(State(frame): State<Framed<Q>>) -> Answer {
    frame.log.clear();
    done()
}

async fn up<Q>(State(frame): State<Framed<Q>>) -> Answer {
    frame.set_out(false);
    done()
}

async fn quirks<Q: Switches>(State(frame): State<Framed<Q>>) -> Answer {
    told(frame.quirks())
}

async fn set_quirks<Q: Switches>(State(frame): State<Framed<Q>>, body: String) -> Answer {
    let wanted: Map<String, Value> = wish(&body)?;
    let mut changed = frame.quirks();
    for (name, value) in wanted {
        changed.change(&name, value).map_err(denied)?;
    }
    frame.set_quirks(|quirks| *quirks = changed);
    quirks(State(frame)).await
}

#[derive(Deserialize)]
struct Life {
    on: bool,
}

async fn life<Q>(State(frame): State<Framed<Q>>, body: String) -> Answer {
    let wanted: Life = wish(&body)?;
    frame.set_life(wanted.on);
    done()
}
