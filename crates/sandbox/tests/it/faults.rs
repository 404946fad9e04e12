//! Trouble on request, the log, and going away and coming back.

use std::time::{Duration, Instant};

use reqwest::Method;
use sandbox::{Fault, FaultKind};
use serde_json::json;

use crate::desk::{Desk, SOON, read};

const CHATS: &str = "/api/chat/chats";

async fn attempt(desk: &Desk) -> reqwest::Result<crate::desk::Reply> {
    let body = json!({ "textMessage": "once", "author": 0 });
    let request = desk
        .request(Method::POST, "/api/chat/1002/message")
        .bearer_auth(&desk.operator)
        .json(&body);
    read(request.send().await?).await
}

#[tokio::test]
async fn a_lost_answer_was_processed_and_a_reset_before_was_not() {
    let desk = Desk::open().await;
    desk.sandbox
        .fault(Fault::on("POST", "/api/chat/", FaultKind::ResetBefore));
    assert!(attempt(&desk).await.is_err(), "no answer");
    assert_eq!(desk.sandbox.sends().len(), 0, "and nothing taken in");
    desk.sandbox
        .fault(Fault::on("POST", "/api/chat/", FaultKind::ResetAfter));
    assert!(attempt(&desk).await.is_err(), "no answer either");
    assert_eq!(desk.sandbox.sends().len(), 1, "but it was taken in");
    assert_eq!(
        attempt(&desk).await.expect("an answer").status,
        200,
        "a fault hits once"
    );
}

#[tokio::test]
async fn errors_before_and_after_processing() {
    let desk = Desk::open().await;
    let before = FaultKind::StatusBefore {
        status: 503,
        retry_after: Some(9),
    };
    desk.sandbox.fault(Fault::on("POST", "/api/chat/", before));
    let reply = attempt(&desk).await.expect("an answer");
    assert_eq!(
        (reply.status, reply.header("retry-after")),
        (503, Some("9")),
        "as asked for"
    );
    assert_eq!(desk.sandbox.sends().len(), 0, "not processed");
    desk.sandbox.fault(Fault::on(
        "POST",
        "/api/chat/",
        FaultKind::StatusAfter { status: 502 },
    ));
    assert_eq!(
        attempt(&desk).await.expect("an answer").status,
        502,
        "as asked for"
    );
    assert_eq!(desk.sandbox.sends().len(), 1, "processed");
}

#[tokio::test]
async fn refusals_have_words_and_acceptance_may_have_none() {
    let desk = Desk::open().await;
    let said = FaultKind::Said {
        status: 423,
        words: r#"{"message":"try again in 3 seconds"}"#.to_owned(),
    };
    desk.sandbox.fault(Fault::on("POST", "/api/chat/", said));
    let reply = attempt(&desk).await.expect("an answer");
    assert_eq!(reply.status, 423, "as asked for");
    assert_eq!(
        reply.json()["message"],
        "try again in 3 seconds",
        "its words"
    );
    assert_eq!(desk.sandbox.sends().len(), 0, "not processed");
    let wordless = FaultKind::Wordless { ms: 1 };
    desk.sandbox
        .fault(Fault::on("POST", "/api/chat/", wordless));
    let reply = attempt(&desk).await.expect("an answer");
    assert_eq!(reply.status, 200, "accepted");
    assert_eq!(reply.text, "", "and nothing said of it");
    assert_eq!(desk.sandbox.sends().len(), 1, "processed");
}

#[tokio::test]
async fn bodies_break_crawl_and_lie() {
    let desk = Desk::open().await;
    desk.sandbox
        .fault(Fault::on("GET", CHATS, FaultKind::TruncatedBody));
    let cut = desk
        .request(Method::GET, CHATS)
        .bearer_auth(&desk.company)
        .send()
        .await
        .expect("a status");
    assert_eq!(cut.status(), 200, "it began well");
    assert!(cut.text().await.is_err(), "and broke off");
    desk.sandbox
        .fault(Fault::on("GET", CHATS, FaultKind::SlowBody { ms: 300 }));
    let began = Instant::now();
    assert_eq!(desk.get(CHATS).await.json()["total"], 12, "slow, but whole");
    assert!(began.elapsed() >= Duration::from_millis(250), "slow indeed");
    desk.sandbox
        .fault(Fault::on("GET", CHATS, FaultKind::GarbageJson));
    let garbage = desk.get(CHATS).await.text;
    assert!(
        serde_json::from_str::<serde_json::Value>(&garbage).is_err(),
        "almost JSON"
    );
    desk.sandbox
        .fault(Fault::on("GET", CHATS, FaultKind::HtmlPage));
    let page = desk.get(CHATS).await;
    assert_eq!(page.status, 200, "a page with a good conscience");
    assert!(page.text.starts_with("<!doctype html>"), "but not ours");
    desk.sandbox
        .fault(Fault::on("GET", CHATS, FaultKind::WrongContentType));
    let octets = desk.get(CHATS).await;
    assert_eq!(
        octets.header("content-type"),
        Some("application/octet-stream"),
        "the wrong type"
    );
    assert_eq!(octets.json()["total"], 12, "of the right body");
}

