//! What the person is told.

use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock};
use std::task::{Context, Waker};
use std::time::Duration;

use domain::Timestamp;
use engine::{Clock, Engine, EngineConfig, Matter, NotificationKind, SystemClock, WindowState};
use sandbox::{Fault, FaultKind};

use crate::bench::Bench;

type Ending = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The computer's clocks, at which the program is ended as soon as it looks what time of day it
/// is: it does so when it decides what to tell.
#[derive(Default)]
struct LastHour {
    clock: SystemClock,
    engine: OnceLock<Arc<Engine>>,
    ending: Mutex<Option<Ending>>,
}

impl Clock for LastHour {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn monotonic(&self) -> Duration {
        self.clock.monotonic()
    }

    fn minute_of_day(&self) -> u16 {
        let mut ending = self.ending.lock().unwrap();
        if let (None, Some(engine)) = (&*ending, self.engine.get()) {
            let engine = Arc::clone(engine);
            let mut begun: Ending = Box::pin(async move { engine.shutdown().await });
            let _ = begun.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            *ending = Some(begun);
        }
        self.clock.minute_of_day()
    }
}

#[tokio::test]
async fn what_is_being_told_when_the_program_ends_is_told_all_the_same() {
    let (mut bench, account) = Bench::operator(|_| {}).await;
    bench.engine.shutdown().await;
    let clock = Arc::new(LastHour::default());
    bench.engine = Engine::start(EngineConfig {
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        ..bench.config()
    });
    bench.ready().await;
    bench.synced(account).await;
    let (chat, number) = bench.some_chat().await;
    clock.engine.set(Arc::clone(&bench.engine)).ok().unwrap();
    bench.sandbox.customer_writes(number, "Just in time?");
    let ending = bench
        .until("the program ends", async || {
            clock.ending.lock().unwrap().take()
        })
        .await;
    ending.await;
    bench.restart().await;
    bench.ready().await;
    bench.synced(account).await;
    let told = bench
        .until(
            "the person is told, in this life or the one before",
            async || {
                let told = bench.told.shown();
                (!told.is_empty()).then_some(told)
            },
        )
        .await;
    assert_eq!(told.len(), 1, "once: {told:?}");
    // A start tells what it finds in one summary.
    let summary = matches!(told[0].kind, NotificationKind::Summary { .. });
    assert!(
        summary || told[0].chat == Some(chat),
        "of this chat: {told:?}"
    );
}

#[tokio::test]
async fn unread_that_grows_is_told_once_and_opening_clears_it() {
    let (mut bench, account) = Bench::operator(|_| {}).await;
    assert!(bench.told.shown().is_empty(), "what was there is no news");
    let (chat, number) = bench.some_chat().await;
    let sent = bench
        .sandbox
        .customer_writes(number, "Where is my parcel?")
        .unwrap();
    let first = bench
        .until("the person is told", async || bench.told.shown().pop())
        .await;
    assert_eq!(first.chat, Some(chat.clone()), "of this chat");
    let NotificationKind::Chat { text, messages, .. } = first.kind else {
        panic!("one chat: {first:?}");
    };
    assert_eq!(text, "Where is my parcel?", "what it says");
    assert!(messages >= 1, "how many");
    bench.restart().await;
    bench.ready().await;
    bench.synced(account).await;
    bench.sandbox.customer_writes(number, "Hello?");
    bench
        .until("the next is told", async || {
            (bench.told.shown().len() == 2).then_some(())
        })
        .await;
    let engine = &bench.engine;
    engine.set_window(WindowState {
        visible: true,
        focused: true,
    });
    bench.open(&chat).await;
    engine
        .chat_seen(chat.clone(), &format!("m:{sent}"))
        .await
        .unwrap();
    engine.chat_seen(chat.clone(), "o:0").await.unwrap();
    bench
        .until("it is taken back", async || {
            bench
                .told
                .withdrawn()
                .contains(&Some(chat.clone()))
                .then_some(())
        })
        .await;
    assert_eq!(bench.told.shown().len(), 2, "nothing twice");
}

/// The list counts a message before the history shows it: it is unread all the while, read as soon
/// as the history has it, and told once.
#[tokio::test]
async fn message_counted_before_the_history_shows_it_is_not_missed() {
    for lag in [200, 1_200] {
        let (bench, _) = Bench::operator(|quirks| {
            quirks.hub = false;
            quirks.customers_lag = true;
            quirks.history_lag_ms = lag;
        })
        .await;
        let (chat, number) = bench.some_chat().await;
        bench.open(&chat).await;
        let last = bench.messages(&chat).await.pop().unwrap().key;
        bench.engine.chat_seen(chat.clone(), &last).await.unwrap();
        bench.engine.chat_open(None).await.unwrap();
        bench.sandbox.customer_writes(number, "Counted first");
        let unread = async || {
            let rows = bench.rows().await;
            rows.iter().find(|row| row.id == chat).unwrap().unread
        };
        bench
            .until("it is counted", async || {
                (unread().await == 1).then_some(())
            })
            .await;
        bench
            .until("it is stored", async || {
                assert_eq!(unread().await, 1, "unread until someone reads it");
                let messages = bench.messages(&chat).await;
                let there = messages.iter().any(|m| m.text == "Counted first");
                there.then_some(())
            })
            .await;
        bench
            .until("the person is told", async || {
                (!bench.told.shown().is_empty()).then_some(())
            })
            .await;
        // The next chat's news come after all of this one's.
        let other = bench.rows().await.into_iter().find(|row| row.id != chat);
        let other = other.unwrap().id;
        let number = other.remote.as_str().parse().unwrap();
        bench.sandbox.customer_writes(number, "The next");
        bench
            .until("the next is told", async || {
                let told = bench.told.shown();
                told.iter()
                    .any(|n| n.chat.as_ref() == Some(&other))
                    .then_some(())
            })
            .await;
        let told = bench.told.shown();
        assert_eq!(told.len(), 2, "each once, with a lag of {lag} ms: {told:?}");
    }
}

