//! The control API.

use serde_json::{Value, json};

use super::Shop;

async fn wish(shop: &Shop, method: &str, path: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/__sandbox{path}", shop.service.url());
    let method = method.parse().unwrap();
    let request = shop.http.request(method, url).body(body.to_string());
    let reply = request.send().await.unwrap();
    (
        reply.status().as_u16(),
        reply.json().await.unwrap_or_default(),
    )
}

#[tokio::test]
async fn what_a_script_can_do_can_be_asked_for() {
    let shop = Shop::with(|config| config.control = true).await;
    let about = wish(&shop, "GET", "", json!({})).await.1;
    assert_eq!(about["credentials"]["token"], *shop.token, "what signs in");
    let (_, made) = wish(
        &shop,
        "POST",
        "/chats",
        json!({ "title": "Neta", "text": "hi" }),
    )
    .await;
    let chat = made["chat"].as_str().unwrap();
    let written = json!({ "chat": chat, "text": "anybody?" });
    assert_eq!(
        wish(&shop, "POST", "/customer/write", written).await.0,
        200,
        "written"
    );
    assert_eq!(
        shop.service.chat(chat).unwrap().unread,
        2,
        "two messages wait"
    );
    wish(
        &shop,
        "POST",
        "/chats/status",
        json!({ "chat": chat, "status": "PENDING" }),
    )
    .await;
    let state = wish(&shop, "GET", &format!("/state/chats/{chat}"), json!({}))
        .await
        .1;
    assert_eq!(state["status"], "PENDING", "as told");
    wish(&shop, "POST", "/token", json!({ "scopes": ["view_chats"] })).await;
    assert_eq!(
        shop.get("/chats/search").await.status,
        403,
        "the scope is gone"
    );
    let (_, quirks) = wish(&shop, "POST", "/quirks", json!({ "scope_status": 401 })).await;
    assert_eq!(quirks["scope_status"], 401, "switched");
    let fault = json!({ "path": "/server", "kind": "status_before", "status": 503 });
    wish(&shop, "POST", "/faults", fault).await;
    assert_eq!(shop.get("/labels").await.status, 503, "a fault");
    let nowhere = json!({ "chat": "nowhere", "text": "x" });
    assert_eq!(
        wish(&shop, "POST", "/customer/write", nowhere).await.0,
        404,
        "unknown"
    );
    assert_eq!(
        wish(&shop, "POST", "/quirks", json!({ "x": 1 })).await.0,
        400,
        "no such switch"
    );
}

#[tokio::test]
async fn it_is_not_there_unless_asked_for() {
    let shop = Shop::open().await;
    assert_eq!(
        wish(&shop, "GET", "/log", json!({})).await.0,
        404,
        "nothing here"
    );
}
