//! Servers that go away, tokens that end.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::view::{AccountState, MessageState};
use domain::{AccountId, Timestamp};
use engine::{Clock, Engine, EngineConfig, SystemClock};
use sandbox::{Fault, FaultKind};

use crate::bench::Bench;

/// The computer's clocks, of which one is off by so many milliseconds.
#[derive(Default)]
struct Off(SystemClock, AtomicI64);

impl Clock for Off {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.now().0 + self.1.load(Ordering::Relaxed))
    }

    fn monotonic(&self) -> Duration {
        self.0.monotonic()
    }

    fn minute_of_day(&self) -> u16 {
        self.0.minute_of_day()
    }
}

async fn in_trouble(bench: &Bench, account: AccountId) {
    bench
        .until("the trouble is noticed", async || {
            let state = bench.account(account).await?.health.state;
            matches!(state, AccountState::Trouble { .. }).then_some(())
        })
        .await;
}

#[tokio::test]
async fn work_goes_on_while_the_server_is_down_and_all_recovers() {
    let (bench, account) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    bench.open(&chat).await;
    let known = bench.messages(&chat).await.len();
    bench.sandbox.pause_listening().await;
    in_trouble(&bench, account).await;
    assert_eq!(bench.messages(&chat).await.len(), known, "still readable");
    bench.send(&chat, "when you are back").await;
    bench
        .until("it waits", async || {
            let last = bench.messages(&chat).await.pop()?;
            (last.state == MessageState::Queued).then_some(())
        })
        .await;
    bench.sandbox.resume_listening().await.unwrap();
    bench.sandbox.customer_writes(number, "You there?");
    bench.synced(account).await;
    bench.settled(&chat).await;
    assert_eq!(bench.taken(number), ["when you are back"], "left by itself");
    bench
        .until("the customer's message is there", async || {
            let messages = bench.messages(&chat).await;
            messages
                .iter()
                .any(|message| message.text == "You there?")
                .then_some(())
        })
        .await;
}

#[tokio::test]
async fn a_company_token_that_ends_is_noticed_by_nobody() {
    let (bench, account) = Bench::company().await;
    let (chat, number) = bench.some_chat().await;
    let mut events = bench.engine.events();
    for n in 0..3 {
        bench.sandbox.expire_company_tokens();
        bench.send(&chat, &format!("message {n}")).await;
        bench.settled(&chat).await;
    }
    assert_eq!(bench.taken(number).len(), 3, "all sent, once");
    while let Ok(event) = events.try_recv() {
        assert_ne!(event, domain::AppEvent::SettingsChanged, "only usual news");
    }
    let state = bench.account(account).await.unwrap().health.state;
    assert_eq!(state, AccountState::Online, "as if nothing happened");
}

#[tokio::test]
async fn one_accounts_trouble_is_not_the_others() {
    let (bench, first) = Bench::operator(|_| {}).await;
    let other = Bench::new().await;
    let form = other.form(domain::SignInMethod::Password);
    let second = bench.engine.account_add(form).await.unwrap();
    bench.synced(second).await;
    other.sandbox.pause_listening().await;
    in_trouble(&bench, second).await;
    let (_, number) = bench.some_chat().await;
    let state = bench.account(first).await.unwrap().health.state;
    assert_eq!(state, AccountState::Online, "untouched");
    bench.sandbox.customer_writes(number, "quick?");
    let found = bench.until("the other goes on", async || {
        let rows = bench.rows().await;
        let line = |text: &str| text == "quick?";
        rows.into_iter()
            .find(|row| row.last.as_ref().is_some_and(|last| line(&last.text)))
    });
    found.await;
}

#[tokio::test]
async fn a_poll_that_finds_nothing_wakes_nobody() {
    let (bench, _) = Bench::operator(|quirks| quirks.hub = false).await;
    bench
        .until("every history is there", async || {
            let rows = bench.rows().await;
            rows.iter().all(|row| row.last.is_some()).then_some(())
        })
        .await;
    let polls = || {
        let log = bench.sandbox.log();
        log.iter().filter(|r| r.path == "/api/chat/chats").count()
    };
    // What is still being gathered belongs to what happened before.
    let mut events = bench.engine.events();
    let drained = async {
        while let Ok(Ok(_)) = tokio::time::timeout(Duration::from_millis(400), events.recv()).await
        {
        }
    };
    tokio::time::timeout(Duration::from_secs(10), drained)
        .await
        .expect("quiet comes");
    let before = polls();
    bench
        .until("some polls went by", async || {
            (polls() > before + 3).then_some(())
        })
        .await;
    assert!(events.try_recv().is_err(), "not one event");
}

