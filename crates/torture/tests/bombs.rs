//! What a bomb costs: each goes off in a process of its own, which says how much memory it took at
//! its peak beside what it had before. A bound on memory, not on time.

#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use domain::provider::SharedProvider;
use domain::view::AppPhase;
use domain::{
    AccountConfig, AccountForm, AccountId, AccountOptions, ChatFilter, ChatId, Credentials,
    RemoteChatId, ServiceKind, SignInMethod,
};
use engine::{Engine, EngineConfig, MemorySecrets, SecretsBackend};
use futures_util::stream;
use providers::{Http, HttpOptions};
use tokio::sync::mpsc;

/// Memory that a bomb may take (quality goal S8), in kB.
const MOST: u64 = 64 * 1024;
/// The process that it goes off in is told where it comes from, and which it is.
const SERVER: &str = "SWITCHBOARD_BOMB_SERVER";
const WHICH: &str = "SWITCHBOARD_BOMB";

const BOMBS: &[&str] = &[
    "chathub/wide",
    "chathub/wide-item",
    "chathub/objects",
    "chathub/many",
    "chathub/deep",
    "chathub/gzip",
    "chathub/line",
    "chathub/text",
    "smart_sender/wide",
    "smart_sender/objects",
    "smart_sender/text",
    "texter/wide",
    "texter/deep",
    "texter/line",
    "chat_manager/wide",
    "chat_manager/many",
    "chat_manager/records",
    "chat_manager/token",
    "hub/record",
    "hub/wide",
    "hub/endless",
    "file/shown",
    "file/gzip",
    "file/saved",
];

fn repeated(begin: &str, piece: &str, end: &str, megabytes: usize) -> Vec<u8> {
    let times = (megabytes << 20) / piece.len();
    [begin, &piece.repeat(times), end].concat().into_bytes()
}

/// The body of a bomb, as it goes off within what is read at all.
fn body(bomb: &str) -> Vec<u8> {
    match bomb {
        "wide" => repeated("{\"data\":[", "0,", "0]}", 8),
        "wide-item" => repeated("[{\"id\":1,\"x\":[", "0,", "0]}]", 15),
        "objects" => repeated("[", "{\"\":0},", "{}]", 7),
        "many" => repeated("[", "{\"id\":1},", "{\"id\":2}]", 15),
        "records" => repeated("{\"records\":[", "{\"id\":\"x\"},", "0]}", 15),
        "deep" => repeated("", "[", "", 15),
        "text" => repeated("[{\"id\":1,\"message\":\"", "x", "\"}]", 15),
        other => panic!("no bomb {other}"),
    }
}

fn json(body: impl Into<Body>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body.into()).into_response()
}

/// Bytes without end, as far as anybody reads them.
fn endless(megabytes: u64) -> Body {
    let part = bytes_of(b'x', 64 << 10);
    let parts = (0..megabytes * 16).map(move |_| Ok::<_, std::io::Error>(part.clone()));
    Body::from_stream(stream::iter(parts))
}

fn bytes_of(byte: u8, count: usize) -> Vec<u8> {
    vec![byte; count]
}

fn packed(megabytes: usize) -> Response {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..megabytes {
        encoder.write_all(&bytes_of(b' ', 1 << 20)).unwrap();
    }
    let body = encoder.finish().unwrap();
    ([(header::CONTENT_ENCODING, "gzip")], body).into_response()
}

fn answer(bomb: &str) -> Response {
    match bomb {
        "gzip" => packed(200),
        "line" => endless(100).into_response(),
        other => json(body(other)),
    }
}

