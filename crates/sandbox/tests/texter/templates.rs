//! WhatsApp templates (sections 5.5, 5.6, 5.8).

use sandbox::texter::Scope;
use serde_json::{Value, json};

use super::{Shop, refused};

fn names(list: &Value) -> Vec<&str> {
    let list = list.as_array().expect("a bare list");
    list.iter().map(|it| it["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn approved_templates_are_listed_and_all_on_request() {
    let shop = Shop::open().await;
    let approved = shop.json("/whatsapp/templates").await;
    assert_eq!(
        names(&approved),
        ["order_ready", "come_back", "invoice_file"],
        "may be sent"
    );
    let all = shop.json("/whatsapp/templates?includeAll=true").await;
    assert_eq!(names(&all).len(), 5, "pending and rejected too");
    let other = shop.json("/whatsapp/templates?accountId=1").await;
    assert!(names(&other).is_empty(), "of another account");
    shop.service
        .set_scopes(Scope::all_but(&[Scope::ViewTemplates]));
    refused(&shop.get("/whatsapp/templates").await, 403, "scope");
}

#[tokio::test]
async fn a_template_reaches_a_chat_whose_window_is_shut() {
    let shop = Shop::frozen().await;
    let chat = shop.on("whatsapp");
    shop.service
        .clock()
        .advance(std::time::Duration::from_secs(400_000));
    let body = json!({ "templateName": "order_ready", "to": format!("+{}", chat.contact),
        "language": "en", "body": ["Dana", "4711"] });
    let reply = shop.post("/whatsapp/templates/send", body).await.json();
    assert_eq!(reply["success"], true, "{reply}");
    assert_eq!(
        reply["text"], "Hello Dana, your order 4711 is ready.",
        "filled in"
    );
    assert_eq!(reply["sentAsSessionMessage"], false, "as a template");
    let sent = shop
        .service
        .message(reply["messageId"].as_str().unwrap())
        .unwrap();
    assert_eq!(
        sent.content["special"]["whatsapp"]["template"]["name"], "order_ready",
        "in the same chat"
    );
    let start = json!({ "templateName": "come_back", "to": "+972 50-000-1111" });
    let before = shop.service.chats().len();
    assert_eq!(
        shop.post("/whatsapp/templates/send", start).await.status,
        200,
        "{before}"
    );
    assert_eq!(shop.service.chats().len(), before + 1, "a new chat");
}

#[tokio::test]
async fn an_unsubscribed_contact_is_a_failure_with_status_200() {
    let shop = Shop::open().await;
    let chat = shop.on("whatsapp");
    shop.service.set_unsubscribed(&chat.id, true);
    let body = json!({ "templateName": "come_back", "to": chat.contact });
    let reply = shop.post("/whatsapp/templates/send", body).await;
    refused(&reply, 200, "unsubscribed");
    assert!(shop.service.sends().is_empty(), "nothing went out");
    let list = shop
        .json(&format!(
            "/whatsapp/templates/unsubscribed/{}",
            chat.account
        ))
        .await;
    let phones: Vec<&Value> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["phone"])
        .collect();
    assert!(phones.contains(&&json!(chat.contact)), "on the list");
}

#[tokio::test]
async fn templates_want_their_variables_language_and_header() {
    let shop = Shop::open().await;
    let to = shop.on("whatsapp").contact;
    for (body, status, word) in [
        (json!({ "templateName": "nothing" }), 404, "Template"),
        (json!({ "templateName": "not a name" }), 400, "templateName"),
        (
            json!({ "templateName": "order_ready", "body": ["a", "b"] }),
            400,
            "language",
        ),
        (
            json!({ "templateName": "order_ready", "language": "fr", "body": ["a", "b"] }),
            400,
            "language",
        ),
        (
            json!({ "templateName": "order_ready", "language": "en", "body": ["a"] }),
            400,
            "variables",
        ),
        (
            json!({ "templateName": "order_ready", "language": "en", "body": ["a", "b\nc"] }),
            400,
            "newlines",
        ),
        (
            json!({ "templateName": "order_ready", "language": "en", "body": ["a", "b     c"] }),
            400,
            "spaces",
        ),
        (
            json!({ "templateName": "spring_sale", "body": ["a"] }),
            400,
            "approved",
        ),
        (
            json!({ "templateName": "invoice_file", "body": ["1"] }),
            400,
            "header",
        ),
        (
            json!({ "templateName": "come_back", "from": "1" }),
            400,
            "Channel",
        ),
    ] {
        let mut body = body;
        body["to"] = json!(to);
        refused(
            &shop.post("/whatsapp/templates/send", body).await,
            status,
            word,
        );
    }
    let whole = json!({ "templateName": "invoice_file", "to": to, "body": ["1"],
        "header": { "type": "document", "url": "https://x.example/a.pdf", "filename": "a.pdf" } });
    let reply = shop.post("/whatsapp/templates/send", whole).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    shop.service
        .set_scopes(Scope::all_but(&[Scope::SendTemplates]));
    let reply = shop.post("/whatsapp/templates/send", json!({})).await;
    refused(&reply, 403, "scope");
}
