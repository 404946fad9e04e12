//! Every sample of the API reference, and what the documents leave open, as it is understood.

use domain::{AttachmentKind, AuthorKind, ChatStatus, Delivery, OperatorStatus, Timestamp};
use serde_json::{Value, json};

use super::{list, map, wire};

fn chat(value: Value) -> domain::RemoteChat {
    map::chat(wire::Chat::read(&value).expect("it has an id"))
}

fn messages(value: Value) -> Vec<domain::RemoteMessage> {
    let body = value.to_string();
    let list = list::read(body.as_bytes(), wire::Message::read).expect("it is a list");
    map::history(list.items)
}

fn message(mut value: Value) -> domain::RemoteMessage {
    let fields = value.as_object_mut().expect("it is an object");
    fields.entry("id").or_insert(json!(1));
    fields
        .entry("date")
        .or_insert(json!("2025-04-01T09:46:24Z"));
    messages(json!([value])).remove(0)
}

#[test]
fn the_documented_chat_is_understood() {
    insta::assert_debug_snapshot!(chat(json!({
        "id": 123, "theme": "Support Ticket #491",
        "operator": { "id": 21, "name": "Jane", "photo": "url_to_photo.png" },
        "chatStatus": 1, "countUnread": 3
    })));
}

#[test]
fn a_chat_that_says_more_is_understood_too() {
    insta::assert_debug_snapshot!(chat(json!({
        "id": "123", "theme": "", "operator": null, "chatStatus": "4", "countUnread": null,
        "messSource": 2, "client": { "name": "Олена", "phone": 380936670003_i64 },
        "organization": { "id": 6, "name": "Shop" }, "unknown": [1, { "a": 2 }],
        "lastMessage": {
            "id": 9, "message": "Дякую!", "author": 1, "date": "2026-01-28T10:00:00", "status": 0
        }
    })));
}

#[test]
fn the_documented_history_is_understood() {
    insta::assert_debug_snapshot!(messages(json!([{
        "id": 1, "chatId": 123, "message": "Hello, how can I help?", "phone": "380936670003",
        "author": 0, "status": 3, "date": "2025-04-01T09:46:24.687Z",
        "operator": { "id": 21, "name": "Jane" }, "messageType": 0
    }])));
}

#[test]
fn unsaid_is_not_empty() {
    let bare = chat(json!({ "id": 1 }));
    assert_eq!(
        bare,
        domain::RemoteChat::new("1"),
        "an upsert must not erase what is known"
    );
    let nobody = chat(json!({ "id": 1, "operator": null }));
    assert_eq!(
        nobody.assignee,
        Some(domain::Assignee::Nobody),
        "null says nobody"
    );
    for value in [
        json!({}),
        json!({ "id": null }),
        json!({ "id": "" }),
        json!(5),
        json!(null),
    ] {
        assert_eq!(wire::Chat::read(&value), None, "{value} is no chat");
    }
}

#[test]
fn every_number_has_its_meaning_and_unknown_ones_are_kept() {
    for (code, status) in [
        (json!(0), ChatStatus::New),
        (json!(1), ChatStatus::Open),
        (json!(2), ChatStatus::Waiting),
        (json!(3), ChatStatus::Paused),
        (json!(4), ChatStatus::Closed),
        (json!("4"), ChatStatus::Closed),
        (json!("OnPause"), ChatStatus::Paused),
        (json!(7), ChatStatus::Other("7".into())),
        (json!("Strange"), ChatStatus::Other("Strange".into())),
    ] {
        let read = chat(json!({ "id": 1, "chatStatus": code }));
        assert_eq!(read.status, Some(status.clone()), "{code}");
        if let Some(number) = code.as_i64() {
            assert_eq!(
                map::status_number(&status),
                Some(number),
                "{code} goes back"
            );
        }
    }
    for (code, kind) in [
        (json!(0), AuthorKind::Operator),
        (json!(1), AuthorKind::Customer),
        (json!(2), AuthorKind::Bot),
        (json!(3), AuthorKind::Business),
        (json!(9), AuthorKind::Other),
        (json!("Client"), AuthorKind::Customer),
        (json!(null), AuthorKind::Other),
    ] {
        assert_eq!(
            message(json!({ "author": code })).author.kind,
            kind,
            "{code}"
        );
    }
    for (code, delivery) in [
        (json!(0), Some(Delivery::Sent)),
        (json!(1), Some(Delivery::Sent)),
        (json!(2), Some(Delivery::Rejected)),
        (json!(3), Some(Delivery::Read)),
        (json!(4), Some(Delivery::Other("4".into()))),
        (json!(null), None),
    ] {
        assert_eq!(
            message(json!({ "status": code })).delivery,
            delivery,
            "{code}"
        );
    }
    for (code, status) in [
        (json!(0), OperatorStatus::Active),
        (json!(1), OperatorStatus::Inactive),
        (json!(2), OperatorStatus::Deleted),
        (json!(5), OperatorStatus::Other("5".into())),
    ] {
        let read = wire::Operator::read(&json!({ "id": 1, "name": "A", "status": code })).unwrap();
        assert_eq!(map::operator(read).status, status, "{code}");
        assert_eq!(
            map::operator_status_number(&status),
            code.as_i64(),
            "{code} goes back"
        );
    }
    for (code, channel) in [
        (json!(1), "viber"),
        (json!(2), "telegram"),
        (json!(0), "source:0"),
        (json!(14), "source:14"),
        (json!("WhatsApp"), "whatsapp"),
    ] {
        let read = chat(json!({ "id": 1, "source": code }));
        assert_eq!(read.channel.unwrap().0, channel, "{code}");
    }
}

