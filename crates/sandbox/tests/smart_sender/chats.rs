//! The chat list and what is done with a chat (5.1), operators (5.5).

use serde_json::json;

use super::{Office, done, ids, refused};

#[tokio::test]
async fn chats_have_the_documented_shape() {
    let office = Office::open().await;
    let answer = office.json("/chats?page=1&limitation=5").await;
    assert_eq!(
        answer["cursor"],
        json!({ "page": 1, "pages": 3 }),
        "twelve chats by five"
    );
    let chat = &answer["collection"][0];
    for field in [
        "id",
        "name",
        "image",
        "contact",
        "gates",
        "createdAt",
        "updatedAt",
    ] {
        assert!(!chat[field].is_null(), "{field} is documented");
    }
    for field in ["state", "isClosed", "operator", "lastMessage", "tags"] {
        assert!(chat.get(field).is_none(), "{field} is not on a chat");
    }
    let channel = &chat["gates"][0]["channel"];
    for field in [
        "id", "active", "occupied", "type", "name", "referrer", "link", "app",
    ] {
        assert!(!channel[field].is_null(), "a channel has {field}");
    }
}

#[tokio::test]
async fn newest_activity_comes_first_and_pages_do_not_overlap() {
    let office = Office::open().await;
    let mut seen = Vec::new();
    for page in 1..=3 {
        seen.extend(ids(&office
            .list(&format!("/chats?page={page}&limitation=5"))
            .await));
    }
    let mut expected = office.service.chats();
    expected.sort_by_key(|chat| std::cmp::Reverse(chat.updated_at));
    let expected: Vec<i64> = expected.iter().map(|chat| chat.id).collect();
    assert_eq!(seen, expected, "all of them, once, by updatedAt");
}

#[tokio::test]
async fn filters_combine() {
    let office = Office::open().await;
    let operator = office
        .chat(|chat| chat.operator.is_some() && chat.open)
        .operator
        .unwrap();
    let query =
        format!("/chats?state=open&selector%5Bname%5D=private&selector%5BoperatorId%5D={operator}");
    let mut found = ids(&office.list(&query).await);
    found.sort_unstable();
    let expected: Vec<i64> = office
        .service
        .chats()
        .iter()
        .filter(|chat| chat.open && chat.operator == Some(operator))
        .map(|chat| chat.id)
        .collect();
    assert_eq!(found, expected, "open ones of that operator");
    let closed = office.list("/chats?state=closed&limitation=20").await;
    let all = office
        .list("/chats?selector[name]=none&limitation=20")
        .await;
    let open = office.list("/chats?state=open&limitation=20").await;
    assert!(!closed.is_empty() && !open.is_empty(), "there are both");
    assert_eq!(open.len() + closed.len(), all.len(), "and nothing else");
}

#[tokio::test]
async fn unread_selector_follows_reading() {
    let office = Office::open().await;
    let chat = office.chat(|chat| chat.unread > 0);
    let unread = ids(&office
        .list("/chats?selector[name]=unread&limitation=20")
        .await);
    assert!(unread.contains(&chat.id), "it is unread");
    done(
        &office
            .put(&format!("/chats/{}/read", chat.id), json!({}))
            .await,
    );
    let unread = ids(&office
        .list("/chats?selector[name]=unread&limitation=20")
        .await);
    assert!(!unread.contains(&chat.id), "it was read");
    let shown = office.json(&format!("/chats/{}", chat.id)).await;
    assert_eq!(shown["unreadMessages"], 0, "on the chat");
    assert_eq!(shown["gates"][0]["unreadMessages"], 0, "and on its gate");
}

#[tokio::test]
async fn term_finds_names() {
    let office = Office::open().await;
    let chat = office.chat(|chat| chat.open);
    let first = chat.name.split(' ').next().unwrap().to_uppercase();
    let found = office.list(&format!("/chats?term={first}")).await;
    assert!(ids(&found).contains(&chat.id), "whatever the case");
    let none = office.json("/chats?term=nobody-is-called-so").await;
    assert_eq!(none["collection"], json!([]), "nobody");
    assert_eq!(
        none["cursor"],
        json!({ "page": 1, "pages": 1 }),
        "one empty page"
    );
}

#[tokio::test]
async fn wrong_filters_are_refused() {
    let office = Office::open().await;
    refused(&office.get("/chats?state=ajar").await, 422, Some("state"));
    let private = office.get("/chats?selector[name]=private").await;
    refused(&private, 422, Some("selector.operatorId"));
    let strange = office.get("/chats?selector[name]=mine").await;
    refused(&strange, 422, Some("selector.name"));
    refused(&office.get("/chats?page=one").await, 422, Some("page"));
}

