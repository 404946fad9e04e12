//! Assigning, resolving, labels, properties (sections 3.3 to 3.7).

use std::time::Duration;

use reqwest::Method;
use sandbox::texter::{NewChat, Scope, Status, quirks::OkBody};
use serde_json::json;

use super::{Shop, ok, refused};

#[tokio::test]
async fn assigning_makes_a_chat_pending_for_somebody() {
    let shop = Shop::open().await;
    let chat = shop.chat(|chat| chat.status == Status::Resolved).id;
    let agent = shop.service.agents()[1].clone();
    for (body, uid, department) in [
        (
            json!({ "agentEmail": agent.email.to_uppercase() }),
            Some(&agent.uid),
            None,
        ),
        (
            json!({ "agentUid": agent.uid, "departmentId": "sales" }),
            Some(&agent.uid),
            Some("sales"),
        ),
        (
            json!({ "agentCrmId": agent.crm_id }),
            Some(&agent.uid),
            Some("sales"),
        ),
        (
            json!({ "departmentId": "logistics" }),
            None,
            Some("logistics"),
        ),
    ] {
        let mut body = body;
        body["chatId"] = json!(chat);
        ok(&shop.post("/chats/assign", body.clone()).await);
        let state = shop.service.chat(&chat).unwrap();
        assert_eq!(state.status, Status::Pending, "never taken: {body}");
        assert_eq!(state.agent.as_ref(), uid, "{body}");
        if department.is_some() {
            assert_eq!(state.department.as_deref(), department, "{body}");
        }
    }
}

#[tokio::test]
async fn assigning_wants_one_chat_and_one_assignee() {
    let shop = Shop::open().await;
    let chat = shop.on("whatsapp");
    for (body, status, word) in [
        (json!({ "chatId": chat.id }), 400, "required"),
        (json!({ "departmentId": "sales" }), 400, "chatId"),
        (
            json!({ "chatId": chat.id, "phone": "1", "departmentId": "sales" }),
            400,
            "Exactly",
        ),
        (
            json!({ "chatId": chat.id, "agentUid": "a", "agentEmail": "b" }),
            400,
            "Agent",
        ),
        (
            json!({ "chatId": chat.id, "agentEmail": "who@nowhere.example" }),
            400,
            "Agent",
        ),
        (
            json!({ "chatId": chat.id, "departmentId": "poetry" }),
            400,
            "Department",
        ),
        (
            json!({ "chatId": chat.id, "departmentId": null }),
            400,
            "required",
        ),
        (
            json!({ "chatId": "nowhere", "departmentId": "sales" }),
            404,
            "Chat",
        ),
    ] {
        refused(&shop.post("/chats/assign", body).await, status, word);
    }
    let by_phone = json!({ "phone": format!("+{}", chat.contact), "departmentId": "sales" });
    ok(&shop.post("/chats/assign", by_phone.clone()).await);
    shop.service.new_chat(NewChat {
        contact: Some(chat.contact),
        channel: Some("sms".into()),
        ..NewChat::default()
    });
    refused(&shop.post("/chats/assign", by_phone).await, 400, "Several");
}

#[tokio::test]
async fn resolving_works_from_any_status_and_says_goodbye_only_in_time() {
    let shop = Shop::frozen().await;
    let chat = shop.chat(|chat| chat.channel == "whatsapp" && chat.status == Status::Pending);
    let path = format!("/chats/{}/resolve", chat.id);
    let reply = shop.ask(Method::POST, &path, None).await;
    assert_eq!(
        reply.json(),
        json!({ "success": true }),
        "no body is needed"
    );
    assert_eq!(
        shop.service.chat(&chat.id).unwrap().status,
        Status::Resolved,
        "done"
    );
    shop.service.customer_writes(&chat.id, "one more thing");
    assert_eq!(
        shop.service.chat(&chat.id).unwrap().status,
        Status::Bot,
        "back to the bot"
    );
    let count = shop.service.messages(&chat.id).len();
    shop.post(&path, json!({ "notifyClient": true })).await;
    assert!(
        shop.service.messages(&chat.id).len() > count + 1,
        "a goodbye went out"
    );
    shop.service.clock().advance(Duration::from_secs(90_000));
    let late = shop.post(&path, json!({ "notifyClient": true })).await;
    refused(&late, 400, "24 hours");
}

