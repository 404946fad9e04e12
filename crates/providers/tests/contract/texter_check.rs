//! Texter's connection check: every missing scope by name, and nothing written.

use domain::{Ability, Check, ErrorCode, Verdict};
use sandbox::Size;
use sandbox::texter::Scope;

use crate::texter_support::{shop, shop_with, without};

fn line(checks: &[Check], ability: Ability) -> &Check {
    let found = checks.iter().find(|check| check.ability == ability);
    found.expect("every ability has a line")
}

#[tokio::test]
async fn a_check_tries_what_can_be_read_and_writes_nothing() {
    let shop = shop().await;
    let checks = shop.account().check().await;
    let abilities: Vec<Ability> = checks.iter().map(|check| check.ability).collect();
    assert_eq!(abilities, Ability::ALL, "each ability once, in order");
    for ability in [
        Ability::SignIn,
        Ability::ChatList,
        Ability::ChatLookup,
        Ability::History,
        Ability::Labels,
        Ability::QuickReplies,
        Ability::Templates,
    ] {
        let check = line(&checks, ability);
        assert_eq!(check.verdict, Verdict::Works, "{check:?}");
    }
    for ability in [
        Ability::Send,
        Ability::Media,
        Ability::Statuses,
        Ability::Assignment,
    ] {
        assert_eq!(
            line(&checks, ability).verdict,
            Verdict::NotTried,
            "{ability:?}"
        );
    }
    for ability in [
        Ability::Files,
        Ability::ReadMarks,
        Ability::Live,
        Ability::Colleagues,
    ] {
        assert_eq!(
            line(&checks, ability).verdict,
            Verdict::NotOffered,
            "{ability:?}"
        );
    }
    let log = shop.service.log();
    assert!(
        log.iter().all(|entry| entry.method == "GET"),
        "only reads: {log:?}"
    );
    assert_eq!(shop.service.links(), 0, "not even a link");
}

#[tokio::test]
async fn each_missing_scope_is_named_with_its_cost() {
    for (scope, name, abilities) in [
        (Scope::ListChats, "List all chats", vec![Ability::ChatList]),
        (Scope::ViewChats, "View all chats", vec![Ability::History]),
        (
            Scope::SendSession,
            "Send session message",
            vec![Ability::ChatLookup, Ability::Send],
        ),
        (
            Scope::ViewTemplates,
            "View template messages",
            vec![Ability::Templates],
        ),
        (
            Scope::ViewQuickReplies,
            "View quick replies",
            vec![Ability::QuickReplies],
        ),
    ] {
        for status in [403, 401] {
            let shop = without(&[scope]).await;
            shop.service
                .set_quirks(|quirks| quirks.scope_status = status);
            let checks = shop.account().check().await;
            for ability in &abilities {
                let check = line(&checks, *ability);
                let Verdict::Refused { error } = &check.verdict else {
                    panic!("{scope:?} is missing: {check:?}");
                };
                assert_eq!(error.code, ErrorCode::Forbidden, "{status}");
                assert!(error.message.contains(name), "{}", error.message);
                assert!(check.detail.starts_with("Without it"), "{check:?}");
            }
            assert_eq!(
                line(&checks, Ability::SignIn).verdict,
                Verdict::Works,
                "a good token"
            );
        }
    }
}

#[tokio::test]
async fn without_a_chat_missing_scopes_show_all_the_same() {
    let shop = shop_with(|config| {
        config.size = Size::Empty;
        config.scopes = Scope::all_but(&[Scope::ViewChats]);
    })
    .await;
    let checks = shop.account().check().await;
    assert_eq!(
        line(&checks, Ability::ChatLookup).verdict,
        Verdict::NotTried,
        "no chat"
    );
    let history = &line(&checks, Ability::History).verdict;
    assert!(
        matches!(history, Verdict::Refused { .. }),
        "yet barred: {history:?}"
    );
}
