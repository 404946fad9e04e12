//! Names, phones, texts and secrets are put wherever they can be, and then looked for in
//! everything that is handed over and in the log.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use domain::view::{AccountState, AppPhase, ChatListQuery, LibraryChange, NoteAct, SendOptions};
use domain::{AccountForm, ChatId, Error, ErrorCode};
use engine::{Engine, EngineConfig, MemorySecrets, SecretsBackend};
use sandbox::{Fault, FaultKind, Sandbox, SandboxConfig};
use tracing::level_filters::LevelFilter;

use super::*;

const SECRETS: [&str; 3] = [
    "Xy7sdfKJh34kjhsdf87KJHkjh345",
    "hunter2",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
];
const TEXT: &str = "Кетчуп-zanzibar";

async fn until(engine: &Engine, ask: impl AsyncFn() -> Option<()>) {
    let mut events = engine.events();
    let asking = async {
        while ask().await.is_none() {
            // Not all that is waited for is an event.
            let _ = tokio::time::timeout(Duration::from_millis(30), events.recv()).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), asking)
        .await
        .unwrap();
}

pub(crate) async fn started(dir: &Path) -> Arc<Engine> {
    let engine = Engine::start(EngineConfig {
        secrets: SecretsBackend::Memory(MemorySecrets::default()),
        ..EngineConfig::new(dir.to_owned(), "0.0.0")
    });
    until(&engine, async || {
        let state = engine.app_state().await.ok()?;
        matches!(state.phase, AppPhase::Ready { .. }).then_some(())
    })
    .await;
    engine
}

/// Signed in, with everything filled in that a person can fill in.
pub(crate) async fn filled(engine: &Engine, sandbox: &Sandbox) -> (ChatId, BTreeSet<String>) {
    let known = sandbox.credentials();
    let form: AccountForm = serde_json::from_value(json!({
        "service": "chathub",
        "method": "password",
        "server": sandbox.url(),
        "label": "Blumen-Zimmermann",
        "principal": known.login,
        "secret": known.password,
    }))
    .unwrap();
    engine.account_add(form).await.unwrap();
    until(engine, async || {
        let accounts = engine.account_list().await.ok()?;
        let health = &accounts.first()?.health;
        (health.state == AccountState::Online && health.synced_at.is_some()).then_some(())
    })
    .await;
    let query: ChatListQuery = serde_json::from_value(json!({ "limit": 100 })).unwrap();
    let rows = engine.chat_list(query).await.unwrap().rows;
    let chat = rows.first().unwrap().id.clone();
    let mut needles: BTreeSet<String> = [
        "Blumen-Zimmermann",
        TEXT,
        "zanzibar",
        known.login.as_str(),
        known.password.as_str(),
        known.operator_token.as_str(),
        known.profile_key.as_str(),
    ]
    .map(str::to_owned)
    .into();
    needles.extend(SECRETS.map(str::to_owned));
    for row in &rows {
        needles.insert(row.title.clone());
        needles.extend(row.assignee.clone());
        needles.extend(row.phone.clone().map(|phone| phone.replace('+', "")));
        needles.extend(row.last.as_ref().map(|line| line.text.clone()));
    }
    for row in &rows {
        let page = engine.message_list(row.id.clone(), None, Some(100));
        for message in page.await.unwrap().messages {
            needles.insert(message.text);
        }
    }
    // A word of two letters may stand anywhere.
    needles.retain(|needle| needle.chars().count() >= 5);
    (chat, needles)
}

async fn busy(engine: &Engine, sandbox: &Sandbox, chat: &ChatId) {
    let number = chat.remote.as_str().parse().unwrap();
    engine.chat_open(Some(chat.clone())).await.unwrap();
    sandbox.customer_writes(number, TEXT).unwrap();
    let draft = format!("{TEXT} {}", SECRETS[0]);
    engine.draft_save(chat.clone(), draft, None).await.unwrap();
    let note = NoteAct::Add {
        text: TEXT.to_owned(),
        shared: false,
    };
    engine.note_act(chat.clone(), note).await.unwrap();
    let reply = LibraryChange::SaveCanned {
        id: None,
        shortcut: "zanzibar".to_owned(),
        title: "zanzibar".to_owned(),
        text: TEXT.to_owned(),
    };
    engine.library_save(reply).await.unwrap();
    for kind in [
        FaultKind::StatusBefore {
            status: 400,
            retry_after: None,
        },
        FaultKind::ResetAfter,
        FaultKind::GarbageJson,
    ] {
        sandbox.fault(Fault::on("POST", "/api/chat/", kind).ending("/message"));
        let sent = engine.message_send(
            chat.clone(),
            TEXT.to_owned(),
            Vec::new(),
            SendOptions::default(),
        );
        sent.await.unwrap();
    }
    sandbox.pause_listening().await;
    until(engine, async || {
        let accounts = engine.account_list().await.ok()?;
        (accounts.first()?.health.state != AccountState::Online).then_some(())
    })
    .await;
}

