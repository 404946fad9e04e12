use domain::{Assignee, ChatId, OperatorRef, RemoteChat};

use crate::support::{Fixture, NOON, account, at, customer, remote_chat};

#[tokio::test]
async fn poll_that_finds_nothing_new_changes_nothing() {
    let store = Fixture::new();
    let account = store.add_account(account("a")).await.unwrap().id;
    let chats = vec![remote_chat("1"), remote_chat("2")];
    let first = store
        .upsert_chats(account, chats.clone(), store::Told::Now, NOON)
        .await
        .unwrap();
    assert!(
        first.iter().all(|change| change.added && change.activity),
        "new ones"
    );
    let wal = store.dir.path().join("cache.db-wal");
    let before = std::fs::metadata(&wal).unwrap().len();
    let sweep = store.begin_sweep(account).await.unwrap();
    let again = store
        .upsert_chats(
            account,
            chats,
            store::Told::Swept(store.moment(), sweep),
            NOON,
        )
        .await
        .unwrap();
    assert!(again.is_empty(), "no news");
    assert_eq!(
        std::fs::metadata(&wal).unwrap().len(),
        before,
        "nothing was written"
    );
}

#[tokio::test]
async fn unsaid_fields_keep_what_is_known() {
    let store = Fixture::new();
    let account = store.add_account(account("a")).await.unwrap().id;
    let full = RemoteChat {
        assignee: Some(Assignee::Operator(OperatorRef {
            id: "21".into(),
            name: "Jane".into(),
        })),
        phone: Some("380".into()),
        ..remote_chat("1")
    };
    store
        .upsert_chats(account, vec![full], store::Told::Now, NOON)
        .await
        .unwrap();
    store
        .upsert_chats(account, vec![RemoteChat::new("1")], store::Told::Now, NOON)
        .await
        .unwrap();
    let chat = ChatId::new(account, "1");
    let row = store.chat_row(chat.clone()).await.unwrap().unwrap();
    assert_eq!(
        (
            row.title.as_str(),
            row.phone.as_deref(),
            row.assignee.as_deref()
        ),
        ("Customer 1", Some("380"), Some("Jane")),
        "kept"
    );
    let nobody = RemoteChat {
        assignee: Some(Assignee::Nobody),
        ..RemoteChat::new("1")
    };
    store
        .upsert_chats(account, vec![nobody], store::Told::Now, NOON)
        .await
        .unwrap();
    assert_eq!(
        store.assignee(chat).await.unwrap(),
        None,
        "said to be nobody's"
    );
}

#[tokio::test]
async fn chat_goes_after_two_complete_sweeps_that_did_not_see_it() {
    let store = Fixture::new();
    let account = store.add_account(account("a")).await.unwrap().id;
    let sweep = async |ids: &[&str]| {
        let generation = store.begin_sweep(account).await.unwrap();
        let chats = ids.iter().map(|id| remote_chat(id)).collect();
        store
            .upsert_chats(
                account,
                chats,
                store::Told::Swept(store.moment(), generation),
                NOON,
            )
            .await
            .unwrap();
        store
            .finish_sweep(account, generation, at(5))
            .await
            .unwrap()
    };
    assert!(sweep(&["1", "2"]).await.is_empty(), "both there");
    assert!(
        sweep(&["1"]).await.is_empty(),
        "may have moved between pages"
    );
    assert!(sweep(&["1", "2"]).await.is_empty(), "indeed");
    assert!(sweep(&["1"]).await.is_empty(), "counted anew");
    assert_eq!(sweep(&["1"]).await, vec![ChatId::new(account, "2")], "gone");
    let state = store.sync_state(account).await.unwrap();
    assert_eq!((state.synced_at, state.chats), (Some(at(5)), 1), "told");
}

#[tokio::test]
async fn sweep_that_was_overtaken_removes_nothing() {
    let store = Fixture::new();
    let account = store.add_account(account("a")).await.unwrap().id;
    store
        .upsert_chats(account, vec![remote_chat("1")], store::Told::Now, NOON)
        .await
        .unwrap();
    let old = store.begin_sweep(account).await.unwrap();
    store.begin_sweep(account).await.unwrap();
    store.finish_sweep(account, old, NOON).await.unwrap();
    assert_eq!(
        store.sync_state(account).await.unwrap().synced_at,
        None,
        "not complete"
    );
}

#[tokio::test]
async fn progress_shows_until_the_first_sweep_is_complete() {
    let store = Fixture::new();
    let account = store.add_account(account("a")).await.unwrap().id;
    let sweep = store.begin_sweep(account).await.unwrap();
    store
        .save_progress(account, 20, 100, Some("2".into()))
        .await
        .unwrap();
    assert_eq!(
        store.sync_state(account).await.unwrap().progress,
        Some((20, 100)),
        "under way"
    );
    store.finish_sweep(account, sweep, NOON).await.unwrap();
    store.save_progress(account, 40, 100, None).await.unwrap();
    assert_eq!(
        store.sync_state(account).await.unwrap().progress,
        None,
        "never again"
    );
}

#[tokio::test]
async fn histories_to_read_are_those_the_service_spoke_of() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "a", 0)]).await;
    let other = ChatId::new(chat.account, "8");
    store.server_counts(&other, 1).await;
    assert_eq!(
        store.chats_to_read(chat.account, 10).await.unwrap(),
        vec![other.clone()],
        "7 was read"
    );
    store.server_counts(&chat, 2).await;
    assert_eq!(
        store.chats_to_read(chat.account, 10).await.unwrap().len(),
        2,
        "7 has news"
    );
    store.read_history(&other, vec![]).await;
    assert_eq!(
        store.chats_to_read(chat.account, 10).await.unwrap(),
        vec![chat.clone()],
        "8 was read"
    );
    assert_eq!(
        store.unread_chats(chat.account, 10).await.unwrap().len(),
        2,
        "both are unread"
    );
}

#[tokio::test]
async fn directory_is_kept_with_its_age() {
    let store = Fixture::new();
    let account = store.add_account(account("a")).await.unwrap().id;
    assert_eq!(
        store.organizations(account).await.unwrap(),
        None,
        "never read"
    );
    let list = vec![domain::Organization {
        id: "1".into(),
        name: "Kyiv".into(),
    }];
    assert!(
        store
            .save_organizations(account, list.clone(), NOON)
            .await
            .unwrap(),
        "news"
    );
    assert!(
        !store
            .save_organizations(account, list.clone(), at(9))
            .await
            .unwrap(),
        "the same"
    );
    assert_eq!(
        store.organizations(account).await.unwrap(),
        Some((list, at(9))),
        "fresh"
    );
    let operators = vec![domain::Operator {
        id: "5".into(),
        name: "Alex".into(),
        status: domain::OperatorStatus::Active,
        organization: None,
    }];
    store
        .save_operators(account, "1".into(), operators.clone(), NOON)
        .await
        .unwrap();
    assert_eq!(
        store.operators(account, "1".into()).await.unwrap(),
        Some((operators, NOON)),
        "kept"
    );
    assert_eq!(
        store.operators(account, "2".into()).await.unwrap(),
        None,
        "by organization"
    );
}

#[tokio::test]
async fn notification_marks_survive_a_restart() {
    let mut store = Fixture::new();
    let chat = store.chat_with(vec![]).await;
    let mark = store::Notified {
        message: Some("9".into()),
        at: NOON,
        unread: 2,
    };
    store
        .save_notified(vec![(chat.clone(), mark.clone())])
        .await
        .unwrap();
    store.reopen();
    assert_eq!(
        store.notified(chat).await.unwrap(),
        Some(mark),
        "not told twice"
    );
}
