//! Contacts (5.3).

use serde_json::json;

use super::{Office, done, ids, refused};

#[tokio::test]
async fn contacts_are_listed_found_and_shown() {
    let office = Office::open().await;
    let chat = office.chat(|chat| chat.phone.is_some());
    let all = office.list("/contacts?limitation=20").await;
    assert_eq!(all.len(), 12, "one per chat");
    let digits = chat.phone.as_deref().unwrap().trim_start_matches('+');
    let found = office
        .list(&format!("/contacts/search?term={digits}"))
        .await;
    assert_eq!(ids(&found), vec![chat.contact], "by phone digits");
    refused(&office.get("/contacts/search").await, 422, Some("term"));
    refused(
        &office.get("/contacts/search?term=%20").await,
        422,
        Some("term"),
    );
    let contact = office.json(&format!("/contacts/{}", chat.contact)).await;
    assert_eq!(contact["fullName"], chat.name, "the chat bears its name");
    assert!(
        contact["variables"][0]["name"].is_string(),
        "variables are objects"
    );
    assert!(contact["notes"].is_array(), "and notes are there");
    let info = office
        .json(&format!("/contacts/{}/info", chat.contact))
        .await;
    assert!(info["variables"]["level"].is_string(), "flattened");
    refused(&office.get("/contacts/1").await, 404, None);
}

#[tokio::test]
async fn a_contacts_chat_and_gates_are_the_same_as_the_chats() {
    let office = Office::open().await;
    let chat = office.chat(|chat| chat.gates.len() > 1);
    let by_contact = office
        .json(&format!("/contacts/{}/chat", chat.contact))
        .await;
    let by_id = office.json(&format!("/chats/{}", chat.id)).await;
    assert_eq!(by_contact, by_id, "one chat");
    assert_eq!(
        by_id["contact"]["originalId"], chat.contact,
        "the id to send to"
    );
    assert_eq!(
        by_id["contact"]["id"], chat.messenger_contact,
        "and the other one"
    );
    let gates = office
        .list(&format!("/contacts/{}/gates", chat.contact))
        .await;
    assert_eq!(ids(&gates), chat.gates, "both gates");
    assert_eq!(gates[0]["contact"]["id"], chat.contact, "with the contact");
}

#[tokio::test]
async fn fields_and_variables_are_changed_alike() {
    let office = Office::open().await;
    let contact = office.service.chats()[0].contact;
    let path = format!("/contacts/{contact}");
    let values =
        json!({ "values": { "firstName": "Iris", "email": null, "level": "C2", "shoe": 39 } });
    done(&office.put(&path, values).await);
    let now = office.json(&path).await;
    assert_eq!(now["firstName"], "Iris", "a field");
    assert!(now["email"].is_null(), "emptied");
    let info = office.json(&format!("{path}/info")).await;
    assert_eq!(info["variables"]["level"], "C2", "a variable");
    assert_eq!(info["variables"]["shoe"], "39", "a new one, as text");
    let chat = office.json(&format!("{path}/chat")).await;
    assert!(
        chat["name"].as_str().unwrap().starts_with("Iris"),
        "the chat follows"
    );
    refused(
        &office.put(&path, json!({ "firstName": "x" })).await,
        422,
        Some("values"),
    );
    let empty = json!({ "values": { "firstName": "" } });
    refused(&office.put(&path, empty).await, 422, Some("firstName"));
    refused(
        &office.put("/contacts/1", json!({ "values": {} })).await,
        404,
        None,
    );
}

#[tokio::test]
async fn united_contacts_have_one_chat_with_both_histories() {
    let office = Office::open().await;
    let chats = office.service.chats();
    let (stays, goes) = (&chats[0], &chats[1]);
    let theirs = office.service.messages(goes.id);
    let together = office.service.messages(stays.id).len() + theirs.len();
    let path = format!("/contacts/{}/unite/{}", stays.contact, goes.contact);
    done(&office.post(&path, json!({})).await);
    let now = office.service.messages(stays.id);
    assert_eq!(now.len(), together, "both histories");
    assert!(
        now.is_sorted_by_key(|message| message.created_at),
        "in order of time"
    );
    refused(&office.get(&format!("/chats/{}", goes.id)).await, 404, None);
    refused(
        &office.get(&format!("/contacts/{}", goes.contact)).await,
        404,
        None,
    );
    assert_eq!(
        office.service.chat(stays.id).unwrap().gates.len(),
        stays.gates.len() + goes.gates.len(),
        "and all gates"
    );
    assert!(
        office.service.message(theirs[0].id).is_some(),
        "moved messages are still found"
    );
    let itself = format!("/contacts/{0}/unite/{0}", stays.contact);
    refused(&office.post(&itself, json!({})).await, 422, None);
}

#[tokio::test]
async fn a_trigger_is_fired_from_body_or_query() {
    let office = Office::open().await;
    let chat = office.service.chats()[0].clone();
    let path = format!("/contacts/{}/fire", chat.contact);
    done(&office.post(&path, json!({ "name": "welcome" })).await);
    done(&office.post(&format!("{path}?name=again"), json!({})).await);
    refused(&office.post(&path, json!({})).await, 422, Some("name"));
    let last = office.service.messages(chat.id).pop().unwrap();
    assert_eq!(last.kind, "action", "it shows among the activities");
}

#[tokio::test]
async fn notes_come_and_go() {
    let office = Office::open().await;
    let contact = office.chat(|chat| chat.open).contact;
    let path = format!("/contacts/{contact}/notes");
    let before = office.list(&path).await.len();
    let note = office
        .post(&path, json!({ "text": "likes tea" }))
        .await
        .json();
    assert_eq!(
        note["content"], "likes tea",
        "asked as text, told as content"
    );
    assert!(note["user"]["fullName"].is_string(), "somebody wrote it");
    let one = format!("{path}/{}", note["id"]);
    done(&office.put(&one, json!({ "text": "likes coffee" })).await);
    let list = office.list(&path).await;
    assert_eq!(
        (list.len(), &list[0]["content"]),
        (before + 1, &json!("likes coffee")),
        "newest first"
    );
    done(&office.delete(&one).await);
    refused(&office.delete(&one).await, 404, None);
    refused(&office.put(&one, json!({ "text": "x" })).await, 404, None);
    refused(
        &office.post(&path, json!({ "content": "x" })).await,
        422,
        Some("text"),
    );
    refused(&office.get("/contacts/1/notes").await, 404, None);
}
