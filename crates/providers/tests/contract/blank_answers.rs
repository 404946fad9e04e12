//! Acts that a service accepts without a word: a status that says yes and an empty body.

use domain::{AssignTarget, ChannelId, ChatStatus, LabelId, OperatorId, ReportId};
use sandbox::{Fault, FaultKind};

use crate::smart_sender_desk::desk;
use crate::{chat_manager_support, texter_support};

fn blank(status: u16) -> Fault {
    Fault {
        method: None,
        ..Fault::on("ANY", "/", FaultKind::StatusAfter { status }).times(1)
    }
}

#[tokio::test]
async fn what_smart_sender_does_silently_is_done() {
    let desk = desk().await;
    let account = desk.account();
    let (state, chat) = desk.on("telegram");
    // Whose chat it is has to be known first.
    account.chat_lookup().unwrap().chat(&chat).await.unwrap();
    let operator = desk.sandbox.credentials().operator_id.to_string();
    let to = AssignTarget::Operator {
        id: OperatorId(operator.clone()),
        name: String::new(),
    };
    let labels = account.labels().unwrap();
    let tag = LabelId(labels.labels().await.unwrap()[0].id.0.clone());
    for status in [200, 204] {
        desk.sandbox.fault(blank(status));
        let reads = account.read_marks().unwrap();
        reads.mark_read(&chat, &[]).await.unwrap();
        desk.sandbox.fault(blank(status));
        let assignment = account.assignment().unwrap();
        assignment.assign(&chat, &to, "please").await.unwrap();
        desk.sandbox.fault(blank(status));
        labels.set_label(&chat, &tag, status == 200).await.unwrap();
        desk.sandbox.fault(blank(status));
        let colleagues = account.colleagues().unwrap();
        let one = OperatorId(operator.clone());
        colleagues.involve(&one, false).await.unwrap();
        desk.sandbox.fault(blank(status));
        let channels = account.channels().unwrap();
        let channel = channels.channels().await;
        assert!(channel.is_err(), "a list is never silent");
    }
    let first = account.channels().unwrap().channels().await.unwrap()[0]
        .id
        .clone();
    desk.sandbox.fault(blank(204));
    let channels = account.channels().unwrap();
    channels
        .set_channel(&ChannelId(first.0), true)
        .await
        .unwrap();
    desk.sandbox.fault(blank(204));
    let statuses = account.statuses().unwrap();
    statuses
        .set_status(&chat, &ChatStatus::Closed)
        .await
        .unwrap();
    let now = desk.chat(|other| other.id == state.id).0;
    assert!(!now.open, "and it was");
}

#[tokio::test]
async fn what_smart_sender_makes_silently_is_looked_up() {
    let desk = desk().await;
    let account = desk.account();
    let (_, chat) = desk.on("telegram");
    account.chat_lookup().unwrap().chat(&chat).await.unwrap();
    desk.sandbox.fault(blank(201));
    let notes = account.service_notes().unwrap();
    let note = notes.add_note(&chat, "Call back").await.unwrap();
    assert_eq!(note.text, "Call back", "the newest of these words");
    let there = notes.notes(&chat).await.unwrap();
    assert_eq!(
        there.iter().filter(|it| it.text == "Call back").count(),
        1,
        "once"
    );
    desk.sandbox.fault(blank(200));
    let labels = account.labels().unwrap();
    let label = labels.create_label("silent", "#112233").await.unwrap();
    assert_eq!(label.name, "silent", "names are unique");
}

#[tokio::test]
async fn what_texter_does_silently_is_done() {
    let shop = texter_support::shop().await;
    let account = shop.account();
    let (state, chat) = shop.whatsapp();
    let label = account.labels().unwrap().labels().await.unwrap()[0]
        .id
        .clone();
    shop.service.fault(blank(204));
    let labels = account.labels().unwrap();
    labels.set_label(&chat, &label, true).await.unwrap();
    shop.service.fault(blank(200));
    let email = shop.service.agents()[0].email.clone();
    let assignment = account.assignment().unwrap();
    assignment
        .assign(&chat, &AssignTarget::Email { email }, "")
        .await
        .unwrap();
    shop.service.fault(blank(204));
    let statuses = account.statuses().unwrap();
    statuses
        .set_status(&chat, &ChatStatus::Closed)
        .await
        .unwrap();
    let now = shop.service.chat(&state.id).unwrap();
    assert!(now.labels.contains(&label.0), "labelled");
    assert_eq!(now.status, sandbox::texter::Status::Resolved, "resolved");
}

#[tokio::test]
async fn a_report_without_an_address_is_not_ready_yet() {
    let firm = chat_manager_support::firm().await;
    let account = firm.account();
    let reports = account.reports().unwrap();
    let id = ReportId::from("6a1c3f1e-5b0a-4b8e-9a57-0d4c1f2e3a4b");
    for status in [200, 202, 204, 409] {
        firm.service.fault(
            Fault::on("GET", "/", FaultKind::StatusAfter { status })
                .ending("/document")
                .times(1),
        );
        let file = reports.report_file(&id, false).await.unwrap();
        assert_eq!(file, None, "{status}: asked again later");
    }
}
