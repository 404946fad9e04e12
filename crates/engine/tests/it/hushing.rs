//! What the person is told when, and what is taken back: quiet times, reminders, summaries, names.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::view::{ActTarget, ChatAct};
use domain::{ChatId, NotificationScope, Settings, SignInMethod, Timestamp};
use engine::{
    Clock, Engine, EngineConfig, Matter, Notification, NotificationKind, SystemClock, WindowState,
};
use sandbox::{Fault, FaultKind};

use crate::bench::Bench;
use crate::texter::texter;

/// The computer's clocks, ahead by what the test says.
#[derive(Debug, Default)]
struct Ahead {
    clock: SystemClock,
    seconds: AtomicI64,
}

impl Ahead {
    fn minutes(&self, minutes: i64) {
        self.seconds.fetch_add(minutes * 60, Ordering::SeqCst);
    }

    fn by(&self) -> Duration {
        Duration::from_secs(self.seconds.load(Ordering::SeqCst).unsigned_abs())
    }
}

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        self.clock.now().after(self.by())
    }

    fn monotonic(&self) -> Duration {
        self.clock.monotonic() + self.by()
    }

    fn minute_of_day(&self) -> u16 {
        12 * 60
    }
}

/// An operator's bench whose clock the test moves.
async fn with_clock() -> (Bench, Arc<Ahead>) {
    let (mut bench, account) = Bench::operator(|_| {}).await;
    bench.engine.shutdown().await;
    let clock = Arc::new(Ahead::default());
    bench.engine = Engine::start(EngineConfig {
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        ..bench.config()
    });
    bench.ready().await;
    bench.synced(account).await;
    (bench, clock)
}

async fn set(bench: &Bench, change: impl FnOnce(&mut Settings)) {
    let mut settings = bench.engine.settings_get().await.unwrap();
    change(&mut settings);
    bench.engine.settings_set(settings).await.unwrap();
}

fn number(chat: &ChatId) -> i64 {
    chat.remote.as_str().parse().unwrap()
}

/// The first chats of the list.
async fn chats<const N: usize>(bench: &Bench) -> [ChatId; N] {
    let rows = bench.rows().await.into_iter();
    let chats: Vec<ChatId> = rows.take(N).map(|row| row.id).collect();
    chats.try_into().unwrap()
}

/// A customer writes, and the message is here.
async fn writes(bench: &Bench, chat: &ChatId, text: &str) {
    bench.sandbox.customer_writes(number(chat), text).unwrap();
    bench
        .until("the message is here", async || {
            let messages = bench.messages(chat).await;
            messages.iter().any(|m| m.text == text).then_some(())
        })
        .await;
}

async fn shown(bench: &Bench, what: &str, count: usize) -> Vec<Notification> {
    bench
        .until(what, async || {
            let shown = bench.told.shown();
            (shown.len() >= count).then_some(shown)
        })
        .await
}

async fn withdrawn(bench: &Bench, what: &str, chat: Option<&ChatId>) {
    bench
        .until(what, async || {
            let withdrawn = bench.told.withdrawn();
            withdrawn.contains(&chat.cloned()).then_some(())
        })
        .await;
}

async fn settled(bench: &Bench, what: &str, matter: &Matter) {
    bench
        .until(what, async || {
            bench.told.settled().contains(matter).then_some(())
        })
        .await;
}

async fn read(bench: &Bench, chat: &ChatId) {
    let target = ActTarget::Chats {
        chats: vec![chat.clone()],
    };
    let act = ChatAct::MarkRead { keys: None };
    bench.engine.chat_act(target, act).await.unwrap();
}

