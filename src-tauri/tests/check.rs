//! `switchboard check`, as a person runs it: the built program against the sandbox.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

use std::process::Stdio;

use sandbox::{Sandbox, SandboxConfig};
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

/// Runs the check and answers its exit code and what it printed.
async fn check(args: &[&str], secret: &str) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_switchboard"))
        .arg("check")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(secret.as_bytes()).await.unwrap();
    drop(stdin);
    let output = child.wait_with_output().await.unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn verdict<'a>(report: &'a Value, ability: &str) -> &'a Value {
    report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["ability"] == ability)
        .unwrap()
}

#[tokio::test]
async fn a_good_account_is_checked_and_nothing_is_written() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let known = sandbox.credentials().clone();
    let args = [
        "--service",
        "chathub",
        "--server",
        sandbox.url(),
        "--login",
        &known.login,
    ];
    let (code, printed, complained) = check(&args, &format!("{}\n", known.password)).await;
    assert_eq!(code, 0, "all that was tried works: {printed}{complained}");
    let report: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(report["ok"], true, "said in the report too");
    assert_eq!(verdict(&report, "chat_list")["verdict"], "works", "read");
    assert_eq!(verdict(&report, "send")["verdict"], "not_tried", "writes");
    assert_eq!(
        verdict(&report, "labels")["verdict"],
        "not_offered",
        "ChatHub has none"
    );
    assert!(
        !printed.contains(&known.password),
        "the secret stays unsaid"
    );
    assert!(sandbox.sends().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn a_refused_secret_is_told_with_its_reason_and_fails() {
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let login = sandbox.credentials().login.clone();
    let args = [
        "--service=chathub",
        "--server",
        sandbox.url(),
        "--login",
        &login,
    ];
    let (code, printed, _) = check(&args, "not the password").await;
    assert_eq!(code, 1, "refused");
    let report: Value = serde_json::from_str(&printed).unwrap();
    let line = verdict(&report, "sign_in");
    assert_eq!(line["verdict"], "refused", "{line}");
    assert_eq!(line["error"]["code"], "unauthorized", "{line}");
    assert!(!printed.contains("not the password"), "never echoed");
}

#[tokio::test]
async fn a_server_that_is_away_is_told_and_fails() {
    let args = [
        "--service=chathub",
        "--server=http://127.0.0.1:1",
        "--login=x",
    ];
    let (code, printed, _) = check(&args, "y").await;
    assert_eq!(code, 1, "{printed}");
    let report: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(report["ok"], false, "nothing works");
}

#[tokio::test]
async fn a_command_line_that_lacks_something_says_what() {
    let (code, printed, complained) = check(&["--service=chathub"], "").await;
    assert_eq!(code, 2, "no secret");
    assert!(printed.is_empty(), "no half report");
    assert!(complained.contains("standard input"), "{complained}");
}
