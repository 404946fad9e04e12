//! Servers the sandbox would not play: redirections, hubs of other habits.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get, post};
use domain::facets::LiveEvent;
use domain::provider::SharedProvider;
use domain::{AccountOptions, ChatFilter, ErrorCode, RemoteChatId, SignInMethod};
use providers::{Http, HttpOptions, Times};
use serde_json::json;
use std::collections::HashMap;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::support::{SOON, config, credentials, text, unwatched};

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

fn account(server: &str, method: SignInMethod) -> SharedProvider {
    account_with(server, method, HttpOptions::default())
}

/// One for whom the other servers here, on this computer as well, are the world's.
fn worldly(server: &str, method: SignInMethod) -> SharedProvider {
    let is_public = |ip: IpAddr| ip.is_loopback();
    account_with(
        server,
        method,
        HttpOptions {
            is_public,
            ..HttpOptions::default()
        },
    )
}

fn account_with(server: &str, method: SignInMethod, options: HttpOptions) -> SharedProvider {
    let http = Http::new(HttpOptions {
        times: Times {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(2),
            ping: Duration::from_millis(50),
            silence: Duration::from_millis(400),
            ..Times::default()
        },
        ..options
    })
    .unwrap();
    providers::connect(
        &config(server, method, AccountOptions::default()),
        credentials(method, "me", "secret-token"),
        http,
    )
    .unwrap()
}

/// Remembers every header that came, to prove what didn't.
type Seen = Arc<Mutex<BTreeSet<String>>>;

async fn elsewhere(seen: Seen) -> String {
    let note = |State(seen): State<Seen>, request: Request| async move {
        let mut seen = seen.lock().unwrap();
        for (name, value) in request.headers() {
            seen.insert(format!("{name}: {}", value.to_str().unwrap_or("?")));
        }
        seen.insert(request.uri().to_string());
        "caught"
    };
    serve(Router::new().fallback(any(note)).with_state(seen)).await
}

#[tokio::test]
async fn no_redirection_carries_a_token_away() {
    let seen = Seen::default();
    let trap = elsewhere(Arc::clone(&seen)).await;
    let target = trap.clone();
    let redirecting = move |request: Request| {
        let target = format!("{target}{}", request.uri());
        async move { Redirect::temporary(&target) }
    };
    let server = serve(Router::new().fallback(any(redirecting))).await;
    let chat = RemoteChatId::from("1");
    for method in [
        SignInMethod::OperatorToken,
        SignInMethod::ProfileKey,
        SignInMethod::Password,
    ] {
        let account = account(&server, method);
        let error = account.verify().await.unwrap_err();
        assert_eq!(error.code, ErrorCode::NotThisService, "{method:?}: {error}");
        let _ = account
            .chats(&ChatFilter::default(), None)
            .await
            .unwrap_err();
        let _ = account
            .history()
            .expect("histories are read")
            .history(&chat, None)
            .await
            .unwrap_err();
        let _ = account
            .send(&chat, &text("x"), &unwatched)
            .await
            .unwrap_err();
        let (sender, _events) = mpsc::channel(1);
        let _ = account.live().unwrap().listen(sender).await.unwrap_err();
    }
    assert!(
        seen.lock().unwrap().is_empty(),
        "nothing went there: {seen:?}"
    );

    // A file may be elsewhere, but the token stays at home.
    let media = worldly(&server, SignInMethod::OperatorToken)
        .media("/a.png", 100)
        .await
        .unwrap();
    assert_eq!(
        media.bytes, b"caught",
        "fetched from where it was pointed to"
    );
    let seen = seen.lock().unwrap();
    assert!(
        !seen
            .iter()
            .any(|line| line.contains("secret") || line.starts_with("authorization")),
        "{seen:?}"
    );
}