#[test]
fn a_file_is_found_under_any_plausible_name() {
    let url = Some("/files/a.jpg".to_owned());
    for fields in [
        json!({ "media": { "uri": "/files/a.jpg", "name": "a.jpg" } }),
        json!({ "media": { "url": "/files/a.jpg", "format": "jpg" } }),
        json!({ "media": "/files/a.jpg" }),
        json!({ "media": [{ "uri": "/files/a.jpg" }] }),
        json!({ "mediaUrl": "/files/a.jpg" }),
        json!({ "attachment": { "url": "/files/a.jpg", "fileName": "a.jpg" } }),
        json!({ "attachments": [{ "url": "/files/a.jpg" }] }),
        json!({ "file": { "link": "/files/a.jpg" } }),
        json!({ "photo": "/files/a.jpg" }),
        json!({ "Media": { "Uri": "/files/a.jpg", "Format": "image/jpeg" } }),
        json!({ "media": { "uri": "/files/a.jpg" }, "file": { "uri": "/files/a.jpg" } }),
    ] {
        let mut fields = fields;
        fields["messageType"] = json!(1);
        let read = message(fields.clone());
        let [file] = read.attachments.as_slice() else {
            panic!("one file in {fields}: {:?}", read.attachments);
        };
        assert_eq!(file.url, url, "{fields}");
        assert_eq!(
            file.kind,
            AttachmentKind::Photo,
            "{fields}: as the message says"
        );
        assert_eq!(file.mime.as_deref(), Some("image/jpeg"), "{fields}");
    }
}

#[test]
fn a_file_is_shown_even_if_its_place_is_not_said() {
    let photo = message(json!({ "messageType": 1, "message": "look" }));
    assert_eq!(
        photo.attachments.len(),
        1,
        "the type says that there is one"
    );
    assert_eq!(photo.attachments[0].url, None, "but not where");
    assert_eq!(photo.text, "look", "the text stays");

    let address = message(json!({ "messageType": 2, "message": "https://x.example/a.pdf" }));
    assert_eq!(
        address.attachments[0].url.as_deref(),
        Some("https://x.example/a.pdf"),
        "in the text"
    );
    assert_eq!(address.text, "", "which is nothing else");

    let inlined = message(json!({ "media": { "name": "a.png", "dataBase64": "iVBORw==" } }));
    assert_eq!(
        inlined.attachments[0].url.as_deref(),
        Some("data:image/png;base64,iVBORw=="),
        "content in the message becomes an address"
    );
    assert_eq!(
        inlined.attachments[0].kind,
        AttachmentKind::Photo,
        "by its name"
    );

    let text = message(json!({ "messageType": 0, "message": "https://x.example/a.pdf" }));
    assert_eq!(text.attachments, [], "a link in a text is a text");
}

#[test]
fn dates_come_with_and_without_a_zone_and_a_message_without_one_takes_its_neighbours() {
    let read = messages(json!([
        { "id": 1, "date": null },
        { "id": 2, "date": "2025-04-01T09:46:24.687" },
        { "id": 3 },
        { "id": 4, "date": "2025-04-01T12:46:25+03:00" },
        { "date": "2025-04-01T09:46:24Z", "message": "no id" },
    ]));
    let times: Vec<i64> = read.iter().map(|message| message.sent_at.0).collect();
    let first = Timestamp::from_iso("2025-04-01T09:46:24.687Z").unwrap().0;
    assert_eq!(
        times,
        [first, first, first, first + 313],
        "in the history's order"
    );
}

#[test]
fn a_customers_message_is_not_the_operators_who_answers() {
    let read = message(json!({ "author": 1, "operator": { "id": 21, "name": "Jane" } }));
    assert_eq!(read.author.operator, None, "Jane only answers the chat");
    let ours = message(json!({ "author": 0, "operator": null }));
    assert_eq!(
        ours.author.kind,
        AuthorKind::Operator,
        "an operator, unnamed"
    );
}

#[test]
fn hostile_names_are_bounded_and_on_one_line() {
    let read = chat(json!({ "id": 1, "theme": format!("a\r\nb\u{0}{}", "x".repeat(10_000)) }));
    let title = read.title.unwrap();
    assert!(title.starts_with("a  b xxx"), "control characters are gone");
    assert_eq!(title.chars().count(), 500, "bounded");
}

proptest::proptest! {
    #[test]
    fn nothing_foreign_makes_reading_fail(text in "\\PC{0,40}", number in proptest::num::f64::ANY) {
        for value in [json!(text), json!(number), json!([text]), json!({ &text: number })] {
            let anything = json!({
                "id": value, "chatId": value, "message": value, "author": value, "status": value,
                "date": value, "operator": value, "messageType": value, "media": value,
                "attachments": value, "theme": value, "client": value, "lastMessage": value,
                "source": value, "organization": value, "phone": value, "countUnread": value,
            });
            let _ = wire::Chat::read(&anything).map(map::chat);
            let _ = wire::Message::read(&anything).and_then(map::message);
            let _ = wire::Operator::read(&anything).map(map::operator);
            let _ = list::read(anything.to_string().as_bytes(), wire::Chat::read);
        }
    }
}