#[tokio::test]
async fn chats_deleted_elsewhere_disappear() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    bench.sandbox.delete_chat(number);
    bench
        .until("it is gone here", async || {
            let rows = bench.rows().await;
            (!rows.iter().any(|row| row.id == chat)).then_some(())
        })
        .await;
}

#[tokio::test]
async fn a_clock_set_back_while_the_program_was_away_holds_no_message_up() {
    let (mut bench, account) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    let refused = FaultKind::StatusBefore {
        status: 429,
        retry_after: Some(1),
    };
    let on_send = Fault::on("POST", "/api/chat/", refused).ending("/message");
    bench.sandbox.fault(on_send);
    bench.send(&chat, "in a second").await;
    bench
        .until("it was told to wait", async || {
            let refused = bench.sandbox.log().iter().any(|one| one.fault.is_some());
            let last = bench.messages(&chat).await.pop()?;
            (refused && last.state == MessageState::Queued).then_some(())
        })
        .await;
    bench.engine.shutdown().await;
    assert!(bench.taken(number).is_empty(), "it waits");
    let clock = Off::default();
    clock.1.store(-50 * 3_600_000, Ordering::Relaxed);
    bench.engine = Engine::start(EngineConfig {
        clock: Arc::new(clock),
        ..bench.config()
    });
    bench.ready().await;
    bench.synced(account).await;
    bench.settled(&chat).await;
    assert_eq!(bench.taken(number), ["in a second"], "once, and soon");
}

#[tokio::test]
async fn a_wrong_clock_doubles_nothing_in_a_chat_that_was_never_read() {
    for readable in [true, false] {
        let mut bench = Bench::new().await;
        bench.engine.shutdown().await;
        let clock = Off::default();
        clock.1.store(3 * 3_600_000, Ordering::Relaxed);
        bench.engine = Engine::start(EngineConfig {
            clock: Arc::new(clock),
            ..bench.config()
        });
        bench.ready().await;
        let out = FaultKind::StatusAfter { status: 500 };
        let on_histories = Fault::on("GET", "/api/chat/chats/", out).ending("/messages");
        bench.sandbox.fault(on_histories.times(u32::MAX));
        let form = bench.form(domain::SignInMethod::OperatorToken);
        let account = bench.engine.account_add(form).await.unwrap();
        bench.synced(account).await;
        let (chat, number) = bench.some_chat().await;
        if readable {
            bench.sandbox.clear_faults();
        }
        let on_send = Fault::on("POST", "/api/chat/", FaultKind::ResetAfter).ending("/message");
        bench.sandbox.fault(on_send);
        bench.send(&chat, "once").await;
        bench
            .until("it was taken", async || {
                (!bench.taken(number).is_empty()).then_some(())
            })
            .await;
        bench.sandbox.clear_faults();
        bench.settled(&chat).await;
        assert_eq!(bench.taken(number), ["once"], "readable: {readable}");
        let asked = bench.messages(&chat).await.into_iter();
        let asked = asked.filter(|message| message.state == MessageState::Unconfirmed);
        assert!(
            asked.count() <= usize::from(!readable),
            "found where it can be"
        );
    }
}

#[tokio::test]
async fn a_page_that_came_instead_of_a_history_is_no_last_word() {
    let bench = Bench::new().await;
    let number = bench.sandbox.chats()[0].id;
    let path = format!("/api/chat/chats/{number}/messages");
    let page = Fault::on("GET", &path, FaultKind::HtmlPage).times(3);
    bench.sandbox.fault(page);
    let form = bench.form(domain::SignInMethod::OperatorToken);
    let account = bench.engine.account_add(form).await.unwrap();
    bench.synced(account).await;
    let chat = domain::ChatId::new(account, number.to_string());
    bench
        .until("the history is there, though nobody asked", async || {
            let view = bench.engine.chat_get(chat.clone()).await.ok()?;
            view.loaded.then_some(())
        })
        .await;
    let hits = bench.sandbox.log();
    let hits = hits.iter().filter(|one| one.fault.is_some());
    assert_eq!(hits.count(), 3, "after three pages");
}
