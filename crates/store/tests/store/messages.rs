use domain::view::SendOptions;
use domain::view::{ErrorView, MessageState};
use domain::{Attachment, AttachmentKind, Author, ChatStatus, Delivery, ErrorCode, RemoteMessage};
use store::{HistoryUpdate, MediaSource, MessageChanges};

use crate::support::{Fixture, NOON, at, customer, operator};

fn keys(page: &domain::view::MessagePage) -> Vec<&str> {
    page.messages.iter().map(|m| m.key.as_str()).collect()
}

#[tokio::test]
async fn history_that_brings_nothing_changes_nothing() {
    let store = Fixture::new();
    let messages = vec![customer("1", "a", 0), operator("2", "b", 1)];
    let chat = store.chat_with(messages.clone()).await;
    let changes = store.read_history(&chat, messages).await;
    assert_eq!(changes, MessageChanges::default(), "no news");
}

#[tokio::test]
async fn row_shows_the_last_message_and_since_when_the_customer_waits() {
    let store = Fixture::new();
    let mut named = customer("4", "\n  second line  \nthird", 30);
    named.author.name = Some("Oksana".into());
    named.phone = Some("+380501234567".into());
    let chat = store
        .chat_with(vec![
            customer("1", "a", 0),
            operator("2", "b", 10),
            customer("3", "c", 20),
            named,
        ])
        .await;
    let row = store.chat_row(chat.clone()).await.unwrap().unwrap();
    let last = row.last.unwrap();
    assert_eq!(last.text, "second line", "its first line");
    assert_eq!(last.name.as_deref(), Some("Oksana"), "who");
    assert_eq!(row.waiting_since, Some(at(20)), "the first unanswered one");
    assert_eq!(
        row.phone.as_deref(),
        Some("+380501234567"),
        "messages carry it"
    );
    store
        .enqueue_status(chat.clone(), ChatStatus::Closed, NOON)
        .await
        .unwrap();
    let row = store.chat_row(chat.clone()).await.unwrap().unwrap();
    assert_eq!(row.waiting_since, None, "nobody waits in a closed chat");
    store.push(&chat, operator("5", "d", 40)).await;
    store
        .enqueue_status(chat.clone(), ChatStatus::Open, NOON)
        .await
        .unwrap();
    let row = store.chat_row(chat).await.unwrap().unwrap();
    assert_eq!(row.waiting_since, None, "answered");
}

#[tokio::test]
async fn messages_of_one_second_stand_in_the_order_of_their_numbers() {
    let store = Fixture::new();
    let chat = store
        .chat_with(vec![
            customer("10", "c", 0),
            customer("9", "b", 0),
            customer("8", "a", 0),
        ])
        .await;
    let page = store.message_page(chat, None, 10).await.unwrap();
    assert_eq!(
        keys(&page),
        ["m:8", "m:9", "m:10"],
        "as numbers, not as text"
    );
}

#[tokio::test]
async fn page_continues_where_the_one_before_ended() {
    let store = Fixture::new();
    let chat = store
        .chat_with(
            (0..25)
                .map(|n| customer(&n.to_string(), "x", n / 3))
                .collect(),
        )
        .await;
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = store.message_page(chat.clone(), before, 10).await.unwrap();
        let mut part: Vec<String> = keys(&page).into_iter().map(str::to_owned).collect();
        part.extend(seen);
        seen = part;
        before = page.older;
        if before.is_none() {
            break;
        }
    }
    let all: Vec<String> = (0..25).map(|n| format!("m:{n}")).collect();
    assert_eq!(seen, all, "each once, in order");
    let error = store
        .message_page(chat, Some("nonsense".into()), 10)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid, "not a cursor");
}

#[tokio::test]
async fn cursor_stays_while_the_service_has_older_messages() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![]).await;
    let newest = HistoryUpdate::Newest {
        older: Some("p2".into()),
    };
    store
        .upsert_messages(chat.clone(), vec![customer("5", "e", 5)], newest, NOON)
        .await
        .unwrap();
    // The chat's first reading was whole and empty; a page that touches nothing opens a gap.
    assert_eq!(
        store
            .history_state(chat.clone())
            .await
            .unwrap()
            .older
            .as_deref(),
        Some("p2"),
        "where to go on"
    );
    let page = store.message_page(chat.clone(), None, 10).await.unwrap();
    let cursor = page.older.unwrap();
    let empty = store
        .message_page(chat.clone(), Some(cursor.clone()), 10)
        .await
        .unwrap();
    assert_eq!(
        empty.older.as_ref(),
        Some(&cursor),
        "nothing stored, but the service has more"
    );
    let older = HistoryUpdate::Older { older: None };
    store
        .upsert_messages(chat.clone(), vec![customer("4", "d", 4)], older, NOON)
        .await
        .unwrap();
    let page = store.message_page(chat, Some(cursor), 10).await.unwrap();
    assert_eq!(keys(&page), ["m:4"], "read meanwhile");
    assert_eq!(page.older, None, "the beginning");
}

#[tokio::test]
async fn page_that_touches_nothing_stored_leaves_no_hidden_gap() {
    let store = Fixture::new();
    let chat = store
        .chat_with(vec![customer("1", "a", 1), customer("2", "b", 2)])
        .await;
    let newest = HistoryUpdate::Newest {
        older: Some("p2".into()),
    };
    let changes = store
        .upsert_messages(
            chat.clone(),
            vec![customer("8", "h", 8), customer("9", "i", 9)],
            newest,
            NOON,
        )
        .await
        .unwrap();
    assert_eq!(
        changes.removed, 2,
        "what lies beyond the gap is read again when asked for"
    );
    let page = store.message_page(chat, None, 10).await.unwrap();
    assert_eq!(keys(&page), ["m:8", "m:9"], "no gap");
}

