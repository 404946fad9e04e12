//! Both readings of what the service does where the documents leave it open (8).

use std::time::Duration;

use jiff::Timestamp;
use reqwest::Method;
use sandbox::smart_sender::quirks::{
    ChatOrder, DefaultState, Deleted, Delivery, MediaFetch, SendToClosed, SentAs, TermScope,
    UpdatedBy, Watermark,
};
use serde_json::json;

use super::{Office, done, ids, refused};

#[tokio::test]
async fn api_messages_bear_the_wanted_name() {
    let office = Office::open().await;
    let chat = office.on("telegram");
    let operators = office.service.operators();
    office.service.assign(chat.id, operators[2].id);
    for (sent_as, name, kind) in [
        (SentAs::Project, "Atlas Language School", "project"),
        (SentAs::Assignee, operators[2].name.as_str(), "operator"),
        (
            SentAs::FirstOperator,
            operators[0].name.as_str(),
            "operator",
        ),
    ] {
        office.service.set_quirks(|quirks| quirks.sent_as = sent_as);
        let sender = office.say(chat.contact, "a").await.json()["sender"].clone();
        assert_eq!(sender["fullName"], name, "{sent_as:?}");
        assert_eq!(sender["type"], kind, "and its kind");
    }
}

#[tokio::test]
async fn chat_lists_follow_their_switches() {
    let office = Office::quirky(|quirks| quirks.default_state = DefaultState::Open).await;
    let bare = office.list("/chats?limitation=20").await;
    let open = office.list("/chats?limitation=20&state=open").await;
    assert_eq!(bare, open, "open ones unless said otherwise");
    office
        .service
        .set_quirks(|quirks| quirks.chat_order = ChatOrder::IdDesc);
    assert!(
        ids(&office.list("/chats").await).is_sorted_by(|a, b| a > b),
        "newest chat first"
    );
    office
        .service
        .set_quirks(|quirks| quirks.chat_order = ChatOrder::IdAsc);
    assert!(
        ids(&office.list("/chats").await).is_sorted(),
        "oldest chat first"
    );
    let chat = office.chat(|chat| chat.open);
    office.service.customer_writes(chat.id, "zanzibar").unwrap();
    assert!(
        office.list("/chats?term=zanzibar").await.is_empty(),
        "only names"
    );
    office
        .service
        .set_quirks(|quirks| quirks.term_scope = TermScope::Everything);
    assert_eq!(
        ids(&office.list("/chats?term=zanzibar").await),
        vec![chat.id],
        "texts too"
    );
}

#[tokio::test]
async fn updated_at_moves_as_wanted() {
    let office = Office::frozen().await;
    let clock = office.service.clock();
    let chat = office.on("telegram");
    let moved = || {
        clock.advance(Duration::from_secs(10));
        office.service.chat(chat.id).unwrap().updated_at
    };
    let mut last = moved();
    let read = format!("/chats/{}/read", chat.id);
    let mut moves = |now: Timestamp| std::mem::replace(&mut last, now) != now;
    office.put(&read, json!({})).await;
    assert!(!moves(moved()), "reading does not");
    office.say(chat.contact, "a").await;
    assert!(moves(moved()), "sending does");
    office
        .service
        .set_quirks(|quirks| quirks.updated_by = UpdatedBy::Inbound);
    office.say(chat.contact, "a").await;
    assert!(!moves(moved()), "not any more");
    office.service.customer_writes(chat.id, "a");
    assert!(moves(moved()), "but the contact does");
    office
        .service
        .set_quirks(|quirks| quirks.updated_by = UpdatedBy::Everything);
    office.put(&read, json!({})).await;
    assert!(moves(moved()), "and now even reading");
}

#[tokio::test]
async fn fetching_may_mark_read() {
    let office = Office::open().await;
    let chat = office.chat(|chat| chat.unread > 0);
    let path = format!("/chats/{}/messages", chat.id);
    office.get(&path).await;
    assert!(
        office.service.chat(chat.id).unwrap().unread > 0,
        "it does not"
    );
    office
        .service
        .set_quirks(|quirks| quirks.fetching_marks_read = true);
    office.get(&path).await;
    assert_eq!(office.service.chat(chat.id).unwrap().unread, 0, "it does");
}

#[tokio::test]
async fn watermarks_are_as_strict_as_wanted() {
    let office = Office::open().await;
    let contact = office.on("telegram").contact;
    assert_eq!(office.say(contact, "a").await.status, 200, "1");
    assert_eq!(office.say(contact, "a").await.status, 200, "and 1 again");
    office
        .service
        .set_quirks(|quirks| quirks.watermark = Watermark::Increasing);
    refused(&office.say(contact, "a").await, 422, Some("watermark"));
    office
        .service
        .set_quirks(|quirks| quirks.watermark = Watermark::Optional);
    let body = json!({ "type": "text", "content": "a" });
    let reply = office
        .post(&format!("/contacts/{contact}/send"), body)
        .await;
    assert_eq!(reply.status, 200, "without one");
    assert_eq!(
        office.service.sends().last().unwrap().watermark,
        None,
        "noted as none"
    );
}

