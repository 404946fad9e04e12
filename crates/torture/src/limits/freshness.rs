//! One account's service is out, another account of the same program is watched, beside the same
//! two accounts of a second program where nothing is out: as often is its chat list read, and
//! whatever its customers write is seen. The two programs run side by side because machines are
//! noisy.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::view::SendOptions;
use domain::{AccountId, ChatId};
use engine::{Engine, EngineConfig, Pace};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use sandbox::FaultKind;
use tempfile::TempDir;

use crate::service::{Answers, Hub, Service, at, is_at};
use crate::stage::{Home, join, open, sentence, until};
use crate::{Tally, Trial};

/// Readings of the watched account's list that are waited for.
const READINGS: usize = 150;
/// Longest that they are waited for.
const LONGEST: Duration = Duration::from_secs(180);
/// What customers of the watched account write meanwhile.
const CHANGES: usize = 10;
/// Messages that can't leave meanwhile.
const STUCK: usize = 10;
/// How many readings may be missing: one in so many.
const ONE_IN: usize = 20;

/// A program with two accounts.
struct Pair<S> {
    engine: Arc<Engine>,
    watched: Hub,
    account: AccountId,
    other: S,
    others: Vec<ChatId>,
    _dir: TempDir,
}

impl<S: Service> Pair<S> {
    async fn new(seed: u64) -> Trial<Self> {
        let dir = TempDir::new().map_err(sentence)?;
        let home = Home::new(dir.path())?;
        let usual = home.config("", seed);
        let config = EngineConfig {
            pace: Pace {
                poll: Duration::from_millis(60),
                ..usual.pace.clone()
            },
            ..usual
        };
        let engine = open(config).await?;
        let watched = Hub::silent(seed).await?;
        let other = S::start(seed, Answers::Usual).await?;
        let account = join(&engine, || watched.form()).await?;
        let neighbour = join(&engine, || other.form()).await?;
        let others = other.chats().into_iter();
        let others = others.map(|chat| ChatId::new(neighbour, chat)).collect();
        Ok(Self {
            engine,
            watched,
            account,
            other,
            others,
            _dir: dir,
        })
    }

    fn readings(&self) -> usize {
        let log = self.watched.log();
        log.iter().filter(|one| is_at(Hub::LISTING, one)).count()
    }

    /// Somebody goes on working in the other account.
    async fn write(&self) -> Trial {
        for chat in self.others.iter().cycle().take(STUCK) {
            let options = SendOptions::default();
            let sent = self
                .engine
                .message_send(chat.clone(), "ok".to_owned(), Vec::new(), options);
            sent.await.map_err(sentence)?;
        }
        Ok(())
    }

    async fn sees(&self, chat: &str, text: &str) -> Trial {
        let chat = ChatId::new(self.account, chat);
        until(&self.engine, "a change is seen", async || {
            let page = self.engine.message_list(chat.clone(), None, None).await;
            let messages = page.map_err(sentence)?.messages;
            Ok(messages
                .iter()
                .any(|message| message.text == text)
                .then_some(()))
        })
        .await
    }
}

pub(super) async fn watch<S: Service>(seed: u64, tally: &mut Tally) -> Trial {
    let mut rng = StdRng::seed_from_u64(seed);
    let (sound, troubled) = tokio::join!(Pair::<S>::new(seed), Pair::<S>::new(seed));
    let (sound, troubled) = (sound?, troubled?);
    let outage = out(&troubled.other, &mut rng).await;
    for pair in [&sound, &troubled] {
        pair.write().await?;
    }
    let before = (sound.readings(), troubled.readings());
    let chats = sound.watched.chats();
    let began = Instant::now();
    let mut changes = Vec::new();
    loop {
        let done = sound.readings() - before.0;
        if changes.len() < CHANGES && done >= changes.len() * READINGS / CHANGES {
            let chat = chats.get(changes.len() % chats.len().max(1));
            let chat = chat.ok_or("no chats")?.clone();
            let text = format!("change {}", changes.len());
            for pair in [&sound, &troubled] {
                pair.watched.customer_writes(&chat, &text);
            }
            changes.push((chat, text));
        }
        if done >= READINGS {
            break;
        }
        if began.elapsed() > LONGEST {
            return Err(format!("{done} readings in {LONGEST:?}"));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let (sounds, troubles) = (sound.readings() - before.0, troubled.readings() - before.1);
    for (chat, text) in &changes {
        for pair in [&sound, &troubled] {
            pair.sees(chat, text).await?;
        }
    }
    tally.add("readings beside a sound account", sounds);
    tally.add("readings beside an account that is out", troubles);
    tally.add("changes seen beside an account that is out", changes.len());
    for pair in [&sound, &troubled] {
        pair.engine.shutdown().await;
    }
    // More are no harm: what is out leaves the machine to others.
    if sounds.saturating_sub(troubles) * ONE_IN > sounds {
        return Err(format!(
            "{sounds} readings beside a sound account, {troubles} where {} is out: {outage}",
            S::NAME
        ));
    }
    Ok(())
}

/// Has everything at a service go wrong in one way, which is named.
async fn out<S: Service>(service: &S, rng: &mut StdRng) -> String {
    let kinds = [
        FaultKind::Hang,
        FaultKind::ResetBefore,
        FaultKind::HtmlPage,
        FaultKind::SlowBody { ms: 400 },
        FaultKind::StatusBefore {
            status: 503,
            retry_after: None,
        },
        FaultKind::StatusBefore {
            status: 429,
            retry_after: Some(2),
        },
    ];
    match kinds.get(rng.random_range(0..=kinds.len())) {
        None => {
            service.pause().await;
            "nobody listens".to_owned()
        }
        Some(kind) => {
            service.fault(at(("*", "/", ""), kind.clone()).times(u32::MAX));
            format!("{kind:?}")
        }
    }
}
