//! Killed while older files are brought to the present version.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use domain::{AccountId, ChatId};
use rand::RngExt as _;
use rand::rngs::StdRng;
use rusqlite::Connection;
use tempfile::TempDir;

use super::child::{Order, Word};
use super::files::{copy_files, open_whole};
use super::life::start;
use crate::stage::{Home, sentence};
use crate::{Plan, Tally, Trial};

/// Kills per ten of the others.
const SHARE: u32 = 3;
/// Rows of each kind in an old file.
const ROWS: i64 = 400;
/// Chats and messages in an old cache.
const CHATS: i64 = 150;

/// Kills programs that open files of each earlier version, files that are not there yet included.
pub(super) fn run(plan: &Plan, rng: &mut StdRng, tally: &mut Tally) -> Trial {
    tokio::task::block_in_place(|| {
        let versions = steps("outbox")?.len().max(steps("cache")?.len());
        let rounds = (plan.count * SHARE).div_ceil(10);
        for round in 0..rounds {
            let version = round as usize % versions;
            if let Err(odd) = kill_one(plan, version, rng) {
                tally.found(format!("from version {version}: {odd}"));
            }
            tally.add("kills while migrating", 1);
            tally.add("kills", 1);
        }
        Ok(())
    })
}

fn kill_one(plan: &Plan, version: usize, rng: &mut StdRng) -> Trial {
    let dir = TempDir::new().map_err(sentence)?;
    let home = Home::new(dir.path())?;
    if version > 0 {
        make(&home, version)?;
    }
    let trial = TempDir::new().map_err(sentence)?;
    copy_files(dir.path(), trial.path())?;
    let order = |dir: &Path| Order {
        dir: dir.to_owned(),
        installation: home.installation.clone(),
        key: home.key.clone(),
        url: String::new(),
        token: String::new(),
        seed: 0,
        life: 0,
        only_open: true,
    };
    let handle = tokio::runtime::Handle::current();
    let whole = handle.block_on(open_through(plan, &order(trial.path())))?;
    let after = whole.mul_f64(rng.random_range(0.0..1.0));
    handle.block_on(async {
        let (mut child, _) = start(plan, &order(&home.dir)).await?;
        tokio::time::sleep(after).await;
        child.kill().await.map_err(sentence)
    })?;
    let key = home.database_key()?;
    let store = open_whole(&home.dir, &key)?;
    if version == 0 {
        return Ok(());
    }
    let chat = |n: i64| ChatId::new(AccountId(1), n.to_string());
    handle.block_on(async {
        for n in 1..=ROWS {
            let draft = store.draft(chat(n)).await.map_err(sentence)?.text;
            if draft != draft_text(n) {
                return Err(format!("draft {n} is {draft:?}"));
            }
        }
        let rows = store.outbox_of_chat(chat(1)).await.map_err(sentence)?;
        let kept = rows.len();
        if i64::try_from(kept) != Ok(ROWS) {
            return Err(format!("{kept} of {ROWS} outbox rows"));
        }
        let accounts = store.accounts().await.map_err(sentence)?;
        if accounts.len() != 1 {
            return Err(format!("{} accounts", accounts.len()));
        }
        Ok(())
    })
}

/// How long opening takes when nothing disturbs it.
async fn open_through(plan: &Plan, order: &Order) -> Trial<Duration> {
    let began = Instant::now();
    let (mut child, mut lines) = start(plan, order).await?;
    let said = lines.next_line().await.map_err(sentence)?;
    let took = began.elapsed();
    child.wait().await.map_err(sentence)?;
    match said.map(|line| serde_json::from_str(&line)) {
        Some(Ok(Word::Ready)) => Ok(took),
        other => Err(format!("an undisturbed program did not open: {other:?}")),
    }
}

/// Files as a program of that version left them.
fn make(home: &Home, version: usize) -> Trial {
    let open = |file: &str| -> Trial<Connection> {
        let conn = Connection::open(home.dir.join(format!("{file}.db"))).map_err(sentence)?;
        let salt = match file {
            "outbox" => "53776974636862642d6f7574626f7831",
            _ => "53776974636862642d63616368653031",
        };
        conn.pragma_update(None, "key", format!("x'{}{salt}'", home.key))
            .map_err(sentence)?;
        conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))
            .map_err(sentence)?;
        let steps = steps(file)?;
        let taken = version.min(steps.len());
        for step in steps.iter().take(taken) {
            let sql = std::fs::read_to_string(step).map_err(sentence)?;
            conn.execute_batch(&sql).map_err(sentence)?;
        }
        let taken = i64::try_from(taken).map_err(sentence)?;
        conn.pragma_update(None, "user_version", taken)
            .map_err(sentence)?;
        Ok(conn)
    };
    let outbox = open("outbox")?;
    let filled = || -> rusqlite::Result<()> {
        let tx = outbox.unchecked_transaction()?;
        tx.execute(
            "INSERT INTO accounts (service, method, server, label, principal)
             VALUES ('chathub', 'operator_token', 'http://127.0.0.1:9', 'old', '')",
            [],
        )?;
        for n in 1..=ROWS {
            tx.execute(
                "INSERT INTO drafts (account, chat, text) VALUES (1, ?1, ?2)",
                (n.to_string(), draft_text(n)),
            )?;
            tx.execute(
                "INSERT INTO outbox (account, chat, kind, text, created_at)
                 VALUES (1, '1', 'send', ?1, ?2)",
                (format!("message {n}"), n),
            )?;
        }
        tx.commit()
    };
    filled().map_err(sentence)?;
    let cache = open("cache")?;
    let filled = || -> rusqlite::Result<()> {
        let tx = cache.unchecked_transaction()?;
        for chat in 1..=CHATS {
            tx.execute(
                "INSERT INTO chats (account, remote, title, messages) VALUES (1, ?1, ?2, 10)",
                (chat.to_string(), format!("Chat {chat}")),
            )?;
            for n in 0..10 {
                tx.execute(
                    "INSERT INTO messages (id, chat, remote, sent_at, text)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                    (
                        (chat << 24) + n,
                        chat,
                        format!("{chat}-{n}"),
                        n,
                        format!("Text {n} of chat {chat}"),
                    ),
                )?;
            }
        }
        tx.commit()
    };
    filled().map_err(sentence)
}

fn draft_text(n: i64) -> String {
    format!(
        "draft {n}, long enough that a page holds but a few of them: {}",
        "x".repeat(200)
    )
}

/// The steps of a file's versions, oldest first.
fn steps(file: &str) -> Trial<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../store/src/sql")
        .join(file);
    let mut steps = BTreeSet::new();
    for entry in std::fs::read_dir(folder).map_err(sentence)? {
        steps.insert(entry.map_err(sentence)?.path());
    }
    Ok(steps.into_iter().collect())
}
