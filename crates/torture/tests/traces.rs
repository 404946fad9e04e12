//! After each thing that a person or a server does, everything the program wrote is searched for
//! secrets and for texts: in the clear anywhere, and after signing out or deleting even with the
//! key, in every page of both databases and their logs.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use aes::Aes256;
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt as _, KeyIvInit as _};
use domain::view::{AccountState, AppPhase, SendOptions};
use domain::{AccountForm, AccountId, AppEvent, ChatId};
use engine::{Engine, EngineConfig, MemorySecrets, SecretsBackend};
use sandbox::{Fault, FaultKind, Sandbox, SandboxConfig};
use secrecy::SecretString;
use tempfile::TempDir;

const KEY: &str = "3131313131313131313131313131313131313131313131313131313131313131";
const INSTALLATION: &str = "0b0f5a0e-6a2c-4a77-9d5e-5a3c8d1f2e4b";
/// In every text that a customer or the person writes here.
const MARK: &str = "Кетчуп-zanzibar";
const SOON: Duration = Duration::from_secs(30);
/// What was signed out or deleted is gone within this time.
const GONE: Duration = Duration::from_secs(5);

/// Looks into files so far.
static SEARCHED: AtomicUsize = AtomicUsize::new(0);

struct Place {
    dir: TempDir,
    engine: Arc<Engine>,
    sandbox: Sandbox,
    account: AccountId,
}

impl Place {
    async fn new() -> Self {
        let dir = TempDir::new().unwrap();
        fs::write(dir.path().join("installation"), INSTALLATION).unwrap();
        let sandbox = Sandbox::start(SandboxConfig::default()).await.unwrap();
        let secrets = MemorySecrets::default();
        secrets.set(
            &format!("{INSTALLATION}/database-key"),
            SecretString::from(KEY),
        );
        let engine = Engine::start(EngineConfig {
            secrets: SecretsBackend::Memory(secrets),
            ..EngineConfig::new(dir.path().to_owned(), "0.0.0")
        });
        until(&engine, async || {
            let state = engine.app_state().await.ok()?;
            matches!(state.phase, AppPhase::Ready { .. }).then_some(())
        })
        .await;
        let settings = domain::Settings {
            undo_seconds: 0,
            ..engine.settings_get().await.unwrap()
        };
        engine.settings_set(settings).await.unwrap();
        let known = sandbox.credentials();
        let form: AccountForm = serde_json::from_value(serde_json::json!({
            "service": "chathub",
            "method": "password",
            "server": sandbox.url(),
            "principal": known.login,
            "secret": known.password,
        }))
        .unwrap();
        let account = engine.account_add(form).await.unwrap();
        until(&engine, async || {
            let accounts = engine.account_list().await.ok()?;
            let health = &accounts.first()?.health;
            (health.state == AccountState::Online && health.synced_at.is_some()).then_some(())
        })
        .await;
        Self {
            dir,
            engine,
            sandbox,
            account,
        }
    }

    /// A chat whose history holds the mark, here and in a draft.
    async fn marked_chat(&self) -> (ChatId, i64) {
        let number = self.sandbox.chats()[0].id;
        let chat = ChatId::new(self.account, number.to_string());
        self.sandbox.customer_writes(number, MARK);
        self.engine.chat_open(Some(chat.clone())).await.unwrap();
        until(&self.engine, async || self.shows(&chat, MARK).await).await;
        let other = ChatId::new(self.account, self.sandbox.chats()[1].id.to_string());
        self.engine
            .draft_save(other, MARK.to_owned(), None)
            .await
            .unwrap();
        (chat, number)
    }

    async fn shows(&self, chat: &ChatId, text: &str) -> Option<()> {
        let page = self
            .engine
            .message_list(chat.clone(), None, Some(500))
            .await;
        let messages = page.ok()?.messages;
        messages.iter().any(|m| m.text == text).then_some(())
    }

