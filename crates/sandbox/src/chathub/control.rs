//! The control API: what [`Script`] offers, over HTTP, for tests in another process. It answers
//! under `/__sandbox` of the service's own port when the configuration says so. JSON in, JSON out; a wish that
//! can't be granted is a 400 `{"error": "..."}`, an unknown chat a 404.
//!
//! | Call | Body or query | Answer |
//! |---|---|---|
//! | `GET /` | | `{url, credentials, seed}` |
//! | `POST /customer/write` | `{chat, text}` | `{message}` |
//! | `POST /customer/photo`, `/customer/file` | `{chat, text?}` | `{message}` |
//! | `POST /colleague/reply` | `{chat, text}` | `{message}` |
//! | `POST /chats` | `{title?, phone?, source?, organization?, text?}` | `{chat}` |
//! | `POST /chats/status` | `{chat, status}` | `{}` |
//! | `POST /chats/delete` | `{chat}` | `{}` |
//! | `POST /messages/status` | `{message, status}` | `{}` |
//! | `POST /tokens/expire` | `{level: "company" \| "operator" \| "all"}` | `{}` |
//! | `POST /tokens/issue` | `{operator, seconds}` | `{token}` |
//! | `GET /state` | | counts |
//! | `GET /state/chats`, `/state/chats/{id}`, `/state/chats/{id}/messages`, `/state/sends`, `/state/operators` | | records |
//! | `GET /hub`, `POST /hub/drop` | | `{clients}`, `{}` |
//! | `POST /down` | `{ms?, soft?}`: the port closes for `ms` (3000) and opens again; soft: it stays open, every request but these is reset until `/up` | `{}` |
//!
//! Beside these stand the calls that every service has: [`crate::frame::control`].

use std::time::Duration;

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::json;

use super::{App, NewChat, Quirks, script::Script};
use crate::{
    frame::control::{self, Answer, done, granted, told, unknown, wish},
    lock,
};

fn known(id: Option<i64>) -> Answer {
    id.map(|id| Json(json!({ "message": id })))
        .ok_or_else(unknown)
}

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/", get(about))
        .route("/customer/write", post(customer_write))
        .route("/customer/photo", post(customer_photo))
        .route("/customer/file", post(customer_file))
        .route("/colleague/reply", post(colleague_reply))
        .route("/chats", post(new_chat))
        .route("/chats/status", post(chat_status))
        .route("/chats/delete", post(chat_delete))
        .route("/messages/status", post(message_status))
        .route("/tokens/expire", post(expire))
        .route("/tokens/issue", post(issue))
        .route("/state", get(counts))
        .route("/state/chats", get(chats))
        .route("/state/chats/{id}", get(chat))
        .route("/state/chats/{id}/messages", get(messages))
        .route("/state/sends", get(sends))
        .route("/state/operators", get(operators))
        .route("/hub", get(hub))
        .route("/hub/drop", post(hub_drop))
        .route("/down", post(down))
        .merge(control::router::<App, Quirks>())
}

pub(crate) async fn about(State(app): State<App>) -> Answer {
    Ok(Json(
        json!({ "url": app.base, "credentials": app.credentials, "seed": app.seed }),
    ))
}

#[derive(Deserialize)]
struct Words {
    chat: i64,
    #[serde(default)]
    text: String,
}

async fn customer_write(State(app): State<App>, body: String) -> Answer {
    let words: Words = wish(&body)?;
    known(Script::of(&app).customer_writes(words.chat, &words.text))
}

async fn customer_photo(State(app): State<App>, body: String) -> Answer {
    let words: Words = wish(&body)?;
    known(Script::of(&app).customer_sends_photo(words.chat, &words.text))
}

async fn customer_file(State(app): State<App>, body: String) -> Answer {
    let words: Words = wish(&body)?;
    known(Script::of(&app).customer_sends_file(words.chat, &words.text))
}

async fn colleague_reply(State(app): State<App>, body: String) -> Answer {
    let words: Words = wish(&body)?;
    known(Script::of(&app).colleague_replies(words.chat, &words.text))
}

