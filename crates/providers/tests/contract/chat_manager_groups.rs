//! Groups (chat-manager.md §4): made, followed until ready, joined and left.

use std::time::Duration;

use domain::{ErrorCode, NewGroup, Outcome, ParticipantId};
use sandbox::chat_manager::quirks::{Accepted, RemovedAgain};
use sandbox::{Fault, FaultKind};

use crate::chat_manager_support::{firm, firm_with, id};

fn form(title: &str) -> NewGroup {
    NewGroup {
        title: title.into(),
        description: "Piso".into(),
        created_by: "me".into(),
    }
}

#[tokio::test]
async fn a_new_group_is_followed_until_it_is_ready() {
    let firm = firm().await;
    firm.service.clock().freeze();
    let account = firm.account();
    let groups = account.groups().unwrap();
    let chat = groups.create_group(&form("Finca 12")).await.unwrap();
    insta::assert_snapshot!(firm.last_request(), @r#"
    POST /chat-bot-manager/api/v1/private/chats?
    bearer by client
    application/json
    {"createdBy":"me","description":"Piso","title":"Finca 12"}
    "#);
    let early = groups.group(&chat).await.unwrap_err();
    assert_eq!(early.code, ErrorCode::NotFound, "not readable yet");
    firm.advance(Duration::from_millis(1_500));
    assert!(
        !groups.group(&chat).await.unwrap().ready,
        "readable, not ready"
    );
    let link = groups.invitation(&chat).await.unwrap_err();
    assert_eq!(link.code, ErrorCode::NotFound, "no invitation yet");
    firm.advance(Duration::from_millis(4_500));
    let group = groups.group(&chat).await.unwrap();
    assert!(group.ready && group.registered_at.is_some(), "ready");
    assert_eq!(group.titles[0].title, "Finca 12", "with its title");
    let link = groups.invitation(&chat).await.unwrap();
    assert!(
        link.url.starts_with("https://t.me/+") && link.service == "telegram",
        "people can come"
    );
}

#[tokio::test]
async fn the_new_id_is_found_in_every_reading() {
    let firm = firm().await;
    let account = firm.account();
    for accepted in [
        Accepted::Id,
        Accepted::ChatId,
        Accepted::Text,
        Accepted::Raw,
        Accepted::Location,
    ] {
        firm.service.set_quirks(|quirks| quirks.accepted = accepted);
        let chat = account
            .groups()
            .unwrap()
            .create_group(&form("A"))
            .await
            .unwrap();
        let known = firm.service.chat(chat.as_str().parse().unwrap());
        assert!(known.is_some(), "{accepted:?} names it");
    }
}

#[tokio::test]
async fn a_lost_answer_leaves_the_outcome_unknown() {
    let firm = firm().await;
    let account = firm.account();
    account.verify().await.unwrap();
    firm.service.fault(Fault::on(
        "POST",
        "/chat-bot-manager/",
        FaultKind::ResetAfter,
    ));
    let error = account
        .groups()
        .unwrap()
        .create_group(&form("A"))
        .await
        .unwrap_err();
    assert_eq!(error.outcome, Outcome::Unknown, "it may have been made");
    assert_eq!(
        firm.requests("POST", "/chats").len(),
        1,
        "and is never asked for twice"
    );
}

#[tokio::test]
async fn forms_beyond_the_limits_stay_here() {
    let firm = firm().await;
    let account = firm.account();
    for wrong in [
        form(" "),
        form(&"ñ".repeat(129)),
        NewGroup {
            description: "ñ".repeat(256),
            ..form("a")
        },
        NewGroup {
            created_by: "ñ".repeat(51),
            ..form("a")
        },
    ] {
        let error = account
            .groups()
            .unwrap()
            .create_group(&wrong)
            .await
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::Invalid, "{error}");
    }
    assert!(firm.service.log().is_empty(), "nothing was asked");
}

#[tokio::test]
async fn people_and_titles_are_told() {
    let firm = firm().await;
    let known = firm.chat();
    firm.service.rename(known.id, "Un título nuevo");
    let ana = firm.service.join(known.id, "Ágata").unwrap();
    firm.advance(Duration::from_secs(1));
    let group = firm
        .account()
        .groups()
        .unwrap()
        .group(&id(&known))
        .await
        .unwrap();
    assert_eq!(
        group.titles.last().unwrap().title,
        "Un título nuevo",
        "the present title is the last"
    );
    assert_eq!(
        group.titles.len(),
        known.titles.len() + 1,
        "with all before it"
    );
    let person = group
        .participants
        .iter()
        .find(|it| it.id.as_str() == ana.to_string())
        .unwrap();
    assert_eq!(
        (person.name.as_str(), person.active, person.joined.len()),
        ("Ágata", true, 1),
        "who came"
    );
    assert_eq!(
        group.participants.len(),
        known.members.len() + 1,
        "everybody who ever took part"
    );
}

#[tokio::test]
async fn removing_somebody_is_idempotent() {
    for again in [RemovedAgain::Accepted, RemovedAgain::NotFound] {
        let firm = firm_with(|quirks| {
            quirks.removed_again = again;
            quirks.removed_after_ms = 0;
        })
        .await;
        let known = firm.chat();
        let member = known
            .members
            .iter()
            .find(|it| it.active && !it.bot)
            .unwrap();
        let member = ParticipantId(member.id.to_string());
        let account = firm.account();
        let groups = account.groups().unwrap();
        groups
            .remove_participant(&id(&known), &member)
            .await
            .unwrap();
        let group = groups.group(&id(&known)).await.unwrap();
        let person = group
            .participants
            .iter()
            .find(|it| it.id == member)
            .unwrap();
        assert!(!person.active, "out, and on the list still");
        groups
            .remove_participant(&id(&known), &member)
            .await
            .unwrap();
        let nobody = ParticipantId("00000000-0000-4000-8000-000000000000".into());
        let error = groups
            .remove_participant(&id(&known), &nobody)
            .await
            .unwrap_err();
        assert_eq!(
            error.code,
            ErrorCode::NotFound,
            "{again:?}: nobody is somebody else"
        );
    }
}

#[tokio::test]
async fn a_chat_that_is_off_has_no_invitation() {
    for status in [404, 409] {
        let firm = firm_with(|quirks| quirks.no_invitation_status = status).await;
        let known = firm.chat();
        firm.service.set_active(known.id, false);
        let error = firm
            .account()
            .groups()
            .unwrap()
            .invitation(&id(&known))
            .await
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::NotFound, "{status}");
    }
}
