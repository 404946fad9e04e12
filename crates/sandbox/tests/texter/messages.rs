//! Histories (section 4.1).

use sandbox::texter::{
    Scope,
    quirks::{BeforeId, Kept, OverLimit},
};

use super::{NEWEST, Shop, ids, refused};

#[tokio::test]
async fn a_history_is_paged_back_by_time_and_id_without_loss() {
    let shop = Shop::open().await;
    let chat = shop.service.chats()[6].id.clone();
    let all = shop.history(&chat, &format!("{NEWEST}&limit=10000")).await;
    assert_eq!(all.len(), 170, "the long one");
    let (mut seen, mut cursor) = (Vec::new(), NEWEST.to_owned());
    loop {
        let page = shop.history(&chat, &format!("{cursor}&limit=50")).await;
        let fresh: Vec<String> = ids(&page)
            .into_iter()
            .filter(|id| !seen.contains(id))
            .collect();
        if fresh.is_empty() {
            break;
        }
        let times: Vec<i64> = page
            .iter()
            .map(|it| it["timestamp"].as_i64().unwrap())
            .collect();
        assert!(times.is_sorted(), "each page is ascending");
        cursor = format!(
            "beforeTime={}&beforeId={}",
            times[0],
            page[0]["_id"].as_str().unwrap()
        );
        seen.splice(0..0, fresh);
    }
    assert_eq!(seen, ids(&all), "every message once");
}

#[tokio::test]
async fn the_time_is_inclusive_and_the_id_excluded() {
    let shop = Shop::open().await;
    let chat = shop.service.chats()[4].id.clone();
    let all = shop.history(&chat, NEWEST).await;
    let (last, time) = (&all[all.len() - 1], all[all.len() - 1]["timestamp"].clone());
    let with = |id: &str| format!("beforeTime={time}&beforeId={id}");
    let page = shop.history(&chat, &with("0")).await;
    assert_eq!(page.last(), Some(last), "up to and with this time");
    let page = shop
        .history(&chat, &with(last["_id"].as_str().unwrap()))
        .await;
    assert!(!page.contains(last), "but without the one that is named");
}

#[tokio::test]
async fn a_filter_is_compulsory() {
    let shop = Shop::open().await;
    let chat = shop.on("whatsapp").id;
    for query in [
        "",
        "limit=5",
        "beforeTime=1",
        "beforeId=0",
        "beforeTime=soon&beforeId=0",
        "beforeTime=1&beforeId=A-B",
        "botSessionId=",
        "beforeTime=1&beforeId=0&botSessionId=1",
        "limit=-1&beforeTime=1&beforeId=0",
    ] {
        let reply = shop.get(&format!("/messages/chat/{chat}?{query}")).await;
        assert_eq!(reply.status, 400, "{query}: {}", reply.text);
    }
    let reply = shop.get(&format!("/messages/chat/nowhere?{NEWEST}")).await;
    refused(&reply, 404, "Chat");
}

#[tokio::test]
async fn the_range_is_the_whole_chats_and_the_session_the_bots() {
    let shop = Shop::open().await;
    let chat = shop.service.chats()[6].id.clone();
    let answer = shop
        .json(&format!("/messages/chat/{chat}?{NEWEST}&limit=1"))
        .await;
    let all = shop.history(&chat, &format!("{NEWEST}&limit=999")).await;
    assert_eq!(answer["minTime"], all[0]["timestamp"], "of the oldest");
    assert_eq!(answer["maxTime"], all[169]["timestamp"], "of the newest");
    let state = shop.json(&format!("/chats/{chat}")).await;
    let session = state["botState"]["id"].as_str().unwrap();
    let page = shop
        .history(&chat, &format!("botSessionId={session}"))
        .await;
    assert!(!page.is_empty(), "the bot spoke here");
    assert!(
        page.iter().all(|it| it["agent"] == "Bot"),
        "and nobody else"
    );
}

#[tokio::test]
async fn system_messages_stand_between_the_others() {
    let shop = Shop::open().await;
    let chat = shop.service.chats()[6].id.clone();
    let all = shop.history(&chat, &format!("{NEWEST}&limit=999")).await;
    let system: Vec<_> = all
        .iter()
        .filter(|it| it["systemMessage"] == true)
        .collect();
    assert!(!system.is_empty(), "the seed has some");
    for message in system {
        assert!(message["newChatStatus"].is_number(), "it says what changed");
        for missing in ["direction", "status", "type", "text"] {
            assert!(
                message.get(missing).is_none(),
                "no {missing} on a system message"
            );
        }
    }
}

#[tokio::test]
async fn other_readings_are_switched() {
    let shop = Shop::open().await;
    let chat = shop.service.chats()[6].id.clone();
    let path = format!("/messages/chat/{chat}?{NEWEST}&limit=200");
    shop.service.set_quirks(|quirks| quirks.messages_max = 100);
    refused(&shop.get(&path).await, 400, "limit");
    shop.service
        .set_quirks(|quirks| quirks.messages_over = OverLimit::Clamped);
    assert_eq!(
        shop.json(&path).await["messages"].as_array().unwrap().len(),
        100,
        "cut to the most"
    );
    let newest = ids(&shop.history(&chat, &format!("{NEWEST}&limit=3")).await);
    shop.service
        .set_quirks(|quirks| quirks.messages_kept = Kept::Oldest);
    let oldest = ids(&shop.history(&chat, &format!("{NEWEST}&limit=3")).await);
    assert_ne!(newest, oldest, "the other end");
    shop.service
        .set_quirks(|quirks| quirks.before_id = BeforeId::Existing);
    refused(&shop.get(&path).await, 400, "beforeId");
    shop.service
        .set_quirks(|quirks| quirks.reading_resets_unread = true);
    let pending = shop.chat(|chat| chat.unread > 0);
    let last = shop.service.messages(&pending.id).pop().unwrap().id;
    shop.history(
        &pending.id,
        &format!("beforeTime=9999999999999&beforeId={last}"),
    )
    .await;
    assert_eq!(shop.service.chat(&pending.id).unwrap().unread, 0, "read");
}

#[tokio::test]
async fn reading_needs_its_scope_and_changes_nothing() {
    let shop = Shop::open().await;
    let before = shop.chat(|chat| chat.unread > 0);
    shop.history(&before.id, NEWEST).await;
    assert_eq!(
        shop.service.chat(&before.id).unwrap().unread,
        before.unread,
        "still unread"
    );
    shop.service.set_scopes(Scope::all_but(&[Scope::ViewChats]));
    let reply = shop
        .get(&format!("/messages/chat/{}?{NEWEST}", before.id))
        .await;
    refused(&reply, 403, "scope");
}
