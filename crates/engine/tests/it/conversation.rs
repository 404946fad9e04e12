//! Reading and answering.

use domain::view::SendOptions;
use domain::view::{ChatListQuery, MessageState};
use domain::{AttachmentKind, AuthorKind, ChatFilter, ChatStatus};
use engine::WindowState;
use sandbox::{Fault, FaultKind};

use crate::bench::Bench;

#[tokio::test]
async fn the_history_of_an_open_chat_arrives_and_stays_current() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    bench.open(&chat).await;
    let known = bench.sandbox.messages(number);
    assert_eq!(bench.messages(&chat).await.len(), known.len(), "all of it");
    bench.sandbox.customer_writes(number, "One more thing");
    let last = bench
        .until("the new message is there", async || {
            let last = bench.messages(&chat).await.pop()?;
            (last.text == "One more thing").then_some(last)
        })
        .await;
    assert_eq!(last.author, AuthorKind::Customer, "by the customer");
}

#[tokio::test]
async fn without_the_hub_polling_finds_everything() {
    let (bench, account) = Bench::operator(|quirks| quirks.hub = false).await;
    let (_, number) = bench.some_chat().await;
    bench.sandbox.customer_writes(number, "Anyone there?");
    let row = bench
        .until("the row shows it", async || {
            let rows = bench.rows().await;
            let line = |text: &str| text == "Anyone there?";
            rows.into_iter()
                .find(|row| row.last.as_ref().is_some_and(|last| line(&last.text)))
        })
        .await;
    assert!(row.unread > 0, "unread");
    let health = bench.account(account).await.unwrap().health;
    assert!(!health.live, "and nobody is bothered by it");
}

#[tokio::test]
async fn text_photo_and_file_are_sent_once_each_in_order() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    let engine = &bench.engine;
    let mut files = Vec::new();
    for (name, mime) in [("cat.png", "image/png"), ("bill.pdf", "application/pdf")] {
        let bytes = vec![7; 40_000];
        let staged = engine.attachment_add(chat.clone(), name, mime, bytes);
        files.push(staged.await.unwrap());
    }
    assert_eq!(files[0].kind, AttachmentKind::Photo, "shown as a picture");
    assert_eq!(files[1].kind, AttachmentKind::File, "shown as a file");
    engine
        .draft_save(chat.clone(), "Here you are".to_owned(), None)
        .await
        .unwrap();
    let ids = files.iter().map(|file| file.id).collect();
    engine
        .message_send(
            chat.clone(),
            "Here you are".to_owned(),
            ids,
            SendOptions::default(),
        )
        .await
        .unwrap();
    bench.send(&chat, "Anything else?").await;
    let draft = engine.draft_get(chat.clone()).await.unwrap();
    assert_eq!(
        (draft.text.as_str(), draft.attachments.len()),
        ("", 0),
        "gone"
    );
    bench.settled(&chat).await;
    let sends = bench.sandbox.sends();
    let seen: Vec<_> = sends
        .iter()
        .map(|send| (send.text.as_str(), send.attachment.as_deref()))
        .collect();
    assert_eq!(
        seen,
        [
            ("Here you are", Some("cat.png")),
            ("", Some("bill.pdf")),
            ("Anything else?", None)
        ],
        "the text goes with the first file"
    );
    let shown = bench.messages(&chat).await;
    let ours = shown
        .iter()
        .filter(|message| message.text == "Anything else?");
    assert_eq!(ours.count(), 1, "shown once");
    assert!(bench.sandbox.messages(number).len() >= 3, "and there");
}

