//! What the operator's desk adds: labels, assignment, pins, snoozes, the time to take back.

use domain::view::{ChatListQuery, JournalKind, JournalQuery, MessageState, SendOptions};
use domain::{
    Answering, AssignTarget, Assigned, Assignee, ChatFilter, ChatId, ChatStatus, LabelId,
    MessageExtras, OperatorRef, RemoteChat, RemoteMessage, Rich, Timestamp,
};
use store::OutboxOperation;

use crate::support::{Fixture, NOON, at, customer, operator, remote_chat};

async fn row(store: &Fixture, chat: &ChatId) -> domain::view::ChatRow {
    store.chat_row(chat.clone()).await.unwrap().unwrap()
}

async fn says(store: &Fixture, chat: &ChatId, said: RemoteChat) {
    store
        .upsert_chats(chat.account, vec![said], store::Told::Now, NOON)
        .await
        .unwrap();
}

fn labelled(labels: &[&str]) -> RemoteChat {
    RemoteChat {
        labels: Some(labels.iter().map(|id| LabelId::from(*id)).collect()),
        ..RemoteChat::new("7")
    }
}

fn ids(labels: &[&str]) -> Vec<LabelId> {
    labels.iter().map(|id| LabelId::from(*id)).collect()
}

fn someone(id: &str) -> AssignTarget {
    AssignTarget::Operator {
        id: id.into(),
        name: format!("Operator {id}"),
    }
}

async fn listed(store: &Fixture, filter: ChatFilter) -> Vec<String> {
    let query = ChatListQuery {
        filter,
        ..ChatListQuery::default()
    };
    let page = store.chat_list(query, None).await.unwrap();
    assert_eq!(page.total as usize, page.rows.len(), "an exact total");
    page.rows.into_iter().map(|row| row.id.remote.0).collect()
}

#[tokio::test]
async fn what_a_service_says_of_a_chat_and_its_messages_is_kept() {
    let store = Fixture::new();
    let said = RemoteMessage {
        extras: MessageExtras {
            internal: true,
            edited_at: Some(at(9)),
            buttons: vec!["Yes".into()],
            quote: Some("0".into()),
            handle: Some("h".into()),
            editable: true,
            ..MessageExtras::default()
        },
        ..operator("1", "hello", 1)
    };
    let chat = store.chat_with(vec![said, customer("2", "hi", 2)]).await;
    let told = RemoteChat {
        answering: Some(Answering::Until { at: at(60) }),
        person: Some("p1".into()),
        ..labelled(&["vip", "late"])
    };
    says(&store, &chat, told).await;
    says(&store, &chat, RemoteChat::new("7")).await;
    let view = store.chat_view(chat.clone()).await.unwrap();
    assert_eq!(
        view.answering,
        Answering::Until { at: at(60) },
        "unsaid later, kept"
    );
    assert_eq!(view.row.labels, ids(&["late", "vip"]), "in one order");
    let page = store.message_page(chat, None, 10).await.unwrap();
    let [first, second] = page.messages.as_slice() else {
        panic!("two messages");
    };
    assert!(first.internal && first.editable && first.deletable, "said");
    assert_eq!(first.edited_at, Some(at(9)), "said");
    assert_eq!(first.buttons, ["Yes"], "said");
    assert_eq!(first.quote.as_deref(), Some("m:0"), "as a key");
    assert!(!second.internal && !second.deletable, "nothing said");
}

