//! Sending with Texter (texter.md §4.2, §5.6), and what is known after each failure.

use std::time::Duration;

use domain::{Answering, ErrorCode, Outcome, Outgoing, RemoteMessageId, Rich, RichKind, Timestamp};
use sandbox::{Fault, FaultKind};

use crate::support::{photo, text, unwatched};
use crate::texter_support::shop;

fn rich(words: &str, rich: Rich) -> Outgoing {
    Outgoing {
        text: words.into(),
        rich: Some(rich),
        ..Outgoing::default()
    }
}

#[tokio::test]
async fn every_kind_leaves_as_documented() {
    let shop = shop().await;
    let account = shop.account();
    let (_, chat) = shop.whatsapp();
    let rows = vec![
        ("Oak".to_owned(), "180".to_owned()),
        ("Walnut".to_owned(), String::new()),
    ];
    let link = |kind| Rich::Link {
        kind,
        url: "https://files.example/a.pdf".into(),
        name: "a.pdf".into(),
    };
    for (name, message) in [
        ("texter_text", text("שלום 👋")),
        (
            "texter_document",
            rich("The plan", link(RichKind::Document)),
        ),
        (
            "texter_buttons",
            rich(
                "When?",
                Rich::Buttons {
                    buttons: vec!["Now".into(), "Later".into()],
                },
            ),
        ),
        (
            "texter_list",
            rich(
                "Which?",
                Rich::List {
                    button: "Choose".into(),
                    rows,
                },
            ),
        ),
        (
            "texter_contact",
            rich(
                "",
                Rich::Contact {
                    name: "Dana".into(),
                    phone: "+972521".into(),
                },
            ),
        ),
        (
            "texter_location",
            rich(
                "",
                Rich::Location {
                    title: "Home".into(),
                    latitude: "32.080000".into(),
                    longitude: "-34.78".into(),
                },
            ),
        ),
    ] {
        let receipt = account.send(&chat, &message, &unwatched).await.unwrap();
        insta::assert_snapshot!(name, shop.last_request());
        let sent = shop.service.sends().pop().unwrap();
        assert_eq!(receipt.id.map(|id| id.0), Some(sent.message), "{name}");
    }
}

#[tokio::test]
async fn a_quote_names_the_messengers_id() {
    let shop = shop().await;
    let account = shop.account();
    let (state, chat) = shop.whatsapp();
    let first = shop.service.messages(&state.id).remove(0);
    let mut message = text("yes");
    message.quote = Some(RemoteMessageId(first.id.clone()));
    account.send(&chat, &message, &unwatched).await.unwrap();
    let sent = shop.service.sends().pop().unwrap();
    assert_eq!(
        sent.body["context"], *first.provider_id,
        "as WhatsApp knows it"
    );
    let page = account
        .history()
        .unwrap()
        .history(&chat, None)
        .await
        .unwrap();
    let last = page.messages.last().unwrap();
    assert_eq!(
        last.extras.quote,
        Some(RemoteMessageId(first.id)),
        "and back"
    );
    message.quote = Some(RemoteMessageId::from("gone"));
    let error = account.send(&chat, &message, &unwatched).await.unwrap_err();
    assert_eq!(
        (error.code, error.outcome),
        (ErrorCode::Invalid, Outcome::NotDone),
        "gone"
    );
}

#[tokio::test]
async fn a_closed_window_is_known_beforehand_and_refused_in_the_services_words() {
    let shop = shop().await;
    let account = shop.account();
    let (state, chat) = shop.whatsapp();
    let lookup = account.chat_lookup().unwrap();
    let last = state.last_incoming_at.unwrap().as_millisecond();
    assert_eq!(
        lookup.chat(&chat).await.unwrap().answering,
        Some(Answering::Until {
            at: Timestamp(last + 86_400_000)
        }),
        "a day from the customer's last message"
    );
    shop.service.clock().advance(Duration::from_secs(90_000));
    let error = account
        .send(&chat, &text("late"), &unwatched)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, error.outcome),
        (ErrorCode::Invalid, Outcome::NotDone),
        "refused"
    );
    assert!(error.message.contains("24 hours"), "in its words: {error}");
    let template = Rich::Template {
        name: "order_ready".into(),
        language: "en".into(),
        variables: vec!["Dana".into(), "47\n11".into()],
        header_url: String::new(),
        header: None,
    };
    let sent = account
        .send(&chat, &rich("", template.clone()), &unwatched)
        .await
        .unwrap();
    assert!(sent.id.is_some(), "a template goes");
    assert_eq!(
        shop.service.sends()[0].text,
        "Hello Dana, your order 47 11 is ready.",
        "in one line"
    );
    shop.service.set_unsubscribed(&state.id, true);
    let error = account
        .send(&chat, &rich("", template), &unwatched)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, error.outcome),
        (ErrorCode::Invalid, Outcome::NotDone),
        "under 200"
    );
    assert!(error.message.contains("unsubscribed"), "{error}");
}

#[tokio::test]
async fn what_can_not_go_never_leaves() {
    let shop = shop().await;
    let account = shop.account();
    let (_, chat) = shop.whatsapp();
    let buttons = |count| Rich::Buttons {
        buttons: vec!["x".into(); count],
    };
    for message in [
        text(""),
        text(&"x".repeat(4097)),
        photo("", vec![1]),
        rich("?", buttons(0)),
        rich("?", buttons(4)),
        rich(
            "?",
            Rich::Buttons {
                buttons: vec!["x".repeat(21)],
            },
        ),
        rich(
            "",
            Rich::Location {
                title: String::new(),
                latitude: "91".into(),
                longitude: "0".into(),
            },
        ),
    ] {
        let error = account.send(&chat, &message, &unwatched).await.unwrap_err();
        assert_eq!(error.outcome, Outcome::NotDone, "{error}");
    }
    assert!(shop.service.log().is_empty(), "nothing was asked");
}

#[tokio::test]
async fn each_fault_says_whether_the_message_may_have_gone() {
    for (fault, outcome, sent) in [
        (FaultKind::ResetBefore, Outcome::Unknown, 0),
        (FaultKind::ResetAfter, Outcome::Unknown, 1),
        (FaultKind::TruncatedBody, Outcome::Unknown, 1),
        (FaultKind::StatusAfter { status: 502 }, Outcome::Unknown, 1),
        (FaultKind::HtmlPage, Outcome::Unknown, 1),
        (
            FaultKind::StatusBefore {
                status: 400,
                retry_after: None,
            },
            Outcome::NotDone,
            0,
        ),
        (
            FaultKind::StatusBefore {
                status: 429,
                retry_after: None,
            },
            Outcome::NotDone,
            0,
        ),
    ] {
        let shop = shop().await;
        let (_, chat) = shop.whatsapp();
        shop.service
            .fault(Fault::on("POST", "/server", fault.clone()));
        let error = shop
            .account()
            .send(&chat, &text("hi"), &unwatched)
            .await
            .unwrap_err();
        assert_eq!(error.outcome, outcome, "{fault:?}: {error}");
        assert_eq!(shop.service.sends().len(), sent, "{fault:?}: never twice");
    }
}
