//! Tokens: getting, using, outliving and validating them.

use std::time::Duration;

use reqwest::Method;
use sandbox::chathub::quirks::{KeyHeader, TokenAnswer};
use serde_json::json;

use crate::desk::Desk;

const GET_TOKEN: &str = "/api/company/get-token";
const ORGANIZATIONS: &str = "/api/company/organization";

#[tokio::test]
async fn wrong_password_is_401_and_half_a_form_is_400() {
    let desk = Desk::open().await;
    let login = &desk.sandbox.credentials().login;
    let wrong = desk
        .call(
            Method::POST,
            GET_TOKEN,
            json!({ "login": login, "password": "no" }),
        )
        .await;
    assert_eq!(wrong.status, 401, "bad credentials");
    let half = desk
        .call(Method::POST, GET_TOKEN, json!({ "login": login }))
        .await;
    assert_eq!(half.status, 400, "the password is missing");
    assert_eq!(
        half.json()["code"],
        1002,
        "the documented code of a missing field"
    );
    let broken = desk
        .request(Method::POST, GET_TOKEN)
        .header("content-type", "application/json")
        .body("{");
    assert_eq!(desk.send(broken).await.status, 400, "not JSON");
    let form = desk
        .request(Method::POST, GET_TOKEN)
        .header("content-type", "text/plain")
        .body("{}");
    assert_eq!(desk.send(form).await.status, 415, "another content type");
}

#[tokio::test]
async fn tokens_look_like_jwts_and_come_in_three_wrappings() {
    let desk = Desk::open().await;
    assert_eq!(
        desk.company.split('.').count(),
        3,
        "header.payload.signature"
    );
    for answer in [TokenAnswer::String, TokenAnswer::Raw, TokenAnswer::Object] {
        desk.sandbox.set_quirks(|quirks| quirks.token = answer);
        let token = desk.sign_in().await;
        let request = desk.request(Method::GET, ORGANIZATIONS).bearer_auth(&token);
        assert_eq!(
            desk.send(request).await.status,
            200,
            "{answer:?} holds a token that works"
        );
    }
}

#[tokio::test]
async fn both_headers_carry_tokens_and_the_profile_key_stands_in_for_the_company() {
    let desk = Desk::open().await;
    let key = desk.sandbox.credentials().profile_key.clone();
    let with = |value: &str| {
        desk.request(Method::GET, ORGANIZATIONS)
            .header("x-authorization-key", value)
    };
    assert_eq!(desk.send(with(&key)).await.status, 200, "the Profile key");
    assert_eq!(
        desk.send(with(&desk.company)).await.status,
        200,
        "a token in the same header"
    );
    assert_eq!(
        desk.send(with("pk_unknown")).await.status,
        401,
        "another key"
    );
    for (meaning, profile, token) in [
        (KeyHeader::Profile, 200, 401),
        (KeyHeader::Jwt, 401, 200),
        (KeyHeader::Ignored, 401, 401),
    ] {
        desk.sandbox
            .set_quirks(|quirks| quirks.key_header = meaning);
        assert_eq!(
            desk.send(with(&key)).await.status,
            profile,
            "the Profile key under {meaning:?}"
        );
        assert_eq!(
            desk.send(with(&desk.company)).await.status,
            token,
            "a token under {meaning:?}"
        );
    }
}

#[tokio::test]
async fn levels_are_kept_apart() {
    let desk = Desk::open().await;
    for path in [ORGANIZATIONS, "/api/operator?organizationId=6"] {
        let request = desk.request(Method::GET, path).bearer_auth(&desk.operator);
        assert_eq!(
            desk.send(request).await.status,
            403,
            "{path} is the company's"
        );
        assert_eq!(
            desk.send(desk.request(Method::GET, path)).await.status,
            401,
            "{path} needs a token"
        );
        let request = desk.request(Method::GET, path).bearer_auth("a.b.c");
        assert_eq!(
            desk.send(request).await.status,
            401,
            "{path} knows its tokens"
        );
    }
    let chats = desk
        .request(Method::GET, "/api/chat/chats")
        .bearer_auth(&desk.operator);
    assert_eq!(
        desk.send(chats).await.status,
        200,
        "chat calls take an operator's token"
    );
    assert_eq!(
        desk.get("/api/chat/chats").await.status,
        200,
        "and the company's"
    );
}