#[tokio::test]
async fn labels_are_shown_at_once_and_the_newest_word_on_each_counts() {
    let mut store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    says(&store, &chat, labelled(&["old"])).await;
    for (label, on) in [("new", true), ("old", false), ("new", false), ("new", true)] {
        store
            .enqueue_label(chat.clone(), label.into(), on, NOON)
            .await
            .unwrap();
    }
    assert_eq!(row(&store, &chat).await.labels, ids(&["new"]), "at once");
    assert_eq!(
        store.outbox_of_chat(chat.clone()).await.unwrap().len(),
        2,
        "one row a label"
    );
    says(&store, &chat, labelled(&["old"])).await;
    store.reopen();
    assert_eq!(row(&store, &chat).await.labels, ids(&["new"]), "until done");
    let filter = ChatFilter {
        label: Some("new".into()),
        ..ChatFilter::default()
    };
    assert_eq!(listed(&store, filter).await, ["7"], "found by it");
    let claimed = store.claim_next(chat.account, NOON).await.unwrap().unwrap();
    let OutboxOperation::Label { label, on } = &claimed.operation else {
        panic!("a label");
    };
    assert_eq!((label.as_str(), *on), ("old", false), "the oldest first");
    store.settle_done(claimed.id, None, NOON).await.unwrap();
    let claimed = store.claim_next(chat.account, NOON).await.unwrap().unwrap();
    let refused = domain::view::ErrorView {
        code: domain::ErrorCode::Forbidden,
        message: "no".into(),
    };
    store.settle_failed(claimed.id, refused).await.unwrap();
    assert_eq!(
        row(&store, &chat).await.labels,
        ids(&[]),
        "the service's word again: the first change is done, the second was refused"
    );
}

#[tokio::test]
async fn assignment_is_shown_at_once_and_collapses_to_the_newest() {
    let mut store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    store.save_me(chat.account, Some("5".into())).await.unwrap();
    let mine = ChatFilter {
        assigned: Some(Assigned::Me),
        ..ChatFilter::default()
    };
    let nobodys = ChatFilter {
        assigned: Some(Assigned::Nobody),
        ..ChatFilter::default()
    };
    assert_eq!(listed(&store, nobodys.clone()).await, ["7"], "nobody's yet");
    store
        .enqueue_assign(chat.clone(), someone("4"), String::new(), NOON)
        .await
        .unwrap();
    store
        .enqueue_assign(chat.clone(), someone("5"), "yours".into(), NOON)
        .await
        .unwrap();
    let said = RemoteChat {
        assignee: Some(Assignee::Nobody),
        ..RemoteChat::new("7")
    };
    says(&store, &chat, said).await;
    store.reopen();
    assert_eq!(
        row(&store, &chat).await.assignee.as_deref(),
        Some("Operator 5"),
        "until the service has heard of it"
    );
    assert_eq!(listed(&store, mine.clone()).await, ["7"], "mine");
    assert!(listed(&store, nobodys).await.is_empty(), "not nobody's");
    assert_eq!(
        store.chat_counts(None).await.unwrap().mine,
        1,
        "counted without counting"
    );
    let claimed = store.claim_next(chat.account, NOON).await.unwrap().unwrap();
    let OutboxOperation::Assign { to, comment } = &claimed.operation else {
        panic!("an assignment");
    };
    assert_eq!(
        (to, comment.as_str()),
        (&someone("5"), "yours"),
        "the newest"
    );
    store.settle_done(claimed.id, None, NOON).await.unwrap();
    let journal = store.journal(JournalQuery::default(), 365).await.unwrap();
    let line = &journal.lines[0];
    assert_eq!(
        (line.kind, line.detail.as_str()),
        (JournalKind::Assigned, "Operator 5"),
        "kept"
    );
    assert_eq!(listed(&store, mine.clone()).await, ["7"], "still mine");
    store.save_me(chat.account, None).await.unwrap();
    assert!(listed(&store, mine).await.is_empty(), "working as nobody");
}

