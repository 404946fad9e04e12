//! Editing and deleting through a gate (5.2), channels (5.6).

use reqwest::Method;
use serde_json::json;

use super::{Office, done, ids, refused};

#[tokio::test]
async fn own_texts_are_edited_on_telegram() {
    let office = Office::open().await;
    let chat = office.on("telegram");
    let sent = office.say(chat.contact, "teh word").await.json();
    let (id, gate) = (sent["id"].clone(), sent["gate"]["id"].clone());
    let path = format!("/gates/{gate}/messages");
    done(
        &office
            .put(&path, json!({ "messageId": id, "text": "the word" }))
            .await,
    );
    let now = office.service.message(id.as_i64().unwrap()).unwrap();
    assert_eq!(now.text, "the word", "it is changed");
    assert!(now.edited_at.is_some(), "and marked");
    refused(
        &office.put(&path, json!({ "messageId": id })).await,
        422,
        Some("text"),
    );
    refused(
        &office.put(&path, json!({ "text": "x" })).await,
        422,
        Some("messageId"),
    );
    refused(
        &office
            .put(&path, json!({ "messageId": 1, "text": "x" }))
            .await,
        404,
        None,
    );
    let elsewhere = office.on("viber").gates[0];
    let wrong = office
        .put(
            &format!("/gates/{elsewhere}/messages"),
            json!({ "messageId": id, "text": "x" }),
        )
        .await;
    refused(&wrong, 404, None);
    refused(
        &office
            .put("/gates/1/messages", json!({ "messageId": id, "text": "x" }))
            .await,
        404,
        None,
    );
}

#[tokio::test]
async fn others_messages_and_other_channels_are_left_alone() {
    let office = Office::open().await;
    let chat = office.on("telegram");
    let theirs = office.service.customer_writes(chat.id, "mine").unwrap();
    let path = format!("/gates/{}/messages", chat.gates[0]);
    refused(
        &office
            .put(&path, json!({ "messageId": theirs, "text": "x" }))
            .await,
        422,
        None,
    );
    let body = json!({ "type": "picture", "watermark": 1, "media": "https://files.example/a.png" });
    let picture = office
        .post(&format!("/contacts/{}/send", chat.contact), body)
        .await
        .json();
    let edit = json!({ "messageId": picture["id"], "text": "x" });
    refused(&office.put(&path, edit).await, 422, None);
    let sent = office.say(office.on("viber").contact, "hello").await.json();
    let path = format!("/gates/{}/messages", sent["gate"]["id"]);
    refused(
        &office
            .put(&path, json!({ "messageId": sent["id"], "text": "x" }))
            .await,
        422,
        None,
    );
}

#[tokio::test]
async fn deleted_messages_become_transient() {
    let office = Office::open().await;
    let chat = office.on("telegram");
    let first = office.say(chat.contact, "wrong chat").await.json();
    let second = office.say(chat.contact, "sorry").await.json();
    let path = format!("/gates/{}/messages", first["gate"]["id"]);
    let body = json!({ "messageIds": [first["id"], second["id"]] });
    done(&office.ask(Method::DELETE, &path, Some(body.clone())).await);
    let list = office.list(&format!("/chats/{}/messages", chat.id)).await;
    assert_eq!(
        list[1]["content"]["type"], "transient",
        "it stays, as a shadow"
    );
    let parameters = &list[1]["content"]["resource"]["parameters"];
    assert_eq!(
        parameters["original"]["resource"]["parameters"]["content"], "wrong chat",
        "of what it was"
    );
    assert!(
        parameters["context"]["timestamp"].is_number(),
        "with the moment"
    );
    refused(
        &office.ask(Method::DELETE, &path, Some(body)).await,
        422,
        None,
    );
    refused(&office.delete(&path).await, 422, Some("messageIds"));
    let none = json!({ "messageIds": [] });
    refused(
        &office.ask(Method::DELETE, &path, Some(none)).await,
        422,
        Some("messageIds"),
    );
}

#[tokio::test]
async fn channels_are_listed_and_switched() {
    let office = Office::open().await;
    let channels = office.list("/channels").await;
    let kinds: Vec<_> = channels
        .iter()
        .map(|it| it["type"].as_str().unwrap())
        .collect();
    assert!(
        kinds.contains(&"whatsapp") && kinds.contains(&"webchat"),
        "known and unknown kinds"
    );
    let id = channels[0]["id"].clone();
    assert_eq!(
        office.json(&format!("/channels/{id}")).await,
        channels[0],
        "one is as listed"
    );
    done(
        &office
            .put(&format!("/channels/{id}"), json!({ "state": false }))
            .await,
    );
    assert_eq!(
        office.json(&format!("/channels/{id}")).await["active"],
        false,
        "it is off"
    );
    refused(
        &office.put(&format!("/channels/{id}"), json!({})).await,
        422,
        Some("state"),
    );
    refused(&office.get("/channels/9999").await, 404, None);
}

#[tokio::test]
async fn gates_are_made_on_whatsapp_once() {
    let office = Office::open().await;
    let channels = office.list("/channels").await;
    let of = |kind: &str| {
        let channel = channels.iter().find(|it| it["type"] == kind).unwrap();
        format!("/channels/{}/gates", channel["id"])
    };
    let body =
        json!({ "identifier": "+353871234567", "firstName": "Nia", "phone": "+353871234567" });
    let first = office.post(&of("whatsapp"), body.clone()).await;
    assert_eq!(first.status, 200, "made: {}", first.text);
    let again = office.post(&of("whatsapp"), body.clone()).await;
    assert_eq!(
        first.json()["id"],
        again.json()["id"],
        "the existing one comes back"
    );
    let contact = first.json()["contact"]["id"].clone();
    assert_eq!(
        office.json(&format!("/contacts/{contact}")).await["firstName"],
        "Nia",
        "a contact too"
    );
    let gates = office.list(&format!("/contacts/{contact}/gates")).await;
    assert_eq!(
        ids(&gates),
        vec![first.json()["id"].as_i64().unwrap()],
        "with that gate"
    );
    refused(&office.post(&of("telegram"), body).await, 422, None);
    let path = of("whatsapp");
    refused(
        &office.post(&path, json!({ "firstName": "Nia" })).await,
        422,
        Some("identifier"),
    );
    refused(
        &office.post(&path, json!({ "identifier": "1555" })).await,
        422,
        Some("firstName"),
    );
    let long = json!({ "identifier": "1555", "firstName": "x".repeat(256) });
    refused(&office.post(&path, long).await, 422, Some("firstName"));
    let phone = json!({ "identifier": "1555", "firstName": "x", "phone": "1555" });
    refused(&office.post(&path, phone).await, 422, Some("phone"));
}