async fn hub(bomb: String, upgrade: WebSocketUpgrade) -> Response {
    upgrade
        .max_frame_size(64 << 20)
        .on_upgrade(async move |mut socket: WebSocket| {
            // The handshake first, as any hub does it.
            let _ = socket.recv().await;
            let _ = socket.send(Message::text("{}\u{1e}")).await;
            let record = |begin: &str, piece: &str, end: &str, megabytes| {
                let bytes = repeated(begin, piece, end, megabytes);
                Message::text(String::from_utf8(bytes).unwrap())
            };
            let begin = "{\"type\":1,\"target\":\"ReceiveMessage\",\"arguments\":[";
            match bomb.as_str() {
                "record" => {
                    let begin = format!("{begin}{{\"chatId\":1,\"message\":\"");
                    let _ = socket.send(record(&begin, "x", "\"}]}\u{1e}", 7)).await;
                }
                "wide" => {
                    let _ = socket
                        .send(record(begin, "{\"\":0},", "0]}\u{1e}", 7))
                        .await;
                }
                _ => {
                    for _ in 0..100 {
                        if socket.send(record("", "x", "", 1)).await.is_err() {
                            return;
                        }
                    }
                }
            }
            // Stays until the other end has had enough.
            let _ = tokio::time::timeout(Duration::from_secs(5), socket.recv()).await;
        })
}

