//! Histories, files, changing and deleting (smart-sender.md §5.2, §6.5 to §6.8).

use domain::provider::SharedProvider;
use domain::{AuthorKind, Delivery, ErrorCode, RemoteChatId, RemoteMessage, RemoteMessageId};
use sandbox::smart_sender::quirks::{DateForm, DateZone, Deleted, SentAs};
use sandbox::{Fault, FaultKind};

use crate::smart_sender_desk::{Desk, desk, desk_with};
use crate::support::{text, unwatched};

async fn newest(account: &SharedProvider, chat: &RemoteChatId) -> Vec<RemoteMessage> {
    let history = account.history().expect("histories are read");
    history.history(chat, None).await.unwrap().messages
}

async fn message(account: &SharedProvider, chat: &RemoteChatId, id: i64) -> RemoteMessage {
    let id = RemoteMessageId(id.to_string());
    let mut page = newest(account, chat).await.into_iter();
    page.find(|message| message.id == id).expect("it is there")
}

/// The chat with more messages than a page.
fn long(desk: &Desk) -> (i64, RemoteChatId) {
    let chats = desk.sandbox.chats().into_iter();
    let chat = chats.max_by_key(|chat| desk.sandbox.messages(chat.id).len());
    let id = chat.expect("there are chats").id;
    (id, RemoteChatId(id.to_string()))
}

#[tokio::test]
async fn a_history_is_read_page_by_page_back_to_its_beginning() {
    let desk = desk().await;
    let (number, chat) = long(&desk);
    let account = desk.account();
    let (mut read, mut before) = (Vec::new(), None);
    loop {
        let history = account.history().expect("histories are read");
        let page = history.history(&chat, before.as_deref()).await.unwrap();
        read.extend(page.messages);
        before = page.older;
        if before.is_none() {
            break;
        }
    }
    let known = desk.sandbox.messages(number);
    assert!(known.len() > 100, "several pages");
    assert_eq!(read.len(), known.len(), "all, what only operators see too");
    for (read, known) in read.iter().rev().zip(&known) {
        assert_eq!(read.id.0, known.id.to_string(), "newest first");
        assert_eq!(read.sent_at.0 / 1000, known.created_at.as_second(), "date");
        let customer = read.author.kind == AuthorKind::Customer;
        assert_eq!(customer, known.inbound, "side");
        assert_eq!(read.extras.internal, known.internal, "for operators only");
    }
    let first = desk.requests().replace(&number.to_string(), "CHAT");
    insta::assert_snapshot!(first.lines().take(2).collect::<Vec<_>>().join("\n"));
}

