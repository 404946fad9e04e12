//! Sending and reading messages (5).

use serde_json::json;
use uuid::Uuid;

use super::{Firm, refused};

#[tokio::test]
async fn a_sent_message_is_taken_once_and_named_by_nobody() {
    let firm = Firm::open().await;
    let chat = firm.chat().id;
    let path = format!("/chats/{chat}/messages");
    let reply = firm
        .post(&path, json!({ "text": "Buenos días", "pinMessage": true }))
        .await;
    assert_eq!(
        (reply.status, reply.text.as_str()),
        (201, ""),
        "no body is documented"
    );
    let sends = firm.service.sends();
    assert_eq!(sends.len(), 1, "once");
    assert_eq!(
        (sends[0].text.as_str(), sends[0].pinned),
        ("Buenos días", true),
        "as sent"
    );
    let message = firm.json(&format!("{path}/{}", sends[0].message)).await;
    assert_eq!(
        message["content"][0]["value"]["text"], "Buenos días",
        "it can be read by its id"
    );
    let bot = firm
        .chat()
        .members
        .into_iter()
        .find(|it| it.bot)
        .unwrap()
        .id;
    assert_eq!(
        message["writtenBy"],
        json!(bot),
        "written by the service's own account"
    );
}

#[tokio::test]
async fn forms_are_looked_at() {
    let firm = Firm::open().await;
    let path = format!("/chats/{}/messages", firm.chat().id);
    for body in [
        json!({}),
        json!({ "text": "\n " }),
        json!({ "text": "á".repeat(4097) }),
        json!({ "text": "a", "pinMessage": "yes" }),
        json!({ "text": "a", "pinMessage": 1 }),
    ] {
        refused(&firm.post(&path, body).await, 400);
    }
    for body in [
        json!({ "text": "á".repeat(4096) }),
        json!({ "text": "a", "pinMessage": "true" }),
        json!({ "text": "a", "pinMessage": null }),
    ] {
        assert_eq!(firm.post(&path, body).await.status, 201, "fine");
    }
    let off = format!("/chats/{}/messages", firm.inactive().id);
    refused(&firm.post(&off, json!({ "text": "a" })).await, 409);
    let nowhere = format!("/chats/{}/messages", Uuid::new_v4());
    refused(&firm.post(&nowhere, json!({ "text": "a" })).await, 404);
    assert_eq!(firm.service.sends().len(), 3, "nothing refused was taken");
}

#[tokio::test]
async fn links_are_entities_counted_in_utf16() {
    let firm = Firm::open().await;
    let chat = firm.chat().id;
    let text = "📄 véase https://a.example/x y http://b.example";
    let id = firm.service.member_writes(chat, text).unwrap();
    let message = firm.json(&format!("/chats/{chat}/messages/{id}")).await;
    let content = &message["content"][0];
    assert_eq!(
        content["value"]["entities"],
        json!([
            { "offset": 9, "length": 19, "type": "TextEntityTypeUrl" },
            { "offset": 31, "length": 16, "type": "TextEntityTypeUrl" },
        ]),
        "two units for the picture"
    );
    assert_eq!(
        content["contentType"], "application/x.chat-manager.message-text-formatted+json",
        "the observed type"
    );
    assert_eq!(content["hash"].as_str().unwrap().len(), 64, "a hash's form");
}

#[tokio::test]
async fn what_was_captured_stays() {
    let firm = Firm::open().await;
    let chat = firm.chat().id;
    let id = firm.service.member_writes(chat, "uno").unwrap();
    assert!(
        firm.service.edit_message(chat, id, "dos"),
        "its author changes it"
    );
    assert!(firm.service.delete_message(chat, id), "and deletes it");
    let message = firm.json(&format!("/chats/{chat}/messages/{id}")).await;
    assert_eq!(message["deleted"], true, "deleted");
    let texts: Vec<_> = message["content"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["value"]["text"])
        .collect();
    assert_eq!(texts, ["uno", "dos"], "both versions are evidence");
}

#[tokio::test]
async fn messages_belong_to_their_chat() {
    let firm = Firm::open().await;
    let chats = firm.service.chats();
    let id = firm.service.messages(chats[0].id)[0].id;
    let path = |chat: Uuid, id: &str| format!("/chats/{chat}/messages/{id}");
    assert_eq!(
        firm.get(&path(chats[0].id, &id.to_string())).await.status,
        200,
        "here it is"
    );
    refused(&firm.get(&path(chats[1].id, &id.to_string())).await, 404);
    refused(&firm.get(&path(chats[0].id, "12")).await, 400);
    let list = firm.get(&format!("/chats/{}/messages", chats[0].id)).await;
    refused(&list, 405);
}
