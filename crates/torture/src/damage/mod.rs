//! Database files are damaged in every way a disk can, and opened.
//!
//! Opening must succeed, the cache must be usable whatever was done to it, and every draft and
//! outbox row whose page is unharmed must be there, however much of the rest is lost. Which row
//! lies on which page is read from SQLite's own statistics of the sound file.

mod harm;
mod rows;

use std::path::Path;

use domain::view::{ChatListQuery, SendOptions};
use domain::{
    AccountConfig, AccountId, AccountOptions, AttachmentKind, Author, AuthorKind, ChatId,
    MessageExtras, RemoteChat, RemoteMessage, ServiceKind, SignInMethod, Timestamp,
};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use store::{DatabaseKey, HistoryUpdate, NewAttachment, OpenError, Store};
use tempfile::TempDir;

use self::rows::{Kept, Places};
use crate::stage::{Home, sentence};
use crate::{Plan, Tally, Trial};

/// Chats with a draft, and outbox rows.
const ROWS: i64 = 120;
/// Chats in the cache.
const CHATS: i64 = 100;
const NOW: Timestamp = Timestamp(1_743_508_800_000);

pub(crate) async fn run(plan: &Plan, tally: &mut Tally) -> Trial {
    let mut rng = StdRng::seed_from_u64(plan.seed);
    let sound = TempDir::new().map_err(sentence)?;
    let home = Home::new(sound.path())?;
    let key = home.database_key()?;
    // One set of files as a program that ended leaves them, one as a program that was killed does.
    let killed = TempDir::new().map_err(sentence)?;
    fill(sound.path(), &key, 1).await?;
    let places = Places::of(sound.path(), &home.key)?;
    let running = Store::open(sound.path(), &key).map_err(sentence)?;
    drop(running);
    copy(sound.path(), killed.path())?;
    let store = Store::open(killed.path(), &key).map_err(sentence)?.store;
    write_rows(&store, ROWS + 1, ROWS + 40).await?;
    let with_log = TempDir::new().map_err(sentence)?;
    copy(killed.path(), with_log.path())?;
    drop(store);
    for round in 0..plan.count {
        let (from, ended) = if round % 3 == 0 {
            (with_log.path(), false)
        } else {
            (sound.path(), true)
        };
        let dir = TempDir::new().map_err(sentence)?;
        copy(from, dir.path())?;
        let harm = harm::pick(&mut rng, ended);
        let harmed = harm.apply(dir.path(), &mut rng)?;
        tally.add("files harmed", harmed.len());
        tally.add(harm.name(), 1);
        let judged = judge(dir.path(), &key, &places, from, tally).await;
        if let Err(odd) = judged {
            tally.found(format!("{} of {harmed:?}: {odd}", harm.name()));
        }
    }
    Ok(())
}

/// Opens the harmed files and judges what is there.
async fn judge(
    dir: &Path,
    key: &DatabaseKey,
    places: &Places,
    sound: &Path,
    tally: &mut Tally,
) -> Trial {
    let Kept { rows, proof } = places.kept(sound, dir)?;
    let opened = match Store::open(dir, key) {
        Ok(opened) => opened,
        Err(OpenError::WrongKey) if !proof => {
            // Not a page is left that could tell a damaged file from one of another key.
            tally.add("files of which nothing was left", 1);
            return Ok(());
        }
        Err(error) => return Err(format!("not opened: {error}")),
    };
    if let Some(salvage) = &opened.salvage {
        tally.add("outboxes mended", 1);
        if !salvage.kept.exists() {
            return Err("the damaged file was not kept".to_owned());
        }
    }
    tally.add("caches rebuilt", usize::from(opened.cache_rebuilt));
    let store = opened.store;
    let there = rows::present(&store).await?;
    let lost: Vec<_> = rows.iter().filter(|row| !there.contains(*row)).collect();
    tally.add("rows on unharmed pages", rows.len());
    if let Some(first) = lost.first() {
        return Err(format!(
            "{} of {} rows on unharmed pages are lost, {first:?} first",
            lost.len(),
            rows.len()
        ));
    }
    use_it(&store).await
}

