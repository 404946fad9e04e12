//! Shared files (section 4.3).

use std::time::Duration;

use sandbox::texter::Scope;
use serde_json::{Value, json};

use super::{NEWEST, Shop, refused};

async fn photo(shop: &Shop) -> String {
    let chat = shop.on("whatsapp").id;
    shop.service.customer_sends_photo(&chat, "look").unwrap();
    let page = shop.history(&chat, NEWEST).await;
    let item = page
        .iter()
        .rev()
        .find_map(|message| message.pointer("/media/0"));
    let item = item.expect("the photo is there");
    assert_eq!(item["caption"], "look", "with its caption");
    item["fileId"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_link_leads_to_the_bytes_without_a_token_and_ends() {
    let shop = Shop::frozen().await;
    let file = photo(&shop).await;
    let link = shop
        .post(&format!("/files/share/{file}"), json!({ "ttl": 60 }))
        .await
        .json();
    let url = link["url"].as_str().unwrap();
    let token = link["token"].as_str().unwrap();
    assert!(
        url.ends_with(&format!("/server/files/shared/{file}/{token}")),
        "the documented form: {url}"
    );
    let fetch = || async { shop.http.get(url).send().await.unwrap() };
    let answer = fetch().await;
    assert_eq!(answer.headers()["content-type"], "image/png", "what it is");
    assert!(
        answer.bytes().await.unwrap().starts_with(b"\x89PNG"),
        "real bytes"
    );
    shop.service.clock().advance(Duration::from_secs(60));
    assert_eq!(fetch().await.status(), 404, "the link has ended");
    let log = format!("{:?}", shop.service.log());
    assert!(!log.contains(token), "the log holds no link's token");
}

#[tokio::test]
async fn sharing_needs_both_scopes_a_file_and_a_sensible_time() {
    let shop = Shop::open().await;
    let file = photo(&shop).await;
    let path = format!("/files/share/{file}");
    for ttl in [json!(9), json!(630_720_001), json!("60"), json!(1.5)] {
        refused(&shop.post(&path, json!({ "ttl": ttl })).await, 400, "ttl");
    }
    refused(
        &shop.post("/files/share/none", Value::Null).await,
        400,
        "JSON",
    );
    refused(
        &shop.post("/files/share/none", json!({})).await,
        404,
        "File",
    );
    assert_eq!(shop.service.links(), 0, "no link was made");
    for scope in [Scope::ViewChats, Scope::ViewFiles] {
        shop.service.set_scopes(Scope::all_but(&[scope]));
        refused(&shop.post(&path, json!({})).await, 403, "scope");
    }
}
