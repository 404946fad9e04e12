//! Both readings of how answers are written where the documents leave it open (8).

use sandbox::Switches as _;
use sandbox::smart_sender::{
    Quirks,
    quirks::{
        BeyondLast, ChatFields, DateForm, DateZone, ErrorBody, Ids, InfoShape, Missing, RateHeader,
        SentAs, UnreadField,
    },
};
use serde_json::json;

use super::{Office, refused};

#[tokio::test]
async fn dates_have_the_wanted_form() {
    let office = Office::frozen().await;
    let chat = office.on("telegram");
    let tag = office
        .post("/tags", json!({ "name": "t", "color": "000000" }))
        .await;
    assert_eq!(tag.json()["createdAt"], "2026-11-03 09:15:00", "plain");
    office
        .service
        .set_quirks(|quirks| quirks.date_zone = DateZone::Project);
    let said = office.say(chat.contact, "a").await.json();
    assert_eq!(said["createdAt"], "2026-11-03 11:15:00", "in Kyiv");
    office
        .service
        .set_quirks(|quirks| quirks.dates = DateForm::Mixed);
    let tag = office
        .post("/tags", json!({ "name": "u", "color": "000000" }))
        .await
        .json();
    assert_eq!(
        tag["createdAt"], "2026-11-03T09:15:00+00:00",
        "the console is modern"
    );
    let said = office.say(chat.contact, "a").await.json();
    assert_eq!(said["createdAt"], "2026-11-03 11:15:00", "Messenger is not");
    office
        .service
        .set_quirks(|quirks| quirks.dates = DateForm::Iso);
    let said = office.say(chat.contact, "a").await;
    assert_eq!(
        said.json()["createdAt"],
        "2026-11-03T09:15:00+00:00",
        "all modern"
    );
    assert_eq!(
        said.header("date"),
        Some("Tue, 03 Nov 2026 09:15:00 GMT"),
        "the header agrees"
    );
}

#[tokio::test]
async fn chats_have_the_wanted_fields() {
    let office = Office::quirky(|quirks| {
        quirks.unread_field = UnreadField::Gates;
        quirks.gate_singular = true;
        quirks.chat_fields = ChatFields::Catalogue;
    })
    .await;
    let chat = &office.list("/chats").await[0];
    assert!(chat.get("unreadMessages").is_none(), "on the gates only");
    assert!(
        chat["gate"].is_array() && chat.get("gates").is_none(),
        "under another name"
    );
    assert_eq!(chat["isClosed"], false, "a catalogue field");
    assert!(chat["lastMessage"]["content"].is_object(), "and another");
}

#[tokio::test]
async fn lists_end_as_wanted() {
    let office = Office::quirky(|quirks| {
        quirks.empty_pages = 0;
        quirks.beyond_last = BeyondLast::NotFound;
        quirks.default_limitation = 5;
        quirks.limitation_status = 400;
    })
    .await;
    let empty = office.json("/chats?term=nobody-is-called-so").await;
    assert_eq!(empty["cursor"]["pages"], 0, "no page at all");
    refused(&office.get("/chats?page=9").await, 404, None);
    assert_eq!(office.list("/chats").await.len(), 5, "five when not said");
    refused(&office.get("/chats?limitation=100").await, 400, None);
}

#[tokio::test]
async fn values_are_written_as_wanted() {
    let office = Office::quirky(|quirks| {
        quirks.ids = Ids::Texts;
        quirks.missing = Missing::Omitted;
        quirks.extra_fields = true;
        quirks.relative_images = false;
    })
    .await;
    let chat = office.on("telegram");
    let shown = office.json(&format!("/chats/{}", chat.id)).await;
    assert_eq!(shown["id"], chat.id.to_string(), "ids are texts");
    assert_eq!(
        shown["contact"]["originalId"],
        chat.contact.to_string(),
        "all of them"
    );
    assert!(shown.get("pivot").is_some(), "with a field nobody knows");
    let said = office.say(chat.contact, "a").await.json();
    assert!(said.get("editedAt").is_none(), "null is left out");
    assert!(
        said["sender"]["image"]
            .as_str()
            .unwrap()
            .starts_with("http"),
        "images are absolute"
    );
}