#[tokio::test]
async fn a_file_on_another_host_gets_no_token_and_private_hosts_are_refused() {
    let seen = Seen::default();
    let other_port = elsewhere(Arc::clone(&seen)).await;
    let target = format!("{other_port}/redirected");
    let away = move || {
        let target = target.clone();
        async move { Redirect::temporary(&target) }
    };
    let server = serve(Router::new().route("/away", get(away))).await;
    let mine = worldly(&server, SignInMethod::OperatorToken);
    mine.media(&format!("{other_port}/x"), 100).await.unwrap();
    let came = std::mem::take(&mut *seen.lock().unwrap());
    assert!(came.contains("/x"), "it was asked: {came:?}");
    assert!(!came.iter().any(|line| line.contains("secret")), "{came:?}");

    let mine = account(&server, SignInMethod::OperatorToken);
    let by_name = other_port.replace("127.0.0.1", "localhost");
    let port = other_port.rsplit(':').next().unwrap();
    let private = [
        // Another service of the account's own computer, asked at once or by a redirection.
        format!("{other_port}/x"),
        format!("{server}/away"),
        format!("{by_name}/x"),
        format!("http://0.0.0.0:{port}/x"),
        format!("http://2130706433:{port}/x"),
        format!("http://0x7f000001:{port}/x"),
        format!("http://127.1:{port}/x"),
        format!("http://[::1]:{port}/x"),
        format!("http://[::ffff:127.0.0.1]:{port}/x"),
        format!("http://[::ffff:10.0.0.5]:{port}/x"),
        format!("//127.0.0.1:{port}/x"),
        server.replace("http:", "https:"),
        "http://192.168.0.1/x".to_owned(),
        "http://[fd00::1]/x".to_owned(),
        "http://169.254.169.254/".to_owned(),
    ];
    for url in &private {
        let error = mine.media(url, 100).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Forbidden, "{url}");
    }
    let came = std::mem::take(&mut *seen.lock().unwrap());
    assert!(came.is_empty(), "nobody was asked: {came:?}");
    println!("S7: {} ways into a private network refused", private.len());
    let inlined = mine
        .media("data:image/png;base64,iVBORw==", 100)
        .await
        .unwrap();
    assert_eq!(
        (inlined.mime.as_str(), inlined.bytes.len()),
        ("image/png", 4),
        "needs no server"
    );
}

/// A hub that says what it is told to say after the handshake, then waits.
fn hub(records: Vec<String>) -> Router {
    let connect = move |upgrade: WebSocketUpgrade| {
        let records = records.clone();
        async move { upgrade.on_upgrade(move |socket| converse(socket, records)) }
    };
    Router::new()
        .route(
            "/chathub/negotiate",
            post(|| async { StatusCode::NOT_FOUND }),
        )
        .route("/chathub", get(connect))
}

async fn converse(mut socket: WebSocket, records: Vec<String>) {
    let _handshake = socket.recv().await;
    for record in records {
        if socket.send(Message::text(record)).await.is_err() {
            return;
        }
    }
    while let Some(Ok(_)) = socket.recv().await {}
}

async fn listen(router: Router) -> (Vec<LiveEvent>, domain::Result<()>) {
    let account = account(&serve(router).await, SignInMethod::OperatorToken);
    let (sender, mut events) = mpsc::channel(64);
    let listening = async { account.live().unwrap().listen(sender).await };
    let ended = timeout(SOON, listening).await.expect("in time");
    let mut all = Vec::new();
    while let Ok(event) = events.try_recv() {
        all.push(event);
    }
    (all, ended)
}

