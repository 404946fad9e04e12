//! Every sample of the API reference, and what the documents leave open, as it is understood.

use domain::{Answering, AttachmentKind, AuthorKind, ChatStatus, Delivery, RemoteMessage};
use serde_json::{Value, json};

use super::known::Known;
use super::{map, wire};

fn chat(value: &Value) -> domain::RemoteChat {
    let read = wire::Chat::read(value).expect("it has an id");
    map::chat(read, None, &Known::default())
}

fn message(mut value: Value) -> RemoteMessage {
    let fields = value.as_object_mut().expect("it is an object");
    fields.entry("id").or_insert(json!(1));
    let read = wire::Message::read(&value).expect("it has an id");
    map::history(vec![read], &Known::default()).remove(0)
}

fn content(kind: &str, parameters: &Value) -> RemoteMessage {
    message(json!({
        "content": { "type": kind, "resource": { "parameters": parameters } },
        "sender": { "type": "contact" }, "createdAt": "2020-02-06 01:17:11",
    }))
}

#[test]
fn the_documented_chat_is_understood() {
    insta::assert_debug_snapshot!(chat(&json!({
        "id": 2196, "name": "Olena", "image": "https://messenger.smartsender.eu/storage/1.jpeg",
        "contact": { "id": 3404, "originalId": 2231 },
        "gates": [{ "id": 3404, "subscribed": true, "unreadMessages": 2, "channel": {
            "id": 2, "active": true, "occupied": true, "type": "viber", "name": "smartsender",
            "referrer": 1, "link": "https://viber.me/smartsender",
            "app": "viber://pa?chatURI=smartsender",
            "createdAt": "2019-08-02 18:26:33", "updatedAt": "2019-11-25 15:07:43"
        } }],
        "createdAt": "2019-10-23 16:16:38", "updatedAt": "2019-11-25 21:43:22"
    })));
}

#[test]
fn unsaid_is_not_empty() {
    let bare = chat(&json!({ "id": "7", "gates": null, "contact": null, "unreadMessages": null }));
    assert_eq!(bare, domain::RemoteChat::new("7"), "nothing but its id");
    let odd = chat(&json!({ "id": 7, "gates": [{}, 5, { "id": 1, "channel": { "type": 9 } }] }));
    assert_eq!(odd.answering, None, "nobody said");
    assert!(
        wire::Chat::read(&json!({ "name": "x" })).is_none(),
        "no id, no chat"
    );
}

#[test]
fn gates_say_whether_and_where_the_customer_is_reached() {
    let gate = |id, subscribed: Value, unread, kind| {
        json!({
            "id": id, "subscribed": subscribed, "unreadMessages": unread, "channel": { "type": kind },
        })
    };
    for (gates, answering, channel, unread) in [
        (
            json!([
                gate(1, json!(false), 0, "viber"),
                gate(2, json!(true), 0, "Telegram")
            ]),
            Answering::Open,
            "telegram",
            0,
        ),
        (
            json!([
                gate(1, json!(true), 0, "viber"),
                gate(2, json!(1), 3, "holo")
            ]),
            Answering::Open,
            "holo",
            3,
        ),
        (
            json!([gate(1, json!(false), 1, "viber"), gate(2, json!(0), 1, "x")]),
            Answering::Unsubscribed,
            "viber",
            2,
        ),
    ] {
        let read = chat(&json!({ "id": 1, "gates": gates }));
        assert_eq!(read.answering, Some(answering), "{gates}");
        let found = read.channel.map(|channel| channel.0);
        assert_eq!(found.as_deref(), Some(channel), "{gates}");
        assert_eq!(read.unread, Some(unread), "{gates}");
    }
    let both = chat(&json!({ "id": 1, "unreadMessages": 5, "gates": [
        { "id": 1, "unreadMessages": 1 }] }));
    assert_eq!(both.unread, Some(5), "the chat's own count comes first");
}

#[test]
fn the_catalogues_fields_count_where_they_are() {
    let rich = chat(
        &json!({ "id": 1, "title": "Olena", "phone": "+380", "isClosed": true,
        "lastMessage": "x", "canReply": null }),
    );
    assert_eq!(rich.title.as_deref(), Some("Olena"), "another name for it");
    assert_eq!(rich.status, Some(ChatStatus::Closed), "said outright");
    assert_eq!(rich.phone.as_deref(), Some("+380"), "phone");
}

#[test]
fn the_documented_message_is_understood() {
    insta::assert_debug_snapshot!(message(json!({
        "id": "534", "internal": false, "state": { "type": "success", "message": null },
        "content": { "type": "text", "resource": {
            "parameters": { "content": "Choose" },
            "buttons": [{ "parameters": { "text": "Yes" } }, {}, null] } },
        "sender": { "type": "operator", "image": "/img/unknown-icon.png", "fullName": "Olena" },
        "gate": { "id": 11, "channel": { "type": "telegram" } },
        "editedAt": null, "seenAt": "2020-02-06 01:17:11", "createdAt": "2019-08-05 14:06:39",
        "deliveredAt": "2019-08-05 14:06:41", "unknown": { "a": [1] }
    })));
}

