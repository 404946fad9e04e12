use domain::view::{ChatListQuery, MessageQuery};
use domain::{AuthorKind, ChatFilter, ChatId};
use store::HistoryUpdate;

use crate::support::{Fixture, NOON, at, customer, operator, remote_chat};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Erases all that is too old; how many messages that were.
async fn let_go(store: &Fixture) -> u32 {
    let mut all = 0;
    loop {
        let gone = store.let_go().await.unwrap();
        if gone.messages == 0 {
            return all;
        }
        all += gone.messages;
    }
}

async fn texts(store: &Fixture, chat: &ChatId) -> Vec<String> {
    let page = store.message_page(chat.clone(), None, 500).await.unwrap();
    page.messages.into_iter().map(|one| one.text).collect()
}

async fn hits(store: &Fixture, text: &str) -> usize {
    let query = MessageQuery {
        filter: ChatFilter {
            text: Some(text.to_owned()),
            ..ChatFilter::default()
        },
        ..MessageQuery::default()
    };
    store.message_search(query).await.unwrap().hits.len()
}

#[tokio::test]
async fn old_messages_go_with_their_words_and_what_the_person_made_stays() {
    let store = Fixture::new();
    let chat = store
        .chat_with(vec![
            customer("1", "an old zeppelin", -40 * DAY),
            operator("2", "an answer", -39 * DAY),
            customer("3", "a new zeppelin", -1),
        ])
        .await;
    store
        .save_draft(chat.clone(), "half a sentence".into(), None, NOON)
        .await
        .unwrap();
    store
        .add_note(chat.clone(), "calls on Monday".into(), at(-40 * DAY))
        .await
        .unwrap();
    assert_eq!(let_go(&store).await, 0, "for ever, if nobody says else");
    store.keep_since(Some(at(-30 * DAY))).await.unwrap();
    assert_eq!(let_go(&store).await, 2, "those before that day");
    assert_eq!(
        texts(&store, &chat).await,
        ["calls on Monday", "a new zeppelin"],
        "what is newer, and the note whatever its age"
    );
    assert_eq!(hits(&store, "zeppelin").await, 1, "nor are they found");
    assert_eq!(hits(&store, "answer").await, 0, "by any of their words");
    let draft = store.draft(chat.clone()).await.unwrap();
    assert_eq!(draft.text, "half a sentence", "the draft");
    let row = store.chat_row(chat).await.unwrap().unwrap();
    assert_eq!(row.last.unwrap().text, "a new zeppelin", "the last line");
}

#[tokio::test]
async fn what_is_too_old_is_not_stored_again_however_often_it_is_told() {
    let store = Fixture::new();
    let history = || vec![customer("1", "old", -40 * DAY), customer("2", "new", -1)];
    let chat = store.chat_with(history()).await;
    store.keep_since(Some(at(-30 * DAY))).await.unwrap();
    let_go(&store).await;
    let again = store.read_history(&chat, history()).await;
    assert!(again.is_empty(), "no news: {again:?}");
    assert_eq!(texts(&store, &chat).await, ["new"], "nor stored");
}

#[tokio::test]
async fn chat_whose_messages_are_all_gone_keeps_its_place_and_its_customer_waits_on() {
    let store = Fixture::new();
    let chat = store
        .chat_with(vec![
            operator("1", "hello", -50 * DAY),
            customer("2", "secret wish", -40 * DAY),
        ])
        .await;
    let before = store.chat_row(chat.clone()).await.unwrap().unwrap();
    store.keep_since(Some(at(-30 * DAY))).await.unwrap();
    let_go(&store).await;
    let row = store.chat_row(chat.clone()).await.unwrap().unwrap();
    let (was, is) = (before.last.unwrap(), row.last.unwrap());
    assert_eq!(is.text, "", "not its words");
    assert_eq!((is.at, is.author), (was.at, was.author), "when and by whom");
    assert_eq!(row.waiting_since, before.waiting_since, "since when");
    assert!(row.waiting_since.is_some(), "it does wait");
    store.push(&chat, customer("3", "and?", -1)).await;
    let row = store.chat_row(chat.clone()).await.unwrap().unwrap();
    assert_eq!(row.waiting_since, before.waiting_since, "still since then");
    store.push(&chat, operator("4", "done", 0)).await;
    let row = store.chat_row(chat).await.unwrap().unwrap();
    assert_eq!(row.waiting_since, None, "answered at last");
}

