//! Making chats takes a while (4.1, 12.2, 12.3).

use serde_json::json;

use super::{Firm, refused, uuid};

#[tokio::test]
async fn a_chat_comes_in_three_steps() {
    let firm = Firm::open().await;
    let before = firm.ids("").await.len();
    let reply = firm
        .post(
            "/chats",
            json!({ "title": "Finca 12", "createdBy": "me", "description": "Piso" }),
        )
        .await;
    assert_eq!(reply.status, 202, "accepted: {}", reply.text);
    let chat = uuid(&reply.json()["id"]);
    let (detail, invitation) = (
        format!("/chats/{chat}"),
        format!("/chats/{chat}/invitation"),
    );
    let say = format!("/chats/{chat}/messages");
    refused(&firm.get(&detail).await, 404);
    assert_eq!(firm.ids("").await.len(), before, "nor is it listed");
    firm.pass(1_500);
    assert_eq!(
        firm.json(&detail).await,
        json!({
            "id": chat, "isActive": true, "service": "telegram", "createdBy": "me",
            "title": [], "participants": [],
        }),
        "readable, but not made at the messenger"
    );
    refused(&firm.get(&invitation).await, 404);
    refused(&firm.post(&say, json!({ "text": "early" })).await, 404);
    assert_eq!(
        firm.ids(&format!("id={chat}")).await,
        [chat],
        "listed, without a date"
    );
    assert!(
        firm.ids(&format!("id={chat}&fromDate=2000-01-01"))
            .await
            .is_empty(),
        "which no date finds"
    );
    firm.pass(4_500);
    let made = firm.json(&detail).await;
    assert_eq!(
        made["registeredAt"], "2026-11-03T09:15:06.000Z",
        "by the clock"
    );
    assert_eq!(
        made["title"][0]["value"], "Finca 12",
        "its title was captured"
    );
    assert_eq!(
        made["participants"].as_array().unwrap().len(),
        1,
        "the bot is in it"
    );
    assert_eq!(firm.get(&invitation).await.status, 200, "people can come");
    assert_eq!(
        firm.post(&say, json!({ "text": "now" })).await.status,
        201,
        "and be written to"
    );
    assert_eq!(firm.ids("").await[0], chat, "the newest of the list");
}

#[tokio::test]
async fn the_same_wish_twice_makes_two_chats() {
    let firm = Firm::open().await;
    let wish = json!({ "title": "Finca 12" });
    let first = uuid(&firm.post("/chats", wish.clone()).await.json()["id"]);
    let second = uuid(&firm.post("/chats/", wish).await.json()["id"]);
    assert_ne!(first, second, "nothing makes it idempotent");
}

#[tokio::test]
async fn forms_are_looked_at() {
    let firm = Firm::open().await;
    let long = |count: usize| "ñ".repeat(count);
    for body in [
        json!({}),
        json!({ "title": "  " }),
        json!({ "title": 12 }),
        json!({ "title": null }),
        json!({ "title": long(129) }),
        json!({ "title": "a", "createdBy": long(51) }),
        json!({ "title": "a", "description": long(256) }),
        json!([]),
    ] {
        refused(&firm.post("/chats", body).await, 400);
    }
    let most = json!({ "title": long(128), "createdBy": long(50), "description": long(255) });
    assert_eq!(
        firm.post("/chats", most).await.status,
        202,
        "characters count, not bytes"
    );
    let plain = firm
        .http
        .post(firm.chat_url("/chats"))
        .bearer_auth(&firm.token)
        .body("{\"title\":\"a\"}")
        .send()
        .await
        .unwrap();
    assert_eq!(plain.status(), 400, "without a Content-Type");
}
