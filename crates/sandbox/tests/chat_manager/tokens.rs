//! The token endpoint and what tokens are worth (2).

use super::{Firm, refused};

const CLIENT: (&str, &str) = ("grant_type", "client_credentials");

#[tokio::test]
async fn credentials_buy_a_bearer_token_for_an_hour() {
    let firm = Firm::open().await;
    let ours = firm.service.credentials();
    let fields = [
        CLIENT,
        ("client_id", ours.client_id.as_str()),
        ("client_secret", ours.client_secret.as_str()),
        ("scope", "token"),
    ];
    let answer = firm.ask_token(&fields).await.json();
    assert_eq!(answer["token_type"], "Bearer", "the type");
    assert_eq!(answer["expires_in"], 3600, "seconds");
    assert_eq!(answer["scope"], "token", "the scope");
    let token = answer["access_token"].as_str().unwrap();
    assert_eq!(token.split('.').count(), 3, "a JWT");
}

#[tokio::test]
async fn tokens_end_with_their_hour() {
    let mut firm = Firm::open().await;
    firm.pass(3_599_000);
    assert_eq!(firm.get("/chats/").await.status, 200, "a second before");
    firm.pass(1_000);
    refused(&firm.get("/chats/").await, 401);
    firm.token = firm.sign_in().await;
    assert_eq!(firm.get("/chats/").await.status, 200, "a new one is good");
    firm.service.expire_tokens();
    refused(&firm.get("/chats/").await, 401);
    assert_eq!(firm.service.tokens_issued(), 2, "both were counted");
}

#[tokio::test]
async fn wrong_forms_are_refused_in_oauth_words() {
    let firm = Firm::open().await;
    let ours = firm.service.credentials();
    let id = ("client_id", ours.client_id.as_str());
    let secret = ("client_secret", ours.client_secret.as_str());
    let scope = ("scope", "token");
    for (fields, status, error) in [
        (
            vec![CLIENT, id, ("client_secret", "x"), scope],
            401,
            "invalid_client",
        ),
        (
            vec![CLIENT, ("client_id", "x"), secret, scope],
            401,
            "invalid_client",
        ),
        (vec![CLIENT, scope], 401, "invalid_client"),
        (vec![CLIENT, id, secret], 400, "invalid_scope"),
        (
            vec![CLIENT, id, secret, ("scope", "x")],
            400,
            "invalid_scope",
        ),
        (
            vec![("grant_type", "password"), id, secret, scope],
            400,
            "unsupported_grant_type",
        ),
        (vec![id, secret, scope], 400, "invalid_request"),
    ] {
        let reply = firm.ask_token(&fields).await;
        assert_eq!(
            (reply.status, &reply.json()["error"]),
            (status, &error.into()),
            "{fields:?}"
        );
        assert!(
            reply.json()["error_description"].is_string(),
            "with a sentence"
        );
    }
}

#[tokio::test]
async fn parameters_may_stand_in_the_query() {
    let firm = Firm::open().await;
    let ours = firm.service.credentials();
    let url = format!(
        "{}?grant_type=client_credentials&client_id={}&client_secret={}&scope=token",
        ours.token_url, ours.client_id, ours.client_secret
    );
    let reply = firm.http.post(url).send().await.unwrap();
    assert_eq!(reply.status(), 200, "the other encoding");
    let log = format!("{:?}", firm.service.log());
    assert!(
        !log.contains(&ours.client_secret),
        "the log has no secret of either"
    );
}

#[tokio::test]
async fn every_call_needs_the_token() {
    let firm = Firm::open().await;
    let chat = firm.chat().id;
    for url in [
        firm.chat_url("/chats/"),
        firm.chat_url(&format!("/chats/{chat}")),
        firm.report_url(&format!("/reports/{chat}/document")),
    ] {
        let bare = firm.http.get(&url).send().await.unwrap();
        assert_eq!(bare.status(), 401, "{url} without");
        let wrong = firm.http.get(&url).bearer_auth("x").send().await.unwrap();
        assert_eq!(wrong.status(), 401, "{url} with a wrong one");
    }
}

#[tokio::test]
async fn a_new_secret_replaces_the_old_one() {
    let firm = Firm::open().await;
    let old = firm.service.credentials().client_secret;
    let new = firm.service.renew_secret();
    assert_ne!(old, new, "another one");
    assert_eq!(firm.get("/chats/").await.status, 200, "tokens live on");
    firm.sign_in().await;
}
