//! Texter through the engine: reading, answering, lost answers, files, the closed window, and a
//! service that is down while the others go on.

use std::time::Duration;

use domain::view::{ActTarget, ChatAct, MessageState, SendOptions};
use domain::{
    AccountForm, AccountId, Answering, AssignTarget, ChatId, ChatStatus, ErrorCode, LabelId, Rich,
    RichKind, ServiceKind, SignInMethod,
};
use sandbox::texter::{ChatState, Config, Direction, Scope, Status, Texter};
use sandbox::{Fault, FaultKind, Size};

use crate::bench::Bench;

/// Signed in to a Texter beside the bench's ChatHub sandbox, with everything read.
pub(crate) async fn texter(bench: &Bench) -> (Texter, AccountId) {
    let service = Texter::start(Config {
        size: Size::Small,
        ..Config::default()
    })
    .await
    .unwrap();
    let known = service.credentials().clone();
    let form = AccountForm {
        server: Some(service.url().to_owned()),
        principal: known.project,
        ..AccountForm::new(ServiceKind::Texter, SignInMethod::ApiToken, known.token)
    };
    let account = bench.engine.account_add(form).await.unwrap();
    bench.synced(account).await;
    (service, account)
}

fn chat_of(service: &Texter, account: AccountId, fits: impl Fn(&ChatState) -> bool) -> ChatId {
    let mut chats = service.chats().into_iter();
    let chat = chats.find(|chat| fits(chat)).unwrap();
    ChatId::new(account, chat.id)
}

/// A WhatsApp chat whose customer wrote just now, on screen.
async fn open_window(bench: &Bench, service: &Texter, account: AccountId) -> ChatId {
    let chat = chat_of(service, account, |chat| {
        chat.channel == "whatsapp" && chat.status == Status::Assigned
    });
    service
        .customer_writes(chat.remote.as_str(), "Is anybody there?")
        .unwrap();
    bench.open(&chat).await;
    bench
        .until("the question is there", async || {
            let messages = bench.messages(&chat).await;
            messages
                .iter()
                .any(|message| message.text == "Is anybody there?")
                .then_some(())
        })
        .await;
    chat
}

fn taken(service: &Texter, chat: &ChatId) -> Vec<String> {
    let sends = service.sends().into_iter();
    sends
        .filter(|send| send.chat == chat.remote.as_str())
        .map(|send| send.text)
        .collect()
}

fn on_send(kind: FaultKind) -> Fault {
    Fault::on("POST", "/server/api/v2/messages/send", kind)
}

#[tokio::test]
async fn every_chat_of_a_texter_is_listed_and_its_whole_history_read() {
    let bench = Bench::new().await;
    let (service, account) = texter(&bench).await;
    let there = service.chats();
    let rows = bench.rows().await;
    assert_eq!(rows.len(), there.len().min(50), "as many as on a page");
    let talk = |chat: &ChatState| service.messages(&chat.id).len();
    let longest = there.iter().max_by_key(|chat| talk(chat)).unwrap();
    let chat = ChatId::new(account, longest.id.clone());
    bench.open(&chat).await;
    bench
        .until("all of it is here", async || {
            let page = bench.engine.message_list(chat.clone(), None, Some(500));
            let page = page.await.ok()?;
            match page.older {
                // Reading on where it ends here asks the service for more.
                Some(older) => {
                    let older = bench
                        .engine
                        .message_list(chat.clone(), Some(older), Some(500));
                    older.await.ok()?;
                    None
                }
                None => (page.messages.len() == talk(longest)).then_some(()),
            }
        })
        .await;
}

#[tokio::test]
async fn an_answer_that_texter_took_and_whose_receipt_was_lost_is_not_doubled() {
    let bench = Bench::new().await;
    let (service, account) = texter(&bench).await;
    let chat = open_window(&bench, &service, account).await;
    for kind in [
        FaultKind::ResetAfter,
        FaultKind::StatusAfter { status: 502 },
        FaultKind::StatusAfter { status: 200 },
    ] {
        service.fault(on_send(kind));
        bench.send(&chat, "same").await;
        bench.settled(&chat).await;
    }
    service.fault(on_send(FaultKind::ResetBefore));
    bench.send(&chat, "same").await;
    bench.settled(&chat).await;
    assert_eq!(taken(&service, &chat), ["same"; 4], "each once");
}

#[tokio::test]
async fn a_file_sent_by_its_address_is_found_again_after_a_lost_answer() {
    let bench = Bench::new().await;
    let (service, account) = texter(&bench).await;
    let chat = open_window(&bench, &service, account).await;
    let picture = |url: &str| SendOptions {
        rich: Some(Rich::Link {
            kind: RichKind::Picture,
            url: url.to_owned(),
            name: String::new(),
        }),
        ..SendOptions::default()
    };
    service.fault(on_send(FaultKind::ResetAfter));
    let engine = &bench.engine;
    let address = "https://files.example/a.jpg";
    engine
        .message_send(chat.clone(), "Look".into(), Vec::new(), picture(address))
        .await
        .unwrap();
    bench.settled(&chat).await;
    assert_eq!(service.sends().len(), 1, "once");
    let shown = bench.messages(&chat).await.pop().unwrap();
    assert_eq!(shown.attachments.len(), 1, "shown with its file");
    assert!(shown.key.starts_with("m:"), "as the service has it");
}

