//! The other readings of what the documents leave open (12).

use reqwest::Method;
use sandbox::Switches as _;
use sandbox::chat_manager::quirks::{
    Accepted, ErrorBody, ExpiresIn, ListDates, Missing, Oversize, PageSize, Pin, RemovedAgain,
    ReportPath, Rights, Sent, TokenForm, TrailingSlash, Versions,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Firm, refused, uuid};

#[tokio::test]
async fn a_202_has_five_bodies() {
    let firm = Firm::open().await;
    for form in [
        Accepted::Id,
        Accepted::ChatId,
        Accepted::Text,
        Accepted::Raw,
        Accepted::Location,
    ] {
        firm.service.set_quirks(|quirks| quirks.accepted = form);
        let reply = firm.post("/chats", json!({ "title": "a" })).await;
        assert_eq!(reply.status, 202, "{form:?}");
        let id: Uuid = match form {
            Accepted::Id => uuid(&reply.json()["id"]),
            Accepted::ChatId => uuid(&reply.json()["chatId"]),
            Accepted::Text => uuid(&reply.json()),
            Accepted::Raw => reply.text.parse().unwrap(),
            Accepted::Location => {
                assert_eq!(reply.text, "", "no body");
                let address = reply.header("location").unwrap();
                address.rsplit('/').next().unwrap().parse().unwrap()
            }
        };
        assert!(firm.service.chat(id).is_some(), "{form:?} names the chat");
    }
}

#[tokio::test]
async fn report_paths_have_one_word_or_the_other() {
    let firm = Firm::open().await;
    let chat = firm.chat().id;
    for (path, singular, plural) in [
        (ReportPath::Either, 201, 201),
        (ReportPath::Singular, 201, 404),
        (ReportPath::Plural, 404, 201),
    ] {
        firm.service.set_quirks(|quirks| {
            quirks.report_path = path;
            quirks.preview_path = path;
        });
        for (word, status) in [("chat", singular), ("chats", plural)] {
            let body = json!({ "template": "certificate_chat", "languageCode": "es_ES", "reportId": Uuid::new_v4() });
            let sign = format!("/{word}/{chat}/reports");
            let reply = firm.report(Method::POST, &sign, Some(body.clone())).await;
            assert_eq!(reply.status, status, "{path:?}: {sign}");
            let preview = format!("/{word}/{chat}/report-preview");
            let reply = firm.report(Method::POST, &preview, Some(body)).await;
            let status = if status == 201 { 200 } else { status };
            assert_eq!(reply.status, status, "{path:?}: {preview}");
        }
    }
}

#[tokio::test]
async fn the_slash_is_wanted_or_not() {
    let firm = Firm::open().await;
    for (slash, with, without) in [
        (TrailingSlash::Either, 200, 200),
        (TrailingSlash::Required, 200, 404),
        (TrailingSlash::Forbidden, 404, 200),
    ] {
        firm.service
            .set_quirks(|quirks| quirks.trailing_slash = slash);
        assert_eq!(firm.get("/chats/").await.status, with, "{slash:?} with");
        assert_eq!(
            firm.get("/chats").await.status,
            without,
            "{slash:?} without"
        );
    }
}

#[tokio::test]
async fn oversized_pages_are_clamped() {
    let firm = Firm::quirky(|quirks| {
        quirks.oversize = Oversize::Clamped;
        quirks.page_size = PageSize::Count;
    })
    .await;
    let page = firm.json("/chats/?size=500").await;
    assert_eq!(page["_metadata"]["totalPages"], 1, "two hundred fit all");
    assert_eq!(page["_metadata"]["pageSize"], 12, "so many there are");
}

#[tokio::test]
async fn lists_have_full_dates_nulls_and_unknown_fields() {
    let firm = Firm::quirky(|quirks| {
        quirks.list_dates = ListDates::Full;
        quirks.missing = Missing::Null;
        quirks.extra_fields = true;
        quirks.description = true;
        quirks.readable_after_ms = 0;
    })
    .await;
    firm.post("/chats", json!({ "title": "a" })).await;
    let page = firm.json("/chats/").await;
    let records = page["records"].as_array().unwrap();
    let young = records
        .iter()
        .find(|it| it["registeredAt"].is_null())
        .unwrap();
    assert!(young.get("registeredAt").is_some(), "null, not absent");
    assert!(young.get("description").is_some(), "the description too");
    assert!(young["_links"].is_object(), "something new");
    let made = records
        .iter()
        .find(|it| it["registeredAt"].is_string())
        .unwrap();
    assert!(
        made["registeredAt"].as_str().unwrap().ends_with("Z"),
        "with its zone"
    );
}

