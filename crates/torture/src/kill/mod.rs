//! The program is killed, again and again, and its files are looked at each time.
//!
//! A child process (`child`) does what a person and the engine do; this process hosts the
//! sandbox, picks the moment, kills, and judges: both files sound, every draft there, and after
//! some lives everything that was ever accepted taken by the sandbox once and in order.

mod child;
mod files;
mod life;
mod old;

use std::collections::BTreeMap;

use domain::AccountId;
use domain::view::{AccountState, ChatListQuery};
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use sandbox::chathub::quirks::SendAnswer;
use sandbox::{Quirks, Sandbox, SandboxConfig};
use store::{OutboxState, Store};
use tempfile::TempDir;

pub use child::{CHILD, child};

use self::life::Heard;
use crate::ledger::{Entry, Fate, objection};
use crate::stage::{Home, enter, open, sentence, until};
use crate::{Plan, Tally, Trial, server};

/// Lives between two looks at what the sandbox took.
const LIVES: u32 = 10;

pub(crate) async fn run(plan: &Plan, tally: &mut Tally) -> Trial {
    let mut rng = StdRng::seed_from_u64(plan.seed);
    let mut left = plan.count;
    while left > 0 {
        let lives = left.min(LIVES);
        left -= lives;
        if let Err(sentence) = family(plan, lives, &mut rng, tally).await {
            tally.found(sentence);
        }
    }
    old::run(plan, &mut rng, tally)
}

/// Some lives on the same files, and the judgement of them all.
async fn family(plan: &Plan, lives: u32, rng: &mut StdRng, tally: &mut Tally) -> Trial {
    let sandbox = Sandbox::start(SandboxConfig {
        seed: plan.seed,
        quirks: Quirks {
            send_answer: SendAnswer::Message,
            rate_limit: false,
            ..Quirks::default()
        },
        ..SandboxConfig::default()
    })
    .await
    .map_err(sentence)?;
    let dir = TempDir::new().map_err(sentence)?;
    let home = Home::new(dir.path())?;
    let mut heard = Heard::default();
    for number in 0..lives {
        let moment = life::live(plan, &home, &sandbox, number, &mut heard, rng).await?;
        tally.add("kills", 1);
        tally.add(moment, 1);
        files::look(&home, &heard).map_err(|odd| format!("after {moment}: {odd}"))?;
    }
    settle(&home, &sandbox, &heard, tally).await
}

/// Lets the engine come to rest and judges.
async fn settle(home: &Home, sandbox: &Sandbox, heard: &Heard, tally: &mut Tally) -> Trial {
    let token = &sandbox.credentials().operator_token;
    let engine = open(home.config(token, 0)).await?;
    let account = enter(&engine, sandbox).await?;
    until(&engine, "everything has left", async || {
        let accounts = engine.account_list().await.map_err(sentence)?;
        let waiting = accounts.iter().any(|view| view.pending > 0);
        let online = accounts
            .iter()
            .all(|view| view.health.state == AccountState::Online);
        Ok((online && !waiting).then_some(()))
    })
    .await?;
    server::same(&engine, sandbox).await?;
    engine
        .chat_list(ChatListQuery::default())
        .await
        .map_err(sentence)?;
    engine.shutdown().await;
    drop(engine);
    judge(home, sandbox, account, heard, tally).await
}

async fn judge(
    home: &Home,
    sandbox: &Sandbox,
    account: AccountId,
    heard: &Heard,
    tally: &mut Tally,
) -> Trial {
    let key = home.database_key()?;
    let opened = Store::open(&home.dir, &key).map_err(sentence)?;
    let mut asked = Vec::new();
    for state in [
        OutboxState::Unknown,
        OutboxState::Failed,
        OutboxState::Queued,
        OutboxState::Sending,
        OutboxState::Checking,
    ] {
        let rows = opened.store.outbox_in_state(account, state).await;
        for row in rows.map_err(sentence)? {
            if state == OutboxState::Unknown {
                asked.push((row.chat.remote.0, row.operation));
            } else {
                tally.found(format!("left as {state:?}: {row:?}"));
            }
        }
    }
    tally.add("sends the person is asked about", asked.len());
    let mut taken: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for send in sandbox.sends() {
        taken.entry(send.chat).or_default().push(send.text);
    }
    for (chat, texts) in &heard.sends {
        let mut entries = texts.clone();
        open_asked(&mut entries, *chat, &asked);
        let took = taken.remove(chat).unwrap_or_default();
        let accepted = texts.iter().filter(|entry| entry.fate == Fate::Taken);
        tally.add("sends accepted", accepted.count());
        tally.add("sends taken", took.len());
        if let Some(odd) = objection(&entries, &took) {
            tally.found(format!("chat {chat}: {odd}"));
        }
    }
    if !taken.is_empty() {
        tally.found(format!("taken, but never handed over: {taken:?}"));
    }
    Ok(())
}

/// What the person is asked about may have been taken or not.
fn open_asked(entries: &mut [Entry], chat: i64, asked: &[(String, store::OutboxOperation)]) {
    for (remote, operation) in asked {
        let store::OutboxOperation::Send { text, .. } = operation else {
            continue;
        };
        if *remote == chat.to_string() {
            for entry in entries.iter_mut().filter(|entry| entry.text == *text) {
                entry.fate = Fate::Open;
            }
        }
    }
}