#[tokio::test]
async fn message_can_be_taken_back_until_it_leaves_and_its_closing_goes_with_it() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    let options = || SendOptions {
        close: Some(true),
        quote: Some("m:1".into()),
        pin: Some(true),
        rich: Some(Rich::Buttons {
            buttons: vec!["A".into()],
        }),
    };
    let sent = store
        .enqueue_send(chat.clone(), "bye".into(), vec![], options(), at(5), NOON)
        .await
        .unwrap();
    let page = store.message_page(chat.clone(), None, 9).await.unwrap();
    let shown = page.messages.last().unwrap();
    assert_eq!(shown.leaves_at, Some(at(5)), "while it can be taken back");
    assert_eq!(shown.quote.as_deref(), Some("m:1"), "the answer's question");
    assert_eq!(shown.buttons, ["A"], "shown beneath");
    assert_eq!(
        row(&store, &chat).await.status,
        ChatStatus::Closed,
        "at once"
    );
    assert_eq!(
        store.claim_next(chat.account, at(4)).await.unwrap(),
        None,
        "held"
    );
    store.edit(sent[0], at(4)).await.unwrap();
    assert!(
        store.outbox_of_chat(chat.clone()).await.unwrap().is_empty(),
        "nothing is closed without the message"
    );
    assert_eq!(
        row(&store, &chat).await.status,
        ChatStatus::Open,
        "as it was"
    );
    let draft = store.draft(chat.clone()).await.unwrap();
    assert_eq!(draft.text, "bye", "back where it came from");

    let sent = store
        .enqueue_send(chat.clone(), "bye".into(), vec![], options(), at(9), at(4))
        .await
        .unwrap();
    let claimed = store
        .claim_next(chat.account, at(9))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(claimed.id, sent[0], "the message first");
    let outgoing = store.outgoing(sent[0]).await.unwrap();
    assert_eq!(outgoing.quote, Some("1".into()), "as the service knows it");
    assert!(
        outgoing.pin && outgoing.rich.is_some(),
        "with what goes along"
    );
    assert_eq!(
        store.claim_next(chat.account, at(99)).await.unwrap(),
        None,
        "the status waits for it"
    );
    store.settle_unknown(sent[0], None).await.unwrap();
    assert_eq!(
        store.claim_next(chat.account, at(99)).await.unwrap(),
        None,
        "not closed while nobody knows whether it arrived"
    );
    assert_eq!(
        row(&store, &chat).await.status,
        ChatStatus::Open,
        "nor shown so"
    );
    store.confirm_sent(sent[0], at(99)).await.unwrap();
    let claimed = store
        .claim_next(chat.account, at(99))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        claimed.operation,
        OutboxOperation::Status {
            status: ChatStatus::Closed
        },
        "now it may"
    );
}

#[tokio::test]
async fn clock_set_back_holds_no_message() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    let options = SendOptions::default();
    store
        .enqueue_send(
            chat.clone(),
            "a".into(),
            vec![],
            options,
            at(3605),
            at(3600),
        )
        .await
        .unwrap();
    assert!(
        store
            .claim_next(chat.account, NOON)
            .await
            .unwrap()
            .is_some(),
        "made in the future: the time to take it back can't be told"
    );
}

#[tokio::test]
async fn something_rich_needs_no_text_and_only_messages_are_answered() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    let send = async |options: SendOptions| {
        store
            .enqueue_send(chat.clone(), String::new(), vec![], options, NOON, NOON)
            .await
    };
    let rich = Rich::Contact {
        name: "Ann".into(),
        phone: "1".into(),
    };
    let options = SendOptions {
        rich: Some(rich),
        ..SendOptions::default()
    };
    send(options.clone()).await.unwrap();
    assert!(
        send(SendOptions::default()).await.is_err(),
        "nothing at all"
    );
    let quote = Some("n:1".to_owned());
    assert!(
        send(SendOptions { quote, ..options }).await.is_err(),
        "a note can't be answered"
    );
}

async fn three_chats(store: &Fixture) -> ChatId {
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    for (id, second) in [("8", 10), ("9", 20)] {
        says(store, &ChatId::new(chat.account, id), remote_chat(id)).await;
        let other = ChatId::new(chat.account, id);
        store
            .read_history(&other, vec![customer("1", "hi", second)])
            .await;
    }
    chat
}

#[tokio::test]
async fn pinned_chats_come_first_and_stay_so_in_a_rebuilt_cache() {
    let mut store = Fixture::new();
    let chat = three_chats(&store).await;
    assert_eq!(
        listed(&store, ChatFilter::default()).await,
        ["9", "8", "7"],
        "newest first"
    );
    store.pin_chat(chat.clone(), true).await.unwrap();
    assert_eq!(
        listed(&store, ChatFilter::default()).await,
        ["7", "9", "8"],
        "at the top"
    );
    assert!(row(&store, &chat).await.pinned, "and says so");
    let second = ChatListQuery {
        offset: Some(1),
        limit: Some(1),
        ..ChatListQuery::default()
    };
    let page = store.chat_list(second, None).await.unwrap();
    assert_eq!(
        (page.total, page.rows[0].id.remote.as_str()),
        (3, "9"),
        "windows fit"
    );
    store.close();
    std::fs::remove_file(store.dir.path().join("cache.db")).unwrap();
    store.reopen();
    says(&store, &chat, remote_chat("7")).await;
    assert!(row(&store, &chat).await.pinned, "applied anew");
    store.pin_chat(chat.clone(), false).await.unwrap();
    assert!(!row(&store, &chat).await.pinned, "off again");
}

