//! Abilities that not every service has, through the engine: labels, assignment, customers' cards,
//! catalogs; and what an account can't do is refused, never half done.

use domain::view::{ActTarget, ChatAct, MessageState, ServiceAct, ServiceAnswer};
use domain::{
    Ability, AccountForm, AccountId, AssignTarget, ChatId, ErrorCode, ServiceKind, SignInMethod,
};
use sandbox::smart_sender::quirks::SentAs;
use sandbox::smart_sender::{Config, SmartSender};
use sandbox::{Fault, FaultKind, Size};

use crate::bench::Bench;
use crate::chat_manager::firm;

/// Signed in to a Smart Sender project beside the bench's ChatHub sandbox, with everything read.
pub(crate) async fn smart_sender(bench: &Bench) -> (SmartSender, AccountId) {
    let service = SmartSender::start(Config {
        size: Size::Small,
        ..Config::default()
    })
    .await
    .unwrap();
    let form = AccountForm {
        server: Some(service.url().to_owned()),
        ..AccountForm::new(
            ServiceKind::SmartSender,
            SignInMethod::ProjectToken,
            service.credentials().token.clone(),
        )
    };
    let account = bench.engine.account_add(form).await.unwrap();
    bench.synced(account).await;
    (service, account)
}

#[tokio::test]
async fn a_lost_answer_is_not_doubled_whoever_the_service_says_wrote() {
    for sent_as in [SentAs::Project, SentAs::FirstOperator, SentAs::Bot] {
        let bench = Bench::new().await;
        let (service, _) = smart_sender(&bench).await;
        service.set_quirks(|quirks| quirks.sent_as = sent_as);
        let chat = bench.rows().await.swap_remove(0).id;
        bench.open(&chat).await;
        // The first shows whose name what is sent from here bears.
        bench.send(&chat, "first").await;
        bench.settled(&chat).await;
        let on_send = Fault::on("POST", "/v1/contacts/", FaultKind::ResetAfter).ending("/send");
        service.fault(on_send);
        bench.send(&chat, "second").await;
        bench.settled(&chat).await;
        let sends = service.sends().into_iter();
        let taken: Vec<String> = sends.filter_map(|send| send.text).collect();
        assert_eq!(taken, ["first", "second"], "{sent_as:?}: each once");
        let doubtful = bench.messages(&chat).await.into_iter();
        let doubtful = doubtful.filter(|message| message.state == MessageState::Unconfirmed);
        assert_eq!(doubtful.count(), 0, "{sent_as:?}: nobody is asked");
    }
}

fn one(chat: &ChatId) -> ActTarget {
    ActTarget::Chats {
        chats: vec![chat.clone()],
    }
}

#[tokio::test]
async fn a_label_is_shown_at_once_reaches_the_service_and_can_be_taken_back() {
    let bench = Bench::new().await;
    let (service, account) = smart_sender(&bench).await;
    let catalog = bench.engine.catalog_get(account, true).await.unwrap();
    let label = catalog.value.labels.first().unwrap().id.clone();
    let chat = bench.rows().await.swap_remove(0).id;
    let act = ChatAct::Label {
        label: label.clone(),
        on: true,
    };
    let report = bench.engine.chat_act(one(&chat), act).await.unwrap();
    assert_eq!(report.done, 1, "done here at once");
    let shown = bench.engine.chat_get(chat.clone()).await.unwrap();
    assert!(shown.row.labels.contains(&label), "and shown");
    bench
        .until("the service has it", async || {
            let log = service.log();
            let path = format!("/tags/{label}");
            log.iter()
                .any(|entry| entry.method == "POST" && entry.path.ends_with(&path))
                .then_some(())
        })
        .await;
    bench.engine.act_undo(report.undo.unwrap()).await.unwrap();
    let shown = bench.engine.chat_get(chat).await.unwrap();
    assert!(!shown.row.labels.contains(&label), "taken back");
}

