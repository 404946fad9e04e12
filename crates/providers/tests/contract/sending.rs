//! Sending (chathub.md §4), and what is known after each way it can fail.

use std::sync::Mutex;

use domain::{ErrorCode, Outcome, RemoteChatId};
use sandbox::chathub::quirks::SendAnswer;
use sandbox::{Fault, FaultKind};

use crate::support::{desk, desk_with, photo, text, unwatched};

#[tokio::test]
async fn text_and_photo_leave_as_documented() {
    let desk = desk().await;
    let account = desk.company();
    let (_, chat) = desk.chat();
    account
        .send(&chat, &text("Hello from Chathub! Привіт 👋"), &unwatched)
        .await
        .unwrap();
    insta::assert_snapshot!("text", desk.last_request());
    account
        .send(&chat, &photo("Check this image!", vec![7; 300]), &unwatched)
        .await
        .unwrap();
    insta::assert_snapshot!("photo", desk.last_request());
    let sent = desk.sandbox.sends();
    assert_eq!(
        desk.sandbox.media(sent[1].message).unwrap(),
        vec![7; 300],
        "byte for byte"
    );
    account
        .send(&chat, &photo("", vec![8; 3]), &unwatched)
        .await
        .unwrap();
    assert_eq!(desk.sandbox.sends()[2].text, "", "a photo without a word");
}

