//! One account whose service asks for patience, once or several times in a row, at the chat list,
//! at a send, or where tokens and live connections come from. Meanwhile the person does whatever
//! makes a program ask: writes, opens chats, has everything read, leaves the window and comes back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::view::SendOptions;
use domain::{AccountId, ChatId};
use engine::{Engine, WindowState};
use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use sandbox::{FaultKind, LoggedRequest};
use tempfile::TempDir;

use super::Running;
use crate::service::{Answers, Place, Service, at};
use crate::stage::{Home, SOON, join, open, sentence};
use crate::{Plan, Tally, Trial};

/// A request that arrives so soon after a refusal may have left before that was read, on a busy
/// machine.
const UNDER_WAY: Duration = Duration::from_millis(1500);
/// What is told in seconds, where it is a time that one can wait for.
const TOLD: Duration = Duration::from_secs(3);
/// Waits longer than this are looked at no longer.
const WATCHED: Duration = Duration::from_secs(4);
/// Between two things that the person does.
const HASTE: Duration = Duration::from_millis(120);
/// Anywhere.
const ANYWHERE: Place = ("*", "/", "");

/// How a service may ask for patience.
#[derive(Debug, Clone)]
struct Telling {
    kind: FaultKind,
    status: u16,
    wait: Wait,
}

/// How long nothing may be asked.
#[derive(Debug, Clone, Copy)]
enum Wait {
    For(Duration),
    /// Until a moment in milliseconds since 1970.
    Until(i64),
    /// Nothing was said that means something: as long as the program's own patience lasts.
    Unsaid,
}

/// Everything that may be said in headers. Moments are named from now.
fn tellings() -> Vec<Telling> {
    let told = Wait::For(TOLD);
    let hour = Wait::For(Duration::from_secs(3600));
    // Whole seconds: that is all that the header has.
    let at = Timestamp::now().as_second() + 4;
    let until = Wait::Until(at * 1000);
    let at = Timestamp::from_second(at).unwrap_or_default();
    let date = at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let seconds = TOLD.as_secs().to_string();
    let forms = [
        (429, &*seconds, told),
        (423, &seconds, told),
        (503, &seconds, told),
        (429, &date, until),
        (423, &date, until),
        (503, &date, until),
        (429, "3600", hour),
        (429, "99999999999999999999999", hour),
        (423, "Fri, 31 Dec 9999 23:59:59 GMT", hour),
        (429, "0", Wait::Unsaid),
        (429, "-5", Wait::Unsaid),
        (429, "soon", Wait::Unsaid),
        (429, "Thu, 01 Jan 1970 00:00:00 GMT", Wait::Unsaid),
        (429, "", Wait::Unsaid),
    ];
    forms
        .into_iter()
        .map(|(status, words, wait)| Telling {
            kind: FaultKind::Told {
                status,
                retry_after: words.to_owned(),
            },
            status,
            wait,
        })
        .collect()
}