#[test]
fn contents_become_words_and_files() {
    use AttachmentKind::{File, Photo};
    let url = "https://messenger.smartsender.com/storage/projects/1/gates/2/photo.PNG?x=1";
    let video = "https://messenger.smartsender.com/storage/projects/1/gates/2/a.mp4";
    for (kind, parameters, text, files) in [
        ("text", json!({ "content": "Hi" }), "Hi", vec![]),
        ("input", json!({ "content": "Name?" }), "Name?", vec![]),
        (
            "pendingText",
            json!({ "content": "Hi %a% %b%", "replacement": { "%a%": "Ann", "%b%": 5, "": "x" } }),
            "Hi Ann 5",
            vec![],
        ),
        ("link", json!({ "url": url }), url, vec![]),
        (
            "picture",
            json!({ "url": url, "caption": "Me" }),
            "Me",
            vec![Photo],
        ),
        ("animation", json!({ "url": video }), "", vec![File]),
        (
            "telegramCaptionedPicture",
            json!({ "url": url }),
            "",
            vec![Photo],
        ),
        ("video", json!({ "url": video }), "", vec![File]),
        ("telegramVideoNote", json!({ "url": video }), "", vec![File]),
        (
            "audio",
            json!({ "url": "https://x.example/a" }),
            "",
            vec![File],
        ),
        ("voice", json!({ "url": "/storage/a.ogg" }), "", vec![File]),
        ("file", json!({ "url": url }), "", vec![File]),
        (
            "mediaGroup",
            json!({ "media": [
                { "type": "picture", "resource": { "parameters": { "url": url, "caption": "1" } } },
                { "type": "video", "resource": { "parameters": { "url": video } } }, null, {}] }),
            "1",
            vec![Photo, File],
        ),
        (
            "mediaGroup",
            json!({ "media": [
                { "resource": { "parameters": { "url": url } } },
                { "resource": { "parameters": { "url": video } } }] }),
            "",
            vec![Photo, File],
        ),
        (
            "location",
            json!({ "latitude": 52.2297, "longitude": "21.0122", "title": "Here" }),
            "Here\n52.2297, 21.0122",
            vec![],
        ),
        (
            "contact",
            json!({ "name": "Dad", "phoneNumber": "+48601" }),
            "Dad\n+48601",
            vec![],
        ),
        (
            "telegramInvoice",
            json!({ "receipt": { "title": "Course", "description": "Twelve" } }),
            "Course\nTwelve",
            vec![],
        ),
        ("hologram", json!({ "emoji": "x" }), "[hologram]", vec![]),
        ("hologram", json!({ "url": url }), "", vec![File]),
        ("hologram", json!({ "content": "Hi" }), "Hi", vec![]),
        ("text", json!(null), "", vec![]),
    ] {
        let read = content(kind, &parameters);
        assert_eq!(read.text, text, "{kind} {parameters}");
        let kinds: Vec<_> = read.attachments.iter().map(|file| file.kind).collect();
        assert_eq!(kinds, files, "{kind} {parameters}");
    }
    let file = content("file", &json!({ "url": url }))
        .attachments
        .remove(0);
    assert_eq!(file.name.as_deref(), Some("photo.PNG"), "from the address");
    assert_eq!(file.mime.as_deref(), Some("image/png"), "by its ending");
}

#[test]
fn a_deleted_message_shows_what_it_said() {
    let original = json!({ "type": "text", "resource": { "parameters": { "content": "Oops" } } });
    let gone = content(
        "transient",
        &json!({ "context": { "timestamp": 1_730_000_000 }, "original": original }),
    );
    assert!(gone.extras.deleted, "deleted");
    assert_eq!(gone.text, "Oops", "what it said");
    let mut deep = original;
    for _ in 0..100 {
        deep = json!({ "type": "transient", "resource": { "parameters": { "original": deep } } });
    }
    assert!(
        message(json!({ "content": deep })).extras.deleted,
        "however deep it pretends to be"
    );
}

