//! The list, one chat, participants, invitation (4).

use serde_json::json;
use uuid::Uuid;

use super::{Firm, refused, uuid};

#[tokio::test]
async fn the_list_is_paged_from_zero_newest_first() {
    let firm = Firm::open().await;
    let all: Vec<Uuid> = firm.service.chats().iter().map(|chat| chat.id).collect();
    let page = firm.json("/chats/").await;
    assert_eq!(
        page["_metadata"],
        json!({ "currentPage": 0, "totalPages": 1, "pageSize": 20, "totalRecords": 12 }),
        "twenty a page when not said"
    );
    assert_eq!(firm.ids("").await, all, "newest first");
    assert_eq!(
        firm.ids("page=1&size=5").await,
        all[5..10],
        "the second page"
    );
    let last = firm.json("/chats/?page=2&size=5").await;
    assert_eq!(
        last["records"].as_array().unwrap().len(),
        2,
        "a short last page"
    );
    assert_eq!(
        last["_metadata"]["pageSize"], 5,
        "the size that was asked for"
    );
    let past = firm.json("/chats/?page=9&size=5").await;
    assert_eq!(past["records"], json!([]), "past the end");
    assert_eq!(past["_metadata"]["totalRecords"], 12, "with true totals");
}

#[tokio::test]
async fn pages_have_at_most_two_hundred() {
    let firm = Firm::open().await;
    assert_eq!(firm.get("/chats/?size=200").await.status, 200, "the most");
    for query in [
        "size=201",
        "size=0",
        "page=-1",
        "page=x",
        "sort=title:ASC",
        "sort=registeredAt:UP",
    ] {
        refused(&firm.get(&format!("/chats/?{query}")).await, 400);
    }
}

#[tokio::test]
async fn an_empty_service_has_no_pages() {
    let firm = Firm::with(|config| config.size = sandbox::Size::Empty).await;
    assert_eq!(
        firm.json("/chats/").await,
        json!({ "records": [], "_metadata": { "currentPage": 0, "totalPages": 0, "pageSize": 20, "totalRecords": 0 } }),
        "nothing at all"
    );
}

#[tokio::test]
async fn filters_apply_together() {
    let firm = Firm::open().await;
    let all = firm.service.chats();
    let inactive: Vec<Uuid> = all.iter().filter(|it| !it.active).map(|it| it.id).collect();
    assert_eq!(firm.ids("isActive=false").await, inactive, "switched off");
    assert_eq!(
        firm.ids("isActive=true").await.len() + inactive.len(),
        12,
        "the others"
    );
    let (a, b) = (all[1].id, all[4].id);
    assert_eq!(
        firm.ids(&format!("id={a}&id={b}")).await,
        [a, b],
        "ids repeat"
    );
    assert_eq!(
        firm.ids(&format!("id={a},{b}")).await,
        [a, b],
        "or stand in a row"
    );
    assert!(
        firm.ids(&format!("id={}", Uuid::new_v4())).await.is_empty(),
        "an unknown one"
    );
    let (from, to) = (all[4].registered_at, all[1].registered_at);
    let ids: Vec<Uuid> = all[1..=4].iter().map(|it| it.id).collect();
    assert_eq!(
        firm.ids(&format!("fromDate={from}&toDate={to}")).await,
        ids,
        "both ends included"
    );
    let both = format!("fromDate={from}&toDate={to}&isActive=false");
    let rest: Vec<Uuid> = ids.into_iter().filter(|id| inactive.contains(id)).collect();
    assert_eq!(firm.ids(&both).await, rest, "and-combined");
    assert_eq!(
        firm.ids("colour=blue").await.len(),
        12,
        "unknown ones are ignored"
    );
}

#[tokio::test]
async fn dates_come_in_three_forms() {
    let firm = Firm::open().await;
    let all = firm.service.chats();
    let day = all[3].registered_at.strftime("%Y-%m-%d").to_string();
    let on_day = |it: &&sandbox::chat_manager::ChatState| {
        it.registered_at.strftime("%Y-%m-%d").to_string() == day
    };
    let ids: Vec<Uuid> = all.iter().filter(on_day).map(|it| it.id).collect();
    assert_eq!(
        firm.ids(&format!("fromDate={day}&toDate={day}")).await,
        ids,
        "a whole day"
    );
    let zoneless = all[2]
        .registered_at
        .strftime("%Y-%m-%dT%H:%M:%S%.3f")
        .to_string();
    let exactly = firm
        .ids(&format!("fromDate={zoneless}&toDate={zoneless}"))
        .await;
    assert_eq!(exactly, [all[2].id], "without a zone it is UTC");
}

#[tokio::test]
async fn filters_that_make_no_sense_are_refused() {
    let firm = Firm::open().await;
    for query in [
        "isActive=TRUE",
        "isActive=1",
        "id=12",
        "fromDate=yesterday",
        "fromDate=2026-02-01&toDate=2026-01-01",
    ] {
        refused(&firm.get(&format!("/chats/?{query}")).await, 400);
    }
}

