//! Contacts who write back, new ones, and what a test makes them do.

use std::time::Duration;

use sandbox::smart_sender::NewContact;
use serde_json::json;

use super::Office;
use crate::desk::SOON;

#[tokio::test]
async fn contacts_answer_after_a_few_seconds() {
    let office = Office::with(|config| config.life = true).await;
    office.service.clock().freeze();
    let chat = office.on("telegram");
    office.say(chat.contact, "hello").await;
    office.service.clock().advance(Duration::from_secs(9));
    let answered = office
        .service
        .wait_until(
            |it| it.messages(chat.id).last().is_some_and(|last| last.inbound),
            SOON,
        )
        .await;
    assert!(answered, "the contact wrote back");
    assert_eq!(
        office.service.chat(chat.id).unwrap().unread,
        chat.unread + 1,
        "unread"
    );
}

#[tokio::test]
async fn life_goes_on_by_itself() {
    let office = Office::with(|config| config.life = true).await;
    office.service.clock().freeze();
    let count = |it: &sandbox::smart_sender::Script| -> u32 {
        it.chats().iter().map(|chat| chat.unread).sum()
    };
    let before = count(&office.service);
    for round in 1..=5 {
        office.service.clock().advance(Duration::from_secs(30));
        let more = office
            .service
            .wait_until(|it| count(it) >= before + round, SOON)
            .await;
        assert!(more, "somebody writes every half minute");
    }
}

#[tokio::test]
async fn nothing_happens_without_life() {
    let office = Office::open().await;
    let chat = office.on("telegram");
    office.say(chat.contact, "hello").await;
    office.service.clock().advance(Duration::from_secs(3600));
    let quiet = !office
        .service
        .wait_until(
            |it| it.chat(chat.id).unwrap().unread > chat.unread,
            Duration::from_millis(50),
        )
        .await;
    assert!(quiet, "nobody answers");
}

#[tokio::test]
async fn somebody_new_writes() {
    let office = Office::open().await;
    let chat = office
        .service
        .new_contact(NewContact {
            first_name: Some("Ada".to_owned()),
            channel: Some("viber".to_owned()),
            text: Some("hi there".to_owned()),
            ..NewContact::default()
        })
        .unwrap();
    let first = &office.list("/chats?selector[name]=unread").await[0];
    assert_eq!(
        (first["id"].as_i64(), &first["name"]),
        (Some(chat), &json!("Ada")),
        "on top"
    );
    assert_eq!(first["gates"][0]["channel"]["type"], "viber", "over Viber");
    let none = NewContact {
        channel: Some("fax".to_owned()),
        ..NewContact::default()
    };
    assert!(office.service.new_contact(none).is_none(), "nobody has fax");
}

#[tokio::test]
async fn colleagues_bots_and_strange_contents_appear() {
    let office = Office::open().await;
    let chat = office.on("telegram");
    office
        .service
        .colleague_replies(chat.id, "I am on it")
        .unwrap();
    office.service.bot_says(chat.id, "beep").unwrap();
    office
        .service
        .customer_sends(chat.id, json!({ "type": "hologram", "resource": null }))
        .unwrap();
    let list = office
        .list(&format!("/chats/{}/messages?limitation=3", chat.id))
        .await;
    assert_eq!(list[0]["content"]["type"], "hologram", "as given");
    assert_eq!(list[1]["sender"]["type"], "bot", "the funnel");
    assert_eq!(list[2]["sender"]["type"], "operator", "a colleague");
    assert_eq!(office.service.customer_writes(1, "x"), None, "nobody there");
}