async fn new_chat(State(app): State<App>, body: String) -> Answer {
    let new: NewChat = wish(&body)?;
    Ok(Json(json!({ "chat": Script::of(&app).new_chat(new) })))
}

#[derive(Deserialize)]
struct ChatStatus {
    chat: i64,
    #[serde(default)]
    status: i64,
}

async fn chat_status(State(app): State<App>, body: String) -> Answer {
    let wanted: ChatStatus = wish(&body)?;
    granted(Script::of(&app).set_chat_status(wanted.chat, wanted.status))
}

async fn chat_delete(State(app): State<App>, body: String) -> Answer {
    let wanted: ChatStatus = wish(&body)?;
    granted(Script::of(&app).delete_chat(wanted.chat))
}

#[derive(Deserialize)]
struct MessageStatus {
    message: i64,
    status: i64,
}

async fn message_status(State(app): State<App>, body: String) -> Answer {
    let wanted: MessageStatus = wish(&body)?;
    granted(Script::of(&app).set_message_status(wanted.message, wanted.status))
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Expiring {
    Company,
    Operator,
    All,
}

#[derive(Deserialize)]
struct Expire {
    level: Expiring,
}

async fn expire(State(app): State<App>, body: String) -> Answer {
    let wanted: Expire = wish(&body)?;
    let script = Script::of(&app);
    if !matches!(wanted.level, Expiring::Operator) {
        script.expire_company_tokens();
    }
    if !matches!(wanted.level, Expiring::Company) {
        script.expire_operator_tokens();
    }
    done()
}

#[derive(Deserialize)]
struct Issue {
    operator: i64,
    seconds: u64,
}

async fn issue(State(app): State<App>, body: String) -> Answer {
    let wanted: Issue = wish(&body)?;
    let lives = Duration::from_secs(wanted.seconds);
    Ok(Json(
        json!({ "token": Script::of(&app).issue_operator_token(wanted.operator, lives) }),
    ))
}

async fn counts(State(app): State<App>) -> Answer {
    let world = lock(&app.world);
    let (mut chats, mut messages, mut unread) = (0_u64, 0_u64, 0_u64);
    for head in world.chats() {
        chats += 1;
        messages += u64::from(head.count);
        unread += u64::from(head.unread);
    }
    Ok(Json(json!({
        "chats": chats, "messages": messages, "unread": unread, "sends": world.sends.len(),
        "operators": world.operators.len(), "hubClients": *app.listeners.borrow(),
    })))
}

async fn chats(State(app): State<App>) -> Answer {
    told(Script::of(&app).chats())
}

async fn chat(State(app): State<App>, Path(id): Path<i64>) -> Answer {
    let chat = Script::of(&app).chat(id).ok_or_else(unknown)?;
    told(chat)
}

async fn messages(State(app): State<App>, Path(id): Path<i64>) -> Answer {
    let script = Script::of(&app);
    script.chat(id).ok_or_else(unknown)?;
    told(script.messages(id))
}

async fn sends(State(app): State<App>) -> Answer {
    told(Script::of(&app).sends())
}

async fn operators(State(app): State<App>) -> Answer {
    told(Script::of(&app).operators())
}

async fn hub(State(app): State<App>) -> Answer {
    Ok(Json(json!({ "clients": *app.listeners.borrow() })))
}

async fn hub_drop(State(app): State<App>) -> Answer {
    Script::of(&app).drop_hub_connections();
    done()
}

#[derive(Deserialize)]
#[serde(default)]
struct Down {
    ms: u64,
    soft: bool,
}

impl Default for Down {
    fn default() -> Self {
        Self {
            ms: 3_000,
            soft: false,
        }
    }
}

async fn down(State(app): State<App>, body: String) -> Answer {
    let wanted: Down = wish(&body)?;
    if wanted.soft {
        app.set_out(true);
        Script::of(&app).drop_hub_connections();
        return done();
    }
    tokio::spawn(async move {
        // The answer to this call leaves first.
        tokio::time::sleep(Duration::from_millis(50)).await;
        app.server.pause().await;
        tokio::time::sleep(Duration::from_millis(wanted.ms)).await;
        if let Err(error) = app.server.resume().await {
            tracing::error!(%error, "the port could not be opened again");
        }
    });
    done()
}
