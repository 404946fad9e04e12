use domain::view::SendOptions;
use std::sync::Arc;

use domain::view::ChatListQuery;

use crate::support::{Fixture, NOON, customer, remote_chat};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn readers_see_whole_transactions_while_others_write() {
    let store = Arc::new(Fixture::new());
    let chat = store.chat_with(vec![]).await;
    let writer = {
        let (store, chat) = (Arc::clone(&store), chat.clone());
        tokio::spawn(async move {
            for n in 0..60_i64 {
                let pair = (0..2)
                    .map(|half| customer(&(n * 2 + half).to_string(), "pair", n * 2 + half))
                    .collect();
                store
                    .upsert_messages(chat.clone(), pair, store::HistoryUpdate::Push, NOON)
                    .await
                    .unwrap();
                store
                    .upsert_chats(
                        chat.account,
                        vec![remote_chat(&format!("x{n}"))],
                        store::Told::Now,
                        NOON,
                    )
                    .await
                    .unwrap();
            }
        })
    };
    let drafter = {
        let (store, chat) = (Arc::clone(&store), chat.clone());
        tokio::spawn(async move {
            for n in 0..30 {
                store
                    .save_draft(chat.clone(), n.to_string(), None, NOON)
                    .await
                    .unwrap();
                store
                    .enqueue_send(
                        chat.clone(),
                        "x".into(),
                        vec![],
                        SendOptions::default(),
                        NOON,
                        NOON,
                    )
                    .await
                    .unwrap();
            }
        })
    };
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let (store, chat) = (Arc::clone(&store), chat.clone());
            tokio::spawn(async move {
                loop {
                    let view = store.chat_view(chat.clone()).await.unwrap();
                    assert_eq!(view.messages % 2, 0, "never half a transaction");
                    let page = store
                        .chat_list(ChatListQuery::default(), None)
                        .await
                        .unwrap();
                    assert!(
                        page.total as usize >= page.rows.len(),
                        "one consistent view"
                    );
                    if view.messages == 120 {
                        break;
                    }
                }
            })
        })
        .collect();
    writer.await.unwrap();
    drafter.await.unwrap();
    for reader in readers {
        reader.await.unwrap();
    }
    assert_eq!(
        store.outbox_of_chat(chat).await.unwrap().len(),
        30,
        "all queued"
    );
}