/// Reads and writes both databases, as a program would.
async fn use_it(store: &Store) -> Trial {
    let chat = ChatId::new(AccountId(1), "new");
    let list = store.chat_list(ChatListQuery::default(), None);
    list.await.map_err(sentence)?;
    put_chats(store, CHATS + 1, CHATS + 2).await?;
    let sent = store.enqueue_send(
        chat.clone(),
        "after".to_owned(),
        Vec::new(),
        SendOptions::default(),
        NOW,
        NOW,
    );
    sent.await.map_err(sentence)?;
    let rows = store.outbox_of_chat(chat).await.map_err(sentence)?;
    if rows.is_empty() {
        return Err("a new message is not there".to_owned());
    }
    for n in 1..=CHATS {
        let page = store.message_page(ChatId::new(AccountId(1), n.to_string()), None, 50);
        // A chat of a cache that was rebuilt is not there yet.
        if let Err(error) = page.await
            && error.code != domain::ErrorCode::NotFound
        {
            return Err(sentence(error));
        }
    }
    Ok(())
}

/// Files with drafts, attachments, outbox rows and a cache.
async fn fill(dir: &Path, key: &DatabaseKey, first: i64) -> Trial {
    let store = Store::open(dir, key).map_err(sentence)?.store;
    let account = AccountConfig {
        id: AccountId(0),
        service: ServiceKind::Chathub,
        method: SignInMethod::OperatorToken,
        server: "http://127.0.0.1:9".parse().map_err(sentence)?,
        label: "account".to_owned(),
        principal: String::new(),
        hue: 1,
        working_as: None,
        options: AccountOptions::default(),
    };
    store.add_account(account).await.map_err(sentence)?;
    write_rows(&store, first, ROWS).await?;
    put_chats(&store, 1, CHATS).await?;
    store.checkpoint().await.map_err(sentence)
}

async fn write_rows(store: &Store, first: i64, last: i64) -> Trial {
    for n in first..=last {
        let chat = ChatId::new(AccountId(1), n.to_string());
        if n % 40 == 0 {
            let file = NewAttachment {
                kind: AttachmentKind::File,
                name: format!("{n}.bin"),
                mime: "application/octet-stream".to_owned(),
                bytes: vec![n.to_le_bytes()[0]; 20_000],
            };
            store
                .add_attachment(chat.clone(), file, NOW)
                .await
                .map_err(sentence)?;
        }
        store
            .enqueue_send(
                chat.clone(),
                rows::message(n),
                Vec::new(),
                SendOptions::default(),
                NOW,
                NOW,
            )
            .await
            .map_err(sentence)?;
        store
            .save_draft(chat, rows::draft(n), None, NOW)
            .await
            .map_err(sentence)?;
    }
    Ok(())
}

async fn put_chats(store: &Store, first: i64, last: i64) -> Trial {
    let chats = (first..=last).map(|n| RemoteChat {
        title: Some(format!("Customer {n}")),
        ..RemoteChat::new(n.to_string())
    });
    store
        .upsert_chats(AccountId(1), chats.collect(), store::Told::Now, NOW)
        .await
        .map_err(sentence)?;
    for n in first..=last {
        let messages = (0..15).map(|m| RemoteMessage {
            id: format!("{n}-{m}").into(),
            author: Author {
                kind: AuthorKind::Customer,
                name: None,
                operator: None,
            },
            sent_at: Timestamp(NOW.0 + m),
            text: format!("Line {m} of the talk in chat {n}, as long as such lines are"),
            attachments: Vec::new(),
            delivery: None,
            phone: None,
            extras: MessageExtras::default(),
        });
        store
            .upsert_messages(
                ChatId::new(AccountId(1), n.to_string()),
                messages.collect(),
                HistoryUpdate::Newest { older: None },
                NOW,
            )
            .await
            .map_err(sentence)?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Trial {
    for entry in std::fs::read_dir(from).map_err(sentence)? {
        let entry = entry.map_err(sentence)?;
        let shared = entry.file_name().to_string_lossy().ends_with("-shm");
        if !shared && entry.path().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).map_err(sentence)?;
        }
    }
    Ok(())
}