/// A server that has the bomb wherever it is asked. `usual` paths answer as they should first.
async fn serve(bomb: &'static str) -> String {
    let (kind, which) = bomb.split_once('/').unwrap();
    let mut router = Router::new();
    match kind {
        "hub" => {
            router = router
                .route("/chathub/negotiate", post(async || StatusCode::NOT_FOUND))
                .route(
                    "/chathub",
                    get(move |upgrade| hub(which.to_owned(), upgrade)),
                );
        }
        "chat_manager" if which != "token" => {
            let token = "{\"access_token\":\"t\",\"expires_in\":3600}";
            router = router.route("/token", post(async move || json(token)));
            router = router.fallback(any(async move || answer(which)));
        }
        "chat_manager" => {
            router = router.fallback(any(async || answer("wide")));
        }
        "file" => {
            let chats = "{\"total\":1,\"items\":[{\"id\":1,\"theme\":\"a\",\
                \"updatedAt\":\"2026-01-20T10:00:00Z\"}]}";
            let messages = "[{\"id\":9,\"chatId\":1,\"author\":1,\"message\":\"look\",\
                \"date\":\"2026-01-20T10:00:00Z\",\"messageType\":1,\
                \"media\":{\"uri\":\"/files/a.png\",\"name\":\"a.png\"}}]";
            router = router
                .route("/api/chat/chats", get(async move || json(chats)))
                .route(
                    "/api/chat/chats/1/messages",
                    get(async move || json(messages)),
                )
                .route(
                    "/files/a.png",
                    get(async move || match which {
                        "gzip" => packed(400),
                        "saved" => endless(150).into_response(),
                        _ => endless(400).into_response(),
                    }),
                );
        }
        _ => router = router.fallback(any(async move || answer(which))),
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// A number of the process's own, in kB.
fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn account(kind: &str, server: &str) -> SharedProvider {
    let (service, method) = match kind {
        "smart_sender" => (ServiceKind::SmartSender, SignInMethod::ProjectToken),
        "texter" => (ServiceKind::Texter, SignInMethod::ApiToken),
        "chat_manager" => (ServiceKind::ChatManager, SignInMethod::ClientCredentials),
        _ => (ServiceKind::Chathub, SignInMethod::OperatorToken),
    };
    let config = AccountConfig {
        id: AccountId(1),
        service,
        method,
        server: server.parse().unwrap(),
        label: String::new(),
        principal: "me".to_owned(),
        hue: 0,
        working_as: None,
        options: AccountOptions {
            token_url: Some(format!("{server}/token")),
            ..AccountOptions::default()
        },
    };
    let credentials = Credentials {
        method,
        principal: "me".to_owned(),
        secret: "secret".to_owned().into(),
    };
    let http = Http::new(HttpOptions::default()).unwrap();
    providers::connect(&config, credentials, http).unwrap()
}

/// Lets the bomb go off, and says whether it was refused.
async fn meet(bomb: &str, server: &str) -> u64 {
    let (kind, which) = bomb.split_once('/').unwrap();
    if kind == "file" {
        return meet_file(which, server).await;
    }
    let account = account(kind, server);
    let before = memory("VmRSS:");
    if kind == "hub" {
        let (sender, mut events) = mpsc::channel(8);
        let heard = tokio::spawn(async move { while events.recv().await.is_some() {} });
        let ended = account.live().unwrap().listen(sender).await;
        if which != "record" {
            ended.unwrap_err();
        }
        heard.await.unwrap();
        return before;
    }
    // Whatever comes of it: only what it costs matters here.
    let _ = account.chats(&ChatFilter::default(), None).await;
    if let Some(history) = account.history() {
        let _ = history.history(&RemoteChatId::from("1"), None).await;
    }
    let _ = account.verify().await;
    before
}

/// The same in the whole engine: a file that is shown, or saved.
async fn meet_file(which: &str, server: &str) -> u64 {
    let dir = tempfile::tempdir().unwrap();
    let engine = Engine::start(EngineConfig {
        secrets: SecretsBackend::Memory(MemorySecrets::default()),
        ..EngineConfig::new(dir.path().to_owned(), "0.0.0")
    });
    until(&engine, async || {
        let state = engine.app_state().await.ok()?;
        matches!(state.phase, AppPhase::Ready { .. }).then_some(())
    })
    .await;
    let form: AccountForm = serde_json::from_value(serde_json::json!({
        "service": "chathub",
        "method": "operator_token",
        "server": server,
        "secret": "secret",
    }))
    .unwrap();
    let account = engine.account_add(form).await.unwrap();
    let chat = ChatId::new(account, "1");
    engine.chat_open(Some(chat.clone())).await.unwrap();
    let key = until(&engine, async || {
        let page = engine.message_list(chat.clone(), None, None).await.ok()?;
        let message = page
            .messages
            .into_iter()
            .find(|it| !it.attachments.is_empty());
        Some(message?.key)
    })
    .await;
    let before = memory("VmRSS:");
    if which == "saved" {
        let folder = dir.path().join("saved");
        let path = engine.media_save(chat, key, 0, &folder).await.unwrap();
        assert_eq!(fs::metadata(path).unwrap().len(), 150 << 20, "all of it");
    } else {
        engine.media_get(chat, key, 0, true).await.unwrap_err();
    }
    before
}

async fn until<T, F: Future<Output = Option<T>>>(engine: &Engine, ask: impl Fn() -> F) -> T {
    let mut events = engine.events();
    let asking = async {
        loop {
            if let Some(found) = ask().await {
                return found;
            }
            // Not all that is waited for is an event.
            let _ = tokio::time::timeout(Duration::from_millis(30), events.recv()).await;
        }
    };
    let soon = Duration::from_secs(30);
    tokio::time::timeout(soon, asking).await.expect("soon")
}

/// The process in which a bomb goes off; by itself it does nothing.
#[test]
fn child() {
    let (Ok(bomb), Ok(server)) = (std::env::var(WHICH), std::env::var(SERVER)) else {
        return;
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let before = runtime.block_on(meet(&bomb, &server));
    println!("took {} kB", memory("VmHWM:").saturating_sub(before));
}

async fn cost(bomb: &'static str) -> u64 {
    let server = serve(bomb).await;
    let run = move || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--nocapture"])
            .env(WHICH, bomb)
            .env(SERVER, server)
            .stderr(Stdio::piped())
            .output()
            .unwrap()
    };
    let output = tokio::task::spawn_blocking(run).await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let took = said
        .split("took ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next()?.parse().ok());
    took.unwrap_or_else(|| {
        let why = String::from_utf8_lossy(&output.stderr);
        panic!("{bomb} broke the process: {said} {why}")
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn no_bomb_takes_more_memory_than_it_may() {
    let mut table = Vec::new();
    for bomb in BOMBS {
        table.push((cost(bomb).await, *bomb));
    }
    table.sort_unstable();
    for (took, bomb) in &table {
        println!("{bomb:<24} {:>4} MB", took.div_ceil(1024));
    }
    let heavy: Vec<_> = table.iter().filter(|(took, _)| *took > MOST).collect();
    assert!(heavy.is_empty(), "these took more than 64 MB: {heavy:?}");
    let most = table.last().map_or(0, |(took, _)| took / 1024);
    println!(
        "S8: {} bombs, of which none took more than {most} MB",
        table.len()
    );
}