/// What our crates could log of a service that repeats what it was told.
fn careless_lines() {
    for code in [
        ErrorCode::Unauthorized,
        ErrorCode::Forbidden,
        ErrorCode::Invalid,
        ErrorCode::NotFound,
        ErrorCode::Server,
        ErrorCode::Decode,
        ErrorCode::RateLimited,
        ErrorCode::Unsupported,
    ] {
        let error = Error::new(code, format!("{TEXT} to Blumen-Zimmermann: {}", SECRETS[1]));
        tracing::error!(%error, "a service said");
    }
    tracing::warn!("sent to +380 67 123 45 67, 380671234567 by anna.frey@example.com");
    tracing::warn!("Authorization: Bearer {}", SECRETS[0]);
    tracing::warn!("refused https://chat.example.com/x?token={}", SECRETS[2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_person_is_in_the_log_or_in_what_is_handed_over() {
    let dir = tempfile::tempdir().unwrap();
    logging::start(dir.path(), LevelFilter::TRACE);
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let engine = started(dir.path()).await;
    let (chat, mut needles) = filled(&engine, &sandbox).await;
    assert!(
        needles.len() > 20,
        "there is something to look for: {}",
        needles.len()
    );
    careless_lines();
    busy(&engine, &sandbox, &chat).await;
    needles.extend(["1234567", "380671234567", "123 45 67", "anna.frey"].map(str::to_owned));

    let files = files(&engine, dir.path()).await.unwrap();
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "README.txt",
            "about.json",
            "settings.json",
            "accounts.json",
            "data.json",
            "log.txt"
        ],
        "as the text at its head says"
    );
    for name in &names {
        assert!(*name == "README.txt" || README.contains(name), "{name}");
    }
    let log = std::fs::read_to_string(logging::folder(dir.path()).join("switchboard.log")).unwrap();
    assert!(log.lines().count() > 20, "it was written: {log}");
    let places = files
        .iter()
        .map(|file| (file.name.as_str(), file.text.as_str()))
        .chain([("the log", log.as_str())]);
    let mut looked = 0;
    for (place, text) in places {
        for needle in &needles {
            assert!(
                !text.contains(needle.as_str()),
                "{needle:?} stands in {place}"
            );
            looked += 1;
        }
    }
    println!("S9: {looked} looks for names, phones, texts and secrets in the log and the bundle");
    let folder = dir.path().display().to_string();
    let handed: String = files.iter().map(|file| file.text.as_str()).collect();
    assert!(!handed.contains(&folder), "nor where it is kept");
    assert!(!handed.contains("example.com"), "nor whole servers");

    let saved = zip::texts(&archive(&files).unwrap());
    let shown: Vec<(String, String)> = files
        .into_iter()
        .map(|file| (file.name, file.text))
        .collect();
    assert_eq!(saved, shown, "what was shown is what is saved");
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn how_it_is_doing_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let engine = started(dir.path()).await;
    filled(&engine, &sandbox).await;
    let files = files(&engine, dir.path()).await.unwrap();
    let json = |name: &str| -> Value {
        let file = files.iter().find(|file| file.name == name).unwrap();
        serde_json::from_str(&file.text).unwrap()
    };
    assert_eq!(json("about.json")["phase"], "ready");
    assert_eq!(json("about.json")["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(json("accounts.json")[0]["state"], "online");
    assert_eq!(json("accounts.json")[0]["service"], "chathub");
    let data = json("data.json");
    assert_eq!(data[0]["file"], "outbox.db");
    assert_eq!(data[0]["rows"]["accounts"], 1);
    assert_eq!(data[1]["file"], "cache.db");
    assert!(data[1]["rows"]["chats"].as_u64().unwrap() > 10, "{data}");
    assert!(data[1]["schema"].as_u64().unwrap() > 0, "{data}");
    engine.shutdown().await;
}
