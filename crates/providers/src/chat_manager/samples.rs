//! The documents' samples (chat-manager.md §4 to §8), and what services make of them: unknown
//! fields and values, nulls, missing ones, other types.

use domain::{
    Answering, AttachmentKind, AuthorKind, ChatStatus, ParticipantId, RemoteMessage, Timestamp,
};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue, LOCATION};
use serde_json::{Value, json};

use super::{map, wire};
use crate::http::{Answer, Effect};

const CHAT: &str = "f8a7c1de-5a1c-4c55-9d19-0a2f6f0c1b11";
const BOT: &str = "0b2f6a1e-9c1d-4f0e-8a2b-3c4d5e6f7a8b";
const ANA: &str = "7d1e2f3a-4b5c-4d6e-9f70-8192a3b4c5d6";

/// A chat of two titles and two people (§8).
fn chat() -> Value {
    let title = |value: &str, at: &str| json!({ "value": value, "contentType": "text/plain", "capturedAt": at });
    json!({
        "id": CHAT, "isActive": true, "service": "telegram",
        "registeredAt": "2024-12-11T08:54:03.000Z", "createdBy": CHAT,
        "title": [
            title("Later", "2024-12-12T10:00:00.000Z"),
            title("First", "2024-12-11T08:54:21.898Z"),
        ],
        "participants": [
            {
                "id": ANA, "userProperties": { "username": "ana_m" },
                "participations": [{ "isActive": true, "joinedAt": "2024-12-11T08:54:12.000Z" }],
            },
            {
                "id": BOT,
                "userProperties": { "firstname": "Certified", "username": "certified_bot" },
                "participations": [
                    { "isActive": false, "joinedAt": "2024-12-11T08:55:00.000Z", "invitedBy": ANA },
                    { "isActive": true, "joinedAt": "2024-12-13T08:55:00.000Z", "invitedBy": ANA },
                ],
            },
        ],
    })
}

fn read(value: &Value) -> wire::Chat {
    serde_json::from_value(value.clone()).unwrap()
}

fn at(text: &str) -> Option<Timestamp> {
    Timestamp::from_iso(text)
}

#[test]
fn a_chat_is_read_whole() {
    let remote = map::chat(&read(&chat()));
    assert_eq!(
        remote.title.as_deref(),
        Some("Later"),
        "the newest, wherever it stands"
    );
    assert_eq!(remote.status, Some(ChatStatus::Open), "active");
    assert_eq!(
        remote.answering,
        Some(Answering::Open),
        "it can be answered"
    );
    assert_eq!(remote.channel, Some("telegram".into()), "the messenger");
    assert_eq!(
        remote.updated_at,
        at("2024-12-13T08:55:00Z"),
        "somebody came back last"
    );
    assert_eq!(remote.unread, None, "nobody counts");
}

#[test]
fn a_group_has_its_titles_and_people() {
    let group = map::group(read(&chat()));
    let titles: Vec<&str> = group.titles.iter().map(|it| it.title.as_str()).collect();
    assert_eq!(titles, ["First", "Later"], "the present one last");
    assert!(group.ready && group.active, "made and in use");
    let [ana, bot] = group.participants.as_slice() else {
        panic!("two people");
    };
    assert_eq!(ana.name, "ana_m", "a user name only");
    assert_eq!(ana.invited_by, None, "nobody invited the first");
    assert_eq!(
        (bot.name.as_str(), bot.joined.len()),
        ("Certified", 2),
        "came twice"
    );
    assert_eq!(bot.invited_by, Some(ParticipantId::from(ANA)), "by whom");
    assert!(bot.active, "and is in");
}

#[test]
fn dates_in_lists_have_no_zone() {
    let mut listed = chat();
    listed["registeredAt"] = json!("2024-12-11T08:54:03");
    let meta = json!({ "currentPage": 0, "totalPages": 42, "pageSize": 20, "totalRecords": 831 });
    let body = json!({ "records": [listed], "_metadata": meta });
    let page = wire::page(body.to_string().as_bytes(), |chat| chat.id.clone()).unwrap();
    assert_eq!(page.chats, [CHAT], "its one chat");
    let group = map::group(read(&body["records"][0]));
    assert_eq!(group.registered_at, at("2024-12-11T08:54:03Z"), "it is UTC");
    assert_eq!(page.meta.total_records, Some(831), "the sample's numbers");
}