#[tokio::test]
async fn where_a_chat_has_no_messages_its_customer_is_asked_for_them() {
    let desk = desk().await;
    let (number, chat) = long(&desk);
    let account = desk.account();
    // Whose chat it is has to be known first.
    account.chat_lookup().unwrap().chat(&chat).await.unwrap();
    let gone = FaultKind::StatusBefore {
        status: 404,
        retry_after: None,
    };
    desk.sandbox
        .fault(Fault::on("GET", "/v1/chats/", gone).times(99));
    let (mut read, mut before) = (0, None);
    loop {
        let history = account.history().expect("histories are read");
        let page = history.history(&chat, before.as_deref()).await.unwrap();
        read += page.messages.len();
        before = page.older;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(read, desk.sandbox.messages(number).len(), "all of them");
    let error = desk.account().history().unwrap().history(&chat, None).await;
    assert_eq!(
        error.unwrap_err().code,
        ErrorCode::NotFound,
        "whose it is isn't known: it is gone"
    );
}

#[tokio::test]
async fn every_kind_of_content_is_shown() {
    let desk = desk().await;
    let chat = desk.sandbox.chats()[4].id;
    let account = desk.account();
    let page = newest(&account, &RemoteChatId(chat.to_string())).await;
    let known = desk.sandbox.messages(chat);
    let mut lines = Vec::new();
    for message in page.iter().rev() {
        let state = known.iter().find(|it| it.id.to_string() == message.id.0);
        let kind = &state.expect("it is the service's").kind;
        if message.attachments.is_empty() && kind == "text" && message.extras.buttons.is_empty() {
            continue;
        }
        let files: Vec<String> = message
            .attachments
            .iter()
            .map(|file| {
                let name = file.name.as_deref().unwrap_or_default();
                let name = name.split_once('-').map_or(name, |(_, name)| name);
                let mime = file.mime.as_deref().unwrap_or_default();
                format!("{:?} {name} {mime}", file.kind)
            })
            .collect();
        lines.push(format!(
            "{kind}: {:?} {files:?} {:?} deleted={}",
            message.text, message.extras.buttons, message.extras.deleted
        ));
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test]
async fn files_come_without_the_token_unless_the_own_host_insists() {
    for insists in [false, true] {
        let desk = desk_with(|quirks| quirks.media_needs_token = insists).await;
        let (state, chat) = desk.on("telegram");
        let id = desk.sandbox.customer_sends_photo(state.id, "Look").unwrap();
        let account = desk.account();
        let photo = message(&account, &chat, id).await;
        assert_eq!(photo.text, "Look", "the caption");
        let url = photo.attachments[0].url.clone().unwrap();
        desk.sandbox.clear_log();
        let media = account.media(&url, 1 << 20).await.unwrap();
        assert_eq!(media.mime, "image/png", "a picture");
        let carriers: Vec<String> = desk
            .sandbox
            .log()
            .into_iter()
            .map(|request| request.carrier)
            .collect();
        let expected: &[&str] = if insists {
            &["none", "bearer"]
        } else {
            &["none"]
        };
        assert_eq!(carriers, expected, "the token only where it must");
    }
}

#[tokio::test]
async fn what_was_sent_is_changed_and_deleted_where_the_gate_allows() {
    for deleted in [Deleted::Transient, Deleted::Gone] {
        let desk = desk_with(|quirks| quirks.deleted = deleted).await;
        let (state, chat) = desk.on("telegram");
        let id = desk.sandbox.colleague_replies(state.id, "Helo").unwrap();
        let account = desk.account();
        let edits = account.edits().expect("messages are changed");
        let sent = message(&account, &chat, id).await;
        let handle = sent.extras.handle.clone().expect("Telegram allows it");
        assert!(sent.extras.editable, "it is a text");
        edits.edit(&sent.id, &handle, "Hello").await.unwrap();
        let changed = message(&account, &chat, id).await;
        assert_eq!(changed.text, "Hello", "the new text");
        assert!(changed.extras.edited_at.is_some(), "and that it is one");
        desk.sandbox.clear_log();
        edits.delete(&sent.id, &handle).await.unwrap();
        let request = desk.requests().replace(&handle, "GATE");
        let request = request.replace(&sent.id.0, "MESSAGE");
        insta::assert_snapshot!("deletion", request);
        let after = newest(&desk.account(), &chat).await;
        match after.iter().find(|message| message.id == sent.id) {
            Some(message) => {
                assert!(message.extras.deleted, "marked");
                assert_eq!(message.text, "Hello", "what it said");
                assert_eq!(message.extras.handle, None, "no second time");
            }
            None => assert_eq!(deleted, Deleted::Gone, "gone altogether"),
        }
    }
    let desk = desk().await;
    let (state, chat) = desk.on("viber");
    let id = desk.sandbox.colleague_replies(state.id, "Hello").unwrap();
    let own = desk.sandbox.customer_writes(state.id, "Hi").unwrap();
    let account = desk.account();
    let sent = message(&account, &chat, id).await;
    assert_eq!(sent.extras.handle, None, "not on Viber");
    assert!(!sent.extras.editable, "nor its text");
    let theirs = message(&account, &chat, own).await;
    assert_eq!(theirs.extras.handle, None, "nor the customer's");
}

#[tokio::test]
async fn deliveries_and_sides_are_told() {
    let desk = desk_with(|quirks| {
        quirks.delivery = sandbox::smart_sender::quirks::Delivery::Stuck;
    })
    .await;
    for sent_as in [SentAs::Project, SentAs::Assignee, SentAs::FirstOperator] {
        desk.sandbox.set_quirks(|quirks| quirks.sent_as = sent_as);
        let (state, chat) = desk.on("telegram");
        let account = desk.account();
        account.send(&chat, &text("Hi"), &unwatched).await.unwrap();
        let id = desk.sandbox.messages(state.id).last().unwrap().id;
        let sent = message(&account, &chat, id).await;
        assert_eq!(sent.author.kind, AuthorKind::Operator, "{sent_as:?}");
        assert_eq!(sent.delivery, Some(Delivery::Sent), "not yet there");
        desk.sandbox.fail_message(id, "Blocked by user");
        let failed = message(&account, &chat, id).await;
        assert_eq!(failed.delivery, Some(Delivery::Rejected), "rejected");
    }
    let (state, chat) = desk.on("telegram");
    let note = desk.sandbox.colleague_notes(state.id, "VIP").unwrap();
    let bot = desk.sandbox.bot_says(state.id, "Hello").unwrap();
    let account = desk.account();
    let note = message(&account, &chat, note).await;
    assert!(note.extras.internal, "for operators only");
    assert_eq!(note.extras.handle, None, "not at the messenger");
    let bot = message(&account, &chat, bot).await;
    assert_eq!(bot.author.kind, AuthorKind::Bot, "a funnel's");
}

#[tokio::test]
async fn dates_without_a_zone_are_understood_after_the_first_message_sent() {
    for (dates, zone) in [
        (DateForm::Plain, DateZone::Utc),
        (DateForm::Plain, DateZone::Project),
        (DateForm::Mixed, DateZone::Project),
        (DateForm::Iso, DateZone::Project),
    ] {
        let desk = desk_with(|quirks| {
            quirks.dates = dates;
            quirks.date_zone = zone;
        })
        .await;
        let (state, chat) = desk.on("telegram");
        let account = desk.account();
        account.send(&chat, &text("Hi"), &unwatched).await.unwrap();
        let known = desk.sandbox.messages(state.id).pop().unwrap();
        let sent = message(&account, &chat, known.id).await;
        assert_eq!(
            sent.sent_at.0 / 1000,
            known.created_at.as_second(),
            "{dates:?} {zone:?}"
        );
    }
}

#[tokio::test]
async fn a_page_that_is_none_is_refused_here() {
    let desk = desk().await;
    let account = desk.account();
    let (_, chat) = desk.on("telegram");
    let history = account.history().expect("histories are read");
    let error = history.history(&chat, Some("x")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Internal, "no page of ours");
    assert_eq!(desk.requests(), "", "nothing was asked");
}
