use domain::view::{ChatListPage, ChatListQuery, ChatSort};
use domain::{
    AccountId, Assignee, ChatFilter, ChatId, ChatStatus, OperatorRef, RemoteChat, Timestamp,
};

use crate::support::{Fixture, NOON, account, at, customer, operator, remote_chat};

/// Chats 1 to 6 of one account; 7 of another. Later ones spoke later, even ones are unread,
/// 3 and 6 are closed, 5 was answered.
async fn desk() -> (Fixture, AccountId) {
    let store = Fixture::new();
    let main = store.add_account(account("main")).await.unwrap().id;
    let other = store.add_account(account("other")).await.unwrap().id;
    for n in 1..=7_i64 {
        let account = if n == 7 { other } else { main };
        let chat = ChatId::new(account, n.to_string());
        let said = RemoteChat {
            status: Some(if n % 3 == 0 {
                ChatStatus::Closed
            } else {
                ChatStatus::Open
            }),
            unread: Some(u32::from(n % 2 == 0)),
            ..remote_chat(&n.to_string())
        };
        store
            .upsert_chats(account, vec![said], store::Told::Now, NOON)
            .await
            .unwrap();
        let mut history = vec![customer("1", "hi", n)];
        if n == 5 {
            history.push(operator("2", "hello", n));
        }
        store.read_history(&chat, history).await;
    }
    (store, main)
}

fn ids(page: &ChatListPage) -> Vec<&str> {
    page.rows.iter().map(|row| row.id.remote.as_str()).collect()
}

async fn list(store: &Fixture, filter: ChatFilter, sort: ChatSort) -> ChatListPage {
    let query = ChatListQuery {
        filter,
        sort: Some(sort),
        ..ChatListQuery::default()
    };
    store.chat_list(query, None).await.unwrap()
}

#[tokio::test]
async fn orders_are_as_they_say() {
    let (store, _) = desk().await;
    for (sort, expected) in [
        (ChatSort::UnreadFirst, ["6", "4", "2", "7", "5", "3", "1"]),
        (ChatSort::Newest, ["7", "6", "5", "4", "3", "2", "1"]),
        // 3 and 6 are closed and 5 was answered: nobody waits there.
        (ChatSort::Waiting, ["1", "2", "4", "7", "6", "5", "3"]),
    ] {
        let page = list(&store, ChatFilter::default(), sort).await;
        assert_eq!(ids(&page), expected, "{sort:?}");
        assert_eq!(page.total, 7, "{sort:?}");
    }
}