#[tokio::test]
async fn any_success_is_accepted_and_its_id_is_taken_if_it_has_one() {
    for (answer, has_id) in [
        (SendAnswer::Empty, false),
        (SendAnswer::Ok, false),
        (SendAnswer::Id, true),
        (SendAnswer::Message, true),
    ] {
        let desk = desk_with(|quirks| quirks.send_answer = answer).await;
        let (_, chat) = desk.chat();
        let receipt = desk
            .company()
            .send(&chat, &text("hi"), &unwatched)
            .await
            .unwrap();
        let made = desk.sandbox.sends()[0].message.to_string();
        assert_eq!(
            receipt.id.map(|id| id.0),
            has_id.then_some(made),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn a_large_file_reports_its_progress() {
    let desk = desk().await.patient();
    let (_, chat) = desk.chat();
    let seen = Mutex::new(Vec::new());
    let watch = |gone, all| seen.lock().unwrap().push((gone, all));
    let bytes: Vec<u8> = (0..5 << 20).map(|n| (n % 251) as u8).collect();
    desk.company()
        .send(&chat, &photo("", bytes.clone()), &watch)
        .await
        .unwrap();
    let sent = desk.sandbox.sends()[0].message;
    assert_eq!(desk.sandbox.media(sent).unwrap(), bytes, "byte for byte");
    let seen = seen.into_inner().unwrap();
    let all = seen.last().unwrap().1;
    assert!(all > 6 << 20, "base64 is a third longer");
    assert_eq!(seen.last().unwrap().0, all, "to the end");
    assert!(
        seen.windows(2).all(|pair| pair[0].0 <= pair[1].0),
        "never backwards"
    );
}

#[tokio::test]
async fn a_file_above_the_limit_never_leaves() {
    let desk = desk().await;
    let account = desk.company();
    let (_, chat) = desk.chat();
    let limit = account.limits().max_attachment;
    let too_large = photo("", vec![0; usize::try_from(limit).unwrap() + 1]);
    let error = account
        .send(&chat, &too_large, &unwatched)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, error.outcome),
        (ErrorCode::Invalid, Outcome::NotDone),
        "{error}"
    );
    assert!(error.message.contains("20 MB"), "says the limit: {error}");
    assert!(desk.sandbox.log().is_empty(), "not even signed in");
}

#[tokio::test]
async fn each_fault_says_whether_the_message_may_have_gone() {
    let before = |status| FaultKind::StatusBefore {
        status,
        retry_after: None,
    };
    for (fault, code, outcome, processed) in [
        (
            FaultKind::ResetBefore,
            ErrorCode::Server,
            Outcome::Unknown,
            0,
        ),
        (
            FaultKind::ResetAfter,
            ErrorCode::Server,
            Outcome::Unknown,
            1,
        ),
        (before(500), ErrorCode::Server, Outcome::Unknown, 0),
        (before(502), ErrorCode::Server, Outcome::Unknown, 0),
        (
            FaultKind::StatusAfter { status: 500 },
            ErrorCode::Server,
            Outcome::Unknown,
            1,
        ),
        (
            FaultKind::StatusAfter { status: 504 },
            ErrorCode::Server,
            Outcome::Unknown,
            1,
        ),
        (FaultKind::HtmlPage, ErrorCode::Decode, Outcome::Unknown, 0),
        (FaultKind::Hang, ErrorCode::Server, Outcome::Unknown, 0),
        (before(400), ErrorCode::Invalid, Outcome::NotDone, 0),
        (before(403), ErrorCode::Forbidden, Outcome::NotDone, 0),
        (before(413), ErrorCode::Invalid, Outcome::NotDone, 0),
        (before(415), ErrorCode::Invalid, Outcome::NotDone, 0),
        (before(422), ErrorCode::Invalid, Outcome::NotDone, 0),
        (before(423), ErrorCode::RateLimited, Outcome::NotDone, 0),
        (before(429), ErrorCode::RateLimited, Outcome::NotDone, 0),
    ] {
        let desk = desk_with(|quirks| quirks.send_answer = SendAnswer::Message).await;
        let account = desk.company();
        account.verify().await.unwrap();
        let (_, chat) = desk.chat();
        desk.sandbox
            .fault(Fault::on("POST", "/api/chat", fault.clone()));
        let error = account
            .send(&chat, &text("hi"), &unwatched)
            .await
            .unwrap_err();
        assert_eq!(
            (error.code, error.outcome),
            (code, outcome),
            "{fault:?}: {error:?}"
        );
        let sent = desk.sandbox.sends().len();
        // Garbage and pages replace the answer of a request that may have been processed.
        if !matches!(fault, FaultKind::HtmlPage | FaultKind::Hang) {
            assert_eq!(sent, processed, "{fault:?}");
        }
        assert_eq!(
            desk.requests("POST", "/message").len(),
            1,
            "{fault:?}: never repeated here"
        );
    }
}

#[tokio::test]
async fn a_server_that_is_down_certainly_did_nothing() {
    let desk = desk().await;
    let account = desk.company();
    account.verify().await.unwrap();
    let (_, chat) = desk.chat();
    desk.sandbox.pause_listening().await;
    let error = account
        .send(&chat, &text("hi"), &unwatched)
        .await
        .unwrap_err();
    // The old connection may be found broken first; then nothing is known.
    let error = if error.code == ErrorCode::Server {
        account
            .send(&chat, &text("hi"), &unwatched)
            .await
            .unwrap_err()
    } else {
        error
    };
    assert_eq!(
        (error.code, error.outcome),
        (ErrorCode::WrongAddress, Outcome::NotDone),
        "{error:?}"
    );
    desk.sandbox.resume_listening().await.unwrap();
    account.send(&chat, &text("hi"), &unwatched).await.unwrap();
}

#[tokio::test]
async fn sending_into_a_chat_that_is_gone_is_not_found() {
    let desk = desk().await;
    let gone = RemoteChatId::from("999999");
    let error = desk
        .company()
        .send(&gone, &text("hi"), &unwatched)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, error.outcome),
        (ErrorCode::NotFound, Outcome::NotDone),
        "{error}"
    );
}

#[tokio::test]
async fn without_a_rest_way_and_without_the_hub_it_says_so() {
    let desk = desk_with(|quirks| quirks.rest_send = false).await;
    let (_, chat) = desk.chat();
    let error = desk
        .company()
        .send(&chat, &text("hi"), &unwatched)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, error.outcome),
        (ErrorCode::Server, Outcome::NotDone),
        "may pass: {error}"
    );
    let quiet = domain::AccountOptions {
        live: false,
        ..domain::AccountOptions::default()
    };
    let account = desk.company_with(quiet);
    let error = account
        .send(&chat, &text("hi"), &unwatched)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Unsupported, "will not pass: {error}");
}