#[tokio::test]
async fn what_came_in_a_quiet_time_is_told_in_one_summary_when_it_ends() {
    let (bench, clock) = with_clock().await;
    let [before, first, second] = chats(&bench).await;
    writes(&bench, &before, "Still awake?").await;
    shown(&bench, "the person is told", 1).await;
    let until = clock.now().after(Duration::from_secs(3600));
    set(&bench, |settings| settings.quiet_until = Some(until)).await;
    writes(&bench, &first, "Nobody hears me").await;
    writes(&bench, &second, "Nor me").await;
    // Taken back after what came before was hushed.
    read(&bench, &before).await;
    withdrawn(&bench, "it is taken back", Some(&before)).await;
    assert_eq!(bench.told.shown().len(), 1, "nobody was disturbed");
    clock.minutes(61);
    let told = shown(&bench, "the morning tells of it", 2).await;
    assert!(
        matches!(told[1].kind, NotificationKind::Summary { chats: 2, .. }),
        "in one: {told:?}"
    );
    read(&bench, &first).await;
    read(&bench, &second).await;
    withdrawn(&bench, "the summary goes when all is read", None).await;
    assert_eq!(bench.told.shown().len(), 2, "nothing twice");
}

#[tokio::test]
async fn a_quiet_time_uses_up_no_reminder_and_an_answer_ends_them() {
    let (bench, clock) = with_clock().await;
    set(&bench, |settings| settings.repeat_minutes = Some(5)).await;
    let [first, second] = chats(&bench).await;
    writes(&bench, &first, "Hello?").await;
    shown(&bench, "the person is told", 1).await;
    writes(&bench, &second, "Anybody?").await;
    shown(&bench, "and of the other", 2).await;
    let until = clock.now().after(Duration::from_secs(3600));
    set(&bench, |settings| settings.quiet_until = Some(until)).await;
    for _ in 0..6 {
        clock.minutes(6);
    }
    set(&bench, |settings| settings.quiet_until = None).await;
    let told = shown(&bench, "both are told again", 4).await;
    assert!(told[2].again && told[3].again, "{told:?}");
    bench
        .engine
        .message_reply(first.clone(), "Here")
        .await
        .unwrap();
    withdrawn(&bench, "what was answered goes", Some(&first)).await;
    bench
        .until("the service gave it to whom answered", async || {
            let view = bench.engine.chat_get(first.clone()).await.ok()?;
            view.row.assignee.map(|_| ())
        })
        .await;
    clock.minutes(6);
    let told = shown(&bench, "the other is told again", 5).await;
    assert_eq!(
        told[4].chat.as_ref(),
        Some(&second),
        "and only that: {told:?}"
    );
    clock.minutes(6);
    let told = shown(&bench, "once more", 6).await;
    assert_eq!(told[5].chat, Some(second), "{told:?}");
}

#[tokio::test]
async fn chats_of_a_summary_are_told_again_and_it_goes_with_the_last_of_them() {
    let (bench, clock) = with_clock().await;
    set(&bench, |settings| {
        settings.repeat_minutes = Some(5);
        settings.quiet_until = Some(clock.now().after(Duration::from_secs(3600)));
    })
    .await;
    let [first, second] = chats(&bench).await;
    writes(&bench, &first, "Hello?").await;
    writes(&bench, &second, "Anybody?").await;
    clock.minutes(61);
    bench
        .until("both are told of", async || {
            let shown = bench.told.shown();
            let of = |chat: &ChatId| shown.iter().any(|one| one.chat.as_ref() == Some(chat));
            let summed = shown.iter().any(|one| one.chat.is_none());
            (summed || of(&first) && of(&second)).then_some(())
        })
        .await;
    let before = bench.told.shown().len();
    clock.minutes(6);
    let told = shown(&bench, "each is told again", before + 2).await;
    let again: Vec<_> = told[before..].iter().map(|one| one.chat.clone()).collect();
    assert!(
        again.contains(&Some(first)) && again.contains(&Some(second)),
        "by itself now: {told:?}"
    );
    assert!(told[before..].iter().all(|one| one.again), "{told:?}");
}

#[tokio::test]
async fn the_start_tells_of_all_accounts_in_one_summary() {
    let (mut bench, one) = Bench::operator(|_| {}).await;
    let company = bench.form(SignInMethod::Password);
    let other = bench.engine.account_add(company).await.unwrap();
    bench.synced(other).await;
    let rows = bench.rows().await;
    let mut numbers: Vec<i64> = rows
        .iter()
        .filter(|row| row.id.account == one)
        .map(|row| number(&row.id))
        .collect();
    numbers.truncate(2);
    bench.engine.shutdown().await;
    for chat in &numbers {
        bench
            .sandbox
            .customer_writes(*chat, "Good morning")
            .unwrap();
    }
    bench.restart().await;
    bench.ready().await;
    bench.synced(one).await;
    bench.synced(other).await;
    let told = bench
        .until("both accounts are told of", async || {
            let told = bench.told.shown();
            let last = told.last()?;
            matches!(last.kind, NotificationKind::Summary { chats: 4, .. }).then_some(told)
        })
        .await;
    let summed = |one: &Notification| matches!(one.kind, NotificationKind::Summary { .. });
    assert!(told.iter().all(summed), "nothing beside it: {told:?}");
}

