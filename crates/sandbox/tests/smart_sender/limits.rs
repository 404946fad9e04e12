//! Tokens, pages, the rate limit (1, 2, 3).

use std::time::Duration;

use serde_json::json;

use super::{Office, refused};

#[tokio::test]
async fn without_the_token_nothing_is_answered() {
    let office = Office::open().await;
    let url = format!("{}/me", office.service.api_url());
    let bare = office.http.get(&url).send().await.unwrap();
    assert_eq!(bare.status(), 401, "no token");
    let body: serde_json::Value = bare.json().await.unwrap();
    assert_eq!(
        body,
        json!({ "error": { "code": 401, "message": "Unauthenticated" } }),
        "in the service's words"
    );
    let wrong = office
        .http
        .get(&url)
        .bearer_auth("wrong")
        .send()
        .await
        .unwrap();
    assert_eq!(wrong.status(), 401, "a wrong token");
    let levels: Vec<String> = office
        .service
        .log()
        .into_iter()
        .map(|it| it.level)
        .collect();
    assert_eq!(levels, ["none", "unknown"], "the log tells them apart");
}

#[tokio::test]
async fn a_renewed_token_replaces_the_old_one() {
    let mut office = Office::open().await;
    let token = office.service.renew_token();
    refused(&office.get("/me").await, 401, None);
    office.token = token;
    assert_eq!(office.get("/me").await.status, 200, "the new one is good");
}

#[tokio::test]
async fn pages_have_at_most_twenty_items() {
    let office = Office::open().await;
    for list in [
        "/chats",
        "/contacts",
        "/operators",
        "/channels",
        "/tags",
        "/funnels",
    ] {
        let reply = office.get(&format!("{list}?page=1&limitation=21")).await;
        refused(&reply, 422, None);
        assert_eq!(
            reply.json()["error"]["message"],
            "Maximum available limitation reached",
            "{list} says why"
        );
        refused(
            &office.get(&format!("{list}?limitation=0")).await,
            422,
            Some("limitation"),
        );
        refused(
            &office.get(&format!("{list}?page=0")).await,
            422,
            Some("page"),
        );
        let beyond = office.list(&format!("{list}?page=99&limitation=20")).await;
        assert!(beyond.is_empty(), "{list} has no such page");
    }
    let default = office.json("/chats").await;
    assert_eq!(
        default["cursor"],
        json!({ "page": 1, "pages": 1 }),
        "twenty when not said"
    );
}

#[tokio::test]
async fn the_181st_request_is_blocked_for_longer_each_time() {
    let office = Office::quirky(|quirks| quirks.rate_limit = true).await;
    let clock = office.service.clock().clone();
    clock.freeze();
    for (breach, seconds) in [(1, 60), (2, 120), (3, 180)] {
        for _ in 0..180 {
            assert_eq!(
                office.get("/me").await.status,
                200,
                "180 a minute are allowed"
            );
        }
        let blocked = office.get("/me").await;
        refused(&blocked, 423, None);
        assert_eq!(
            blocked.json()["error"]["message"],
            format!("Too many requests. Please, try again in {seconds} seconds"),
            "breach {breach}"
        );
        assert!(blocked.header("retry-after").is_none(), "only in words");
        clock.advance(Duration::from_secs(seconds - 1));
        refused(&office.get("/chats").await, 423, None);
        clock.advance(Duration::from_secs(1));
    }
    let reply = office.get("/me").await;
    assert_eq!(reply.header("x-rate-limit"), Some("180"), "the allowance");
    let file = format!("{}/storage/projects/1/a.png", office.service.url());
    assert_eq!(
        office.http.get(file).send().await.unwrap().status(),
        200,
        "files are not counted"
    );
}

#[tokio::test]
async fn a_minute_later_everything_is_allowed_again() {
    let office = Office::quirky(|quirks| quirks.rate_limit = true).await;
    office.service.clock().freeze();
    for _ in 0..3 {
        for _ in 0..180 {
            assert_eq!(office.get("/me").await.status, 200, "within the minute");
        }
        office.service.clock().advance(Duration::from_secs(60));
    }
}
