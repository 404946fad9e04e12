//! One customer's chats as one conversation, and whose chats are proposed as the same customer's.

use domain::view::{ErrorView, TimelinePage};
use domain::{ChatId, ErrorCode, RemoteChat};
use store::HistoryUpdate;

use crate::support::{Fixture, NOON, account, at, customer, operator, remote_chat};

/// Another account's chat, without messages.
async fn elsewhere(store: &Fixture, id: &str) -> ChatId {
    let account = store.add_account(account("second")).await.unwrap().id;
    store
        .upsert_chats(account, vec![remote_chat(id)], store::Told::Now, NOON)
        .await
        .unwrap();
    ChatId::new(account, id)
}

async fn page(store: &Fixture, chat: &ChatId, before: Option<String>, limit: u32) -> TimelinePage {
    store.timeline(chat.clone(), before, limit).await.unwrap()
}

fn texts(page: &TimelinePage) -> Vec<&str> {
    let entries = page.entries.iter();
    entries.map(|entry| entry.message.text.as_str()).collect()
}

async fn has_phone(store: &Fixture, chat: &ChatId, phone: &str) {
    let said = RemoteChat {
        phone: Some(phone.to_owned()),
        ..RemoteChat::new(chat.remote.clone())
    };
    store
        .upsert_chats(chat.account, vec![said], store::Told::Now, NOON)
        .await
        .unwrap();
}

#[tokio::test]
async fn linked_chats_read_as_one_conversation_each_message_with_its_chat() {
    let store = Fixture::new();
    let one = store
        .chat_with(vec![customer("1", "a", 1), operator("2", "c", 3)])
        .await;
    let other = elsewhere(&store, "wa:9").await;
    let messages = vec![customer("1", "b", 2), customer("4", "d", 4)];
    store.read_history(&other, messages).await;
    assert_eq!(
        texts(&page(&store, &one, None, 10).await),
        ["a", "c"],
        "never merged unasked"
    );
    store
        .link_chats(one.clone(), other.clone(), true)
        .await
        .unwrap();
    store
        .add_note(other.clone(), "n".to_owned(), at(3))
        .await
        .unwrap();
    let whole = page(&store, &one, None, 10).await;
    assert_eq!(texts(&whole), ["a", "b", "c", "n", "d"], "by time");
    let chats: Vec<_> = whole.entries.iter().map(|entry| &entry.chat).collect();
    assert_eq!(chats, [&one, &other, &one, &other, &other], "whose it is");
    assert_eq!(whole.chats[0].chat, one, "the one asked for first");
    assert_eq!(whole.chats[1].chat, other, "then the others");
    assert_eq!(whole.older, None, "all of it");
    assert_eq!(
        texts(&page(&store, &other, None, 10).await),
        texts(&whole),
        "the same from either side"
    );
}

#[tokio::test]
async fn a_timeline_is_read_in_stretches_that_lose_and_double_nothing() {
    let store = Fixture::new();
    // Several share a second, within a chat and across chats.
    let made = |from: i64| {
        (0..7)
            .map(|index| customer(&index.to_string(), &format!("{from}.{index}"), index / 2))
            .collect()
    };
    let one = store.chat_with(made(1)).await;
    let other = elsewhere(&store, "9").await;
    store.read_history(&other, made(2)).await;
    store
        .link_chats(one.clone(), other.clone(), true)
        .await
        .unwrap();
    let whole = page(&store, &one, None, 100).await;
    assert_eq!(whole.entries.len(), 14, "all");
    let mut pieces = Vec::new();
    let mut before = None;
    loop {
        let piece = page(&store, &one, before.take(), 3).await;
        before.clone_from(&piece.older);
        pieces.splice(0..0, piece.entries);
        if before.is_none() {
            break;
        }
    }
    assert_eq!(pieces, whole.entries, "stretch by stretch the same");
}

#[tokio::test]
async fn a_timeline_waits_for_what_is_older_at_a_service_unless_that_cannot_be_read() {
    let store = Fixture::new();
    let one = store
        .chat_with(vec![customer("1", "old", 1), customer("2", "new", 9)])
        .await;
    let other = elsewhere(&store, "9").await;
    let goes_on = HistoryUpdate::Newest {
        older: Some("cursor".to_owned()),
    };
    store
        .upsert_messages(other.clone(), vec![customer("5", "five", 5)], goes_on, NOON)
        .await
        .unwrap();
    store
        .link_chats(one.clone(), other.clone(), true)
        .await
        .unwrap();
    let held = page(&store, &one, None, 10).await;
    assert_eq!(texts(&held), ["five", "new"], "something may belong before");
    let cursor = held.older.expect("there is more");
    let next = page(&store, &one, Some(cursor.clone()), 10).await;
    assert_eq!(texts(&next), [""; 0], "not yet");
    assert_eq!(next.older.as_ref(), Some(&cursor), "ask again from there");

    let trouble = ErrorView {
        code: ErrorCode::Forbidden,
        message: "no".to_owned(),
    };
    store
        .save_history_error(other.clone(), trouble)
        .await
        .unwrap();
    let all = page(&store, &one, None, 10).await;
    assert_eq!(texts(&all), ["old", "five", "new"], "it holds nobody up");
    assert_eq!(all.incomplete, std::slice::from_ref(&other), "and is named");

    let rest = HistoryUpdate::Older { older: None };
    store
        .upsert_messages(other, vec![customer("3", "three", 3)], rest, NOON)
        .await
        .unwrap();
    let read = page(&store, &one, Some(cursor), 10).await;
    assert_eq!(texts(&read), ["old", "three"], "read, and in its place");
    assert!(read.incomplete.is_empty(), "nothing is missing");
}

#[tokio::test]
async fn chats_with_one_phone_are_proposed_however_it_is_written() {
    let store = Fixture::new();
    let one = store.chat_with(vec![customer("1", "a", 1)]).await;
    let other = elsewhere(&store, "9").await;
    has_phone(&store, &one, "+380 (50) 123-45-67").await;
    has_phone(&store, &other, "0501234567").await;
    let stranger = elsewhere(&store, "10").await;
    has_phone(&store, &stranger, "+380501234568").await;
    let (linked, proposed) = store.same_person(one.clone()).await.unwrap();
    assert!(linked.is_empty(), "never without a word");
    assert_eq!(proposed.len(), 1, "one has it");
    assert_eq!(proposed[0].chat, other, "the same phone");
    assert_eq!(proposed[0].phone.as_deref(), Some("0501234567"), "why");
    store
        .link_chats(one.clone(), other.clone(), false)
        .await
        .unwrap();
    let (linked, proposed) = store.same_person(one.clone()).await.unwrap();
    assert!(linked.is_empty() && proposed.is_empty(), "a no is kept");
    store
        .link_chats(other.clone(), one.clone(), true)
        .await
        .unwrap();
    let (linked, proposed) = store.same_person(one).await.unwrap();
    assert_eq!(linked.len(), 1, "the newest word counts");
    assert!(proposed.is_empty(), "and nothing is left to propose");
}