    async fn send(&self, chat: &ChatId, text: &str) {
        let sent = self.engine.message_send(
            chat.clone(),
            text.to_owned(),
            Vec::new(),
            SendOptions::default(),
        );
        sent.await.unwrap();
    }

    /// Nothing in the clear in any file.
    fn nothing_in_the_clear(&self, after: &str) {
        self.nothing_in_the_clear_in(self.dir.path(), after);
    }

    fn nothing_in_the_clear_in(&self, folder: &Path, after: &str) {
        let known = self.sandbox.credentials();
        let needles = [
            MARK,
            "zanzibar",
            KEY,
            &known.password,
            &known.operator_token,
            &known.profile_key,
        ];
        let mut files = Vec::new();
        walk(folder, &mut files);
        assert!(files.len() >= 3, "there is something to search: {files:?}");
        SEARCHED.fetch_add(files.len() * needles.len(), Ordering::Relaxed);
        for file in files {
            let bytes = fs::read(&file).unwrap();
            for needle in needles {
                assert!(
                    !holds(&bytes, needle.as_bytes()),
                    "after {after}, {needle:?} stands in {}",
                    file.display()
                );
            }
        }
    }

    /// How many pages of the databases and their logs hold the mark, once decrypted.
    fn pages_with_the_mark(&self) -> usize {
        let mut count = 0;
        for name in ["outbox.db", "cache.db"] {
            let file = fs::read(self.dir.path().join(name)).unwrap_or_default();
            count += marked(file.chunks(4096).map(|page| (page, false)));
            let log = fs::read(self.dir.path().join(format!("{name}-wal"))).unwrap_or_default();
            let frames = log.get(32..).unwrap_or_default().chunks(4096 + 24);
            count += marked(frames.filter_map(|frame| Some((frame.get(24..)?, true))));
        }
        count
    }

