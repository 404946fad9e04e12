//! Histories, read marks and files (chathub.md §3.11, §3.12).

use domain::{
    AccountOptions, AttachmentKind, AuthorKind, Delivery, ErrorCode, RemoteChatId, RemoteMessageId,
};
use sandbox::chathub::quirks::{HistoryOrder, MarkReadBody, MediaField, MessagesPath};
use sandbox::{Fault, FaultKind};

use crate::support::{desk, desk_with};

#[tokio::test]
async fn a_whole_history_is_read_in_any_order() {
    for order in [
        HistoryOrder::Ascending,
        HistoryOrder::Descending,
        HistoryOrder::Mixed,
    ] {
        let desk = desk_with(|quirks| quirks.history_order = order).await;
        let account = desk.company();
        for known in desk.sandbox.chats() {
            let chat = RemoteChatId(known.id.to_string());
            let page = account
                .history()
                .expect("histories are read")
                .history(&chat, None)
                .await
                .unwrap();
            assert_eq!(page.older, None, "all at once");
            let mut read = page.messages;
            read.sort_by_key(|message| (message.sent_at, message.id.0.parse::<i64>().unwrap()));
            let expected = desk.sandbox.messages(known.id);
            assert_eq!(read.len(), expected.len(), "{order:?}, chat {}", known.id);
            for (read, expected) in read.iter().zip(&expected) {
                assert_eq!(
                    read.id.0,
                    expected.id.to_string(),
                    "{order:?}: sorted by date, then id"
                );
                assert_eq!(read.text, expected.text, "text");
                assert_eq!(
                    read.attachments.len(),
                    usize::from(expected.attachment.is_some()),
                    "files"
                );
                let customer = read.author.kind == AuthorKind::Customer;
                assert_eq!(customer, expected.author == 1, "side");
            }
            let none = account
                .history()
                .expect("histories are read")
                .history(&chat, Some("anything"))
                .await
                .unwrap();
            assert!(none.messages.is_empty(), "nothing is older");
        }
    }
}

#[tokio::test]
async fn either_path_of_the_messages_works_and_is_remembered() {
    for (path, first, later) in [
        (MessagesPath::Documented, 1, 1),
        (MessagesPath::Both, 1, 1),
        (MessagesPath::Site, 2, 1),
    ] {
        let desk = desk_with(|quirks| quirks.messages_path = path).await;
        let account = desk.company();
        account.verify().await.unwrap();
        let (_, chat) = desk.chat();
        for expected in [first, later] {
            desk.sandbox.clear_log();
            account
                .history()
                .expect("histories are read")
                .history(&chat, None)
                .await
                .unwrap();
            assert_eq!(desk.sandbox.log().len(), expected, "{path:?}");
        }
        desk.sandbox.clear_log();
        let gone = RemoteChatId::from("999999");
        let error = account
            .history()
            .expect("histories are read")
            .history(&gone, None)
            .await
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::NotFound, "{path:?}: no such chat");
        assert_eq!(
            desk.sandbox.log().len(),
            1,
            "{path:?}: a known path needs no second try"
        );
    }
}

#[tokio::test]
async fn a_chat_that_is_gone_is_not_found_on_both_paths() {
    let desk = desk().await;
    let account = desk.company();
    let error = account
        .history()
        .expect("histories are read")
        .history(&RemoteChatId::from("999999"), None)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound, "gone");
    let (_, chat) = desk.chat();
    account
        .history()
        .expect("histories are read")
        .history(&chat, None)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_hostile_chat_id_stays_inside_its_path() {
    let desk = desk().await;
    let account = desk.company();
    for id in [
        "../../company/organization",
        "1/../2",
        "1?x=1",
        "1#x",
        "a b",
        "%2e%2e",
    ] {
        let read = account
            .history()
            .expect("histories are read")
            .history(&RemoteChatId::from(id), None)
            .await;
        assert!(read.is_err(), "{id} is no chat");
        let last = desk.sandbox.log().pop().unwrap();
        assert!(last.path.starts_with("/api/chat/"), "{id}: {}", last.path);
        assert!(last.query.is_empty(), "{id}: {:?}", last.query);
    }
}

#[tokio::test]
async fn messages_are_marked_read_with_whatever_body_the_service_takes() {
    for (body, tries) in [
        (MarkReadBody::Any, 1),
        (MarkReadBody::Ids, 1),
        (MarkReadBody::MessageIds, 2),
        (MarkReadBody::Items, 3),
        (MarkReadBody::Single, 8),
    ] {
        let desk = desk_with(|quirks| quirks.mark_read = body).await;
        let account = desk.company();
        account.verify().await.unwrap();
        let (id, chat) = desk.chat();
        let ids: Vec<i64> = ["one", "two"]
            .iter()
            .map(|text| desk.sandbox.customer_writes(id, text).unwrap())
            .collect();
        let messages: Vec<RemoteMessageId> = ids
            .iter()
            .map(|id| RemoteMessageId(id.to_string()))
            .collect();
        desk.sandbox.clear_log();
        let marks = account.read_marks().unwrap();
        marks.mark_read(&chat, &messages).await.unwrap();
        for id in &ids {
            assert_eq!(
                desk.sandbox.message(*id).unwrap().status,
                3,
                "{body:?}: read"
            );
        }
        let sent = desk.requests("PUT", "/messages/status");
        assert_eq!(sent.len(), tries, "{body:?}: {sent:#?}");
        desk.sandbox.clear_log();
        marks.mark_read(&chat, &messages[..1]).await.unwrap();
        assert_eq!(desk.sandbox.log().len(), 1, "{body:?}: remembered");
        let page = account
            .history()
            .expect("histories are read")
            .history(&chat, None)
            .await
            .unwrap();
        let read = page
            .messages
            .iter()
            .find(|message| message.id == messages[0])
            .unwrap();
        assert_eq!(
            read.delivery,
            Some(Delivery::Read),
            "{body:?}: seen in the history"
        );
    }
}

