//! The control API: what a test in another process, or a person who tries things out, needs of [`Script`], over HTTP.
//! It answers under `/__sandbox` of the service's own port when the configuration says so. JSON in, JSON out; a wish
//! that can't be granted is a 400 `{"error": "..."}`, an unknown chat a 404.
//!
//! | Call | Body | Answer |
//! |---|---|---|
//! | `GET /` | | `{url, chatUrl, reportUrl, credentials, seed}` |
//! | `POST /chats/write` | `{chat, text}`: somebody in it writes | `{message}` |
//! | `POST /chats/rename` | `{chat, text}` | `{}` |
//! | `POST /chats/join` | `{chat, text}`: somebody of that name | `{member}` |
//! | `POST /tokens/expire` | | `{}` |
//! | `GET /state/chats`, `/state/chats/{id}/messages`, `/state/sends`, `/state/reports` | | records |
//!
//! Beside these stand the calls that every service has: [`crate::frame::control`].

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{App, Quirks, script::Script};
use crate::frame::control::{self, Answer, done, granted, told, unknown, wish};

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/", get(about))
        .route("/chats/write", post(write))
        .route("/chats/rename", post(rename))
        .route("/chats/join", post(join))
        .route("/tokens/expire", post(expire))
        .route("/state/chats", get(chats))
        .route("/state/chats/{id}/messages", get(messages))
        .route("/state/sends", get(sends))
        .route("/state/reports", get(reports))
        .merge(control::router::<App, Quirks>())
}

pub(crate) async fn about(State(app): State<App>) -> Answer {
    let script = Script::of(&app);
    Ok(Json(json!({
        "url": script.url(), "chatUrl": script.chat_url(), "reportUrl": script.report_url(),
        "credentials": script.credentials(), "seed": app.seed,
    })))
}

#[derive(Deserialize)]
struct Words {
    chat: Uuid,
    text: String,
}

async fn write(State(app): State<App>, body: String) -> Answer {
    let words: Words = wish(&body)?;
    let message = Script::of(&app).member_writes(words.chat, &words.text);
    Ok(Json(json!({ "message": message.ok_or_else(unknown)? })))
}

async fn rename(State(app): State<App>, body: String) -> Answer {
    let words: Words = wish(&body)?;
    granted(Script::of(&app).rename(words.chat, &words.text))
}

async fn join(State(app): State<App>, body: String) -> Answer {
    let words: Words = wish(&body)?;
    let member = Script::of(&app).join(words.chat, &words.text);
    Ok(Json(json!({ "member": member.ok_or_else(unknown)? })))
}

async fn expire(State(app): State<App>) -> Answer {
    Script::of(&app).expire_tokens();
    done()
}

async fn chats(State(app): State<App>) -> Answer {
    told(Script::of(&app).chats())
}

async fn messages(State(app): State<App>, Path(id): Path<Uuid>) -> Answer {
    let script = Script::of(&app);
    script.chat(id).ok_or_else(unknown)?;
    told(script.messages(id))
}

async fn sends(State(app): State<App>) -> Answer {
    told(Script::of(&app).sends())
}

async fn reports(State(app): State<App>) -> Answer {
    told(Script::of(&app).reports())
}
