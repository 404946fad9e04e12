//! Faults, outages, the log, and the control API.

use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};

use super::Firm;
use crate::desk::{SOON, read};

#[tokio::test]
async fn an_answer_is_lost_after_the_message_was_taken() {
    let firm = Firm::open().await;
    let path = format!("/chats/{}/messages", firm.chat().id);
    firm.service
        .fault(Fault::on("POST", "/chat-bot-manager/", FaultKind::ResetAfter).ending("/messages"));
    let lost = firm
        .http
        .post(firm.chat_url(&path))
        .bearer_auth(&firm.token)
        .json(&json!({ "text": "hola" }))
        .send()
        .await;
    assert!(lost.is_err(), "no answer");
    assert_eq!(firm.service.sends().len(), 1, "but it was sent");
    assert!(firm.service.faults().is_empty(), "the fault is used up");
}

#[tokio::test]
async fn the_token_endpoint_fails_on_request() {
    let firm = Firm::open().await;
    let status = FaultKind::StatusBefore {
        status: 503,
        retry_after: Some(7),
    };
    firm.service.fault(Fault::on("POST", "/oauth2/", status));
    let reply = firm.ask_token(&[]).await;
    assert_eq!(
        (reply.status, reply.header("retry-after")),
        (503, Some("7")),
        "as wished"
    );
}

#[tokio::test]
async fn outages_come_and_go_on_the_same_port() {
    let firm = Firm::open().await;
    let list = firm.chat_url("/chats/");
    let ask = || firm.http.get(&list).bearer_auth(&firm.token).send();
    firm.service.pause_listening().await;
    assert!(ask().await.is_err(), "refused");
    firm.service.resume_listening().await.unwrap();
    assert_eq!(ask().await.unwrap().status(), 200, "back");
    firm.service.set_out(true);
    assert!(ask().await.is_err(), "reset");
    firm.service.set_out(false);
    assert_eq!(ask().await.unwrap().status(), 200, "back again");
}

#[tokio::test]
async fn requests_are_logged_without_secrets() {
    let firm = Firm::open().await;
    let path = format!("/chats/{}/messages", firm.chat().id);
    firm.post(&path, json!({ "text": "hola" })).await;
    let logged = firm
        .service
        .wait_for_request(|it| it.path.ends_with("/messages"), SOON)
        .await
        .unwrap();
    assert_eq!(
        logged.body.as_ref().unwrap()["text"],
        "hola",
        "with its body"
    );
    assert_eq!(
        (logged.level.as_str(), logged.status),
        ("client", Some(201)),
        "and its end"
    );
    let log = firm.service.log();
    assert_eq!(
        log[0].body.as_ref().unwrap()["client_secret"],
        "***",
        "the form too"
    );
    let text = format!("{log:?}");
    assert!(!text.contains(&firm.token), "no token");
    assert!(
        !text.contains(&firm.service.credentials().client_secret),
        "no secret"
    );
    firm.pass(3_600_000);
    firm.get("/chats/").await;
    assert_eq!(
        firm.service.log().last().unwrap().level,
        "expired",
        "it tells why"
    );
}

#[tokio::test]
async fn another_process_sees_ids_and_sets_switches() {
    let firm = Firm::with(|config| config.control = true).await;
    let url = |path: &str| format!("{}/__sandbox{path}", firm.service.url());
    let get = async |path: &str| -> Value {
        read(firm.http.get(url(path)).send().await.unwrap())
            .await
            .unwrap()
            .json()
    };
    let post = async |path: &str, body: Value| {
        let request = firm.http.post(url(path)).body(body.to_string());
        read(request.send().await.unwrap()).await.unwrap()
    };
    assert_eq!(
        get("/").await["chatUrl"],
        firm.service.chat_url(),
        "where it is"
    );
    let chat = firm.chat().id;
    let wrote = post("/chats/write", json!({ "chat": chat, "text": "hola" }))
        .await
        .json();
    let messages = get(&format!("/state/chats/{chat}/messages")).await;
    let last = messages.as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["id"], &last["text"]),
        (&wrote["message"], &json!("hola")),
        "its id is told"
    );
    post("/quirks", json!({ "accepted": "raw", "max_title": 3 })).await;
    assert_eq!(firm.service.quirks().max_title, 3, "set");
    let wrong = post("/quirks", json!({ "colour": 1 })).await;
    assert_eq!(wrong.status, 400, "an unknown switch: {}", wrong.text);
    assert!(wrong.json()["error"].is_string(), "with a sentence");
    let before = firm.service.now();
    post("/clock", json!({ "advanceMs": 1500 })).await;
    assert_eq!(
        firm.service.now().duration_since(before).as_millis(),
        1500,
        "the clock is driven"
    );
    post("/chats/rename", json!({ "chat": chat, "text": "Otro" })).await;
    assert_eq!(firm.service.chat(chat).unwrap().title, "Otro", "renamed");
    let joined = post("/chats/join", json!({ "chat": chat, "text": "Ana" }))
        .await
        .json();
    assert!(joined["member"].is_string(), "somebody came");
    assert!(
        firm.service
            .log()
            .iter()
            .all(|it| !it.path.starts_with("/__sandbox")),
        "not logged"
    );
}
