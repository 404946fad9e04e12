//! A server of updates on loopback, over TLS, that attacks in one way each. Keys are made for the
//! run; none is kept anywhere.

use std::collections::HashMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::view::SendOptions;
use minisign::KeyPair;
use sandbox::{Sandbox, SandboxConfig};
use semver::Version;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::release::{ENDING, platform};
use super::*;
use crate::support::tests::{filled, started};

const PACKAGE: &[u8] = b"the program itself, newer";

/// What is answered at a path: a whole answer, head and all.
type Answers = Arc<Mutex<HashMap<String, Vec<u8>>>>;

struct Server {
    base: Url,
    root: Vec<u8>,
    answers: Answers,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start() -> Self {
        providers::install_tls();
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let root = made.cert.der().to_vec();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let answers = Answers::default();
        let asked = Arc::new(Mutex::new(Vec::new()));
        tokio::spawn({
            let (answers, asked) = (Arc::clone(&answers), Arc::clone(&asked));
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let (acceptor, answers) = (acceptor.clone(), Arc::clone(&answers));
                    let asked = Arc::clone(&asked);
                    tokio::spawn(async move {
                        let Ok(mut stream) = acceptor.accept(stream).await else {
                            return;
                        };
                        let mut head = vec![0; 8192];
                        let read = stream.read(&mut head).await.unwrap_or(0);
                        let head = String::from_utf8_lossy(&head[..read]).into_owned();
                        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                        asked.lock().unwrap().push(head);
                        let answer = answers.lock().unwrap().get(&path).cloned();
                        let answer = answer.unwrap_or_else(|| whole(404, b""));
                        let _ = stream.write_all(&answer).await;
                        let _ = stream.shutdown().await;
                    });
                }
            }
        });
        Self {
            base: Url::parse(&format!("https://localhost:{port}/")).unwrap(),
            root,
            answers,
            asked,
        }
    }

    fn fetcher(&self) -> Fetcher {
        Fetcher::new(std::slice::from_ref(&self.root)).unwrap()
    }

    fn at(&self, path: &str) -> Url {
        self.base.join(path).unwrap()
    }

    fn answer(&self, path: &str, answer: Vec<u8>) {
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    /// Tells of a version whose file is `bytes`.
    fn publish(&self, version: &str, signature: &str, bytes: &[u8]) {
        let file = format!("/Switchboard{ENDING}");
        let manifest = manifest(version, self.at(&file).as_str(), signature);
        self.answer("/latest.json", whole(200, manifest.to_string().as_bytes()));
        self.answer(&file, whole(200, bytes));
    }

    /// What a program of version 1.2.3 that trusts `key` makes of it.
    async fn update(&self, key: &str) -> Result<Option<Vec<u8>>> {
        let fetcher = self.fetcher();
        let current = Version::new(1, 2, 3);
        let endpoint = self.at("/latest.json");
        let Some(release) = fetcher.release(&endpoint, &current).await? else {
            return Ok(None);
        };
        let bytes = fetcher.package(&release).await?;
        release.verify(&bytes, key)?;
        Ok(Some(bytes))
    }
}