#[tokio::test]
async fn the_chat_on_screen_is_not_told() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let rows = bench.rows().await;
    let (here, there) = (rows[0].id.clone(), rows[1].id.clone());
    bench.engine.set_window(WindowState {
        visible: true,
        focused: true,
    });
    bench.open(&here).await;
    let number = |chat: &domain::ChatId| chat.remote.as_str().parse::<i64>().unwrap();
    bench.sandbox.customer_writes(number(&here), "on screen");
    bench
        .until("it is on screen", async || {
            let messages = bench.messages(&here).await;
            messages.iter().any(|m| m.text == "on screen").then_some(())
        })
        .await;
    bench.sandbox.customer_writes(number(&there), "elsewhere");
    bench
        .until("the other is told", async || {
            (!bench.told.shown().is_empty()).then_some(())
        })
        .await;
    let chats: Vec<_> = bench.told.shown().into_iter().map(|n| n.chat).collect();
    assert_eq!(chats, [Some(there)], "and only the other");
}

#[tokio::test]
async fn many_at_once_become_one_summary() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let rows = bench.rows().await;
    bench.sandbox.pause_listening().await;
    for row in rows.iter().take(6) {
        let number = row.id.remote.as_str().parse().unwrap();
        bench.sandbox.customer_writes(number, "me too");
    }
    bench.sandbox.resume_listening().await.unwrap();
    let kinds = bench
        .until("the person is told", async || {
            let shown = bench.told.shown();
            let told: u32 = shown
                .iter()
                .map(|notification| match notification.kind {
                    NotificationKind::Summary { chats, .. } => chats,
                    _ => 1,
                })
                .sum();
            (told >= 6).then_some(shown)
        })
        .await;
    assert!(kinds.len() <= 4, "a few words for many chats: {kinds:?}");
}

#[tokio::test]
async fn a_hidden_window_hides_no_news() {
    let (bench, _) = Bench::operator(|quirks| quirks.hub = false).await;
    let (chat, number) = bench.some_chat().await;
    bench.open(&chat).await;
    bench.engine.set_window(WindowState::default());
    bench.sandbox.customer_writes(number, "in the tray");
    let told = bench
        .until("the person is told", async || bench.told.shown().pop())
        .await;
    assert_eq!(told.chat, Some(chat), "of the chat that was on screen");
}

#[tokio::test]
async fn an_account_that_must_sign_in_again_is_told_of_until_it_has() {
    let (bench, account) = Bench::operator(|_| {}).await;
    bench.sandbox.expire_operator_tokens();
    let told = bench
        .until("the person is told", async || bench.told.shown().pop())
        .await;
    assert!(
        matches!(told.kind, NotificationKind::CutOff { refused: true, .. }),
        "of the account: {told:?}"
    );
    let operator = bench.sandbox.credentials().operator_id;
    let token = bench
        .sandbox
        .issue_operator_token(operator, Duration::from_secs(3600));
    bench
        .engine
        .account_sign_in_again(account, token.into())
        .await
        .unwrap();
    bench
        .until("it is taken back", async || {
            let settled = bench.told.settled();
            settled.contains(&Matter::Account(account)).then_some(())
        })
        .await;
    assert_eq!(bench.told.shown().len(), 1, "told once");
}

#[tokio::test]
async fn a_message_that_is_refused_is_told_of_until_the_chat_is_looked_at() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let (chat, _) = bench.some_chat().await;
    let refused = FaultKind::StatusBefore {
        status: 400,
        retry_after: None,
    };
    bench
        .sandbox
        .fault(Fault::on("POST", "/api/chat/", refused).ending("/message"));
    bench.send(&chat, "never taken").await;
    let told = bench
        .until("the person is told", async || bench.told.shown().pop())
        .await;
    assert_eq!(told.chat.as_ref(), Some(&chat), "of the chat");
    assert!(
        matches!(told.kind, NotificationKind::NotSent { unknown: false, .. }),
        "and of what happened: {told:?}"
    );
    bench.engine.set_window(WindowState {
        visible: true,
        focused: true,
    });
    bench.open(&chat).await;
    bench
        .until("it is taken back", async || {
            let settled = bench.told.settled();
            settled.contains(&Matter::Chat(chat.clone())).then_some(())
        })
        .await;
}
