//! Sending over REST, and what becomes of what was sent.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Method;
use sandbox::chathub::quirks::{Delivery, SendAnswer};
use serde_json::{Value, json};

use crate::desk::Desk;

fn media(bytes: &[u8]) -> Value {
    json!({ "name": "view.jpg", "format": "image/jpeg", "dataBase64": STANDARD.encode(bytes), "type": 1 })
}

async fn post(desk: &Desk, chat: i64, body: Value) -> u16 {
    desk.work(Method::POST, &format!("/api/chat/{chat}/message"), body)
        .await
        .status
}

#[tokio::test]
async fn a_text_arrives_once_and_opens_a_new_chat() {
    let desk = Desk::open().await;
    assert_eq!(
        desk.sandbox.chat(1001).map(|chat| chat.status),
        Some(0),
        "nobody answered yet"
    );
    let reply = desk.say(1001, "Good morning!").await;
    assert_eq!(
        (reply.status, reply.text.as_str()),
        (200, ""),
        "accepted without a word"
    );
    let chat = desk.sandbox.chat(1001).expect("it is there");
    let me = desk.sandbox.credentials().operator_id;
    assert_eq!(
        (chat.status, chat.operator),
        (1, Some(me)),
        "open now, and mine"
    );
    let last = desk.history(1001).await.pop().expect("a message");
    assert_eq!(last["message"], "Good morning!", "the text");
    assert_eq!(
        (&last["author"], &last["operator"]["id"]),
        (&json!(0), &json!(me)),
        "from me"
    );
    let sends = desk.sandbox.sends();
    assert_eq!(sends.len(), 1, "one send");
    assert_eq!(
        (last["id"].as_i64(), sends[0].via),
        (Some(sends[0].message), "rest"),
        "the oracle agrees"
    );
}

#[tokio::test]
async fn a_photo_comes_back_as_it_was_sent() {
    let desk = Desk::open().await;
    let body = json!({ "textMessage": "see", "author": 0, "media": media(b"jpeg bytes") });
    assert_eq!(post(&desk, 1002, body).await, 200, "accepted");
    let last = desk.history(1002).await.pop().expect("a message");
    assert_eq!(
        (&last["messageType"], &last["media"]["name"]),
        (&json!(1), &json!("view.jpg")),
        "a photo"
    );
    let uri = last["media"]["uri"].as_str().expect("an address");
    let bytes = desk
        .http
        .get(uri)
        .send()
        .await
        .expect("an answer")
        .bytes()
        .await
        .expect("a body");
    assert_eq!(&bytes[..], b"jpeg bytes", "the same bytes");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let desk = Desk::with(|config| config.max_media_bytes = 1000).await;
    assert_eq!(
        post(&desk, 1002, json!({ "textMessage": "  ", "author": 0 })).await,
        400,
        "nothing in it"
    );
    assert_eq!(
        post(&desk, 1002, json!({ "textMessage": "x" })).await,
        400,
        "no author"
    );
    assert_eq!(
        post(&desk, 1002, json!({ "textMessage": "x", "author": 8 })).await,
        422,
        "no such author"
    );
    let mut broken = media(b"x");
    broken["dataBase64"] = json!("%%%");
    assert_eq!(
        post(&desk, 1002, json!({ "author": 0, "media": broken })).await,
        400,
        "not base64"
    );
    let mut odd = media(b"x");
    odd["type"] = json!(7);
    assert_eq!(
        post(&desk, 1002, json!({ "author": 0, "media": odd })).await,
        422,
        "no such type"
    );
    let large = json!({ "author": 0, "media": media(&[7; 1001]) });
    assert_eq!(post(&desk, 1002, large).await, 413, "too large");
    assert_eq!(
        post(&desk, 5, json!({ "textMessage": "x", "author": 0 })).await,
        404,
        "no such chat"
    );
    assert_eq!(desk.sandbox.sends(), [], "none of it was taken in");
}

#[tokio::test]
async fn four_answers_to_a_send() {
    let desk = Desk::open().await;
    for answer in [
        SendAnswer::Empty,
        SendAnswer::Ok,
        SendAnswer::Message,
        SendAnswer::Id,
    ] {
        desk.sandbox
            .set_quirks(|quirks| quirks.send_answer = answer);
        let reply = desk.say(1002, "hello").await;
        let id = desk
            .sandbox
            .sends()
            .last()
            .expect("it was taken in")
            .message;
        match answer {
            SendAnswer::Empty => assert_eq!(reply.text, "", "no body"),
            SendAnswer::Ok => assert_eq!(reply.text, "OK", "the word"),
            SendAnswer::Message => assert_eq!(reply.json()["id"], id, "the message"),
            SendAnswer::Id => assert_eq!(reply.json(), id, "its id"),
        }
    }
    desk.sandbox.set_quirks(|quirks| quirks.rest_send = false);
    assert_eq!(
        desk.say(1002, "hello").await.status,
        404,
        "or there is no such endpoint"
    );
}

#[tokio::test]
async fn delivery_goes_on_with_the_clock() {
    let desk = Desk::open().await;
    desk.sandbox.clock().freeze();
    desk.say(1002, "hello").await;
    let id = desk.sandbox.sends()[0].message;
    let status = || desk.sandbox.message(id).map(|message| message.status);
    assert_eq!(status(), Some(0), "new");
    desk.sandbox.clock().advance(Duration::from_millis(500));
    until(|| status() == Some(1), "delivered").await;
    desk.sandbox.clock().advance(Duration::from_secs(5));
    until(|| status() == Some(3), "read").await;
    desk.sandbox
        .set_quirks(|quirks| quirks.delivery = Delivery::Rejected);
    desk.say(1002, "and again").await;
    let id = desk.sandbox.sends()[1].message;
    desk.sandbox.clock().advance(Duration::from_secs(5));
    until(
        || desk.sandbox.message(id).map(|message| message.status) == Some(2),
        "rejected",
    )
    .await;
}

#[tokio::test]
async fn life_answers_an_operator() {
    let desk = Desk::with(|config| config.life = true).await;
    desk.sandbox.clock().freeze();
    desk.say(1003, "Can I help you?").await;
    let before = desk.sandbox.messages(1003).len();
    desk.sandbox.clock().advance(Duration::from_secs(9));
    until(|| desk.sandbox.messages(1003).len() > before, "an answer").await;
    let last = desk.sandbox.messages(1003).pop().expect("a message");
    assert_eq!(last.author, 1, "from the client");
    let total: usize = desk
        .sandbox
        .chats()
        .iter()
        .map(|chat| chat.messages as usize)
        .sum();
    desk.sandbox.clock().advance(Duration::from_secs(30));
    let now = || {
        desk.sandbox
            .chats()
            .iter()
            .map(|chat| chat.messages as usize)
            .sum::<usize>()
    };
    until(|| now() > total, "somebody writes unasked").await;
}

/// Lets the sandbox's own tasks have their turn until something holds.
pub(crate) async fn until(holds: impl Fn() -> bool, what: &str) {
    let wait = async {
        while !holds() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(crate::desk::SOON, wait)
        .await
        .unwrap_or_else(|_| panic!("{what} in time"));
}
