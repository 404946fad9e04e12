//! What a sandbox begins with.

use std::collections::BTreeSet;

use sandbox::{Size, texter::Direction};
use serde_json::Value;

use super::{NEWEST, Shop};

#[tokio::test]
async fn the_same_seed_makes_the_same_world() {
    let now = "2026-11-03T09:15:00Z".parse().unwrap();
    let world = async |seed| {
        let shop = Shop::with(|config| {
            config.now = Some(now);
            config.seed = seed;
        })
        .await;
        let chats = shop.service.chats();
        let talk = shop.service.messages(&chats[4].id);
        (chats, talk)
    };
    assert_eq!(world(3).await, world(3).await, "the same");
    assert_ne!(world(3).await, world(4).await, "another one");
}

#[tokio::test]
async fn there_is_one_of_everything() {
    let shop = Shop::open().await;
    let chats = shop.service.chats();
    let channels: BTreeSet<&str> = chats.iter().map(|chat| chat.channel.as_str()).collect();
    assert_eq!(channels.len(), 6, "every messenger: {channels:?}");
    let mut people: Vec<&String> = chats
        .iter()
        .filter_map(|chat| chat.person.as_ref())
        .collect();
    people.sort();
    let twice = people.windows(2).filter(|pair| pair[0] == pair[1]).count();
    assert!(twice >= 1, "somebody writes over two messengers");
    let kinds: BTreeSet<String> = shop
        .service
        .messages(&chats[4].id)
        .into_iter()
        .map(|message| message.kind)
        .collect();
    for kind in [
        "text", "media", "contacts", "location", "buttons", "list", "postback", "special",
        "reaction",
    ] {
        assert!(kinds.contains(kind), "a {kind} is in {kinds:?}");
    }
}

#[tokio::test]
async fn heads_agree_with_histories() {
    let shop = Shop::with(|config| config.size = Size::Demo).await;
    for chat in shop.service.chats() {
        let talk = shop.service.messages(&chat.id);
        let last = talk
            .iter()
            .filter(|it| it.direction.is_some())
            .map(|it| it.at)
            .max();
        assert_eq!(last, chat.last_message_at, "{}: the last message", chat.id);
        let incoming = talk
            .iter()
            .filter(|it| it.direction == Some(Direction::Incoming));
        assert_eq!(
            incoming.map(|it| it.at).max(),
            chat.last_incoming_at,
            "{}: the contact's last",
            chat.id
        );
        let unread = talk.iter().rev().take(chat.unread as usize);
        assert!(
            unread
                .into_iter()
                .all(|it| it.direction == Some(Direction::Incoming)),
            "{}: the unread ones are the contact's",
            chat.id
        );
    }
}

#[tokio::test]
async fn a_large_world_answers_at_once() {
    let size = Size::Large {
        chats: 20_000,
        messages: 100_000,
    };
    let shop = Shop::with(|config| config.size = size).await;
    let page = shop.json("/chats/search?limit=100&skip=19950").await;
    assert_eq!(page["total"], 20_000, "all of them");
    assert_eq!(
        page["data"].as_array().map(Vec::len),
        Some(50),
        "the last page"
    );
    let last = page["data"][49]["_id"].as_str().unwrap().to_owned();
    assert!(
        !shop.history(&last, NEWEST).await.is_empty(),
        "and each has a history"
    );
}

#[tokio::test]
async fn more_fields_come_on_request() {
    let shop = Shop::quirky(|quirks| quirks.extra_fields = true).await;
    let chat: Value = shop.json("/chats/search?limit=1").await["data"][0].clone();
    assert!(chat["slaState"].is_object(), "nobody documented this one");
}
