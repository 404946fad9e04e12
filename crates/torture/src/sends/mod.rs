//! Thirteen ways in which a send goes wrong, at each of the four services. None of them has a key
//! that would make a repeated send harmless, and many texts are identical: what was taken is told
//! by the sandbox.

mod verdict;

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use domain::view::{AccountState, SendOptions};
use domain::{AccountId, ChatId, OutboxId};
use engine::Engine;
use futures_util::StreamExt as _;
use futures_util::stream;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use sandbox::FaultKind;
use store::Store;
use tempfile::TempDir;

use crate::service::{Answers, Groups, Hub, School, Service, Shop, at};
use crate::stage::{Home, join, open, sentence, until};
use crate::{Plan, Tally, Trial};

/// Chats that are written to at once.
const CHATS: usize = 8;
/// What operators type all day.
const TEXTS: [&str; 5] = ["ok", "ok", "thanks", "дякую", "👍"];
/// One send in so many is hit, as far as the way allows to choose.
const ONE_IN: u32 = 4;
/// Ways at once at services that are asked a few times a second only.
const SLOW_AT_ONCE: usize = 20;

/// What was handed over, by chat and in order.
type Handed = BTreeMap<ChatId, Vec<(OutboxId, String)>>;

/// A way to go wrong.
struct Way {
    name: &'static str,
    /// What happens to a send that is hit.
    kind: Option<FaultKind>,
    answers: Answers,
    /// Whether the answer doesn't tell what became of the send.
    lost: bool,
}

fn ways() -> [Way; 13] {
    use Answers::{Bare, Lagging, Usual, Whole};
    use FaultKind::{
        Hang, HtmlPage, ResetAfter, ResetBefore, SlowBody, StatusAfter, StatusBefore,
        TruncatedBody, Wordless,
    };

    let way = |name, kind, answers, lost| Way {
        name,
        kind,
        answers,
        lost,
    };
    let before = |status, retry_after| {
        Some(StatusBefore {
            status,
            retry_after,
        })
    };
    let after = Some(StatusAfter { status: 500 });
    let slow = Some(SlowBody { ms: 60_000 });
    let late = Some(Wordless { ms: 300 });
    [
        way("refused for good", before(400, None), Usual, false),
        way("nobody listens", None, Usual, false),
        way("reset before", Some(ResetBefore), Usual, true),
        way("reset after", Some(ResetAfter), Usual, true),
        way("503 before", before(503, None), Usual, true),
        way("500 after", after, Usual, true),
        way("answer cut off", Some(TruncatedBody), Whole, true),
        way("answer without end", slow, Whole, true),
        way("answer is a web page", Some(HtmlPage), Whole, true),
        way("429 with a time", before(429, Some(1)), Usual, false),
        way("no answer at all", Some(Hang), Whole, true),
        way("reset after, history lags", Some(ResetAfter), Lagging, true),
        way("late, accepted without an id", late, Bare, false),
    ]
}

type Running<'a> = Pin<Box<dyn Future<Output = Tally> + 'a>>;

pub(crate) async fn run(plan: &Plan, tally: &mut Tally) -> Trial {
    let ways = ways();
    let mut busy: Vec<Running<'_>> = Vec::new();
    let mut slow: Vec<Running<'_>> = Vec::new();
    for (way, seed) in ways.iter().zip(plan.seed.wrapping_mul(1000)..) {
        slow.push(Box::pin(judged::<School>(plan, way, seed)));
        slow.push(Box::pin(judged::<Shop>(plan, way, seed)));
        slow.push(Box::pin(judged::<Groups>(plan, way, seed)));
        busy.push(Box::pin(judged::<Hub>(plan, way, seed)));
    }
    let (busy, slow): (Vec<Tally>, Vec<Tally>) = tokio::join!(
        stream::iter(busy).buffered(1).collect(),
        stream::iter(slow).buffered(SLOW_AT_ONCE).collect(),
    );
    for one in busy.into_iter().chain(slow) {
        tally.absorb(one);
    }
    Ok(())
}

