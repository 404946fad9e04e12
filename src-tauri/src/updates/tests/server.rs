//! A server of updates on loopback, over TLS, that attacks in one way each. Keys are made for the
//! run; none is kept anywhere.

use std::collections::HashMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Result;
use minisign::KeyPair;
use semver::Version;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use url::Url;

use super::super::release::platform;
use super::super::{Fetcher, platforms};

pub(super) const PACKAGE: &[u8] = b"the program itself, newer";

/// What is answered at a path, head and all.
#[derive(Clone)]
pub(super) enum Answer {
    /// At once.
    Whole(Vec<u8>),
    /// And then a byte now and again, without an end.
    Dripping(Vec<u8>),
    /// When it is let through.
    Held(Vec<u8>, Arc<Gate>),
}

/// Holds an answer back.
#[derive(Default)]
pub(super) struct Gate {
    reached: Notify,
    opened: Notify,
}

impl Gate {
    /// Waits until the answer was asked for.
    pub(super) async fn reached(&self) {
        self.reached.notified().await;
    }

    /// Lets the answer through.
    pub(super) fn open(&self) {
        self.opened.notify_one();
    }
}

type Answers = Arc<Mutex<HashMap<String, Answer>>>;

pub(super) struct Server {
    pub(super) base: Url,
    root: Vec<u8>,
    answers: Answers,
    pub(super) asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(super) async fn start() -> Self {
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
                        let answer = answer.unwrap_or_else(|| Answer::Whole(whole(404, b"")));
                        // Who asked may have left.
                        let _ = say(&mut stream, answer).await;
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

    pub(super) fn fetcher(&self) -> Fetcher {
        Fetcher::new(std::slice::from_ref(&self.root)).unwrap()
    }

    pub(super) fn at(&self, path: &str) -> Url {
        self.base.join(path).unwrap()
    }

    pub(super) fn answer(&self, path: &str, answer: Vec<u8>) {
        self.answer_so(path, Answer::Whole(answer));
    }

    pub(super) fn answer_so(&self, path: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    /// Tells of a version whose file is `bytes`.
    pub(super) fn publish(&self, version: &str, signature: &str, bytes: &[u8]) {
        let file = format!("/{}", file_name());
        let manifest = manifest(version, self.at(&file).as_str(), signature);
        self.answer("/latest.json", whole(200, manifest.to_string().as_bytes()));
        self.answer(&file, whole(200, bytes));
    }

    /// What a program of version 1.2.3 that trusts `key` makes of it.
    pub(super) async fn update(&self, key: &str) -> Result<Option<Vec<u8>>> {
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

async fn say(stream: &mut (impl AsyncWrite + Unpin), answer: Answer) -> std::io::Result<()> {
    match answer {
        Answer::Whole(bytes) => stream.write_all(&bytes).await,
        Answer::Held(bytes, gate) => {
            gate.reached.notify_one();
            gate.opened.notified().await;
            stream.write_all(&bytes).await
        }
        Answer::Dripping(bytes) => {
            stream.write_all(&bytes).await?;
            let mut drops = tokio::time::interval(Duration::from_millis(5));
            loop {
                drops.tick().await;
                stream.write_all(b" ").await?;
                stream.flush().await?;
            }
        }
    }
}

/// The name of this system's file.
pub(super) fn file_name() -> String {
    let ending = platforms::ending(&platform()).unwrap();
    format!("Switchboard_1.3.0{ending}")
}

pub(super) fn whole(status: u16, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

pub(super) fn redirect(to: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 X\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        .into_bytes()
}

pub(super) fn manifest(version: &str, url: &str, signature: &str) -> Value {
    json!({
        "version": version,
        "notes": "What is new",
        "platforms": { platform(): { "url": url, "signature": signature } },
    })
}

/// A pair of keys that lives as long as the test.
pub(super) struct Keys(KeyPair);

impl Keys {
    pub(super) fn new() -> Self {
        Self(KeyPair::generate_unencrypted_keypair().unwrap())
    }

    pub(super) fn public(&self) -> String {
        STANDARD.encode(self.0.pk.to_box().unwrap().to_string())
    }

    /// As the release's workflow signs: what for stands in the trusted comment.
    pub(super) fn sign(&self, bytes: &[u8], version: &str, file: &str) -> String {
        let comment = format!("timestamp:1\tfile:{file}\tversion:{version}");
        self.sign_with(bytes, &comment)
    }

    pub(super) fn sign_with(&self, bytes: &[u8], comment: &str) -> String {
        let data = Cursor::new(bytes.to_vec());
        let made = minisign::sign(Some(&self.0.pk), &self.0.sk, data, Some(comment), None);
        STANDARD.encode(made.unwrap().to_string())
    }

    pub(super) fn usual(&self, version: &str) -> String {
        self.sign(PACKAGE, version, &file_name())
    }
}
