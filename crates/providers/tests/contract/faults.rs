//! Errors of every kind, and the pace (chathub.md §7).

use std::time::Duration;

use domain::{ChatFilter, ChatStatus, ErrorCode, RemoteChatId};
use futures_util::future::join_all;
use sandbox::chathub::quirks::{ErrorBody, RetryAfter};
use sandbox::{Fault, FaultKind};

use crate::support::{desk, desk_with};

#[tokio::test]
async fn the_services_words_come_through_from_every_kind_of_body() {
    for (body, words) in [
        (ErrorBody::General, Some("Chat not found")),
        (ErrorBody::Text, Some("Chat not found")),
        (ErrorBody::Problem, Some("Chat not found")),
        (ErrorBody::RateLimit, Some("Chat not found")),
        (ErrorBody::Empty, None),
    ] {
        let desk = desk_with(|quirks| quirks.error_body = body).await;
        let error = desk
            .company()
            .statuses()
            .unwrap()
            .set_status(&RemoteChatId::from("999999"), &ChatStatus::Open)
            .await
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::NotFound, "{body:?}");
        match words {
            Some(words) => assert_eq!(error.message, words, "{body:?}"),
            None => assert!(
                error.message.ends_with('.'),
                "{body:?}: a sentence of our own"
            ),
        }
    }
}

#[tokio::test]
async fn no_request_leaves_before_the_time_a_429_told() {
    for (form, status) in [
        (RetryAfter::Seconds, 429),
        (RetryAfter::Date, 429),
        (RetryAfter::Seconds, 423),
    ] {
        let desk = desk_with(|quirks| {
            quirks.retry_after = form;
            quirks.retry_after_seconds = 3;
        })
        .await;
        let account = desk.company();
        account.verify().await.unwrap();
        // The date form comes from the service's own limit.
        if form == RetryAfter::Date {
            desk.sandbox.set_quirks(|quirks| {
                quirks.rate_per_second = 1;
                quirks.rate_burst = 1;
            });
            while account.chats(&ChatFilter::default(), None).await.is_ok() {}
        } else {
            let refused = FaultKind::StatusBefore {
                status,
                retry_after: Some(3),
            };
            desk.sandbox.fault(Fault::on("GET", "/api/chat", refused));
            let error = account
                .chats(&ChatFilter::default(), None)
                .await
                .unwrap_err();
            assert_eq!(error.code, ErrorCode::RateLimited, "{status}");
            assert_eq!(error.retry_after, Some(Duration::from_secs(3)), "{status}");
        }
        desk.sandbox.clear_log();
        let any = ChatFilter::default();
        let all = join_all((0..20).map(|_| account.chats(&any, None))).await;
        for result in all {
            let error = result.unwrap_err();
            assert_eq!(error.code, ErrorCode::RateLimited, "{form:?}: not asked");
            let wait = error.retry_after.unwrap();
            assert!(
                wait > Duration::from_secs(1) && wait <= Duration::from_secs(4),
                "{wait:?}"
            );
        }
        assert!(desk.sandbox.log().is_empty(), "{form:?}: nothing left");
        let until = account.health().limited_until.unwrap();
        let left = until.since(domain::Timestamp::now());
        assert!(
            left > Duration::from_secs(1) && left < Duration::from_secs(5),
            "shown: {left:?}"
        );
        // Another account is not held up.
        desk.sandbox.set_quirks(|quirks| quirks.rate_limit = false);
        desk.with_key().verify().await.unwrap();
    }
}

#[tokio::test]
async fn a_429_without_a_time_closes_for_a_second_and_then_opens() {
    let desk = desk().await;
    let account = desk.company();
    account.verify().await.unwrap();
    let refused = FaultKind::StatusBefore {
        status: 429,
        retry_after: None,
    };
    desk.sandbox.fault(Fault::on("GET", "/api/chat", refused));
    let error = account
        .chats(&ChatFilter::default(), None)
        .await
        .unwrap_err();
    assert_eq!(error.retry_after, None, "the service told nothing");
    let closed_at = std::time::Instant::now();
    while account.chats(&ChatFilter::default(), None).await.is_err() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(
        closed_at.elapsed() >= Duration::from_millis(990),
        "a second at least"
    );
    assert_eq!(
        desk.requests("GET", "/chats").len(),
        2,
        "and one request after it"
    );
}

#[tokio::test]
async fn a_service_that_says_how_long_it_is_out_is_left_alone_by_all() {
    let desk = desk().await;
    let account = desk.company();
    account.verify().await.unwrap();
    let out = FaultKind::StatusBefore {
        status: 503,
        retry_after: Some(30),
    };
    desk.sandbox.fault(Fault::on("GET", "/api/chat", out));
    let any = ChatFilter::default();
    let error = account.chats(&any, None).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Server, "it has trouble");
    assert_eq!(error.retry_after, Some(Duration::from_secs(30)), "as told");
    desk.sandbox.clear_log();
    let error = account.chats(&any, None).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::RateLimited, "not asked");
    assert!(desk.sandbox.log().is_empty(), "nothing left");
}

#[tokio::test]
async fn our_own_pace_keeps_below_the_services_limit() {
    let desk = desk().await;
    let account = desk.company();
    let any = ChatFilter::default();
    let all = join_all((0..120).map(|_| account.chats(&any, None))).await;
    assert!(
        all.iter().all(Result::is_ok),
        "no 429 for 120 requests at once"
    );
}

#[tokio::test]
async fn reads_fail_with_codes_that_may_pass() {
    let desk = desk().await;
    let account = desk.company();
    account.verify().await.unwrap();
    for fault in [
        FaultKind::ResetBefore,
        FaultKind::TruncatedBody,
        FaultKind::Hang,
        FaultKind::SlowBody { ms: 60_000 },
        FaultKind::StatusBefore {
            status: 503,
            retry_after: None,
        },
    ] {
        desk.sandbox
            .fault(Fault::on("GET", "/api/chat", fault.clone()));
        let error = account
            .chats(&ChatFilter::default(), None)
            .await
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::Server, "{fault:?}: {error:?}");
    }
    account.chats(&ChatFilter::default(), None).await.unwrap();
}