/// What a block says instead of a header.
fn in_words() -> Telling {
    let seconds = TOLD.as_secs();
    let sentence = format!("Too many requests. Please, try again in {seconds} seconds");
    Telling {
        kind: FaultKind::Said {
            status: 423,
            words: format!(r#"{{"error":{{"code":423,"message":"{sentence}"}}}}"#),
        },
        status: 423,
        wait: Wait::For(TOLD),
    }
}

/// One run for each form.
pub(super) fn all<'a, S: Service + 'a>(plan: &'a Plan, seed: u64) -> Vec<Running<'a>> {
    let forms = tellings().len() + usize::from(S::BLOCKS);
    (0..forms)
        .map(|form| -> Running<'a> {
            Box::pin(async move {
                let mut tally = Tally::new("limits", plan);
                let seed = seed.wrapping_mul(100) + form as u64;
                if let Err(odd) = tell::<S>(form, seed, &mut tally).await {
                    tally.found(format!("{} (seed {seed}): {odd}", S::NAME));
                }
                tally.add("times that patience was asked for", 1);
                tally
            })
        })
        .collect()
}

async fn tell<S: Service>(form: usize, seed: u64, tally: &mut Tally) -> Trial {
    let mut rng = StdRng::seed_from_u64(seed);
    let service = S::start(seed, Answers::Usual).await?;
    let dir = TempDir::new().map_err(sentence)?;
    let home = Home::new(dir.path())?;
    let engine = open(home.config("", rng.random())).await?;
    let account = join(&engine, || service.form()).await?;
    let chats = service.chats().into_iter();
    let person = Person {
        engine: Arc::clone(&engine),
        account,
        chats: chats.map(|chat| ChatId::new(account, chat)).collect(),
    };
    let places: Vec<Place> = [ANYWHERE, S::SENDING, S::LISTING]
        .into_iter()
        .chain(S::ELSEWHERE.iter().copied())
        .collect();
    let place = places.get(rng.random_range(0..places.len()));
    let place = *place.unwrap_or(&ANYWHERE);
    let mut forms = tellings();
    forms.push(in_words());
    let telling = forms.into_iter().nth(form).ok_or("no such form")?;
    service.fault(at(place, telling.kind.clone()).times(rng.random_range(1..3)));
    let watched = watch(&person, &service, &telling, &mut rng).await;
    engine.shutdown().await;
    let judged = match watched {
        Ok(()) => judge::<S>(&service.log(), &telling, tally),
        Err(odd) => Err(odd),
    };
    judged.map_err(|odd| format!("{:?} at {place:?}: {odd}", telling.kind))
}

/// Somebody who doesn't wait.
struct Person {
    engine: Arc<Engine>,
    account: AccountId,
    chats: Vec<ChatId>,
}

impl Person {
    /// Does something that makes a program ask its service. Whether it is done at once is not
    /// what is looked at here.
    fn act(&self, rng: &mut StdRng) {
        let engine = Arc::clone(&self.engine);
        let account = self.account;
        let Some(chat) = self.chats.get(rng.random_range(0..self.chats.len().max(1))) else {
            return;
        };
        let chat = chat.clone();
        let what = rng.random_range(0..9);
        tokio::spawn(async move {
            match what {
                0..3 => {
                    let options = SendOptions::default();
                    let sent = engine.message_send(chat, "ok".to_owned(), Vec::new(), options);
                    drop(sent.await);
                }
                3 => drop(engine.chat_open(Some(chat)).await),
                4 => drop(engine.chat_mark_read(chat, None).await),
                5 => drop(engine.customer_get(chat, true).await),
                6 => drop(engine.catalog_get(account, true).await),
                7 => {
                    for visible in [false, true] {
                        engine.set_window(WindowState {
                            visible,
                            focused: visible,
                        });
                    }
                }
                _ => drop(engine.account_sync(account).await),
            }
        });
    }
}

/// Waits, as the person doesn't, until the refusals came and their time is over, or was looked at
/// for long enough.
async fn watch<S: Service>(
    person: &Person,
    service: &S,
    telling: &Telling,
    rng: &mut StdRng,
) -> Trial {
    let least = match telling.wait {
        Wait::For(wait) => wait,
        Wait::Until(_) => WATCHED,
        Wait::Unsaid => own_patience::<S>(),
    };
    let began = Instant::now();
    let mut refusals = 0;
    let mut refused_at = began;
    while refusals == 0 || refused_at.elapsed() < least.min(WATCHED) {
        if refusals == 0 && began.elapsed() > SOON {
            return Err("nothing was asked there".to_owned());
        }
        person.act(rng);
        if rng.random_bool(0.3) {
            service.stir();
            if let Some(chat) = person.chats.first() {
                service.customer_writes(chat.remote.as_str(), "Hello?");
            }
        }
        tokio::time::sleep(HASTE).await;
        let now = refusals_in(&service.log(), telling.status).len();
        if now > refusals {
            refusals = now;
            refused_at = Instant::now();
        }
    }
    service.clear_faults();
    if least > WATCHED {
        return Ok(());
    }
    let again = async {
        let done = |log: &[LoggedRequest]| {
            let last = refusals_in(log, telling.status).last().map(|one| one.seq);
            log.iter()
                .any(|one| Some(one.seq) > last && one.status.is_some_and(|it| it < 300))
        };
        while !done(&service.log()) {
            tokio::time::sleep(HASTE).await;
        }
    };
    let again = tokio::time::timeout(SOON, again).await;
    again.map_err(|_| "it was never asked again".to_owned())
}

/// The refusals themselves. What an invocation on an open connection meets is none.
fn refusals_in(log: &[LoggedRequest], status: u16) -> Vec<&LoggedRequest> {
    log.iter()
        .filter(|one| one.fault.is_some() && one.status == Some(status))
        .collect()
}

/// How long the program keeps away from a service that didn't say.
fn own_patience<S: Service>() -> Duration {
    Duration::from_secs(if S::BLOCKS { 60 } else { 1 })
}

/// Nothing may have been asked between a refusal and the time told.
fn judge<S: Service>(log: &[LoggedRequest], telling: &Telling, tally: &mut Tally) -> Trial {
    for refusal in refusals_in(log, telling.status) {
        let wait = match telling.wait {
            Wait::For(wait) => wait,
            Wait::Unsaid => own_patience::<S>(),
            Wait::Until(at) => {
                let left = at - refusal.at.as_millisecond();
                Duration::from_millis(u64::try_from(left).unwrap_or_default())
            }
        };
        let since = |one: &LoggedRequest| {
            Duration::from_millis(one.elapsed_ms.saturating_sub(refusal.elapsed_ms))
        };
        let early = log
            .iter()
            .filter(|one| one.seq > refusal.seq && since(one) < wait);
        let (under_way, early): (Vec<_>, Vec<_>) = early.partition(|one| since(one) < UNDER_WAY);
        tally.add("refusals", 1);
        tally.add("requests under way when refused", under_way.len());
        tally.add("requests before the time told", early.len());
        if let Some(one) = early.first() {
            return Err(format!(
                "{} requests before the time told, the first {} {} after {} ms of {} ms",
                early.len(),
                one.method,
                one.path,
                since(one).as_millis(),
                wait.as_millis()
            ));
        }
    }
    Ok(())
}
