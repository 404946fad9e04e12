//! Sending, all nine kinds (smart-sender.md §5.2, §8.13 to §8.15, §8.24).

use domain::{ErrorCode, Outcome, Outgoing, Rich, RichKind};
use sandbox::smart_sender::quirks::{SendToClosed, Watermark};
use sandbox::{Fault, FaultKind};

use crate::smart_sender_desk::{desk, desk_with};
use crate::support::{photo, text, unwatched};

fn rich(rich: Rich) -> Outgoing {
    Outgoing {
        rich: Some(rich),
        ..Outgoing::default()
    }
}

fn link(kind: RichKind, url: &str) -> Outgoing {
    rich(Rich::Link {
        kind,
        url: url.into(),
        name: "a".into(),
    })
}

#[tokio::test]
async fn all_nine_kinds_leave_as_documented() {
    let desk = desk().await;
    let (state, chat) = desk.on("telegram");
    let messages = [
        text("Добрий день! 😄\n2nd line"),
        link(RichKind::Picture, "https://files.example/a.jpg"),
        link(RichKind::Video, "https://files.example/a.mp4"),
        link(RichKind::Audio, "https://files.example/a.mp3"),
        link(RichKind::Voice, "https://files.example/a.ogg"),
        link(RichKind::Animation, "https://files.example/a.gif"),
        link(RichKind::Document, "https://files.example/a.pdf"),
        rich(Rich::Location {
            title: "School".into(),
            latitude: "50.4501".into(),
            longitude: "-30.5234".into(),
        }),
        rich(Rich::Contact {
            name: "Olena Marchuk".into(),
            phone: "+380501234567".into(),
        }),
    ];
    // Two accounts, so that the pace of one needn't be waited for.
    let (first, second) = messages.split_at(4);
    for part in [first, second] {
        let account = desk.account();
        for message in part {
            let receipt = account.send(&chat, message, &unwatched).await.unwrap();
            let id = receipt.id.expect("the service tells it");
            let last = desk.sandbox.messages(state.id).pop().unwrap();
            assert_eq!(id.0, last.id.to_string(), "the new message's");
        }
    }
    let requests = desk.requests();
    let requests = requests.replace(&format!("contacts/{}", state.contact), "contacts/CONTACT");
    insta::assert_snapshot!(requests.replace(&state.id.to_string(), "CHAT"));
    let kinds: Vec<String> = desk.sandbox.sends().into_iter().map(|it| it.kind).collect();
    assert_eq!(kinds.len(), 9, "each once: {kinds:?}");
}

#[tokio::test]
async fn watermarks_grow_even_within_a_second() {
    let desk = desk_with(|quirks| quirks.watermark = Watermark::Increasing).await;
    let (_, chat) = desk.on("telegram");
    let account = desk.account();
    for words in ["one", "two", "three"] {
        account.send(&chat, &text(words), &unwatched).await.unwrap();
    }
    let marks: Vec<_> = desk.sandbox.sends().iter().map(|it| it.watermark).collect();
    assert!(marks.is_sorted_by(|a, b| a < b), "strictly: {marks:?}");
    assert!(
        marks[0] > Some(1_700_000_000) && marks[0] < Some(100_000_000_000),
        "Unix seconds: {marks:?}"
    );
}

#[tokio::test]
async fn what_the_service_does_not_take_is_said_before_anything_leaves() {
    let desk = desk().await;
    let (_, chat) = desk.on("telegram");
    let account = desk.account();
    let buttons = rich(Rich::Buttons {
        buttons: vec!["Yes".into()],
    });
    for message in [photo("Look", vec![1]), buttons] {
        let error = account.send(&chat, &message, &unwatched).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Unsupported, "{}", error.message);
    }
    let nowhere = rich(Rich::Location {
        title: "?".into(),
        latitude: "north".into(),
        longitude: "0".into(),
    });
    let error = account.send(&chat, &nowhere, &unwatched).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid, "no place");
    assert_eq!(desk.requests(), "", "nothing left");
    let limits = account.limits();
    assert!(limits.attachments.is_empty(), "no files from here");
    assert_eq!(limits.rich.len(), 8, "eight kinds beside text");
}

#[tokio::test]
async fn refusals_come_in_the_services_words_and_were_not_done() {
    let desk = desk_with(|quirks| {
        quirks.max_text = 5;
        quirks.send_to_closed = SendToClosed::Refused;
    })
    .await;
    let account = desk.account();
    let (_, chat) = desk.on("telegram");
    let error = account
        .send(&chat, &text("too long"), &unwatched)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid, "it can't be repeated");
    assert_eq!(error.outcome, Outcome::NotDone, "it was refused");
    assert_eq!(
        error.message, "Unprocessable entity: The content may not be greater than 5 characters",
        "with the reason"
    );
    let (_, closed) = desk.chat(|chat| !chat.open && chat.channel.is_some());
    let error = account
        .send(&closed, &text("Hi"), &unwatched)
        .await
        .unwrap_err();
    assert_eq!(error.message, "The chat is closed", "the service's words");
    desk.sandbox
        .set_quirks(|quirks| quirks.send_to_closed = SendToClosed::Reopens);
    let sent = account.send(&closed, &text("Hi"), &unwatched).await;
    assert!(sent.is_ok(), "allowed where the service allows it");
}

#[tokio::test]
async fn a_lost_answer_leaves_the_outcome_open_and_nothing_is_repeated() {
    for kind in [
        FaultKind::ResetAfter,
        FaultKind::StatusAfter { status: 502 },
        FaultKind::GarbageJson,
        FaultKind::HtmlPage,
    ] {
        let desk = desk().await;
        let (_, chat) = desk.on("telegram");
        desk.sandbox.fault(Fault {
            method: Some("POST".into()),
            path: "/v1/contacts".into(),
            path_end: "/send".into(),
            skip: 0,
            times: 1,
            kind: kind.clone(),
        });
        let account = desk.account();
        let error = account
            .send(&chat, &text("Hi"), &unwatched)
            .await
            .unwrap_err();
        assert_eq!(error.outcome, Outcome::Unknown, "{kind:?}: {error}");
        let posts = desk.requests();
        let posts = posts.lines().filter(|line| line.starts_with("POST"));
        assert_eq!(posts.count(), 1, "{kind:?}: once");
    }
}