#[test]
fn young_chats_have_hardly_anything() {
    for bare in [
        json!({ "id": CHAT, "isActive": true, "title": [], "participants": [] }),
        json!({ "id": CHAT, "isActive": true, "title": null, "registeredAt": null }),
    ] {
        assert!(!map::group(read(&bare)).ready, "not made yet");
        let remote = map::chat(&read(&bare));
        assert_eq!(remote.title, None, "no title was said");
        assert_eq!(
            remote.answering,
            Some(Answering::Inactive),
            "nor can it be answered"
        );
    }
    let nothing = map::chat(&read(&json!({ "id": CHAT })));
    assert_eq!(
        (nothing.status, nothing.answering),
        (None, None),
        "unsaid stays unsaid"
    );
}

#[test]
fn oddities_cost_themselves_only() {
    let mut odd = chat();
    odd["service"] = json!("WhatsApp");
    odd["colour"] = json!({ "deep": [1, { "x": null }] });
    odd["createdBy"] = json!(12);
    odd["registeredAt"] = json!("soon");
    odd["title"][0] = json!({ "value": 5 });
    odd["participants"][0]["userProperties"] =
        json!({ "first_name": " Ana ", "lastName": "Mora", "premium": true });
    odd["participants"][1] = json!("who?");
    let group = map::group(read(&odd));
    assert_eq!(group.service, "whatsapp", "an unknown messenger is kept");
    assert_eq!(group.titles.len(), 1, "a title that is none is passed over");
    assert_eq!(
        group.participants.len(),
        1,
        "a participant that is none as well"
    );
    assert_eq!(
        group.participants[0].name, "Ana Mora",
        "names in other spellings"
    );
    assert!(!group.ready, "a date that is none is no date");
}

#[test]
fn pages_are_read_record_by_record() {
    let page = |body: &Value| {
        wire::page(body.to_string().as_bytes(), map::chat).map(|page| (page.chats.len(), page.seen))
    };
    let mixed = json!({ "records": [chat(), {}, null, 5] });
    assert_eq!(page(&mixed), Some((1, 4)), "one is a chat");
    assert_eq!(
        page(&json!({ "records": [] })),
        Some((0, 0)),
        "without numbers"
    );
    assert_eq!(page(&json!([chat()])), Some((1, 1)), "a bare list is one");
    let senseless = json!({ "records": [], "_metadata": "x" });
    assert_eq!(page(&senseless), Some((0, 0)), "or with senseless ones");
    let empty = json!({ "records": null, "_metadata": { "totalRecords": 0 } });
    assert_eq!(page(&empty), Some((0, 0)), "null, and numbers that say so");
    let mut twice = chat();
    twice["chatId"] = twice["id"].clone();
    let more = json!({ "records": [twice], "data": null, "content": {}, "metadata": 1 });
    assert_eq!(page(&more), Some((1, 1)), "other names beside the usual");
    for none in [
        json!({ "records": [{}] }),
        json!({ "records": null }),
        json!([{}]),
        json!({}),
        json!("OK"),
    ] {
        assert_eq!(page(&none), None, "{none}");
    }
    assert!(wire::page(b"<html>", map::chat).is_none(), "a web page");
    let many = format!("[{}0]", "0,".repeat(10_000));
    assert!(wire::page(many.as_bytes(), map::chat).is_none(), "too many");
    let heavy = json!({ "records": [chat(), { "id": "x", "title": vec![0; 1 << 20] }] });
    assert_eq!(page(&heavy), Some((1, 2)), "one too heavy is passed over");
}

fn message(value: Value) -> Option<RemoteMessage> {
    let people = read(&chat()).participants;
    let message: wire::Message = serde_json::from_value(value).ok()?;
    let mut people = people.iter();
    let writer = people.find(|it| Some(&it.id) == message.written_by.as_ref());
    map::message(message, writer)
}

fn sample() -> Value {
    json!({
        "id": CHAT, "writtenBy": ANA, "writtenAt": "2024-12-11T09:00:00.000Z", "deleted": false,
        "content": [{
            "value": {
                "text": "Hola https://a.example",
                "entities": [{ "offset": 5, "length": 17, "type": "TextEntityTypeUrl" }],
            },
            "contentType": "application/x.chat-manager.message-text-formatted+json",
            "capturedAt": "2024-12-11T09:00:01.000Z", "evidenceId": CHAT, "hash": "00ff",
        }],
    })
}