#[tokio::test]
async fn labels_of_a_chat_are_added_removed_and_set() {
    let shop = Shop::open().await;
    let chat = shop.service.chats()[1].id.clone();
    let path = format!("/chats/{chat}/labels");
    let labels = || shop.service.chat(&chat).unwrap().labels;
    ok(&shop
        .post(&path, json!({ "add": ["delivery", "vip"] }))
        .await);
    assert_eq!(labels(), ["vip", "warranty", "delivery"], "once each");
    ok(&shop.post(&path, json!({ "remove": ["vip"] })).await);
    assert_eq!(labels(), ["warranty", "delivery"], "gone");
    ok(&shop.post(&path, json!({ "set": [] })).await);
    assert!(labels().is_empty(), "cleared");
    for body in [
        json!({}),
        json!({ "add": ["vip"], "remove": ["vip"] }),
        json!({ "add": [] }),
        json!({ "add": "vip" }),
        json!({ "add": ["nowhere"] }),
    ] {
        let reply = shop.post(&path, body.clone()).await;
        assert_eq!(reply.status, 400, "{body}");
    }
}

#[tokio::test]
async fn ok_comes_in_four_dresses() {
    let shop = Shop::open().await;
    let chat = shop.on("whatsapp").id;
    for (body, text, json) in [
        (OkBody::Plain, "OK", false),
        (OkBody::Quoted, "\"OK\"", true),
        (OkBody::Mistyped, "OK", true),
        (OkBody::Page, "OK", false),
    ] {
        shop.service.set_quirks(|quirks| quirks.ok_body = body);
        let reply = shop
            .post(&format!("/chats/{chat}/labels"), json!({ "set": [] }))
            .await;
        assert_eq!(reply.text, text, "{body:?}");
        let kind = reply.header("content-type").unwrap();
        assert_eq!(kind.contains("json"), json, "{body:?} is {kind}");
    }
}

#[tokio::test]
async fn properties_overwrite_and_crm_data_merges() {
    let shop = Shop::open().await;
    let chat = shop.on("whatsapp").id;
    let path = format!("/chats/{chat}");
    let body =
        json!({ "displayName": "Dana", "crmData": { "a": { "x": 1 } }, "externalBot": true });
    let reply = shop.ask(Method::PATCH, &path, Some(body)).await.json();
    assert_eq!(reply["displayName"], "Dana", "the whole chat comes back");
    assert_eq!(reply["externalBot"], true, "and the bot's switch");
    let body = json!({ "data": { "a": { "y": 2 } } });
    let reply = shop.post(&format!("{path}/crm-data"), body).await.json();
    assert_eq!(
        reply["crmData"],
        json!({ "a": { "x": 1, "y": 2 } }),
        "merged"
    );
    let body = json!({ "displayName": "x".repeat(256) });
    refused(
        &shop.ask(Method::PATCH, &path, Some(body)).await,
        400,
        "displayName",
    );
    shop.service
        .set_scopes(Scope::all_but(&[Scope::ManageChats]));
    for (method, path) in [
        (Method::PATCH, path.clone()),
        (Method::POST, format!("{path}/crm-data")),
        (Method::POST, format!("{path}/resolve")),
        (Method::POST, format!("{path}/labels")),
        (Method::POST, "/chats/assign".to_owned()),
    ] {
        let reply = shop.ask(method, &path, Some(json!({}))).await;
        refused(&reply, 403, "scope");
    }
}