#[test]
fn senders_and_ticks() {
    use AuthorKind::{Bot, Customer, Operator, Other, System};
    let of = |sender: Value, kind: &str, more: Value| {
        let mut value = json!({ "sender": sender, "content": { "type": kind },
            "createdAt": "2020-02-06 01:17:11" });
        let fields = value.as_object_mut().expect("it is an object");
        fields.extend(more.as_object().expect("it is one, too").clone());
        let read = message(value);
        (read.author.kind, read.delivery)
    };
    let time = "2020-02-06 01:17:12";
    let we = json!({ "type": "operator" });
    for (sender, kind, more, expected) in [
        (
            json!({ "type": "contact" }),
            "text",
            json!({}),
            (Customer, None),
        ),
        (
            json!({ "type": "bot" }),
            "text",
            json!({}),
            (Bot, Some(Delivery::Sent)),
        ),
        (
            json!({ "type": "holo" }),
            "text",
            json!({}),
            (Operator, Some(Delivery::Sent)),
        ),
        (
            json!(null),
            "text",
            json!({}),
            (Other, Some(Delivery::Sent)),
        ),
        (we.clone(), "action", json!({}), (System, None)),
        (
            we.clone(),
            "text",
            json!({ "deliveredAt": time, "seenAt": null }),
            (Operator, Some(Delivery::Delivered)),
        ),
        (
            we.clone(),
            "text",
            json!({ "deliveredAt": null, "seenAt": time }),
            (Operator, Some(Delivery::Read)),
        ),
        (
            we,
            "text",
            json!({ "state": { "type": "failed", "message": "Blocked" } }),
            (Operator, Some(Delivery::Rejected)),
        ),
    ] {
        let found = of(sender.clone(), kind, more.clone());
        assert_eq!(found, expected, "{sender} {kind} {more}");
    }
}

#[test]
fn a_message_without_a_date_takes_its_neighbours() {
    let read = |value: Value| wire::Message::read(&value).expect("it has an id");
    let page = vec![
        read(json!({ "id": 3, "createdAt": null })),
        read(json!({ "id": 2, "createdAt": "2020-02-06T01:17:11+02:00" })),
        read(json!({ "id": 1 })),
    ];
    let times: Vec<i64> = map::history(page, &Known::default())
        .into_iter()
        .map(|message| message.sent_at.0)
        .collect();
    assert_eq!(times, [1_580_944_631_000; 3], "it certainly exists");
}

#[test]
fn cards_operators_tags_notes_and_channels_are_understood() {
    let known = Known::default();
    let tag = json!({ "id": "4", "name": "VIP", "color": "F59F00", "pivot": {} });
    for variables in [
        json!([{ "id": 1, "name": "level", "value": "B1" }, { "name": "x", "value": null }]),
        json!({ "level": "B1", "x": null }),
    ] {
        let card = wire::Contact::read(&json!({
            "id": 5, "firstName": "Olena", "lastName": "M", "email": null, "phone": "+380",
            "tags": [tag, null], "funnels": [{ "id": 1, "name": "Welcome" }],
            "variables": variables, "notes": [], "createdAt": "2026-11-03T09:15:00+00:00",
        }));
        let card = map::contact(card.expect("it has an id"), &known);
        assert_eq!(card.name, "Olena M", "from its parts");
        assert_eq!(card.labels.len(), 1, "tags");
        assert!(
            card.fields.contains(&("level".into(), "B1".into())),
            "{variables}"
        );
        assert!(
            card.fields.contains(&("funnels".into(), "Welcome".into())),
            "funnels"
        );
    }
    let values = wire::Contact::read(&json!({ "id": 5, "values": [
        { "name": "level", "value": 2 }] }));
    let values = values.expect("it has an id").variables;
    assert_eq!(
        values,
        [("level".to_owned(), "2".to_owned())],
        "another way"
    );
    let label = |color: Value| {
        map::label(wire::Tag::read(&json!({ "id": 1, "color": color })).expect("an id")).color
    };
    assert_eq!(label(json!("F59F00")), "#f59f00", "a sign before it");
    assert_eq!(label(json!("#000000")), "#000000", "not a second one");
    assert_eq!(label(json!("red")), "", "no colour");
    assert_eq!(label(json!(null)), "", "none given");
    insta::assert_debug_snapshot!((
        wire::Operator::read(&json!({
            "id": 9, "type": "operator", "watermark": "", "subscribed": true, "involvement": 1,
            "chatsTotal": "12", "status": { "id": 1, "name": "Online", "color": "2FB344" },
            "info": { "id": 4009, "fullName": null, "firstName": "Ann", "email": "a@b.example" },
            "createdAt": "2026-11-03 09:15:00", "deletedAt": null,
        }))
        .map(map::colleague),
        wire::Operator::read(&json!({ "id": "9" })).map(map::colleague),
        wire::Note::read(
            &json!({ "id": 1, "content": "VIP", "createdAt": "2026-11-03 09:15:00",
            "user": { "fullName": "Ann" } })
        )
        .map(|note| map::note(note, &known)),
        wire::Note::read(&json!({ "id": 1 })).map(|note| map::note(note, &known)),
        wire::Channel::read(
            &json!({ "id": 2, "active": true, "occupied": true, "type": "viber",
            "name": "smartsender", "referrer": 1 })
        )
        .map(map::channel),
        wire::Channel::read(&json!({ "id": 2, "type": null })).map(map::channel),
        wire::Project::read(&json!({ "id": 1, "name": "Project", "photo": null,
            "timezone": "Europe/Kyiv", "identifier": "x" })),
    ));
    let left = wire::Operator::read(&json!({ "id": 1, "deletedAt": "2026-11-03 09:15:00" }));
    assert!(left.is_some_and(|operator| operator.removed), "who left");
}
