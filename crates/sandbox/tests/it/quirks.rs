//! Error bodies, rate limits and the switches themselves.

use reqwest::Method;
use sandbox::Switches as _;
use sandbox::{
    Quirks,
    chathub::quirks::{ErrorBody, RetryAfter},
};

use crate::desk::Desk;

#[tokio::test]
async fn errors_come_in_every_body_of_section_7() {
    let desk = Desk::open().await;
    let refused = || desk.get("/api/chat/chats/5/messages");
    let general = refused().await.json();
    assert_eq!(
        (&general["status"], &general["error"]),
        (&404.into(), &"Not Found".into()),
        "the documented one"
    );
    assert!(general["code"].is_i64(), "with a code");
    desk.sandbox
        .set_quirks(|quirks| quirks.error_body = ErrorBody::Empty);
    assert_eq!(refused().await.text, "", "nothing");
    desk.sandbox
        .set_quirks(|quirks| quirks.error_body = ErrorBody::Text);
    assert_eq!(refused().await.text, "Chat not found", "a sentence");
    desk.sandbox
        .set_quirks(|quirks| quirks.error_body = ErrorBody::Problem);
    let problem = refused().await;
    assert!(
        problem
            .header("content-type")
            .is_some_and(|kind| kind.contains("problem+json")),
        "its type"
    );
    assert_eq!(problem.json()["detail"], "Chat not found", "and detail");
    desk.sandbox
        .set_quirks(|quirks| quirks.error_body = ErrorBody::RateLimit);
    assert!(
        refused().await.json().get("code").is_none(),
        "the rate limit's shape has no code"
    );
}

#[tokio::test]
async fn unknown_paths_and_methods_are_refused_in_the_same_manner() {
    let desk = Desk::open().await;
    let nowhere = desk.get("/api/nowhere").await;
    assert_eq!(
        (nowhere.status, nowhere.json()["status"].as_u64()),
        (404, Some(404)),
        "404 with the body"
    );
    let wrong = desk
        .send(desk.request(Method::PATCH, "/api/chat/chats"))
        .await;
    assert_eq!(
        (wrong.status, wrong.json()["status"].as_u64()),
        (405, Some(405)),
        "405 with the body"
    );
}

#[tokio::test]
async fn the_burst_is_75_and_then_it_is_429() {
    let desk = Desk::open().await;
    desk.sandbox.set_quirks(|quirks| {
        quirks.rate_limit = true;
        quirks.rate_per_second = 1;
    });
    let mut statuses = Vec::new();
    let mut last = None;
    for _ in 0..90 {
        let reply = desk.get("/api/company/organization").await;
        statuses.push(reply.status);
        if reply.status == 429 {
            last = Some(reply);
        }
    }
    let first = statuses
        .iter()
        .position(|status| *status == 429)
        .expect("it ends");
    assert!(
        (75..89).contains(&first),
        "75 at once, and one more for each second: {first}"
    );
    let last = last.expect("a refusal").json();
    assert_eq!(last["error"], "Too Many Requests", "the documented body");
    assert!(last.get("code").is_none(), "which has no code");
}

#[tokio::test]
async fn retry_after_is_absent_seconds_or_a_date() {
    let desk = Desk::open().await;
    desk.sandbox.set_quirks(|quirks| {
        quirks.rate_limit = true;
        quirks.rate_burst = 0;
        quirks.retry_after_seconds = 7;
    });
    let refused = || desk.get("/api/company/organization");
    assert_eq!(
        refused().await.header("retry-after"),
        None,
        "not documented"
    );
    desk.sandbox
        .set_quirks(|quirks| quirks.retry_after = RetryAfter::Seconds);
    assert_eq!(refused().await.header("retry-after"), Some("7"), "seconds");
    desk.sandbox
        .set_quirks(|quirks| quirks.retry_after = RetryAfter::Date);
    let reply = refused().await;
    let date = reply.header("retry-after").expect("a date");
    assert!(
        date.ends_with(" GMT") && date.len() == 29,
        "an HTTP date: {date}"
    );
}

#[test]
fn switches_are_set_by_name() {
    let mut quirks = Quirks::default();
    assert_eq!(quirks.set("history_lag_ms", "250"), Ok(()), "a number");
    assert_eq!(quirks.set("error_body", "problem"), Ok(()), "a word");
    assert_eq!(quirks.set("hub", "false"), Ok(()), "yes or no");
    assert_eq!(
        (quirks.history_lag_ms, quirks.error_body, quirks.hub),
        (250, ErrorBody::Problem, false),
        "they hold"
    );
    assert!(
        quirks.set("colour", "red").is_err(),
        "there is no such switch"
    );
    assert!(quirks.set("hub", "perhaps").is_err(), "nor such a value");
}