#[tokio::test]
async fn taking_a_chat_needs_to_know_who_i_am() {
    let bench = Bench::new().await;
    let (service, account) = smart_sender(&bench).await;
    let chat = bench.rows().await.swap_remove(0).id;
    let refused = bench.engine.chat_act(one(&chat), ChatAct::Take).await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::Invalid, "who is it?");
    let catalog = bench.engine.catalog_get(account, true).await.unwrap();
    let me = service.credentials().operator_id.to_string();
    let me = catalog
        .value
        .colleagues
        .iter()
        .find(|one| one.id.as_str() == me)
        .unwrap();
    let operator = domain::OperatorRef {
        id: me.id.clone(),
        name: me.name.clone(),
    };
    bench
        .engine
        .account_work_as(account, Some(operator.clone()))
        .await
        .unwrap();
    bench
        .engine
        .chat_act(one(&chat), ChatAct::Take)
        .await
        .unwrap();
    let path = format!("/forward/{}", operator.id);
    bench
        .until("the chat is forwarded to me", async || {
            service
                .log()
                .iter()
                .any(|entry| entry.path.ends_with(&path))
                .then_some(())
        })
        .await;
}

#[tokio::test]
async fn a_customers_card_is_read_once_and_kept() {
    let bench = Bench::new().await;
    let (service, _) = smart_sender(&bench).await;
    let chat = bench.rows().await.swap_remove(0).id;
    let card = bench
        .engine
        .customer_get(chat.clone(), false)
        .await
        .unwrap();
    assert!(card.value.contact.is_some(), "the service has one");
    assert_eq!(card.error, None, "and all of it could be read");
    service.set_out(true);
    let kept = bench.engine.customer_get(chat, false).await.unwrap();
    assert_eq!(kept.value, card.value, "offline too");
}

#[tokio::test]
async fn a_label_that_only_the_card_tells_of_can_be_taken_off() {
    let bench = Bench::new().await;
    let (service, account) = smart_sender(&bench).await;
    let tagged = service.chats().into_iter().find(|one| !one.tags.is_empty());
    let tagged = tagged.unwrap();
    let chat = ChatId::new(account, tagged.id.to_string());
    let card = bench.engine.customer_get(chat.clone(), true).await.unwrap();
    let label = card.value.labels.first().unwrap().clone();
    let shown = bench.engine.chat_get(chat.clone()).await.unwrap();
    assert!(shown.row.labels.contains(&label), "the list has it too");
    let act = ChatAct::Label {
        label: label.clone(),
        on: false,
    };
    let report = bench.engine.chat_act(one(&chat), act).await.unwrap();
    assert_eq!(report.done, 1, "taken off here at once");
    let path = format!("/tags/{label}");
    bench
        .until("the service took it off", async || {
            service
                .log()
                .iter()
                .any(|entry| entry.method == "DELETE" && entry.path.ends_with(&path))
                .then_some(())
        })
        .await;
}

