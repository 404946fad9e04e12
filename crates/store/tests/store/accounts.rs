use domain::view::SendOptions;
use domain::{AccountId, AttachmentKind, ChatId, ErrorCode, OperatorRef, Settings, Theme};
use store::NewAttachment;

use crate::support::{Fixture, NOON, account, customer, remote_chat};

#[tokio::test]
async fn account_comes_back_as_it_was() {
    let mut store = Fixture::new();
    let mut wanted = account("Main desk");
    wanted.working_as = Some(OperatorRef {
        id: "21".into(),
        name: "Jane".into(),
    });
    wanted.options.other.insert("later".into(), 1.into());
    let added = store.add_account(wanted.clone()).await.unwrap();
    wanted.id = added.id;
    store.reopen();
    assert_eq!(store.account(added.id).await.unwrap(), wanted, "lossless");
    assert_eq!(store.accounts().await.unwrap(), vec![wanted], "listed");
}

#[tokio::test]
async fn account_ids_are_never_given_again() {
    let store = Fixture::new();
    let first = store.add_account(account("a")).await.unwrap().id;
    store.remove_account(first).await.unwrap();
    let second = store.add_account(account("b")).await.unwrap().id;
    assert_ne!(first, second, "keyring entries carry the id");
    let error = store.account(first).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound, "it is gone");
}

#[tokio::test]
async fn settings_and_last_chat_survive_a_restart() {
    let mut store = Fixture::new();
    assert_eq!(
        store.settings().await.unwrap(),
        Settings::default(),
        "at first"
    );
    let settings = Settings {
        theme: Theme::Dark,
        keys: [("lock".to_owned(), vec!["Mod+Shift+KeyL".to_owned()])].into(),
        ..Settings::default()
    };
    store.save_settings(settings.clone()).await.unwrap();
    let account = store.add_account(account("a")).await.unwrap().id;
    let chat = ChatId::new(account, "7");
    store.save_last_chat(Some(chat.clone())).await.unwrap();
    store.reopen();
    assert_eq!(store.settings().await.unwrap(), settings, "kept");
    assert_eq!(store.last_chat().await.unwrap(), Some(chat), "kept");
    store.remove_account(account).await.unwrap();
    assert_eq!(
        store.last_chat().await.unwrap(),
        None,
        "its account is gone"
    );
}

/// Every file's bytes.
fn all_bytes(dir: &std::path::Path) -> Vec<u8> {
    std::fs::read_dir(dir)
        .unwrap()
        .flat_map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
        .collect()
}

fn contains(haystack: &[u8], needle: &str) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle.as_bytes())
}

#[tokio::test]
async fn no_text_is_ever_readable_in_a_file() {
    let store = Fixture::new();
    let chat = store
        .chat_with(vec![customer("1", "UNMISTAKABLE-HISTORY", 0)])
        .await;
    store
        .save_draft(chat.clone(), "UNMISTAKABLE-DRAFT".into(), None, NOON)
        .await
        .unwrap();
    store
        .enqueue_send(
            chat,
            "UNMISTAKABLE-SEND".into(),
            vec![],
            SendOptions::default(),
            NOON,
            NOON,
        )
        .await
        .unwrap();
    let bytes = all_bytes(store.dir.path());
    assert!(!contains(&bytes, "UNMISTAKABLE"), "everything is encrypted");
    assert!(!contains(&bytes, "CREATE TABLE"), "the schema too");
}

#[tokio::test]
async fn removed_account_leaves_nothing_of_itself() {
    let store = Fixture::new();
    let keep = store.add_account(account("keep")).await.unwrap().id;
    store
        .upsert_chats(keep, vec![remote_chat("1")], store::Told::Now, NOON)
        .await
        .unwrap();
    let chat = store.chat_with(vec![customer("1", "zanzibar", 0)]).await;
    store
        .save_draft(chat.clone(), "draft".into(), None, NOON)
        .await
        .unwrap();
    let file = NewAttachment {
        kind: AttachmentKind::File,
        name: "a.txt".into(),
        mime: "text/plain".into(),
        bytes: vec![1; 400_000],
    };
    let file = store
        .add_attachment(chat.clone(), file, NOON)
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
    store.remove_account(chat.account).await.unwrap();
    assert!(store.attachment(file.id).await.is_err(), "files go");
    assert!(
        store.outbox_of_chat(chat.clone()).await.unwrap().is_empty(),
        "the outbox goes"
    );
    assert_eq!(store.chat_row(chat).await.unwrap(), None, "chats go");
    assert_eq!(
        store.chat_counts(None).await.unwrap().all,
        1,
        "the others' stay"
    );
    let outbox = std::fs::metadata(store.dir.path().join("outbox.db"))
        .unwrap()
        .len();
    assert!(outbox < 200_000, "the file's space is given back: {outbox}");
    let wal = std::fs::metadata(store.dir.path().join("cache.db-wal"))
        .unwrap()
        .len();
    assert_eq!(wal, 0, "nothing lingers in the write-ahead log");
}

#[tokio::test]
async fn unsent_work_counts_what_signing_out_would_lose() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    store
        .enqueue_send(
            chat.clone(),
            "a".into(),
            vec![],
            SendOptions::default(),
            NOON,
            NOON,
        )
        .await
        .unwrap();
    store
        .enqueue_status(chat.clone(), domain::ChatStatus::Closed, NOON)
        .await
        .unwrap();
    store
        .save_draft(chat.clone(), "half".into(), None, NOON)
        .await
        .unwrap();
    let work = store.unsent_work(chat.account).await.unwrap();
    assert_eq!(
        (work.messages, work.changes, work.drafts),
        (1, 1, 1),
        "each kind"
    );
    let other = store.unsent_work(AccountId(99)).await.unwrap();
    assert_eq!(other.messages, 0, "by account");
}

#[tokio::test]
async fn temporary_store_vanishes_when_dropped() {
    let parent = tempfile::TempDir::new().unwrap();
    let store = store::Store::open_temporary(parent.path()).unwrap();
    store.add_account(account("demo")).await.unwrap();
    let dir = store.dir().to_owned();
    assert!(dir.exists(), "while it is used");
    drop(store);
    assert!(!dir.exists(), "and no longer");
}
