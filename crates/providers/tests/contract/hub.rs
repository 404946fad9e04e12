//! The live connection (chathub.md §4.2).

use domain::facets::LiveEvent;
use domain::provider::SharedProvider;
use domain::{AuthorKind, ChatStatus, Delivery, ErrorCode, Outcome, Result};
use sandbox::chathub::quirks::SendAnswer;
use sandbox::chathub::{NewChat, quirks};
use sandbox::{Fault, FaultKind};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::support::{Desk, SOON, desk, desk_with, photo, text, unwatched};

struct Listener {
    events: mpsc::Receiver<LiveEvent>,
    task: JoinHandle<Result<()>>,
}

impl Listener {
    /// Listens, and returns when the connection stands.
    async fn start(account: &SharedProvider) -> Self {
        let (sender, events) = mpsc::channel(64);
        let account = SharedProvider::clone(account);
        let task =
            tokio::spawn(async move { account.live().expect("it is live").listen(sender).await });
        let mut listener = Self { events, task };
        assert_eq!(listener.next().await, LiveEvent::Connected, "told first");
        listener
    }

    async fn next(&mut self) -> LiveEvent {
        timeout(SOON, self.events.recv())
            .await
            .expect("in time")
            .expect("still connected")
    }

    /// The next event that is one of these.
    async fn find<T>(&mut self, pick: impl Fn(LiveEvent) -> Option<T>) -> T {
        loop {
            if let Some(found) = pick(self.next().await) {
                return found;
            }
        }
    }

    async fn end(self) -> Result<()> {
        drop(self.events);
        timeout(SOON, self.task)
            .await
            .expect("in time")
            .expect("no panic")
    }

    async fn end_of_itself(mut self) -> Result<()> {
        timeout(SOON, async { while self.events.recv().await.is_some() {} })
            .await
            .expect("in time");
        timeout(SOON, self.task)
            .await
            .expect("in time")
            .expect("no panic")
    }
}

async fn one_listener(desk: &Desk) -> (SharedProvider, Listener) {
    let account = desk.company();
    let listener = Listener::start(&account).await;
    assert!(
        desk.sandbox.wait_for_hub_clients(1, SOON).await,
        "connected"
    );
    (account, listener)
}

#[tokio::test]
async fn everything_that_happens_is_pushed() {
    let desk = desk().await;
    let (_account, mut listener) = one_listener(&desk).await;
    let (id, chat) = desk.chat();
    let made = desk.sandbox.customer_writes(id, "hello").unwrap();
    let message = listener
        .find(|event| match event {
            LiveEvent::Message { chat: at, message } if at == chat => Some(message),
            _ => None,
        })
        .await;
    assert_eq!(
        (message.id.0, message.text.as_str()),
        (made.to_string(), "hello"),
        "the message"
    );
    assert_eq!(message.author.kind, AuthorKind::Customer, "its side");

    desk.sandbox.customer_sends_photo(id, "look").unwrap();
    let message = listener
        .find(|event| match event {
            LiveEvent::Message { message, .. } => Some(message),
            _ => None,
        })
        .await;
    assert!(
        message.attachments[0].url.is_some(),
        "a photo with its place"
    );

    desk.sandbox.set_chat_status(id, 4);
    let status = listener
        .find(|event| match event {
            LiveEvent::ChatStatus { chat: at, status } if at == chat => Some(status),
            _ => None,
        })
        .await;
    assert_eq!(status, ChatStatus::Closed, "4");

    desk.sandbox.set_message_status(made, 3);
    let delivery = listener
        .find(|event| match event {
            LiveEvent::Delivery { message, delivery } if message.0 == made.to_string() => {
                Some(delivery)
            }
            _ => None,
        })
        .await;
    assert_eq!(delivery, Delivery::Read, "3");

    let new = desk.sandbox.new_chat(NewChat {
        source: Some(2),
        phone: Some("380501112233".into()),
        ..NewChat::default()
    });
    let created = listener
        .find(|event| match event {
            LiveEvent::ChatCreated { chat } => chat,
            _ => None,
        })
        .await;
    assert_eq!(created.id.0, new.to_string(), "its id");
    assert_eq!(created.channel.unwrap().0, "telegram", "its source");
    assert_eq!(created.phone.as_deref(), Some("380501112233"), "its client");
    listener.end().await.unwrap();
}

#[tokio::test]
async fn the_token_travels_in_a_header_and_an_operators_at_that() {
    let desk = desk().await;
    let account = desk.working();
    let listener = Listener::start(&account).await;
    let hub: Vec<_> = desk
        .sandbox
        .log()
        .into_iter()
        .filter(|entry| entry.path.starts_with("/chathub"))
        .collect();
    assert_eq!(hub.len(), 2, "negotiation and connection");
    for entry in hub {
        assert_eq!(
            entry.carrier, "bearer",
            "{}: no token in the address",
            entry.path
        );
        assert_eq!(
            entry.level,
            format!("operator:{}", desk.operator()),
            "{}",
            entry.path
        );
    }
    listener.end().await.unwrap();
}

#[tokio::test]
async fn a_profile_key_and_an_operator_token_listen_too() {
    let desk = desk().await;
    let token = desk.sandbox.credentials().operator_token.clone();
    for account in [desk.with_key(), desk.with_token(&token)] {
        let mut listener = Listener::start(&account).await;
        assert!(
            desk.sandbox.wait_for_hub_clients(1, SOON).await,
            "connected"
        );
        let (id, _) = desk.chat();
        desk.sandbox.customer_writes(id, "hello");
        listener.next().await;
        listener.end().await.unwrap();
        assert!(
            desk.sandbox.wait_for_hub_clients(0, SOON).await,
            "and gone again"
        );
    }
}