#[tokio::test]
async fn a_photo_is_fetched_and_saved() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    bench.open(&chat).await;
    let sent = bench.sandbox.customer_sends_photo(number, "look").unwrap();
    let key = format!("m:{sent}");
    let message = bench
        .until("the photo is there", async || {
            let messages = bench.messages(&chat).await;
            messages.into_iter().find(|message| message.key == key)
        })
        .await;
    assert!(message.attachments[0].available, "it can be had");
    let engine = &bench.engine;
    let media = engine
        .media_get(chat.clone(), key.clone(), 0, false)
        .await
        .unwrap()
        .expect("it is small");
    let original = bench.sandbox.media(sent).unwrap();
    assert_eq!(media.bytes, original, "the same bytes");
    let folder = bench.dir.path().join("downloads");
    for _ in 0..2 {
        let path = engine
            .media_save(chat.clone(), key.clone(), 0, &folder)
            .await
            .unwrap();
        assert_eq!(std::fs::read(path).unwrap(), original, "saved");
    }
    let files = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(files, 2, "never overwritten");
}

#[tokio::test]
async fn status_read_marks_and_deletion_reach_the_service() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    let engine = &bench.engine;
    for status in [ChatStatus::Waiting, ChatStatus::Closed] {
        engine
            .chat_set_status(chat.clone(), status.clone())
            .await
            .unwrap();
        let view = engine.chat_get(chat.clone()).await.unwrap();
        assert_eq!(view.row.status, status, "shown at once");
    }
    bench
        .until("the chat is closed there", async || {
            (bench.sandbox.chat(number)?.status == 4).then_some(())
        })
        .await;
    bench.sandbox.customer_writes(number, "Hello again");
    bench
        .until("it is here", async || {
            let row = engine.chat_get(chat.clone()).await.ok()?.row;
            (row.last?.text == "Hello again").then_some(())
        })
        .await;
    engine.chat_mark_read(chat.clone(), None).await.unwrap();
    bench
        .until("read here", async || {
            let view = engine.chat_get(chat.clone()).await.ok()?;
            (view.row.unread == 0).then_some(())
        })
        .await;
    bench
        .until("read there too", async || {
            (bench.sandbox.chat(number)?.unread == 0).then_some(())
        })
        .await;
    engine.chat_delete(chat.clone()).await.unwrap();
    bench
        .until("gone here", async || {
            let rows = bench.rows().await;
            (!rows.iter().any(|row| row.id == chat)).then_some(())
        })
        .await;
    bench
        .until("gone there", async || {
            bench.sandbox.chat(number).is_none().then_some(())
        })
        .await;
}

#[tokio::test]
async fn what_was_seen_is_marked_read() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    bench.engine.set_window(WindowState {
        visible: true,
        focused: true,
    });
    bench.open(&chat).await;
    let sent = bench.sandbox.customer_writes(number, "Seen?").unwrap();
    let key = format!("m:{sent}");
    bench
        .until("it is there", async || {
            let messages = bench.messages(&chat).await;
            messages
                .iter()
                .any(|message| message.key == key)
                .then_some(())
        })
        .await;
    bench.engine.chat_seen(chat.clone(), &key).await.unwrap();
    let row = bench.engine.chat_get(chat.clone()).await.unwrap().row;
    assert_eq!(row.unread, 0, "at once");
    bench
        .until("read there too", async || {
            (bench.sandbox.chat(number)?.unread == 0).then_some(())
        })
        .await;
}

#[tokio::test]
async fn a_service_that_refuses_read_marks_is_said_to_do_so() {
    let (bench, account) = Bench::operator(|_| {}).await;
    let refused = FaultKind::StatusBefore {
        status: 400,
        retry_after: None,
    };
    let path = "/api/chat/messages/status";
    bench
        .sandbox
        .fault(Fault::on("PUT", path, refused).times(100));
    let unread = bench.rows().await[0].id.clone();
    let mark = bench.engine.chat_mark_read(unread.clone(), None);
    mark.await.unwrap();
    bench
        .until("the health panel says so", async || {
            let accounts = bench.engine.account_list().await.ok()?;
            let health = &accounts.iter().find(|view| view.id == account)?.health;
            health
                .refused
                .iter()
                .any(|words| words.starts_with("Mark as read: "))
                .then_some(())
        })
        .await;
    let row = bench.engine.chat_get(unread).await.unwrap().row;
    assert_eq!(row.unread, 0, "read here all the same");
}

