//! Client credentials (chat-manager.md §2): where tokens are bought, when, and how often.

use std::time::Duration;

use domain::{AccountOptions, ChatFilter, ErrorCode};
use futures_util::future::join_all;
use sandbox::chat_manager::quirks::{ExpiresIn, TokenForm};
use sandbox::{Fault, FaultKind};

use crate::chat_manager_support::{firm, firm_with, id};

#[tokio::test]
async fn signing_in_buys_a_token_with_a_form_and_reads_one_chat() {
    let firm = firm_with(|quirks| quirks.token_form = TokenForm::Body).await;
    let account = firm.account();
    let identity = account.verify().await.unwrap();
    assert_eq!(
        identity.name,
        firm.service.credentials().client_id,
        "whose it is"
    );
    let bought = &firm.requests("POST", "/token")[0];
    assert!(bought.query.is_empty(), "nothing in the address");
    let body = bought.body.as_ref().unwrap();
    assert_eq!(
        (&body["grant_type"], &body["scope"]),
        (&"client_credentials".into(), &"token".into()),
        "the form"
    );
    assert_eq!(bought.carrier, "none", "and no token");
    insta::assert_snapshot!(firm.last_request(), @r"
    GET /chat-bot-manager/api/v1/private/chats/?page=0&size=1
    bearer by client
    no content
    ");
    let expires_at = account.health().token_expires_at.unwrap();
    let left = expires_at.since(domain::Timestamp::now()).as_secs();
    assert!((3500..=3600).contains(&left), "an hour: {left}");
}

#[tokio::test]
async fn fifty_simultaneous_401s_buy_one_token_and_all_complete() {
    let firm = firm().await;
    let account = firm.account();
    account.verify().await.unwrap();
    firm.service.expire_tokens();
    let chat = id(&firm.chat());
    let lookup = account.chat_lookup().expect("chats are looked up");
    let all = join_all((0..8).map(|_| lookup.chat(&chat))).await;
    assert!(
        all.iter().all(Result::is_ok),
        "each went again with the new token"
    );
    assert_eq!(firm.service.tokens_issued(), 2, "one asked for all");
}

#[tokio::test]
async fn where_tokens_come_from_patience_is_kept_too() {
    let firm = firm().await;
    let refused = FaultKind::StatusBefore {
        status: 429,
        retry_after: Some(30),
    };
    firm.service.fault(Fault::on("POST", "/oauth2/", refused));
    let account = firm.account();
    for _ in 0..3 {
        let error = account.verify().await.unwrap_err();
        assert_eq!(error.code, ErrorCode::RateLimited, "not now");
    }
    assert_eq!(firm.service.log().len(), 1, "asked once");
}

#[tokio::test]
async fn a_pause_before_the_token_is_waited_out_by_those_who_have_the_time() {
    let firm = firm().await.patient();
    let refused = FaultKind::StatusBefore {
        status: 429,
        retry_after: Some(1),
    };
    firm.service.fault(Fault::on("POST", "/oauth2/", refused));
    firm.account().verify().await.unwrap();
    assert_eq!(firm.service.tokens_issued(), 1, "asked again");
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    let firm = firm().await;
    let account = firm.account();
    account.verify().await.unwrap();
    firm.advance(Duration::from_secs(3200));
    account.verify().await.unwrap();
    assert_eq!(firm.service.tokens_issued(), 1, "not yet");
    firm.advance(Duration::from_secs(200));
    account.verify().await.unwrap();
    assert_eq!(
        firm.service.tokens_issued(),
        2,
        "five minutes before its end"
    );
    let refused = firm
        .service
        .log()
        .into_iter()
        .filter(|it| it.status == Some(401));
    assert_eq!(refused.count(), 0, "no call was refused for it");
}

#[tokio::test]
async fn lifetimes_may_be_texts_or_absent() {
    for form in [ExpiresIn::Text, ExpiresIn::Absent] {
        let firm = firm_with(|quirks| quirks.expires_in = form).await;
        let account = firm.account();
        account.verify().await.unwrap();
        let known = account.health().token_expires_at.is_some();
        assert_eq!(known, form == ExpiresIn::Text, "{form:?}");
        firm.advance(Duration::from_secs(3700));
        account.verify().await.unwrap();
        assert_eq!(
            firm.service.tokens_issued(),
            2,
            "{form:?}: renewed all the same"
        );
    }
}

#[tokio::test]
async fn wrong_credentials_are_said_to_be_wrong() {
    for status in [401, 400] {
        let firm = firm_with(|quirks| quirks.invalid_client_status = status).await;
        let id = firm.service.credentials().client_id;
        let account = firm.connect(&id, "not-this", firm.options()).unwrap();
        let error = account.verify().await.unwrap_err();
        assert_eq!(
            error.code,
            ErrorCode::Unauthorized,
            "{status} invalid_client"
        );
        assert!(
            !error.message.contains("not-this"),
            "the secret stays unsaid"
        );
        assert_eq!(firm.requests("POST", "/token").len(), 1, "asked once");
    }
}

#[tokio::test]
async fn a_token_address_that_is_none_is_told() {
    let firm = firm().await;
    let elsewhere = AccountOptions {
        token_url: Some(format!("{}/nothing/here", firm.service.url())),
        ..AccountOptions::default()
    };
    let error = firm.account_with(elsewhere).verify().await.unwrap_err();
    assert_ne!(
        error.code,
        ErrorCode::Unauthorized,
        "it isn't the credentials: {error}"
    );
    let missing = firm.connect("id", "secret", AccountOptions::default());
    assert_eq!(
        missing.err().unwrap().code,
        ErrorCode::Invalid,
        "there has to be one"
    );
    let plain = AccountOptions {
        token_url: Some("http://idp.example/token".into()),
        ..AccountOptions::default()
    };
    let error = firm.connect("id", "secret", plain).err().unwrap();
    assert_eq!(
        error.code,
        ErrorCode::Invalid,
        "a secret doesn't travel in the open"
    );
}

#[tokio::test]
async fn a_web_page_instead_of_a_token_is_another_service() {
    let firm = firm().await;
    firm.service
        .fault(Fault::on("POST", "/oauth2/", FaultKind::HtmlPage));
    let error = firm.account().verify().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotThisService, "{error}");
}

#[tokio::test]
async fn a_401_is_answered_by_one_retry_and_then_it_stands() {
    let firm = firm().await;
    let account = firm.account();
    account.verify().await.unwrap();
    let refused = FaultKind::StatusBefore {
        status: 401,
        retry_after: None,
    };
    firm.service
        .fault(Fault::on("GET", "/chat-bot-manager/", refused).times(10));
    let error = account
        .chats(&ChatFilter::default(), None)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Unauthorized, "sign in again");
    assert_eq!(firm.service.faults()[0].1.times, 8, "asked twice");
}
