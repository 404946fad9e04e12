//! Servers that go away, tokens that end.

use std::time::Duration;

use domain::AccountId;
use domain::view::{AccountState, MessageState};

use crate::bench::Bench;

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
