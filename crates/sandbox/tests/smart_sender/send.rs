//! Sending (5.2).

use std::time::Duration;

use serde_json::{Value, json};

use super::{Office, refused};
use crate::desk::SOON;

async fn send(office: &Office, contact: i64, body: Value) -> crate::desk::Reply {
    office
        .post(&format!("/contacts/{contact}/send"), body)
        .await
}

#[tokio::test]
async fn all_nine_kinds_are_sent() {
    let office = Office::open().await;
    let contact = office.on("telegram").contact;
    let file = |kind: &str, name: &str| json!({ "type": kind, "watermark": 1, "media": format!("https://files.example/{name}") });
    for (body, kind, at, value) in [
        (
            json!({ "type": "text", "watermark": 1, "content": "Привіт 👋" }),
            "text",
            "content",
            json!("Привіт 👋"),
        ),
        (
            json!({ "type": "location", "watermark": 1, "title": "School", "latitude": 50.4, "longitude": "30.5" }),
            "location",
            "longitude",
            json!(30.5),
        ),
        (
            json!({ "type": "contact", "watermark": 1, "fullName": "Ann", "phoneNumber": "+1555" }),
            "contact",
            "name",
            json!("Ann"),
        ),
    ] {
        let reply = send(&office, contact, body).await;
        assert_eq!(reply.status, 200, "{kind} is accepted: {}", reply.text);
        let message = reply.json();
        assert_eq!(message["content"]["type"], kind, "as that kind");
        assert_eq!(
            message["content"]["resource"]["parameters"][at], value,
            "with its value"
        );
        assert!(message["id"].is_number(), "the message comes back bare");
    }
    for (kind, name) in [
        ("picture", "a.jpg"),
        ("video", "a.mp4"),
        ("audio", "a.mp3"),
        ("voice", "a.ogg"),
        ("animation", "a.gif"),
        ("file", "a.docx"),
    ] {
        let message = send(&office, contact, file(kind, name)).await.json();
        assert_eq!(message["content"]["type"], kind, "the format fits");
        let url = message["content"]["resource"]["parameters"]["url"]
            .as_str()
            .unwrap();
        assert!(
            url.starts_with(office.service.url()),
            "the service keeps its own copy"
        );
    }
    let other = send(&office, contact, file("picture", "a.pdf"))
        .await
        .json();
    assert_eq!(
        other["content"]["type"], "file",
        "what does not fit goes as a document"
    );
    assert_eq!(office.service.sends().len(), 10, "each was noted once");
}

#[tokio::test]
async fn wrong_bodies_are_refused_with_the_field() {
    let office = Office::open().await;
    let contact = office.on("telegram").contact;
    for (body, field) in [
        (json!({}), "type"),
        (json!({ "type": "sticker", "watermark": 1 }), "type"),
        (json!({ "type": "text", "watermark": 1 }), "content"),
        (
            json!({ "type": "text", "watermark": 1, "content": "  " }),
            "content",
        ),
        (
            json!({ "type": "text", "watermark": 1, "content": "x".repeat(4097) }),
            "content",
        ),
        (
            json!({ "type": "text", "content": "no watermark" }),
            "watermark",
        ),
        (
            json!({ "type": "text", "content": "a", "watermark": "soon" }),
            "watermark",
        ),
        (json!({ "type": "picture", "watermark": 1 }), "media"),
        (
            json!({ "type": "picture", "watermark": 1, "media": "file:///etc/passwd" }),
            "media",
        ),
        (
            json!({ "type": "location", "watermark": 1, "title": "x", "latitude": 95, "longitude": 1 }),
            "latitude",
        ),
        (
            json!({ "type": "location", "watermark": 1, "latitude": 9, "longitude": 1 }),
            "title",
        ),
        (
            json!({ "type": "contact", "watermark": 1, "fullName": "Ann" }),
            "phoneNumber",
        ),
    ] {
        refused(&send(&office, contact, body).await, 422, Some(field));
    }
    assert!(office.service.sends().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn only_the_console_contact_id_will_do() {
    let office = Office::open().await;
    let chat = office.on("telegram");
    for id in [chat.id, chat.messenger_contact, chat.gates[0]] {
        refused(&office.say(id, "hello").await, 404, None);
    }
    assert_eq!(
        office.say(chat.contact, "hello").await.status,
        200,
        "this one does"
    );
}

#[tokio::test]
async fn a_sent_message_is_delivered_and_seen_as_the_clock_goes() {
    let office = Office::frozen().await;
    let chat = office.on("telegram");
    let sent = office.say(chat.contact, "hello").await.json();
    assert_eq!(
        sent["createdAt"], "2026-11-03 09:15:00",
        "by the sandbox's clock"
    );
    assert_eq!(sent["state"]["type"], "pending", "not there yet");
    let id = sent["id"].as_i64().unwrap();
    let list = office.list(&format!("/chats/{}/messages", chat.id)).await;
    assert_eq!(list[0]["id"], id, "the history has it at once");
    office.service.clock().advance(Duration::from_secs(5));
    let seen = office
        .service
        .wait_until(|it| it.message(id).unwrap().seen_at.is_some(), SOON)
        .await;
    assert!(seen, "delivered and seen");
    let now = office.service.chat(chat.id).unwrap();
    assert_eq!(
        now.updated_at,
        "2026-11-03T09:15:00Z".parse().unwrap(),
        "sending moved the chat"
    );
}

#[tokio::test]
async fn unreachable_contacts_are_refused() {
    let office = Office::open().await;
    let gone = office.chat(|chat| chat.channel.is_none());
    refused(&office.say(gone.contact, "hello").await, 422, None);
    let chat = office.on("viber");
    let gates = chat.gates.clone();
    let channel =
        office.json(&format!("/chats/{}", chat.id)).await["gates"][0]["channel"]["id"].clone();
    office
        .put(&format!("/channels/{channel}"), json!({ "state": false }))
        .await;
    refused(&office.say(chat.contact, "hello").await, 422, None);
    office
        .put(&format!("/channels/{channel}"), json!({ "state": true }))
        .await;
    for gate in gates {
        office.service.set_subscribed(gate, false);
    }
    refused(&office.say(chat.contact, "hello").await, 422, None);
}

#[tokio::test]
async fn bodies_that_are_not_json_have_no_fields() {
    let office = Office::open().await;
    let chat = office.on("telegram");
    let url = format!(
        "{}/contacts/{}/send",
        office.service.api_url(),
        chat.contact
    );
    let request = office.http.post(url).bearer_auth(&office.token);
    let reply = crate::desk::read(request.body("type=text").send().await.unwrap())
        .await
        .unwrap();
    refused(&reply, 422, Some("type"));
}
