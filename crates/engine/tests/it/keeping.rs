//! What is kept here: histories as far as they are wanted, what can be found in them, what a
//! person put on chats, and what can be taken back.

use domain::view::{ActTarget, ChatAct, MessageQuery, MessageState, SendOptions};
use domain::{ChatFilter, ChatId, ErrorCode, Policy, Timestamp};
use engine::{Engine, EngineConfig};

use crate::bench::Bench;
use crate::services::smart_sender;

#[tokio::test]
async fn history_is_read_on_as_far_as_it_is_asked_for() {
    let bench = Bench::new().await;
    // It answers twenty at a time.
    let (service, _) = smart_sender(&bench).await;
    let chat = bench.rows().await.swap_remove(0).id;
    let number = chat.remote.as_str().parse().unwrap();
    for line in 0..70 {
        service
            .customer_writes(number, &format!("line {line}"))
            .unwrap();
    }
    bench.open(&chat).await;
    bench
        .until("the newest are here", async || {
            let shown = bench.messages(&chat).await;
            shown
                .iter()
                .any(|message| message.text == "line 69")
                .then_some(())
        })
        .await;
    let mut lines = Vec::new();
    let mut before = None;
    while !lines.contains(&"line 0".to_owned()) {
        let page = bench.engine.message_list(chat.clone(), before, Some(70));
        let page = page.await.unwrap();
        lines.splice(0..0, page.messages.into_iter().map(|one| one.text));
        let reached = lines.iter().any(|text| text == "line 0");
        assert!(reached || page.older.is_some(), "there is more: {lines:?}");
        before = page.older;
    }
    lines.retain(|text| text.starts_with("line "));
    let written: Vec<String> = (0..70).map(|line| format!("line {line}")).collect();
    assert_eq!(lines, written, "page by page, each once");
}

#[tokio::test]
async fn what_was_said_is_found_offline_and_shown_where_it_stands() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    bench.open(&chat).await;
    bench
        .sandbox
        .customer_writes(number, "My zeppelin is late")
        .unwrap();
    let query = MessageQuery {
        filter: ChatFilter {
            text: Some("zepp".to_owned()),
            ..ChatFilter::default()
        },
        ..MessageQuery::default()
    };
    let hit = bench
        .until("it is found", async || {
            let page = bench.engine.message_search(query.clone()).await.unwrap();
            page.hits.into_iter().next()
        })
        .await;
    assert_eq!(hit.chat, chat, "where it was said");
    let marked: Vec<&str> = hit
        .pieces
        .iter()
        .filter(|piece| piece.hit)
        .map(|piece| piece.text.as_str())
        .collect();
    assert_eq!(marked, ["zeppelin"], "and marked");
    let shown = bench.messages(&chat).await;
    assert!(
        shown.iter().any(|message| message.key == hit.key),
        "under the key that the conversation knows it by"
    );
}

#[tokio::test]
async fn snoozed_chat_is_back_when_its_time_comes_and_when_the_customer_writes() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    bench.open(&chat).await;
    let snoozed = async || {
        let view = bench.engine.chat_get(chat.clone()).await.unwrap();
        view.row.snoozed_until
    };
    snooze(&bench, &chat, Timestamp(1)).await;
    bench
        .until("its time has come", async || {
            snoozed().await.is_none().then_some(())
        })
        .await;
    let never = Timestamp(i64::MAX);
    snooze(&bench, &chat, never).await;
    assert_eq!(snoozed().await, Some(never), "asleep");
    bench
        .sandbox
        .customer_writes(number, "Hello again")
        .unwrap();
    bench
        .until("the customer woke it", async || {
            snoozed().await.is_none().then_some(())
        })
        .await;
}

#[tokio::test]
async fn message_taken_back_in_time_never_reaches_the_service() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    bench.open(&chat).await;
    bench.undo_seconds(60).await;
    bench.send(&chat, "Too hasty").await;
    let shown = bench.messages(&chat).await.pop().unwrap();
    assert_eq!(shown.state, MessageState::Queued, "held");
    assert!(shown.leaves_at.is_some(), "and says until when");
    let row = shown.outbox.unwrap();
    bench.engine.message_edit(row).await.unwrap();
    let draft = bench.engine.draft_get(chat.clone()).await.unwrap();
    assert_eq!(draft.text, "Too hasty", "it is in the box again");
    bench.undo_seconds(0).await;
    bench.send(&chat, "Well considered").await;
    bench.settled(&chat).await;
    assert_eq!(bench.taken(number), ["Well considered"], "only that");
}

#[tokio::test]
async fn options_that_the_service_does_not_take_are_refused() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let (chat, _) = bench.some_chat().await;
    let options = SendOptions {
        pin: Some(true),
        ..SendOptions::default()
    };
    let refused = bench
        .engine
        .message_send(chat.clone(), "x".to_owned(), Vec::new(), options)
        .await;
    assert_eq!(
        refused.unwrap_err().code,
        ErrorCode::Unsupported,
        "not taken"
    );
    let waiting = bench.messages(&chat).await;
    assert!(
        waiting.iter().all(|message| message.outbox.is_none()),
        "and nothing is queued"
    );
}

async fn snooze(bench: &Bench, chat: &ChatId, until: Timestamp) {
    let target = ActTarget::Chats {
        chats: vec![chat.clone()],
    };
    let act = ChatAct::Snooze { until: Some(until) };
    bench.engine.chat_act(target, act).await.unwrap();
}

#[tokio::test]
async fn messages_are_kept_no_longer_than_the_policy_allows() {
    let (mut bench, _) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    let now = bench.sandbox.now();
    let old = std::time::Duration::from_secs(40 * 86_400);
    bench.sandbox.clock().set(now - old);
    bench
        .sandbox
        .customer_writes(number, "Forty days ago")
        .unwrap();
    bench.sandbox.clock().set(now);
    bench.open(&chat).await;
    let shows = async |bench: &Bench| {
        let shown = bench.messages(&chat).await;
        shown.iter().any(|message| message.text == "Forty days ago")
    };
    bench
        .until("it is here", async || shows(&bench).await.then_some(()))
        .await;
    bench.engine.shutdown().await;
    bench.engine = Engine::start(EngineConfig {
        policy: Policy {
            retention: Some(30),
            ..Policy::default()
        },
        ..bench.config()
    });
    bench.ready().await;
    bench
        .until("it is erased", async || {
            (!shows(&bench).await).then_some(())
        })
        .await;
    let settings = bench.engine.settings_get().await.unwrap();
    assert_eq!(settings.keep_messages_days, Some(30), "as is in force");
    bench.engine.settings_set(settings).await.unwrap();
    bench.restart().await;
    bench.ready().await;
    let settings = bench.engine.settings_get().await.unwrap();
    assert_eq!(settings.keep_messages_days, None, "without it: as chosen");
}
