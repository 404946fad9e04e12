use domain::view::{ErrorView, JournalKind, JournalQuery, MessageState, SendOptions};
use domain::{ChatId, ChatStatus, ErrorCode, LabelId, OutboxId, RemoteChat, RemoteMessageId};
use store::{OutboxOperation, OutboxState};

use crate::drafts::file;
use crate::support::{Fixture, NOON, at, customer, operator, remote_chat};

async fn send(store: &Fixture, chat: &ChatId, text: &str) -> OutboxId {
    store
        .enqueue_send(
            chat.clone(),
            text.into(),
            vec![],
            SendOptions::default(),
            NOON,
            NOON,
        )
        .await
        .unwrap()[0]
}

async fn claim(store: &Fixture, chat: &ChatId) -> Option<OutboxId> {
    let row = store.claim_next(chat.account, at(60)).await.unwrap();
    row.map(|row| row.id)
}

fn refused() -> ErrorView {
    ErrorView {
        code: ErrorCode::Invalid,
        message: "no".into(),
    }
}

async fn two_chats(store: &Fixture) -> (ChatId, ChatId) {
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    store
        .upsert_chats(chat.account, vec![remote_chat("8")], store::Told::Now, NOON)
        .await
        .unwrap();
    let other = ChatId::new(chat.account, "8");
    (chat, other)
}

#[tokio::test]
async fn files_become_messages_of_their_own_and_the_text_goes_with_the_first() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    let a = store
        .add_attachment(chat.clone(), file("a.png"), NOON)
        .await
        .unwrap()
        .id;
    let b = store
        .add_attachment(chat.clone(), file("b.png"), NOON)
        .await
        .unwrap()
        .id;
    store
        .save_draft(chat.clone(), "look".into(), None, NOON)
        .await
        .unwrap();
    let ids = store
        .enqueue_send(
            chat.clone(),
            "look".into(),
            vec![a, b],
            SendOptions::default(),
            NOON,
            NOON,
        )
        .await
        .unwrap();
    assert_eq!(ids.len(), 2, "a message per file");
    let first = store.outgoing(ids[0]).await.unwrap();
    let second = store.outgoing(ids[1]).await.unwrap();
    assert_eq!(first.text, "look", "with the first");
    assert_eq!(first.attachment.unwrap().bytes, b"a.png", "in order");
    assert_eq!(second.text, "", "not again");
    assert_eq!(
        store.draft(chat).await.unwrap(),
        Default::default(),
        "the draft is cleared"
    );
}

#[tokio::test]
async fn send_with_an_unknown_file_does_nothing() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    store
        .save_draft(chat.clone(), "look".into(), None, NOON)
        .await
        .unwrap();
    let error = store
        .enqueue_send(
            chat.clone(),
            "look".into(),
            vec![domain::AttachmentId(99)],
            SendOptions::default(),
            NOON,
            NOON,
        )
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound, "told");
    assert!(
        store.outbox_of_chat(chat.clone()).await.unwrap().is_empty(),
        "no row"
    );
    assert_eq!(
        store.draft(chat).await.unwrap().text,
        "look",
        "the draft stays"
    );
}

#[tokio::test]
async fn messages_of_a_chat_leave_in_order_and_other_chats_do_not_wait() {
    let store = Fixture::new();
    let (chat, other) = two_chats(&store).await;
    let first = send(&store, &chat, "1").await;
    let second = send(&store, &chat, "2").await;
    let elsewhere = send(&store, &other, "3").await;
    assert_eq!(claim(&store, &chat).await, Some(first), "the oldest");
    assert_eq!(
        claim(&store, &chat).await,
        Some(elsewhere),
        "the second waits for the first"
    );
    assert_eq!(claim(&store, &chat).await, None, "both chats are busy");
    store
        .settle_done(first, Some("50".into()), at(61))
        .await
        .unwrap();
    assert_eq!(claim(&store, &chat).await, Some(second), "its turn");
}

