//! Sending, and one message by its id (chat-manager.md §5).

use domain::{AuthorKind, ErrorCode, Outcome, Outgoing, RemoteMessageId};
use sandbox::chat_manager::quirks::Sent;
use sandbox::{Fault, FaultKind};
use serde_json::json;

use crate::chat_manager_support::{firm, firm_with, id};
use crate::support::{photo, text, unwatched};

#[tokio::test]
async fn a_text_is_sent_and_pinned() {
    let firm = firm().await;
    let account = firm.account();
    let chat = id(&firm.chat());
    let message = Outgoing {
        pin: true,
        ..text("Buenos días ☀️")
    };
    let receipt = account.send(&chat, &message, &unwatched).await.unwrap();
    assert_eq!(receipt.id, None, "no id is promised");
    insta::assert_snapshot!(firm.last_request(), @r#"
    POST /chat-bot-manager/api/v1/private/chats/ID/messages?
    bearer by client
    application/json
    {"pinMessage":true,"text":"Buenos días ☀️"}
    "#);
    let sends = firm.service.sends();
    assert_eq!((sends.len(), sends[0].pinned), (1, true), "once, pinned");
}

#[tokio::test]
async fn an_id_is_taken_where_it_is_told() {
    let firm = firm_with(|quirks| quirks.sent = Sent::Id).await;
    let receipt = firm
        .account()
        .send(&id(&firm.chat()), &text("hola"), &unwatched)
        .await
        .unwrap();
    let sent = firm.service.sends()[0].message.to_string();
    assert_eq!(receipt.id, Some(RemoteMessageId(sent)), "the new message's");
}

#[tokio::test]
async fn sends_are_never_repeated() {
    let firm = firm().await;
    let account = firm.account();
    account.verify().await.unwrap();
    let chat = id(&firm.chat());
    for fault in [
        FaultKind::ResetAfter,
        FaultKind::StatusAfter { status: 503 },
        FaultKind::HtmlPage,
    ] {
        let before = firm.service.sends().len();
        firm.service
            .fault(Fault::on("POST", "/chat-bot-manager/", fault.clone()));
        let error = account
            .send(&chat, &text("hola"), &unwatched)
            .await
            .unwrap_err();
        assert_eq!(
            error.outcome,
            Outcome::Unknown,
            "{fault:?}: it may have arrived"
        );
        assert_eq!(
            firm.service.sends().len(),
            before + 1,
            "{fault:?}: and did, once"
        );
    }
    firm.service.expire_tokens();
    account
        .send(&chat, &text("otra"), &unwatched)
        .await
        .unwrap();
    let last = firm.service.sends();
    assert_eq!(
        last.iter().filter(|it| it.text == "otra").count(),
        1,
        "after a 401 it goes again"
    );
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let firm = firm().await;
    let account = firm.account();
    let chat = firm.chat();
    let long = text(&"ñ".repeat(4097));
    let error = account
        .send(&id(&chat), &long, &unwatched)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, error.outcome),
        (ErrorCode::Invalid, Outcome::NotDone),
        "too long"
    );
    let file = account
        .send(&id(&chat), &photo("", vec![1]), &unwatched)
        .await;
    assert_eq!(file.unwrap_err().code, ErrorCode::Unsupported, "only text");
    firm.service.set_active(chat.id, false);
    let off = account
        .send(&id(&chat), &text("hola"), &unwatched)
        .await
        .unwrap_err();
    assert_eq!(off.code, ErrorCode::Invalid, "switched off");
    assert!(
        off.message.contains("not active"),
        "in the service's words: {off}"
    );
    let gone = account
        .send(
            &"00000000-0000-4000-8000-000000000000".into(),
            &text("hola"),
            &unwatched,
        )
        .await;
    assert_eq!(gone.unwrap_err().code, ErrorCode::NotFound, "unknown");
    assert!(firm.service.sends().is_empty(), "nothing arrived");
}

#[tokio::test]
async fn a_message_is_read_by_its_id() {
    let firm = firm().await;
    let account = firm.account();
    let lookup = account.message_lookup().unwrap();
    let chat = firm.chat();
    let wrote = firm
        .service
        .member_writes(chat.id, "uno https://a.example")
        .unwrap();
    let read = async |message: &str| lookup.message(&id(&chat), &message.into()).await;
    let message = read(&wrote.to_string()).await.unwrap();
    assert_eq!(message.text, "uno https://a.example", "its text");
    assert_eq!(message.author.kind, AuthorKind::Customer, "by somebody");
    let by = firm
        .service
        .messages(chat.id)
        .into_iter()
        .find(|it| it.id == wrote)
        .unwrap()
        .by;
    let name = chat
        .members
        .iter()
        .find(|it| it.id == by)
        .unwrap()
        .name
        .clone();
    assert_eq!(message.author.name, Some(name), "whose name the chat tells");
    firm.service.edit_message(chat.id, wrote, "dos");
    firm.service.delete_message(chat.id, wrote);
    let message = read(&wrote.to_string()).await.unwrap();
    assert_eq!(message.text, "dos", "as it was last");
    assert!(
        message.extras.deleted && message.extras.edited_at.is_some(),
        "changed and deleted"
    );
    account
        .send(&id(&chat), &text("nuestro"), &unwatched)
        .await
        .unwrap();
    let ours = firm.service.sends()[0].message.to_string();
    assert_eq!(
        read(&ours).await.unwrap().author.kind,
        AuthorKind::Bot,
        "what was sent from here"
    );
    let odd = firm
        .service
        .member_sends(chat.id, "application/x.new", json!({ "a": 1 }))
        .unwrap();
    let odd = read(&odd.to_string()).await.unwrap();
    assert_eq!(
        odd.attachments[0].mime.as_deref(),
        Some("application/x.new"),
        "a type nobody knows"
    );
    let absent = read("00000000-0000-4000-8000-000000000000")
        .await
        .unwrap_err();
    assert_eq!(absent.code, ErrorCode::NotFound, "unknown");
}

#[tokio::test]
async fn every_seeded_message_can_be_read() {
    let firm = firm().await;
    let account = firm.account();
    let lookup = account.message_lookup().unwrap();
    let mut chats = firm.service.chats();
    chats.retain(|chat| chat.title.contains('<'));
    let chat = &chats[0];
    for known in firm.service.messages(chat.id).iter().rev().take(12) {
        let message = lookup
            .message(&id(chat), &known.id.to_string().into())
            .await
            .unwrap();
        assert_eq!(message.text, known.text, "markup is text");
    }
}
