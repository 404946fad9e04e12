//! The chat list, its filters and pages, statuses, deletion (chathub.md §3.8 to §3.10).

use std::collections::BTreeSet;

use domain::{
    ChatFilter, ChatStatus, ErrorCode, FilterField, OperatorId, OrganizationId, RemoteChatId,
    Timestamp,
};
use sandbox::Fault;
use sandbox::FaultKind;
use sandbox::chathub::quirks::{ChatFields, WriteAnswer};
use sandbox::{Sandbox, SandboxConfig, Size};

use crate::support::{Desk, desk, desk_with};

/// Every chat that a filter finds, page by page, with the number of pages asked for.
async fn all(desk: &Desk, filter: &ChatFilter) -> (BTreeSet<String>, usize) {
    let account = desk.company();
    let (mut found, mut pages, mut next) = (BTreeSet::new(), 0, None);
    loop {
        let page = account.chats(filter, next.as_deref()).await.unwrap();
        pages += 1;
        found.extend(page.chats.into_iter().map(|chat| chat.id.0));
        next = page.next;
        if next.is_none() {
            return (found, pages);
        }
    }
}

#[tokio::test]
async fn a_full_filter_leaves_as_documented() {
    let desk = desk().await;
    let account = desk.company();
    let filter = ChatFilter {
        text: Some(" Їжак & co ".into()),
        status: Some(ChatStatus::Paused),
        source: Some(2),
        from: Timestamp::from_iso("2026-01-28T00:00:00Z"),
        to: Timestamp::from_iso("2026-01-29T23:59:59.999Z"),
        phone: Some("+380 93".into()),
        telegram: Some(77),
        organization: Some(OrganizationId::from("6")),
        operator: Some(OperatorId::from("21")),
        ..ChatFilter::default()
    };
    account.chats(&filter, Some("3")).await.unwrap();
    insta::assert_snapshot!(desk.last_request());
    assert_eq!(
        account.limits().filters.len(),
        8,
        "all of them at the service"
    );
    assert!(
        account.limits().filters.contains(&FilterField::Telegram),
        "this one too"
    );
}

#[tokio::test]
async fn an_empty_filter_asks_for_nothing_but_a_page() {
    let desk = desk().await;
    let blank = ChatFilter {
        text: Some("  ".into()),
        phone: Some(String::new()),
        unread: Some(true),
        ..ChatFilter::default()
    };
    desk.company().chats(&blank, None).await.unwrap();
    insta::assert_snapshot!(desk.last_request());
}

#[tokio::test]
async fn a_page_is_mapped() {
    let desk = desk().await;
    let page = desk
        .company()
        .chats(&ChatFilter::default(), None)
        .await
        .unwrap();
    assert_eq!(
        page.total,
        Some(desk.sandbox.chats().len() as u64),
        "the service counts"
    );
    for chat in &page.chats {
        let known = desk.sandbox.chat(chat.id.0.parse().unwrap()).unwrap();
        assert_eq!(chat.title.as_deref(), Some(known.title.as_str()), "title");
        assert_eq!(chat.unread, Some(known.unread), "unread");
        assert_eq!(chat.phone, None, "the documented answer has none");
        assert!(chat.assignee.is_some(), "somebody or nobody, but said");
    }
}

#[tokio::test]
async fn a_list_that_says_more_is_taken_at_its_word() {
    let desk = desk_with(|quirks| quirks.chat_fields = ChatFields::Rich).await;
    let page = desk
        .company()
        .chats(&ChatFilter::default(), None)
        .await
        .unwrap();
    for chat in &page.chats {
        let known = desk.sandbox.chat(chat.id.0.parse().unwrap()).unwrap();
        assert_eq!(chat.phone.as_deref(), Some(known.phone.as_str()), "phone");
        let millis = known.last_at.as_millisecond();
        let read = chat.updated_at.unwrap().0;
        assert!((read - millis).abs() <= 1, "date, to the millisecond");
        let last = desk.sandbox.messages(known.id).pop().unwrap();
        assert_eq!(
            chat.last_message.as_ref().unwrap().text,
            last.text,
            "last message"
        );
    }
}

#[tokio::test]
async fn paging_reaches_every_chat_even_if_the_service_gives_less_than_asked() {
    for cap in [Some(5), Some(7), Some(100), None] {
        let desk = desk_with(|quirks| quirks.per_page_cap = cap).await;
        let (found, pages) = all(&desk, &ChatFilter::default()).await;
        let known: BTreeSet<String> = desk
            .sandbox
            .chats()
            .iter()
            .map(|chat| chat.id.to_string())
            .collect();
        assert_eq!(found, known, "with at most {cap:?} a page");
        if cap.is_none_or(|cap| cap >= 12) {
            assert_eq!(pages, 1, "one page that holds all needs no second");
        }
    }
}

