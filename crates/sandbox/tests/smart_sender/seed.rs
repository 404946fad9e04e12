//! What the data is like at the start.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sandbox::{Size, smart_sender::Config};

use super::Office;

async fn at(seed: u64, size: Size) -> Office {
    let now: Timestamp = "2026-11-03T09:15:00Z".parse().unwrap();
    Office::with(|config: &mut Config| {
        config.seed = seed;
        config.size = size;
        config.now = Some(now);
    })
    .await
}

#[tokio::test]
async fn the_same_seed_is_the_same_service() {
    let (one, same, other) = (
        at(7, Size::Demo).await,
        at(7, Size::Demo).await,
        at(8, Size::Demo).await,
    );
    let all = |office: &Office| {
        let chats = office.service.chats();
        let talks: Vec<_> = chats
            .iter()
            .map(|chat| office.service.messages(chat.id))
            .collect();
        (chats, talks)
    };
    assert_eq!(all(&one), all(&same), "nothing is left to chance");
    assert_ne!(all(&one), all(&other), "another seed is another school");
    assert_eq!(one.token, same.token, "the token too");
}

#[tokio::test]
async fn the_four_ids_never_meet() {
    let office = at(
        1,
        Size::Large {
            chats: 3_000,
            messages: 9_000,
        },
    )
    .await;
    let mut kinds = BTreeMap::<i64, BTreeSet<&str>>::new();
    for chat in office.service.chats() {
        kinds.entry(chat.id).or_default().insert("chat");
        kinds.entry(chat.contact).or_default().insert("contact");
        kinds
            .entry(chat.messenger_contact)
            .or_default()
            .insert("messenger");
        for gate in chat.gates {
            kinds.entry(gate).or_default().insert("gate");
        }
    }
    assert!(
        kinds.values().all(|kinds| kinds.len() == 1),
        "no number means two things"
    );
}

#[tokio::test]
async fn unread_counts_are_the_contacts_last_words() {
    let office = at(1, Size::Demo).await;
    let mut waiting = 0;
    for chat in office.service.chats() {
        let unread = chat.unread as usize;
        waiting += usize::from(unread > 0);
        let talk = office.service.messages(chat.id);
        let last = talk.iter().rev().take(unread);
        assert!(
            last.clone()
                .all(|message| message.inbound && message.seen_at.is_none()),
            "chat {} waits for an answer",
            chat.id
        );
        assert!(
            talk.is_sorted_by_key(|message| message.created_at),
            "in order"
        );
        assert_eq!(
            talk.last().map(|it| it.created_at),
            Some(chat.updated_at),
            "and up to date"
        );
    }
    assert!(waiting > 5, "some do");
}

#[tokio::test]
async fn people_write_in_several_languages() {
    let office = at(1, Size::Demo).await;
    let mut text = String::new();
    for chat in office.service.chats() {
        text.extend(
            office
                .service
                .messages(chat.id)
                .into_iter()
                .map(|it| it.text),
        );
    }
    for sign in ['є', 'ł', 'ش', 'w'] {
        assert!(text.contains(sign), "{sign} occurs");
    }
    assert!(!text.contains('{'), "every blank is filled in");
}

#[tokio::test]
async fn a_large_project_has_as_many_messages_as_asked() {
    let size = Size::Large {
        chats: 30,
        messages: 1_007,
    };
    let office = at(1, size).await;
    let chats = office.service.chats();
    let talks = chats.iter().map(|chat| office.service.messages(chat.id));
    let messages: usize = talks.map(|talk| talk.len()).sum();
    assert_eq!((chats.len(), messages), (30, 1_007), "not one more or less");
}

#[tokio::test]
async fn an_empty_project_still_has_its_people() {
    let office = at(1, Size::Empty).await;
    assert!(office.list("/chats").await.is_empty(), "no chats");
    assert_eq!(office.list("/operators").await.len(), 5, "but operators");
}