async fn judged<S: Service>(plan: &Plan, way: &Way, seed: u64) -> Tally {
    let mut tally = Tally::new("sends", plan);
    if let Err(odd) = go_wrong::<S>(plan, way, seed, &mut tally).await {
        tally.found(format!("{}, {}: {odd}", S::NAME, way.name));
    }
    tally.add("ways", 1);
    tally
}

async fn go_wrong<S: Service>(plan: &Plan, way: &Way, seed: u64, tally: &mut Tally) -> Trial {
    let mut rng = StdRng::seed_from_u64(seed);
    let service = S::start(plan.seed, way.answers).await?;
    let dir = TempDir::new().map_err(sentence)?;
    let home = Home::new(dir.path())?;
    let engine = open(home.config("", rng.random())).await?;
    let account = join(&engine, || service.form()).await?;
    let chats = service.chats().into_iter().take(CHATS);
    let chats: Vec<ChatId> = chats.map(|chat| ChatId::new(account, chat)).collect();
    set(way, &service, plan.count, &mut rng);
    if way.kind.is_none() {
        service.pause().await;
        in_trouble(&engine, account).await?;
    }
    let handed = hand_over(&engine, &chats, plan.count, &mut rng).await?;
    if way.kind.is_none() {
        service.resume().await?;
    }
    verdict::settled(&engine, &handed, S::TELLS_HISTORY).await?;
    service.clear_faults();
    service.same(&engine).await?;
    let asked = verdict::shown(&engine, &service, &handed).await?;
    engine.shutdown().await;
    drop(engine);
    let store = Store::open(&home.dir, &home.database_key()?)
        .map_err(sentence)?
        .store;
    let unknown = verdict::judge(&store, &service, &handed, tally).await?;
    let log = service.log();
    let hits = log.iter().filter(|one| one.fault.is_some()).count();
    tally.add("faults that hit", hits);
    tally.add("sends the person is asked about", unknown);
    if unknown != asked {
        return Err(format!("{unknown} are unknown, {asked} are shown so"));
    }
    if way.lost && !S::TELLS_HISTORY && unknown < hits {
        return Err(format!(
            "{hits} answers were lost, {unknown} are shown as unknown, though nothing can tell"
        ));
    }
    Ok(())
}

/// Has about one send in [`ONE_IN`] hit.
fn set<S: Service>(way: &Way, service: &S, sends: u32, rng: &mut StdRng) {
    let Some(kind) = &way.kind else { return };
    for _ in 0..sends.div_ceil(ONE_IN) {
        let fault = at(S::SENDING, kind.clone());
        service.fault(fault.skip(rng.random_range(0..sends.max(1))));
    }
}

async fn in_trouble(engine: &Engine, account: AccountId) -> Trial {
    until(engine, "the outage is noticed", async || {
        let accounts = engine.account_list().await.map_err(sentence)?;
        let found = accounts.iter().find(|view| view.id == account);
        let trouble = |view: &domain::view::AccountView| {
            matches!(view.health.state, AccountState::Trouble { .. })
        };
        Ok(found.is_some_and(trouble).then_some(()))
    })
    .await
}

async fn hand_over(
    engine: &Arc<Engine>,
    chats: &[ChatId],
    count: u32,
    rng: &mut StdRng,
) -> Trial<Handed> {
    let mut handed = Handed::new();
    for number in 0..count {
        let Some(chat) = chats.get(rng.random_range(0..chats.len().max(1))) else {
            return Err("no chats".to_owned());
        };
        let common = TEXTS.get(rng.random_range(0..TEXTS.len() + 1));
        let text = common.map_or_else(|| format!("message {number}"), |text| (*text).to_owned());
        let ids = engine.message_send(
            chat.clone(),
            text.clone(),
            Vec::new(),
            SendOptions::default(),
        );
        for id in ids.await.map_err(sentence)? {
            handed
                .entry(chat.clone())
                .or_default()
                .push((id, text.clone()));
        }
    }
    Ok(handed)
}