#[tokio::test]
async fn latency_and_silence() {
    let desk = Desk::open().await;
    desk.sandbox
        .fault(Fault::on("GET", CHATS, FaultKind::Latency { ms: 200 }));
    let began = Instant::now();
    assert_eq!(desk.get(CHATS).await.status, 200, "late, but right");
    assert!(began.elapsed() >= Duration::from_millis(200), "late indeed");
    desk.sandbox.fault(Fault::on("GET", CHATS, FaultKind::Hang));
    let patience = Duration::from_millis(200);
    let silent = desk
        .request(Method::GET, CHATS)
        .bearer_auth(&desk.company)
        .timeout(patience);
    assert!(
        silent.send().await.is_err_and(|error| error.is_timeout()),
        "it never answers"
    );
}

#[tokio::test]
async fn faults_match_count_and_skip() {
    let desk = Desk::open().await;
    let unavailable = FaultKind::StatusBefore {
        status: 500,
        retry_after: None,
    };
    desk.sandbox.fault(
        Fault::on("*", "/api/chat/", unavailable)
            .ending("/messages")
            .skip(1)
            .times(2),
    );
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(desk.get("/api/chat/chats/1002/messages").await.status);
        assert_eq!(
            desk.get(CHATS).await.status,
            200,
            "another path is unharmed"
        );
    }
    assert_eq!(
        statuses,
        [200, 500, 500, 200],
        "one passes, two are hit, it is over"
    );
    assert!(desk.sandbox.faults().is_empty(), "and forgotten");
}

#[tokio::test]
async fn the_log_knows_everything_but_secrets() {
    let desk = Desk::open().await;
    desk.sandbox
        .fault(Fault::on("POST", "/api/chat/", FaultKind::ResetAfter));
    assert!(attempt(&desk).await.is_err(), "lost");
    desk.get("/api/chat/chats?date=2026-01-01&date=2026-02-01")
        .await;
    let log = desk.sandbox.log();
    let sign_in = log
        .iter()
        .find(|entry| entry.path.ends_with("get-token"))
        .expect("the sign-in");
    assert_eq!(
        sign_in.body.as_ref().map(|body| body["password"].clone()),
        Some(json!("***")),
        "hidden"
    );
    assert_eq!(
        (sign_in.level.as_str(), sign_in.status),
        ("none", Some(200)),
        "before any token"
    );
    let lost = log
        .iter()
        .find(|entry| entry.method == "POST" && entry.path.ends_with("/message"));
    let lost = lost.expect("the lost one");
    assert_eq!(
        (lost.status, lost.fault.as_deref()),
        (None, Some("reset after")),
        "no answer left"
    );
    assert_eq!(
        lost.level,
        format!("operator:{}", desk.sandbox.credentials().operator_id),
        "whose it was"
    );
    let list = log.last().expect("the list");
    let dates: Vec<&str> = list.query.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(dates, ["2026-01-01", "2026-02-01"], "both dates in order");
    let text = serde_json::to_string(&log).expect("the log is JSON");
    assert!(
        !text.contains(&desk.operator) && !text.contains(&desk.company),
        "no token in it"
    );
}

#[tokio::test]
async fn tests_can_wait_for_a_request() {
    let desk = Desk::open().await;
    let wait = desk.sandbox.wait_for_request(
        |entry| entry.is("GET", CHATS) && entry.status.is_some(),
        SOON,
    );
    let (seen, _) = tokio::join!(wait, desk.get(CHATS));
    assert_eq!(seen.map(|entry| entry.status), Some(Some(200)), "it came");
    let never = desk
        .sandbox
        .wait_for_request(|entry| entry.path == "/never", Duration::from_millis(50));
    assert_eq!(never.await, None, "it did not come");
}

#[tokio::test]
async fn the_server_goes_down_and_comes_back_with_everything_it_knew() {
    let desk = Desk::open().await;
    desk.say(1002, "before").await;
    desk.sandbox.pause_listening().await;
    let refused = desk
        .request(Method::GET, CHATS)
        .send()
        .await
        .expect_err("nobody is there");
    assert!(
        refused.is_connect(),
        "the connection itself is refused: {refused:?}"
    );
    desk.sandbox
        .resume_listening()
        .await
        .expect("the port is still free");
    desk.sandbox
        .resume_listening()
        .await
        .expect("twice does no harm");
    let last = desk.history(1002).await.pop().expect("a message");
    assert_eq!(
        last["message"], "before",
        "same port, same tokens, same messages"
    );
}

#[tokio::test]
async fn a_dropped_sandbox_frees_its_port() {
    let desk = Desk::open().await;
    let address = desk.sandbox.url().replace("http://", "");
    desk.sandbox.stop().await;
    assert!(
        tokio::net::TcpStream::connect(address).await.is_err(),
        "nobody listens"
    );
}
