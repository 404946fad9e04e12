//! The chat list, its filters and pages; status and deletion.

use std::collections::BTreeSet;

use reqwest::Method;
use sandbox::{
    NewChat, Size,
    chathub::{
        ChatState,
        quirks::{ChatFields, ChatLevel, ChatOrder, OperatorScope, WriteAnswer},
    },
};
use serde_json::json;

use crate::desk::Desk;

async fn demo() -> Desk {
    Desk::with(|config| config.size = Size::Demo).await
}

fn ids(desk: &Desk, fits: impl Fn(&ChatState) -> bool) -> BTreeSet<i64> {
    desk.sandbox
        .chats()
        .into_iter()
        .filter(|chat| fits(chat))
        .map(|chat| chat.id)
        .collect()
}

async fn found(desk: &Desk, query: &str) -> BTreeSet<i64> {
    let (total, ids) = desk.list(&format!("per_page=100&{query}")).await;
    assert_eq!(
        total as usize,
        ids.len(),
        "the total counts what fits, for {query}"
    );
    ids.into_iter().collect()
}

#[tokio::test]
async fn pages_cover_everything_once() {
    let desk = demo().await;
    let mut seen = Vec::new();
    for page in 1.. {
        let (total, ids) = desk.list(&format!("page={page}&per_page=7")).await;
        assert_eq!(total, 60, "the total is the same on every page");
        if ids.is_empty() {
            break;
        }
        seen.extend(ids);
    }
    assert_eq!(seen.len(), 60, "all of them");
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 60, "none twice");
    assert_eq!(desk.list("").await.1.len(), 20, "twenty by default");
    for bad in ["page=0", "per_page=0", "page=x"] {
        assert_eq!(
            desk.get(&format!("/api/chat/chats?{bad}")).await.status,
            400,
            "{bad}"
        );
    }
}

#[tokio::test]
async fn page_size_is_cut_silently() {
    let desk = demo().await;
    desk.sandbox
        .set_quirks(|quirks| quirks.per_page_cap = Some(10));
    let (total, ids) = desk.list("per_page=50").await;
    assert_eq!(
        (total, ids.len()),
        (60, 10),
        "ten come, whatever was asked for"
    );
}

#[tokio::test]
async fn a_line_has_the_samples_fields_and_more_when_asked() {
    let desk = demo().await;
    let line = desk.get("/api/chat/chats?status=1").await.json()["items"][0].clone();
    let keys: Vec<&str> = line
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        ["chatStatus", "countUnread", "id", "operator", "theme"],
        "the documented sample"
    );
    assert!(line["operator"]["name"].is_string(), "with its operator");
    desk.sandbox
        .set_quirks(|quirks| quirks.chat_fields = ChatFields::Rich);
    let line = desk.get("/api/chat/chats?status=1").await.json()["items"][0].clone();
    assert!(
        line["phone"].is_string() && line["lastMessage"]["id"].is_i64(),
        "the richer reading"
    );
}

#[tokio::test]
async fn filters_find_what_an_oracle_finds() {
    let desk = demo().await;
    let some = desk
        .sandbox
        .chats()
        .into_iter()
        .find(|chat| chat.telegram.is_some())
        .expect("one on Telegram");
    for status in 0..5 {
        let query = format!("status={status}");
        assert_eq!(
            found(&desk, &query).await,
            ids(&desk, |chat| chat.status == status),
            "{query}"
        );
    }
    assert_eq!(
        found(&desk, "source=2").await,
        ids(&desk, |chat| chat.source == 2),
        "source"
    );
    assert_eq!(
        found(&desk, "organizationId=24").await,
        ids(&desk, |chat| chat.organization == 24),
        "organization"
    );
    assert_eq!(
        found(&desk, "operatorId=22").await,
        ids(&desk, |chat| chat.operator == Some(22)),
        "operator"
    );
    let query = format!("tg_user_id={}", some.telegram.unwrap_or_default());
    assert_eq!(
        found(&desk, &query).await,
        BTreeSet::from([some.id]),
        "Telegram id"
    );
    let part = &some.phone[4..9];
    let query = format!("phone=%2B{part}");
    assert_eq!(
        found(&desk, &query).await,
        ids(&desk, |chat| chat.phone.contains(part)),
        "digits of a phone"
    );
    let both = ids(&desk, |chat| chat.status == 1 && chat.source == 1);
    assert_eq!(
        found(&desk, "status=1&source=1").await,
        both,
        "filters add up"
    );
    assert!(
        found(&desk, "status=3&source=99").await.is_empty(),
        "an unknown source fits nothing"
    );
}

#[tokio::test]
async fn search_reads_titles_phones_and_texts_in_any_script() {
    let desk = demo().await;
    let new = NewChat {
        title: Some("ЖЕНЯ Ґава 🦉".into()),
        phone: Some("380991234567".into()),
        text: Some("Маю питання про Самовар, וגם שאלה".into()),
        ..NewChat::default()
    };
    let chat = desk.sandbox.new_chat(new);
    for text in ["женя ґ", "самоВАР", "וגם", "🦉", "1234567"] {
        let query = format!("search={}", text.replace(' ', "%20"));
        assert_eq!(found(&desk, &query).await, BTreeSet::from([chat]), "{text}");
    }
    assert!(
        found(&desk, "search=nobodysaysthis").await.is_empty(),
        "nothing fits"
    );
}

