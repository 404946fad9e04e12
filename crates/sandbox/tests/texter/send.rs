//! Sending (section 4.2).

use std::time::Duration;

use sandbox::texter::{
    Direction, Scope,
    quirks::{Delivery, TmpSendId},
};
use serde_json::{Value, json};

use super::{Shop, refused};
use crate::desk::SOON;

#[tokio::test]
async fn a_text_comes_back_as_a_message_of_nobody() {
    let shop = Shop::frozen().await;
    let chat = shop.on("whatsapp");
    let body = json!({ "type": "text", "text": "שלום 👋", "tmpSendId": "mine" });
    let reply = shop
        .post(&format!("/messages/send/{}", chat.id), body)
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let message = &reply.json()["messages"][0];
    assert_eq!(reply.json()["success"], true, "accepted");
    assert_eq!(message["text"], "שלום 👋", "as written");
    assert_eq!(message["status"], 0, "sent from the platform");
    assert_eq!(message["direction"], "outgoing", "ours");
    for missing in ["agent", "tmpSendId"] {
        assert!(message.get(missing).is_none(), "no {missing}");
    }
    let sends = shop.service.sends();
    assert_eq!(message["_id"], *sends[0].message, "one entry");
    assert_eq!(sends.len(), 1, "and one only");
}

#[tokio::test]
async fn every_type_is_taken_and_files_become_a_message_each() {
    let shop = Shop::open().await;
    let chat = shop.on("whatsapp").id;
    let row = |title: &str| json!({ "title": title, "payload": title });
    for body in [
        json!({ "type": "buttons", "text": "?", "buttons": [row("a"), row("b"), row("c")] }),
        json!({ "type": "list", "text": "?", "list": { "button": "pick",
            "sections": [{ "title": "s", "rows": [row("a")] }] } }),
        json!({ "type": "contacts", "contacts": [{ "name": { "formatted_name": "D" } }] }),
        json!({ "type": "location", "location": { "latitude": 32.08, "longitude": 34.78 } }),
    ] {
        let reply = shop
            .post(&format!("/messages/send/{chat}"), body.clone())
            .await;
        assert_eq!(reply.status, 200, "{body}: {}", reply.text);
        assert_eq!(
            reply.json()["messages"][0]["type"],
            body["type"],
            "as it was"
        );
    }
    let file =
        |name: &str| json!({ "mediaType": "image", "url": format!("https://x.example/{name}") });
    let album = json!({ "type": "media", "media": [file("a.png"), file("b.png")] });
    let reply = shop.post(&format!("/messages/send/{chat}"), album).await;
    assert_eq!(
        reply.json()["messages"].as_array().unwrap().len(),
        2,
        "one each"
    );
}

#[tokio::test]
async fn what_a_type_needs_is_checked() {
    let shop = Shop::open().await;
    let chat = shop.on("whatsapp").id;
    let button = json!({ "title": "a", "payload": "a" });
    let row = |title: &str| json!({ "title": title, "payload": "x" });
    let list = |rows: Vec<Value>| {
        json!({ "type": "list", "text": "?", "list": {
        "button": "b", "sections": [{ "title": "", "rows": rows }] } })
    };
    for (body, word) in [
        (json!({}), "type"),
        (json!({ "type": "postback" }), "type"),
        (json!({ "type": "text" }), "text"),
        (json!({ "type": "text", "text": "x".repeat(4097) }), "text"),
        (json!({ "type": "media", "media": [] }), "media"),
        (
            json!({ "type": "media", "media": [{ "mediaType": "sticker", "url": "https://x" }] }),
            "mediaType",
        ),
        (
            json!({ "type": "media", "media": [{ "mediaType": "image" }] }),
            "media",
        ),
        (
            json!({ "type": "buttons", "text": "?", "buttons": [button, button, button, button] }),
            "buttons",
        ),
        (list((0..11).map(|_| row("a")).collect()), "rows"),
        (list(vec![row(&"x".repeat(25))]), "title"),
        (
            json!({ "type": "location", "location": { "latitude": 91, "longitude": 0 } }),
            "location",
        ),
        (
            json!({ "type": "contacts", "contacts": [{}] }),
            "formatted_name",
        ),
    ] {
        let reply = shop.post(&format!("/messages/send/{chat}"), body).await;
        refused(&reply, 400, word);
    }
    refused(&shop.say("nowhere", "x").await, 404, "Chat");
    assert!(shop.service.sends().is_empty(), "nothing went out");
}

