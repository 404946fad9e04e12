//! The lock, on an engine with clocks of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::{ErrorCode, Settings, Timestamp};
use engine::{Clock, Engine, EngineConfig, NotificationKind};

use crate::bench::Bench;

const PASSPHRASE: &str = "correct horse";

/// Clocks that only the test moves.
#[derive(Debug)]
struct Hand(AtomicI64);

impl Hand {
    fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI64::new(1_790_000_000_000)))
    }

    fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.now().0.unsigned_abs())
    }

    fn minute_of_day(&self) -> u16 {
        0
    }
}

async fn with_hand(bench: &mut Bench, hand: &Arc<Hand>) {
    bench.engine.shutdown().await;
    bench.engine = Engine::start(EngineConfig {
        clock: Arc::clone(hand) as Arc<dyn Clock>,
        ..bench.config()
    });
    bench.ready().await;
}

async fn set(engine: &Engine, current: &str, next: Option<&str>) -> domain::Result<()> {
    engine.lock_set(current.into(), next.map(Into::into)).await
}

async fn code(engine: &Engine, passphrase: &str) -> Option<ErrorCode> {
    engine
        .unlock(passphrase.into())
        .await
        .err()
        .map(|error| error.code)
}

#[tokio::test]
async fn a_passphrase_locks_from_the_start_and_only_it_unlocks() {
    let mut bench = Bench::new().await;
    bench.engine.lock_now().unwrap();
    assert!(!bench.engine.is_locked(), "nothing to lock with");
    let short = set(&bench.engine, "", Some("short")).await.unwrap_err();
    assert_eq!(short.code, ErrorCode::Invalid, "too short");
    set(&bench.engine, "", Some(PASSPHRASE)).await.unwrap();
    assert!(!bench.engine.is_locked(), "whoever sets it stays");
    bench.engine.lock_now().unwrap();
    assert!(bench.engine.is_locked(), "now it locks");
    assert_eq!(
        code(&bench.engine, "wrong horse").await,
        Some(ErrorCode::Unauthorized)
    );
    assert_eq!(code(&bench.engine, PASSPHRASE).await, None, "unlocked");
    assert!(!bench.engine.is_locked(), "open");

    bench.restart().await;
    bench.ready().await;
    let state = bench.engine.app_state().await.unwrap();
    assert!(state.lock.locked && state.lock.set, "locked at the start");
    assert_eq!(code(&bench.engine, PASSPHRASE).await, None, "unlocked");

    let refused = set(&bench.engine, "wrong horse", None).await.unwrap_err();
    assert_eq!(
        refused.code,
        ErrorCode::Unauthorized,
        "taken away by nobody"
    );
    set(&bench.engine, PASSPHRASE, None).await.unwrap();
    bench.restart().await;
    bench.ready().await;
    assert!(!bench.engine.lock_state().set, "gone");
    assert!(!bench.engine.is_locked(), "and open");
}

#[tokio::test]
async fn wrong_tries_cost_a_wait_that_a_restart_does_not_shorten() {
    let mut bench = Bench::new().await;
    let hand = Hand::new();
    with_hand(&mut bench, &hand).await;
    set(&bench.engine, "", Some(PASSPHRASE)).await.unwrap();
    bench.engine.lock_now().unwrap();
    for _ in 0..3 {
        assert_eq!(
            code(&bench.engine, "wrong horse").await,
            Some(ErrorCode::Unauthorized)
        );
    }
    assert_eq!(
        code(&bench.engine, PASSPHRASE).await,
        Some(ErrorCode::RateLimited),
        "not even the right one counts"
    );
    with_hand(&mut bench, &hand).await;
    assert_eq!(
        bench.engine.lock_state().wait_until,
        Some(hand.now().after(Duration::from_secs(5))),
        "the wait is known after a restart"
    );
    assert_eq!(
        code(&bench.engine, PASSPHRASE).await,
        Some(ErrorCode::RateLimited),
        "and kept"
    );
    // A clock that was set back does not lock anybody out for longer.
    hand.forward(-3600);
    assert_eq!(
        code(&bench.engine, PASSPHRASE).await,
        Some(ErrorCode::RateLimited)
    );
    hand.forward(3605);
    assert_eq!(
        code(&bench.engine, "wrong horse").await,
        Some(ErrorCode::Unauthorized)
    );
    hand.forward(9);
    assert_eq!(
        code(&bench.engine, PASSPHRASE).await,
        Some(ErrorCode::RateLimited),
        "the second wait is longer"
    );
    hand.forward(1);
    assert_eq!(code(&bench.engine, PASSPHRASE).await, None, "unlocked");
    bench.engine.lock_now().unwrap();
    assert_eq!(
        code(&bench.engine, "wrong horse").await,
        Some(ErrorCode::Unauthorized)
    );
    assert_eq!(code(&bench.engine, PASSPHRASE).await, None, "counted anew");
}

