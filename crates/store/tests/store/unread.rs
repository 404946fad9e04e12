use domain::{ChatId, Delivery, RemoteChat, RemoteMessage, RemoteMessageId};
use store::Told;

use crate::support::{Fixture, NOON, customer, operator};

async fn unread(store: &Fixture, chat: &ChatId) -> u32 {
    store.chat_row(chat.clone()).await.unwrap().unwrap().unread
}

fn read(id: &str, second: i64) -> RemoteMessage {
    RemoteMessage {
        delivery: Some(Delivery::Read),
        ..customer(id, "read", second)
    }
}

#[tokio::test]
async fn total_is_the_sum_of_the_chats() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "a", 0)]).await;
    store.server_counts(&chat, 3).await;
    store
        .server_counts(&ChatId::new(chat.account, "8"), 2)
        .await;
    assert_eq!(
        store.unread_of_account(chat.account).await.unwrap(),
        5,
        "by account"
    );
    let counts = store.chat_counts(None).await.unwrap();
    assert_eq!(
        (counts.unread, counts.unread_messages),
        (2, 5),
        "chats and messages"
    );
}

#[tokio::test]
async fn seen_messages_count_as_read_while_the_service_lags() {
    let store = Fixture::new();
    let chat = store
        .chat_with(vec![customer("1", "a", 0), customer("2", "b", 1)])
        .await;
    store.server_counts(&chat, 2).await;
    let change = store.mark_seen(chat.clone(), None).await.unwrap();
    assert_eq!((change.unread_before, change.unread), (2, 0), "at once");
    store.server_counts(&chat, 2).await;
    assert_eq!(unread(&store, &chat).await, 0, "the service lags");
    store.push(&chat, customer("3", "c", 2)).await;
    assert_eq!(unread(&store, &chat).await, 1, "a new one");
    store.server_counts(&chat, 3).await;
    assert_eq!(unread(&store, &chat).await, 1, "the service counts it too");
    store.server_counts(&chat, 1).await;
    assert_eq!(unread(&store, &chat).await, 1, "the service caught up");
}

#[tokio::test]
async fn seeing_part_leaves_the_rest_unread() {
    let store = Fixture::new();
    let all = vec![
        customer("1", "a", 0),
        customer("2", "b", 1),
        customer("3", "c", 2),
    ];
    let chat = store.chat_with(all.clone()).await;
    store.server_counts(&chat, 3).await;
    store.read_history(&chat, all).await;
    store
        .mark_seen(chat.clone(), Some("2".into()))
        .await
        .unwrap();
    assert_eq!(unread(&store, &chat).await, 1, "the last one");
    store
        .mark_seen(chat.clone(), Some("1".into()))
        .await
        .unwrap();
    assert_eq!(unread(&store, &chat).await, 1, "never back");
    assert_eq!(
        store.first_unread(chat.clone()).await.unwrap().as_deref(),
        Some("m:3"),
        "where to begin reading"
    );
}

#[tokio::test]
async fn history_read_after_the_count_grew_does_not_count_twice() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "a", 0)]).await;
    store.server_counts(&chat, 1).await;
    let changes = store
        .read_history(&chat, vec![customer("1", "a", 0), customer("2", "b", 1)])
        .await;
    assert!(changes.new[0].fresh, "worth a notification");
    assert_eq!(
        unread(&store, &chat).await,
        1,
        "the one the service counted"
    );
}

#[tokio::test]
async fn what_the_history_does_not_show_yet_stays_unread() {
    let store = Fixture::new();
    let first = customer("1", "a", 0);
    let chat = store.chat_with(vec![first.clone()]).await;
    store.mark_seen(chat.clone(), None).await.unwrap();
    store.server_counts(&chat, 1).await;
    let changes = store.read_history(&chat, vec![first.clone()]).await;
    assert!(changes.lags, "worth another look");
    assert_eq!(unread(&store, &chat).await, 1, "counted all the same");
    assert_eq!(
        store.lagging_chats(chat.account, 9).await.unwrap(),
        std::slice::from_ref(&chat),
        "after a restart too"
    );
    let changes = store
        .read_history(&chat, vec![first, customer("2", "b", 1)])
        .await;
    assert!(!changes.lags, "all there");
    assert_eq!(unread(&store, &chat).await, 1, "the one that was counted");
    assert_eq!(
        store.lagging_chats(chat.account, 9).await.unwrap(),
        [],
        "nothing to look for"
    );
}