#[tokio::test]
async fn every_filter_gives_the_same_rows_in_every_way_of_finding_them() {
    let (store, main) = desk().await;
    let all: Vec<ChatId> = list(&store, ChatFilter::default(), ChatSort::Newest)
        .await
        .rows
        .into_iter()
        .map(|row| row.id)
        .collect();
    store.replace_matches("all".into(), all).await.unwrap();
    for sort in [ChatSort::UnreadFirst, ChatSort::Newest, ChatSort::Waiting] {
        for account in [None, Some(main)] {
            for status in [None, Some(ChatStatus::Open), Some(ChatStatus::Closed)] {
                for unread in [None, Some(true), Some(false)] {
                    let filter = ChatFilter {
                        account,
                        status: status.clone(),
                        unread,
                        ..ChatFilter::default()
                    };
                    let query = ChatListQuery {
                        filter: filter.clone(),
                        sort: Some(sort),
                        ..ChatListQuery::default()
                    };
                    let by_index = store.chat_list(query.clone(), None).await.unwrap();
                    let by_set = store.chat_list(query, Some("all".into())).await.unwrap();
                    assert_eq!(by_index, by_set, "{filter:?} {sort:?}");
                    assert_eq!(by_index.total as usize, by_index.rows.len(), "{filter:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn the_open_chat_keeps_its_place_when_it_is_read() {
    let (store, main) = desk().await;
    let whole = ["6", "4", "2", "7", "5", "3", "1"];
    let open = ChatId::new(main, "4");
    store.mark_seen(open.clone(), None).await.unwrap();
    let all = list(&store, ChatFilter::default(), ChatSort::Newest).await;
    let matches = all.rows.into_iter().map(|row| row.id).collect();
    store.replace_matches("all".into(), matches).await.unwrap();
    for set in [None, Some("all".to_owned())] {
        for limit in 1..=7_u32 {
            for offset in 0..7_u32 {
                let query = ChatListQuery {
                    sort: Some(ChatSort::UnreadFirst),
                    hold: Some(open.clone()),
                    offset: Some(offset),
                    limit: Some(limit),
                    ..ChatListQuery::default()
                };
                let page = store.chat_list(query, set.clone()).await.unwrap();
                let end = ((offset + limit) as usize).min(7);
                assert_eq!(
                    ids(&page),
                    whole[offset as usize..end],
                    "{limit} rows from {offset}, {set:?}"
                );
                assert_eq!(page.total, 7, "nothing is counted twice");
            }
        }
    }
    let let_go = list(&store, ChatFilter::default(), ChatSort::UnreadFirst).await;
    assert_eq!(
        ids(&let_go),
        ["6", "2", "7", "5", "4", "3", "1"],
        "its own place once another chat is open"
    );
}

#[tokio::test]
async fn window_slides_over_the_whole_list() {
    let (store, _) = desk().await;
    let mut seen = Vec::new();
    for offset in (0..7).step_by(3) {
        let query = ChatListQuery {
            offset: Some(offset),
            limit: Some(3),
            sort: Some(ChatSort::Newest),
            ..ChatListQuery::default()
        };
        let page = store.chat_list(query, None).await.unwrap();
        assert_eq!((page.offset, page.total), (offset, 7), "exact");
        seen.extend(page.rows.into_iter().map(|row| row.id.remote.0));
    }
    assert_eq!(seen, ["7", "6", "5", "4", "3", "2", "1"], "each once");
}

#[tokio::test]
async fn filters_that_only_the_service_can_answer_wait_for_it() {
    let (store, main) = desk().await;
    let filter = ChatFilter {
        source: Some(1),
        ..ChatFilter::default()
    };
    let page = list(&store, filter.clone(), ChatSort::Newest).await;
    assert_eq!(page.total, 0, "nothing is known to match");
    let set = ["2", "5", "6"].map(|id| ChatId::new(main, id)).to_vec();
    store
        .add_matches("f".into(), set[..1].to_vec())
        .await
        .unwrap();
    assert!(
        store
            .replace_matches("f".into(), set.clone())
            .await
            .unwrap(),
        "it grew"
    );
    assert!(
        !store.replace_matches("f".into(), set).await.unwrap(),
        "the same"
    );
    let query = ChatListQuery {
        filter: ChatFilter {
            status: Some(ChatStatus::Open),
            ..filter
        },
        ..ChatListQuery::default()
    };
    let page = store
        .chat_list(query.clone(), Some("f".into()))
        .await
        .unwrap();
    assert_eq!(
        ids(&page),
        ["2", "5"],
        "the service's set, narrowed by what is known here"
    );
    store.keep_matches(vec!["g".into()]).await.unwrap();
    let page = store.chat_list(query, Some("f".into())).await.unwrap();
    assert_eq!(page.total, 0, "forgotten");
}

#[tokio::test]
async fn operator_phone_and_dates_are_answered_here_meanwhile() {
    let (store, main) = desk().await;
    let said = RemoteChat {
        assignee: Some(Assignee::Operator(OperatorRef {
            id: "21".into(),
            name: "Jane".into(),
        })),
        phone: Some("+380 (50) 123-45-67".into()),
        ..RemoteChat::new("4")
    };
    store
        .upsert_chats(main, vec![said], store::Told::Now, NOON)
        .await
        .unwrap();
    let by = |filter| list(&store, filter, ChatSort::Newest);
    let operator = ChatFilter {
        operator: Some("21".into()),
        ..ChatFilter::default()
    };
    assert_eq!(ids(&by(operator).await), ["4"], "by operator");
    let phone = ChatFilter {
        phone: Some("050 123-45".into()),
        ..ChatFilter::default()
    };
    assert_eq!(ids(&by(phone).await), ["4"], "by phone");
    let dates = ChatFilter {
        from: Some(at(2)),
        to: Some(Timestamp(at(3).0)),
        ..ChatFilter::default()
    };
    assert_eq!(
        ids(&by(dates).await),
        ["3", "2"],
        "by date of the last message"
    );
}

#[tokio::test]
async fn counts_follow_every_change() {
    let (store, main) = desk().await;
    let counts = store.chat_counts(Some(main)).await.unwrap();
    let closed = |counts: &domain::view::ChatCounts| {
        counts
            .by_status
            .iter()
            .find(|(status, _)| *status == ChatStatus::Closed)
            .unwrap()
            .1
    };
    assert_eq!(
        (counts.all, counts.unread, closed(&counts)),
        (6, 3, 2),
        "at first"
    );
    assert_eq!(
        counts.by_status.len(),
        5,
        "every known status, even with none"
    );
    let chat = ChatId::new(main, "2");
    store
        .enqueue_status(chat.clone(), ChatStatus::Closed, NOON)
        .await
        .unwrap();
    store.mark_seen(chat, None).await.unwrap();
    store
        .remove_chat(ChatId::new(main, "4"), NOON)
        .await
        .unwrap();
    let counts = store.chat_counts(Some(main)).await.unwrap();
    assert_eq!(
        (counts.all, counts.unread, closed(&counts)),
        (5, 1, 3),
        "after"
    );
}