#[tokio::test]
async fn the_line_above_new_messages_stays_while_they_are_read() {
    let (bench, _) = Bench::operator(|_| {}).await;
    let rows = bench.rows().await;
    let (chat, other) = (rows[0].id.clone(), rows[1].id.clone());
    assert!(rows[0].unread > 0, "unread chats come first");
    bench.open(&chat).await;
    let engine = &bench.engine;
    let line = async || {
        let page = engine.message_list(chat.clone(), None, None).await;
        page.unwrap().first_unread
    };
    let first = line().await;
    assert!(first.is_some(), "drawn above the first unread one");
    engine.chat_mark_read(chat.clone(), None).await.unwrap();
    assert_eq!(line().await, first, "still there");
    bench.open(&other).await;
    bench.open(&chat).await;
    assert_eq!(line().await, None, "nothing is new any more");
}

#[tokio::test]
async fn a_refused_message_is_parked_and_holds_up_nobody() {
    use sandbox::{Fault, FaultKind};

    let (bench, _) = Bench::operator(|_| {}).await;
    let (chat, number) = bench.some_chat().await;
    bench.sandbox.fault(
        Fault::on(
            "POST",
            "/api/chat/",
            FaultKind::StatusBefore {
                status: 400,
                retry_after: None,
            },
        )
        .ending("/message"),
    );
    bench.send(&chat, "refused").await;
    bench.send(&chat, "accepted").await;
    bench.settled(&chat).await;
    assert_eq!(bench.taken(number), ["accepted"], "the next one left");
    let parked = bench.messages(&chat).await;
    let parked = parked
        .iter()
        .find(|message| matches!(message.state, MessageState::Failed { .. }))
        .unwrap();
    assert_eq!(parked.text, "refused", "its text is kept");
    let engine = &bench.engine;
    engine.message_edit(parked.outbox.unwrap()).await.unwrap();
    let draft = engine.draft_get(chat.clone()).await.unwrap();
    assert_eq!(draft.text, "refused", "to be changed");
    let closed = ChatListQuery {
        filter: ChatFilter {
            status: Some(ChatStatus::Other("9".to_owned())),
            ..ChatFilter::default()
        },
        ..ChatListQuery::default()
    };
    let none = engine.chat_list(closed).await.unwrap();
    assert_eq!(none.total, 0, "an unknown status matches nothing");
}

#[tokio::test]
async fn all_of_a_chat_is_marked_as_read_once_its_messages_can_be_read() {
    let (bench, _) = Bench::operator(|quirks| quirks.hub = false).await;
    let (chat, number) = bench.some_chat().await;
    bench.open(&chat).await;
    bench.engine.chat_open(None).await.unwrap();
    let gone = FaultKind::StatusBefore {
        status: 500,
        retry_after: None,
    };
    let history = Fault::on("GET", "/api/chat/", gone).ending("/messages");
    bench.sandbox.fault(history.times(10_000));
    let before = bench.sandbox.chat(number).unwrap().unread;
    bench.sandbox.customer_writes(number, "Not here yet");
    bench
        .until("it is counted", async || {
            let view = bench.engine.chat_get(chat.clone()).await.ok()?;
            (view.row.unread > before).then_some(())
        })
        .await;
    let marked = bench.engine.chat_mark_read(chat.clone(), None).await;
    marked.unwrap();
    bench.sandbox.clear_faults();
    bench
        .until("read there too", async || {
            (bench.sandbox.chat(number)?.unread == 0).then_some(())
        })
        .await;
}

#[tokio::test]
async fn an_answer_from_elsewhere_is_found_though_nothing_tells_of_it() {
    let (bench, _) = Bench::operator(|quirks| quirks.hub = false).await;
    let (chat, number) = bench.some_chat().await;
    bench.open(&chat).await;
    bench.engine.chat_open(None).await.unwrap();
    bench.sandbox.colleague_replies(number, "I took it");
    bench
        .until("it is here", async || {
            let messages = bench.messages(&chat).await;
            messages.iter().any(|m| m.text == "I took it").then_some(())
        })
        .await;
}