#[tokio::test]
async fn sorting_follows_the_fields_in_turn() {
    let firm = Firm::open().await;
    let mut oldest: Vec<Uuid> = firm.service.chats().iter().map(|chat| chat.id).collect();
    oldest.reverse();
    assert_eq!(
        firm.ids("sort=registeredAt:ASC").await,
        oldest,
        "oldest first"
    );
    let sorted = firm.ids("sort=isActive:ASC&sort=registeredAt:DESC").await;
    assert_eq!(sorted[0], firm.inactive().id, "false comes before true");
}

#[tokio::test]
async fn detail_and_list_differ_in_the_date_only() {
    let firm = Firm::open().await;
    let chat = firm.chat();
    let mut detail = firm.json(&format!("/chats/{}", chat.id)).await;
    let page = firm.json(&format!("/chats/?id={}", chat.id)).await;
    let listed = &page["records"][0];
    let at = detail["registeredAt"].as_str().unwrap().to_owned();
    assert!(
        at.ends_with('Z') && at.contains('.'),
        "milliseconds and zone: {at}"
    );
    assert_eq!(
        listed["registeredAt"],
        at.split('.').next().unwrap(),
        "as the sample has it"
    );
    detail["registeredAt"] = listed["registeredAt"].clone();
    assert_eq!(&detail, listed, "all else is the same");
    assert_eq!(detail["service"], "telegram", "the messenger");
    let titles = detail["title"].as_array().unwrap();
    assert_eq!(
        titles.last().unwrap()["value"],
        chat.title,
        "the present title is the last"
    );
    assert_eq!(titles[0]["contentType"], "text/plain", "with a type");
}

#[tokio::test]
async fn ids_that_are_none_are_told_from_unknown_ones() {
    let firm = Firm::open().await;
    refused(&firm.get("/chats/12").await, 400);
    refused(&firm.get(&format!("/chats/{}", Uuid::new_v4())).await, 404);
    refused(
        &firm
            .get(&format!("/chats/{}/invitation", Uuid::new_v4()))
            .await,
        404,
    );
    refused(&firm.get("/nothing").await, 404);
}

#[tokio::test]
async fn a_removed_participant_stays_on_the_list() {
    let firm = Firm::open().await;
    let chat = firm.chat();
    let member = chat.members.iter().find(|it| it.active && !it.bot).unwrap();
    let path = format!("/chats/{}/participants/{}", chat.id, member.id);
    let reply = firm.delete(&path).await;
    assert_eq!(reply.status, 202, "accepted: {}", reply.text);
    assert_eq!(uuid(&reply.json()["id"]), chat.id, "the chat's id");
    let active = |detail: &serde_json::Value| {
        let people = detail["participants"].as_array().unwrap().iter();
        let mut mine = people.filter(|it| uuid(&it["id"]) == member.id);
        let stays = mine.next().unwrap()["participations"]
            .as_array()
            .unwrap()
            .clone();
        stays.iter().any(|stay| stay["isActive"] == true)
    };
    let detail = format!("/chats/{}", chat.id);
    assert!(active(&firm.json(&detail).await), "it takes a moment");
    firm.pass(800);
    assert!(
        !active(&firm.json(&detail).await),
        "still there, but not in it"
    );
    assert_eq!(firm.delete(&path).await.status, 202, "again does no harm");
}

#[tokio::test]
async fn not_everybody_can_be_removed() {
    let firm = Firm::open().await;
    let (chat, off) = (firm.chat(), firm.inactive());
    let bot = chat.members.iter().find(|it| it.bot).unwrap().id;
    let path = |chat: Uuid, member: Uuid| format!("/chats/{chat}/participants/{member}");
    refused(&firm.delete(&path(chat.id, bot)).await, 409);
    refused(&firm.delete(&path(chat.id, Uuid::new_v4())).await, 404);
    refused(&firm.delete(&path(Uuid::new_v4(), bot)).await, 404);
    refused(&firm.delete(&path(off.id, off.members[1].id)).await, 409);
    refused(
        &firm
            .delete(&format!("/chats/{}/participants/x", chat.id))
            .await,
        400,
    );
}

#[tokio::test]
async fn the_invitation_is_a_link() {
    let firm = Firm::open().await;
    let chat = firm.chat();
    assert_eq!(
        firm.json(&format!("/chats/{}/invitation", chat.id)).await,
        json!({ "service": "telegram", "invitation": chat.invitation }),
        "as documented"
    );
    assert!(
        chat.invitation.starts_with("https://t.me/+"),
        "to the messenger"
    );
    refused(
        &firm
            .get(&format!("/chats/{}/invitation", firm.inactive().id))
            .await,
        404,
    );
}
