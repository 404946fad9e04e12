//! Listing chats (chat-manager.md §4.3, §9) and what an account of this service can do.

use domain::{
    Ability, Answering, ChatFilter, ChatStatus, ErrorCode, RemoteChatId, Timestamp, capabilities,
};
use sandbox::chat_manager::quirks::{ListDates, Missing, TrailingSlash};
use sandbox::{Fault, FaultKind, Size};

use crate::chat_manager_support::{firm, firm_of, firm_with, id};

fn with_status(status: ChatStatus) -> ChatFilter {
    ChatFilter {
        status: Some(status),
        ..ChatFilter::default()
    }
}

#[tokio::test]
async fn facets_are_those_of_the_documents() {
    let firm = firm().await;
    let can = capabilities(firm.account().as_ref());
    assert_eq!(
        can.abilities,
        [
            Ability::SignIn,
            Ability::ChatList,
            Ability::ChatLookup,
            Ability::MessageLookup,
            Ability::Send,
            Ability::Media,
            Ability::Groups,
            Ability::Reports,
        ],
        "no history above all"
    );
    assert!(
        can.limits.pin && can.limits.max_text == Some(4096),
        "messages can be pinned"
    );
}

#[tokio::test]
async fn every_page_is_read_once() {
    let firm = firm_of(|config| {
        config.size = Size::Large {
            chats: 230,
            messages: 230,
        };
    })
    .await;
    let account = firm.account();
    let (mut found, mut page) = (Vec::new(), None);
    loop {
        let read = account
            .chats(&ChatFilter::default(), page.as_deref())
            .await
            .unwrap();
        assert_eq!(read.total, Some(230), "how many in all");
        found.extend(read.chats.into_iter().map(|chat| chat.id.0));
        page = read.next;
        if page.is_none() {
            break;
        }
    }
    let all: Vec<String> = firm
        .service
        .chats()
        .iter()
        .map(|chat| chat.id.to_string())
        .collect();
    assert_eq!(found, all, "each once, newest first");
    assert_eq!(
        firm.requests("GET", "/chats/").len(),
        3,
        "a hundred at a time"
    );
}

#[tokio::test]
async fn chats_are_mapped() {
    let firm = firm().await;
    let page = firm
        .account()
        .chats(&ChatFilter::default(), None)
        .await
        .unwrap();
    assert_eq!(page.chats.len(), 12, "all of the seed");
    for chat in &page.chats {
        let known = firm
            .service
            .chat(chat.id.as_str().parse().unwrap())
            .unwrap();
        assert_eq!(
            chat.title.as_deref(),
            Some(known.title.as_str()),
            "its present title"
        );
        let expected = if known.active {
            ChatStatus::Open
        } else {
            ChatStatus::Closed
        };
        assert_eq!(chat.status, Some(expected), "whether it is in use");
        let answering = if known.active {
            Answering::Open
        } else {
            Answering::Inactive
        };
        assert_eq!(chat.answering, Some(answering), "and can be answered");
        assert!(
            chat.updated_at.unwrap()
                >= Timestamp(known.registered_at.as_millisecond() / 1000 * 1000),
            "not before it was"
        );
    }
}

#[tokio::test]
async fn filters_are_the_services_own() {
    let firm = firm().await;
    let account = firm.account();
    let closed = account
        .chats(&with_status(ChatStatus::Closed), None)
        .await
        .unwrap();
    let expected = firm
        .service
        .chats()
        .into_iter()
        .filter(|chat| !chat.active)
        .count();
    assert_eq!(closed.chats.len(), expected, "those switched off");
    let all = firm.service.chats();
    let at = |index: usize| Some(Timestamp(all[index].registered_at.as_millisecond()));
    let mut filter = with_status(ChatStatus::Open);
    filter.from = at(2);
    filter.to = at(0);
    let found = account.chats(&filter, None).await.unwrap();
    let ids: Vec<RemoteChatId> = found.chats.into_iter().map(|chat| chat.id).collect();
    assert_eq!(
        ids,
        all[..=2].iter().map(id).collect::<Vec<_>>(),
        "both ends included"
    );
    let last = firm.requests("GET", "/chats/").pop().unwrap();
    assert_eq!(last.query_value("isActive"), Some("true"), "as documented");
    assert_eq!(
        last.query_value("fromDate"),
        at(2).map(Timestamp::to_iso).as_deref(),
        "ISO 8601"
    );
    let asked = firm.service.log().len();
    std::mem::swap(&mut filter.from, &mut filter.to);
    for nothing in [filter, with_status(ChatStatus::New)] {
        let page = account.chats(&nothing, None).await.unwrap();
        assert!(
            page.chats.is_empty() && page.next.is_none(),
            "nothing can match"
        );
    }
    assert_eq!(firm.service.log().len(), asked, "and nobody was asked");
}