#[tokio::test]
async fn an_empty_list_has_one_page() {
    let config = SandboxConfig {
        size: Size::Empty,
        ..SandboxConfig::default()
    };
    let mut desk = desk().await;
    desk.sandbox = Sandbox::start(config).await.unwrap();
    let page = desk
        .company()
        .chats(&ChatFilter::default(), None)
        .await
        .unwrap();
    assert_eq!(
        (page.chats.len(), page.next),
        (0, None),
        "nothing, and nothing after it"
    );
}

#[tokio::test]
async fn every_filter_narrows_as_the_service_reckons() {
    let desk = desk().await;
    let chats = desk.sandbox.chats();
    let telegram = chats.iter().find(|chat| chat.telegram.is_some()).unwrap();
    let assigned = chats.iter().find(|chat| chat.operator.is_some()).unwrap();
    let some = &chats[0];
    let at = Timestamp(some.last_at.as_millisecond());
    // The service keeps finer times than it tells.
    let (just_before, just_after) = (Timestamp(at.0 - 1), Timestamp(at.0 + 1));
    let filter = ChatFilter::default;
    for (filter, mine) in [
        (
            ChatFilter {
                phone: Some(some.phone.clone()),
                ..filter()
            },
            some,
        ),
        (
            ChatFilter {
                source: Some(some.source as i32),
                ..filter()
            },
            some,
        ),
        (
            ChatFilter {
                text: Some(some.title.clone()),
                ..filter()
            },
            some,
        ),
        (
            ChatFilter {
                from: Some(just_before),
                to: Some(just_after),
                ..filter()
            },
            some,
        ),
        (
            ChatFilter {
                from: Some(just_before),
                ..filter()
            },
            some,
        ),
        (
            ChatFilter {
                to: Some(just_after),
                ..filter()
            },
            some,
        ),
        (
            ChatFilter {
                organization: Some(OrganizationId(some.organization.to_string())),
                ..filter()
            },
            some,
        ),
        (
            ChatFilter {
                telegram: telegram.telegram,
                ..filter()
            },
            telegram,
        ),
        (
            ChatFilter {
                operator: assigned.operator.map(|id| OperatorId(id.to_string())),
                ..filter()
            },
            assigned,
        ),
    ] {
        let (found, _) = all(&desk, &filter).await;
        assert!(
            found.contains(&mine.id.to_string()),
            "{filter:?} finds {}",
            mine.id
        );
        if filter.organization.is_none() {
            assert!(
                found.len() < chats.len() || filter.from.is_some() || filter.to.is_some(),
                "{filter:?} narrows"
            );
        }
    }
    let strange = ChatFilter {
        status: Some(ChatStatus::Other("resolved".into())),
        ..filter()
    };
    let error = desk.company().chats(&strange, None).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid, "ChatHub has no such status");
}

#[tokio::test]
async fn statuses_are_set_whatever_the_answer_looks_like() {
    for answer in [WriteAnswer::Empty, WriteAnswer::Ok] {
        let desk = desk_with(|quirks| quirks.put_answer = answer).await;
        let account = desk.company();
        let (id, chat) = desk.chat();
        let statuses = account.statuses().unwrap();
        for (number, status) in statuses.settable().iter().enumerate() {
            statuses.set_status(&chat, status).await.unwrap();
            let known = desk.sandbox.chat(id).unwrap().status;
            assert_eq!(known, number as i64, "{status}, answered {answer:?}");
        }
        insta::allow_duplicates! {
            insta::assert_snapshot!(desk.last_request());
        }
        let error = statuses
            .set_status(&RemoteChatId::from("999999"), &ChatStatus::Open)
            .await
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::NotFound, "no such chat");
    }
}

#[tokio::test]
async fn a_chat_is_deleted_and_one_that_is_gone_is_fine() {
    for answer in [WriteAnswer::Empty, WriteAnswer::Ok] {
        let desk = desk_with(|quirks| quirks.delete_answer = answer).await;
        let account = desk.company();
        let (id, chat) = desk.chat();
        let deletion = account.deletion().unwrap();
        deletion.delete_chat(&chat).await.unwrap();
        assert_eq!(desk.sandbox.chat(id), None, "gone, answered {answer:?}");
        deletion.delete_chat(&chat).await.unwrap();
    }
}

#[tokio::test]
async fn a_list_that_is_none_is_not_taken_for_an_empty_one() {
    let desk = desk().await;
    let account = desk.company();
    for fault in [FaultKind::HtmlPage, FaultKind::GarbageJson] {
        desk.sandbox
            .fault(Fault::on("GET", "/api/chat/chats", fault.clone()));
        let error = account
            .chats(&ChatFilter::default(), None)
            .await
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::Decode, "{fault:?}");
    }
    desk.sandbox.fault(Fault::on(
        "GET",
        "/api/chat/chats",
        FaultKind::WrongContentType,
    ));
    account.chats(&ChatFilter::default(), None).await.unwrap();
}
