//! Organizations and operators.

use reqwest::Method;
use serde_json::json;

use crate::desk::Desk;

#[tokio::test]
async fn organizations_are_ids_and_names() {
    let desk = Desk::open().await;
    let reply = desk.get("/api/company/organization").await.json();
    let first = &reply[0];
    assert!(
        first["id"].is_i64() && first["name"].is_string(),
        "the documented shape"
    );
    assert_eq!(
        first.as_object().map(serde_json::Map::len),
        Some(2),
        "and nothing besides"
    );
}

#[tokio::test]
async fn operators_are_listed_by_organization_only() {
    let desk = Desk::open().await;
    assert_eq!(
        desk.get("/api/operator").await.status,
        400,
        "organizationId is required"
    );
    assert_eq!(
        desk.get("/api/operator?organizationId=x").await.status,
        400,
        "and a number"
    );
    assert_eq!(
        desk.get("/api/operator?organizationId=5555").await.status,
        404,
        "and one that exists"
    );
    let team = desk.get("/api/operator?organizationId=24").await.json();
    let team = team.as_array().expect("an array");
    assert!(
        team.iter().all(|one| one["organization"]["id"] == 24),
        "all of that organization"
    );
    assert!(
        team.iter().any(|one| one["status"] == 2),
        "the deleted ones too"
    );
    desk.sandbox
        .set_quirks(|quirks| quirks.list_deleted_operators = false);
    let team = desk.get("/api/operator?organizationId=24").await.json();
    assert!(
        team.as_array()
            .expect("an array")
            .iter()
            .all(|one| one["status"] != 2),
        "unless switched off"
    );
}

#[tokio::test]
async fn adding_twice_makes_two() {
    let desk = Desk::open().await;
    let body = json!([{ "organizationId": 24, "name": "Alex Brown" }]);
    let add = || desk.call(Method::POST, "/api/operator/synchronize", body.clone());
    let (one, two) = (add().await.json(), add().await.json());
    assert_eq!(one[0]["name"], "Alex Brown", "the new operator comes back");
    assert_eq!(one[0]["status"], 0, "active");
    assert_ne!(one[0]["id"], two[0]["id"], "the call is not idempotent");
    assert!(
        one[0].get("organization").is_none(),
        "the sample has no organization"
    );
}

#[tokio::test]
async fn one_bad_row_adds_nobody() {
    let desk = Desk::open().await;
    let before = desk.sandbox.operators().len();
    for bad in [
        json!([{ "organizationId": 24, "name": "Fine" }, { "organizationId": 24 }]),
        json!([{ "organizationId": 24, "name": "Fine" }, { "organizationId": 77, "name": "Lost" }]),
        json!({ "organizationId": 24, "name": "Not an array" }),
    ] {
        let reply = desk
            .call(Method::POST, "/api/operator/synchronize", bad.clone())
            .await;
        assert_eq!(reply.status, 400, "{bad} is invalid");
    }
    assert_eq!(
        desk.sandbox.operators().len(),
        before,
        "nothing was half done"
    );
}

#[tokio::test]
async fn status_changes_without_a_body() {
    let desk = Desk::open().await;
    let set = |id: i64, status: i64| {
        desk.call(
            Method::POST,
            "/api/operator/status",
            json!({ "id": id, "status": status }),
        )
    };
    for status in [1, 2, 0] {
        let reply = set(22, status).await;
        assert_eq!(
            (reply.status, reply.text.as_str()),
            (200, ""),
            "200 without a body"
        );
        let now = desk
            .sandbox
            .operators()
            .into_iter()
            .find(|one| one.id == 22)
            .map(|one| one.status);
        assert_eq!(now, Some(status), "and it holds");
    }
    assert_eq!(set(99_999, 1).await.status, 404, "nobody");
    assert_eq!(set(22, 9).await.status, 422, "no such status");
}
