//! A sandbox, an engine on it, and waiting for what should happen.

use domain::view::SendOptions;
use std::future::Future;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::view::{AccountState, AppPhase, ChatListQuery, ChatRow, MessageState, MessageView};
use domain::{
    AccountForm, AccountId, ChatId, NotificationScope, ServiceKind, Settings, SignInMethod,
};
use engine::{
    Engine, EngineConfig, Matter, MemorySecrets, Notification, Notifier, Pace, SecretsBackend,
    WindowState,
};
use providers::{HttpOptions, Times};
use sandbox::{Quirks, Sandbox, SandboxConfig};
use tempfile::TempDir;

/// Longest wait for something that should come soon.
const SOON: Duration = Duration::from_secs(20);

/// What the person was told.
#[derive(Default)]
pub(crate) struct Told {
    shown: Mutex<Vec<Notification>>,
    withdrawn: Mutex<Vec<Option<ChatId>>>,
    settled: Mutex<Vec<Matter>>,
}

impl Told {
    pub(crate) fn shown(&self) -> Vec<Notification> {
        self.shown.lock().unwrap().clone()
    }

    pub(crate) fn settled(&self) -> Vec<Matter> {
        self.settled.lock().unwrap().clone()
    }

    pub(crate) fn withdrawn(&self) -> Vec<Option<ChatId>> {
        self.withdrawn.lock().unwrap().clone()
    }
}

impl Notifier for Told {
    fn show(&self, notification: Notification) {
        self.shown.lock().unwrap().push(notification);
    }

    fn withdraw(&self, chat: Option<&ChatId>) {
        self.withdrawn.lock().unwrap().push(chat.cloned());
    }

    fn withdraw_matter(&self, matter: &Matter) {
        self.settled.lock().unwrap().push(matter.clone());
    }
}

/// A sandbox and an engine on it. Starting the engine again keeps its files and its keyring.
pub(crate) struct Bench {
    pub(crate) sandbox: Sandbox,
    pub(crate) engine: Arc<Engine>,
    pub(crate) secrets: MemorySecrets,
    pub(crate) told: Arc<Told>,
    pub(crate) dir: TempDir,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With other answers to what the documents leave open.
    pub(crate) async fn with(change: impl FnOnce(&mut Quirks)) -> Self {
        let mut quirks = Quirks::default();
        change(&mut quirks);
        let config = SandboxConfig {
            quirks,
            ..SandboxConfig::default()
        };
        let sandbox = Sandbox::start(config).await.expect("a free port");
        let dir = tempfile::tempdir().unwrap();
        let secrets = MemorySecrets::default();
        let told = Arc::new(Told::default());
        let engine = Engine::start(config_of(dir.path(), &secrets, &told));
        engine.set_window(WindowState {
            visible: true,
            focused: false,
        });
        let bench = Self {
            sandbox,
            engine,
            secrets,
            told,
            dir,
        };
        bench.ready().await;
        bench.undo_seconds(0).await;
        bench.scope(NotificationScope::All).await;
        bench
    }

    /// Messages can be taken back for so long.
    pub(crate) async fn undo_seconds(&self, undo_seconds: u16) {
        let settings = Settings {
            undo_seconds,
            ..self.engine.settings_get().await.unwrap()
        };
        self.engine.settings_set(settings).await.unwrap();
    }

    /// The person is told of these chats.
    pub(crate) async fn scope(&self, notifications: NotificationScope) {
        let settings = Settings {
            notifications,
            ..self.engine.settings_get().await.unwrap()
        };
        self.engine.settings_set(settings).await.unwrap();
    }

    /// Signed in as the sandbox's ready operator, with everything read.
    pub(crate) async fn operator(change: impl FnOnce(&mut Quirks)) -> (Self, AccountId) {
        let bench = Self::with(change).await;
        let form = bench.form(SignInMethod::OperatorToken);
        let account = bench.engine.account_add(form).await.unwrap();
        bench.synced(account).await;
        (bench, account)
    }

    /// Signed in as the company, with everything read.
    pub(crate) async fn company() -> (Self, AccountId) {
        let bench = Self::new().await;
        let form = bench.form(SignInMethod::Password);
        let account = bench.engine.account_add(form).await.unwrap();
        bench.synced(account).await;
        (bench, account)
    }

    /// Ends the engine and starts it again on the same files.
    pub(crate) async fn restart(&mut self) {
        self.engine.shutdown().await;
        self.engine = Engine::start(self.config());
        self.engine.set_window(WindowState {
            visible: true,
            focused: false,
        });
    }

    pub(crate) fn config(&self) -> EngineConfig {
        config_of(self.dir.path(), &self.secrets, &self.told)
    }

    pub(crate) fn form(&self, method: SignInMethod) -> AccountForm {
        let known = self.sandbox.credentials();
        let (principal, secret) = match method {
            SignInMethod::Password => (known.login.clone(), known.password.clone()),
            SignInMethod::ProfileKey => (String::new(), known.profile_key.clone()),
            _ => (String::new(), known.operator_token.clone()),
        };
        AccountForm {
            service: ServiceKind::Chathub,
            method,
            server: Some(self.sandbox.url().to_owned()),
            label: None,
            principal,
            secret: secret.into(),
            token_url: None,
            chat_prefix: None,
            report_prefix: None,
            this_run_only: false,
        }
    }