#[tokio::test]
async fn media_may_need_the_token() {
    let office = Office::quirky(|quirks| quirks.media_needs_token = true).await;
    let url = format!("{}/storage/projects/1/a.png", office.service.url());
    assert_eq!(
        office.http.get(&url).send().await.unwrap().status(),
        401,
        "not for everyone"
    );
    let with = office
        .http
        .get(&url)
        .bearer_auth(&office.token)
        .send()
        .await
        .unwrap();
    assert_eq!(with.status(), 200, "for us");
}

#[tokio::test]
async fn info_puts_variables_where_wanted() {
    let office = Office::quirky(|quirks| quirks.info = InfoShape::Values).await;
    let path = format!("/contacts/{}/info", office.service.chats()[0].contact);
    assert_eq!(
        office.json(&path).await["values"][0]["name"],
        "level",
        "pairs"
    );
    office
        .service
        .set_quirks(|quirks| quirks.info = InfoShape::TopLevel);
    assert!(
        office.json(&path).await["level"].is_string(),
        "beside the fields"
    );
}

#[tokio::test]
async fn refusals_come_in_every_dress() {
    let office = Office::quirky(|quirks| {
        quirks.no_contact_status = 400;
        quirks.unauthorized_status = 403;
    })
    .await;
    refused(&office.get("/contacts/1").await, 400, None);
    office
        .service
        .set_quirks(|quirks| quirks.error_status = false);
    let reply = office.get("/chats/1").await;
    assert_eq!(
        (reply.status, &reply.json()["error"]["code"]),
        (200, &json!(404)),
        "200, and yet"
    );
    office
        .service
        .set_quirks(|quirks| quirks.error_body = ErrorBody::Bare);
    assert!(
        office.get("/chats/1").await.json()["message"].is_string(),
        "bare"
    );
    office
        .service
        .set_quirks(|quirks| quirks.error_body = ErrorBody::Html);
    assert!(
        office.get("/chats/1").await.text.starts_with("<!doctype"),
        "a web page"
    );
    let wrong = format!("{}/me", office.service.api_url());
    office.service.set_quirks(|quirks| {
        *quirks = Quirks {
            unauthorized_status: 403,
            needs_accept: true,
            ..Quirks::default()
        };
    });
    let json = office
        .http
        .get(&wrong)
        .header("accept", "application/json")
        .send()
        .await
        .unwrap();
    assert_eq!(json.status(), 403, "for those who ask for JSON");
    let html = office.get("/chats/1").await;
    assert!(html.text.starts_with("<!doctype"), "a page for all others");
}

#[tokio::test]
async fn the_block_is_told_as_wanted() {
    let office = Office::quirky(|quirks| {
        quirks.rate_limit = true;
        quirks.rate_per_minute = 2;
        quirks.rate_status = 429;
        quirks.retry_after = true;
        quirks.rate_header = RateHeader::Remaining;
    })
    .await;
    office.service.clock().freeze();
    assert_eq!(
        office.get("/me").await.header("x-rate-limit"),
        Some("1"),
        "one left"
    );
    office.get("/me").await;
    let blocked = office.get("/me").await;
    refused(&blocked, 429, None);
    assert_eq!(blocked.header("retry-after"), Some("60"), "in a header");
    office
        .service
        .set_quirks(|quirks| quirks.hammering_prolongs = true);
    assert_eq!(
        office.get("/me").await.header("retry-after"),
        Some("120"),
        "asking makes it worse"
    );
    office
        .service
        .set_quirks(|quirks| quirks.rate_header = RateHeader::Absent);
    office.service.forget_rate();
    assert_eq!(
        office.get("/me").await.header("x-rate-limit"),
        None,
        "no header"
    );
}

#[test]
fn switches_are_set_by_name() {
    let mut quirks = Quirks::default();
    quirks.set("sent_as", "assignee").unwrap();
    quirks.set("rate_per_minute", "5").unwrap();
    assert_eq!(
        (quirks.sent_as, quirks.rate_per_minute),
        (SentAs::Assignee, 5),
        "both"
    );
    assert!(
        quirks.set("no_such", "1").is_err(),
        "unknown names are told"
    );
    assert!(quirks.set("ids", "romans").is_err(), "and unknown values");
}