#[tokio::test]
async fn held_chat_keeps_its_place_below_pinned_ones() {
    let store = Fixture::new();
    let chat = three_chats(&store).await;
    store.pin_chat(chat.clone(), true).await.unwrap();
    store
        .server_counts(&ChatId::new(chat.account, "8"), 1)
        .await;
    let held = ChatListQuery {
        hold: Some(ChatId::new(chat.account, "9")),
        ..ChatListQuery::default()
    };
    let page = store.chat_list(held, None).await.unwrap();
    let order: Vec<&str> = page.rows.iter().map(|row| row.id.remote.as_str()).collect();
    assert_eq!(
        order,
        ["7", "9", "8"],
        "as if it were unread, after the pinned one"
    );
}

#[tokio::test]
async fn snoozed_chat_comes_back_when_due() {
    let store = Fixture::new();
    let chat = three_chats(&store).await;
    store
        .snooze_chat(chat.clone(), Some(at(600)))
        .await
        .unwrap();
    let awake = ChatFilter {
        snoozed: Some(false),
        ..ChatFilter::default()
    };
    let asleep = ChatFilter {
        snoozed: Some(true),
        ..ChatFilter::default()
    };
    assert_eq!(listed(&store, awake.clone()).await, ["9", "8"], "left out");
    assert_eq!(listed(&store, asleep).await, ["7"], "there");
    let counts = store.chat_counts(None).await.unwrap();
    assert_eq!(
        (counts.snoozed, counts.waiting),
        (1, 2),
        "nobody hurries for it"
    );
    assert_eq!(store.next_wake().await.unwrap(), Some(at(600)), "known");
    assert!(store.wake_due(at(599)).await.unwrap().is_empty(), "not yet");
    assert_eq!(
        store.wake_due(at(600)).await.unwrap(),
        std::slice::from_ref(&chat),
        "due"
    );
    assert_eq!(listed(&store, awake).await, ["9", "8", "7"], "back");
    assert_eq!(store.next_wake().await.unwrap(), None, "forgotten");
}

#[tokio::test]
async fn snoozed_chat_comes_back_when_the_customer_writes_and_not_for_us() {
    let mut store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    store
        .snooze_chat(chat.clone(), Some(at(600)))
        .await
        .unwrap();
    let ours = store.push(&chat, operator("2", "we look", 1)).await;
    assert!(!ours.woken, "our own message wakes nobody");
    assert_eq!(
        row(&store, &chat).await.snoozed_until,
        Some(at(600)),
        "asleep"
    );
    store.reopen();
    assert_eq!(
        row(&store, &chat).await.snoozed_until,
        Some(at(600)),
        "a restart wakes nobody"
    );
    let theirs = store.push(&chat, customer("3", "well?", 2)).await;
    assert!(theirs.woken, "said");
    assert_eq!(row(&store, &chat).await.snoozed_until, None, "back");
    store.reopen();
    assert_eq!(row(&store, &chat).await.snoozed_until, None, "for good");
    store
        .snooze_chat(chat.clone(), Some(at(600)))
        .await
        .unwrap();
    store.server_counts(&chat, 3).await;
    assert_eq!(
        row(&store, &chat).await.snoozed_until,
        None,
        "the count alone says it too"
    );
    assert_eq!(store.next_wake().await.unwrap(), None, "forgotten");
}

#[tokio::test]
async fn chat_marked_unread_counts_until_it_is_seen() {
    let mut store = Fixture::new();
    let chat = three_chats(&store).await;
    store.mark_seen(chat.clone(), None).await.unwrap();
    assert_eq!(store.waiting_for_me().await.unwrap(), 0, "all read");
    store.mark_unread(chat.clone()).await.unwrap();
    store.reopen();
    assert_eq!(row(&store, &chat).await.unread, 1, "shown");
    assert_eq!(store.waiting_for_me().await.unwrap(), 1, "counted");
    let unread = ChatFilter {
        unread: Some(true),
        ..ChatFilter::default()
    };
    assert_eq!(listed(&store, unread).await, ["7"], "found");
    let change = store.mark_seen(chat.clone(), None).await.unwrap();
    assert_eq!((change.unread_before, change.unread), (1, 0), "seen");
    store.reopen();
    assert_eq!(store.waiting_for_me().await.unwrap(), 0, "and that is kept");
}