#[tokio::test]
async fn closed_chats_take_messages_as_wanted() {
    let office = Office::open().await;
    let chat = office.chat(|chat| !chat.open && chat.channel.is_some());
    let is_open = || office.service.chat(chat.id).unwrap().open;
    assert_eq!(office.say(chat.contact, "a").await.status, 200, "allowed");
    assert!(!is_open(), "and closed still");
    office
        .service
        .set_quirks(|quirks| quirks.send_to_closed = SendToClosed::Refused);
    refused(&office.say(chat.contact, "a").await, 422, None);
    office
        .service
        .set_quirks(|quirks| quirks.send_to_closed = SendToClosed::Reopens);
    office.say(chat.contact, "a").await;
    assert!(is_open(), "opened by it");
}

#[tokio::test]
async fn forward_may_do_without_a_text() {
    let office = Office::quirky(|quirks| quirks.forward_needs_text = false).await;
    let chat = office.service.chats()[0].id;
    let operator = office.service.operators()[0].id;
    done(
        &office
            .ask(
                Method::POST,
                &format!("/chats/{chat}/forward/{operator}"),
                None,
            )
            .await,
    );
}

#[tokio::test]
async fn internal_messages_may_always_come() {
    let office = Office::quirky(|quirks| quirks.internal_needs_activities = false).await;
    let chat = office.service.chats()[0].id;
    office.service.colleague_notes(chat, "psst").unwrap();
    let list = office.list(&format!("/chats/{chat}/messages")).await;
    assert_eq!(list[0]["internal"], true, "without asking");
}

#[tokio::test]
async fn media_may_be_fetched_during_the_request() {
    let office = Office::quirky(|quirks| quirks.media_fetch = MediaFetch::During).await;
    let chat = office.on("telegram");
    let path = format!("/contacts/{}/send", chat.contact);
    let picture = |media: String| json!({ "type": "picture", "watermark": 1, "media": media });
    let own = format!("{}/storage/projects/1/gates/1/a.png", office.service.url());
    let original = office
        .http
        .get(&own)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let sent = office.post(&path, picture(own)).await.json();
    let copy = sent["content"]["resource"]["parameters"]["url"]
        .as_str()
        .unwrap();
    let copy = office
        .http
        .get(copy)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    assert_eq!(copy, original, "byte for byte");
    let missing = picture(format!("{}/nowhere", office.service.url()));
    refused(&office.post(&path, missing).await, 422, Some("media"));
    let far = picture("http://192.0.2.1/a.png".to_owned());
    refused(&office.post(&path, far).await, 422, Some("media"));
}

#[tokio::test]
async fn messenger_windows_may_close() {
    let office = Office::quirky(|quirks| quirks.windows = true).await;
    let chat = office.on("instagram");
    office.service.customer_writes(chat.id, "hi").unwrap();
    assert_eq!(
        office.say(chat.contact, "a").await.status,
        200,
        "they wrote just now"
    );
    office
        .service
        .clock()
        .advance(Duration::from_secs(25 * 3600));
    refused(&office.say(chat.contact, "a").await, 422, None);
    let telegram = office.on("telegram");
    assert_eq!(
        office.say(telegram.contact, "a").await.status,
        200,
        "Telegram has no window"
    );
}

#[tokio::test]
async fn editing_and_deleting_follow_their_switches() {
    let office = Office::quirky(|quirks| {
        quirks.edit_telegram_only = false;
        quirks.deleted = Deleted::Gone;
    })
    .await;
    let sent = office.say(office.on("viber").contact, "a").await.json();
    let path = format!("/gates/{}/messages", sent["gate"]["id"]);
    done(
        &office
            .put(&path, json!({ "messageId": sent["id"], "text": "b" }))
            .await,
    );
    let body = json!({ "messageIds": [sent["id"]] });
    done(&office.ask(Method::DELETE, &path, Some(body)).await);
    assert!(
        office
            .service
            .message(sent["id"].as_i64().unwrap())
            .is_none(),
        "gone for good"
    );
}

#[tokio::test]
async fn deliveries_and_lag_follow_their_switches() {
    let office = Office::quirky(|quirks| {
        quirks.delivery = Delivery::Failed;
        quirks.history_lag_ms = 60_000;
    })
    .await;
    office.service.clock().freeze();
    let chat = office.on("telegram");
    let id = office.say(chat.contact, "a").await.json()["id"]
        .as_i64()
        .unwrap();
    let path = format!("/chats/{}/messages", chat.id);
    assert!(
        !ids(&office.list(&path).await).contains(&id),
        "not shown yet"
    );
    office.service.clock().advance(Duration::from_secs(61));
    let failed = office
        .service
        .wait_until(
            |it| it.message(id).unwrap().failure.is_some(),
            crate::desk::SOON,
        )
        .await;
    assert!(failed, "the channel rejects it");
    let last = &office.list(&path).await[0];
    assert_eq!(
        (last["id"].as_i64(), &last["state"]["type"]),
        (Some(id), &json!("failed")),
        "shown now"
    );
}
