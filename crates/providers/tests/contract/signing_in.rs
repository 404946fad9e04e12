//! Three ways in, and five ways not to get in.

use std::time::Duration;

use domain::{Ability, AccountOptions, ErrorCode, SignInMethod, capabilities};
use sandbox::chathub::quirks::{ChatLevel, KeyHeader, TokenAnswer};
use sandbox::{Fault, FaultKind};

use crate::support::{Desk, config, credentials, desk, desk_with};

#[tokio::test]
async fn a_company_signs_in_whatever_shape_its_token_comes_in() {
    for token in [TokenAnswer::String, TokenAnswer::Raw, TokenAnswer::Object] {
        let desk = desk_with(|quirks| quirks.token = token).await;
        let identity = desk.company().verify().await.unwrap();
        assert_eq!(identity.name, desk.sandbox.credentials().login, "{token:?}");
        assert_eq!(identity.operator, None, "it acts as nobody");
        assert_eq!(identity.expires_at, None, "a password does not expire");
    }
}

#[tokio::test]
async fn signing_in_changes_nothing() {
    let desk = desk().await;
    let token = desk.sandbox.credentials().operator_token.clone();
    for account in [desk.company(), desk.with_key(), desk.with_token(&token)] {
        account.verify().await.unwrap();
    }
    for entry in desk.sandbox.log() {
        let signs_in = entry.path == "/api/company/get-token";
        assert!(
            signs_in || entry.method == "GET",
            "{} {}",
            entry.method,
            entry.path
        );
    }
}

#[tokio::test]
async fn a_profile_key_signs_in_through_its_own_header() {
    let desk = desk_with(|quirks| quirks.key_header = KeyHeader::Profile).await;
    let account = desk.with_key();
    account.verify().await.unwrap();
    let organizations = account
        .organizations()
        .unwrap()
        .organizations()
        .await
        .unwrap();
    assert_eq!(
        organizations.len(),
        desk.sandbox.organizations().len(),
        "all of them"
    );
    assert!(
        desk.sandbox
            .log()
            .iter()
            .all(|entry| entry.carrier == "key" && entry.level == "profile"),
        "in X-Authorization-Key, and without signing in"
    );
}

#[tokio::test]
async fn a_web_token_may_stand_in_the_key_header() {
    let desk = desk_with(|quirks| quirks.key_header = KeyHeader::Jwt).await;
    let account = desk.company();
    let token = account
        .tokens()
        .unwrap()
        .issue_token(
            &desk.operator(),
            domain::Timestamp::now().after(Duration::from_secs(3600)),
        )
        .await
        .unwrap();
    let token = secrecy::ExposeSecret::expose_secret(&token.token).to_owned();
    let pasted = desk.connect(
        SignInMethod::ProfileKey,
        "",
        &token,
        AccountOptions::default(),
    );
    pasted
        .chats(&domain::ChatFilter::default(), None)
        .await
        .unwrap();
}

#[tokio::test]
async fn an_operator_token_signs_in_and_says_whose_it_is() {
    let desk = desk().await;
    let token = desk.sandbox.credentials().operator_token.clone();
    for pasted in [token.clone(), format!("  Bearer {token}\n")] {
        let account = desk.with_token(&pasted);
        let identity = account.verify().await.unwrap();
        assert_eq!(
            identity.operator.unwrap().id,
            desk.operator(),
            "read from the token"
        );
        let left = identity.expires_at.unwrap().since(domain::Timestamp::now());
        assert!(
            left > Duration::from_secs(23 * 3600),
            "a day from now: {left:?}"
        );
        assert_eq!(
            account.health().token_expires_at,
            identity.expires_at,
            "shown too"
        );
    }
}

#[tokio::test]
async fn an_operator_has_no_company_abilities_and_an_administrator_all() {
    let desk = desk().await;
    let token = desk.sandbox.credentials().operator_token.clone();
    let administering = [Ability::Organizations, Ability::Operators, Ability::Tokens];
    let operator = capabilities(desk.with_token(&token).as_ref());
    assert!(
        administering.iter().all(|ability| !operator.can(*ability)),
        "{operator:?}"
    );
    assert!(
        [Ability::ReadMarks, Ability::Deletion, Ability::Live]
            .iter()
            .all(|ability| operator.can(*ability)),
        "chat work is there"
    );
    let company = capabilities(desk.company().as_ref());
    assert!(
        administering.iter().all(|ability| company.can(*ability)),
        "{company:?}"
    );
    assert_eq!(company.statuses.len(), 5, "all five statuses");
    let quiet = AccountOptions {
        live: false,
        ..AccountOptions::default()
    };
    assert!(
        !capabilities(desk.company_with(quiet).as_ref()).can(Ability::Live),
        "switched off"
    );
}