#[tokio::test]
async fn message_behind_one_that_backs_off_waits_too() {
    let store = Fixture::new();
    let (chat, _) = two_chats(&store).await;
    let first = send(&store, &chat, "1").await;
    send(&store, &chat, "2").await;
    claim(&store, &chat).await;
    store.requeue(first, at(90), None).await.unwrap();
    assert_eq!(
        claim(&store, &chat).await,
        None,
        "order is kept while the first backs off"
    );
    assert_eq!(
        store.next_due(chat.account).await.unwrap(),
        Some(NOON),
        "by time alone"
    );
    let row = store
        .claim_next(chat.account, at(90))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.id, row.attempt), (first, 2), "due again");
}

#[tokio::test]
async fn unconfirmed_message_holds_its_chat_and_a_failed_one_does_not() {
    let store = Fixture::new();
    let (chat, _) = two_chats(&store).await;
    let first = send(&store, &chat, "1").await;
    let second = send(&store, &chat, "2").await;
    claim(&store, &chat).await;
    store.settle_checking(first, None).await.unwrap();
    assert_eq!(
        claim(&store, &chat).await,
        None,
        "it may be sent again, and must come first"
    );
    store.settle_failed(first, refused()).await.unwrap();
    assert_eq!(
        claim(&store, &chat).await,
        Some(second),
        "a parked one is passed"
    );
}

#[tokio::test]
async fn attempt_is_on_disk_before_the_request_leaves() {
    let mut store = Fixture::new();
    let chat = store
        .chat_with(vec![customer("1", "hi", 0), operator("2", "old", 1)])
        .await;
    let id = send(&store, &chat, "old").await;
    let row = store
        .claim_next(chat.account, at(60))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.attempt, row.attempt_at), (1, Some(at(60))), "recorded");
    assert_eq!(
        row.baseline,
        vec![RemoteMessageId::from("2")],
        "our own messages known before"
    );
    assert!(row.baseline_known, "the history had been read");
    store.reopen();
    let row = store.outbox_row(id).await.unwrap();
    assert_eq!(row.state, OutboxState::Checking, "its fate is unknown");
    assert_eq!(row.attempt, 1, "kept");
}

#[tokio::test]
async fn baseline_of_the_first_attempt_is_kept_for_the_next() {
    let store = Fixture::new();
    let (chat, _) = two_chats(&store).await;
    let id = send(&store, &chat, "x").await;
    claim(&store, &chat).await;
    store.push(&chat, operator("9", "x", 61)).await;
    store.requeue(id, at(62), None).await.unwrap();
    let row = store
        .claim_next(chat.account, at(62))
        .await
        .unwrap()
        .unwrap();
    assert!(row.baseline.is_empty(), "9 may be the first attempt's own");
}

#[tokio::test]
async fn idempotent_operation_left_sending_is_queued_again_at_start() {
    let mut store = Fixture::new();
    let (chat, _) = two_chats(&store).await;
    let id = store
        .enqueue_status(chat.clone(), ChatStatus::Closed, NOON)
        .await
        .unwrap();
    claim(&store, &chat).await;
    store.reopen();
    assert_eq!(
        store.outbox_row(id).await.unwrap().state,
        OutboxState::Queued,
        "repeating is safe"
    );
}

#[tokio::test]
async fn statuses_collapse_to_the_newest_and_show_at_once() {
    let store = Fixture::new();
    let (chat, _) = two_chats(&store).await;
    store
        .enqueue_status(chat.clone(), ChatStatus::Waiting, NOON)
        .await
        .unwrap();
    store
        .enqueue_status(chat.clone(), ChatStatus::Closed, NOON)
        .await
        .unwrap();
    let rows = store.outbox_of_chat(chat.clone()).await.unwrap();
    assert_eq!(rows.len(), 1, "one is enough");
    assert_eq!(
        rows[0].operation,
        OutboxOperation::Status {
            status: ChatStatus::Closed
        },
        "the newest"
    );
    let row = store.chat_row(chat).await.unwrap().unwrap();
    assert_eq!(
        row.status,
        ChatStatus::Closed,
        "shown before the service knows"
    );
}

