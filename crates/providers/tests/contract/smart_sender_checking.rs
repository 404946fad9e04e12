//! What is there and what isn't, and the check that only reads.

use domain::{Ability, Check, ErrorCode, Verdict, capabilities};

use crate::smart_sender_desk::desk;

fn verdict(checks: &[Check], ability: Ability) -> &Verdict {
    let line = checks.iter().find(|check| check.ability == ability);
    &line.expect("every ability has a line").verdict
}

#[tokio::test]
async fn abilities_are_those_of_the_documents() {
    let desk = desk().await;
    let can = capabilities(desk.account().as_ref());
    insta::assert_debug_snapshot!(can.abilities);
    for ability in [
        Ability::Files,
        Ability::MessageLookup,
        Ability::QuickReplies,
        Ability::Templates,
        Ability::Deletion,
        Ability::Live,
        Ability::Organizations,
        Ability::Operators,
        Ability::Tokens,
        Ability::Groups,
        Ability::Reports,
    ] {
        assert!(!can.can(ability), "{ability:?} is in no document");
    }
}

#[tokio::test]
async fn a_check_tries_what_can_be_read_and_writes_nothing() {
    let desk = desk().await;
    let checks = desk.account().check().await;
    let abilities: Vec<Ability> = checks.iter().map(|check| check.ability).collect();
    assert_eq!(abilities, Ability::ALL, "each ability once, in order");
    for ability in [
        Ability::SignIn,
        Ability::ChatList,
        Ability::ChatLookup,
        Ability::History,
        Ability::Colleagues,
        Ability::Labels,
        Ability::ServiceNotes,
        Ability::Contacts,
        Ability::Channels,
    ] {
        assert_eq!(*verdict(&checks, ability), Verdict::Works, "{ability:?}");
    }
    for ability in [
        Ability::Send,
        Ability::Edits,
        Ability::Statuses,
        Ability::ReadMarks,
        Ability::Assignment,
    ] {
        assert_eq!(*verdict(&checks, ability), Verdict::NotTried, "{ability:?}");
    }
    for ability in [Ability::Files, Ability::Live, Ability::Templates] {
        assert_eq!(
            *verdict(&checks, ability),
            Verdict::NotOffered,
            "{ability:?}"
        );
    }
    let wrote = desk.sandbox.log().into_iter().any(|it| it.method != "GET");
    assert!(!wrote, "it only reads");
}

#[tokio::test]
async fn a_refused_sign_in_is_a_line_with_the_reason() {
    let desk = desk().await;
    let account = desk.connect(desk.sandbox.url(), "wrong", None);
    let checks = account.check().await;
    let Verdict::Refused { error } = verdict(&checks, Ability::SignIn) else {
        panic!("a wrong token is refused");
    };
    assert_eq!(error.code, ErrorCode::Unauthorized, "as when signing in");
    assert!(!error.message.contains("wrong"), "the token stays unsaid");
}