#[tokio::test]
async fn a_wrong_secret_is_unauthorized_and_tried_once() {
    let desk = desk().await;
    let login = desk.sandbox.credentials().login.clone();
    let wrong = |method, principal: &str| {
        desk.connect(method, principal, "wrong", AccountOptions::default())
    };
    for (method, principal) in [
        (SignInMethod::Password, login.as_str()),
        (SignInMethod::Password, ""),
        (SignInMethod::ProfileKey, ""),
        (SignInMethod::OperatorToken, ""),
    ] {
        desk.sandbox.clear_log();
        let error = wrong(method, principal).verify().await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Unauthorized, "{method:?}: {error}");
        assert_eq!(desk.sandbox.log().len(), 1, "{method:?}: no loop");
    }
}

#[tokio::test]
async fn an_expired_operator_token_says_sign_in_again() {
    let desk = desk().await;
    let token = desk.sandbox.credentials().operator_token.clone();
    let account = desk.with_token(&token);
    account.verify().await.unwrap();
    desk.sandbox.expire_operator_tokens();
    let error = account.verify().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unauthorized, "nothing can renew it");
    assert!(error.message.contains("Sign in again"), "{error}");
}

#[tokio::test]
async fn a_secret_that_no_header_can_carry_is_refused_at_once() {
    let desk = desk().await;
    let method = SignInMethod::OperatorToken;
    let config = config(desk.sandbox.url(), method, AccountOptions::default());
    let credentials = credentials(method, "", "two\nlines");
    let error = providers::connect(&config, credentials, desk.http.clone())
        .err()
        .expect("refused");
    assert_eq!(error.code, ErrorCode::Invalid, "{error}");
    assert!(!error.message.contains("two"), "never echoes a secret");
}

async fn verify_at(desk: &Desk, server: &str, method: SignInMethod) -> ErrorCode {
    let account = providers::connect(
        &config(server, method, AccountOptions::default()),
        credentials(method, "me", "secret"),
        desk.http.clone(),
    )
    .unwrap();
    account.verify().await.unwrap_err().code
}

#[tokio::test]
async fn another_service_at_the_address_is_recognized() {
    let methods = [
        SignInMethod::Password,
        SignInMethod::ProfileKey,
        SignInMethod::OperatorToken,
    ];
    let strangers = [
        FaultKind::HtmlPage,
        FaultKind::GarbageJson,
        FaultKind::StatusBefore {
            status: 404,
            retry_after: None,
        },
        FaultKind::StatusBefore {
            status: 405,
            retry_after: None,
        },
    ];
    let desk = desk().await;
    for stranger in strangers {
        for method in methods {
            desk.sandbox.clear_faults();
            desk.sandbox
                .fault(Fault::on("*", "/", stranger.clone()).times(9));
            let code = verify_at(&desk, desk.sandbox.url(), method).await;
            assert_eq!(code, ErrorCode::NotThisService, "{stranger:?}, {method:?}");
        }
    }
}

#[tokio::test]
async fn a_company_without_a_say_over_organizations_still_signs_in() {
    let desk = desk().await;
    let forbidden = FaultKind::StatusBefore {
        status: 403,
        retry_after: None,
    };
    desk.sandbox
        .fault(Fault::on("GET", "/api/company/organization", forbidden).times(9));
    desk.company().verify().await.unwrap();
    desk.with_key().verify().await.unwrap();
    desk.sandbox
        .set_quirks(|quirks| quirks.chat_level = ChatLevel::Operator);
    let error = desk.with_key().verify().await.unwrap_err();
    assert_eq!(
        error.code,
        ErrorCode::Forbidden,
        "a key that may do nothing at all"
    );
}

#[tokio::test]
async fn trouble_while_signing_in_is_not_blamed_on_the_person() {
    let desk = desk().await;
    for (fault, code) in [
        (FaultKind::ResetBefore, ErrorCode::Server),
        (FaultKind::Hang, ErrorCode::Server),
        (
            FaultKind::StatusBefore {
                status: 503,
                retry_after: None,
            },
            ErrorCode::Server,
        ),
        (
            FaultKind::StatusBefore {
                status: 403,
                retry_after: None,
            },
            ErrorCode::Forbidden,
        ),
        (
            FaultKind::StatusBefore {
                status: 429,
                retry_after: Some(7),
            },
            ErrorCode::RateLimited,
        ),
    ] {
        desk.sandbox
            .fault(Fault::on("POST", "/api/company/get-token", fault.clone()));
        let error = desk.company().verify().await.unwrap_err();
        assert_eq!(error.code, code, "{fault:?}");
    }
    desk.sandbox.pause_listening().await;
    let error = desk.company().verify().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::WrongAddress, "nothing answers");
}
