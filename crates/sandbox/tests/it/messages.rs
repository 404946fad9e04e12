//! Histories, marking read, media.

use std::time::Duration;

use reqwest::Method;
use sandbox::{
    Size,
    chathub::quirks::{HistoryOrder, MarkReadBody, MediaField, MessagesPath},
};
use serde_json::{Value, json};

use crate::desk::Desk;

#[tokio::test]
async fn a_history_is_an_array_of_documented_messages() {
    let desk = Desk::open().await;
    let history = desk.history(1003).await;
    assert_eq!(
        history.len(),
        desk.sandbox.messages(1003).len(),
        "the whole history"
    );
    let first = &history[0];
    for key in [
        "id",
        "chatId",
        "message",
        "phone",
        "author",
        "status",
        "date",
        "operator",
        "messageType",
    ] {
        assert!(first.get(key).is_some(), "{key} is documented");
    }
    assert!(
        first["date"]
            .as_str()
            .is_some_and(|at| at.len() == 24 && at.ends_with('Z')),
        "milliseconds, UTC"
    );
    assert_eq!(
        desk.get("/api/chat/chats/4/messages").await.status,
        404,
        "no such chat"
    );
    assert_eq!(
        desk.get("/api/chat/chats/x/messages").await.status,
        400,
        "no id at all"
    );
}

#[tokio::test]
async fn the_path_and_the_order_are_switches() {
    let desk = Desk::open().await;
    let statuses = async || {
        (
            desk.get("/api/chat/chats/1003/messages").await.status,
            desk.get("/api/chat/1003/messages").await.status,
        )
    };
    assert_eq!(statuses().await, (200, 404), "documented");
    desk.sandbox
        .set_quirks(|quirks| quirks.messages_path = MessagesPath::Site);
    assert_eq!(statuses().await, (404, 200), "the site's");
    desk.sandbox
        .set_quirks(|quirks| quirks.messages_path = MessagesPath::Both);
    assert_eq!(statuses().await, (200, 200), "both");
    desk.sandbox
        .set_quirks(|quirks| quirks.history_order = HistoryOrder::Descending);
    let ids: Vec<i64> = desk
        .history(1003)
        .await
        .iter()
        .filter_map(|one| one["id"].as_i64())
        .collect();
    assert!(ids.is_sorted_by(|a, b| a > b), "newest first");
}

#[tokio::test]
async fn reading_lowers_the_count() {
    let desk = Desk::open().await;
    let one = desk
        .sandbox
        .customer_writes(1003, "one")
        .expect("the chat exists");
    let two = desk
        .sandbox
        .customer_writes(1003, "two")
        .expect("the chat exists");
    let before = desk.sandbox.chat(1003).map(|chat| chat.unread);
    assert!(before >= Some(2), "two are waiting");
    let reply = desk
        .work(
            Method::PUT,
            "/api/chat/messages/status",
            json!({ "ids": [one, two], "status": 3 }),
        )
        .await;
    assert_eq!(reply.status, 200, "accepted");
    assert_eq!(
        desk.sandbox.chat(1003).map(|chat| chat.unread),
        before.map(|count| count - 2),
        "both are read"
    );
    let unknown = desk
        .work(
            Method::PUT,
            "/api/chat/messages/status",
            json!({ "ids": [1], "status": 3 }),
        )
        .await;
    assert_eq!(unknown.status, 404, "no such message");
}

#[tokio::test]
async fn each_body_that_marks_read_can_be_the_only_one() {
    let desk = Desk::open().await;
    let id = desk
        .sandbox
        .customer_writes(1002, "read me")
        .expect("the chat exists");
    let shapes = [
        (MarkReadBody::Ids, json!({ "ids": [id], "status": 3 })),
        (
            MarkReadBody::MessageIds,
            json!({ "chatId": 1002, "messageIds": [id], "status": 3 }),
        ),
        (MarkReadBody::Items, json!([{ "id": id, "status": 3 }])),
        (
            MarkReadBody::Single,
            json!({ "id": id, "status": 3, "chatId": 1002 }),
        ),
    ];
    let put = |body: Value| desk.work(Method::PUT, "/api/chat/messages/status", body);
    for (_, body) in &shapes {
        desk.sandbox.set_message_status(id, 1);
        assert_eq!(put(body.clone()).await.status, 200, "any: {body}");
        assert_eq!(
            desk.sandbox.message(id).map(|message| message.status),
            Some(3),
            "it is read"
        );
    }
    for (only, _) in &shapes {
        desk.sandbox.set_quirks(|quirks| quirks.mark_read = *only);
        for (shape, body) in &shapes {
            let wanted = if shape == only { 200 } else { 400 };
            assert_eq!(
                put(body.clone()).await.status,
                wanted,
                "{body} under {only:?}"
            );
        }
    }
}

