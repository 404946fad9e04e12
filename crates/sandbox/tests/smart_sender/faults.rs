//! Faults and outages; the log.

use sandbox::{Fault, FaultKind};
use serde_json::json;

use super::Office;
use crate::desk::SOON;

#[tokio::test]
async fn an_answer_is_lost_after_the_message_was_taken() {
    let office = Office::open().await;
    let chat = office.on("telegram");
    office
        .service
        .fault(Fault::on("POST", "/v1/contacts/", FaultKind::ResetAfter).ending("/send"));
    let url = format!(
        "{}/contacts/{}/send",
        office.service.api_url(),
        chat.contact
    );
    let body = json!({ "type": "text", "watermark": 1, "content": "hello" });
    let lost = office
        .http
        .post(url)
        .bearer_auth(&office.token)
        .json(&body)
        .send()
        .await;
    assert!(lost.is_err(), "no answer");
    assert_eq!(office.service.sends().len(), 1, "but it was sent");
    assert!(office.service.faults().is_empty(), "the fault is used up");
}

#[tokio::test]
async fn statuses_and_web_pages_come_on_request() {
    let office = Office::open().await;
    let status = FaultKind::StatusBefore {
        status: 503,
        retry_after: Some(7),
    };
    office.service.fault(Fault::on("GET", "/v1/me", status));
    let reply = office.get("/me").await;
    assert_eq!(
        (reply.status, reply.header("retry-after")),
        (503, Some("7")),
        "as wished"
    );
    office
        .service
        .fault(Fault::on("*", "/v1/", FaultKind::HtmlPage).times(2));
    assert!(
        office.get("/me").await.text.contains("<html>"),
        "a captive portal"
    );
    office.service.clear_faults();
    assert_eq!(office.get("/me").await.status, 200, "all is well");
}

#[tokio::test]
async fn outages_come_and_go_on_the_same_port() {
    let office = Office::open().await;
    let me = format!("{}/me", office.service.api_url());
    let ask = || office.http.get(&me).bearer_auth(&office.token).send();
    office.service.pause_listening().await;
    assert!(ask().await.is_err(), "refused");
    office.service.resume_listening().await.unwrap();
    assert_eq!(ask().await.unwrap().status(), 200, "back");
    office.service.set_out(true);
    assert!(ask().await.is_err(), "reset");
    office.service.set_out(false);
    assert_eq!(ask().await.unwrap().status(), 200, "back again");
}

#[tokio::test]
async fn requests_are_logged_without_the_token() {
    let office = Office::open().await;
    let chat = office.on("telegram");
    office.say(chat.contact, "hello").await;
    office.get("/chats?page=2&limitation=5").await;
    let send = format!("/v1/contacts/{}/send", chat.contact);
    let logged = office
        .service
        .wait_for_request(|it| it.is("POST", &send), SOON)
        .await
        .unwrap();
    assert_eq!(
        logged.body.as_ref().unwrap()["content"],
        "hello",
        "with its body"
    );
    assert_eq!(
        (logged.level.as_str(), logged.status),
        ("project", Some(200)),
        "and its end"
    );
    let log = office.service.log();
    assert_eq!(log[1].query_value("page"), Some("2"), "with its query");
    assert!(!format!("{log:?}").contains(&office.token), "and no secret");
}