#[tokio::test]
async fn an_expired_token_is_renewed_before_connecting() {
    let desk = desk().await;
    let account = desk.company();
    account.verify().await.unwrap();
    desk.sandbox.expire_company_tokens();
    Listener::start(&account).await.end().await.unwrap();
}

#[tokio::test]
async fn the_end_of_a_connection_is_told() {
    let desk = desk().await;
    let (_account, listener) = one_listener(&desk).await;
    desk.sandbox.drop_hub_connections();
    let error = listener.end_of_itself().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Server, "broken: {error:?}");

    let (_account, listener) = one_listener(&desk).await;
    desk.sandbox.expire_company_tokens();
    let error = listener.end_of_itself().await.unwrap_err();
    assert_eq!(
        error.message, "Authentication expired.",
        "the service's reason"
    );

    let (account, listener) = one_listener(&desk).await;
    account
        .tokens()
        .unwrap()
        .work_as(Some(&desk.operator()))
        .await
        .unwrap();
    listener.end_of_itself().await.unwrap();
}

#[tokio::test]
async fn a_service_without_a_hub_says_unsupported() {
    let desk = desk_with(|quirks| quirks.hub = false).await;
    let (sender, _events) = mpsc::channel(4);
    let account = desk.company();
    let error = account.live().unwrap().listen(sender).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unsupported, "poll instead: {error}");
}

#[tokio::test]
async fn a_service_that_does_not_negotiate_is_connected_to_directly() {
    let desk = desk().await;
    let missing = FaultKind::StatusBefore {
        status: 404,
        retry_after: None,
    };
    desk.sandbox
        .fault(Fault::on("POST", "/chathub/negotiate", missing));
    let account = desk.company();
    Listener::start(&account).await.end().await.unwrap();
}

#[tokio::test]
async fn the_hub_sends_where_rest_has_no_way() {
    let desk = desk_with(|quirks| {
        quirks.rest_send = false;
        quirks.send_answer = SendAnswer::Id;
    })
    .await;
    let (account, listener) = one_listener(&desk).await;
    let (_, chat) = desk.chat();
    let receipt = account
        .send(&chat, &text("over the hub"), &unwatched)
        .await
        .unwrap();
    let sent = desk.sandbox.sends();
    assert_eq!(
        (sent[0].via, sent[0].text.as_str()),
        ("hub", "over the hub"),
        "through the hub"
    );
    assert_eq!(
        receipt.id.unwrap().0,
        sent[0].message.to_string(),
        "with its id"
    );
    desk.sandbox.clear_log();
    account
        .send(&chat, &photo("", vec![1, 2, 3]), &unwatched)
        .await
        .unwrap();
    assert_eq!(
        desk.sandbox.media(desk.sandbox.sends()[1].message).unwrap(),
        vec![1, 2, 3],
        "bytes"
    );
    assert!(
        desk.requests("POST", "/message").is_empty(),
        "REST isn't tried again"
    );
    insta::assert_snapshot!(desk.last_request());
    let both = account
        .send(&chat, &photo("text", vec![1]), &unwatched)
        .await
        .unwrap_err();
    assert_eq!(
        both.code,
        ErrorCode::Unsupported,
        "its media call has no text: {both}"
    );
    listener.end().await.unwrap();
}

#[tokio::test]
async fn a_call_that_lost_its_answer_is_of_unknown_outcome() {
    let desk = desk_with(|quirks| quirks.rest_send = false).await;
    for (fault, code, outcome) in [
        (FaultKind::ResetAfter, ErrorCode::Server, Outcome::Unknown),
        (
            FaultKind::StatusAfter { status: 500 },
            ErrorCode::Server,
            Outcome::Unknown,
        ),
    ] {
        let (account, listener) = one_listener(&desk).await;
        let (_, chat) = desk.chat();
        desk.sandbox
            .fault(Fault::on("HUB", "/chathub/SendMessage", fault.clone()));
        let error = account
            .send(&chat, &text("hi"), &unwatched)
            .await
            .unwrap_err();
        assert_eq!(
            (error.code, error.outcome),
            (code, outcome),
            "{fault:?}: {error:?}"
        );
        listener.task.abort();
        assert!(desk.sandbox.wait_for_hub_clients(0, SOON).await, "gone");
    }
    assert_eq!(desk.sandbox.sends().len(), 2, "each was processed once");
}

#[tokio::test]
async fn a_forbidden_hub_is_forbidden() {
    let desk = desk_with(|quirks| quirks.chat_level = quirks::ChatLevel::Operator).await;
    let account = desk.company();
    let (sender, _events) = mpsc::channel(4);
    let result = timeout(SOON, account.live().unwrap().listen(sender))
        .await
        .expect("in time");
    if let Err(error) = result {
        assert_eq!(error.code, ErrorCode::Forbidden, "{error}");
    }
}

#[tokio::test]
async fn a_hub_that_asks_for_patience_is_heard_by_all() {
    let desk = desk().await;
    let account = desk.company();
    account.verify().await.unwrap();
    let refused = FaultKind::StatusBefore {
        status: 429,
        retry_after: Some(30),
    };
    // The connection itself, not what is negotiated before.
    desk.sandbox.fault(Fault::on("GET", "/chathub", refused));
    let (sender, _events) = mpsc::channel(4);
    let error = account.live().unwrap().listen(sender).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::RateLimited, "not now");
    desk.sandbox.clear_log();
    let any = domain::ChatFilter::default();
    let error = account.chats(&any, None).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::RateLimited, "nor anything else");
    assert!(desk.sandbox.log().is_empty(), "nothing left");
}
