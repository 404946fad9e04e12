//! Whose token a call carries, and when it is renewed (chathub.md §2).

use std::time::Duration;

use domain::{AccountOptions, ChatFilter, ChatLevel, ChatStatus, ErrorCode};
use futures_util::future::join_all;
use sandbox::chathub::quirks;
use sandbox::{Fault, FaultKind};

use crate::support::{Desk, desk, desk_with, text, unwatched};

fn sign_ins(desk: &Desk) -> usize {
    desk.requests("POST", "/company/get-token").len()
}

fn operator_sign_ins(desk: &Desk) -> usize {
    desk.requests("POST", "/operator/get-token").len()
}

#[tokio::test]
async fn a_hundred_simultaneous_401s_renew_once_and_all_complete() {
    let desk = desk_with(|quirks| quirks.rate_limit = false).await;
    let account = desk.company();
    account.verify().await.unwrap();
    desk.sandbox.expire_company_tokens();
    desk.sandbox.clear_log();
    let (_, chat) = desk.chat();
    let all = join_all((0..100).map(|_| {
        account
            .history()
            .expect("histories are read")
            .history(&chat, None)
    }))
    .await;
    assert!(
        all.iter().all(Result::is_ok),
        "each went again with the new token"
    );
    assert_eq!(sign_ins(&desk), 1, "one asked for all");
    let refused = desk
        .sandbox
        .log()
        .iter()
        .filter(|entry| entry.status == Some(401))
        .count();
    assert!(refused > 1, "many were refused at the same time: {refused}");
}

#[tokio::test]
async fn a_hundred_simultaneous_401s_of_an_operator_renew_once() {
    let desk = desk_with(|quirks| quirks.rate_limit = false).await;
    let account = desk.working();
    let (_, chat) = desk.chat();
    account
        .history()
        .expect("histories are read")
        .history(&chat, None)
        .await
        .unwrap();
    desk.sandbox.expire_operator_tokens();
    desk.sandbox.expire_company_tokens();
    desk.sandbox.clear_log();
    let all = join_all((0..100).map(|_| {
        account
            .history()
            .expect("histories are read")
            .history(&chat, None)
    }))
    .await;
    assert!(
        all.iter().all(Result::is_ok),
        "each went again with the new token"
    );
    assert_eq!(
        desk.requests("POST", "/operator/get-token")
            .iter()
            .filter(|entry| entry.status == Some(200))
            .count(),
        1,
        "one operator token"
    );
    assert_eq!(sign_ins(&desk), 1, "issued by one new company token");
}

#[tokio::test]
async fn a_renewal_that_fails_is_told_to_all_and_tried_once() {
    let desk = desk_with(|quirks| quirks.rate_limit = false).await;
    let account = desk.company();
    account.verify().await.unwrap();
    desk.sandbox.expire_company_tokens();
    desk.sandbox.clear_log();
    let refused = FaultKind::StatusBefore {
        status: 401,
        retry_after: None,
    };
    desk.sandbox
        .fault(Fault::on("POST", "/api/company/get-token", refused).times(1000));
    desk.sandbox
        .fault(Fault::on("GET", "/api/chat", FaultKind::Latency { ms: 50 }).times(1000));
    let (_, chat) = desk.chat();
    let all = join_all((0..20).map(|_| {
        account
            .history()
            .expect("histories are read")
            .history(&chat, None)
    }))
    .await;
    for result in all {
        assert_eq!(
            result.unwrap_err().code,
            ErrorCode::Unauthorized,
            "sign in again"
        );
    }
    assert!(sign_ins(&desk) <= 3, "not one each: {}", sign_ins(&desk));
}

#[tokio::test]
async fn a_401_is_answered_by_one_retry_and_then_it_stands() {
    let desk = desk().await;
    let account = desk.company();
    account.verify().await.unwrap();
    desk.sandbox.clear_log();
    let refused = FaultKind::StatusBefore {
        status: 401,
        retry_after: None,
    };
    desk.sandbox
        .fault(Fault::on("GET", "/api/chat", refused).times(9));
    let error = account
        .chats(&ChatFilter::default(), None)
        .await
        .unwrap_err();
    assert_eq!(
        error.code,
        ErrorCode::Unauthorized,
        "even the new token is refused"
    );
    assert_eq!(sign_ins(&desk), 1, "renewed once");
    assert_eq!(
        desk.requests("GET", "/chats").len(),
        2,
        "and tried once more"
    );
}

