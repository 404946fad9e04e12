//! The connection check: what works, what is refused, what isn't there; and nothing written.

use domain::{Ability, Check, ErrorCode, Verdict};

use crate::support::desk;

fn line(checks: &[Check], ability: Ability) -> &Check {
    checks
        .iter()
        .find(|check| check.ability == ability)
        .expect("every ability has a line")
}

#[tokio::test]
async fn a_check_tries_what_can_be_read_and_writes_nothing() {
    let desk = desk().await;
    let checks = desk.company().check().await;
    let abilities: Vec<Ability> = checks.iter().map(|check| check.ability).collect();
    assert_eq!(abilities, Ability::ALL, "each ability once, in order");
    for ability in [
        Ability::SignIn,
        Ability::ChatList,
        Ability::History,
        Ability::Organizations,
        Ability::Operators,
        Ability::Live,
    ] {
        let check = line(&checks, ability);
        assert_eq!(check.verdict, Verdict::Works, "{check:?}");
    }
    for ability in [Ability::Send, Ability::Statuses, Ability::Deletion] {
        let verdict = &line(&checks, ability).verdict;
        assert_eq!(*verdict, Verdict::NotTried, "{ability:?} would write");
    }
    let verdict = &line(&checks, Ability::Labels).verdict;
    assert_eq!(*verdict, Verdict::NotOffered, "ChatHub has no labels");
    let wrote: Vec<String> = desk
        .sandbox
        .log()
        .into_iter()
        .filter(|entry| entry.method != "GET")
        .map(|entry| format!("{} {}", entry.method, entry.path))
        .collect();
    assert_eq!(
        wrote,
        ["POST /api/company/get-token", "POST /chathub/negotiate"],
        "signing in, greeting the hub, and nothing else"
    );
}

#[tokio::test]
async fn a_refused_sign_in_is_a_line_with_the_reason() {
    let desk = desk().await;
    let checks = desk.with_token("wrong").check().await;
    let check = line(&checks, Ability::SignIn);
    let Verdict::Refused { error } = &check.verdict else {
        panic!("a wrong token is refused: {check:?}");
    };
    assert_eq!(error.code, ErrorCode::Unauthorized, "as when signing in");
    assert!(!error.message.contains("wrong"), "the token stays unsaid");
}