#[tokio::test]
async fn versions_come_newest_first() {
    let firm = Firm::quirky(|quirks| quirks.versions = Versions::NewestFirst).await;
    let chat = firm.chat().id;
    firm.service.rename(chat, "El nuevo");
    let detail = firm.json(&format!("/chats/{chat}")).await;
    assert_eq!(
        detail["title"][0]["value"], "El nuevo",
        "the present title is the first"
    );
}

#[tokio::test]
async fn bot_and_title_may_come_after_the_date() {
    let firm = Firm::quirky(|quirks| quirks.settled_after_ms = 9_000).await;
    let made = firm.post("/chats", json!({ "title": "a" })).await.json();
    firm.pass(6_000);
    let detail = firm.json(&format!("/chats/{}", uuid(&made["id"]))).await;
    assert!(detail["registeredAt"].is_string(), "registered");
    assert_eq!(
        (&detail["title"], &detail["participants"]),
        (&json!([]), &json!([])),
        "empty still"
    );
    firm.pass(9_000);
    let detail = firm.json(&format!("/chats/{}", uuid(&made["id"]))).await;
    assert_eq!(
        detail["title"][0]["value"], "a",
        "as in the documents' sample"
    );
}

#[tokio::test]
async fn sending_answers_an_id_and_is_captured_later() {
    let firm = Firm::quirky(|quirks| {
        quirks.sent = Sent::Id;
        quirks.pin = Pin::Boolean;
        quirks.capture_after_ms = 2_000;
    })
    .await;
    let path = format!("/chats/{}/messages", firm.chat().id);
    refused(
        &firm
            .post(&path, json!({ "text": "a", "pinMessage": "true" }))
            .await,
        400,
    );
    let id = uuid(&firm.post(&path, json!({ "text": "a" })).await.json()["id"]);
    refused(&firm.get(&format!("{path}/{id}")).await, 404);
    firm.pass(2_000);
    assert_eq!(
        firm.get(&format!("{path}/{id}")).await.status,
        200,
        "captured"
    );
    firm.service.set_quirks(|quirks| quirks.pin = Pin::Text);
    refused(
        &firm
            .post(&path, json!({ "text": "a", "pinMessage": true }))
            .await,
        400,
    );
}

#[tokio::test]
async fn other_statuses_for_the_same() {
    let firm = Firm::quirky(|quirks| {
        quirks.removed_again = RemovedAgain::NotFound;
        quirks.removed_after_ms = 0;
        quirks.no_invitation_status = 409;
        quirks.inactive_status = 400;
        quirks.malformed_status = 500;
        quirks.strict_sort = false;
        quirks.report_dates = true;
    })
    .await;
    let chat = firm.chat();
    let member = chat.members.iter().find(|it| it.active && !it.bot).unwrap();
    let path = format!("/chats/{}/participants/{}", chat.id, member.id);
    assert_eq!(firm.delete(&path).await.status, 202, "once");
    refused(&firm.delete(&path).await, 404);
    let off = firm.inactive().id;
    refused(&firm.get(&format!("/chats/{off}/invitation")).await, 409);
    refused(
        &firm
            .post(&format!("/chats/{off}/messages"), json!({ "text": "a" }))
            .await,
        400,
    );
    refused(&firm.post("/chats", json!("text")).await, 500);
    assert_eq!(
        firm.get("/chats/?sort=title:ASC").await.status,
        200,
        "ignored"
    );
    let body = json!({ "template": "certificate_chat", "languageCode": "es_ES" });
    let preview = format!("/chat/{}/report-preview", chat.id);
    refused(&firm.report(Method::POST, &preview, Some(body)).await, 400);
}

