//! Texter's chats: signing in, listing, looking one up, acting on it (texter.md §1, §3, §5).

use std::collections::HashSet;

use domain::{AssignTarget, ChatFilter, ChatStatus, ErrorCode, LabelId, OperatorId, RemoteChatId};
use sandbox::texter::{
    NewChat, Scope, Status,
    quirks::{ErrorBody, OkBody, SearchPaging},
};
use sandbox::{Fault, FaultKind, Size};

use crate::texter_support::{quirky, shop, shop_with};

#[tokio::test]
async fn a_token_signs_in_and_wrong_ones_are_told_from_wrong_addresses() {
    let shop = shop().await;
    let identity = shop.account().verify().await.unwrap();
    assert_eq!(
        (identity.name.as_str(), identity.operator),
        ("arava", None),
        "no person"
    );
    insta::assert_snapshot!("sign_in", shop.last_request());
    let wrong = shop.connect("arava", "wrong").unwrap().verify().await;
    assert_eq!(
        wrong.unwrap_err().code,
        ErrorCode::Unauthorized,
        "a wrong token"
    );
    shop.service
        .fault(Fault::on("GET", "/server", FaultKind::HtmlPage));
    let page = shop.account().verify().await.unwrap_err();
    assert_eq!(page.code, ErrorCode::NotThisService, "a web page");
    for project in ["", "a.b", "evil.example/", "two words", "a@b"] {
        let refused = shop.connect(project, "t").err().map(|error| error.code);
        assert_eq!(
            refused,
            Some(ErrorCode::Invalid),
            "{project:?} is no project"
        );
    }
}

#[tokio::test]
async fn the_list_is_read_to_its_end_without_loss() {
    let shop = shop_with(|config| {
        config.size = Size::Large {
            chats: 130,
            messages: 260,
        }
    })
    .await;
    for paging in [
        SearchPaging::Honoured,
        SearchPaging::Short,
        SearchPaging::Ignored,
        SearchPaging::Refused,
    ] {
        shop.service
            .set_quirks(|quirks| quirks.search_paging = paging);
        let account = shop.account();
        let (mut seen, mut page, mut pages) = (HashSet::new(), None::<String>, 0);
        loop {
            let read = account
                .chats(&ChatFilter::default(), page.as_deref())
                .await
                .unwrap();
            assert_eq!(read.total, Some(130), "{paging:?}");
            seen.extend(read.chats.into_iter().map(|chat| chat.id));
            pages += 1;
            page = read.next;
            if page.is_none() {
                break;
            }
        }
        // Where paging isn't to be had, the newest thirty are all there is (§11 row 1): that shows
        // once they come again.
        let expected = match paging {
            SearchPaging::Honoured => (130, 3),
            SearchPaging::Short => (130, 5),
            SearchPaging::Ignored => (30, 2),
            SearchPaging::Refused => (30, 1),
        };
        assert_eq!((seen.len(), pages), expected, "{paging:?}");
    }
}

#[tokio::test]
async fn filters_leave_as_documented_and_senseless_ones_not_at_all() {
    let shop = shop().await;
    let account = shop.account();
    let filter = ChatFilter {
        text: Some(" dana ".into()),
        status: Some(ChatStatus::New),
        label: Some(LabelId::from("vip")),
        ..ChatFilter::default()
    };
    account.chats(&filter, None).await.unwrap();
    insta::assert_snapshot!("search", shop.last_request());
    shop.service.clear_log();
    for filter in [
        ChatFilter {
            text: Some("d".into()),
            ..ChatFilter::default()
        },
        ChatFilter {
            status: Some(ChatStatus::Paused),
            ..ChatFilter::default()
        },
    ] {
        let page = account.chats(&filter, None).await.unwrap();
        assert!(
            page.chats.is_empty() && page.next.is_none(),
            "nothing matches"
        );
    }
    assert!(shop.service.log().is_empty(), "and nothing was asked");
}

#[tokio::test]
async fn both_shapes_of_a_chat_say_the_same() {
    let shop = quirky(|quirks| quirks.extra_fields = true).await;
    let account = shop.account();
    let listed = account.chats(&ChatFilter::default(), None).await.unwrap();
    let lookup = account.chat_lookup().unwrap();
    for listed in listed.chats.into_iter().take(6) {
        let mut one = lookup.chat(&listed.id).await.unwrap();
        assert_eq!(one.labels, None, "the short form doesn't say");
        one.labels.clone_from(&listed.labels);
        one.person.clone_from(&listed.person);
        one.title.clone_from(&listed.title);
        assert_eq!(one, listed, "the rest is the same");
    }
    let gone = lookup.chat(&RemoteChatId::from("nowhere")).await;
    assert_eq!(gone.unwrap_err().code, ErrorCode::NotFound, "gone");
}