#[tokio::test]
async fn what_a_service_lacks_is_refused_before_anything_is_asked() {
    let (bench, account) = Bench::company().await;
    let view = bench.account(account).await.unwrap();
    assert!(!view.capabilities.can(Ability::Labels), "ChatHub has none");
    let chat = bench.some_chat().await.0;
    let to = AssignTarget::Email {
        email: "a@b.example".to_owned(),
    };
    for act in [
        ChatAct::Label {
            label: "x".into(),
            on: true,
        },
        ChatAct::Assign {
            to,
            comment: String::new(),
        },
    ] {
        let refused = bench.engine.chat_act(one(&chat), act.clone()).await;
        assert_eq!(refused.unwrap_err().code, ErrorCode::Unsupported, "{act:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let find = ServiceAct::FindContacts {
        term: "Olena".to_owned(),
    };
    let refused = bench.engine.service_act(account, find, folder.path()).await;
    assert_eq!(
        refused.unwrap_err().code,
        ErrorCode::Unsupported,
        "no cards"
    );
}

#[tokio::test]
async fn many_chats_are_closed_at_once_and_reopened_as_one() {
    let (bench, _) = Bench::company().await;
    let open = || domain::view::ChatListQuery {
        filter: domain::ChatFilter {
            open: Some(true),
            ..Default::default()
        },
        ..Default::default()
    };
    let before = bench.engine.chat_list(open()).await.unwrap().total;
    assert!(before > 1, "several are open");
    let target = ActTarget::Matching {
        query: Box::new(open()),
    };
    let close = ChatAct::SetStatus {
        status: domain::ChatStatus::Closed,
    };
    let report = bench.engine.chat_act(target, close).await.unwrap();
    assert_eq!(report.done, before, "every one that matched");
    let after = bench.engine.chat_list(open()).await.unwrap().total;
    assert_eq!(after, 0, "shown at once");
    bench.engine.act_undo(report.undo.unwrap()).await.unwrap();
    // Some were closed at the service meanwhile: they are reopened there.
    bench
        .until("taken back as one", async || {
            let back = bench.engine.chat_list(open()).await.unwrap().total;
            (back == before).then_some(())
        })
        .await;
}

#[tokio::test]
async fn chats_are_linked_by_the_persons_word_alone() {
    let bench = Bench::new().await;
    let (_service, account) = smart_sender(&bench).await;
    let rows = bench.rows().await;
    let (one, other) = (rows[0].id.clone(), rows[1].id.clone());
    let folder = tempfile::tempdir().unwrap();
    let link = |same| ServiceAct::Link {
        chat: one.clone(),
        other: other.clone(),
        same,
    };
    let none = bench.engine.customer_get(one.clone(), false).await.unwrap();
    assert!(none.value.linked.is_empty(), "nobody said so");
    let done = bench
        .engine
        .service_act(account, link(true), folder.path())
        .await
        .unwrap();
    assert_eq!(done, ServiceAnswer::Done, "kept");
    let linked = bench
        .engine
        .customer_get(other.clone(), false)
        .await
        .unwrap();
    assert_eq!(linked.value.linked[0].chat, one, "seen from both sides");
    bench
        .engine
        .service_act(account, link(false), folder.path())
        .await
        .unwrap();
    let apart = bench.engine.customer_get(one.clone(), false).await.unwrap();
    assert!(apart.value.linked.is_empty(), "the newest word counts");
    assert!(apart.value.proposed.is_empty(), "and isn't proposed again");
}

#[tokio::test]
async fn what_was_sent_stays_on_screen_where_no_history_tells_it() {
    let bench = Bench::new().await;
    let (service, _) = firm(&bench, |_| {}).await;
    let group = service.chats().into_iter();
    let group = group.rev().find(|group| group.active && group.registered);
    let group = group.unwrap().id.to_string();
    let rows = bench.rows().await;
    let chat = rows.iter().find(|row| row.id.remote.as_str() == group);
    let chat = chat.unwrap().id.clone();
    bench.open(&chat).await;
    bench.send(&chat, "For the record").await;
    let shown = bench
        .until("it is shown as sent", async || {
            let messages = bench.messages(&chat).await;
            let message = messages
                .into_iter()
                .find(|one| one.text == "For the record")?;
            matches!(message.state, MessageState::Delivery { .. }).then_some(message)
        })
        .await;
    assert_eq!(service.sends().len(), 1, "once");
    assert!(shown.outbox.is_some(), "the outbox is the record");
    let view = bench.engine.chat_get(chat).await.unwrap();
    assert_eq!(view.error, None, "no trouble is made of it");
}

#[tokio::test]
async fn a_report_is_found_again_however_long_it_takes() {
    let bench = Bench::new().await;
    let (service, account) = firm(&bench, |_| {}).await;
    service.set_quirks(|quirks| quirks.document_after_ms = 3_600_000);
    let group = service.chats().into_iter();
    let group = group.rev().find(|group| group.active && group.registered);
    let group = group.unwrap().id.to_string();
    let rows = bench.rows().await;
    let chat = rows.iter().find(|row| row.id.remote.as_str() == group);
    let chat = chat.unwrap().id.clone();
    let folder = tempfile::tempdir().unwrap();
    let act = async |act| bench.engine.service_act(account, act, folder.path()).await;
    let request = domain::ReportRequest {
        language: "en_EN".to_owned(),
        from: None,
        to: None,
        purposes: Vec::new(),
    };
    let create = ServiceAct::CreateReport {
        chat: chat.clone(),
        request,
    };
    let ServiceAnswer::Report { report, ready } = act(create).await.unwrap() else {
        panic!("a report");
    };
    assert!(!ready, "the service is still at it");
    let made = act(ServiceAct::MadeReports { chat }).await.unwrap();
    let ServiceAnswer::Reports { reports } = made else {
        panic!("reports");
    };
    assert_eq!(reports.len(), 1, "it is remembered");
    assert_eq!(reports[0].report, report, "as it was made");
    let save = ServiceAct::SaveReport {
        report,
        package: false,
    };
    service
        .clock()
        .advance(std::time::Duration::from_secs(7_200));
    let saved = act(save).await.unwrap();
    let ServiceAnswer::Saved { name: Some(name) } = saved else {
        panic!("saved");
    };
    let bytes = std::fs::read(folder.path().join(name)).unwrap();
    assert!(bytes.starts_with(b"%PDF"), "the document");
}