#[tokio::test]
async fn who_never_said_who_they_are_hears_of_chats_that_may_be_theirs() {
    let (bench, _) = Bench::company().await;
    bench.scope(NotificationScope::MineAndUnassigned).await;
    let rows = bench.rows().await;
    let somebodys = rows.iter().find(|row| row.assignee.is_some()).unwrap();
    writes(&bench, &somebodys.id, "Is anybody there?").await;
    let told = shown(&bench, "the person is told", 1).await;
    assert_eq!(told[0].chat.as_ref(), Some(&somebodys.id), "of that chat");
}

#[tokio::test]
async fn what_names_somebody_goes_when_names_are_to_be_hidden() {
    let (bench, account) = Bench::operator(|_| {}).await;
    let [chat] = chats(&bench).await;
    writes(&bench, &chat, "It is me, Olena").await;
    shown(&bench, "the person is told", 1).await;
    bench.sandbox.expire_operator_tokens();
    let told = shown(&bench, "and that they must sign in again", 2).await;
    assert!(
        matches!(&told[1].kind, NotificationKind::CutOff { label, .. } if !label.is_empty()),
        "{told:?}"
    );
    set(&bench, |settings| settings.private_notifications = true).await;
    withdrawn(&bench, "the customer is not named", Some(&chat)).await;
    settled(&bench, "nor the account", &Matter::Account(account)).await;
    let told = shown(&bench, "what must be done is still said", 3).await;
    assert!(
        matches!(&told[2].kind, NotificationKind::CutOff { label, .. } if label.is_empty()),
        "{told:?}"
    );
}

#[tokio::test]
async fn a_reminder_behind_the_lock_is_taken_back_when_the_chat_is_read() {
    let (bench, clock) = with_clock().await;
    set(&bench, |settings| settings.repeat_minutes = Some(5)).await;
    let [chat] = chats(&bench).await;
    let passphrase = "correct horse";
    let set = bench.engine.lock_set("".into(), Some(passphrase.into()));
    set.await.unwrap();
    writes(&bench, &chat, "Hello?").await;
    shown(&bench, "the person is told", 1).await;
    bench.engine.lock_now().unwrap();
    withdrawn(&bench, "the name goes", Some(&chat)).await;
    clock.minutes(6);
    let told = shown(&bench, "the person is reminded", 2).await;
    assert!(
        matches!(told[1].kind, NotificationKind::Private { .. }),
        "of nobody: {told:?}"
    );
    bench.engine.unlock(passphrase.into()).await.unwrap();
    read(&bench, &chat).await;
    bench
        .until("that goes too", async || {
            let withdrawn = bench.told.withdrawn();
            let times = withdrawn.iter().filter(|one| **one == Some(chat.clone()));
            (times.count() == 2).then_some(())
        })
        .await;
}

#[tokio::test]
async fn what_failed_is_said_no_longer_once_it_was_dealt_with() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let [chat] = chats(&bench).await;
    let refused = FaultKind::StatusBefore {
        status: 400,
        retry_after: None,
    };
    bench
        .sandbox
        .fault(Fault::on("POST", "/api/chat/", refused).ending("/message"));
    bench.send(&chat, "never taken").await;
    shown(&bench, "the person is told", 1).await;
    let messages = bench.messages(&chat).await;
    let failed = messages.iter().find_map(|message| message.outbox).unwrap();
    bench.engine.message_discard(failed).await.unwrap();
    settled(&bench, "it is taken back", &Matter::Chat(chat)).await;
}

