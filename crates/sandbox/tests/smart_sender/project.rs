//! The project: itself, its tags and funnels (1, 5.4, 5.8).

use serde_json::json;

use super::{Office, done, ids, refused};

#[tokio::test]
async fn me_is_the_project() {
    let office = Office::open().await;
    let me = office.json("/me").await;
    let credentials = office.service.credentials();
    assert_eq!(me["id"], credentials.project_id, "the project");
    assert_eq!(me["name"], credentials.project_name, "not a person");
    assert_eq!(me["timezone"], "Europe/Kyiv", "with its zone");
    assert!(
        me["photo"].is_string() && me["identifier"].is_string(),
        "and the rest"
    );
    assert_eq!(credentials.token.len(), 60, "a token is sixty signs");
}

#[tokio::test]
async fn tags_are_made_changed_and_removed() {
    let office = Office::open().await;
    let tag = office
        .post("/tags", json!({ "name": "new one", "color": "ff0000" }))
        .await
        .json();
    assert_eq!(tag["color"], "FF0000", "six hex digits");
    let taken = office
        .post("/tags", json!({ "name": "new one", "color": "000000" }))
        .await;
    refused(&taken, 422, Some("name"));
    let color = office
        .post("/tags", json!({ "name": "other", "color": "#00000" }))
        .await;
    refused(&color, 422, Some("color"));
    let found = office.list("/tags?term=NEW").await;
    assert_eq!(
        ids(&found),
        vec![tag["id"].as_i64().unwrap()],
        "a loose match"
    );
    let path = format!("/tags/{}", tag["id"]);
    done(
        &office
            .put(&path, json!({ "name": "newer", "color": "00FF00" }))
            .await,
    );
    done(&office.delete(&path).await);
    refused(&office.delete(&path).await, 404, None);
    refused(
        &office
            .put(&path, json!({ "name": "x", "color": "000000" }))
            .await,
        404,
        None,
    );
}

#[tokio::test]
async fn tags_hang_on_contacts() {
    let office = Office::open().await;
    let contact = office.service.chats()[0].contact;
    let tag = office
        .post("/tags", json!({ "name": "new one", "color": "ff0000" }))
        .await
        .json();
    let path = format!("/contacts/{contact}/tags/{}", tag["id"]);
    done(&office.post(&path, json!({})).await);
    refused(&office.post(&path, json!({})).await, 422, None);
    let tags = office.list(&format!("/contacts/{contact}/tags")).await;
    assert!(tags.contains(&tag), "attached");
    done(&office.delete(&path).await);
    refused(&office.delete(&path).await, 404, None);
    refused(
        &office
            .post(&format!("/contacts/{contact}/tags/1"), json!({}))
            .await,
        404,
        None,
    );
    refused(
        &office
            .post(&format!("/contacts/1/tags/{}", tag["id"]), json!({}))
            .await,
        404,
        None,
    );
}

#[tokio::test]
async fn funnels_go_by_service_key() {
    let office = Office::open().await;
    let contact = office.service.chats()[0].contact;
    let funnels = office.list("/funnels?term=placement").await;
    assert_eq!(funnels.len(), 1, "found by its name");
    let (id, key) = (
        &funnels[0]["id"],
        funnels[0]["serviceKey"].as_str().unwrap(),
    );
    assert_eq!(
        office.json(&format!("/funnels/{id}")).await,
        funnels[0],
        "as listed"
    );
    let path = format!("/contacts/{contact}/funnels");
    done(&office.post(&format!("{path}/{key}"), json!({})).await);
    let of_contact = office.list(&path).await;
    assert!(of_contact.contains(&funnels[0]), "started");
    refused(
        &office.post(&format!("{path}/{id}"), json!({})).await,
        404,
        None,
    );
    done(&office.delete(&format!("{path}/{key}")).await);
    refused(&office.delete(&format!("{path}/{key}")).await, 404, None);
    refused(&office.get("/funnels/1").await, 404, None);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let office = Office::open().await;
    refused(&office.get("/trainings").await, 404, None);
    let reply = office.delete("/me").await;
    refused(&reply, 405, None);
}
