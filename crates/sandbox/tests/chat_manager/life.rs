//! People who answer, come, go and give chats other titles.

use std::{collections::HashSet, time::Duration};

use serde_json::json;

use super::Firm;
use crate::desk::SOON;

#[tokio::test]
async fn somebody_answers_after_a_few_seconds() {
    let firm = Firm::with(|config| config.life = true).await;
    let chat = firm.chat();
    let before = firm.service.messages(chat.id).len();
    firm.post(
        &format!("/chats/{}/messages", chat.id),
        json!({ "text": "¿Conforme?" }),
    )
    .await;
    firm.pass(9_000);
    let answered = firm
        .service
        .wait_until(|it| it.messages(chat.id).len() == before + 2, SOON)
        .await;
    assert!(answered, "ours and theirs");
}

#[tokio::test]
async fn life_goes_on_by_itself() {
    let firm = Firm::with(|config| config.life = true).await;
    let shot = |it: &sandbox::chat_manager::Script| {
        let chats = it.chats();
        let messages: usize = chats.iter().map(|chat| it.messages(chat.id).len()).sum();
        let titles: usize = chats.iter().map(|chat| chat.titles.len()).sum();
        let stays: usize = chats
            .iter()
            .flat_map(|chat| &chat.members)
            .map(|it| it.stays)
            .sum();
        let active = chats
            .iter()
            .flat_map(|chat| &chat.members)
            .filter(|it| it.active)
            .count();
        (messages, titles, stays, active)
    };
    let mut kinds = HashSet::new();
    let mut before = shot(&firm.service);
    for _ in 0..60 {
        firm.service.clock().advance(Duration::from_secs(30));
        let moved = firm.service.wait_until(|it| shot(it) != before, SOON).await;
        assert!(moved, "something happens every half minute");
        let after = shot(&firm.service);
        kinds.insert((
            after.0 > before.0,
            after.1 > before.1,
            after.2 > before.2,
            after.3 < before.3,
        ));
        before = after;
    }
    assert!(
        kinds.contains(&(true, false, false, false)),
        "people write: {kinds:?}"
    );
    assert!(
        kinds.contains(&(false, true, false, false)),
        "titles change: {kinds:?}"
    );
    assert!(
        kinds.contains(&(false, false, true, false)),
        "people come: {kinds:?}"
    );
    assert!(
        kinds.contains(&(false, false, false, true)),
        "people leave: {kinds:?}"
    );
}

#[tokio::test]
async fn people_come_and_go_on_a_tests_word() {
    let firm = Firm::open().await;
    let chat = firm.chat().id;
    let member = firm.service.join(chat, "Ágata").unwrap();
    let find = || {
        let members = firm.service.chat(chat).unwrap().members;
        members.into_iter().find(|it| it.id == member).unwrap()
    };
    assert!(find().active, "in");
    firm.pass(1_000);
    assert!(firm.service.leave(chat, member), "leaves");
    assert!(!find().active, "out");
    firm.pass(1_000);
    assert!(firm.service.come_back(chat, member), "comes back");
    assert_eq!(
        (find().active, find().stays),
        (true, 2),
        "for the second time"
    );
    assert!(
        firm.service.set_active(chat, false),
        "the provider switches the chat off"
    );
    let detail = firm.json(&format!("/chats/{chat}")).await;
    assert_eq!(detail["isActive"], false, "and it shows");
}
