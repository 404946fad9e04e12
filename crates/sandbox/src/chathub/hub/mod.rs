//! The SignalR hub (4.2): negotiation, connections over WebSocket, what clients may invoke, and the pushes.
//!
//! The documents name methods and a few fields only. Everything else is the sanest reading: pushes go to everyone
//! who sees the chat, the sender included; a call without a result completes without one.

mod connection;
mod invoke;
mod protocol;

use std::collections::HashSet;

use axum::{
    Json,
    extract::{ConnectInfo, State, WebSocketUpgrade},
    http::HeaderMap,
    response::Response,
};
use serde_json::{Value, json};

use super::{
    App,
    auth::{self, Caller},
    body::Pairs,
    refusal::Refusal,
};
use crate::{lock, server::Line};

/// Something the hub's clients are told.
#[derive(Debug, Clone)]
pub(crate) struct Push {
    pub(crate) target: &'static str,
    pub(crate) arguments: Vec<Value>,
    /// Whose chat it is about.
    pub(crate) organization: Option<i64>,
    /// The one connection that is not told.
    pub(crate) silent_for: Option<u64>,
}

/// Connection tokens that were negotiated and not used yet.
#[derive(Debug, Default)]
pub(crate) struct Negotiated(HashSet<String>);

/// POST /chathub/negotiate
pub(crate) async fn negotiate(
    State(app): State<App>,
    headers: HeaderMap,
    query: Pairs,
) -> Result<Json<Value>, Refusal> {
    enter(&app, &headers, &query)?;
    let id = uuid::Uuid::new_v4().simple().to_string();
    let transports = json!([{ "transport": "WebSockets", "transferFormats": ["Text"] }]);
    let version = query.number("negotiateVersion")?.unwrap_or(0);
    let token = if version >= 1 {
        uuid::Uuid::new_v4().simple().to_string()
    } else {
        id.clone()
    };
    lock(&app.negotiated).0.insert(token.clone());
    Ok(Json(if version >= 1 {
        json!({
            "negotiateVersion": 1, "connectionId": id, "connectionToken": token,
            "availableTransports": transports,
        })
    } else {
        json!({ "connectionId": id, "availableTransports": transports })
    }))
}

/// GET /chathub, upgraded to a WebSocket; with the id that was negotiated, or without any.
pub(crate) async fn connect(
    State(app): State<App>,
    ConnectInfo(line): ConnectInfo<Line>,
    headers: HeaderMap,
    query: Pairs,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Refusal> {
    let caller = enter(&app, &headers, &query)?;
    if let Some(id) = query.first("id")
        && !lock(&app.negotiated).0.remove(id)
    {
        return Err(Refusal::not_found("Connection"));
    }
    let token = carried(&headers, &query);
    let upgrade = upgrade
        .max_message_size(app.max_body_bytes())
        .max_frame_size(app.max_body_bytes());
    Ok(upgrade.on_upgrade(move |socket| connection::run(app, socket, line, caller, token)))
}

/// Lets a caller in: the hub is there, the token is good, the level fits.
fn enter(app: &App, headers: &HeaderMap, query: &Pairs) -> Result<Caller, Refusal> {
    if !app.quirks().hub {
        return Err(Refusal::not_found("Page"));
    }
    let (_, claim) = auth::claim(app, headers, query.first("access_token"));
    let caller = Caller::from_claim(app, claim)?;
    caller.chat_work(app)?;
    Ok(caller)
}

/// What the connection will be asked for again when tokens change: its headers and its query token.
fn carried(headers: &HeaderMap, query: &Pairs) -> (HeaderMap, Option<String>) {
    (
        headers.clone(),
        query.first("access_token").map(str::to_owned),
    )
}