#[tokio::test]
async fn a_send_survives_an_expired_token_without_being_doubled() {
    let desk = desk().await;
    let account = desk.company();
    account.verify().await.unwrap();
    desk.sandbox.expire_company_tokens();
    let (_, chat) = desk.chat();
    account
        .send(&chat, &text("once"), &unwatched)
        .await
        .unwrap();
    assert_eq!(desk.sandbox.sends().len(), 1, "the 401 did nothing");
}

#[tokio::test]
async fn a_403_renews_nothing() {
    let desk = desk_with(|quirks| quirks.chat_level = quirks::ChatLevel::Operator).await;
    let account = desk.company();
    account.verify().await.unwrap();
    desk.sandbox.clear_log();
    let error = account
        .chats(&ChatFilter::default(), None)
        .await
        .unwrap_err();
    assert_eq!(
        error.code,
        ErrorCode::Forbidden,
        "the company's token is of the wrong level"
    );
    assert_eq!(desk.sandbox.log().len(), 1, "asked once, nothing renewed");
}

#[tokio::test]
async fn chat_calls_carry_the_operators_token_and_company_calls_the_companys() {
    let desk = desk_with(|quirks| quirks.chat_level = quirks::ChatLevel::Operator).await;
    let account = desk.working();
    let (_, chat) = desk.chat();
    account
        .history()
        .expect("histories are read")
        .history(&chat, None)
        .await
        .unwrap();
    account
        .send(&chat, &text("hello"), &unwatched)
        .await
        .unwrap();
    account
        .organizations()
        .unwrap()
        .organizations()
        .await
        .unwrap();
    let operator = format!("operator:{}", desk.operator());
    for entry in desk.sandbox.log() {
        let expected = if entry.path.starts_with("/api/chat") {
            operator.as_str()
        } else if entry.path.ends_with("company/get-token") {
            "none"
        } else {
            "company"
        };
        assert_eq!(entry.level, expected, "{} {}", entry.method, entry.path);
        assert_ne!(entry.carrier, "query", "never in an address");
    }
    assert_eq!(operator_sign_ins(&desk), 1, "one token for all of it");
}

#[tokio::test]
async fn the_level_of_chat_calls_can_be_set() {
    let desk = desk_with(|quirks| quirks.chat_level = quirks::ChatLevel::Company).await;
    let (_, chat) = desk.chat();
    let account = desk.company_with(AccountOptions {
        chat_level: ChatLevel::Company,
        ..AccountOptions::default()
    });
    account
        .tokens()
        .unwrap()
        .work_as(Some(&desk.operator()))
        .await
        .unwrap();
    account
        .history()
        .expect("histories are read")
        .history(&chat, None)
        .await
        .unwrap();
    assert_eq!(
        operator_sign_ins(&desk),
        0,
        "the company's token, as was set"
    );
}

#[tokio::test]
async fn working_as_an_operator_begins_and_ends_at_will() {
    let desk = desk().await;
    let account = desk.company();
    let tokens = account.tokens().unwrap();
    let (_, chat) = desk.chat();
    let hello = text("hello");
    let send = || account.send(&chat, &hello, &unwatched);
    send().await.unwrap();
    tokens.work_as(Some(&desk.operator())).await.unwrap();
    assert_eq!(operator_sign_ins(&desk), 0, "issued when first needed");
    send().await.unwrap();
    tokens.work_as(None).await.unwrap();
    send().await.unwrap();
    let operator = desk.sandbox.credentials().operator_id;
    let by: Vec<Option<i64>> = desk
        .sandbox
        .sends()
        .iter()
        .map(|sent| sent.operator)
        .collect();
    assert_eq!(
        by,
        [None, Some(operator), None],
        "company, operator, company"
    );
}

