//! Sends whose answer is lost are neither lost nor doubled.

use std::time::Duration;

use domain::view::MessageState;
use sandbox::chathub::quirks::SendAnswer;
use sandbox::{Fault, FaultKind};

use crate::bench::Bench;

const IDENTICAL: [&str; 4] = ["ok", "ok", "thanks", "ok"];

fn on_send(kind: FaultKind) -> Fault {
    Fault::on("POST", "/api/chat/", kind).ending("/message")
}

/// Sends identical texts under a fault and answers what the service took.
async fn under(fault: Fault, lag: u64, answer: SendAnswer) -> (Bench, Vec<String>) {
    let (bench, _) = Bench::operator(|quirks| {
        quirks.history_lag_ms = lag;
        quirks.send_answer = answer;
    })
    .await;
    let (chat, number) = bench.some_chat().await;
    bench.open(&chat).await;
    bench.sandbox.fault(fault);
    for text in IDENTICAL {
        bench.send(&chat, text).await;
    }
    bench.settled(&chat).await;
    let taken = bench.taken(number);
    (bench, taken)
}

#[tokio::test]
async fn an_answer_lost_after_the_service_acted_doubles_nothing() {
    for kind in [
        FaultKind::ResetAfter,
        FaultKind::StatusAfter { status: 500 },
        FaultKind::Latency { ms: 1200 },
    ] {
        let label = format!("{kind:?}");
        let fault = on_send(kind).times(3);
        let (_bench, taken) = under(fault, 0, SendAnswer::Empty).await;
        assert_eq!(taken, IDENTICAL, "{label}: each once, in order");
    }
}

#[tokio::test]
async fn a_request_lost_on_its_way_is_sent_again() {
    for kind in [
        FaultKind::ResetBefore,
        FaultKind::Hang,
        FaultKind::StatusBefore {
            status: 502,
            retry_after: None,
        },
    ] {
        let label = format!("{kind:?}");
        let fault = on_send(kind).skip(1).times(1);
        let (_bench, taken) = under(fault, 0, SendAnswer::Message).await;
        assert_eq!(taken, IDENTICAL, "{label}: none lost, in order");
    }
}

#[tokio::test]
async fn a_history_that_lags_is_given_its_time() {
    let fault = on_send(FaultKind::ResetAfter).times(2);
    let (_bench, taken) = under(fault, 400, SendAnswer::Empty).await;
    assert_eq!(taken, IDENTICAL, "none sent again too early");
}

#[tokio::test]
async fn a_refusal_to_be_hurried_is_waited_out() {
    let fault = on_send(FaultKind::StatusBefore {
        status: 429,
        retry_after: Some(1),
    });
    let (bench, taken) = under(fault, 0, SendAnswer::Id).await;
    assert_eq!(taken, IDENTICAL, "all of them, later");
    let log = bench.sandbox.log();
    let sends: Vec<_> = log
        .iter()
        .filter(|request| request.method == "POST" && request.path.ends_with("/message"))
        .collect();
    let pause = sends[1].at.duration_since(sends[0].at);
    assert!(
        pause.as_secs_f64() >= 1.0,
        "not before the time told: {pause:?}"
    );
}

#[tokio::test]
async fn where_the_history_cannot_be_read_the_person_decides() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    bench.open(&chat).await;
    bench.engine.chat_open(None).await.unwrap();
    let gone = FaultKind::StatusBefore {
        status: 500,
        retry_after: None,
    };
    let history = Fault::on("GET", "/api/chat/", gone).ending("/messages");
    bench.sandbox.fault(history.times(10_000));
    bench.sandbox.fault(on_send(FaultKind::ResetAfter));
    bench.send(&chat, "did it arrive?").await;
    let stuck = bench
        .until("the person is asked", async || {
            let messages = bench.messages(&chat).await;
            messages
                .into_iter()
                .find(|message| message.state == MessageState::Unconfirmed)
        })
        .await;
    assert_eq!(bench.taken(number).len(), 1, "never sent again unasked");
    bench.sandbox.clear_faults();
    let engine = &bench.engine;
    engine
        .message_confirm_sent(stuck.outbox.unwrap())
        .await
        .unwrap();
    bench.send(&chat, "next").await;
    bench.settled(&chat).await;
    assert_eq!(bench.taken(number), ["did it arrive?", "next"], "and on");
}

#[tokio::test]
async fn a_program_that_ended_while_sending_finds_out_at_its_next_start() {
    let (mut bench, account) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    bench.open(&chat).await;
    bench.sandbox.fault(on_send(FaultKind::Latency { ms: 600 }));
    bench.send(&chat, "half-way").await;
    bench.send(&chat, "behind it").await;
    bench
        .sandbox
        .wait_for_request(
            |request| request.method == "POST" && request.path.ends_with("/message"),
            Duration::from_secs(5),
        )
        .await;
    bench.restart().await;
    bench.ready().await;
    bench.synced(account).await;
    bench.settled(&chat).await;
    assert_eq!(
        bench.taken(number),
        ["half-way", "behind it"],
        "each once, in order"
    );
}

#[tokio::test]
async fn a_request_lost_twice_is_not_taken_for_an_identical_one_before_it() {
    for answer in [SendAnswer::Empty, SendAnswer::Message] {
        let lost = on_send(FaultKind::StatusBefore {
            status: 503,
            retry_after: None,
        });
        let (bench, taken) = under(lost.skip(1).times(2), 0, answer).await;
        assert_eq!(taken, IDENTICAL, "{answer:?}: each once, in order");
        drop(bench);
    }
}
