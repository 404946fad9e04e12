//! Texter's histories and files (texter.md §4.1, §4.3, §10.3).

use std::collections::BTreeSet;

use domain::{ErrorCode, RemoteChatId};
use sandbox::texter::{
    NewChat, Scope,
    quirks::{BeforeId, Kept, OverLimit, Quirks},
};

use crate::texter_support::{Shop, quirky, shop, without};

/// A way the documents can be read.
type Reading = (&'static str, fn(&mut Quirks));

/// Reads a history to its beginning; how many pages it took.
async fn whole(shop: &Shop, chat: &str) -> (BTreeSet<String>, usize) {
    let account = shop.account();
    let history = account.history().unwrap();
    let id = RemoteChatId::from(chat);
    let (mut seen, mut before, mut pages) = (BTreeSet::new(), None::<String>, 0);
    loop {
        let page = history.history(&id, before.as_deref()).await.unwrap();
        seen.extend(page.messages.into_iter().map(|message| message.id.0));
        pages += 1;
        assert!(pages < 30, "it must end");
        before = page.older;
        if before.is_none() {
            return (seen, pages);
        }
    }
}

#[tokio::test]
async fn a_history_is_read_to_its_beginning_however_the_service_pages() {
    let readings: [Reading; 5] = [
        ("as documented", |_| {}),
        ("an existing id is wanted", |it| {
            it.before_id = BeforeId::Existing
        }),
        ("the oldest are kept", |it| it.messages_kept = Kept::Oldest),
        ("at most 20 come", |it| {
            it.messages_max = 20;
            it.messages_over = OverLimit::Clamped;
        }),
        ("dates are exact", |it| it.whole_seconds = false),
    ];
    for (reading, change) in readings {
        let shop = quirky(|quirks| {
            change(quirks);
            quirks.rate_limit = false;
        })
        .await;
        for place in [0, 4, 6] {
            // Where an id is wanted, one must be known: from the bot's session, if it ever spoke.
            let spoke =
                |message: &sandbox::texter::MessageState| message.agent.as_deref() == Some("Bot");
            let wanted = shop.service.quirks().before_id == BeforeId::Existing;
            let chat = shop.service.chats()[place].id.clone();
            if wanted && !shop.service.messages(&chat).iter().any(spoke) {
                continue;
            }
            let known: BTreeSet<String> = shop
                .service
                .messages(&chat)
                .into_iter()
                .map(|message| message.id)
                .collect();
            let (seen, _) = whole(&shop, &chat).await;
            assert_eq!(seen, known, "{reading}: every message of chat {place}");
        }
    }
}

#[tokio::test]
async fn messages_of_one_moment_end_a_history_that_says_nothing_of_its_length() {
    let shop = quirky(|quirks| quirks.tells_range = false).await;
    let chat = shop.service.new_chat(NewChat::default());
    for text in ["one", "two", "three"] {
        shop.service.customer_writes(&chat, text).unwrap();
    }
    let written = shop.service.messages(&chat).len();
    let (seen, pages) = whole(&shop, &chat).await;
    assert_eq!(seen.len(), written, "each of them");
    assert!(pages <= 3, "and no page for ever: {pages}");
}

#[tokio::test]
async fn the_newest_page_is_asked_for_as_the_reference_says() {
    let shop = shop().await;
    let chat = shop.service.chats()[6].id.clone();
    let account = shop.account();
    let page = account
        .history()
        .unwrap()
        .history(&RemoteChatId::from(&*chat), None)
        .await
        .unwrap();
    assert_eq!(page.messages.len(), 50, "one page");
    assert!(page.older.is_some(), "and there is more");
    let asked = shop.service.log().pop().unwrap();
    assert_eq!(
        asked.query_value("beforeId"),
        Some("000000000000000000000000"),
        "nobody"
    );
    let time: i64 = asked.query_value("beforeTime").unwrap().parse().unwrap();
    let ahead = time - shop.service.now().as_millisecond();
    assert!(
        (50_000..=60_001).contains(&ahead),
        "a minute ahead: {ahead}"
    );
}

#[tokio::test]
async fn files_come_by_a_short_lived_link_without_the_token() {
    let shop = shop().await;
    let (state, chat) = shop.whatsapp();
    shop.service
        .customer_sends_photo(&state.id, "look")
        .unwrap();
    let account = shop.account();
    let page = account
        .history()
        .unwrap()
        .history(&chat, None)
        .await
        .unwrap();
    let url = page
        .messages
        .iter()
        .rev()
        .find_map(|message| message.attachments.first()?.url.clone())
        .unwrap();
    let media = account.media(&url, 1 << 20).await.unwrap();
    assert_eq!(media.mime, "image/png", "what it is");
    assert!(media.bytes.starts_with(b"\x89PNG"), "its bytes");
    let log = shop.service.log();
    let (share, fetch) = (&log[log.len() - 2], &log[log.len() - 1]);
    assert_eq!(share.body.as_ref().unwrap()["ttl"], 300, "for five minutes");
    assert_eq!(fetch.carrier, "none", "the token stays at home");
    let small = account.media(&url, 10).await.unwrap_err();
    assert_eq!(small.code, ErrorCode::Invalid, "larger than allowed");
    let gone = account.media("texter-file:nowhere", 10).await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotFound, "no such file");
}

#[tokio::test]
async fn files_say_which_scopes_they_need() {
    let shop = without(&[Scope::ViewFiles]).await;
    let error = shop.account().media("texter-file:x", 10).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Forbidden, "barred");
    assert!(error.message.contains("View all files"), "{error}");
}