#[tokio::test]
async fn the_accounts_own_body_is_used_as_it_is() {
    let desk = desk_with(|quirks| quirks.mark_read = MarkReadBody::Items).await;
    let (id, chat) = desk.chat();
    let message = desk.sandbox.customer_writes(id, "one").unwrap();
    let mark = async |template: &str| {
        let account = desk.company_with(AccountOptions {
            read_body: Some(template.into()),
            ..AccountOptions::default()
        });
        let messages = [RemoteMessageId(message.to_string())];
        account
            .read_marks()
            .unwrap()
            .mark_read(&chat, &messages)
            .await
    };
    let error = mark(r#"{"ids":"$ids","status":"$status"}"#)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid, "no other is tried");
    let error = mark("not json").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid, "said plainly: {error}");
    mark(r#"[{"id":"$id","status":"$status","chat":"$chat"}]"#)
        .await
        .unwrap();
    assert_eq!(desk.sandbox.message(message).unwrap().status, 3, "read");
}

#[tokio::test]
async fn many_messages_are_marked_in_bounded_requests() {
    let desk = desk().await;
    let account = desk.company();
    let (id, chat) = desk.chat();
    let before = desk.sandbox.chat(id).unwrap().unread;
    let messages: Vec<RemoteMessageId> = (0..250)
        .map(|n| desk.sandbox.customer_writes(id, &format!("n{n}")).unwrap())
        .map(|id| RemoteMessageId(id.to_string()))
        .collect();
    account
        .read_marks()
        .unwrap()
        .mark_read(&chat, &messages)
        .await
        .unwrap();
    assert_eq!(
        desk.requests("PUT", "/messages/status").len(),
        3,
        "a hundred each"
    );
    assert_eq!(desk.sandbox.chat(id).unwrap().unread, before, "all of them");
}

#[tokio::test]
async fn files_are_found_whatever_their_field_is_called() {
    for field in [
        MediaField::Media,
        MediaField::MediaUrl,
        MediaField::Attachment,
        MediaField::Attachments,
    ] {
        for needs_token in [false, true] {
            let desk = desk_with(|quirks| {
                quirks.media_field = field;
                quirks.media_needs_token = needs_token;
            })
            .await;
            let account = desk.company();
            let (id, chat) = desk.chat();
            let sent = desk.sandbox.customer_sends_photo(id, "look").unwrap();
            let page = account
                .history()
                .expect("histories are read")
                .history(&chat, None)
                .await
                .unwrap();
            let message = page
                .messages
                .iter()
                .find(|m| m.id.0 == sent.to_string())
                .unwrap();
            let file = &message.attachments[0];
            assert_eq!(file.kind, AttachmentKind::Photo, "{field:?}");
            let url = file.url.as_deref().unwrap();
            let media = account.media(url, 10 << 20).await.unwrap();
            assert_eq!(media.bytes, desk.sandbox.media(sent).unwrap(), "{field:?}");
            assert!(
                media.mime.starts_with("image/"),
                "{field:?}: {}",
                media.mime
            );
            let path = url.strip_prefix(desk.sandbox.url()).unwrap();
            let relative = account.media(path, 10 << 20).await.unwrap();
            assert_eq!(
                relative.bytes, media.bytes,
                "an address without a host is the server's"
            );
        }
    }
}

#[tokio::test]
async fn a_file_whose_token_expired_is_fetched_with_a_new_one() {
    let desk = desk_with(|quirks| quirks.media_needs_token = true).await;
    let account = desk.company();
    let (id, chat) = desk.chat();
    let sent = desk.sandbox.customer_sends_file(id, "contract").unwrap();
    let page = account
        .history()
        .expect("histories are read")
        .history(&chat, None)
        .await
        .unwrap();
    let message = page
        .messages
        .iter()
        .find(|m| m.id.0 == sent.to_string())
        .unwrap();
    assert_eq!(message.attachments[0].kind, AttachmentKind::File, "a PDF");
    desk.sandbox.expire_company_tokens();
    let url = message.attachments[0].url.clone().unwrap();
    let media = account.media(&url, 10 << 20).await.unwrap();
    assert_eq!(
        media.bytes,
        desk.sandbox.media(sent).unwrap(),
        "nobody noticed"
    );
    let small = account.media(&url, 10).await.unwrap_err();
    assert_eq!(small.code, ErrorCode::Invalid, "larger than allowed");
    desk.sandbox.fault(Fault::on(
        "GET",
        "/media",
        FaultKind::StatusBefore {
            status: 404,
            retry_after: None,
        },
    ));
    assert_eq!(
        account.media(&url, 10 << 20).await.unwrap_err().code,
        ErrorCode::NotFound,
        "gone"
    );
}

#[tokio::test]
async fn a_photo_without_a_place_is_still_a_photo() {
    let desk = desk_with(|quirks| quirks.media_field = MediaField::Absent).await;
    let account = desk.company();
    let (id, chat) = desk.chat();
    let sent = desk.sandbox.customer_sends_photo(id, "look").unwrap();
    let page = account
        .history()
        .expect("histories are read")
        .history(&chat, None)
        .await
        .unwrap();
    let message = page
        .messages
        .iter()
        .find(|m| m.id.0 == sent.to_string())
        .unwrap();
    assert_eq!(message.attachments.len(), 1, "its type says so");
    assert_eq!(
        message.attachments[0].url, None,
        "but nothing says where it is"
    );
}