#[tokio::test]
async fn tokens_in_other_shapes() {
    let firm = Firm::open().await;
    let ours = firm.service.credentials();
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", ours.client_id.as_str()),
        ("client_secret", ours.client_secret.as_str()),
        ("scope", "token"),
    ];
    for (form, expected) in [
        (ExpiresIn::Text, json!("60")),
        (ExpiresIn::Absent, Value::Null),
    ] {
        firm.service.set_quirks(|quirks| {
            quirks.expires_in = form;
            quirks.token_seconds = 60;
        });
        assert_eq!(
            firm.ask_token(&fields).await.json()["expires_in"],
            expected,
            "{form:?}"
        );
    }
    firm.service
        .set_quirks(|quirks| quirks.token_form = TokenForm::Query);
    assert_eq!(
        firm.ask_token(&fields).await.status,
        400,
        "the body is not looked at"
    );
    firm.service.set_quirks(|quirks| {
        quirks.token_form = TokenForm::Body;
        quirks.invalid_client_status = 400;
    });
    let wrong = [fields[0], fields[1], ("client_secret", "x"), fields[3]];
    assert_eq!(
        firm.ask_token(&wrong).await.status,
        400,
        "as some providers answer"
    );
}

#[tokio::test]
async fn rights_end_with_403() {
    let firm = Firm::quirky(|quirks| quirks.rights = Rights::Reading).await;
    let chat = firm.chat().id;
    assert_eq!(firm.get("/chats/").await.status, 200, "reading");
    refused(&firm.post("/chats", json!({ "title": "a" })).await, 403);
    firm.service
        .set_quirks(|quirks| quirks.rights = Rights::NoReports);
    assert_eq!(
        firm.post("/chats", json!({ "title": "a" })).await.status,
        202,
        "all of chats"
    );
    refused(
        &firm
            .report(Method::GET, &format!("/reports/{chat}/document"), None)
            .await,
        403,
    );
}

#[tokio::test]
async fn refusals_have_other_bodies() {
    let firm = Firm::open().await;
    for (form, begins) in [
        (ErrorBody::Empty, ""),
        (ErrorBody::Text, "Invalid UUID"),
        (ErrorBody::Html, "<html>"),
    ] {
        firm.service.set_quirks(|quirks| quirks.error_body = form);
        let reply = firm.get("/chats/12").await;
        assert_eq!(reply.status, 400, "{form:?}");
        assert!(reply.text.starts_with(begins), "{form:?}: {}", reply.text);
        assert_eq!(reply.text.is_empty(), form == ErrorBody::Empty, "{form:?}");
    }
}

#[tokio::test]
async fn prefixes_are_configuration() {
    let firm = Firm::with(|config| {
        config.chat_prefix = "/chat-manager".to_owned();
        config.report_prefix = "/chat-manager".to_owned();
        config.quirks.document_after_ms = 0;
    })
    .await;
    let url = format!("{}/chat-manager/api/v1/private/chats/", firm.service.url());
    assert_eq!(
        firm.ask(Method::GET, url, None).await.status,
        200,
        "where it was put"
    );
    let id = Uuid::new_v4();
    let body = json!({ "template": "certificate_chat", "languageCode": "es_ES", "reportId": id });
    firm.report(
        Method::POST,
        &format!("/chat/{}/reports", firm.chat().id),
        Some(body),
    )
    .await;
    let answer = firm
        .report(Method::GET, &format!("/reports/{id}/document"), None)
        .await
        .json();
    let url = answer["url"].as_str().unwrap();
    assert!(url.starts_with(firm.service.url()), "its files too: {url}");
    assert_eq!(
        firm.http.get(url).send().await.unwrap().status(),
        200,
        "and there they are"
    );
}

#[tokio::test]
async fn switches_are_set_by_name() {
    let mut quirks = sandbox::chat_manager::Quirks::default();
    quirks.set("accepted", "raw").unwrap();
    quirks.set("max_text", "12").unwrap();
    assert_eq!(
        (quirks.accepted, quirks.max_text),
        (Accepted::Raw, 12),
        "set"
    );
    assert!(
        quirks.set("colour", "blue").is_err(),
        "unknown names are told"
    );
    assert!(quirks.set("max_text", "blue").is_err(), "and wrong values");
}