#[tokio::test]
async fn reads_collapse_into_one_and_wait_for_nothing() {
    let store = Fixture::new();
    let (chat, _) = two_chats(&store).await;
    let first = send(&store, &chat, "1").await;
    claim(&store, &chat).await;
    store.settle_checking(first, None).await.unwrap();
    store
        .enqueue_read(chat.clone(), vec!["1".into()], NOON)
        .await
        .unwrap();
    let read = store
        .enqueue_read(chat.clone(), vec!["1".into(), "3".into()], NOON)
        .await
        .unwrap();
    let row = store
        .claim_next(chat.account, at(60))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(row.id, read, "not held by the unconfirmed message");
    assert_eq!(
        row.operation,
        OutboxOperation::Read {
            messages: vec!["1".into(), "3".into()]
        },
        "merged"
    );
}

#[tokio::test]
async fn sent_message_gives_way_to_its_twin_in_the_history() {
    let store = Fixture::new();
    let (chat, _) = two_chats(&store).await;
    let id = send(&store, &chat, "done").await;
    claim(&store, &chat).await;
    store.settle_done(id, None, at(61)).await.unwrap();
    let page = store.message_page(chat.clone(), None, 50).await.unwrap();
    assert_eq!(
        page.messages[1].key,
        format!("o:{id}"),
        "still the outbox's"
    );
    store.push(&chat, operator("9", "done", 61)).await;
    store
        .settle_done(id, Some("9".into()), at(62))
        .await
        .unwrap();
    let page = store.message_page(chat.clone(), None, 50).await.unwrap();
    let keys: Vec<&str> = page.messages.iter().map(|m| m.key.as_str()).collect();
    assert_eq!(keys, ["m:1", "m:9"], "shown once");
    assert_eq!(
        store.claimed_messages(chat.clone()).await.unwrap(),
        vec!["9".into()],
        "claimed"
    );
    assert_eq!(
        store.prune_accepted(chat.account, NOON).await.unwrap(),
        vec![chat.clone()],
        "goes"
    );
    assert!(
        store.outbox_of_chat(chat.clone()).await.unwrap().is_empty(),
        "gone"
    );
    let journal = store
        .journal(JournalQuery::default(), 365)
        .await
        .unwrap()
        .lines;
    assert_eq!(journal.len(), 1, "one line, though settled twice");
    assert_eq!(journal[0].kind, JournalKind::Sent, "what was done");
}

#[tokio::test]
async fn accepted_message_is_kept_while_a_sibling_is_unresolved() {
    let store = Fixture::new();
    let (chat, _) = two_chats(&store).await;
    let first = send(&store, &chat, "same").await;
    claim(&store, &chat).await;
    store
        .settle_done(first, Some("9".into()), at(61))
        .await
        .unwrap();
    store.push(&chat, operator("9", "same", 61)).await;
    let second = send(&store, &chat, "same").await;
    claim(&store, &chat).await;
    store.settle_checking(second, None).await.unwrap();
    assert!(
        store
            .prune_accepted(chat.account, NOON)
            .await
            .unwrap()
            .is_empty(),
        "9 stays claimed"
    );
    store.requeue(second, at(70), None).await.unwrap();
    assert!(
        store
            .prune_accepted(chat.account, NOON)
            .await
            .unwrap()
            .is_empty(),
        "while it is sent again too: that answer may be lost as well"
    );
}

