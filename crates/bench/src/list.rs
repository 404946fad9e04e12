//! The chat list's first page, opening a long chat, and the reading half of P13, at three sizes.

use std::path::Path;
use std::time::Instant;

use domain::ChatId;
use domain::view::ChatListQuery;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use rusqlite::Connection;

use crate::made::Maker;
use crate::measure::{Goal, Row, Times};
use crate::raw::{self, Kind};
use crate::{Scale, Trial, folder, sentence, tell};

/// Turns of each.
const TURNS: usize = 200;
/// Chats opened in a turn of reading.
const OPENED: usize = 20;
/// What the program's own readers keep in memory.
const CACHE_KIB: i64 = 4_000;

pub(crate) async fn run(scale: Scale) -> Trial<Vec<Row>> {
    let mut rows = Vec::new();
    for chats in [scale.chats / 100, scale.chats / 10, scale.chats] {
        let dir = folder::filled(chats).await?;
        rows.extend(size(&dir, chats).await?);
        if chats == scale.chats {
            rows.push(encryption(&dir, chats)?);
        }
    }
    Ok(rows)
}

async fn size(dir: &Path, chats: u32) -> Trial<Vec<Row>> {
    let store = folder::open(dir)?;
    let conn = raw::connect(&dir.join("cache.db"), Kind::Encrypted, CACHE_KIB)?;
    let long = ChatId::new(Maker::account(0), "0");
    let mut list = [Times::default(), Times::default()];
    let mut chat = [Times::default(), Times::default()];
    for _ in 0..TURNS {
        let [ours, floor] = &mut list;
        let began = Instant::now();
        let page = store.chat_list(ChatListQuery::default(), None).await;
        let page = page.map_err(sentence)?;
        ours.add(began.elapsed());
        if page.rows.len() != 50 && chats >= 50 {
            return Err(format!("{} rows of {}", page.rows.len(), page.total));
        }
        let began = Instant::now();
        raw::first_page(&conn)?;
        floor.add(began.elapsed());
        let [ours, floor] = &mut chat;
        let began = Instant::now();
        let page = store.message_page(long.clone(), None, 100).await;
        ours.add(began.elapsed());
        if page.map_err(sentence)?.messages.len() != 100 {
            return Err("the long chat is not long".to_owned());
        }
        let began = Instant::now();
        raw::open_chat(&conn, long.account.0, long.remote.as_str())?;
        floor.add(began.elapsed());
    }
    let row = |what: &str, times: &[Times; 2], goal| {
        let [ours, floor] = times;
        let what = format!("{what}, {chats} chats");
        Row::new("P9", what, "ms", ours.median(), Some(floor.median()), goal)
    };
    Ok(vec![
        // No goal: what it is held against reads neither drafts nor the outbox.
        row("chat list, first page", &list, Goal::None),
        row(
            "newest page of 1,000 messages",
            &chat,
            Goal::RatioAtMost(3.0),
        ),
    ])
}

/// The same reads from the same data with and without a key.
fn encryption(dir: &Path, chats: u32) -> Trial<Row> {
    let encrypted = dir.join("cache.db");
    let plain = dir.join("plain.db");
    if !plain.exists() {
        tell("making a plain copy...\n")?;
        decrypt(&encrypted, &plain)?;
    }
    let with = raw::connect(&encrypted, Kind::Encrypted, CACHE_KIB)?;
    let without = raw::connect(&plain, Kind::Plain, CACHE_KIB)?;
    let mut rng = StdRng::seed_from_u64(1);
    let (mut one, mut other) = (Times::default(), Times::default());
    for _ in 0..TURNS {
        let some: Vec<u32> = (0..OPENED).map(|_| rng.random_range(0..chats)).collect();
        one.add(read(&with, &some)?);
        other.add(read(&without, &some)?);
    }
    Ok(Row::new(
        "P13",
        format!("reading a list and {OPENED} chats, encrypted against plain"),
        "ms",
        one.median(),
        Some(other.median()),
        Goal::RatioAtMost(1.12),
    ))
}

fn read(conn: &Connection, chats: &[u32]) -> Trial<std::time::Duration> {
    let began = Instant::now();
    raw::first_page(conn)?;
    for chat in chats {
        raw::open_chat(conn, Maker::account(*chat).0, &chat.to_string())?;
    }
    Ok(began.elapsed())
}

fn decrypt(from: &Path, to: &Path) -> Trial {
    let export = || -> rusqlite::Result<()> {
        let conn = raw::connect(from, Kind::Encrypted, CACHE_KIB)
            .map_err(|_| rusqlite::Error::InvalidQuery)?;
        conn.execute("ATTACH DATABASE ?1 AS plain KEY ''", [to.to_string_lossy()])?;
        conn.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(()))?;
        conn.execute_batch("DETACH DATABASE plain")
    };
    export().map_err(sentence)
}
