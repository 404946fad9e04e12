//! Every sample shape of the API reference, and what the documents leave open, as it is
//! understood.

use domain::{Answering, AuthorKind, ChatStatus, Delivery, RemoteChatId, Timestamp};
use serde_json::{Value, json};

use super::known::Known;
use super::{labels, map, templates, wire};

fn full(value: Value) -> domain::RemoteChat {
    let chat = wire::Chat::read(&value).expect("it is an object");
    map::full_chat(chat).expect("it has an id")
}

fn flat(value: Value) -> domain::RemoteChat {
    let chat = wire::Chat::read(&value).expect("it is an object");
    map::public_chat(RemoteChatId::from("c1"), chat)
}

fn message(mut value: Value) -> domain::RemoteMessage {
    let fields = value.as_object_mut().expect("it is an object");
    fields.entry("_id").or_insert(json!("m1"));
    fields
        .entry("timestamp")
        .or_insert(json!(1_757_056_145_969_i64));
    let message = wire::Message::read(&value).expect("it has an id");
    map::message(message, &Known::default()).expect("it has a time")
}

#[test]
fn the_chat_of_a_search_is_understood() {
    insta::assert_debug_snapshot!(full(json!({
        "_id": "68a1", "title": "Dana", "agent": { "uid": null, "displayName": "" },
        "channel": "whatsapp", "entityPhone": "972551230000", "clientPhoneE164": "+972521112233",
        "clientPhone": "972521112233", "created": "2025-05-07T11:09:03.295Z", "botState": {},
        "last_message_timestamp": 1_757_056_145_969_i64,
        "lastIncomingMessageTimestamp": 1_757_056_100_000_i64, "status": 1, "unreadCount": 3,
        "channelInfo": { "name": "whatsapp", "id": "972521112233", "accountId": "972551230000" },
        "departmentId": null, "resolvedUpdateTime": 1_757_000_000, "crmData": {},
        "externalBot": false, "updatedAt": "2025-09-05T07:09:06.000Z", "personId": "p1",
        "unknown": [{ "a": null }]
    })));
}

#[test]
fn the_trimmed_chat_is_understood() {
    insta::assert_debug_snapshot!(flat(json!({
        "success": true, "title": "Dana",
        "channelInfo": { "name": "instagram", "id": "1784", "accountId": "17" },
        "departmentId": "sales", "agent": { "uid": "u1", "displayName": "Noa" }, "status": 2,
        "created": "2025-05-07T11:09:03.295Z", "updatedAt": "2025-09-05T07:09:06.000Z",
        "lastIncomingMessageTimestamp": 1_757_056_100_000_i64,
        "lastMessage": { "type": "text", "text": "hi" }, "unreadCount": 0,
        "botState": { "id": "b1" }, "lastMessageTimestamp": 1_757_056_145_969_i64
    })));
}

#[test]
fn unsaid_is_not_empty() {
    let bare = flat(json!({}));
    assert_eq!(bare, domain::RemoteChat::new("c1"), "nothing was said");
    assert_eq!(bare.labels, None, "the trimmed chat says nothing of labels");
    let unlabelled = full(json!({ "_id": "a" }));
    assert_eq!(
        unlabelled.labels,
        Some(vec![]),
        "a search that names none means none"
    );
    let nulls = flat(
        json!({ "title": null, "status": null, "agent": null, "channelInfo": null,
        "unreadCount": null, "lastMessageTimestamp": null, "labels": null }),
    );
    assert_eq!(nulls.title, None, "null is unsaid");
    assert_eq!(
        nulls.assignee,
        Some(domain::Assignee::Nobody),
        "but a null agent is nobody"
    );
}

#[test]
fn units_of_time_go_by_the_field() {
    for (field, value) in [
        ("last_message_timestamp", json!(1_757_056_145_969_i64)),
        ("lastMessageTimestamp", json!("1757056145969")),
        ("updatedAt", json!("2025-09-05T07:09:05.969Z")),
        ("created", json!("2025-09-05T07:09:05.969Z")),
    ] {
        let chat = full(json!({ "_id": "a", field: value }));
        assert_eq!(
            chat.updated_at,
            Some(Timestamp(1_757_056_145_969)),
            "{field}"
        );
    }
    let chat = full(json!({ "_id": "a", "pendingUpdateTime": 1_757_056_145 }));
    assert_eq!(
        chat.updated_at, None,
        "seconds are never taken for milliseconds"
    );
}