#[tokio::test]
async fn failed_send_keeps_its_text_and_can_be_edited_retried_discarded() {
    let store = Fixture::new();
    let (chat, _) = two_chats(&store).await;
    let a = store
        .add_attachment(chat.clone(), file("a.png"), NOON)
        .await
        .unwrap()
        .id;
    let id = store
        .enqueue_send(
            chat.clone(),
            "text".into(),
            vec![a],
            SendOptions::default(),
            NOON,
            NOON,
        )
        .await
        .unwrap()[0];
    claim(&store, &chat).await;
    assert_eq!(
        store.discard(id).await.unwrap_err().code,
        ErrorCode::Invalid,
        "it is leaving"
    );
    store.settle_failed(id, refused()).await.unwrap();
    let page = store.message_page(chat.clone(), None, 50).await.unwrap();
    let shown = page.messages.last().unwrap();
    assert_eq!(
        shown.state,
        MessageState::Failed { error: refused() },
        "why"
    );
    assert_eq!(shown.attachments[0].name, "a.png", "with its file");
    assert_eq!(
        store.chat_row(chat.clone()).await.unwrap().unwrap().failed,
        1,
        "in the row"
    );
    store.retry(id, at(70)).await.unwrap();
    assert_eq!(
        store.outbox_row(id).await.unwrap().state,
        OutboxState::Queued,
        "again"
    );
    store
        .save_draft(chat.clone(), "more".into(), None, NOON)
        .await
        .unwrap();
    store.edit(id, at(71)).await.unwrap();
    let draft = store.draft(chat.clone()).await.unwrap();
    assert_eq!(draft.text, "text\nmore", "before what is there");
    assert_eq!(draft.attachments.len(), 1, "the file too");
    assert!(
        store.outbox_of_chat(chat).await.unwrap().is_empty(),
        "no longer queued"
    );
}

#[tokio::test]
async fn refused_status_shows_the_service_word_again() {
    let store = Fixture::new();
    let (chat, _) = two_chats(&store).await;
    let id = store
        .enqueue_status(chat.clone(), ChatStatus::Closed, NOON)
        .await
        .unwrap();
    store
        .upsert_chats(chat.account, vec![remote_chat("7")], store::Told::Now, NOON)
        .await
        .unwrap();
    let row = store.chat_row(chat.clone()).await.unwrap().unwrap();
    assert_eq!(
        row.status,
        ChatStatus::Closed,
        "a poll doesn't overwrite what is pending"
    );
    claim(&store, &chat).await;
    store.settle_failed(id, refused()).await.unwrap();
    let row = store.chat_row(chat).await.unwrap().unwrap();
    assert_eq!(row.status, ChatStatus::Open, "the service's word");
}

#[tokio::test]
async fn status_that_was_set_stays_until_the_service_says_otherwise() {
    let store = Fixture::new();
    let (chat, _) = two_chats(&store).await;
    let id = store
        .enqueue_status(chat.clone(), ChatStatus::Closed, NOON)
        .await
        .unwrap();
    claim(&store, &chat).await;
    store.settle_done(id, None, at(61)).await.unwrap();
    let row = store.chat_row(chat.clone()).await.unwrap().unwrap();
    assert_eq!(row.status, ChatStatus::Closed, "no flicker");
    assert!(store.outbox_of_chat(chat).await.unwrap().is_empty(), "done");
}

#[tokio::test]
async fn page_that_was_asked_for_earlier_does_not_undo_what_was_done_since() {
    let store = Fixture::new();
    let (chat, other) = two_chats(&store).await;
    let asked = store.moment();
    let close = store.enqueue_status(chat.clone(), ChatStatus::Closed, NOON);
    let close = close.await.unwrap();
    claim(&store, &chat).await;
    let label = LabelId("vip".into());
    let labelled = store.enqueue_label(other.clone(), label.clone(), true, NOON);
    let labelled = labelled.await.unwrap();
    claim(&store, &other).await;
    store.settle_done(close, None, at(1)).await.unwrap();
    store.settle_done(labelled, None, at(1)).await.unwrap();

    let open = remote_chat("7");
    let bare = RemoteChat {
        labels: Some(vec![LabelId("old".into())]),
        ..remote_chat("8")
    };
    let page = vec![open.clone(), bare];
    let told = store::Told::Asked(asked);
    let changes = store.upsert_chats(chat.account, page, told, at(2));
    changes.await.unwrap();
    let row = store.chat_row(chat.clone()).await.unwrap().unwrap();
    assert_eq!(row.status, ChatStatus::Closed, "it stays closed");
    let row = store.chat_row(other).await.unwrap().unwrap();
    assert_eq!(row.labels, [LabelId("old".into()), label], "both are told");

    let told = store::Told::Asked(store.moment());
    let changes = store.upsert_chats(chat.account, vec![open], told, at(3));
    changes.await.unwrap();
    let row = store.chat_row(chat).await.unwrap().unwrap();
    assert_eq!(row.status, ChatStatus::Open, "a newer word counts");
}