#[tokio::test]
async fn hubs_end_in_every_way_and_each_is_understood() {
    let close = |text: &str| format!("{text}\u{1e}");
    for (records, events, ends_well) in [
        // Handshake and more in one frame, records spread over frames, a polite end.
        (
            vec![
                "{}\u{1e}{\"type\":6}\u{1e}{\"type\":1,\"target\":\"ChatStatus".to_owned(),
                "Changed\",\"arguments\":[5,4]}\u{1e}{\"type\":7}\u{1e}".to_owned(),
            ],
            2,
            true,
        ),
        (
            vec![close("{}"), close(r#"{"type":7,"error":"bye"}"#)],
            1,
            false,
        ),
        (vec![close(r#"{"error":"no such protocol"}"#)], 0, false),
        (vec![close("{}"), close("nonsense")], 1, false),
        // Silence: pings from us, none from it.
        (vec![close("{}")], 1, false),
        // An unknown event and one that wants a result are passed over.
        (
            vec![
                close("{}"),
                close(r#"{"type":1,"target":"New","arguments":[],"invocationId":"7"}"#),
                close(r#"{"type":7}"#),
            ],
            1,
            true,
        ),
    ] {
        let shown = format!("{records:?}");
        let (seen, ended) = listen(hub(records)).await;
        assert_eq!(seen.len(), events, "{shown}: {seen:?}");
        assert_eq!(ended.is_ok(), ends_well, "{shown}: {ended:?}");
        if let Err(error) = ended {
            assert_eq!(error.code, ErrorCode::Server, "{shown}: may pass by itself");
        }
    }
}

#[tokio::test]
async fn a_hub_that_reads_the_token_from_its_address_gets_it_there() {
    let connect = |Query(query): Query<HashMap<String, String>>, upgrade: WebSocketUpgrade| async move {
        if query.get("access_token").map(String::as_str) != Some("secret-token") {
            return StatusCode::UNAUTHORIZED.into_response();
        }
        let records = vec!["{}\u{1e}{\"type\":7}\u{1e}".to_owned()];
        upgrade.on_upgrade(move |socket| converse(socket, records))
    };
    let negotiate = |headers: HeaderMap, Query(query): Query<HashMap<String, String>>| async move {
        assert!(
            !query.contains_key("access_token"),
            "only the web socket's address may hold it"
        );
        assert!(
            headers.contains_key(header::AUTHORIZATION),
            "here it is in the header"
        );
        axum::Json(
            json!({ "connectionToken": "c", "availableTransports": [{ "transport": "WebSockets" }] }),
        )
    };
    let router = Router::new()
        .route("/chathub/negotiate", post(negotiate))
        .route("/chathub", get(connect));
    let (seen, ended) = listen(router).await;
    ended.unwrap();
    assert_eq!(seen, [LiveEvent::Connected], "connected");
}

#[tokio::test]
async fn a_hub_without_web_sockets_or_elsewhere_is_unsupported() {
    for answer in [
        json!({ "availableTransports": [{ "transport": "LongPolling" }] }),
        json!({ "url": "https://signalr.example.com/x", "accessToken": "t" }),
    ] {
        let shown = answer.to_string();
        let negotiate = move || {
            let answer = axum::Json(answer.clone());
            async move { answer }
        };
        let (_, ended) = listen(Router::new().route("/chathub/negotiate", post(negotiate))).await;
        assert_eq!(ended.unwrap_err().code, ErrorCode::Unsupported, "{shown}");
    }
}

#[tokio::test]
async fn a_server_behind_a_path_is_reached_there() {
    let chats = || async { axum::Json(json!({ "total": 0, "items": [] })) };
    let file = || async { "under the path" };
    let router = Router::new()
        .route("/proxy/hub/api/chat/chats", get(chats))
        .route("/proxy/hub/files/a", get(file))
        .fallback(any(|request: Request| async move {
            let response: Response =
                (StatusCode::NOT_FOUND, request.uri().to_string()).into_response();
            response
        }));
    let server = serve(router).await;
    let account = account(&format!("{server}/proxy/hub/"), SignInMethod::OperatorToken);
    account.verify().await.unwrap();
    let media = account.media("files/a", 100).await.unwrap();
    assert_eq!(
        media.bytes, b"under the path",
        "relative to the server's address"
    );
}

#[tokio::test]
async fn a_token_is_invalid_whatever_status_says_so() {
    let report = json!({ "isValid": false, "error": "Invalid token" });
    for (status, body, reason) in [
        (200, report.to_string(), Some("Invalid token")),
        (400, report.to_string(), Some("Invalid token")),
        (401, report.to_string(), Some("Invalid token")),
        (404, report.to_string(), Some("Invalid token")),
        (401, String::new(), None),
        (401, "<html>401</html>".to_owned(), None),
    ] {
        let sign_ins = Arc::new(Mutex::new(0));
        let count = Arc::clone(&sign_ins);
        let told = (StatusCode::from_u16(status).unwrap(), body.clone());
        let server = serve(
            Router::new()
                .route(
                    "/api/company/get-token",
                    post(async move || {
                        *count.lock().unwrap() += 1;
                        "company-token"
                    }),
                )
                .route("/api/company/organization", get(async || "[]"))
                .route(
                    "/api/operator/validate-token",
                    post(async move || told.clone()),
                ),
        )
        .await;
        let account = account(&server, SignInMethod::Password);
        let tokens = account.tokens().unwrap();
        let report = tokens.validate_token(&"pasted".into()).await.unwrap();
        assert!(!report.valid, "{status} {body}");
        assert_eq!(report.error.as_deref(), reason, "{status} {body}");
        assert_eq!(
            *sign_ins.lock().unwrap(),
            1,
            "{status} {body}: our own token is fine"
        );
    }
}