#[tokio::test]
async fn list_tells_of_an_old_message_without_its_words() {
    let store = Fixture::new();
    store.keep_since(Some(at(-30 * DAY))).await.unwrap();
    let chat = store.chat_with(Vec::new()).await;
    let told = domain::RemoteChat {
        last_message: Some(customer("1", "old words", -40 * DAY)),
        ..remote_chat("7")
    };
    store
        .upsert_chats(chat.account, vec![told], store::Told::Now, NOON)
        .await
        .unwrap();
    let page = store
        .chat_list(ChatListQuery::default(), None)
        .await
        .unwrap();
    let last = page.rows[0].last.clone().unwrap();
    assert_eq!(
        (last.at, last.author, last.text.as_str()),
        (at(-40 * DAY), AuthorKind::Customer, ""),
        "when and by whom, nothing more"
    );
    assert_eq!(hits(&store, "words").await, 0, "nor can it be found");
}

#[tokio::test]
async fn pages_of_a_history_are_not_asked_for_beyond_what_is_kept() {
    let store = Fixture::new();
    let chat = store.chat_with(Vec::new()).await;
    store.keep_since(Some(at(-30 * DAY))).await.unwrap();
    let older = async || store.history_state(chat.clone()).await.unwrap().older;
    let page = |id: &str, day: i64, older: Option<&str>, newest: bool| {
        let older = older.map(str::to_owned);
        let update = if newest {
            HistoryUpdate::Newest { older }
        } else {
            HistoryUpdate::Older { older }
        };
        store.upsert_messages(
            chat.clone(),
            vec![customer(id, "text", -day * DAY)],
            update,
            NOON,
        )
    };
    page("9", 1, Some("p2"), true).await.unwrap();
    assert_eq!(older().await.as_deref(), Some("p2"), "there is more");
    page("8", 20, Some("p3"), false).await.unwrap();
    assert_eq!(older().await.as_deref(), Some("p3"), "and more");
    page("7", 40, Some("p4"), false).await.unwrap();
    assert_eq!(older().await, None, "but that is too old");
    page("9", 1, Some("p2"), true).await.unwrap();
    assert_eq!(older().await, None, "and stays so");
    store.keep_since(Some(at(-90 * DAY))).await.unwrap();
    let again = store.chats_to_read(chat.account, 9).await.unwrap();
    assert_eq!(
        again,
        std::slice::from_ref(&chat),
        "more is kept now: it is read again"
    );
    page("9", 1, Some("p2"), true).await.unwrap();
    assert_eq!(older().await.as_deref(), Some("p2"), "from its end on");
}

#[tokio::test]
async fn many_messages_go_in_small_steps() {
    let store = Fixture::new();
    let old = (0..1_200).map(|n| customer(&n.to_string(), "old", -40 * DAY + n));
    let chat = store.chat_with(old.collect()).await;
    store.keep_since(Some(at(-30 * DAY))).await.unwrap();
    let first = store.let_go().await.unwrap();
    assert!(
        (1..=500).contains(&first.messages),
        "others write in between: {}",
        first.messages
    );
    assert_eq!(
        first.chats,
        std::slice::from_ref(&chat),
        "and says whose they were"
    );
    assert_eq!(first.messages + let_go(&store).await, 1_200, "all of them");
    assert!(texts(&store, &chat).await.is_empty(), "gone");
}

#[tokio::test]
async fn what_a_reader_keeps_in_the_log_is_erased_after_it() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "Secret", 0)]).await;
    let reader = store.raw("cache.db");
    reader.execute_batch("BEGIN").unwrap();
    reader
        .query_row("SELECT count(*) FROM messages", [], |_| Ok(()))
        .unwrap();
    assert!(store.remove_chat(chat, NOON).await.unwrap(), "it was there");
    assert!(
        !store.scrub().await.unwrap(),
        "the reader still needs the old pages"
    );
    reader.execute_batch("COMMIT").unwrap();
    assert!(store.scrub().await.unwrap(), "all of it");
    let log = store.dir.path().join("cache.db-wal");
    assert_eq!(std::fs::metadata(log).unwrap().len(), 0, "nothing lingers");
}