#[tokio::test]
async fn belated_message_was_what_the_service_counted() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "a", 0)]).await;
    store.mark_seen(chat.clone(), None).await.unwrap();
    store.push(&chat, operator("3", "c", 9)).await;
    store.server_counts(&chat, 1).await;
    let changes = store
        .read_history(
            &chat,
            vec![
                customer("1", "a", 0),
                customer("2", "b", 5),
                operator("3", "c", 9),
            ],
        )
        .await;
    assert!(!changes.lags, "written before the answer, known after it");
    assert_eq!(unread(&store, &chat).await, 1, "once");
}

#[tokio::test]
async fn messages_in_the_place_of_read_ones_count_though_the_count_is_the_same() {
    let store = Fixture::new();
    let seen = [customer("1", "a", 0), customer("2", "b", 1)];
    let chat = store.chat_with(seen.to_vec()).await;
    store.server_counts(&chat, 2).await;
    store.mark_seen(chat.clone(), None).await.unwrap();
    // The mark got through unheard, and two came after it: two again, says the service.
    let newest = customer("4", "d", 9);
    let said = RemoteChat {
        unread: Some(2),
        last_message: Some(newest.clone()),
        ..RemoteChat::new(chat.remote.clone())
    };
    store
        .upsert_chats(chat.account, vec![said], Told::Now, NOON)
        .await
        .unwrap();
    assert_eq!(unread(&store, &chat).await, 1, "the one in the list");
    let [first, second] = seen;
    let all = vec![first, second, customer("3", "c", 5), newest];
    store.read_history(&chat, all).await;
    assert_eq!(unread(&store, &chat).await, 2, "and the one before it");
    store.server_counts(&chat, 2).await;
    assert_eq!(unread(&store, &chat).await, 2, "as the service says");
}

#[tokio::test]
async fn first_reading_of_a_history_adds_nothing_to_the_count() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![]).await;
    let other = ChatId::new(chat.account, "8");
    store.server_counts(&other, 1).await;
    let changes = store
        .read_history(&other, vec![customer("1", "a", 0), customer("2", "b", 1)])
        .await;
    assert!(!changes.new[1].fresh, "old news");
    assert_eq!(unread(&store, &other).await, 1, "as the service says");
    let page = store.message_page(other, None, 10).await.unwrap();
    let flags: Vec<bool> = page.messages.iter().map(|m| m.unread).collect();
    assert_eq!(flags, [false, true], "the newest one");
    assert_eq!(page.first_unread.as_deref(), Some("m:2"), "marked");
}

#[tokio::test]
async fn chat_that_was_seen_whole_is_read_even_if_the_service_counts_more() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "a", 0)]).await;
    store.server_counts(&chat, 9).await;
    let change = store.mark_seen(chat.clone(), None).await.unwrap();
    assert_eq!(change.unread, 0, "there is nothing else to see");
}

#[tokio::test]
async fn marking_as_read_names_what_the_service_calls_unread() {
    let store = Fixture::new();
    let chat = store
        .chat_with(vec![
            read("1", 0),
            customer("2", "b", 1),
            operator("3", "c", 2),
            customer("4", "d", 3),
        ])
        .await;
    store.server_counts(&chat, 2).await;
    let ids = |ids: &[&str]| {
        ids.iter()
            .map(|id| RemoteMessageId::from(*id))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        store.unread_messages(chat.clone(), None).await.unwrap(),
        ids(&["2", "4"]),
        "customers' only"
    );
    assert_eq!(
        store
            .unread_messages(chat.clone(), Some("3".into()))
            .await
            .unwrap(),
        ids(&["2"]),
        "up to one"
    );
    store
        .enqueue_read(chat.clone(), ids(&["2"]), crate::support::NOON)
        .await
        .unwrap();
    assert_eq!(unread(&store, &chat).await, 1, "shown at once");
    store.server_counts(&chat, 2).await;
    assert_eq!(unread(&store, &chat).await, 1, "the service lags");
    assert_eq!(
        store.unread_messages(chat.clone(), None).await.unwrap(),
        ids(&["4"]),
        "not named again"
    );
}

#[tokio::test]
async fn message_read_elsewhere_no_longer_counts() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "a", 0)]).await;
    store.push(&chat, customer("2", "b", 1)).await;
    assert_eq!(unread(&store, &chat).await, 1, "pushed");
    let chats = store
        .set_delivery(chat.account, "2".into(), Delivery::Read)
        .await
        .unwrap();
    assert_eq!(chats, vec![chat.clone()], "found by its id alone");
    assert_eq!(unread(&store, &chat).await, 0, "a colleague read it");
}
