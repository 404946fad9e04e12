//! What was done from here.

use domain::view::{JournalKind, JournalPage, JournalQuery};
use domain::{ChatId, ChatStatus, OperatorRef};
use store::NewLine;

use crate::support::{Fixture, NOON, account, at, customer};

async fn read(store: &Fixture, query: JournalQuery) -> JournalPage {
    store.journal(query, 365).await.unwrap()
}

async fn details(store: &Fixture, query: JournalQuery) -> Vec<String> {
    let page = read(store, query).await;
    page.lines.into_iter().map(|line| line.detail).collect()
}

async fn settled(store: &Fixture, chat: &ChatId, second: i64) {
    let row = store.claim_next(chat.account, at(second)).await.unwrap();
    store
        .settle_done(row.unwrap().id, None, at(second))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_line_says_who_did_what_to_which_chat() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hello", 1)]).await;
    let mut config = store.account(chat.account).await.unwrap();
    config.working_as = Some(OperatorRef {
        id: "4".into(),
        name: "Дана".to_owned(),
    });
    store.update_account(config).await.unwrap();
    store
        .enqueue_status(chat.clone(), ChatStatus::Closed, NOON)
        .await
        .unwrap();
    settled(&store, &chat, 5).await;
    let page = read(&store, JournalQuery::default()).await;
    assert_eq!((page.total, page.keep_days), (1, 365), "one line");
    let line = &page.lines[0];
    assert_eq!(
        (line.kind, line.detail.as_str(), line.at),
        (JournalKind::Status, "closed", at(5)),
        "what, and when"
    );
    assert_eq!(
        (line.account_label.as_str(), line.who.as_str()),
        ("main", "Дана"),
        "by whom"
    );
    assert_eq!(line.chat.as_ref(), Some(&chat), "to which chat");
    assert_eq!(line.title.as_deref(), Some("Customer 7"), "by its name");
}

#[tokio::test]
async fn a_deleted_chats_name_stays_in_its_line_alone() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hello", 1)]).await;
    store.enqueue_delete(chat.clone(), NOON).await.unwrap();
    settled(&store, &chat, 5).await;
    let line = read(&store, JournalQuery::default()).await.lines.remove(0);
    assert_eq!(
        (line.kind, line.detail.as_str(), line.title),
        (JournalKind::Deleted, "Customer 7", None),
        "there is nothing to jump to"
    );
}

async fn write(store: &Fixture, chat: &ChatId, kind: JournalKind, detail: &str, second: i64) {
    let line = NewLine {
        detail: detail.to_owned(),
        ..NewLine::new(chat.account, kind, at(second))
    };
    store.write_journal(line).await.unwrap();
}

#[tokio::test]
async fn lines_are_found_by_kind_account_date_and_words_in_any_case() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![]).await;
    let other = store.add_account(account("Друга")).await.unwrap().id;
    let other = ChatId::new(other, "9");
    write(&store, &chat, JournalKind::Exported, "html", 1).await;
    write(&store, &chat, JournalKind::SignedOut, "Ґанок & Co", 2).await;
    write(&store, &other, JournalKind::Exported, "csv", 3).await;
    let query = JournalQuery::default;
    let cases = [
        (query(), vec!["csv", "Ґанок & Co", "html"]),
        (
            JournalQuery {
                kinds: vec![JournalKind::Exported, JournalKind::Sent],
                ..query()
            },
            vec!["csv", "html"],
        ),
        (
            JournalQuery {
                account: Some(chat.account),
                ..query()
            },
            vec!["Ґанок & Co", "html"],
        ),
        (
            JournalQuery {
                from: Some(at(2)),
                to: Some(at(3)),
                ..query()
            },
            vec!["Ґанок & Co"],
        ),
        (
            JournalQuery {
                text: Some("co ґАНОК".to_owned()),
                ..query()
            },
            vec!["Ґанок & Co"],
        ),
        (
            JournalQuery {
                text: Some("друга".to_owned()),
                ..query()
            },
            vec!["csv"],
        ),
        (
            JournalQuery {
                text: Some("%".to_owned()),
                ..query()
            },
            vec![],
        ),
    ];
    for (query, expected) in cases {
        let page = read(&store, query.clone()).await;
        assert_eq!(page.total as usize, expected.len(), "{query:?}");
        assert_eq!(details(&store, query.clone()).await, expected, "{query:?}");
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repetition() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![]).await;
    for number in 0..7 {
        write(&store, &chat, JournalKind::Exported, &number.to_string(), 1).await;
    }
    for text in [None, Some("main".to_owned())] {
        let mut query = JournalQuery {
            limit: Some(3),
            text,
            ..JournalQuery::default()
        };
        let mut all = Vec::new();
        loop {
            let page = read(&store, query.clone()).await;
            assert_eq!(page.total, 7, "of all pages");
            all.extend(page.lines.into_iter().map(|line| line.detail));
            query.before = page.next;
            if query.before.is_none() {
                break;
            }
        }
        assert_eq!(all, ["6", "5", "4", "3", "2", "1", "0"], "newest first");
    }
}

#[tokio::test]
async fn old_lines_are_let_go() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![]).await;
    write(&store, &chat, JournalKind::Exported, "old", 1).await;
    write(&store, &chat, JournalKind::Exported, "new", 2).await;
    assert_eq!(store.prune_journal(at(2)).await.unwrap(), 1, "one is old");
    assert_eq!(
        details(&store, JournalQuery::default()).await,
        ["new"],
        "the other stays"
    );
}
