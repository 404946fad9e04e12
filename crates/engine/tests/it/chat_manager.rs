//! Chat Manager through the engine: groups that take their time, messages that nothing lists,
//! reports.

use domain::view::{MessageState, ServiceAct, ServiceAnswer};
use domain::{AccountForm, AccountId, ChatId, NewGroup, ReportRequest, ServiceKind, SignInMethod};
use sandbox::chat_manager::{ChatManager, ChatState, Config, Quirks};
use sandbox::{Fault, FaultKind, Size};

use crate::bench::Bench;

const CHATS: &str = "/chat-bot-manager/api/v1/private/chats";

/// Signed in to a Chat Manager, with everything read.
pub(crate) async fn firm(
    bench: &Bench,
    change: impl FnOnce(&mut Quirks),
) -> (ChatManager, AccountId) {
    let mut config = Config {
        size: Size::Small,
        ..Config::default()
    };
    change(&mut config.quirks);
    let service = ChatManager::start(config).await.unwrap();
    let known = service.credentials();
    let form = AccountForm {
        server: Some(service.url().to_owned()),
        principal: known.client_id,
        token_url: Some(known.token_url),
        ..AccountForm::new(
            ServiceKind::ChatManager,
            SignInMethod::ClientCredentials,
            known.client_secret,
        )
    };
    let account = bench.engine.account_add(form).await.unwrap();
    bench.synced(account).await;
    (service, account)
}

fn in_use(service: &ChatManager) -> ChatState {
    let mut chats = service.chats().into_iter();
    chats.find(|chat| chat.active && chat.registered).unwrap()
}

fn chat_of(service: &ChatManager, account: AccountId) -> ChatId {
    ChatId::new(account, in_use(service).id.to_string())
}

async fn act(bench: &Bench, account: AccountId, act: ServiceAct) -> ServiceAnswer {
    let folder = bench.dir.path();
    bench
        .engine
        .service_act(account, act, folder)
        .await
        .unwrap()
}

fn group(title: &str) -> ServiceAct {
    ServiceAct::CreateGroup {
        form: NewGroup {
            title: title.to_owned(),
            description: String::new(),
            created_by: String::new(),
        },
    }
}

#[tokio::test]
async fn a_group_is_asked_for_once_followed_and_then_there() {
    let bench = Bench::new().await;
    let (service, account) = firm(&bench, |quirks| {
        quirks.readable_after_ms = 100;
        quirks.provisioned_after_ms = 300;
        quirks.settled_after_ms = 400;
    })
    .await;
    let ServiceAnswer::Chat { chat } = act(&bench, account, group("Claim 17")).await else {
        panic!("a chat is made");
    };
    let view = bench.engine.chat_get(chat.clone()).await.unwrap();
    assert_eq!(view.row.title, "Claim 17", "in the list, as it is called");
    let Some(group) = bench
        .engine
        .customer_get(chat.clone(), true)
        .await
        .unwrap()
        .value
        .group
    else {
        panic!("a group has people and titles");
    };
    assert!(group.ready, "it exists at the messenger");
    let invitation = act(&bench, account, ServiceAct::Invitation { chat }).await;
    let ServiceAnswer::Invitation { invitation, qr } = invitation else {
        panic!("people join by a link");
    };
    assert!(invitation.url.starts_with("https://"), "a link");
    assert_eq!(qr.len(), qr[0].len(), "and its code");
    let asked = service
        .log()
        .into_iter()
        .filter(|entry| entry.method == "POST" && entry.path == CHATS);
    assert_eq!(asked.count(), 1, "asked for once");
}

#[tokio::test]
async fn a_group_whose_making_was_not_heard_of_is_found_and_not_made_again() {
    let bench = Bench::new().await;
    let (service, account) = firm(&bench, |quirks| {
        quirks.readable_after_ms = 50;
        quirks.provisioned_after_ms = 100;
        quirks.settled_after_ms = 150;
    })
    .await;
    service.fault(Fault::on("POST", CHATS, FaultKind::ResetAfter));
    let made = act(&bench, account, group("Unheard of")).await;
    let ServiceAnswer::Chat { chat } = made else {
        panic!("found: {made:?}");
    };
    let there: Vec<_> = service
        .chats()
        .into_iter()
        .filter(|chat| chat.title == "Unheard of")
        .collect();
    assert_eq!(there.len(), 1, "one only");
    assert_eq!(chat.remote.0, there[0].id.to_string(), "this one");
}

#[tokio::test]
async fn a_lost_answer_is_the_persons_to_judge_where_nothing_lists_messages() {
    let bench = Bench::new().await;
    let (service, account) = firm(&bench, |_| {}).await;
    let chat = chat_of(&service, account);
    bench.open(&chat).await;
    let lost = Fault::on("POST", CHATS, FaultKind::ResetAfter).ending("/messages");
    service.fault(lost);
    bench.send(&chat, "For the record").await;
    let stuck = bench
        .until("the person is asked", async || {
            let messages = bench.messages(&chat).await;
            let mut messages = messages.into_iter();
            messages.find(|message| message.state == MessageState::Unconfirmed)
        })
        .await;
    assert_eq!(service.sends().len(), 1, "never sent again unasked");
    let engine = &bench.engine;
    engine
        .message_confirm_sent(stuck.outbox.unwrap())
        .await
        .unwrap();
    let id = service.sends()[0].message.to_string();
    let seen = act(&bench, account, ServiceAct::LookUpMessage { chat, id }).await;
    let ServiceAnswer::Message { message } = seen else {
        panic!("a message by its id");
    };
    assert_eq!(message.text, "For the record", "it did arrive");
}

#[tokio::test]
async fn a_report_is_shown_harmlessly_made_once_and_saved_in_both_forms() {
    let bench = Bench::new().await;
    let (service, account) = firm(&bench, |_| {}).await;
    let chat = chat_of(&service, account);
    let request = ReportRequest {
        language: "es_ES".to_owned(),
        from: None,
        to: None,
        purposes: vec!["Evidence".to_owned()],
    };
    let preview = ServiceAct::PreviewReport {
        chat: chat.clone(),
        request: request.clone(),
    };
    let ServiceAnswer::Preview { html } = act(&bench, account, preview).await else {
        panic!("a preview");
    };
    assert!(!html.contains("<script"), "nothing that runs");
    let lost = Fault::on("POST", "/digital-trust/", FaultKind::ResetAfter).ending("/reports");
    service.fault(lost);
    let made = act(&bench, account, ServiceAct::CreateReport { chat, request }).await;
    let ServiceAnswer::Report { report, ready } = made else {
        panic!("a report: {made:?}");
    };
    assert!(ready, "followed until it was");
    assert_eq!(
        service.reports().len(),
        1,
        "one, though the answer was lost"
    );
    for (package, end) in [(false, "pdf"), (true, "zip")] {
        let save = ServiceAct::SaveReport {
            report: report.clone(),
            package,
        };
        let ServiceAnswer::Saved { name } = act(&bench, account, save).await else {
            panic!("a file");
        };
        let name = name.unwrap();
        assert!(name.ends_with(end), "{name}");
        let bytes = std::fs::read(bench.dir.path().join(&name)).unwrap();
        assert!(!bytes.is_empty(), "with what the service made");
    }
}
