//! Labels and quick replies of the environment (sections 5.1 to 5.4).

use sandbox::texter::Scope;
use serde_json::json;

use super::{Shop, refused};

#[tokio::test]
async fn labels_are_listed_read_and_made() {
    let shop = Shop::without(&[Scope::ManageLabels]).await;
    let answer = shop.json("/labels?limit=2&skip=1").await;
    assert_eq!(answer["total"], 5, "all there are");
    assert_eq!(answer["labels"].as_array().unwrap().len(), 2, "a page");
    let system = shop.json("/labels/failed-message").await;
    assert_eq!(system["system"], true, "Texter's own");
    let body = json!({ "id": "new", "name": "New", "color": "#00ff00" });
    refused(&shop.post("/labels", body.clone()).await, 403, "scope");
    shop.service.set_scopes(Scope::ALL.to_vec());
    assert_eq!(
        shop.post("/labels", body.clone()).await.json(),
        body,
        "made"
    );
    let plain = shop
        .post("/labels", json!({ "id": "p", "name": "P" }))
        .await;
    assert_eq!(plain.json()["color"], "#555555", "the usual colour");
    refused(&shop.post("/labels", body).await, 409, "exists");
    for (body, word) in [
        (json!({ "name": "x" }), "id"),
        (json!({ "id": "x" }), "name"),
        (json!({ "id": "x", "name": "x", "color": "red" }), "color"),
        (json!({ "id": "x".repeat(101), "name": "x" }), "id"),
    ] {
        refused(&shop.post("/labels", body).await, 400, word);
    }
    refused(&shop.get("/labels/nowhere").await, 404, "Label");
}

#[tokio::test]
async fn quick_replies_are_filtered_sorted_and_made() {
    let shop = Shop::open().await;
    let titles = async |query: &str| {
        let answer = shop.json(&format!("/quick-replies?{query}")).await;
        let replies = answer["quickReplies"].as_array().unwrap().clone();
        replies
            .iter()
            .map(|it| it["display"]["title"].as_str().unwrap_or("").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(titles("").await[0], "Greeting", "the newest first");
    assert_eq!(titles("position=top").await, ["Greeting"], "on top");
    assert_eq!(
        titles("hasContentsType=buttons").await,
        ["Pick a time"],
        "by what they hold"
    );
    assert_eq!(
        titles("sortTitle=asc&limit=1").await,
        ["Greeting"],
        "by title"
    );
    refused(
        &shop.get("/quick-replies?position=left").await,
        400,
        "position",
    );
    refused(
        &shop.get("/quick-replies?forChat[id]=1").await,
        400,
        "forChat",
    );
    let body = json!({ "send": { "contents": [{ "type": "text", "text": "Bye" }] }, "display": { "title": "Bye" } });
    assert_eq!(shop.post("/quick-replies", body).await.status, 200, "made");
    assert_eq!(titles("").await.len(), 6, "one more");
    refused(
        &shop.post("/quick-replies", json!({})).await,
        400,
        "contents",
    );
    shop.service
        .set_scopes(Scope::all_but(&[Scope::ViewQuickReplies]));
    refused(&shop.get("/quick-replies").await, 403, "scope");
}