    /// Waits until the mark is nowhere; it must not take longer than a person may expect.
    async fn gone(&self, after: &str) {
        let began = Instant::now();
        while self.pages_with_the_mark() > 0 {
            assert!(
                began.elapsed() < GONE,
                "after {after}, {} pages hold the text",
                self.pages_with_the_mark()
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Counts pages that hold the mark; the first of a file begins with its salt.
fn marked<'a>(pages: impl Iterator<Item = (&'a [u8], bool)>) -> usize {
    pages
        .enumerate()
        .filter(|(index, (page, logged))| {
            let firsts: &[usize] = if *logged {
                &[0, 16]
            } else {
                &[[16, 0][usize::from(*index > 0)]]
            };
            firsts
                .iter()
                .any(|first| decrypted(page, *first).is_some_and(|text| holds_mark(&text)))
        })
        .count()
}

/// The mark as it is stored, or as the text index keeps its words: folded.
fn holds_mark(page: &[u8]) -> bool {
    holds(page, MARK.as_bytes()) || holds(page, b"zanzibar")
}

fn decrypted(page: &[u8], first: usize) -> Option<Vec<u8>> {
    let mut content = page.get(first..4016)?.to_vec();
    let vector = page.get(4016..4032)?;
    cbc::Decryptor::<Aes256>::new_from_slices(&[0x31; 32], vector)
        .ok()?
        .decrypt_padded::<NoPadding>(&mut content)
        .ok()?;
    Some(content)
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap().flatten() {
        if entry.path().is_dir() {
            walk(&entry.path(), files);
        } else {
            files.push(entry.path());
        }
    }
}

async fn until<F: Future<Output = Option<()>>>(engine: &Engine, ask: impl Fn() -> F) {
    let mut events: tokio::sync::broadcast::Receiver<AppEvent> = engine.events();
    let asking = async {
        while ask().await.is_none() {
            // Not all that is waited for is an event.
            let _ = tokio::time::timeout(Duration::from_millis(30), events.recv()).await;
        }
    };
    tokio::time::timeout(SOON, asking).await.expect("soon");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_and_no_text_is_ever_written_in_the_clear() {
    let place = Place::new().await;
    place.nothing_in_the_clear("signing in");
    let (chat, number) = place.marked_chat().await;
    assert!(
        place.pages_with_the_mark() > 0,
        "with the key it can be found"
    );
    place.nothing_in_the_clear("reading and drafting");
    place.send(&chat, MARK).await;
    until(&place.engine, async || {
        (place.sandbox.sends().len() == 1).then_some(())
    })
    .await;
    place.nothing_in_the_clear("sending");
    let refused = FaultKind::StatusBefore {
        status: 400,
        retry_after: None,
    };
    let fault = Fault::on("POST", "/api/chat/", refused).ending("/message");
    place.sandbox.fault(fault);
    place.send(&chat, &format!("{MARK} refused")).await;
    until(&place.engine, async || {
        let view = place.engine.chat_get(chat.clone()).await.ok()?;
        (view.row.failed == 1).then_some(())
    })
    .await;
    place.nothing_in_the_clear("a refusal");
    place.sandbox.pause_listening().await;
    place.send(&chat, &format!("{MARK} unsent")).await;
    place.nothing_in_the_clear("an outage");
    // A program that is killed leaves exactly the files that are there now.
    let killed = TempDir::new().unwrap();
    let mut left = Vec::new();
    walk(place.dir.path(), &mut left);
    for (number, from) in left.iter().enumerate() {
        fs::copy(from, killed.path().join(number.to_string())).unwrap();
    }
    assert!(
        number > 0 && left.iter().any(|file| file.ends_with("cache.db")),
        "copied: {left:?}"
    );
    place.nothing_in_the_clear_in(killed.path(), "a kill");
    place.engine.shutdown().await;
    place.nothing_in_the_clear("the end");
    let looks = SEARCHED.load(Ordering::Relaxed);
    println!("S9: {looks} looks into files for secrets and texts");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_erases_every_trace_within_seconds() {
    let place = Place::new().await;
    let (chat, _) = place.marked_chat().await;
    place.sandbox.pause_listening().await;
    place.send(&chat, &format!("{MARK} unsent")).await;
    assert!(place.pages_with_the_mark() > 2, "it is in both databases");
    place.engine.account_remove(place.account).await.unwrap();
    place.gone("signing out").await;
    place.nothing_in_the_clear("signing out");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_old_to_be_kept_leaves_no_trace_within_seconds() {
    let place = Place::new().await;
    let number = place.sandbox.chats()[0].id;
    let chat = ChatId::new(place.account, number.to_string());
    let now = place.sandbox.now();
    place
        .sandbox
        .clock()
        .set(now - Duration::from_secs(40 * 86_400));
    place.sandbox.customer_writes(number, MARK);
    place.sandbox.clock().set(now);
    place.engine.chat_open(Some(chat.clone())).await.unwrap();
    until(&place.engine, async || place.shows(&chat, MARK).await).await;
    assert!(place.pages_with_the_mark() > 0, "it is there");
    let settings = domain::Settings {
        keep_messages_days: Some(30),
        ..place.engine.settings_get().await.unwrap()
    };
    place.engine.settings_set(settings).await.unwrap();
    place.gone("thirty days").await;
    assert!(
        place.shows(&chat, MARK).await.is_none(),
        "nor is it on screen"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_a_chat_erases_every_trace_within_seconds() {
    let place = Place::new().await;
    let number = place.sandbox.chats()[0].id;
    let chat = ChatId::new(place.account, number.to_string());
    place.sandbox.customer_writes(number, MARK);
    place.engine.chat_open(Some(chat.clone())).await.unwrap();
    until(&place.engine, async || place.shows(&chat, MARK).await).await;
    assert!(place.pages_with_the_mark() > 0, "it is there");
    place.engine.chat_delete(chat).await.unwrap();
    until(&place.engine, async || {
        place.sandbox.chat(number).is_none().then_some(())
    })
    .await;
    place.gone("deleting the chat").await;
}
