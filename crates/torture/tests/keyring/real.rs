//! What happens to a real keyring.

use sandbox::{Sandbox, SandboxConfig};
use torture::Ask;

use crate::bus::Bus;
use crate::program::{Program, phase};

fn user(bus: &Bus, name: &str) -> String {
    let installation = std::fs::read_to_string(bus.data_dir().join("installation"));
    format!("{}/{name}", installation.unwrap().trim())
}

fn attributes(user: &str) -> [&str; 4] {
    ["service", "switchboard", "username", user]
}

/// An installation with an account; the sandbox it is signed in to.
async fn signed_in(bus: &Bus) -> Sandbox {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let (url, token) = (
        sandbox.url().to_owned(),
        sandbox.credentials().operator_token.clone(),
    );
    tokio::task::block_in_place(|| {
        let (mut program, said) = Program::open(bus);
        assert_eq!(phase(&said), "ready", "{said:?}");
        let said = program.ask(&Ask::SignIn { url, token });
        assert_eq!(said.accounts, 1, "{said:?}");
        program.end();
        let (program, said) = Program::open(bus);
        assert_eq!(
            (phase(&said), said.accounts, said.sign_in_again),
            ("ready", 1, 0),
            "the next start finds everything"
        );
        program.end();
    });
    sandbox
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs gnome-keyring; `cargo xtask test --only keyring`"]
async fn keyring_emptied_means_to_sign_in_again_and_the_old_data_is_kept() {
    let bus = Bus::with_keyring();
    let _sandbox = signed_in(&bus).await;
    bus.run("secret-tool", &["clear", "service", "switchboard"], "");
    let (mut program, said) = Program::open(&bus);
    assert_eq!(phase(&said), "key_lost", "never a database error: {said:?}");
    let said = program.ask(&Ask::Over);
    assert_eq!(
        (phase(&said), said.accounts),
        ("ready", 0),
        "anew: {said:?}"
    );
    program.end();
    let kept = std::fs::read_dir(bus.data_dir()).unwrap().flatten();
    let old = |name: String| name.starts_with("old-");
    let kept = kept.filter(|entry| old(entry.file_name().into_string().unwrap()));
    assert_eq!(kept.count(), 1, "the old data was put aside");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs gnome-keyring; `cargo xtask test --only keyring`"]
async fn keyring_with_another_key_harms_nothing_and_the_right_one_opens() {
    let bus = Bus::with_keyring();
    let _sandbox = signed_in(&bus).await;
    let user = user(&bus, "database-key");
    let lookup = [&["lookup"][..], &attributes(&user)].concat();
    let store = [&["store", "--label=other"][..], &attributes(&user)].concat();
    let right = bus.run("secret-tool", &lookup, "");
    assert_eq!(right.trim().len(), 64, "the key is in the keyring");
    bus.run("secret-tool", &store, &"ab".repeat(32));
    let (mut program, said) = Program::open(&bus);
    assert_eq!(phase(&said), "key_lost", "{said:?}");
    bus.run("secret-tool", &store, right.trim());
    let said = program.ask(&Ask::Retry);
    assert_eq!(
        (phase(&said), said.accounts),
        ("ready", 1),
        "as before: {said:?}"
    );
    program.end();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs gnome-keyring; `cargo xtask test --only keyring`"]
async fn keyring_without_one_secret_asks_for_that_account_alone() {
    let bus = Bus::with_keyring();
    let _sandbox = signed_in(&bus).await;
    let user = user(&bus, "account-1");
    bus.run(
        "secret-tool",
        &[&["clear"][..], &attributes(&user)].concat(),
        "",
    );
    let (program, said) = Program::open(&bus);
    assert_eq!(
        (phase(&said), said.accounts, said.sign_in_again),
        ("ready", 1, 1),
        "the rest is there: {said:?}"
    );
    program.end();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs gnome-keyring; `cargo xtask test --only keyring`"]
async fn keyring_locked_is_told_and_opens_once_unlocked() {
    let mut bus = Bus::with_keyring();
    let _sandbox = signed_in(&bus).await;
    let connection = bus.connect();
    let collection =
        zbus::zvariant::ObjectPath::try_from("/org/freedesktop/secrets/collection/login");
    connection
        .call_method(
            Some("org.freedesktop.secrets"),
            "/org/freedesktop/secrets",
            Some("org.freedesktop.Secret.Service"),
            "Lock",
            &(vec![collection.unwrap()],),
        )
        .unwrap();
    let (mut program, said) = Program::open(&bus);
    assert_eq!(phase(&said), "no_keyring", "locked: {said:?}");
    bus.end_keyring();
    bus.start_keyring();
    let said = program.ask(&Ask::Retry);
    assert_eq!(
        (phase(&said), said.accounts),
        ("ready", 1),
        "unlocked: {said:?}"
    );
    program.end();
}
