//! The hub proven with Microsoft's own client, `@microsoft/signalr` from npm, driven through `signalr/driver.mjs`.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Stdio,
};

use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

use crate::desk::{Desk, SOON};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signalr")
}

/// Installs the client once, also when several tests come here at the same time.
async fn install() {
    let found = Command::new("node")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .await;
    assert!(
        found.is_ok_and(|status| status.success()),
        "Node.js is missing: install Node 20 or newer to run this test"
    );
    let lock = File::create(std::env::temp_dir().join("sandbox-signalr-install.lock"))
        .expect("a lock file");
    lock.lock().expect("the lock");
    if folder()
        .join("node_modules/@microsoft/signalr/package.json")
        .exists()
    {
        return;
    }
    let npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
        .args(["ci", "--no-audit", "--no-fund"])
        .current_dir(folder())
        .status()
        .await;
    assert!(
        npm.is_ok_and(|status| status.success()),
        "`npm ci` failed in {}",
        folder().display()
    );
}

struct Driver {
    child: Child,
    wishes: ChildStdin,
    events: Lines<BufReader<ChildStdout>>,
}

impl Driver {
    async fn start(desk: &Desk, mode: &str) -> Self {
        install().await;
        let mut child = Command::new("node")
            .current_dir(folder())
            .args([
                "driver.mjs",
                &format!("{}/chathub", desk.sandbox.url()),
                &desk.operator,
                mode,
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node starts");
        let wishes = child.stdin.take().expect("piped");
        let events = BufReader::new(child.stdout.take().expect("piped")).lines();
        Self {
            child,
            wishes,
            events,
        }
    }

    async fn wish(&mut self, value: Value) {
        self.wishes
            .write_all(format!("{value}\n").as_bytes())
            .await
            .expect("the driver reads");
    }

    /// The next event of this name; others are passed over.
    async fn event(&mut self, name: &str) -> Value {
        let read = async {
            while let Some(line) = self.events.next_line().await.expect("text") {
                let event: Value = serde_json::from_str(&line).expect("an event is JSON");
                if event["event"] == name {
                    return event;
                }
            }
            panic!("the driver ended before {name}");
        };
        tokio::time::timeout(SOON, read)
            .await
            .unwrap_or_else(|_| panic!("{name} in time"))
    }

    async fn stop(mut self) {
        self.wish(json!({ "stop": true })).await;
        let status = tokio::time::timeout(SOON, self.child.wait())
            .await
            .expect("it ends")
            .expect("a status");
        assert!(status.success(), "it ends well");
    }
}

#[tokio::test]
async fn microsofts_client_lives_a_whole_day_here() {
    let desk = Desk::open().await;
    let mut driver = Driver::start(&desk, "").await;
    assert!(
        driver.event("connected").await["id"].is_string(),
        "negotiated"
    );
    desk.sandbox.customer_writes(1003, "Добрий день 👋");
    let message = driver.event("ReceiveMessage").await;
    assert_eq!(
        message["values"][0]["message"], "Добрий день 👋",
        "a client's message arrives"
    );
    driver
        .wish(json!({ "target": "SendMessage", "arguments": [1003, "Hello!"] }))
        .await;
    let completed = driver.event("completed").await;
    assert_eq!(
        (&completed["target"], &completed["result"]),
        (&json!("SendMessage"), &Value::Null),
        "completed"
    );
    assert_eq!(desk.sandbox.sends()[0].text, "Hello!", "and taken in");
    let media = json!({ "Name": "p.jpg", "Format": "jpg", "DataBase64": "aGk=", "Type": 1 });
    driver
        .wish(json!({ "target": "SendMediaMessage", "arguments": [1003, media] }))
        .await;
    driver.event("completed").await;
    driver
        .wish(json!({ "target": "SendMessage", "arguments": [1, "nobody"] }))
        .await;
    let failed = driver.event("failed").await;
    assert!(
        failed["error"]
            .as_str()
            .is_some_and(|text| text.contains("Chat not found")),
        "an error is an error"
    );
    desk.work(
        Method::PUT,
        "/api/chat/status",
        json!({ "id": 1003, "status": 4 }),
    )
    .await;
    assert_eq!(
        driver.event("ChatStatusChanged").await["values"],
        json!([1003, 4]),
        "a status change"
    );

    desk.sandbox.pause_listening().await;
    driver.event("reconnecting").await;
    desk.sandbox
        .resume_listening()
        .await
        .expect("the port is free");
    driver.event("reconnected").await;
    desk.sandbox.customer_writes(1003, "welcome back");
    let message = driver.event("ReceiveMessage").await;
    assert_eq!(
        message["values"][0]["message"], "welcome back",
        "it goes on as before"
    );
    driver.stop().await;
}

#[tokio::test]
async fn microsofts_client_may_skip_negotiation() {
    let desk = Desk::open().await;
    let mut driver = Driver::start(&desk, "skip-negotiation").await;
    driver.event("connected").await;
    assert!(
        !desk
            .sandbox
            .log()
            .iter()
            .any(|entry| entry.path.ends_with("/negotiate")),
        "straight to the socket"
    );
    desk.sandbox.customer_writes(1002, "direct");
    assert_eq!(
        driver.event("ReceiveMessage").await["values"][0]["message"],
        "direct",
        "and it works"
    );
    driver.stop().await;
}

#[tokio::test]
async fn microsofts_client_is_refused_with_a_dead_token() {
    let desk = Desk::open().await;
    desk.sandbox.expire_operator_tokens();
    let mut driver = Driver::start(&desk, "").await;
    let refused = driver.event("refused").await;
    assert!(
        refused["error"]
            .as_str()
            .is_some_and(|text| text.contains("401")),
        "{refused}"
    );
}