fn whole(status: u16, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn redirect(to: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 X\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        .into_bytes()
}

fn manifest(version: &str, url: &str, signature: &str) -> Value {
    json!({
        "version": version,
        "notes": "What is new",
        "platforms": { platform(): { "url": url, "signature": signature } },
    })
}

/// A pair of keys that lives as long as the test.
struct Keys(KeyPair);

impl Keys {
    fn new() -> Self {
        Self(KeyPair::generate_unencrypted_keypair().unwrap())
    }

    fn public(&self) -> String {
        STANDARD.encode(self.0.pk.to_box().unwrap().to_string())
    }

    /// As the release's workflow signs: what for stands in the trusted comment.
    fn sign(&self, bytes: &[u8], version: &str, file: &str) -> String {
        let comment = format!("timestamp:1\tfile:{file}\tversion:{version}");
        self.sign_with(bytes, &comment)
    }

    fn sign_with(&self, bytes: &[u8], comment: &str) -> String {
        let data = Cursor::new(bytes.to_vec());
        let made = minisign::sign(Some(&self.0.pk), &self.0.sk, data, Some(comment), None);
        STANDARD.encode(made.unwrap().to_string())
    }

    fn usual(&self, version: &str) -> String {
        self.sign(PACKAGE, version, &format!("Switchboard{ENDING}"))
    }
}

#[tokio::test]
async fn a_newer_version_that_is_signed_is_taken_and_nothing_is_said_of_the_person() {
    let (server, keys) = (Server::start().await, Keys::new());
    server.publish("1.3.0", &keys.usual("1.3.0"), PACKAGE);
    let bytes = server.update(&keys.public()).await.unwrap();
    assert_eq!(bytes.as_deref(), Some(PACKAGE), "whole");
    let asked = server.asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 2, "what there is, and the file");
    for head in asked {
        let names: Vec<String> = head
            .lines()
            .skip(1)
            .filter_map(|line| Some(line.split_once(':')?.0.to_lowercase()))
            .collect();
        for name in &names {
            let plain = ["host", "user-agent", "accept", "accept-encoding"];
            assert!(plain.contains(&name.as_str()), "{name} in {head}");
        }
        assert!(head.contains("Switchboard/"), "name and version: {head}");
    }
}

#[tokio::test]
async fn what_is_told_elsewhere_is_followed_over_https() {
    let (server, keys) = (Server::start().await, Keys::new());
    server.publish("1.3.0", &keys.usual("1.3.0"), PACKAGE);
    let file = format!("/Switchboard{ENDING}");
    server.answer("/moved", whole(200, PACKAGE));
    server.answer(&file, redirect(server.at("/moved").as_str()));
    let bytes = server.update(&keys.public()).await.unwrap();
    assert_eq!(bytes.as_deref(), Some(PACKAGE), "from there");
}

#[tokio::test]
async fn nothing_is_taken_that_is_not_newer() {
    let (server, keys) = (Server::start().await, Keys::new());
    for version in [
        "1.2.3",
        "1.2.2",
        "0.9.0",
        "v1.2.3",
        "1.2.3-beta.1",
        "1.3.0-beta.1",
    ] {
        server.publish(version, &keys.usual(version), PACKAGE);
        let found = server.update(&keys.public()).await.unwrap();
        assert_eq!(found, None, "{version} is no update of 1.2.3");
    }
}

/// Each attack, and the code of what is said about it.
#[tokio::test]
async fn attacks_on_signatures_are_refused() {
    let (server, keys, others) = (Server::start().await, Keys::new(), Keys::new());
    let usual = keys.usual("1.3.0");
    let name = format!("Switchboard{ENDING}");
    let bare = keys.sign_with(PACKAGE, "timestamp:1");
    let reworded = {
        let text = String::from_utf8(STANDARD.decode(keys.usual("1.2.4")).unwrap()).unwrap();
        STANDARD.encode(text.replace("version:1.2.4", "version:1.3.0"))
    };
    let mut flipped = PACKAGE.to_vec();
    flipped[3] ^= 1;
    let attacks: Vec<(&str, String, Vec<u8>)> = vec![
        ("another's signature", others.usual("1.3.0"), PACKAGE.into()),
        (
            "another file's signature",
            keys.sign(b"else", "1.3.0", &name),
            PACKAGE.into(),
        ),
        (
            "an older version under a newer number",
            keys.usual("1.1.0"),
            PACKAGE.into(),
        ),
        ("a version that isn't signed for", bare, PACKAGE.into()),
        (
            "a trusted comment that was reworded",
            reworded,
            PACKAGE.into(),
        ),
        (
            "another system's file",
            keys.sign(PACKAGE, "1.3.0", "Switchboard.other"),
            PACKAGE.into(),
        ),
        ("one bit flipped", usual.clone(), flipped),
        ("a truncated file", usual.clone(), PACKAGE[..10].into()),
        ("an empty file", usual.clone(), Vec::new()),
        (
            "a file with something after it",
            usual.clone(),
            [PACKAGE, b"x"].concat(),
        ),
        ("no signature", String::new(), PACKAGE.into()),
        (
            "a signature that is none",
            "bm9uZQ==".into(),
            PACKAGE.into(),
        ),
        (
            "half a signature",
            usual[..usual.len() / 2].into(),
            PACKAGE.into(),
        ),
    ];
    let count = attacks.len();
    for (attack, signature, bytes) in attacks {
        server.publish("1.3.0", &signature, &bytes);
        let error = server.update(&keys.public()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Invalid, "{attack}");
    }
    for key in ["", "bm9uZQ==", "not base64"] {
        server.publish("1.3.0", &usual, PACKAGE);
        let error = server.update(key).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Invalid, "no key, no update");
    }
    println!("S10: {count} forged updates refused");
}

