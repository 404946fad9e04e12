//! Databases that take long to make are kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use domain::{AccountConfig, AccountId, AccountOptions, ChatId, ServiceKind, SignInMethod};
use domain::{RemoteMessage, Timestamp};
use store::{DatabaseKey, HistoryUpdate, Store};

use crate::made::{ACCOUNTS, Maker, NOW, VERSION};
use crate::{Trial, sentence, tell};

/// The name under which the app looks for the key.
const INSTALLATION: &str = "5b5b5b5b-5b5b-4b5b-8b5b-5b5b5b5b5b5b";

/// A database with so many chats, made if it isn't there yet; the app can be started over it.
pub(crate) async fn filled(chats: u32) -> Trial<PathBuf> {
    let dir = made(chats).await?;
    fs::write(dir.join("installation"), INSTALLATION).map_err(sentence)?;
    Ok(dir)
}

async fn made(chats: u32) -> Trial<PathBuf> {
    let dir = kept().join(format!("v{VERSION}-{chats}"));
    let done = dir.join("done");
    if done.exists() {
        return Ok(dir);
    }
    if dir.exists() {
        fs::remove_dir_all(&dir).map_err(sentence)?;
    }
    let began = Instant::now();
    tell(&format!("making {chats} chats...\n"))?;
    let store = open(&dir)?;
    sign_in(&store).await?;
    fill(&store, chats).await?;
    store.checkpoint().await.map_err(sentence)?;
    drop(store);
    fs::write(done, "").map_err(sentence)?;
    tell(&format!("made in {:.0} s\n", began.elapsed().as_secs_f64()))?;
    Ok(dir)
}

/// Opens a store in a folder.
pub(crate) fn open(dir: &Path) -> Trial<Store> {
    Ok(Store::open(dir, &key()?).map_err(sentence)?.store)
}

pub(crate) fn key() -> Trial<DatabaseKey> {
    DatabaseKey::from_hex(&hex()).ok_or_else(|| "not a key".to_owned())
}

/// The key as 64 hexadecimal digits.
pub(crate) fn hex() -> String {
    "5b".repeat(32)
}

/// The accounts that the chats belong to.
pub(crate) async fn sign_in(store: &Store) -> Trial {
    for number in 1..=ACCOUNTS {
        let account = AccountConfig {
            id: AccountId(0),
            service: ServiceKind::Chathub,
            method: SignInMethod::OperatorToken,
            server: "http://127.0.0.1:9".parse().map_err(sentence)?,
            label: format!("Account {number}"),
            principal: String::new(),
            hue: 0,
            working_as: None,
            options: AccountOptions::default(),
        };
        store.add_account(account).await.map_err(sentence)?;
    }
    Ok(())
}

async fn fill(store: &Store, chats: u32) -> Trial {
    let maker = Maker::new();
    let numbers: Vec<u32> = (0..chats).collect();
    for some in numbers.chunks(300) {
        for account in 1..=ACCOUNTS {
            let account = AccountId(account);
            let page = some
                .iter()
                .filter(|chat| Maker::account(**chat) == account)
                .map(|chat| maker.chat(*chat));
            store
                .upsert_chats(account, page.collect(), store::Told::Now, Timestamp(NOW))
                .await
                .map_err(sentence)?;
        }
        for chat in some {
            put(store, *chat, maker.messages(*chat)).await?;
        }
    }
    Ok(())
}

/// Stores a history as it was read whole.
pub(crate) async fn put(store: &Store, chat: u32, messages: Vec<RemoteMessage>) -> Trial {
    store
        .upsert_messages(
            ChatId::new(Maker::account(chat), chat.to_string()),
            messages,
            HistoryUpdate::Newest { older: None },
            Timestamp(NOW),
        )
        .await
        .map_err(sentence)?;
    Ok(())
}

/// Where they are kept: beside what Cargo makes.
fn kept() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
        PathBuf::from,
    );
    target.join("bench")
}