#[tokio::test]
async fn every_reading_of_the_list_is_understood() {
    for slash in [
        TrailingSlash::Either,
        TrailingSlash::Required,
        TrailingSlash::Forbidden,
    ] {
        let firm = firm_with(|quirks| {
            quirks.trailing_slash = slash;
            quirks.list_dates = ListDates::Full;
            quirks.missing = Missing::Null;
            quirks.extra_fields = true;
            quirks.description = true;
        })
        .await;
        let account = firm.account();
        for _ in 0..2 {
            let page = account.chats(&ChatFilter::default(), None).await.unwrap();
            assert_eq!(page.chats.len(), 12, "{slash:?}");
        }
        let refused = firm
            .service
            .log()
            .into_iter()
            .filter(|it| it.status == Some(404))
            .count();
        assert_eq!(
            refused,
            usize::from(slash == TrailingSlash::Forbidden),
            "{slash:?}: learnt once"
        );
    }
}

#[tokio::test]
async fn a_wrong_prefix_is_told_when_signing_in() {
    let firm = firm().await;
    let mut options = firm.options();
    options.chat_prefix = Some("/chat-manager".into());
    let error = firm.account_with(options).verify().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotThisService, "{error}");
    assert!(error.message.contains("prefix"), "what to look at: {error}");
}

#[tokio::test]
async fn other_prefixes_are_followed() {
    let firm = firm_of(|config| {
        config.chat_prefix = "/chat-manager".into();
        config.report_prefix = String::new();
    })
    .await;
    let mut options = firm.options();
    options.chat_prefix = Some("chat-manager/".into());
    options.report_prefix = Some("/".into());
    let account = firm.account_with(options);
    account.verify().await.unwrap();
    let report = "00000000-0000-4000-8000-000000000000".into();
    let absent = account.reports().unwrap().report_file(&report, false);
    assert_eq!(absent.await.unwrap(), None, "no such report");
    let asked = firm.service.log().into_iter();
    let mut asked = asked.filter(|entry| entry.path.contains("/reports/"));
    let first = asked.next().unwrap();
    assert!(
        first.path.starts_with("/api/v1/private/reports/"),
        "no prefix: {}",
        first.path
    );
}

#[tokio::test]
async fn one_chat_is_looked_up() {
    let firm = firm().await;
    let account = firm.account();
    let lookup = account.chat_lookup().unwrap();
    let known = firm.chat();
    assert_eq!(
        lookup.chat(&id(&known)).await.unwrap().title,
        Some(known.title),
        "by its id"
    );
    let gone = lookup
        .chat(&"00000000-0000-4000-8000-000000000000".into())
        .await;
    assert_eq!(gone.unwrap_err().code, ErrorCode::NotFound, "unknown");
}

#[tokio::test]
async fn garbage_is_not_an_empty_list() {
    let firm = firm().await;
    let account = firm.account();
    account.verify().await.unwrap();
    for fault in [FaultKind::GarbageJson, FaultKind::HtmlPage] {
        firm.service
            .fault(Fault::on("GET", "/chat-bot-manager/", fault));
        let error = account
            .chats(&ChatFilter::default(), None)
            .await
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::Decode, "{error}");
    }
}