#[tokio::test]
async fn the_window_locks_when_the_person_was_away() {
    let mut bench = Bench::new().await;
    let hand = Hand::new();
    with_hand(&mut bench, &hand).await;
    let engine = Arc::clone(&bench.engine);
    set(&engine, "", Some(PASSPHRASE)).await.unwrap();
    let minutes = async |lock_minutes| {
        let settings = Settings {
            lock_minutes,
            ..engine.settings_get().await.unwrap()
        };
        engine.settings_set(settings).await
    };
    assert!(minutes(Some(0)).await.is_err(), "no time is no time");
    minutes(Some(5)).await.unwrap();
    hand.forward(299);
    engine.lock_defer().unwrap();
    hand.forward(299);
    assert!(!engine.is_locked(), "somebody was there");
    hand.forward(1);
    bench
        .until("it locks", async || engine.is_locked().then_some(()))
        .await;
    engine.unlock(PASSPHRASE.into()).await.unwrap();
    assert!(
        !engine.is_locked(),
        "and stays open for the next five minutes"
    );
}

#[tokio::test]
async fn behind_the_lock_work_goes_on_and_nobody_is_named() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    bench.open(&chat).await;
    set(&bench.engine, "", Some(PASSPHRASE)).await.unwrap();
    bench.sandbox.pause_listening().await;
    bench.send(&chat, "left waiting").await;
    bench.engine.lock_now().unwrap();
    let state = bench.engine.app_state().await.unwrap();
    assert_eq!(state.last_chat, None, "no chat is named");
    bench.sandbox.resume_listening().await.unwrap();
    bench.settled(&chat).await;
    assert_eq!(bench.taken(number), ["left waiting"], "sent all the same");
    bench.sandbox.customer_writes(number, "Are you there?");
    let told = bench
        .until("the person is told", async || bench.told.shown().pop())
        .await;
    assert!(
        matches!(told.kind, NotificationKind::Private { .. }),
        "without a name or a text: {told:?}"
    );
    assert!(!told.answerable, "nor can it be answered");
}

#[tokio::test]
async fn locking_takes_back_what_names_customers() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    set(&bench.engine, "", Some(PASSPHRASE)).await.unwrap();
    bench.sandbox.customer_writes(number, "My name is Olena");
    bench
        .until("the person is told", async || bench.told.shown().pop())
        .await;
    bench.engine.lock_now().unwrap();
    bench
        .until("it is taken back", async || {
            let withdrawn = bench.told.withdrawn();
            withdrawn.contains(&Some(chat.clone())).then_some(())
        })
        .await;
}

#[tokio::test]
async fn who_forgot_the_passphrase_signs_out_and_begins_anew() {
    let (bench, _) = Bench::company().await;
    let (chat, _) = bench.some_chat().await;
    let draft = "half a sentence".to_owned();
    bench
        .engine
        .draft_save(chat.clone(), draft, None)
        .await
        .unwrap();
    set(&bench.engine, "", Some(PASSPHRASE)).await.unwrap();
    bench.engine.lock_now().unwrap();
    std::fs::create_dir(bench.dir.path().join("old-1")).unwrap();
    bench.engine.app_erase().await.unwrap();
    bench.ready().await;
    assert!(!bench.engine.lock_state().set, "no lock");
    let accounts = bench.engine.account_list().await.unwrap();
    assert!(accounts.is_empty(), "nobody is signed in");
    let draft = bench.engine.draft_get(chat).await;
    assert!(
        draft.map_or(true, |draft| draft.text.is_empty()),
        "no draft"
    );
    assert!(!bench.dir.path().join("old-1").exists(), "nothing older");
    let form = bench.form(domain::SignInMethod::Password);
    let account = bench.engine.account_add(form).await.unwrap();
    bench.synced(account).await;
}