#[tokio::test]
async fn chats_are_assigned_resolved_and_labelled() {
    let bodies = [
        OkBody::Plain,
        OkBody::Quoted,
        OkBody::Mistyped,
        OkBody::Page,
    ];
    for body in bodies {
        let shop = quirky(|quirks| quirks.ok_body = body).await;
        let account = shop.account();
        let (_, chat) = shop.whatsapp();
        let state = || shop.service.chat(chat.as_str()).unwrap();
        let agent = shop.service.agents()[1].clone();
        let assign = account.assignment().unwrap();
        let email = AssignTarget::Email {
            email: agent.email.clone(),
        };
        assign.assign(&chat, &email, "").await.unwrap();
        assert_eq!(state().agent.as_ref(), Some(&agent.uid), "{body:?}");
        let department = AssignTarget::Department { id: "sales".into() };
        assign.assign(&chat, &department, "").await.unwrap();
        assert_eq!(state().agent, None, "the department's now");
        let id = OperatorId(agent.uid.clone());
        let operator = AssignTarget::Operator {
            id,
            name: String::new(),
        };
        assign.assign(&chat, &operator, "").await.unwrap();
        assert_eq!(state().status, Status::Pending, "assigned is not taken");
        let labels = account.labels().unwrap();
        let warranty = LabelId::from("warranty");
        labels.set_label(&chat, &warranty, true).await.unwrap();
        assert!(
            labels.labels_of(&chat).await.unwrap().contains(&warranty),
            "put on"
        );
        labels.set_label(&chat, &warranty, false).await.unwrap();
        assert!(
            !labels.labels_of(&chat).await.unwrap().contains(&warranty),
            "taken off"
        );
        let statuses = account.statuses().unwrap();
        assert_eq!(
            statuses.settable(),
            [ChatStatus::Closed],
            "the one there is"
        );
        statuses
            .set_status(&chat, &ChatStatus::Closed)
            .await
            .unwrap();
        assert_eq!(state().status, Status::Resolved, "{body:?}");
    }
}

#[tokio::test]
async fn a_chat_that_no_search_finds_keeps_its_labels() {
    let shop = shop().await;
    let chat = shop.service.new_chat(NewChat {
        title: Some("Y".into()),
        channel: Some("instagram".into()),
        ..NewChat::default()
    });
    let chat = RemoteChatId(chat);
    let account = shop.account();
    let labels = account.labels().unwrap();
    let warranty = LabelId::from("warranty");
    labels.set_label(&chat, &warranty, true).await.unwrap();
    let error = labels.labels_of(&chat).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound, "one letter finds nobody");
    account.chats(&ChatFilter::default(), None).await.unwrap();
    assert_eq!(
        labels.labels_of(&chat).await.unwrap(),
        [warranty],
        "the list told"
    );
}

#[tokio::test]
async fn a_missing_scope_is_named_whatever_its_status() {
    for (status, body) in [
        (403, ErrorBody::Error),
        (401, ErrorBody::Text),
        (403, ErrorBody::Html),
    ] {
        let shop = shop_with(|config| {
            config.scopes = Scope::all_but(&[Scope::ManageChats]);
            config.quirks.scope_status = status;
            config.quirks.error_body = body;
        })
        .await;
        let (_, chat) = shop.whatsapp();
        let account = shop.account();
        let statuses = account.statuses().unwrap();
        let error = statuses
            .set_status(&chat, &ChatStatus::Closed)
            .await
            .unwrap_err();
        assert_eq!(
            error.code,
            ErrorCode::Forbidden,
            "{status}: not a wrong token"
        );
        assert!(error.message.contains("Manage all chats"), "{error}");
    }
}

#[tokio::test]
async fn too_many_requests_close_the_gate() {
    let shop = shop().await;
    let account = shop.account();
    let busy = FaultKind::StatusBefore {
        status: 429,
        retry_after: Some(30),
    };
    shop.service.fault(Fault::on("GET", "/server", busy));
    for _ in 0..2 {
        let error = account
            .chats(&ChatFilter::default(), None)
            .await
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::RateLimited, "told to wait");
    }
    assert_eq!(shop.service.log().len(), 1, "the second never left");
    assert!(
        account.health().limited_until.is_some(),
        "and the panel says so"
    );
}

#[tokio::test]
async fn labels_replies_and_templates_are_listed() {
    let shop = shop().await;
    let account = shop.account();
    let labels = account.labels().unwrap();
    assert_eq!(labels.labels().await.unwrap().len(), 5, "every label");
    let made = labels.create_label("Big order", "#00ff00").await.unwrap();
    assert_eq!(made.id.as_str(), "big-order", "a new one");
    let plain = labels.create_label("Plain", "").await.unwrap();
    assert_eq!(plain.color, "#555555", "the service's own colour");
    insta::assert_debug_snapshot!(
        "quick_replies",
        account
            .quick_replies()
            .unwrap()
            .quick_replies()
            .await
            .unwrap()
    );
    insta::assert_debug_snapshot!(
        "templates",
        account.templates().unwrap().templates().await.unwrap()
    );
}