#[test]
fn a_message_is_read_whole() {
    let read = message(sample()).unwrap();
    assert_eq!(read.text, "Hola https://a.example", "its text");
    assert_eq!(Some(read.sent_at), at("2024-12-11T09:00:00Z"), "when");
    assert_eq!(read.author.kind, AuthorKind::Customer, "by somebody");
    assert_eq!(read.author.name.as_deref(), Some("ana_m"), "who has a name");
    assert!(
        read.attachments.is_empty() && read.extras.edited_at.is_none(),
        "and no more"
    );
    let by = |writer: Value| {
        let mut other = sample();
        other["writtenBy"] = writer;
        message(other).unwrap().author
    };
    assert_eq!(
        by(json!(BOT)).kind,
        AuthorKind::Bot,
        "what the service posts"
    );
    assert_eq!(by(Value::Null).name, None, "nobody known");
}

#[test]
fn the_last_version_counts() {
    let mut changed = sample();
    let version = |text: &str, at: &str| json!({ "value": { "text": text }, "capturedAt": at });
    let (new, old) = ("2024-12-11T10:00:00Z", "2024-12-11T09:00:00Z");
    changed["content"] = json!([version("new", new), version("old", old)]);
    changed["deleted"] = json!(true);
    let read = message(changed).unwrap();
    assert_eq!(read.text, "new", "by date, not by place");
    assert_eq!(read.extras.edited_at, at(new), "when it was changed");
    assert!(
        read.extras.deleted,
        "what was captured of a deleted message stays"
    );
}

#[test]
fn contents_of_any_type_are_taken() {
    let content = |value: Value, kind: &str| {
        let mut other = sample();
        other["content"] = json!([{ "value": value, "contentType": kind }]);
        message(other).unwrap()
    };
    assert_eq!(
        content(json!("plain"), "text/plain").text,
        "plain",
        "plain text"
    );
    let photo = content(Value::Null, "image/jpeg");
    assert_eq!(
        photo.attachments[0].kind,
        AttachmentKind::Photo,
        "a picture"
    );
    assert_eq!(photo.attachments[0].url, None, "kept elsewhere");
    let poll = content(json!({ "question": "?" }), "application/x.new+json");
    assert_eq!(
        poll.attachments[0].kind,
        AttachmentKind::File,
        "something unknown"
    );
    let mut empty = sample();
    empty["content"] = Value::Null;
    assert_eq!(message(empty).unwrap().text, "", "no content at all");
    let mut undated = sample();
    undated["writtenAt"] = json!("x");
    assert!(
        message(undated.clone()).is_some(),
        "when it was captured tells its place, too"
    );
    undated["content"] = Value::Null;
    assert!(message(undated).is_none(), "without a date it has none");
}

fn answer(body: &str, location: Option<&str>) -> Answer {
    let location = location.map(|it| (LOCATION, HeaderValue::from_str(it).unwrap()));
    Answer {
        status: StatusCode::ACCEPTED,
        headers: HeaderMap::from_iter(location),
        body: bytes::Bytes::from(body.to_owned()),
        url: "https://chat.example".parse().unwrap(),
        effect: Effect::Once,
    }
}

#[test]
fn an_accepted_id_is_found_in_every_reading() {
    let found = |body: &str, place: Option<&str>| wire::accepted_id(&answer(body, place));
    for body in [
        json!({ "id": CHAT }).to_string(),
        json!({ "chatId": CHAT, "status": "IN_PROCESS" }).to_string(),
        json!(CHAT).to_string(),
        format!(" {CHAT}\n"),
    ] {
        assert_eq!(found(&body, None).as_deref(), Some(CHAT), "{body}");
    }
    let place = format!("/chat-bot-manager/api/v1/private/chats/{CHAT}");
    for body in ["", "Accepted"] {
        assert_eq!(
            found(body, Some(&place)).as_deref(),
            Some(CHAT),
            "the place"
        );
    }
    for body in ["", "Accepted", "{}", "null", "12", "[]", "<html>"] {
        assert_eq!(found(body, None), None, "{body}");
    }
}

#[test]
fn invitations_and_files_are_read() {
    let link = json!({ "service": "Telegram", "invitation": "https://t.me/+x", "new": 1 });
    let link = map::invitation(serde_json::from_value(link).unwrap());
    assert_eq!(
        (link.service.as_str(), link.url.as_str()),
        ("telegram", "https://t.me/+x"),
        "it"
    );
    let file = |value: Value| map::report_file(serde_json::from_value(value).unwrap());
    let until = "2024-12-11T09:00:00Z";
    let full = json!({ "id": CHAT, "type": "NEW", "url": "u", "expiration": until });
    assert_eq!(file(full).unwrap().expires_at, at(until), "until when");
    let bare = json!({ "url": "u", "expiration": null });
    assert_eq!(file(bare).unwrap().expires_at, None, "or nobody knows");
}