/// Whether a chat was given to the person, and whether it was put back, by what the service says.
async fn given(
    store: &Fixture,
    chat: &ChatId,
    assignee: Assignee,
    unread: u32,
    status: ChatStatus,
) -> (bool, bool) {
    let said = RemoteChat {
        assignee: Some(assignee),
        unread: Some(unread),
        status: Some(status),
        ..remote_chat(chat.remote.as_str())
    };
    let told = store.upsert_chats(chat.account, vec![said], store::Told::Now, at(300));
    let changes = told.await.unwrap();
    (changes[0].assigned, changes[0].queued)
}

fn to(id: &str) -> Assignee {
    Assignee::Operator(OperatorRef {
        id: id.into(),
        name: String::new(),
    })
}

#[tokio::test]
async fn a_chat_that_is_given_to_the_person_or_put_back_says_so() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![]).await;
    let account = chat.account;
    store.save_me(account, Some("5".into())).await.unwrap();
    let of = |id: &str| ChatId::new(account, id);
    let nobody = || Assignee::Nobody;
    for (chat, assignee, unread, status, expected, why) in [
        (
            of("7"),
            to("5"),
            0,
            ChatStatus::Open,
            (true, false),
            "to me",
        ),
        (
            of("7"),
            nobody(),
            0,
            ChatStatus::Open,
            (false, true),
            "put back",
        ),
        (
            of("8"),
            to("5"),
            0,
            ChatStatus::Open,
            (true, false),
            "where only mine are listed, a new one was given to me",
        ),
        (
            of("9"),
            to("5"),
            2,
            ChatStatus::Open,
            (false, false),
            "what is unread in it says so itself",
        ),
        (
            of("6"),
            nobody(),
            0,
            ChatStatus::Open,
            (false, false),
            "a new chat was never anybody's",
        ),
        (
            of("8"),
            nobody(),
            0,
            ChatStatus::Closed,
            (false, false),
            "a closed one is in no queue",
        ),
    ] {
        assert_eq!(
            given(&store, &chat, assignee, unread, status).await,
            expected,
            "{why}"
        );
    }
}

#[tokio::test]
async fn what_the_person_does_to_a_chat_is_no_news_to_them() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![]).await;
    store.save_me(chat.account, Some("5".into())).await.unwrap();
    let open = || ChatStatus::Open;
    given(&store, &chat, to("5"), 0, open()).await;
    store
        .enqueue_assign(chat.clone(), someone("4"), String::new(), at(290))
        .await
        .unwrap();
    let claimed = store.claim_next(chat.account, at(290)).await.unwrap();
    let claimed = claimed.unwrap().id;
    store.settle_done(claimed, None, at(295)).await.unwrap();
    assert_eq!(
        given(&store, &chat, Assignee::Nobody, 0, open()).await,
        (false, false),
        "I gave it away"
    );
    let other = ChatId::new(chat.account, "8");
    given(&store, &other, Assignee::Nobody, 0, open()).await;
    store
        .enqueue_reply(other.clone(), "Here".into(), at(290))
        .await
        .unwrap();
    let sending = store.claim_next(chat.account, at(290)).await.unwrap();
    assert_eq!(
        given(&store, &other, to("5"), 0, open()).await,
        (false, false),
        "the service gave it to me because I answer"
    );
    given(&store, &other, to("4"), 0, open()).await;
    let sent = sending.unwrap().id;
    let message = Some("99".into());
    store.settle_done(sent, message, at(295)).await.unwrap();
    store.prune_accepted(chat.account, at(299)).await.unwrap();
    assert_eq!(
        given(&store, &other, to("5"), 0, open()).await,
        (false, false),
        "whenever that is heard"
    );
}

