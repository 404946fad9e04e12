//! The connection check of Chat Manager: what works, what is refused; and nothing written.

use domain::{Ability, Check, ErrorCode, Verdict};
use sandbox::Size;
use sandbox::chat_manager::quirks::Rights;

use crate::chat_manager_support::{Firm, firm, firm_of, firm_with};

fn verdict(checks: &[Check], ability: Ability) -> &Verdict {
    let mut checks = checks.iter();
    let line = checks.find(|check| check.ability == ability);
    &line.expect("every ability has a line").verdict
}

fn written(firm: &Firm) -> Vec<String> {
    let log = firm.service.log().into_iter();
    let log = log.filter(|entry| entry.method != "GET");
    log.map(|entry| entry.path).collect()
}

#[tokio::test]
async fn a_check_reads_what_can_be_read_and_writes_nothing() {
    let firm = firm().await;
    let checks = firm.account().check().await;
    let abilities: Vec<Ability> = checks.iter().map(|check| check.ability).collect();
    assert_eq!(abilities, Ability::ALL, "each ability once, in order");
    for ability in [
        Ability::SignIn,
        Ability::ChatList,
        Ability::ChatLookup,
        Ability::Groups,
        Ability::Reports,
    ] {
        assert_eq!(*verdict(&checks, ability), Verdict::Works, "{checks:#?}");
    }
    for ability in [Ability::Send, Ability::MessageLookup, Ability::Media] {
        assert_eq!(
            *verdict(&checks, ability),
            Verdict::NotTried,
            "{ability:?} can't be tried"
        );
    }
    for ability in [Ability::History, Ability::Labels, Ability::Live] {
        assert_eq!(
            *verdict(&checks, ability),
            Verdict::NotOffered,
            "{ability:?} isn't there"
        );
    }
    assert_eq!(
        written(&firm),
        ["/oauth2/aus0sandbox/v1/token"],
        "the token, and nothing else"
    );
    let told = format!("{checks:?}");
    let people = firm.service.chats().into_iter().map(|chat| chat.title);
    assert!(
        people.into_iter().all(|title| !told.contains(&title)),
        "and nobody's words"
    );
}

#[tokio::test]
async fn missing_rights_and_wrong_prefixes_are_told_apart() {
    let firm = firm_with(|quirks| quirks.rights = Rights::NoReports).await;
    let checks = firm.account().check().await;
    let Verdict::Refused { error } = verdict(&checks, Ability::Reports) else {
        panic!("reports are refused: {checks:#?}");
    };
    assert_eq!(error.code, ErrorCode::Forbidden, "for want of rights");
    let mut options = firm.options();
    options.report_prefix = Some("/elsewhere".into());
    let checks = firm.account_with(options).check().await;
    assert_eq!(
        *verdict(&checks, Ability::Reports),
        Verdict::NotTried,
        "nothing is there"
    );
    let detail = checks.iter().find(|it| it.ability == Ability::Reports);
    assert!(detail.unwrap().detail.contains("prefix"), "and why");
}

#[tokio::test]
async fn without_chats_there_is_less_to_try() {
    let firm = firm_of(|config| config.size = Size::Empty).await;
    let checks = firm.account().check().await;
    assert_eq!(
        *verdict(&checks, Ability::ChatList),
        Verdict::Works,
        "an empty list is one"
    );
    assert_eq!(
        *verdict(&checks, Ability::Groups),
        Verdict::NotTried,
        "no chat to try it with"
    );
}

#[tokio::test]
async fn a_refused_sign_in_is_a_line_with_the_reason() {
    let firm = firm().await;
    let account = firm
        .connect("somebody", "wrong-secret", firm.options())
        .unwrap();
    let checks = account.check().await;
    let Verdict::Refused { error } = verdict(&checks, Ability::SignIn) else {
        panic!("wrong credentials are refused: {checks:#?}");
    };
    assert_eq!(error.code, ErrorCode::Unauthorized, "as when signing in");
    assert!(
        !format!("{checks:?}").contains("wrong-secret"),
        "the secret stays unsaid"
    );
}