#[tokio::test]
async fn what_failed_in_a_quiet_time_is_said_when_it_ends() {
    let (bench, clock) = with_clock().await;
    let [chat, other] = chats(&bench).await;
    writes(&bench, &other, "Still awake?").await;
    shown(&bench, "the person is told", 1).await;
    let until = clock.now().after(Duration::from_secs(3600));
    set(&bench, |settings| settings.quiet_until = Some(until)).await;
    let refused = FaultKind::StatusBefore {
        status: 400,
        retry_after: None,
    };
    bench
        .sandbox
        .fault(Fault::on("POST", "/api/chat/", refused).ending("/message"));
    bench.send(&chat, "never taken").await;
    bench.settled(&chat).await;
    read(&bench, &other).await;
    withdrawn(&bench, "what came before is dealt with", Some(&other)).await;
    assert_eq!(bench.told.shown().len(), 1, "nobody was disturbed");
    clock.minutes(61);
    let told = shown(&bench, "the person is told", 2).await;
    assert_eq!(told[1].chat, Some(chat), "of the chat");
    assert!(
        matches!(told[1].kind, NotificationKind::NotSent { .. }),
        "{told:?}"
    );
}

#[tokio::test]
async fn a_chat_put_back_is_told_of_until_somebody_has_it() {
    let bench = Bench::new().await;
    let (service, account) = texter(&bench).await;
    let taken = |chat: &sandbox::texter::ChatState| chat.agent.is_some() && chat.unread == 0;
    let chat = service.chats().into_iter().find(taken).unwrap();
    let id = ChatId::new(account, chat.id.clone());
    bench
        .until("it is known whose it is", async || {
            let view = bench.engine.chat_get(id.clone()).await.ok()?;
            view.row.assignee.map(|_| ())
        })
        .await;
    assert!(service.put_back(&chat.id), "nobody has it");
    let told = shown(&bench, "the person is told", 1).await;
    assert!(
        matches!(told[0].kind, NotificationKind::Queued { .. }),
        "{told:?}"
    );
    assert_eq!(told[0].chat.as_ref(), Some(&id), "of that chat");
    assert!(service.assign(&chat.id, &chat.agent.unwrap()), "again");
    settled(&bench, "it is taken back", &Matter::Chat(id)).await;
}

#[tokio::test]
async fn what_a_colleague_took_is_theirs() {
    let (bench, _) = Bench::operator(|_| {}).await;
    bench.scope(NotificationScope::MineAndUnassigned).await;
    let rows = bench.rows().await;
    let nobodys = rows.iter().find(|row| row.assignee.is_none()).unwrap();
    let chat = nobodys.id.clone();
    writes(&bench, &chat, "Is anybody there?").await;
    shown(&bench, "the person is told", 1).await;
    bench.sandbox.colleague_replies(number(&chat), "Yes, me");
    withdrawn(&bench, "it is taken back", Some(&chat)).await;
}

#[tokio::test]
async fn customers_words_reach_the_desktop_without_controls() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let [chat] = chats(&bench).await;
    writes(&bench, &chat, "Invoice \u{202e}fdp.exe\u{7}").await;
    let told = shown(&bench, "the person is told", 1).await;
    let NotificationKind::Chat { text, .. } = &told[0].kind else {
        panic!("of one chat: {told:?}");
    };
    assert_eq!(text, "Invoice fdp.exe", "as it is written");
}

#[tokio::test]
async fn a_window_that_never_said_that_it_is_looked_at_holds_nothing_back() {
    let (mut bench, account) = Bench::operator(|_| {}).await;
    bench.engine.shutdown().await;
    bench.engine = Engine::start(bench.config());
    bench.ready().await;
    bench.synced(account).await;
    let [chat] = chats(&bench).await;
    bench.open(&chat).await;
    writes(&bench, &chat, "behind other windows").await;
    let told = shown(&bench, "the person is told", 1).await;
    assert_eq!(told[0].chat.as_ref(), Some(&chat), "of the chat on screen");
    bench.engine.set_window(WindowState {
        visible: true,
        focused: true,
    });
    bench.engine.chat_open(None).await.unwrap();
    bench.open(&chat).await;
    withdrawn(&bench, "until they look", Some(&chat)).await;
}