#[tokio::test]
async fn what_waits_for_the_person_is_counted_by_chats() {
    let mut store = Fixture::new();
    let chat = store.chat_with(vec![]).await;
    let assigned = |to: &str| {
        Some(Assignee::Operator(OperatorRef {
            id: to.into(),
            name: String::new(),
        }))
    };
    let unread = |id: &str| RemoteChat {
        unread: Some(3),
        ..remote_chat(id)
    };
    let closed = RemoteChat {
        status: Some(ChatStatus::Closed),
        ..unread("1")
    };
    let colleagues = RemoteChat {
        assignee: assigned("4"),
        ..unread("2")
    };
    let mine = RemoteChat {
        assignee: assigned("5"),
        ..unread("3")
    };
    for said in [
        closed,
        colleagues,
        mine,
        unread("4"),
        unread("5"),
        remote_chat("6"),
    ] {
        let chat = ChatId::new(chat.account, said.id.clone());
        says(&store, &chat, said).await;
    }
    let waiting = async |store: &Fixture| store.waiting_for_me().await.unwrap();
    assert_eq!(waiting(&store).await, 4, "who is nobody may be anybody");
    store.save_me(chat.account, Some("5".into())).await.unwrap();
    assert_eq!(
        waiting(&store).await,
        3,
        "mine and nobody's, open and unread"
    );
    let fourth = ChatId::new(chat.account, "4");
    store.snooze_chat(fourth, Some(at(600))).await.unwrap();
    assert_eq!(waiting(&store).await, 2, "but for what sleeps");
    store
        .mark_unread(ChatId::new(chat.account, "6"))
        .await
        .unwrap();
    store.reopen();
    assert_eq!(waiting(&store).await, 3, "what is marked waits too");
}

#[tokio::test]
async fn filters_known_here_narrow_and_count_alike() {
    let store = Fixture::new();
    let chat = three_chats(&store).await;
    let closed = RemoteChat {
        status: Some(ChatStatus::Closed),
        channel: Some("viber".into()),
        assignee: Some(Assignee::Operator(OperatorRef {
            id: "4".into(),
            name: "D".into(),
        })),
        ..RemoteChat::new("8")
    };
    says(&store, &chat, closed).await;
    store
        .read_history(
            &ChatId::new(chat.account, "9"),
            vec![customer("1", "hi", 20), operator("2", "yes", 21)],
        )
        .await;
    let all = ChatFilter::default;
    let open = ChatFilter {
        open: Some(true),
        ..all()
    };
    let filters = [
        (open.clone(), vec!["9", "7"]),
        (
            ChatFilter {
                open: Some(false),
                ..all()
            },
            vec!["8"],
        ),
        (
            ChatFilter {
                waiting: Some(true),
                ..all()
            },
            vec!["7"],
        ),
        (
            ChatFilter {
                channel: Some("viber".into()),
                ..all()
            },
            vec!["8"],
        ),
        (
            ChatFilter {
                operator: Some("4".into()),
                ..all()
            },
            vec!["8"],
        ),
        (
            ChatFilter {
                assigned: Some(Assigned::Nobody),
                ..all()
            },
            vec!["9", "7"],
        ),
        (
            ChatFilter {
                from: Some(at(10)),
                to: Some(at(20)),
                ..all()
            },
            vec!["8"],
        ),
        (
            ChatFilter {
                waiting: Some(false),
                ..open
            },
            vec!["9"],
        ),
    ];
    for (filter, expected) in filters {
        let found = listed(&store, filter.clone()).await;
        assert_eq!(found, expected, "{filter:?}");
    }
    let counts = store.chat_counts(None).await.unwrap();
    assert_eq!(
        (counts.unassigned, counts.waiting, counts.mine),
        (2, 1, 0),
        "beside the views"
    );
}

#[tokio::test]
async fn state_of_a_taken_send_is_as_before() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    let now: Timestamp = NOON;
    store
        .enqueue_send(
            chat.clone(),
            "a".into(),
            vec![],
            SendOptions::default(),
            now,
            now,
        )
        .await
        .unwrap();
    let page = store.message_page(chat, None, 9).await.unwrap();
    let last = page.messages.last().unwrap();
    assert_eq!(
        (&last.state, last.leaves_at),
        (&MessageState::Queued, None),
        "no time to take back"
    );
}