#[tokio::test]
async fn tokens_end_by_the_clock() {
    let desk = Desk::open().await;
    desk.sandbox.clock().advance(Duration::from_secs(11 * 3600));
    assert_eq!(
        desk.get(ORGANIZATIONS).await.status,
        200,
        "eleven hours of twelve"
    );
    desk.sandbox.clock().advance(Duration::from_secs(2 * 3600));
    assert_eq!(
        desk.get(ORGANIZATIONS).await.status,
        401,
        "the company's token is over"
    );
    let chats = || {
        desk.request(Method::GET, "/api/chat/chats")
            .bearer_auth(&desk.operator)
    };
    assert_eq!(
        desk.send(chats()).await.status,
        200,
        "the operator's lasts a day"
    );
    desk.sandbox.expire_operator_tokens();
    assert_eq!(desk.send(chats()).await.status, 401, "unless it is ended");
    assert!(!desk.sign_in().await.is_empty(), "signing in again helps");
}

#[tokio::test]
async fn operator_tokens_live_a_day_at_most() {
    let desk = Desk::open().await;
    let order = async |id: i64, seconds: i64| {
        let at = desk.sandbox.now() + jiff::SignedDuration::from_secs(seconds);
        let body = json!({ "id": id, "expiresAt": at.to_string() });
        desk.call(Method::POST, "/api/operator/get-token", body)
            .await
    };
    let id = desk.sandbox.credentials().operator_id;
    assert_eq!(order(id, 3600).await.status, 200, "an hour");
    assert_eq!(order(id, 24 * 3600 - 5).await.status, 200, "almost a day");
    assert_eq!(
        order(id, 24 * 3600 + 60).await.status,
        400,
        "more than a day"
    );
    assert_eq!(order(id, -60).await.status, 400, "the past");
    assert_eq!(order(999_999, 3600).await.status, 404, "nobody");
    desk.sandbox.set_operator_status(id, 1);
    assert_eq!(order(id, 3600).await.status, 400, "an inactive operator");
    let odd = json!({ "id": id, "expiresAt": "tomorrow" });
    let odd = desk
        .call(Method::POST, "/api/operator/get-token", odd)
        .await;
    assert_eq!(odd.status, 400, "not a moment");
}

#[tokio::test]
async fn validation_tells_whose_token_it_is_and_until_when() {
    let desk = Desk::open().await;
    let validate = async |token: &str| {
        desk.call(
            Method::POST,
            "/api/operator/validate-token",
            json!({ "token": token }),
        )
        .await
    };
    let good = validate(&desk.operator).await.json();
    assert_eq!(good["isValid"], true, "the ready token is good");
    assert_eq!(
        good["operatorId"],
        desk.sandbox.credentials().operator_id,
        "and names its operator"
    );
    assert!(
        good["expiresAt"]
            .as_str()
            .is_some_and(|at| at.ends_with('Z')),
        "and its end, in UTC"
    );
    let bad = validate("a.b.c").await;
    assert_eq!(
        (bad.status, bad.json()),
        (200, json!({ "isValid": false, "error": "Invalid token" })),
        "as documented"
    );
    desk.sandbox.expire_operator_tokens();
    assert_eq!(
        validate(&desk.operator).await.json()["isValid"],
        false,
        "an ended one is not valid"
    );
}

#[tokio::test]
async fn deactivated_operator_is_403_not_401() {
    let desk = Desk::open().await;
    desk.sandbox
        .set_operator_status(desk.sandbox.credentials().operator_id, 2);
    let chats = desk
        .request(Method::GET, "/api/chat/chats")
        .bearer_auth(&desk.operator);
    assert_eq!(
        desk.send(chats).await.status,
        403,
        "a revoked token is no reason to refresh"
    );
}