    pub(crate) async fn ready(&self) {
        self.until("the engine is ready", async || {
            let state = self.engine.app_state().await.ok()?;
            matches!(state.phase, AppPhase::Ready { .. }).then_some(())
        })
        .await;
    }

    pub(crate) async fn synced(&self, account: AccountId) {
        self.until("the account is read", async || {
            let health = self.account(account).await?.health;
            let online = health.state == AccountState::Online;
            (online && health.synced_at.is_some()).then_some(())
        })
        .await;
    }

    pub(crate) async fn account(&self, account: AccountId) -> Option<domain::view::AccountView> {
        let accounts = self.engine.account_list().await.ok()?;
        accounts.into_iter().find(|view| view.id == account)
    }

    pub(crate) async fn rows(&self) -> Vec<ChatRow> {
        let page = self.engine.chat_list(ChatListQuery::default()).await;
        page.unwrap().rows
    }

    /// The first chat there, and its number at the service.
    pub(crate) async fn some_chat(&self) -> (ChatId, i64) {
        let chat = self.rows().await.swap_remove(0).id;
        let number = chat.remote.as_str().parse().unwrap();
        (chat, number)
    }

    pub(crate) async fn messages(&self, chat: &ChatId) -> Vec<MessageView> {
        let page = self.engine.message_list(chat.clone(), None, Some(500));
        page.await.unwrap().messages
    }

    /// Opens a chat and waits for its history.
    pub(crate) async fn open(&self, chat: &ChatId) {
        self.engine.chat_open(Some(chat.clone())).await.unwrap();
        self.until("the history is there", async || {
            let view = self.engine.chat_get(chat.clone()).await.ok()?;
            view.loaded.then_some(())
        })
        .await;
    }

    pub(crate) async fn send(&self, chat: &ChatId, text: &str) {
        self.engine
            .message_send(
                chat.clone(),
                text.to_owned(),
                Vec::new(),
                SendOptions::default(),
            )
            .await
            .unwrap();
    }

    /// Waits until nothing of the chat is on its way any more.
    pub(crate) async fn settled(&self, chat: &ChatId) {
        self.until("everything has left", async || {
            let under_way = |message: &MessageView| {
                matches!(
                    message.state,
                    MessageState::Queued | MessageState::Sending | MessageState::Checking
                ) || message.key.starts_with("o:")
                    && matches!(message.state, MessageState::Delivery { .. })
            };
            let messages = self.messages(chat).await;
            (!messages.iter().any(under_way)).then_some(())
        })
        .await;
    }

    /// Texts the service took in this chat, in order, doubles included.
    pub(crate) fn taken(&self, chat: i64) -> Vec<String> {
        let sends = self.sandbox.sends().into_iter();
        sends
            .filter(|send| send.chat == chat)
            .map(|send| send.text)
            .collect()
    }

    /// Waits until the question has an answer; asks again whenever something changed.
    pub(crate) async fn until<T, F>(&self, what: &str, mut ask: impl FnMut() -> F) -> T
    where
        F: Future<Output = Option<T>>,
    {
        let mut events = self.engine.events();
        let asking = async {
            loop {
                if let Some(answer) = ask().await {
                    return answer;
                }
                // Not all that is waited for is an event.
                let _ = tokio::time::timeout(Duration::from_millis(30), events.recv()).await;
            }
        };
        match tokio::time::timeout(SOON, asking).await {
            Ok(answer) => answer,
            Err(_) => panic!("waited in vain until {what}"),
        }
    }
}

fn config_of(dir: &Path, secrets: &MemorySecrets, told: &Arc<Told>) -> EngineConfig {
    EngineConfig {
        secrets: SecretsBackend::Memory(secrets.clone()),
        notifier: told.clone(),
        seed: 7,
        pace: fast(),
        http: HttpOptions {
            times: Times {
                connect: Duration::from_secs(2),
                read: Duration::from_millis(700),
                upload: Duration::from_millis(700),
                ..Times::default()
            },
            ..HttpOptions::default()
        },
        ..EngineConfig::new(dir.to_owned(), "0.0.0")
    }
}

/// Everything as usual, only sooner.
fn fast() -> Pace {
    let millis = Duration::from_millis;
    Pace {
        poll: millis(120),
        poll_live: millis(300),
        open_chat: millis(120),
        open_chat_live: millis(300),
        spacing: 0.01,
        backfill: millis(5),
        doubt: millis(400),
        reconnect: millis(50),
        offline: millis(100),
        backoff: 0.05,
        settle: millis(900),
        checks: [0, 100, 200].map(millis).to_vec(),
        unreadable: millis(1500),
        filter: millis(20),
        notify: millis(60),
        look_again: millis(50),
        events: millis(5),
        keyring: millis(500),
        clock_check: millis(100),
        follow: millis(100),
        follow_times: 60,
        ..Pace::default()
    }
}
