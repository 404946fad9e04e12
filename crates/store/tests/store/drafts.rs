use domain::view::SendOptions;
use domain::{AttachmentKind, ChatId};
use store::NewAttachment;

use crate::support::{Fixture, NOON, at, customer};

pub(crate) fn file(name: &str) -> NewAttachment {
    NewAttachment {
        kind: AttachmentKind::Photo,
        name: name.to_owned(),
        mime: "image/png".to_owned(),
        bytes: name.as_bytes().to_vec(),
    }
}

async fn has_draft(store: &Fixture, chat: &ChatId) -> bool {
    store.chat_row(chat.clone()).await.unwrap().unwrap().draft
}

#[tokio::test]
async fn draft_survives_a_restart_and_shows_in_the_row() {
    let mut store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    assert!(!has_draft(&store, &chat).await, "none at first");
    assert!(
        store
            .save_draft(chat.clone(), "half a".into(), None, NOON)
            .await
            .unwrap(),
        "the row changed"
    );
    assert!(
        !store
            .save_draft(chat.clone(), "half a sentence".into(), None, at(1))
            .await
            .unwrap(),
        "the row did not"
    );
    store.reopen();
    assert_eq!(
        store.draft(chat.clone()).await.unwrap().text,
        "half a sentence",
        "kept"
    );
    assert!(has_draft(&store, &chat).await, "shown");
    store
        .save_draft(chat.clone(), String::new(), None, at(2))
        .await
        .unwrap();
    assert!(!has_draft(&store, &chat).await, "an empty draft is none");
}

#[tokio::test]
async fn draft_knows_what_stood_in_the_chat_when_it_was_begun() {
    let mut store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    let save = async |store: &Fixture, text: &str, since| {
        store
            .save_draft(chat.clone(), text.to_owned(), since, NOON)
            .await
            .unwrap()
    };
    save(&store, "half", Some(at(1))).await;
    save(&store, "half a", None).await;
    store.reopen();
    let since = store.draft(chat.clone()).await.unwrap().since;
    assert_eq!(since, Some(at(1)), "what is not said stays known");
    save(&store, "half a sentence", Some(at(2))).await;
    let since = store.draft(chat.clone()).await.unwrap().since;
    assert_eq!(since, Some(at(2)), "who has seen more says so");
    save(&store, "", None).await;
    save(&store, "another", None).await;
    let since = store.draft(chat.clone()).await.unwrap().since;
    assert_eq!(since, None, "another answer begins anew");
}

#[tokio::test]
async fn note_that_is_being_written_stays_beside_the_draft_until_it_is_kept() {
    let mut store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    let shows = store
        .save_note_draft(chat.clone(), "calls on".into(), NOON)
        .await
        .unwrap();
    assert!(shows, "the row has a draft now");
    store
        .save_draft(chat.clone(), "an answer".into(), None, NOON)
        .await
        .unwrap();
    store.reopen();
    let draft = store.draft(chat.clone()).await.unwrap();
    assert_eq!(
        (draft.text.as_str(), draft.note.as_str()),
        ("an answer", "calls on"),
        "both"
    );
    store
        .save_draft(chat.clone(), String::new(), None, at(1))
        .await
        .unwrap();
    let draft = store.draft(chat.clone()).await.unwrap();
    assert_eq!(draft.note, "calls on", "the answer went alone");
    store
        .add_note(chat.clone(), "calls on Mondays".into(), at(2))
        .await
        .unwrap();
    assert_eq!(
        store.draft(chat.clone()).await.unwrap().note,
        "",
        "kept as a note"
    );
    assert!(!has_draft(&store, &chat).await, "and nothing is left");
}

#[tokio::test]
async fn staged_file_comes_back_and_can_be_removed() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    let staged = store
        .add_attachment(chat.clone(), file("a.png"), NOON)
        .await
        .unwrap();
    assert!(
        has_draft(&store, &chat).await,
        "a file alone is a draft too"
    );
    assert_eq!(
        store.attachment(staged.id).await.unwrap(),
        file("a.png"),
        "whole"
    );
    assert_eq!(
        store.draft(chat.clone()).await.unwrap().attachments,
        vec![staged.clone()],
        "listed"
    );
    assert_eq!(
        store.remove_attachment(staged.id).await.unwrap(),
        Some(chat.clone()),
        "says where it was"
    );
    assert_eq!(
        store.remove_attachment(staged.id).await.unwrap(),
        None,
        "once"
    );
}

#[tokio::test]
async fn file_of_a_queued_message_can_not_be_removed() {
    let store = Fixture::new();
    let chat = store.chat_with(vec![customer("1", "hi", 0)]).await;
    let staged = store
        .add_attachment(chat.clone(), file("a.png"), NOON)
        .await
        .unwrap();
    store
        .enqueue_send(
            chat,
            String::new(),
            vec![staged.id],
            SendOptions::default(),
            NOON,
            NOON,
        )
        .await
        .unwrap();
    assert_eq!(
        store.remove_attachment(staged.id).await.unwrap(),
        None,
        "it is no draft's"
    );
    assert!(store.attachment(staged.id).await.is_ok(), "and stays");
}