#[tokio::test]
async fn a_customers_file_is_fetched_by_a_link_of_its_own() {
    let bench = Bench::new().await;
    let (service, account) = texter(&bench).await;
    let chat = open_window(&bench, &service, account).await;
    service
        .customer_sends_photo(chat.remote.as_str(), "Like this")
        .unwrap();
    let message = bench
        .until("the photo is announced", async || {
            let messages = bench.messages(&chat).await;
            let mut messages = messages.into_iter();
            messages.find(|message| message.text == "Like this")
        })
        .await;
    let media = bench.engine.media_get(chat, message.key, 0, false);
    let media = media.await.unwrap().expect("it is small");
    assert!(!media.bytes.is_empty(), "its bytes");
    assert_eq!(service.links(), 1, "by one link");
}

#[tokio::test]
async fn a_window_that_closed_is_said_and_a_refused_answer_keeps_its_text() {
    let bench = Bench::new().await;
    let (service, account) = texter(&bench).await;
    let chat = open_window(&bench, &service, account).await;
    // A day passes at the service, and its clock is what counts.
    service.clock().advance(Duration::from_secs(26 * 3600));
    bench
        .until("the end of the window is over", async || {
            let view = bench.engine.chat_get(chat.clone()).await.ok()?;
            match view.answering {
                Answering::Until { at } if at < domain::Timestamp::now() => Some(()),
                _ => None,
            }
        })
        .await;
    for status in [400, 403] {
        service.set_quirks(|quirks| quirks.window_status = status);
        bench.send(&chat, "too late").await;
        let error = bench
            .until("it is refused", async || {
                let messages = bench.messages(&chat).await;
                let mut messages = messages.into_iter();
                messages.find_map(|message| match message.state {
                    MessageState::Failed { error } => Some((message.outbox?, error)),
                    _ => None,
                })
            })
            .await;
        assert_eq!(error.1.code, ErrorCode::Invalid, "{status}: for good");
        assert!(!error.1.message.contains("scope"), "{}", error.1.message);
        bench.engine.message_edit(error.0).await.unwrap();
        let draft = bench.engine.draft_get(chat.clone()).await.unwrap();
        assert_eq!(draft.text, "too late", "the text is kept");
        bench
            .engine
            .draft_save(chat.clone(), String::new(), None)
            .await
            .unwrap();
    }
    assert!(taken(&service, &chat).is_empty(), "nothing arrived");
}

#[tokio::test]
async fn assigning_labelling_and_resolving_reach_texter() {
    let bench = Bench::new().await;
    let (service, account) = texter(&bench).await;
    let catalog = bench.engine.catalog_get(account, true).await.unwrap().value;
    assert!(!catalog.departments.is_empty(), "met in the chats");
    assert!(!catalog.quick_replies.is_empty(), "ready answers");
    assert!(!catalog.templates.is_empty(), "templates");
    let label = catalog.labels.first().unwrap().id.clone();
    let chat = chat_of(&service, account, |chat| {
        chat.status == Status::Pending && !chat.labels.contains(&label.0)
    });
    let email = service.agents()[0].email.clone();
    let to = AssignTarget::Email { email };
    let acts = [
        ChatAct::Label {
            label: LabelId(label.0.clone()),
            on: true,
        },
        ChatAct::Assign {
            to,
            comment: String::new(),
        },
        ChatAct::SetStatus {
            status: ChatStatus::Closed,
        },
    ];
    for act in acts {
        let target = ActTarget::Chats {
            chats: vec![chat.clone()],
        };
        let report = bench.engine.chat_act(target, act).await.unwrap();
        assert_eq!(report.done, 1, "here at once");
    }
    bench
        .until("Texter has all three", async || {
            let there = service.chat(chat.remote.as_str())?;
            let done = there.labels.contains(&label.0)
                && there.agent.as_deref() == Some(service.agents()[0].uid.as_str())
                && there.status == Status::Resolved;
            done.then_some(())
        })
        .await;
}

#[tokio::test]
async fn while_one_service_is_down_the_others_go_on() {
    let (bench, chathub) = Bench::operator(|_| {}).await;
    let (service, account) = texter(&bench).await;
    let chat = open_window(&bench, &service, account).await;
    let rows = bench.rows().await;
    let other = rows.into_iter().find(|row| row.id.account == chathub);
    let other = other.unwrap().id;
    service.set_out(true);
    bench.send(&chat, "later").await;
    bench.send(&other, "now").await;
    bench.settled(&other).await;
    let number = other.remote.as_str().parse().unwrap();
    assert_eq!(bench.taken(number), ["now"], "undisturbed");
    assert!(taken(&service, &chat).is_empty(), "still waits");
    service.set_out(false);
    bench.settled(&chat).await;
    assert_eq!(taken(&service, &chat), ["later"], "once it is back");
    let ours = service.messages(chat.remote.as_str());
    let ours = ours.iter().filter(|message| {
        message.direction == Some(Direction::Outgoing) && message.text == "later"
    });
    assert_eq!(ours.count(), 1, "and once only");
}

#[tokio::test]
async fn what_the_token_may_not_do_is_said_and_undone() {
    let bench = Bench::new().await;
    let (service, account) = texter(&bench).await;
    let chat = open_window(&bench, &service, account).await;
    service.set_scopes(Scope::all_but(&[Scope::ManageChats]));
    let target = ActTarget::Chats {
        chats: vec![chat.clone()],
    };
    let act = ChatAct::SetStatus {
        status: ChatStatus::Closed,
    };
    bench.engine.chat_act(target, act).await.unwrap();
    let view = bench
        .until("the refusal is known", async || {
            let view = bench.engine.chat_get(chat.clone()).await.unwrap();
            // The refusal is kept first, then the chat shows as it is at the service.
            (view.refused.is_some() && view.row.status == ChatStatus::Open).then_some(view)
        })
        .await;
    let refused = view.refused.unwrap();
    assert!(refused.message.contains("Manage all chats"), "{refused:?}");
}