#[tokio::test]
async fn media_is_served_where_the_message_says() {
    let desk = Desk::open().await;
    let photo = desk
        .sandbox
        .customer_sends_photo(1002, "look")
        .expect("the chat exists");
    let file = desk
        .sandbox
        .customer_sends_file(1002, "")
        .expect("the chat exists");
    for (id, kind, magic) in [
        (photo, "image/png", &b"\x89PNG"[..]),
        (file, "application/pdf", b"%PDF"),
    ] {
        let history = desk.history(1002).await;
        let message = history
            .iter()
            .find(|one| one["id"] == id)
            .expect("it is in the history");
        let uri = message["media"]["uri"].as_str().expect("an address");
        let reply = desk.http.get(uri).send().await.expect("an answer");
        assert_eq!(reply.headers()["content-type"], kind, "its type");
        assert!(
            reply.bytes().await.expect("a body").starts_with(magic),
            "and its bytes"
        );
    }
    desk.sandbox
        .set_quirks(|quirks| quirks.media_needs_token = true);
    let path = format!("/media/{photo}/photo.png");
    assert_eq!(
        desk.send(desk.request(Method::GET, &path)).await.status,
        401,
        "or only with a token"
    );
    assert_eq!(
        desk.get("/media/1/none.png").await.status,
        404,
        "no such message"
    );
}

#[tokio::test]
async fn the_field_of_media_is_a_switch() {
    let desk = Desk::open().await;
    let id = desk
        .sandbox
        .customer_sends_photo(1002, "")
        .expect("the chat exists");
    for (field, pointer) in [
        (MediaField::Media, Some("/media/uri")),
        (MediaField::MediaUrl, Some("/mediaUrl")),
        (MediaField::Attachment, Some("/attachment/url")),
        (MediaField::Attachments, Some("/attachments/0/url")),
        (MediaField::Absent, None),
    ] {
        desk.sandbox.set_quirks(|quirks| quirks.media_field = field);
        let history = desk.history(1002).await;
        let message = history
            .iter()
            .find(|one| one["id"] == id)
            .expect("it is in the history");
        assert_eq!(message["messageType"], 1, "a photo in any case");
        match pointer {
            Some(pointer) => assert!(
                message.pointer(pointer).is_some(),
                "{field:?} is at {pointer}"
            ),
            None => assert!(message.get("media").is_none(), "no word of it"),
        }
    }
}

#[tokio::test]
async fn history_can_lag_behind_what_was_accepted() {
    let desk = Desk::quirky(|quirks| quirks.history_lag_ms = 60_000).await;
    let before = desk.history(1003).await.len();
    assert_eq!(desk.say(1003, "on my way").await.status, 200, "accepted");
    assert_eq!(desk.history(1003).await.len(), before, "not to be seen yet");
    desk.sandbox.clock().advance(Duration::from_secs(61));
    let history = desk.history(1003).await;
    assert_eq!(history.len(), before + 1, "a minute later it is");
    assert_eq!(
        desk.sandbox.sends()[0].text,
        "on my way",
        "the oracle knew all along"
    );
}

#[tokio::test]
async fn every_documented_number_and_some_unknown_ones_occur() {
    let desk = Desk::with(|config| config.size = Size::Demo).await;
    let all: Vec<_> = desk
        .sandbox
        .chats()
        .iter()
        .flat_map(|chat| desk.sandbox.messages(chat.id))
        .collect();
    for author in [0, 1, 2, 3, 7] {
        assert!(
            all.iter().any(|message| message.author == author),
            "author {author}"
        );
    }
    for kind in [0, 1, 2, 9] {
        assert!(
            all.iter().any(|message| message.kind == kind),
            "type {kind}"
        );
    }
    for status in [0, 1, 2, 3, 5] {
        assert!(
            all.iter().any(|message| message.status == status),
            "status {status}"
        );
    }
    assert!(
        all.iter().any(|message| message.text.chars().count() > 400),
        "a long one"
    );
    assert!(
        all.iter().any(|message| message.text.contains("https://")),
        "a link"
    );
}
