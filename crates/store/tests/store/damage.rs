use domain::view::SendOptions;
use std::fs;
use std::path::PathBuf;

use store::{DatabaseKey, OpenError, OutboxState, Store};

use crate::support::{Fixture, NOON, at, customer};

/// A closed store with a draft, two queued messages, one under way, and a cached chat.
async fn lived_in() -> (Fixture, domain::ChatId) {
    let mut store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "zanzibar", 0)]).await;
    for n in 0..3 {
        store
            .enqueue_send(
                chat.clone(),
                format!("message {n}"),
                vec![],
                SendOptions::default(),
                NOON,
                NOON,
            )
            .await
            .unwrap();
    }
    store
        .claim_next(chat.account, at(1))
        .await
        .unwrap()
        .unwrap();
    store
        .save_draft(chat.clone(), "half".into(), None, NOON)
        .await
        .unwrap();
    store.close();
    (store, chat)
}

fn path(store: &Fixture, name: &str) -> PathBuf {
    store.dir.path().join(name)
}

/// A way to damage a file, and its name.
type Damage = (&'static str, fn(&PathBuf));

/// Overwrites bytes at an offset.
fn scribble(path: &PathBuf, offset: usize, length: usize) {
    let mut bytes = fs::read(path).unwrap();
    let end = (offset + length).min(bytes.len());
    for byte in &mut bytes[offset.min(end)..end] {
        *byte ^= 0x5a;
    }
    fs::write(path, bytes).unwrap();
}

async fn assert_kept(store: &Fixture, chat: &domain::ChatId) {
    assert_eq!(store.accounts().await.unwrap().len(), 1, "the account");
    assert_eq!(
        store.draft(chat.clone()).await.unwrap().text,
        "half",
        "the draft"
    );
    let rows = store.outbox_of_chat(chat.clone()).await.unwrap();
    let states: Vec<OutboxState> = rows.iter().map(|row| row.state).collect();
    assert_eq!(
        states,
        [
            OutboxState::Checking,
            OutboxState::Queued,
            OutboxState::Queued
        ],
        "the outbox"
    );
}

#[tokio::test]
async fn damaged_cache_is_rebuilt_without_a_question() {
    let damages: [Damage; 6] = [
        ("header", |path| scribble(path, 0, 100)),
        ("first page", |path| scribble(path, 200, 8)),
        ("middle", |path| scribble(path, 4096 * 5 + 9, 40)),
        ("truncated", |path| {
            fs::write(path, &fs::read(path).unwrap()[..9000]).unwrap()
        }),
        ("garbage", |path| fs::write(path, vec![7; 50_000]).unwrap()),
        ("absent", |path| fs::remove_file(path).unwrap()),
    ];
    for (what, damage) in damages {
        let (mut store, chat) = lived_in().await;
        damage(&path(&store, "cache.db"));
        let (rebuilt, salvage) = store.reopen();
        // The salt at the very start of the file is not read: see `connect::File::salt`.
        assert!(rebuilt || what == "header", "{what}: told");
        assert_eq!(salvage, None, "{what}: the outbox is sound");
        assert_kept(&store, &chat).await;
        let changes = store.push(&chat, customer("9", "anew", 9)).await;
        assert_eq!(changes.new.len(), 1, "{what}: works");
    }
}

#[tokio::test]
async fn damaged_outbox_is_carried_over_into_a_fresh_file() {
    let damages: [Damage; 3] = [
        ("salt", |path| scribble(path, 0, 16)),
        ("first page", |path| scribble(path, 200, 8)),
        ("an index page's end", |path| {
            let pages = fs::metadata(path).unwrap().len() as usize / 4096;
            scribble(path, (pages - 1) * 4096 + 100, 8);
        }),
    ];
    for (what, damage) in damages {
        let (mut store, chat) = lived_in().await;
        let file = path(&store, "outbox.db");
        damage(&file);
        let before = fs::read(&file).unwrap();
        let (_, salvage) = store.reopen();
        if let Some(salvage) = salvage {
            assert!(
                fs::read(&salvage.kept).unwrap() == before,
                "{what}: kept aside"
            );
        } else {
            assert_eq!(
                what, "salt",
                "only what isn't read can be damaged unnoticed"
            );
        }
        assert_kept(&store, &chat).await;
    }
}

#[tokio::test]
async fn every_page_but_one_of_a_damaged_outbox_is_carried_over() {
    let pages = {
        let (store, _) = lived_in().await;
        fs::metadata(path(&store, "outbox.db")).unwrap().len() as usize / 4096
    };
    for page in 0..pages {
        let (mut store, chat) = lived_in().await;
        scribble(&path(&store, "outbox.db"), page * 4096 + 1000, 300);
        store.reopen();
        // At most one table's rows stood on the page.
        let lost = [
            store.accounts().await.unwrap().is_empty(),
            store.draft(chat.clone()).await.unwrap().text.is_empty(),
            store.outbox_of_chat(chat.clone()).await.unwrap().is_empty(),
        ];
        let lost = lost.iter().filter(|lost| **lost).count();
        assert!(lost <= 1, "page {page}: the other tables are kept");
        store
            .save_draft(chat, "works".into(), None, NOON)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn hopeless_outbox_gives_way_to_a_fresh_one_and_is_kept() {
    let (mut store, _) = lived_in().await;
    fs::write(path(&store, "outbox.db"), vec![7; 50_000]).unwrap();
    let (_, salvage) = store.reopen();
    let salvage = salvage.unwrap();
    assert_eq!(salvage.rows, 0, "nothing could be read");
    assert!(!salvage.incomplete.is_empty(), "told");
    assert!(
        fs::read(&salvage.kept).unwrap() == vec![7; 50_000],
        "kept aside"
    );
    store.accounts().await.unwrap();
}

#[tokio::test]
async fn wrong_key_is_told_and_touches_nothing() {
    let (store, _) = lived_in().await;
    let contents = |name: &str| fs::read(path(&store, name)).unwrap();
    let before = (contents("outbox.db"), contents("cache.db"));
    let error = Store::open(store.dir.path(), &DatabaseKey::generate()).unwrap_err();
    assert!(matches!(error, OpenError::WrongKey), "{error:?}");
    assert!(
        before == (contents("outbox.db"), contents("cache.db")),
        "untouched"
    );
    let opened = Store::open(store.dir.path(), &store.key).unwrap();
    assert!(!opened.cache_rebuilt, "the right key still opens both");
}

#[tokio::test]
async fn damage_met_while_running_rebuilds_the_cache() {
    let mut store = Fixture::new();
    let chat = store
        .chat_with(
            (0..3000)
                .map(|n| customer(&n.to_string(), "zanzibar", n))
                .collect(),
        )
        .await;
    store.reopen();
    let cache = path(&store, "cache.db");
    let size = fs::metadata(&cache).unwrap().len() as usize;
    store.close();
    // Too big to be checked at start.
    scribble(&cache, 4096 * 20, size);
    let opened = Store::open(store.dir.path(), &store.key);
    drop(opened);
    store.reopen();
    let page = store.message_page(chat.clone(), None, 50).await.unwrap();
    assert!(page.messages.is_empty(), "begins anew");
    store.push(&chat, customer("1", "again", 0)).await;
}

#[tokio::test]
async fn store_dropped_without_ceremony_loses_nothing() {
    let (mut store, chat) = lived_in().await;
    store.reopen();
    // A copy of the files while they are open is what a killed program leaves.
    let copy = tempfile::TempDir::new().unwrap();
    store
        .enqueue_send(
            chat.clone(),
            "last".into(),
            vec![],
            SendOptions::default(),
            NOON,
            NOON,
        )
        .await
        .unwrap();
    for entry in fs::read_dir(store.dir.path()).unwrap() {
        let entry = entry.unwrap();
        if !entry.file_name().to_string_lossy().ends_with("-shm") {
            fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
    }
    let again = Store::open(copy.path(), &store.key).unwrap().store;
    let rows = again.outbox_of_chat(chat).await.unwrap();
    assert_eq!(rows.len(), 4, "the last one too");
}

/// A closed store with so many drafts and messages that their tables have several pages.
async fn well_filled() -> (Fixture, domain::AccountId) {
    let mut store = Fixture::new();
    let chat = store.chat_with(vec![]).await;
    for n in 0..60 {
        let chat = domain::ChatId::new(chat.account, n.to_string());
        let text = format!("{n} {}", "long ".repeat(60));
        store
            .enqueue_send(
                chat.clone(),
                text.clone(),
                vec![],
                SendOptions::default(),
                NOON,
                NOON,
            )
            .await
            .unwrap();
        store.save_draft(chat, text, None, NOON).await.unwrap();
    }
    store.close();
    (store, chat.account)
}

async fn kept(store: &Fixture, account: domain::AccountId) -> (usize, usize) {
    let (mut drafts, mut messages) = (0, 0);
    for n in 0..60 {
        let chat = domain::ChatId::new(account, n.to_string());
        let draft = store.draft(chat.clone()).await.unwrap();
        drafts += usize::from(draft.text.ends_with("long "));
        messages += store.outbox_of_chat(chat).await.unwrap().len();
    }
    (drafts, messages)
}

#[tokio::test]
async fn rows_are_kept_although_the_pages_that_lead_to_them_are_lost() {
    // Every page that leads to others is overwritten in turn: those of the schema, the roots of
    // tables, and whatever else there is; whole rows on other pages must not go with it.
    let (sound, account) = well_filled().await;
    let whole = fs::read(path(&sound, "outbox.db")).unwrap();
    for page in 0..whole.len() / 4096 {
        let mut store = Fixture::new();
        store.close();
        for name in ["outbox.db", "outbox.head", "cache.db"] {
            fs::copy(path(&sound, name), path(&store, name)).unwrap();
        }
        store.key = sound.key.clone();
        scribble(&path(&store, "outbox.db"), page * 4096 + 20, 8);
        if page == 0 {
            scribble(&path(&store, "outbox.head"), 20, 8);
        }
        store.reopen();
        let (drafts, messages) = kept(&store, account).await;
        // A page holds a dozen rows of one table at most.
        assert!(
            drafts + messages >= 120 - 14 && (drafts == 60 || messages == 60),
            "page {page}: {drafts} drafts, {messages} messages"
        );
    }
}

#[tokio::test]
async fn a_file_that_was_cut_off_gives_what_is_left_of_it() {
    let (mut store, account) = well_filled().await;
    let file = path(&store, "outbox.db");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() - 4 * 4096 + 100]).unwrap();
    let (_, salvage) = store.reopen();
    assert!(salvage.is_some(), "found");
    let (drafts, messages) = kept(&store, account).await;
    assert!(
        drafts + messages > 60 && drafts + messages < 120,
        "{drafts} drafts and {messages} messages are before the end"
    );
}

#[tokio::test]
async fn a_text_with_a_damaged_part_is_never_taken_for_whole() {
    let mut store = Fixture::new();
    let chat = store.chat_with(vec![]).await;
    let long = "x".repeat(40_000);
    store
        .enqueue_send(
            chat.clone(),
            long.clone(),
            vec![],
            SendOptions::default(),
            NOON,
            NOON,
        )
        .await
        .unwrap();
    store
        .enqueue_send(
            chat.clone(),
            "behind it".into(),
            vec![],
            SendOptions::default(),
            NOON,
            NOON,
        )
        .await
        .unwrap();
    store.close();
    let file = path(&store, "outbox.db");
    let pages = fs::metadata(&file).unwrap().len() as usize / 4096;
    // The text fills the file's last ten pages.
    scribble(&file, (pages - 3) * 4096 + 100, 8);
    let (_, salvage) = store.reopen();
    let incomplete = salvage.unwrap().incomplete;
    assert_eq!(incomplete, ["outbox"], "said");
    let rows = store.outbox_of_chat(chat).await.unwrap();
    let texts: Vec<_> = rows.into_iter().map(|row| row.operation).collect();
    assert!(
        matches!(texts.as_slice(), [store::OutboxOperation::Send { text, .. }] if text == "behind it"),
        "the other one, and nothing half: {}",
        texts.len()
    );
}
