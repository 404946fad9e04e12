//! The rate limit (section 10.2) and how refusals are worded (9).

use std::time::Duration;

use sandbox::Switches as _;
use sandbox::texter::quirks::ErrorBody;

use super::Shop;

#[tokio::test]
async fn a_burst_is_stopped_and_time_lets_more_through() {
    let shop = Shop::frozen().await;
    shop.service.set_quirks(|quirks| {
        quirks.rate_limit = true;
        quirks.retry_after = true;
    });
    let mut passed = 0;
    let refused = loop {
        let reply = shop.get("/labels").await;
        if reply.status != 200 {
            break reply;
        }
        passed += 1;
    };
    assert_eq!(passed, 20, "the burst");
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (429, Some("1")),
        "told to wait"
    );
    shop.service.clock().advance(Duration::from_secs(1));
    assert_eq!(shop.get("/labels").await.status, 200, "again");
}

#[tokio::test]
async fn refusals_are_worded_in_many_ways() {
    let shop = Shop::open().await;
    for (body, start) in [
        (ErrorBody::Error, "{\"error\":\"Chat not found\""),
        (ErrorBody::Message, "{\"message\":\"Chat not found\""),
        (
            ErrorBody::Nested,
            "{\"error\":{\"message\":\"Chat not found\"}}",
        ),
        (ErrorBody::Text, "Chat not found"),
        (ErrorBody::Html, "<!doctype html>"),
    ] {
        shop.service.set_quirks(|quirks| quirks.error_body = body);
        let reply = shop.get("/chats/nowhere").await;
        assert_eq!(reply.status, 404, "{body:?}");
        assert!(reply.text.starts_with(start), "{body:?}: {}", reply.text);
    }
}

#[test]
fn switches_are_set_by_name() {
    let mut quirks = sandbox::texter::Quirks::default();
    quirks.set("scope_status", "401").unwrap();
    quirks.set("error_body", "text").unwrap();
    assert_eq!(
        (quirks.scope_status, quirks.error_body),
        (401, ErrorBody::Text),
        "set"
    );
    assert!(quirks.set("nonsense", "1").is_err(), "no such switch");
    assert!(quirks.set("error_body", "poem").is_err(), "no such reading");
}