#[test]
fn whatsapp_closes_a_day_after_the_customers_last_message() {
    let whatsapp = |last: Value| {
        let info = json!({ "name": "whatsapp", "id": "1", "accountId": "2" });
        full(json!({ "_id": "a", "channelInfo": info, "lastIncomingMessageTimestamp": last }))
            .answering
    };
    assert_eq!(
        whatsapp(json!(1_757_056_100_000_i64)),
        Some(Answering::Until {
            at: Timestamp(1_757_056_100_000 + 86_400_000)
        }),
        "24 hours later"
    );
    assert_eq!(
        whatsapp(json!(1_757_056_100)),
        whatsapp(json!("2025-09-05T07:08:20Z")),
        "whatever the unit"
    );
    assert_eq!(
        whatsapp(Value::Null),
        Some(Answering::Until { at: Timestamp(0) }),
        "never opened where the customer never wrote"
    );
    let other = full(json!({ "_id": "a", "channelInfo": { "name": "email", "id": "x" } }));
    assert_eq!(other.answering, Some(Answering::Open), "no rule is known");
}

#[test]
fn names_of_a_chat_are_tried_in_turn() {
    let info = json!({ "name": "whatsapp", "id": "972521112233" });
    for (display, title, expected) in [
        (json!("Dana VIP"), json!("Dana"), Some("Dana VIP")),
        (Value::Null, json!("Dana"), Some("Dana")),
        (json!(""), json!(""), Some("+972521112233")),
    ] {
        let chat = full(
            json!({ "_id": "a", "displayName": display, "title": title, "channelInfo": info }),
        );
        assert_eq!(chat.title.as_deref(), expected, "{display} {title}");
    }
}

#[test]
fn statuses_of_chats_and_messages_are_known_and_others_kept() {
    for (number, status) in [
        (0, ChatStatus::Other("bot".into())),
        (1, ChatStatus::New),
        (2, ChatStatus::Open),
        (3, ChatStatus::Closed),
        (4, ChatStatus::Other("bulk".into())),
        (9, ChatStatus::Other("9".into())),
    ] {
        assert_eq!(map::chat_status(number), status, "{number}");
    }
    for (number, delivery) in [
        (0, Delivery::Sent),
        (1, Delivery::Sent),
        (2, Delivery::Delivered),
        (3, Delivery::Read),
        (4, Delivery::Rejected),
        (5, Delivery::Rejected),
        (6, Delivery::Sent),
        (17, Delivery::Other("17".into())),
    ] {
        let sent = message(json!({ "direction": "outgoing", "status": number }));
        assert_eq!(sent.delivery, Some(delivery), "{number}");
        assert_eq!(sent.extras.deleted, number == 6, "{number}");
        let received = message(json!({ "direction": "incoming", "status": number }));
        assert_eq!(received.delivery, None, "an incoming message has no ticks");
    }
}

#[test]
fn who_wrote_is_told_by_direction_and_agent() {
    for (value, kind) in [
        (json!({ "direction": "incoming" }), AuthorKind::Customer),
        (
            json!({ "direction": "incoming", "agent": "Bot" }),
            AuthorKind::Customer,
        ),
        (
            json!({ "direction": "outgoing", "agent": "Bot" }),
            AuthorKind::Bot,
        ),
        (
            json!({ "direction": "outgoing", "agent": "u1" }),
            AuthorKind::Operator,
        ),
        (json!({ "direction": "outgoing" }), AuthorKind::Operator),
        (
            json!({ "direction": "outgoing", "special": { "isEchoMessage": true } }),
            AuthorKind::Business,
        ),
        (json!({ "direction": "sideways" }), AuthorKind::Operator),
        (json!({}), AuthorKind::Other),
        (
            json!({ "systemMessage": true, "newChatStatus": 3 }),
            AuthorKind::System,
        ),
        (json!({ "newChatStatus": 1 }), AuthorKind::System),
    ] {
        assert_eq!(message(value.clone()).author.kind, kind, "{value}");
    }
    let taken = message(json!({ "direction": "outgoing", "agent": "u1" }));
    assert_eq!(
        taken.author.operator.map(|id| id.0),
        Some("u1".into()),
        "by uid"
    );
}