#[tokio::test]
async fn dates_are_pairs_in_utc_with_both_ends() {
    let desk = demo().await;
    let chat = desk.sandbox.chats().remove(20);
    let day = chat.last_at.strftime("%Y-%m-%d").to_string();
    let same_day = ids(&desk, |other| {
        other.last_at.strftime("%Y-%m-%d").to_string() == day
    });
    assert_eq!(
        found(&desk, &format!("date={day}&date={day}")).await,
        same_day,
        "a day is a whole day"
    );
    assert_eq!(
        found(&desk, &format!("date={day}")).await,
        same_day,
        "also alone"
    );
    let moment = chat.last_at.to_string();
    let exactly = format!("date={moment}&date={moment}");
    assert!(
        found(&desk, &exactly).await.contains(&chat.id),
        "a moment includes itself"
    );
    let wrong = desk.get("/api/chat/chats?date=yesterday").await;
    assert_eq!(wrong.status, 400, "not a date");
    let three = desk
        .get("/api/chat/chats?date=2026-01-01&date=2026-01-02&date=2026-01-03")
        .await;
    assert_eq!(three.status, 400, "at most two");
}

#[tokio::test]
async fn the_order_is_a_switch_and_activity_moves_a_chat_up() {
    let desk = demo().await;
    let (_, newest) = desk.list("per_page=100").await;
    let last = *newest.last().expect("sixty of them");
    desk.sandbox.customer_writes(last, "still there?");
    assert_eq!(desk.list("").await.1[0], last, "who wrote last is first");
    desk.sandbox
        .set_quirks(|quirks| quirks.chat_order = ChatOrder::IdAsc);
    assert_eq!(desk.list("").await.1[0], 1001, "by id");
    desk.sandbox
        .set_quirks(|quirks| quirks.chat_order = ChatOrder::ActivityAsc);
    assert_ne!(desk.list("").await.1[0], last, "oldest activity first");
}

#[tokio::test]
async fn status_is_changed_and_answers_as_the_switch_says() {
    let desk = Desk::open().await;
    let set = |id: i64, status: i64| {
        desk.work(
            Method::PUT,
            "/api/chat/status",
            json!({ "id": id, "status": status }),
        )
    };
    let reply = set(1003, 4).await;
    assert_eq!(
        (reply.status, reply.text.as_str()),
        (200, ""),
        "nothing to say by default"
    );
    assert_eq!(
        desk.sandbox.chat(1003).map(|chat| chat.status),
        Some(4),
        "closed"
    );
    desk.sandbox
        .set_quirks(|quirks| quirks.put_answer = WriteAnswer::Ok);
    assert_eq!(set(1003, 1).await.text, "OK", "reopened, and says so");
    assert_eq!(set(1003, 5).await.status, 422, "no such status");
    assert_eq!(set(77, 1).await.status, 404, "no such chat");
}

#[tokio::test]
async fn deletion_is_for_good() {
    let desk = Desk::open().await;
    let delete = async |chat: i64| {
        let path = format!("/api/chat/chats/{chat}");
        desk.send(
            desk.request(Method::DELETE, &path)
                .bearer_auth(&desk.operator),
        )
        .await
    };
    let reply = delete(1004).await;
    assert_eq!(
        (reply.status, reply.text.as_str()),
        (200, "OK"),
        "literally OK"
    );
    assert_eq!(delete(1004).await.status, 404, "it is gone");
    assert_eq!(
        desk.get("/api/chat/chats/1004/messages").await.status,
        404,
        "with its messages"
    );
    assert_eq!(desk.list("").await.0, 11, "and from the list");
    assert_eq!(
        desk.say(1004, "hello?").await.status,
        404,
        "nobody can write there"
    );
    desk.sandbox
        .set_quirks(|quirks| quirks.delete_answer = WriteAnswer::Empty);
    assert_eq!(delete(1005).await.text, "", "or nothing at all");
}

#[tokio::test]
async fn the_level_of_chat_calls_is_a_switch() {
    let desk = Desk::open().await;
    let statuses = async || {
        let as_operator = desk
            .request(Method::GET, "/api/chat/chats")
            .bearer_auth(&desk.operator);
        (
            desk.get("/api/chat/chats").await.status,
            desk.send(as_operator).await.status,
        )
    };
    assert_eq!(statuses().await, (200, 200), "either by default");
    desk.sandbox
        .set_quirks(|quirks| quirks.chat_level = ChatLevel::Operator);
    assert_eq!(statuses().await, (403, 200), "operators only");
    desk.sandbox
        .set_quirks(|quirks| quirks.chat_level = ChatLevel::Company);
    assert_eq!(statuses().await, (200, 403), "the company only");
}

#[tokio::test]
async fn an_operator_can_be_confined_to_the_organization() {
    let desk = demo().await;
    desk.sandbox
        .set_quirks(|quirks| quirks.operator_scope = OperatorScope::Organization);
    let request = desk
        .request(Method::GET, "/api/chat/chats?per_page=100")
        .bearer_auth(&desk.operator);
    let total = desk.send(request).await.json()["total"]
        .as_u64()
        .expect("a total");
    assert_eq!(
        total as usize,
        ids(&desk, |chat| chat.organization == 6).len(),
        "the operator's own"
    );
    let foreign = ids(&desk, |chat| chat.organization != 6);
    let foreign = *foreign.first().expect("others exist");
    assert_eq!(
        desk.say(foreign, "hi").await.status,
        404,
        "others are not there"
    );
}