#[tokio::test]
async fn whatsapp_closes_after_a_day_and_opens_when_the_contact_writes() {
    let shop = Shop::frozen().await;
    let (whatsapp, other) = (shop.on("whatsapp").id, shop.on("messenger").id);
    shop.service.customer_writes(&whatsapp, "hi").unwrap();
    shop.service
        .clock()
        .advance(Duration::from_secs(24 * 3600 - 1));
    assert_eq!(shop.say(&whatsapp, "in time").await.status, 200, "open");
    shop.service.clock().advance(Duration::from_secs(1));
    refused(&shop.say(&whatsapp, "late").await, 400, "24 hours");
    assert_eq!(
        shop.say(&other, "hi").await.status,
        200,
        "other messengers have none"
    );
    shop.service.customer_writes(&whatsapp, "hello?").unwrap();
    assert_eq!(shop.say(&whatsapp, "again").await.status, 200, "open again");
}

#[tokio::test]
async fn deliveries_go_on_with_the_clock() {
    let shop = Shop::open().await;
    let chat = shop.on("whatsapp").id;
    for (delivery, status) in [
        (Delivery::Progress, 3),
        (Delivery::Failed, 4),
        (Delivery::ChannelFailed, 5),
    ] {
        shop.service.set_quirks(|quirks| quirks.delivery = delivery);
        let reply = shop.say(&chat, "hi").await.json();
        let id = reply["messages"][0]["_id"].as_str().unwrap().to_owned();
        shop.service.clock().advance(Duration::from_secs(60));
        let reached = shop
            .service
            .wait_until(
                |it| it.message(&id).is_some_and(|m| m.status == status),
                SOON,
            )
            .await;
        assert!(reached, "{delivery:?} ends at {status}");
    }
}

#[tokio::test]
async fn tmp_send_ids_can_be_echoed_and_deduplicated() {
    let shop = Shop::quirky(|quirks| quirks.tmp_send_id = TmpSendId::Echoed).await;
    let chat = shop.on("whatsapp").id;
    let body = json!({ "type": "text", "text": "hi", "tmpSendId": "t1" });
    let path = format!("/messages/send/{chat}");
    let first = shop.post(&path, body.clone()).await.json();
    assert_eq!(first["messages"][0]["tmpSendId"], "t1", "it is there");
    shop.service
        .set_quirks(|quirks| quirks.tmp_send_id = TmpSendId::Deduplicated);
    let again = shop.post(&path, body).await.json();
    assert_eq!(
        again["messages"][0]["_id"], first["messages"][0]["_id"],
        "the first one"
    );
    assert_eq!(shop.service.sends().len(), 1, "sent once");
}

#[tokio::test]
async fn a_quote_is_carried_and_sending_leaves_the_chat_alone() {
    let shop = Shop::open().await;
    let chat = shop.chat(|chat| chat.channel == "whatsapp" && chat.unread > 0);
    let asked = shop.service.messages(&chat.id);
    let asked = asked
        .iter()
        .rfind(|it| it.direction == Some(Direction::Incoming))
        .unwrap();
    let body = json!({ "type": "text", "text": "yes", "context": asked.provider_id });
    let reply = shop
        .post(&format!("/messages/send/{}", chat.id), body)
        .await;
    assert_eq!(
        reply.json()["messages"][0]["context"],
        *asked.provider_id,
        "what it answers"
    );
    let after = shop.service.chat(&chat.id).unwrap();
    assert_eq!(
        (after.status, after.unread),
        (chat.status, chat.unread),
        "neither taken nor read"
    );
    shop.service
        .set_scopes(Scope::all_but(&[Scope::SendSession]));
    refused(&shop.say(&chat.id, "x").await, 403, "scope");
}

#[tokio::test]
async fn history_may_lag_behind_a_send() {
    let shop = Shop::frozen().await;
    shop.service
        .set_quirks(|quirks| quirks.history_lag_ms = 30_000);
    let chat = shop.on("whatsapp").id;
    shop.say(&chat, "where am I").await;
    let shown = async || {
        let page = shop.history(&chat, super::NEWEST).await;
        page.iter().any(|it| it["text"] == "where am I")
    };
    assert!(!shown().await, "not yet");
    shop.service.clock().advance(Duration::from_secs(31));
    assert!(shown().await, "now");
}