#[tokio::test]
async fn attacks_on_the_way_are_refused() {
    let (server, keys) = (Server::start().await, Keys::new());
    let usual = keys.usual("1.3.0");
    let file = format!("/Switchboard{ENDING}");
    let plain = format!("http://localhost:{}/x", server.base.port().unwrap());

    server.publish("1.3.0", &usual, PACKAGE);
    server.answer(&file, redirect(&plain));
    let error = server.update(&keys.public()).await.unwrap_err();
    assert_eq!(
        error.code,
        ErrorCode::Server,
        "the file, redirected to http"
    );

    server.answer("/latest.json", redirect(&plain));
    let error = server.update(&keys.public()).await.unwrap_err();
    assert_eq!(
        error.code,
        ErrorCode::Server,
        "the manifest, redirected to http"
    );

    let told = manifest("1.3.0", &plain, &usual).to_string();
    server.answer("/latest.json", whole(200, told.as_bytes()));
    let error = server.update(&keys.public()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Server, "a file over http");

    server.answer("/latest.json", redirect(server.at("/latest.json").as_str()));
    let error = server.update(&keys.public()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Server, "in circles");

    server.publish("1.3.0", &usual, PACKAGE);
    let cut = whole(200, PACKAGE);
    server.answer(&file, cut[..cut.len() - 5].to_vec());
    let error = server.update(&keys.public()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Server, "less than was announced");

    let trusting_nobody = Fetcher::new(&[]).unwrap();
    let endpoint = server.at("/latest.json");
    let current = Version::new(1, 2, 3);
    let unknown = trusting_nobody.release(&endpoint, &current);
    assert_eq!(
        unknown.await.unwrap_err().code,
        ErrorCode::Server,
        "a certificate of nobody's"
    );
}

#[tokio::test]
async fn no_more_is_read_than_there_should_be() {
    let (server, keys) = (Server::start().await, Keys::new());
    server.publish("1.3.0", &keys.usual("1.3.0"), PACKAGE);
    let release = server
        .fetcher()
        .release(&server.at("/latest.json"), &Version::new(1, 2, 3))
        .await
        .unwrap()
        .unwrap();
    let small = || server.fetcher().with_largest(1000);
    let file = format!("/Switchboard{ENDING}");
    let huge = b"HTTP/1.1 200 X\r\ncontent-length: 99999999999\r\n\r\nx".to_vec();
    let endless = [b"HTTP/1.1 200 X\r\n\r\n".to_vec(), vec![b'x'; 5000]].concat();
    for (answer, why) in [(huge, "announced"), (endless, "not announced")] {
        server.answer(&file, answer);
        let error = small().package(&release).await.unwrap_err();
        assert!(
            error.message.contains("more than"),
            "{why}: {}",
            error.message
        );
    }
    server.answer("/latest.json", whole(200, &vec![b' '; 70_000]));
    let error = server.update(&keys.public()).await.unwrap_err();
    assert!(
        error.message.contains("more than"),
        "a manifest: {}",
        error.message
    );
}

