//! Notes, canned replies, saved views.

use domain::view::{ChatListQuery, ChatSort, LibraryChange, NoteOrigin};
use domain::{ChatFilter, ErrorCode, ViewId};
use store::HistoryUpdate;

use crate::support::{Fixture, NOON, at, customer, operator};

#[tokio::test]
async fn notes_stand_between_the_messages_by_their_time_each_once() {
    let mut store = Fixture::new();
    let chat = store.chat_with(Vec::new()).await;
    let history = (1..=6)
        .map(|n| customer(&n.to_string(), "hi", n * 10))
        .collect();
    store.read_history(&chat, history).await;
    for second in [5, 15, 30, 47, 99] {
        let text = format!("note {second}");
        store
            .add_note(chat.clone(), text, at(second))
            .await
            .unwrap();
    }
    store.reopen();
    let mut shown: Vec<String> = Vec::new();
    let mut before = None;
    let mut pages = 0;
    loop {
        let page = store.message_page(chat.clone(), before, 2).await.unwrap();
        let times: Vec<_> = page.messages.iter().map(|message| message.at).collect();
        assert!(times.is_sorted(), "by time: {times:?}");
        let stretch = page.messages.into_iter().map(|message| match message.note {
            Some(NoteOrigin::Here) => message.text,
            _ => message.key,
        });
        shown.splice(0..0, stretch);
        pages += 1;
        before = page.older;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(pages, 3, "two messages a page");
    let expected = [
        "note 5", "m:1", "note 15", "m:2", "m:3", "note 30", "m:4", "note 47", "m:5", "m:6",
        "note 99",
    ];
    assert_eq!(shown, expected, "none lost, none twice");
}

#[tokio::test]
async fn notes_are_changed_and_thrown_away_in_their_own_chat_only() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![operator("1", "a", 0)]).await;
    let other = domain::ChatId::new(chat.account, "other");
    let key = store
        .add_note(chat.clone(), " first ".into(), NOON)
        .await
        .unwrap();
    let edit = store.edit_note(other, key.clone(), "x".into(), at(1)).await;
    assert_eq!(edit.unwrap_err().code, ErrorCode::NotFound, "not there");
    store
        .edit_note(chat.clone(), key.clone(), "second".into(), at(1))
        .await
        .unwrap();
    let page = store.message_page(chat.clone(), None, 9).await.unwrap();
    let note = page.messages.last().unwrap();
    assert_eq!(
        (note.text.as_str(), note.edited_at),
        ("second", Some(at(1))),
        "changed"
    );
    let empty = store.add_note(chat.clone(), "  ".into(), NOON).await;
    assert_eq!(
        empty.unwrap_err().code,
        ErrorCode::Invalid,
        "nothing to keep"
    );
    store.delete_note(chat.clone(), key.clone()).await.unwrap();
    let page = store.message_page(chat.clone(), None, 9).await.unwrap();
    assert_eq!(page.messages.len(), 1, "gone");
    assert!(store.delete_note(chat, key).await.is_err(), "once");
}

#[tokio::test]
async fn note_in_a_history_that_goes_on_waits_for_its_stretch() {
    let store = Fixture::new();
    let chat = store.chat_with(Vec::new()).await;
    let newest = HistoryUpdate::Newest {
        older: Some("p2".into()),
    };
    store
        .upsert_messages(chat.clone(), vec![customer("9", "hi", 90)], newest, NOON)
        .await
        .unwrap();
    store
        .add_note(chat.clone(), "early".into(), at(5))
        .await
        .unwrap();
    let page = store.message_page(chat.clone(), None, 9).await.unwrap();
    assert_eq!(page.messages.len(), 1, "what lies between isn't known yet");
    let older = HistoryUpdate::Older { older: None };
    store
        .upsert_messages(chat.clone(), vec![customer("1", "hi", 1)], older, NOON)
        .await
        .unwrap();
    let page = store.message_page(chat, page.older, 9).await.unwrap();
    let keys: Vec<&str> = page
        .messages
        .iter()
        .map(|message| message.key.as_str())
        .collect();
    assert_eq!(keys, ["m:1", "n:1"], "in its place");
}

fn canned(id: Option<i64>, shortcut: &str, text: &str) -> LibraryChange {
    LibraryChange::SaveCanned {
        id: id.map(domain::CannedId),
        shortcut: shortcut.into(),
        title: String::new(),
        text: text.into(),
    }
}

#[tokio::test]
async fn canned_replies_are_found_by_one_shortcut_each() {
    let mut store = Fixture::new();
    store
        .change_library(canned(None, "thanks", "Thank you!"))
        .await
        .unwrap();
    store
        .change_library(canned(None, "bye", "Good bye."))
        .await
        .unwrap();
    for (change, why) in [
        (canned(None, "THANKS", "x"), "taken, whatever the case"),
        (canned(None, "two words", "x"), "not one word"),
        (canned(None, "", "x"), "none"),
        (canned(None, &"x".repeat(61), "x"), "too long"),
        (canned(None, "new", " "), "no text"),
    ] {
        let error = store.change_library(change).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Invalid, "{why}");
    }
    let id = store.library().await.unwrap().canned[1].id;
    store
        .change_library(canned(id.map(|id| id.0), "Thanks", "Many thanks!"))
        .await
        .unwrap();
    store.reopen();
    let kept = store.library().await.unwrap().canned;
    let shown: Vec<_> = kept
        .iter()
        .map(|one| (one.shortcut.as_str(), one.text.as_str()))
        .collect();
    assert_eq!(
        shown,
        [("Thanks", "Many thanks!"), ("bye", "Good bye.")],
        "as changed"
    );
    let delete = LibraryChange::DeleteCanned { id: id.unwrap() };
    store.change_library(delete.clone()).await.unwrap();
    let again = store.change_library(delete).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::NotFound, "once");
}

#[tokio::test]
async fn saved_views_keep_their_order_and_know_how_many_match() {
    let mut store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    store.pin_chat(chat.clone(), true).await.unwrap();
    let save = |name: &str, filter: ChatFilter| LibraryChange::SaveView {
        id: None,
        name: name.into(),
        query: Box::new(ChatListQuery {
            filter,
            sort: Some(ChatSort::Waiting),
            hold: Some(chat.clone()),
            offset: Some(5),
            limit: Some(1),
        }),
    };
    let waiting = ChatFilter {
        waiting: Some(true),
        ..ChatFilter::default()
    };
    let label = ChatFilter {
        label: Some("vip".into()),
        ..ChatFilter::default()
    };
    store
        .change_library(save("waiting", waiting.clone()))
        .await
        .unwrap();
    store.change_library(save("vip", label)).await.unwrap();
    store
        .change_library(save("all", ChatFilter::default()))
        .await
        .unwrap();
    let order = LibraryChange::OrderViews {
        ids: vec![ViewId(2), ViewId(1)],
    };
    store.change_library(order).await.unwrap();
    store.reopen();
    let views = store.library().await.unwrap().views;
    let shown: Vec<_> = views
        .iter()
        .map(|view| (view.name.as_str(), view.count))
        .collect();
    assert_eq!(
        shown,
        [("vip", 0), ("waiting", 1), ("all", 1)],
        "ordered and counted"
    );
    assert_eq!(views[1].filter, waiting, "as it was saved");
    assert_eq!(views[1].sort, ChatSort::Waiting, "as it was saved");
    store
        .change_library(LibraryChange::DeleteView { id: ViewId(1) })
        .await
        .unwrap();
    assert_eq!(store.library().await.unwrap().views.len(), 2, "gone");
}
