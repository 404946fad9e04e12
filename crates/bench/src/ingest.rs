//! P12 and the writing half of P13: parsed pages into the store, and into SQLite itself with and
//! without a key, turn by turn.

use std::time::{Duration, Instant};

use domain::{AccountId, RemoteChat, RemoteMessage, Timestamp};
use store::Store;
use tempfile::TempDir;

use crate::made::{ACCOUNTS, Maker, NOW};
use crate::measure::{Goal, Row, Times};
use crate::raw::{self, Kind};
use crate::{Scale, Trial, folder, sentence};

/// Turns of each.
const TURNS: usize = 7;

/// Parsed pages of chats and of messages.
struct Pages {
    chats: Vec<Vec<(u32, RemoteChat)>>,
    messages: Vec<(u32, Vec<RemoteMessage>)>,
    total: u32,
}

impl Pages {
    /// So many messages in pages of so many, one page to a chat.
    fn of(total: u32, page: u32) -> Self {
        let maker = Maker::new();
        let numbers: Vec<u32> = (0..total / page).collect();
        Self {
            chats: numbers
                .chunks(100)
                .map(|some| some.iter().map(|n| (*n, maker.chat(*n))).collect())
                .collect(),
            messages: numbers.iter().map(|n| (*n, maker.page(*n, page))).collect(),
            total: total / page * page,
        }
    }

    fn per_second(&self, times: &Times) -> f64 {
        f64::from(self.total) / times.median() * 1000.0
    }
}

pub(crate) async fn run(scale: Scale) -> Trial<Vec<Row>> {
    let mut rows = Vec::new();
    for page in [100, 10] {
        let pages = Pages::of(scale.ingest, page);
        let (mut ours, mut floor, mut plain) =
            (Times::default(), Times::default(), Times::default());
        for _ in 0..TURNS {
            ours.add(into_store(&pages).await?);
            floor.add(into_sqlite(&pages, Kind::Encrypted)?);
            plain.add(into_sqlite(&pages, Kind::Plain)?);
        }
        let (value, beside) = (pages.per_second(&ours), pages.per_second(&floor));
        let what = format!("ingest of pages of {page} messages");
        if page == 100 {
            rows.push(Row::new(
                "P12",
                what.clone(),
                "msg/s",
                value,
                None,
                Goal::AtLeast(40_000.0),
            ));
        }
        rows.push(Row::new(
            "P12",
            format!("{what}, against SQLite"),
            "msg/s",
            value,
            Some(beside),
            Goal::RatioAtLeast(0.7),
        ));
        rows.push(Row::new(
            "P13",
            format!("writing pages of {page}, encrypted against plain"),
            "ms",
            floor.median(),
            Some(plain.median()),
            Goal::RatioAtMost(1.2),
        ));
    }
    Ok(rows)
}

async fn into_store(pages: &Pages) -> Trial<Duration> {
    let dir = TempDir::new().map_err(sentence)?;
    let store: Store = folder::open(dir.path())?;
    folder::sign_in(&store).await?;
    // What is handed over is owned: it is copied before the clock starts.
    let chats = pages.chats.clone();
    let messages = pages.messages.clone();
    let began = Instant::now();
    for page in chats {
        for account in 1..=ACCOUNTS {
            let account = AccountId(account);
            let some = page
                .iter()
                .filter(|(number, _)| Maker::account(*number) == account)
                .map(|(_, chat)| chat.clone())
                .collect();
            store
                .upsert_chats(account, some, store::Told::Now, Timestamp(NOW))
                .await
                .map_err(sentence)?;
        }
    }
    for (chat, page) in messages {
        folder::put(&store, chat, page).await?;
    }
    Ok(began.elapsed())
}

fn into_sqlite(pages: &Pages, kind: Kind) -> Trial<Duration> {
    let dir = TempDir::new().map_err(sentence)?;
    let mut conn = raw::create(dir.path(), kind)?;
    let began = Instant::now();
    for page in &pages.chats {
        raw::put_chats(&mut conn, page)?;
    }
    for (chat, page) in &pages.messages {
        raw::put_messages(&mut conn, *chat, page)?;
    }
    Ok(began.elapsed())
}
