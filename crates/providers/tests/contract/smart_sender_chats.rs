//! The chat list, one chat, statuses, read marks, assignment (smart-sender.md §5.1, §8.4 to §8.9).

use std::collections::BTreeMap;

use domain::{
    Answering, AssignTarget, Assignee, ChatFilter, ChatStatus, ErrorCode, OperatorId, RemoteChat,
    RemoteChatId,
};
use sandbox::smart_sender::quirks::{
    BeyondLast, ChatFields, DateForm, DefaultState, Ids, Missing, UnreadField,
};
use sandbox::smart_sender::{NewContact, Quirks};

use crate::smart_sender_desk::{Desk, desk, desk_with, large_desk};

/// The whole list by id, and how often each chat came.
async fn walk(desk: &Desk, filter: &ChatFilter) -> BTreeMap<RemoteChatId, (RemoteChat, u32)> {
    let account = desk.account();
    let (mut found, mut next) = (BTreeMap::new(), None);
    loop {
        let page = account.chats(filter, next.as_deref()).await.unwrap();
        for chat in page.chats {
            found.entry(chat.id.clone()).or_insert((chat, 0_u32)).1 += 1;
        }
        next = page.next;
        if next.is_none() {
            return found;
        }
    }
}

fn compare(desk: &Desk, found: &BTreeMap<RemoteChatId, (RemoteChat, u32)>, why: &str) {
    let known = desk.sandbox.chats();
    assert_eq!(found.len(), known.len(), "{why}: every chat");
    for state in known {
        let (chat, _) = &found[&RemoteChatId(state.id.to_string())];
        let status = if state.open {
            ChatStatus::Open
        } else {
            ChatStatus::Closed
        };
        assert_eq!(chat.status, Some(status), "{why}: from its list");
        assert_eq!(chat.title.as_deref(), Some(state.name.as_str()), "{why}");
        assert_eq!(chat.unread, Some(state.unread), "{why}: unread");
        let reachable = if state.channel.is_some() {
            Answering::Open
        } else {
            Answering::Unsubscribed
        };
        assert_eq!(chat.answering, Some(reachable), "{why}: gates");
        if state.channel.is_some() {
            let channel = chat.channel.as_ref().map(|channel| channel.0.clone());
            assert_eq!(channel, state.channel, "{why}: channel");
        }
        let at = chat.updated_at.expect("a date").0 / 1000;
        assert_eq!(at, state.updated_at.as_second(), "{why}: date");
        assert_eq!(chat.assignee, None, "{why}: the list doesn't say");
    }
}

/// A switch of the sandbox thrown.
type Reading = fn(&mut Quirks);

#[tokio::test]
async fn open_chats_are_listed_before_closed_ones_page_by_page() {
    for (default_state, beyond_last, empty_pages) in [
        (DefaultState::All, BeyondLast::Empty, 1),
        (DefaultState::Open, BeyondLast::NotFound, 0),
        (DefaultState::Open, BeyondLast::Refused, 0),
    ] {
        let desk = large_desk(|quirks| {
            quirks.default_state = default_state;
            quirks.beyond_last = beyond_last;
            quirks.empty_pages = empty_pages;
        })
        .await;
        let found = walk(&desk, &ChatFilter::default()).await;
        compare(&desk, &found, "whatever the defaults");
        insta::assert_snapshot!("whole_list", desk.requests());
        let closed = ChatFilter {
            text: Some("nobody is called this".into()),
            ..ChatFilter::default()
        };
        assert!(walk(&desk, &closed).await.is_empty(), "nothing found");
    }
}

#[tokio::test]
async fn every_way_to_write_a_chat_is_understood() {
    let desk = desk().await;
    let found = walk(&desk, &ChatFilter::default()).await;
    compare(&desk, &found, "as documented");
    let ways: [(&str, Reading); 3] = [
        ("counts on gates", |quirks| {
            quirks.unread_field = UnreadField::Gates;
            quirks.gate_singular = true;
        }),
        ("texts for ids", |quirks| {
            quirks.ids = Ids::Texts;
            quirks.missing = Missing::Omitted;
            quirks.extra_fields = true;
        }),
        ("zones said", |quirks| {
            quirks.dates = DateForm::Iso;
            quirks.chat_fields = ChatFields::Catalogue;
        }),
    ];
    for (why, change) in ways {
        desk.sandbox.set_quirks(change);
        let found = walk(&desk, &ChatFilter::default()).await;
        compare(&desk, &found, why);
    }
}

#[tokio::test]
async fn filters_leave_as_documented() {
    let desk = desk().await;
    let account = desk.account();
    let operator = OperatorId::from("624");
    for filter in [
        ChatFilter {
            text: Some(" Олена ".into()),
            status: Some(ChatStatus::Open),
            unread: Some(true),
            ..ChatFilter::default()
        },
        ChatFilter {
            operator: Some(operator.clone()),
            unread: Some(true),
            open: Some(false),
            ..ChatFilter::default()
        },
        ChatFilter {
            status: Some(ChatStatus::Paused),
            ..ChatFilter::default()
        },
    ] {
        account.chats(&filter, None).await.unwrap();
    }
    insta::assert_snapshot!(desk.requests());
}