#[tokio::test]
async fn message_deleted_at_the_service_goes_and_a_pushed_one_stays() {
    let store = Fixture::new();
    let chat = store
        .chat_with(vec![
            customer("1", "a", 1),
            customer("2", "b", 2),
            customer("3", "c", 3),
        ])
        .await;
    store.push(&chat, customer("4", "d", 4)).await;
    let changes = store
        .read_history(&chat, vec![customer("1", "a", 1), customer("3", "c", 3)])
        .await;
    assert_eq!(changes.removed, 1, "2 is gone");
    let page = store.message_page(chat, None, 10).await.unwrap();
    assert_eq!(
        keys(&page),
        ["m:1", "m:3", "m:4"],
        "4 came while the history was read"
    );
}

#[tokio::test]
async fn known_values_are_not_replaced_by_unsaid_ones() {
    let store = Fixture::new();
    let full = RemoteMessage {
        author: Author {
            name: Some("Jane".into()),
            operator: Some("21".into()),
            ..operator("1", "a", 0).author
        },
        delivery: Some(Delivery::Read),
        ..operator("1", "a", 0)
    };
    let chat = store.chat_with(vec![full]).await;
    store.push(&chat, operator("1", "a", 0)).await;
    let page = store.message_page(chat, None, 10).await.unwrap();
    assert_eq!(page.messages[0].name.as_deref(), Some("Jane"), "kept");
    assert_eq!(
        page.messages[0].state,
        MessageState::Delivery {
            delivery: Delivery::Read
        },
        "never back from read"
    );
}

#[tokio::test]
async fn files_have_safe_names_and_an_address() {
    let store = Fixture::new();
    let mut message = customer("1", "", 0);
    message.attachments = vec![
        Attachment {
            kind: AttachmentKind::Photo,
            name: Some("../../etc/\u{202e}gpj.exe\n".into()),
            mime: None,
            url: Some("/files/1".into()),
            size: Some(9),
        },
        Attachment {
            kind: AttachmentKind::File,
            name: None,
            mime: None,
            url: None,
            size: None,
        },
    ];
    let chat = store.chat_with(vec![message]).await;
    let page = store.message_page(chat.clone(), None, 10).await.unwrap();
    let files = &page.messages[0].attachments;
    assert_eq!(files[0].name, "gpj.exe", "no folders, no tricks");
    assert_eq!(files[1].name, "file", "never empty");
    assert!(
        files[0].available && !files[1].available,
        "as far as the service said"
    );
    let source = store
        .media_source(chat.clone(), "m:1".into(), 0)
        .await
        .unwrap();
    assert!(
        matches!(source, MediaSource::Remote { ref url, .. } if url == "/files/1"),
        "as the service wrote it"
    );
    let error = store.media_source(chat, "m:1".into(), 1).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound, "no address");
}

#[tokio::test]
async fn staged_and_queued_files_are_read_from_here() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![]).await;
    let file = crate::drafts::file("a.png");
    let id = store
        .add_attachment(chat.clone(), file.clone(), NOON)
        .await
        .unwrap()
        .id;
    let staged = store
        .media_source(chat.clone(), format!("a:{id}"), 0)
        .await
        .unwrap();
    assert!(staged == MediaSource::Local(file.clone()), "staged");
    let row = store
        .enqueue_send(
            chat.clone(),
            String::new(),
            vec![id],
            SendOptions::default(),
            NOON,
            NOON,
        )
        .await
        .unwrap()[0];
    let queued = store
        .media_source(chat, format!("o:{row}"), 0)
        .await
        .unwrap();
    assert!(queued == MediaSource::Local(file), "queued");
}

#[tokio::test]
async fn trouble_with_a_history_shows_until_it_is_read() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![]).await;
    let error = ErrorView {
        code: ErrorCode::Server,
        message: "no".into(),
    };
    assert!(
        store
            .save_history_error(chat.clone(), error.clone())
            .await
            .unwrap(),
        "news"
    );
    assert!(
        !store
            .save_history_error(chat.clone(), error.clone())
            .await
            .unwrap(),
        "no news"
    );
    assert_eq!(
        store.chat_view(chat.clone()).await.unwrap().error,
        Some(error),
        "shown"
    );
    let changes = store.read_history(&chat, vec![]).await;
    assert!(changes.row, "it went");
    assert_eq!(store.chat_view(chat).await.unwrap().error, None, "gone");
}

#[tokio::test]
async fn push_makes_a_chat_that_was_not_known_and_a_history_does_not() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![]).await;
    let unknown = domain::ChatId::new(chat.account, "99");
    store
        .read_history(&unknown, vec![customer("1", "a", 0)])
        .await;
    assert_eq!(
        store.chat_row(unknown.clone()).await.unwrap(),
        None,
        "removed meanwhile"
    );
    let changes = store.push(&unknown, customer("1", "a", 0)).await;
    assert!(changes.new[0].fresh, "news");
    assert_eq!(
        store.chat_row(unknown).await.unwrap().unwrap().unread,
        1,
        "made"
    );
}
