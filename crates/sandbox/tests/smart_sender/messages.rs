//! Histories (5.1, 5.2) and the kinds of content (6.8).

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Office, ids, refused};

#[tokio::test]
async fn histories_are_newest_first_and_paged() {
    let office = Office::open().await;
    let chat = office.chat(|chat| office.service.messages(chat.id).len() > 100);
    let mut seen = Vec::new();
    let mut page = 1;
    loop {
        let path = format!(
            "/chats/{}/messages?page={page}&limitation=20&activities=1",
            chat.id
        );
        let answer = office.json(&path).await;
        seen.extend(ids(answer["collection"].as_array().unwrap()));
        if page == answer["cursor"]["pages"].as_i64().unwrap() {
            break;
        }
        page += 1;
    }
    let mut expected: Vec<i64> = office
        .service
        .messages(chat.id)
        .iter()
        .map(|it| it.id)
        .collect();
    expected.reverse();
    assert_eq!(seen, expected, "every message, from the last to the first");
}

#[tokio::test]
async fn a_contacts_history_is_its_chats() {
    let office = Office::open().await;
    let chat = office.service.chats()[0].clone();
    let by_chat = office
        .json(&format!("/chats/{}/messages?limitation=5", chat.id))
        .await;
    let by_contact = office
        .json(&format!("/contacts/{}/messages?limitation=5", chat.contact))
        .await;
    assert_eq!(by_chat, by_contact, "one chat per contact");
    for id in [chat.id, chat.messenger_contact, chat.gates[0]] {
        refused(
            &office.get(&format!("/contacts/{id}/messages")).await,
            404,
            None,
        );
    }
}

#[tokio::test]
async fn activities_show_system_and_internal_items() {
    let office = Office::open().await;
    let chat = office.service.chats()[0].id;
    office.service.colleague_notes(chat, "be kind").unwrap();
    office.service.set_open(chat, false);
    let kinds = |list: &[Value]| -> Vec<String> {
        list.iter()
            .map(|it| it["content"]["type"].to_string())
            .collect()
    };
    let without = office
        .list(&format!("/chats/{chat}/messages?limitation=20"))
        .await;
    assert!(
        without.iter().all(|it| it["internal"] == false),
        "nothing internal"
    );
    assert!(
        !kinds(&without).contains(&"\"action\"".to_owned()),
        "no activity"
    );
    for yes in ["1", "true"] {
        let with = office
            .list(&format!(
                "/chats/{chat}/messages?limitation=20&activities={yes}"
            ))
            .await;
        assert_eq!(
            with[0]["content"]["type"], "action",
            "closing is an activity"
        );
        assert_eq!(with[1]["internal"], true, "and the word is there");
        assert!(with[1]["gate"].is_null(), "it went through no gate");
    }
    let wrong = office
        .get(&format!("/chats/{chat}/messages?activities=perhaps"))
        .await;
    refused(&wrong, 422, Some("activities"));
}

#[tokio::test]
async fn every_kind_of_content_occurs_and_some_nobody_knows() {
    let office = Office::open().await;
    let mut kinds = BTreeSet::new();
    for chat in office.service.chats() {
        kinds.extend(
            office
                .service
                .messages(chat.id)
                .into_iter()
                .map(|it| it.kind),
        );
    }
    for kind in [
        "text",
        "input",
        "action",
        "pendingText",
        "link",
        "picture",
        "animation",
        "telegramCaptionedPicture",
        "video",
        "telegramVideoNote",
        "audio",
        "voice",
        "file",
        "mediaGroup",
        "location",
        "contact",
        "telegramInvoice",
        "transient",
        "sticker",
        "telegramPoll",
    ] {
        assert!(kinds.contains(kind), "{kind} occurs");
    }
}

#[tokio::test]
async fn messages_have_the_documented_shape() {
    let office = Office::open().await;
    let chat = office.chat(|chat| chat.unread > 0);
    let list = office.list(&format!("/chats/{}/messages", chat.id)).await;
    let last = &list[0];
    assert_eq!(
        last["sender"]["type"], "contact",
        "unread ones are the contact's"
    );
    assert!(last["seenAt"].is_null(), "and nobody has seen it");
    assert!(last["sender"].get("id").is_none(), "a sender has no id");
    assert_eq!(last["gate"]["id"], chat.gates[0], "through that gate");
    assert_eq!(last["state"]["type"], "success", "it arrived");
    let date = last["createdAt"].as_str().unwrap();
    assert_eq!(
        date.len(),
        "2026-11-03 09:15:00".len(),
        "{date} is a plain date"
    );
    assert_eq!(date.as_bytes()[10], b' ', "with a blank in the middle");
}

#[tokio::test]
async fn slashes_are_escaped_and_files_are_served() {
    let office = Office::open().await;
    let chat = office.service.chats()[0].id;
    office.service.customer_sends_photo(chat, "look").unwrap();
    let reply = office
        .get(&format!("/chats/{chat}/messages?limitation=1"))
        .await;
    assert!(
        reply.text.contains(r"http:\/\/127.0.0.1"),
        "as the service does"
    );
    let message = &reply.json()["collection"][0]["content"]["resource"]["parameters"];
    assert_eq!(message["caption"], "look", "pictures may have a caption");
    let file = office
        .http
        .get(message["url"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(
        file.headers()["content-type"],
        "image/png",
        "no token is needed"
    );
    let bytes = file.bytes().await.unwrap();
    assert_eq!(&bytes[1..4], b"PNG", "it is a picture");
    office.service.customer_sends_voice(chat).unwrap();
    let list = office
        .list(&format!("/chats/{chat}/messages?limitation=1"))
        .await;
    let url = list[0]["content"]["resource"]["parameters"]["url"]
        .as_str()
        .unwrap();
    let bytes = office
        .http
        .get(url)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    assert_eq!(
        (&bytes[..4], bytes.len()),
        (&b"RIFF"[..], 8044),
        "a second of sound"
    );
}

#[tokio::test]
async fn senders_without_a_photo_have_a_relative_image() {
    let office = Office::open().await;
    let mut relative = 0;
    for chat in office.service.chats() {
        for message in office.list(&format!("/chats/{}/messages", chat.id)).await {
            let image = message["sender"]["image"].as_str().unwrap();
            assert!(
                image.starts_with("http") || image == "/img/unknown-icon.png",
                "{image} is one or the other"
            );
            relative += usize::from(image.starts_with('/'));
        }
    }
    assert!(relative > 0, "some are relative");
    let nobody = format!("{}/img/unknown-icon.png", office.service.url());
    assert_eq!(
        office.http.get(nobody).send().await.unwrap().status(),
        200,
        "and it is there"
    );
}
