//! Faults and outages; the log.

use sandbox::{Fault, FaultKind};
use serde_json::json;

use super::Shop;
use crate::desk::SOON;

#[tokio::test]
async fn an_answer_is_lost_after_the_message_was_taken() {
    let shop = Shop::open().await;
    let chat = shop.on("whatsapp").id;
    shop.service.fault(Fault::on(
        "POST",
        "/server/api/v2/messages/send/",
        FaultKind::ResetAfter,
    ));
    let url = format!("{}/messages/send/{chat}", shop.service.api_url());
    let body = json!({ "type": "text", "text": "hello" });
    let lost = shop.http.post(url).bearer_auth(&shop.token).json(&body);
    assert!(lost.send().await.is_err(), "no answer");
    assert_eq!(shop.service.sends().len(), 1, "but it was sent");
    assert!(shop.service.faults().is_empty(), "the fault is used up");
}

#[tokio::test]
async fn outages_come_and_go_on_the_same_port() {
    let shop = Shop::open().await;
    let labels = format!("{}/labels", shop.service.api_url());
    let ask = || shop.http.get(&labels).bearer_auth(&shop.token).send();
    shop.service.pause_listening().await;
    assert!(ask().await.is_err(), "refused");
    shop.service.resume_listening().await.unwrap();
    assert_eq!(ask().await.unwrap().status(), 200, "back");
    shop.service.set_out(true);
    assert!(ask().await.is_err(), "reset");
    shop.service.set_out(false);
    assert_eq!(ask().await.unwrap().status(), 200, "back again");
}

#[tokio::test]
async fn requests_are_logged_without_the_token() {
    let shop = Shop::open().await;
    let chat = shop.on("whatsapp").id;
    shop.say(&chat, "hello").await;
    shop.get("/chats/search?limit=5").await;
    let send = format!("/server/api/v2/messages/send/{chat}");
    let logged = shop
        .service
        .wait_for_request(|it| it.is("POST", &send), SOON)
        .await
        .unwrap();
    assert_eq!(
        logged.body.as_ref().unwrap()["text"],
        "hello",
        "with its body"
    );
    assert_eq!(logged.status, Some(200), "and its end");
    let log = shop.service.log();
    assert_eq!(log[1].query_value("limit"), Some("5"), "with its query");
    assert!(!format!("{log:?}").contains(&shop.token), "and no secret");
    let new = shop.service.renew_token();
    assert_eq!(
        shop.get("/labels").await.status,
        401,
        "the old one is rejected"
    );
    assert_ne!(new, shop.token, "another token");
}