#[tokio::test]
async fn closed_chat_opens_when_the_contact_writes() {
    let office = Office::open().await;
    let chat = office.chat(|chat| chat.open);
    done(
        &office
            .put(&format!("/chats/{}/close", chat.id), json!({}))
            .await,
    );
    let closed = ids(&office.list("/chats?state=closed&limitation=20").await);
    assert!(closed.contains(&chat.id), "it is among the closed");
    office
        .service
        .customer_writes(chat.id, "one more thing")
        .unwrap();
    let open = ids(&office.list("/chats?state=open&limitation=20").await);
    assert_eq!(open[0], chat.id, "it is back, at the top");
}

#[tokio::test]
async fn forward_assigns_and_leaves_an_internal_word() {
    let office = Office::open().await;
    let chat = office.chat(|chat| chat.operator.is_none());
    let operator = office.service.operators()[1].id;
    let path = format!("/chats/{}/forward/{operator}", chat.id);
    done(&office.post(&path, json!({ "text": "yours, please" })).await);
    let now = office.service.chat(chat.id).unwrap();
    assert_eq!(now.operator, Some(operator), "it is theirs");
    let visible = office.list(&format!("/chats/{}/messages", chat.id)).await;
    assert!(
        visible.iter().all(|message| message["internal"] == false),
        "the word is not for everyone"
    );
    let all = office
        .list(&format!("/chats/{}/messages?activities=1", chat.id))
        .await;
    assert_eq!(all[0]["internal"], true, "operators see it");
    assert_eq!(
        all[0]["content"]["resource"]["parameters"]["content"], "yours, please",
        "as written"
    );
    assert_eq!(
        all[1]["content"]["type"], "action",
        "and that it was assigned"
    );
}

#[tokio::test]
async fn forward_needs_a_text_and_an_operator_who_is_there() {
    let office = Office::open().await;
    let chat = office.service.chats()[0].id;
    let operators = office.service.operators();
    let gone = operators.iter().find(|it| it.deleted).unwrap().id;
    let text = json!({ "text": "please" });
    refused(
        &office
            .post(&format!("/chats/{chat}/forward/1"), text.clone())
            .await,
        404,
        None,
    );
    refused(
        &office
            .post(&format!("/chats/{chat}/forward/{gone}"), text.clone())
            .await,
        404,
        None,
    );
    refused(
        &office
            .post(&format!("/chats/1/forward/{}", operators[0].id), text)
            .await,
        404,
        None,
    );
    let empty = office
        .post(
            &format!("/chats/{chat}/forward/{}", operators[0].id),
            json!({ "text": " " }),
        )
        .await;
    refused(&empty, 422, Some("text"));
}

#[tokio::test]
async fn unknown_chats_do_not_exist() {
    let office = Office::open().await;
    let contact = office.service.chats()[0].contact;
    for path in ["/chats/1", "/chats/abc", "/chats/1/messages"] {
        refused(&office.get(path).await, 404, None);
    }
    refused(&office.get(&format!("/chats/{contact}")).await, 404, None);
    for path in ["/chats/1/read", "/chats/1/close"] {
        refused(&office.put(path, json!({})).await, 404, None);
    }
}

#[tokio::test]
async fn operators_are_listed_and_involved() {
    let office = Office::open().await;
    let operators = office.list("/operators?page=1&limitation=20").await;
    assert_eq!(operators.len(), 5, "also the one who left");
    let first = &operators[0];
    assert_eq!(
        first["info"]["email"], "olena@atlas.example",
        "mail is on the user"
    );
    assert!(
        first["status"]["color"].is_string(),
        "a status has a colour"
    );
    assert!(first["chatsTotal"].is_number(), "and chats are counted");
    assert!(
        operators.iter().any(|it| !it["deletedAt"].is_null()),
        "one has left"
    );
    let id = first["id"].as_i64().unwrap();
    done(
        &office
            .put(
                &format!("/operators/{id}/involve"),
                json!({ "state": false }),
            )
            .await,
    );
    assert!(!office.service.operators()[0].involvement, "no longer");
    let path = format!("/operators/{id}/involve");
    refused(&office.put(&path, json!({})).await, 422, Some("state"));
    refused(
        &office
            .put("/operators/1/involve", json!({ "state": true }))
            .await,
        404,
        None,
    );
}