#[tokio::test]
async fn an_operators_token_is_asked_for_a_little_less_than_a_day_and_renewed_in_time() {
    let desk = desk().await;
    let account = desk.working();
    let (_, chat) = desk.chat();
    account
        .history()
        .expect("histories are read")
        .history(&chat, None)
        .await
        .unwrap();
    let expires_at = account.health().token_expires_at.unwrap();
    let life = expires_at.since(domain::Timestamp::now());
    assert!(
        life > Duration::from_secs(23 * 3600 + 54 * 60)
            && life < Duration::from_secs(23 * 3600 + 56 * 60),
        "23 h 55 min: {life:?}"
    );
    desk.advance(Duration::from_secs(23 * 3600 + 44 * 60));
    account
        .history()
        .expect("histories are read")
        .history(&chat, None)
        .await
        .unwrap();
    assert_eq!(operator_sign_ins(&desk), 1, "eleven minutes are left");
    desk.advance(Duration::from_secs(120));
    desk.sandbox.clear_log();
    account
        .history()
        .expect("histories are read")
        .history(&chat, None)
        .await
        .unwrap();
    assert_eq!(
        desk.requests("POST", "/operator/get-token")
            .last()
            .unwrap()
            .status,
        Some(200),
        "renewed ten minutes before it ends"
    );
    let refused_chat_calls = desk
        .sandbox
        .log()
        .iter()
        .filter(|entry| entry.path.starts_with("/api/chat") && entry.status == Some(401))
        .count();
    assert_eq!(refused_chat_calls, 0, "nobody noticed");
}

#[tokio::test]
async fn an_operator_who_may_not_work_is_forbidden_and_no_chat_seems_gone() {
    let desk = desk().await;
    let account = desk.working();
    let (_, chat) = desk.chat();
    for status in [404, 400, 422, 403] {
        let refused = FaultKind::StatusBefore {
            status,
            retry_after: None,
        };
        desk.sandbox
            .fault(Fault::on("POST", "/api/operator/get-token", refused));
        let error = account
            .history()
            .expect("histories are read")
            .history(&chat, None)
            .await
            .unwrap_err();
        assert_eq!(
            error.code,
            ErrorCode::Forbidden,
            "{status}: not a missing chat"
        );
    }
    let none = FaultKind::StatusBefore {
        status: 404,
        retry_after: None,
    };
    let company = desk.company();
    desk.sandbox
        .fault(Fault::on("POST", "/api/company/get-token", none));
    let error = company
        .history()
        .expect("histories are read")
        .history(&chat, None)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::NotThisService, "nor here");
}

#[tokio::test]
async fn tokens_are_issued_and_validated() {
    let desk = desk().await;
    let account = desk.company();
    let tokens = account.tokens().unwrap();
    let wanted = domain::Timestamp(1_000 * (domain::Timestamp::now().0 / 1_000 + 7200));
    let issued = tokens.issue_token(&desk.operator(), wanted).await.unwrap();
    assert_eq!(issued.expires_at, wanted, "as asked for");
    let report = tokens.validate_token(&issued.token).await.unwrap();
    assert!(report.valid, "fresh");
    assert_eq!(report.operator, Some(desk.operator()), "its operator");
    assert_eq!(report.expires_at, Some(wanted), "its end");

    desk.sandbox.expire_operator_tokens();
    for token in [issued.token, "nonsense".into()] {
        let report = tokens.validate_token(&token).await.unwrap();
        assert!(!report.valid, "no longer, or never");
        assert!(report.error.is_some(), "with a reason");
    }
    let too_long = domain::Timestamp::now().after(Duration::from_secs(25 * 3600));
    let error = tokens
        .issue_token(&desk.operator(), too_long)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid, "more than a day");
}

#[tokio::test]
async fn no_secret_shows_in_what_is_printed() {
    let desk = desk().await;
    let error = desk
        .connect(
            domain::SignInMethod::Password,
            "me",
            "hunter2-hunter2",
            AccountOptions::default(),
        )
        .statuses()
        .unwrap()
        .set_status(&"1".into(), &ChatStatus::Open)
        .await
        .unwrap_err();
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
}

#[tokio::test]
async fn a_wrong_clock_does_not_keep_an_administrator_from_working_as_an_operator() {
    for hours in [-30, 2, 30] {
        let desk = desk().await;
        desk.skew(hours * 3600);
        let account = desk.working();
        let (_, chat) = desk.chat();
        account
            .history()
            .expect("histories are read")
            .history(&chat, None)
            .await
            .unwrap();
        account
            .history()
            .expect("histories are read")
            .history(&chat, None)
            .await
            .unwrap();
        let issued = desk.requests("POST", "/operator/get-token");
        let granted = issued
            .iter()
            .filter(|entry| entry.status == Some(200))
            .count();
        assert_eq!(granted, 1, "{hours} h off: one token, held");
    }
}