#[tokio::test]
async fn chat_being_deleted_is_hidden_and_comes_back_if_refused() {
    let store = Fixture::new();
    let (chat, other) = two_chats(&store).await;
    let id = store.enqueue_delete(chat.clone(), NOON).await.unwrap();
    assert_eq!(
        store.chat_counts(None).await.unwrap().all,
        1,
        "hidden at once"
    );
    claim(&store, &chat).await;
    store.settle_failed(id, refused()).await.unwrap();
    assert_eq!(store.chat_counts(None).await.unwrap().all, 2, "back");
    let id = store.enqueue_delete(chat.clone(), NOON).await.unwrap();
    claim(&store, &chat).await;
    store.settle_done(id, None, at(61)).await.unwrap();
    assert_eq!(store.chat_row(chat.clone()).await.unwrap(), None, "gone");
    store
        .upsert_chats(
            chat.account,
            vec![remote_chat("7")],
            store::Told::Now,
            at(62),
        )
        .await
        .unwrap();
    assert_eq!(
        store.chat_row(chat.clone()).await.unwrap(),
        None,
        "a late page does not revive it"
    );
    store
        .upsert_chats(
            chat.account,
            vec![remote_chat("7")],
            store::Told::Now,
            at(600),
        )
        .await
        .unwrap();
    assert!(
        store.chat_row(chat).await.unwrap().is_some(),
        "the service insists"
    );
    assert!(
        store.chat_row(other).await.unwrap().is_some(),
        "the other was never touched"
    );
}

#[tokio::test]
async fn pending_counts_tell_waiting_from_parked() {
    let store = Fixture::new();
    let (chat, other) = two_chats(&store).await;
    let id = send(&store, &chat, "1").await;
    claim(&store, &chat).await;
    store.settle_unknown(id, None).await.unwrap();
    send(&store, &other, "2").await;
    let counts = store.pending_counts(Some(chat.account)).await.unwrap();
    assert_eq!((counts.waiting, counts.parked), (1, 1), "one each");
    store.confirm_sent(id, at(80)).await.unwrap();
    let counts = store.pending_counts(None).await.unwrap();
    assert_eq!((counts.waiting, counts.parked), (1, 0), "the person knew");
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_no_message_wait_longer() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![]).await;
    let account = chat.account;
    store
        .enqueue_send(
            chat,
            "hello".into(),
            vec![],
            SendOptions::default(),
            NOON,
            NOON,
        )
        .await
        .unwrap();
    let row = store.claim_next(account, NOON).await.unwrap().unwrap();
    store.requeue(row.id, at(30), None).await.unwrap();
    let hour = 3_600_000;
    let earlier = domain::Timestamp(at(10).0 - hour);
    store.shift_due(-hour, earlier).await.unwrap();
    let due = store.next_due(account).await.unwrap().unwrap();
    assert_eq!(due.0, at(30).0 - hour, "twenty seconds from now, as before");
    store.shift_due(-hour, at(60)).await.unwrap();
    let still = store.next_due(account).await.unwrap().unwrap();
    assert_eq!(still, due, "what is due already is left alone");
}
