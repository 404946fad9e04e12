//! Search (section 3.1) and one chat (3.2).

use std::collections::BTreeSet;

use sandbox::texter::{NewChat, Scope, quirks::SearchPaging};
use serde_json::Value;

use super::{Shop, ids, refused};

fn keys(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[tokio::test]
async fn search_lists_chats_newest_message_first_with_the_total() {
    let shop = Shop::open().await;
    let answer = shop.json("/chats/search").await;
    let chats = answer["data"].as_array().unwrap();
    assert_eq!(answer["total"], 12, "all that have messages");
    let times: Vec<i64> = chats
        .iter()
        .map(|chat| chat["last_message_timestamp"].as_i64().unwrap())
        .collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "newest first: {times:?}");
    assert!(
        chats.iter().all(|chat| chat.get("lastMessage").is_none()),
        "no previews in a search"
    );
    let page = shop.json("/chats/search?limit=5&skip=5").await;
    assert_eq!(
        ids(page["data"].as_array().unwrap()),
        ids(&chats[5..10]),
        "limit and skip"
    );
}

#[tokio::test]
async fn the_two_shapes_of_a_chat_differ_as_documented() {
    let shop = Shop::open().await;
    let chats = shop.json("/chats/search").await;
    let full = &chats["data"][0];
    let id = full["_id"].as_str().unwrap();
    let flat = shop.json(&format!("/chats/{id}")).await;
    assert_eq!(flat["success"], true, "a flag beside the fields");
    assert_eq!(
        flat["lastMessageTimestamp"], full["last_message_timestamp"],
        "the same moment under two names"
    );
    assert!(
        flat["lastMessage"]["type"].is_string(),
        "the preview is here only"
    );
    for missing in [
        "_id",
        "labels",
        "crmData",
        "displayName",
        "last_message_timestamp",
    ] {
        assert!(
            !keys(&flat).contains(missing),
            "{missing} is not in the short form"
        );
    }
    for there in ["_id", "crmData", "updatedAt", "channelInfo", "botState"] {
        assert!(keys(full).contains(there), "{there} is in the full form");
    }
}

#[tokio::test]
async fn moments_have_three_units_by_field_name() {
    let shop = Shop::frozen().await;
    let resolved = shop.chat(|chat| chat.status == sandbox::texter::Status::Resolved);
    let all = shop.json("/chats/search").await;
    let all = all["data"].as_array().unwrap();
    let chat = all.iter().find(|chat| chat["_id"] == *resolved.id).unwrap();
    let millis = chat["last_message_timestamp"].as_i64().unwrap();
    assert!(millis > 1_700_000_000_000, "milliseconds: {millis}");
    let seconds = chat["resolvedUpdateTime"].as_i64().unwrap();
    assert!(seconds < 2_000_000_000, "seconds: {seconds}");
    let iso = chat["updatedAt"].as_str().unwrap();
    assert!(iso.ends_with('Z') && iso.contains('T'), "ISO 8601: {iso}");
}

#[tokio::test]
async fn filters_combine_and_words_are_checked() {
    let shop = Shop::open().await;
    let count = async |query: &str| {
        let answer = shop.json(&format!("/chats/search?{query}")).await;
        answer["total"].as_u64().unwrap() as usize
    };
    let known = shop.service.chats();
    let of = |fits: &dyn Fn(&sandbox::texter::ChatState) -> bool| {
        known.iter().filter(|it| fits(it)).count()
    };
    assert_eq!(
        count("statuses%5B%5D=PENDING&statuses[]=BOT").await,
        of(&|it| matches!(
            it.status,
            sandbox::texter::Status::Pending | sandbox::texter::Status::Bot
        )),
        "any of the statuses, brackets escaped or not"
    );
    assert_eq!(
        count("labels[]=vip&labels[]=warranty").await,
        of(&|it| it
            .labels
            .iter()
            .any(|label| label == "vip" || label == "warranty")),
        "any of the labels"
    );
    assert_eq!(
        count("channel[name]=instagram&channel[accountId]=178414000099").await,
        of(&|it| it.channel == "instagram"),
        "one account"
    );
    for (query, word) in [
        ("statuses[]=TAKEN", "statuses"),
        ("statuses[]=SOLVED", "statuses"),
        ("channel[name]=whatsapp", "channel"),
        ("channel[name]=sms&channel[accountId]=1", "channel"),
        ("search=a", "search"),
        ("limit=0", "limit"),
        ("limit=10001", "limit"),
        ("limit=ten", "limit"),
        ("skip=-1", "skip"),
        ("labels[]=vip&labels[]=vip", "labels"),
    ] {
        refused(
            &shop.get(&format!("/chats/search?{query}")).await,
            400,
            word,
        );
    }
}

#[tokio::test]
async fn names_and_phones_in_any_form_are_found() {
    let shop = Shop::open().await;
    let chat = shop.service.new_chat(NewChat {
        title: Some("Zelda Quince".into()),
        contact: Some("972521234567".into()),
        ..NewChat::default()
    });
    for term in [
        "zelda",
        "QUINCE",
        "0521234567",
        "%2B972-52-123-4567",
        "1234567",
    ] {
        let found = shop.json(&format!("/chats/search?search={term}")).await;
        let found = ids(found["data"].as_array().unwrap());
        assert!(found.contains(&chat), "{term} finds it: {found:?}");
    }
}

#[tokio::test]
async fn paging_can_be_ignored_or_refused() {
    let shop = Shop::quirky(|quirks| quirks.search_paging = SearchPaging::Ignored).await;
    let answer = shop.json("/chats/search?limit=1&skip=3").await;
    assert_eq!(answer["data"].as_array().unwrap().len(), 12, "as if unsaid");
    shop.service
        .set_quirks(|quirks| quirks.search_paging = SearchPaging::Refused);
    refused(&shop.get("/chats/search?limit=1").await, 400, "limit");
}

#[tokio::test]
async fn scopes_gate_each_call_by_itself() {
    let shop = Shop::without(&[Scope::ListChats, Scope::SendSession]).await;
    refused(&shop.get("/chats/search").await, 403, "scope");
    let chat = shop.on("whatsapp").id;
    refused(&shop.get(&format!("/chats/{chat}")).await, 403, "scope");
    assert_eq!(
        shop.get("/labels").await.status,
        200,
        "labels are for any token"
    );
    shop.service.set_quirks(|quirks| quirks.scope_status = 401);
    refused(&shop.get("/chats/search").await, 401, "scope");
    shop.service.set_scopes(Scope::ALL.to_vec());
    assert_eq!(shop.get("/chats/search").await.status, 200, "granted");
}

#[tokio::test]
async fn unknown_chats_and_wrong_tokens_are_refused() {
    let mut shop = Shop::open().await;
    refused(&shop.get("/chats/nowhere").await, 404, "not found");
    refused(&shop.get("/no/such/call").await, 404, "Not Found");
    shop.token = "wrong".into();
    refused(&shop.get("/labels").await, 401, "Unauthorized");
}