#[tokio::test]
async fn an_operators_chats_are_known_to_be_theirs() {
    let desk = desk().await;
    let filter = ChatFilter {
        operator: Some(OperatorId::from("624")),
        ..ChatFilter::default()
    };
    let found = walk(&desk, &filter).await;
    let known = desk.sandbox.chats();
    let theirs = known.iter().filter(|chat| chat.operator == Some(624));
    assert_eq!(found.len(), theirs.count(), "all of theirs");
    assert!(!found.is_empty(), "there are some");
    for (chat, _) in found.values() {
        let Some(Assignee::Operator(who)) = &chat.assignee else {
            panic!("the list says whose: {chat:?}");
        };
        assert_eq!(who.id.0, "624", "theirs");
    }
}

#[tokio::test]
async fn who_works_as_somebody_sees_which_chats_are_theirs() {
    let desk = desk().await;
    let account = desk.working_as(611);
    let page = account.chats(&ChatFilter::default(), None).await.unwrap();
    for state in desk.sandbox.chats().into_iter().filter(|chat| chat.open) {
        let id = RemoteChatId(state.id.to_string());
        let chat = page.chats.iter().find(|chat| chat.id == id).unwrap();
        let mine = chat.assignee.is_some();
        assert_eq!(mine, state.operator == Some(611), "chat {}", state.id);
    }
    insta::assert_snapshot!(desk.requests());
}

#[tokio::test]
async fn a_list_that_moves_while_it_is_read_loses_no_chat() {
    let desk = large_desk(|_| {}).await;
    let account = desk.account();
    let filter = ChatFilter {
        status: Some(ChatStatus::Open),
        ..ChatFilter::default()
    };
    let first = account.chats(&filter, None).await.unwrap();
    desk.sandbox
        .new_contact(NewContact::default())
        .expect("somebody writes");
    let second = account.chats(&filter, first.next.as_deref()).await.unwrap();
    let last = first.chats.last().expect("a full page");
    assert!(
        second.chats.iter().any(|chat| chat.id == last.id),
        "it moved down and comes again"
    );
    assert_eq!(second.next.as_deref(), Some("open:3"), "and so on");
}

#[tokio::test]
async fn one_chat_says_what_it_can() {
    let desk = desk().await;
    let (state, id) = desk.on("telegram");
    let account = desk.account();
    let lookup = account.chat_lookup().expect("chats are looked up");
    let chat = lookup.chat(&id).await.unwrap();
    assert_eq!(chat.title.as_deref(), Some(state.name.as_str()), "its name");
    assert_eq!(chat.status, None, "not said");
    desk.sandbox
        .set_quirks(|quirks| quirks.chat_fields = ChatFields::Catalogue);
    let chat = lookup.chat(&id).await.unwrap();
    assert_eq!(chat.status, Some(ChatStatus::Open), "said after all");
    let gone = lookup.chat(&RemoteChatId::from("5")).await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::NotFound, "no such chat");
}

#[tokio::test]
async fn chats_are_read_closed_and_given_away() {
    let desk = desk_with(|quirks| quirks.forward_needs_text = true).await;
    let (state, id) = desk.chat(|chat| chat.open && chat.unread > 0);
    let account = desk.account();
    let marks = account.read_marks().expect("chats are marked");
    marks.mark_read(&id, &[]).await.unwrap();
    let now = desk.sandbox.chat(state.id).unwrap();
    assert_eq!(now.unread, 0, "the whole chat");
    let assignment = account.assignment().expect("chats are given away");
    let to = AssignTarget::Operator {
        id: OperatorId::from("637"),
        name: "Rania".into(),
    };
    assignment.assign(&id, &to, "  ").await.unwrap();
    let now = desk.sandbox.chat(state.id).unwrap();
    assert_eq!(now.operator, Some(637), "even without a comment");
    assignment.assign(&id, &to, "Knows Arabic").await.unwrap();
    let statuses = account.statuses().expect("chats are closed");
    assert_eq!(
        statuses.settable(),
        [ChatStatus::Closed],
        "nothing opens one"
    );
    statuses.set_status(&id, &ChatStatus::Closed).await.unwrap();
    assert!(!desk.sandbox.chat(state.id).unwrap().open, "closed");
    let requests = desk.requests().replace(&state.id.to_string(), "CHAT");
    insta::assert_snapshot!(requests);
    let error = statuses
        .set_status(&id, &ChatStatus::Open)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Unsupported, "no way to open one");
    assert_eq!(desk.requests(), "", "and nothing was asked");
    let email = AssignTarget::Email {
        email: "a@b.example".into(),
    };
    let error = assignment.assign(&id, &email, "").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unsupported, "operators only");
}
