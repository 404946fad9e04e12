//! The control API, as a test in another process uses it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::desk::{Desk, SOON};

async fn desk() -> Desk {
    Desk::with(|config| config.control = true).await
}

async fn control(desk: &Desk, method: Method, path: &str, body: Value) -> (u16, Value) {
    let request = desk
        .request(method, &format!("/__sandbox{path}"))
        .body(body.to_string());
    let reply = desk.send(request).await;
    (reply.status, reply.json())
}

#[tokio::test]
async fn it_is_not_there_unless_asked_for() {
    let desk = Desk::open().await;
    assert_eq!(
        desk.get("/__sandbox/state").await.status,
        404,
        "off by default"
    );
}

#[tokio::test]
async fn people_write_and_the_state_shows_it() {
    let desk = desk().await;
    let (_, about) = control(&desk, Method::GET, "/", json!({})).await;
    assert_eq!(
        about["credentials"]["login"],
        desk.sandbox.credentials().login,
        "who may sign in"
    );
    let (_, new) = control(
        &desk,
        Method::POST,
        "/chats",
        json!({ "title": "Zed", "text": "hi" }),
    )
    .await;
    let chat = new["chat"].as_i64().expect("an id");
    control(
        &desk,
        Method::POST,
        "/customer/write",
        json!({ "chat": chat, "text": "anyone?" }),
    )
    .await;
    control(
        &desk,
        Method::POST,
        "/customer/photo",
        json!({ "chat": chat }),
    )
    .await;
    control(
        &desk,
        Method::POST,
        "/customer/file",
        json!({ "chat": chat }),
    )
    .await;
    control(
        &desk,
        Method::POST,
        "/colleague/reply",
        json!({ "chat": chat, "text": "yes" }),
    )
    .await;
    let (_, state) = control(
        &desk,
        Method::GET,
        &format!("/state/chats/{chat}"),
        json!({}),
    )
    .await;
    assert_eq!(
        (&state["title"], &state["unread"], &state["messages"]),
        (&json!("Zed"), &json!(4), &json!(5)),
        "all of it"
    );
    let (_, messages) = control(
        &desk,
        Method::GET,
        &format!("/state/chats/{chat}/messages"),
        json!({}),
    )
    .await;
    let kinds: Vec<i64> = messages
        .as_array()
        .expect("messages")
        .iter()
        .filter_map(|one| one["kind"].as_i64())
        .collect();
    assert_eq!(kinds, [0, 0, 1, 2, 0], "text, text, photo, file, text");
    let (status, _) = control(
        &desk,
        Method::POST,
        "/customer/write",
        json!({ "chat": 3, "text": "x" }),
    )
    .await;
    assert_eq!(status, 404, "no such chat");
    let (status, error) = control(&desk, Method::POST, "/customer/write", json!({})).await;
    assert_eq!(status, 400, "a wish that can't be read");
    assert!(
        error["error"]
            .as_str()
            .is_some_and(|text| text.contains("chat")),
        "and says why"
    );
}

#[tokio::test]
async fn faults_tokens_clock_and_switches_are_within_reach() {
    let desk = desk().await;
    let fault = json!({ "method": "GET", "path": "/api/chat/chats", "kind": "status_before", "status": 500, "retryAfter": 3 });
    assert_eq!(
        control(&desk, Method::POST, "/faults", fault).await.0,
        200,
        "set"
    );
    let (_, set) = control(&desk, Method::GET, "/faults", json!({})).await;
    assert_eq!(set[0]["fault"]["times"], 1, "once by default");
    assert_eq!(desk.get("/api/chat/chats").await.status, 500, "it hits");
    control(
        &desk,
        Method::POST,
        "/quirks",
        json!({ "error_body": "text", "history_lag_ms": 5 }),
    )
    .await;
    assert_eq!(desk.sandbox.quirks().history_lag_ms, 5, "switched");
    assert_eq!(
        control(&desk, Method::POST, "/quirks", json!({ "nonsense": 1 }))
            .await
            .0,
        400,
        "refused"
    );
    let (_, clock) = control(
        &desk,
        Method::POST,
        "/clock",
        json!({ "run": false, "set": "2027-01-01T00:00:00Z", "advanceMs": 1000 }),
    )
    .await;
    assert_eq!(
        clock,
        json!({ "now": "2027-01-01T00:00:01Z", "running": false }),
        "set, then advanced"
    );
    control(
        &desk,
        Method::POST,
        "/tokens/expire",
        json!({ "level": "all" }),
    )
    .await;
    assert_eq!(desk.get("/api/chat/chats").await.status, 401, "ended");
    let (_, issued) = control(
        &desk,
        Method::POST,
        "/tokens/issue",
        json!({ "operator": 21, "seconds": 60 }),
    )
    .await;
    let token = issued["token"].as_str().expect("a token");
    let chats = desk
        .request(Method::GET, "/api/chat/chats")
        .bearer_auth(token);
    assert_eq!(desk.send(chats).await.status, 200, "a new one works");
    let (_, log) = control(&desk, Method::GET, "/log?since=1", json!({})).await;
    let log = log.as_array().expect("entries");
    assert!(
        log.iter().all(|entry| entry["seq"].as_u64() > Some(1)),
        "after the first"
    );
    assert!(
        log.iter().all(|entry| entry["path"]
            .as_str()
            .is_some_and(|path| !path.starts_with("/__"))),
        "not itself"
    );
}

#[tokio::test]
async fn the_port_closes_for_a_while_and_softly_until_told() {
    let desk = desk().await;
    assert_eq!(
        control(&desk, Method::POST, "/down", json!({ "soft": true }))
            .await
            .0,
        200,
        "soft"
    );
    let reset = desk.request(Method::GET, "/api/chat/chats").send().await;
    assert!(reset.is_err(), "a reset");
    assert_eq!(
        control(&desk, Method::POST, "/up", json!({})).await.0,
        200,
        "the control API still answers"
    );
    assert_eq!(desk.get("/api/chat/chats").await.status, 200, "up again");
    assert_eq!(
        control(&desk, Method::POST, "/down", json!({ "ms": 150 }))
            .await
            .0,
        200,
        "hard"
    );
    let away = async {
        while desk
            .request(Method::GET, "/api/chat/chats")
            .send()
            .await
            .is_ok()
        {}
    };
    tokio::time::timeout(SOON, away).await.expect("it goes");
    let back = async {
        while desk
            .request(Method::GET, "/api/chat/chats")
            .send()
            .await
            .is_err()
        {}
    };
    tokio::time::timeout(SOON, back)
        .await
        .expect("and comes back by itself");
}