#[tokio::test]
async fn garbage_for_a_manifest_is_refused() {
    let (server, keys) = (Server::start().await, Keys::new());
    let deep = "[".repeat(60_000);
    let garbage = [
        "",
        "{",
        "null",
        "[]",
        "<html>",
        "{}",
        r#"{"version": 2}"#,
        r#"{"version": "two"}"#,
        r#"{"version": "2.0.0"}"#,
        r#"{"version": "2.0.0", "platforms": []}"#,
        r#"{"version": "99999999999999999999.0.0", "platforms": {}}"#,
        deep.as_str(),
    ];
    for text in garbage {
        server.answer("/latest.json", whole(200, text.as_bytes()));
        let error = server.update(&keys.public()).await.unwrap_err();
        let expected = matches!(error.code, ErrorCode::Decode | ErrorCode::NotFound);
        assert!(
            expected,
            "{:?} for {}",
            error.code,
            &text[..text.len().min(60)]
        );
    }
    for file in [
        json!(null),
        json!({}),
        json!({ "url": 5, "signature": "x" }),
        json!({ "url": "not an address", "signature": "x" }),
        json!({ "url": "https://localhost/x" }),
    ] {
        let told = json!({ "version": "2.0.0", "platforms": { platform(): file } });
        server.answer("/latest.json", whole(200, told.to_string().as_bytes()));
        let error = server.update(&keys.public()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Decode, "{told}");
    }
    println!("S10: {} manifests of garbage refused", garbage.len() + 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_update_in_the_midst_of_unsent_work() {
    let dir = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
    let engine = started(dir.path()).await;
    assert!(nothing_on_its_way(&engine).await.is_ok(), "nothing to send");
    let (chat, _) = filled(&engine, &sandbox).await;
    assert!(nothing_on_its_way(&engine).await.is_ok(), "still nothing");
    sandbox.pause_listening().await;
    let sent = engine.message_send(chat, "x".to_owned(), Vec::new(), SendOptions::default());
    sent.await.unwrap();
    let error = nothing_on_its_way(&engine).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid, "a message waits");
    engine.shutdown().await;
}

#[test]
fn who_may_update_itself() {
    let source = Source {
        endpoint: Url::parse("https://updates.example.com/latest.json").unwrap(),
        key: "key".to_owned(),
    };
    let some = Some(&source);
    for (source, installed, forbidden, expected) in [
        (some, Installed::AppImage, false, UpdateWay::Offered),
        (some, Installed::Bundle, false, UpdateWay::Offered),
        (some, Installed::Package, false, UpdateWay::Package),
        (some, Installed::Loose, false, UpdateWay::NotOffered),
        (None, Installed::AppImage, false, UpdateWay::NotOffered),
        (some, Installed::AppImage, true, UpdateWay::Policy),
        (some, Installed::Package, true, UpdateWay::Policy),
    ] {
        assert_eq!(way(source, installed, forbidden), expected, "{installed:?}");
    }
}

#[test]
fn a_build_trusts_one_key_over_https_or_none() {
    let built = crate::context::generated();
    assert_eq!(
        source(built.config()),
        None,
        "none until a release names its own"
    );
    let updater = &built.config().plugins.0["updater"];
    assert_eq!(
        updater["requireSignedVersion"], true,
        "the plugin asks for it, too"
    );
    for (endpoint, key, trusted) in [
        ("https://updates.example.com/latest.json", "a2V5", true),
        ("http://updates.example.com/latest.json", "a2V5", false),
        ("https://updates.example.com/latest.json", "", false),
        ("nonsense", "a2V5", false),
    ] {
        let mut built = crate::context::generated();
        built.config_mut().plugins.0.insert(
            "updater".to_owned(),
            json!({ "pubkey": key, "endpoints": [endpoint] }),
        );
        assert_eq!(
            source(built.config()).is_some(),
            trusted,
            "{endpoint} {key}"
        );
    }
}

#[test]
fn no_private_key_is_kept_in_the_sources() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut waiting = vec![
        root.join("src-tauri"),
        root.join("crates"),
        root.join(".github"),
        root.join("xtask"),
    ];
    let marks = [
        ["encrypted", "secret key"].join(" "),
        ["BEGIN", "PRIVATE KEY"].join(" "),
    ];
    let mut looked = 0;
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                looked += 1;
                let kept = marks.iter().any(|mark| text.contains(mark.as_str()));
                assert!(!kept, "{}", path.display());
            }
        }
    }
    assert!(looked > 100, "the sources were there");
}
