//! The passphrase's hash, and the end of everything.

use domain::Timestamp;
use store::KeptLock;

use crate::support::{Fixture, customer};

fn kept(wrong: u32) -> KeptLock {
    KeptLock {
        hash: "$argon2id$".to_owned(),
        wrong,
        wait_until: Timestamp(7),
    }
}

#[tokio::test]
async fn a_lock_and_its_wrong_tries_survive_a_restart() {
    let mut store = Fixture::new();
    assert_eq!(store.lock().await.unwrap(), None, "none at first");
    store.save_lock(Some(kept(0))).await.unwrap();
    store.save_lock(Some(kept(3))).await.unwrap();
    store.reopen();
    assert_eq!(store.lock().await.unwrap(), Some(kept(3)), "kept");
    store.save_lock(None).await.unwrap();
    store.reopen();
    assert_eq!(store.lock().await.unwrap(), None, "and taken away");
}

#[tokio::test]
async fn wiping_leaves_no_file_and_no_use() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    let dir = store.dir().to_owned();
    let damaged = dir.join("outbox-damaged-1.db");
    std::fs::write(&damaged, "x").unwrap();
    std::fs::write(dir.join("installation"), "x").unwrap();
    store.wipe().await.unwrap();
    let left: Vec<_> = std::fs::read_dir(&dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["installation"], "what is no database stays");
    assert!(store.chat_row(chat).await.is_err(), "nothing to read");
    assert!(store.save_lock(None).await.is_err(), "nothing to write");
}
