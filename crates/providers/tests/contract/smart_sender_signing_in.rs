//! Signing in, refusals, and the pace that the service asks for (smart-sender.md §1, §3, §4).

use std::time::Duration;

use domain::{ChatFilter, ErrorCode};
use sandbox::smart_sender::quirks::ErrorBody;

use crate::smart_sender_desk::{Desk, desk, desk_with};
use crate::support;

async fn pages_of(desk: &Desk) -> domain::Result<usize> {
    let page = desk.account().chats(&ChatFilter::default(), None).await?;
    Ok(page.chats.len())
}

#[tokio::test]
async fn the_token_is_its_projects_and_the_version_is_added_once() {
    let desk = desk().await;
    for server in [desk.sandbox.url().to_owned(), desk.sandbox.api_url()] {
        let account = desk.connect(&server, &desk.token(), None);
        let identity = account.verify().await.unwrap();
        assert_eq!(
            identity.name,
            desk.sandbox.credentials().project_name,
            "the project's name"
        );
        assert_eq!(identity.operator, None, "the token is nobody's");
        assert_eq!(desk.requests(), "GET /v1/me", "{server}");
    }
    let operator = desk.sandbox.credentials().operator_id;
    let identity = desk.working_as(operator).verify().await.unwrap();
    let me = identity.operator.expect("as the person said");
    assert_eq!(me.id.0, operator.to_string(), "who they said they are");
}

#[tokio::test]
async fn a_rejected_token_is_one_whatever_the_answer_looks_like() {
    for status in [401, 403] {
        for body in [ErrorBody::Object, ErrorBody::Bare, ErrorBody::Html] {
            let desk = desk_with(|quirks| {
                quirks.unauthorized_status = status;
                quirks.error_body = body;
                quirks.needs_accept = true;
            })
            .await;
            let account = desk.connect(desk.sandbox.url(), "wrong", None);
            let error = account.verify().await.unwrap_err();
            assert_eq!(error.code, ErrorCode::Unauthorized, "{status} {body:?}");
            assert!(!error.message.contains("wrong"), "the token stays unsaid");
        }
        let desk = desk_with(|quirks| {
            quirks.unauthorized_status = status;
            quirks.error_status = false;
        })
        .await;
        let account = desk.connect(desk.sandbox.url(), "wrong", None);
        let error = account.verify().await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Unauthorized, "under a 200");
        assert_eq!(error.message, "Unauthenticated", "the service's word");
    }
}

#[tokio::test]
async fn another_service_at_the_address_is_recognized() {
    let desk = desk().await;
    let other = support::desk().await;
    let account = desk.connect(other.sandbox.url(), &desk.token(), None);
    let error = account.verify().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotThisService, "{}", error.message);
}

#[tokio::test]
async fn a_block_is_waited_out_as_told_and_nothing_leaves_meanwhile() {
    for (status, header, plain) in [(423, false, true), (429, true, true), (423, false, false)] {
        let desk = desk_with(|quirks| {
            quirks.rate_per_minute = 1;
            quirks.rate_status = status;
            quirks.retry_after = header;
            quirks.error_status = plain;
        })
        .await;
        let account = desk.account();
        account.verify().await.unwrap();
        let error = account.verify().await.unwrap_err();
        assert_eq!(error.code, ErrorCode::RateLimited, "{status}");
        let wait = error.retry_after.expect("it is told");
        let minute = Duration::from_secs(60);
        assert!(
            wait >= minute && wait < minute + Duration::from_secs(5),
            "the block, and no more than a moment: {wait:?}"
        );
        desk.sandbox.clear_log();
        let error = account
            .chats(&ChatFilter::default(), None)
            .await
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::RateLimited, "other calls as well");
        assert_eq!(desk.requests(), "", "asking would prolong the block");
        assert!(account.health().limited_until.is_some(), "and it is shown");
    }
}

#[tokio::test]
async fn requests_keep_two_a_second_after_a_burst() {
    let desk = desk().await;
    let account = desk.account();
    let before = std::time::Instant::now();
    for _ in 0..8 {
        account.verify().await.unwrap();
    }
    let taken = before.elapsed();
    assert!(
        taken >= Duration::from_millis(1450),
        "five at once, three more at two a second: {taken:?}"
    );
}

#[tokio::test]
async fn bare_and_missing_answers_are_understood() {
    let desk = desk_with(|quirks| quirks.needs_accept = true).await;
    assert!(pages_of(&desk).await.unwrap() > 0, "JSON is asked for");
    desk.sandbox.fault(sandbox::Fault {
        method: None,
        path: "/v1/chats".into(),
        path_end: String::new(),
        skip: 0,
        times: 1,
        kind: sandbox::FaultKind::HtmlPage,
    });
    let error = pages_of(&desk).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Decode, "a web page is no list");
}