#[test]
fn every_kind_of_content_is_understood() {
    let incoming = |mut value: Value| {
        value["direction"] = json!("incoming");
        message(value)
    };
    let row = |title: &str| json!({ "title": title, "payload": "p" });
    let all: Vec<domain::RemoteMessage> = vec![
        incoming(json!({ "type": "text", "text": "Привіт" })),
        incoming(json!({ "type": "media", "media": [
            { "mediaType": "image", "fileId": "f1", "contentType": "image/jpeg", "caption": "one" },
            { "mediaType": "document", "fileId": "f2", "filename": "a.pdf", "caption": "two" },
            { "mediaType": "sticker", "fileId": "f3", "deleted": { "timestamp": 1 } },
            { "mediaType": "hologram", "url": "https://x.example/h" } ] })),
        message(
            json!({ "type": "buttons", "text": "?", "buttons": [row("Yes"), row("No")], "direction": "outgoing" }),
        ),
        message(
            json!({ "type": "list", "text": "?", "list": { "button": "b", "sections": [
            { "title": "s", "rows": [row("Oak")] }, { "rows": [row("Walnut")] } ] }, "direction": "outgoing" }),
        ),
        incoming(json!({ "type": "postback", "postback": { "payload": "oak", "title": "Oak" } })),
        incoming(json!({ "type": "postback", "postback": { "payload": "oak" } })),
        incoming(
            json!({ "type": "contacts", "contacts": [ { "name": { "formatted_name": "Dana" },
            "phones": [{ "phone": "+1" }, "+2"], "emails": [{ "email": "d@x" }] }, {} ] }),
        ),
        incoming(json!({ "type": "location", "location": {
            "latitude": 31.25, "longitude": 34.79, "name": "Home", "address": "Street 5" } })),
        incoming(json!({ "type": "location", "location": { "lat": "31.25", "lng": "34.79" } })),
        message(
            json!({ "type": "special", "special": { "whatsapp": { "template": { "name": "hi" } } },
            "direction": "outgoing" }),
        ),
        incoming(json!({ "type": "special", "special": { "facebook": { "referral": {} } } })),
        incoming(json!({ "type": "hologram", "beam": 7 })),
        message(json!({ "systemMessage": true, "newChatStatus": 3 })),
        message(json!({ "systemMessage": true, "newChatStatus": 77 })),
    ];
    let told: Vec<_> = all
        .into_iter()
        .map(|it| (it.text, it.attachments, it.extras.buttons))
        .collect();
    insta::assert_debug_snapshot!(told);
}

#[test]
fn a_quote_is_named_bare_or_in_an_object() {
    for context in [json!("wamid.1"), json!({ "id": "wamid.1", "from": "972" })] {
        let raw = json!({ "_id": "a", "timestamp": 1_757_056_145_969_i64, "context": context });
        let read = wire::Message::read(&raw).unwrap();
        assert_eq!(read.context.as_deref(), Some("wamid.1"), "{context}");
    }
}

#[test]
fn broken_parts_are_left_out_and_the_rest_is_kept() {
    assert_eq!(
        wire::Message::read(&json!({ "text": "no id" })),
        None,
        "not a message"
    );
    let odd = message(
        json!({ "text": 7, "media": "none", "buttons": [null, {}], "status": "x",
        "agent": {}, "channelInfo": [], "direction": null }),
    );
    assert_eq!(odd.text, "7", "numbers pass for texts");
    assert!(
        odd.attachments.is_empty() && odd.extras.buttons.is_empty(),
        "nothing else"
    );
    let timeless = wire::Message::read(&json!({ "_id": "m", "updatedAt": "2025-09-05T07:09:06Z" }));
    let timeless = map::message(timeless.expect("an id"), &Known::default()).expect("a time");
    assert_eq!(
        timeless.sent_at,
        Timestamp(1_757_056_146_000),
        "the other time will do"
    );
}

#[test]
fn labels_quick_replies_and_templates_are_understood() {
    let label =
        labels::label(&json!({ "id": "vip", "name": "VIP", "color": "#C2185B", "system": true }));
    insta::assert_debug_snapshot!("label", label);
    assert_eq!(
        labels::label(&json!({ "id": "x", "color": "red" })).map(|it| (it.name, it.color)),
        Some(("x".into(), String::new())),
        "a colour that is none is none"
    );
    insta::assert_debug_snapshot!(
        "quick_reply",
        labels::quick_reply(&json!({
            "_id": "q1", "send": { "contents": [ { "type": "text", "text": "Hello" },
                { "type": "media", "media": [] }, { "type": "text", "text": "Bye" } ],
                "betweenMessagesDelay": 500, "target": [] },
            "display": { "position": "top", "title": "Greeting", "note": "", "users": [] },
            "metadata": { "created": 1, "updated": 2, "client": {} }
        }))
    );
    assert_eq!(
        labels::quick_reply(&json!({ "send": {} })),
        None,
        "no id, no reply"
    );
    insta::assert_debug_snapshot!(
        "templates",
        templates::templates(&json!({
            "_id": "t1", "name": "order_ready", "title": "Order", "usage": "inbox", "chatStatus": 1,
            "channelInfo": { "name": "whatsapp", "accountId": "97255" },
            "defaults": { "en": { "body": ["friend"] } },
            "provider_template": { "name": "order_ready", "category": "UTILITY", "localizations": [
                { "language": "en", "status": "APPROVED", "components": [
                    { "type": "HEADER", "format": "IMAGE" },
                    { "type": "BODY", "text": "Hi {{1}}, {{2}} and {{1}}" }, { "type": "FOOTER" } ] },
                { "language": "he", "status": "PENDING", "components": [{ "type": "BODY", "text": "x" }] },
                { "language": "uk", "status": "SOMETHING_NEW", "components": null },
                { "language": "fr", "status": "approved", "components": [
                    { "type": "header", "example": { "header_handle": ["h"] } },
                    { "type": "body", "text": "Salut" } ] } ] }
        }))
    );
}
