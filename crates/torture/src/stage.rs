//! An engine as the tortures start it: everything as usual, only sooner.

use std::future::Future;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::view::{AccountState, AppPhase};
use domain::{AccountForm, AccountId, ErrorCode, NotificationScope, Settings, Timestamp};
use engine::{
    Clock, Engine, EngineConfig, MemorySecrets, Notification, Notifier, Pace, SecretsBackend,
    WindowState,
};
use providers::{HttpOptions, Times};
use sandbox::Script;
use secrecy::SecretString;
use store::DatabaseKey;

use crate::Trial;

/// What a person would wait for at most, on a busy machine.
pub(crate) const SOON: Duration = Duration::from_secs(150);

/// A data folder and the secrets that belong to it.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    pub(crate) dir: std::path::PathBuf,
    pub(crate) installation: String,
    pub(crate) key: String,
}

impl Home {
    /// A folder in which nothing is yet but its name.
    pub(crate) fn new(dir: &Path) -> Trial<Self> {
        use secrecy::ExposeSecret as _;

        let installation = uuid::Uuid::new_v4().to_string();
        std::fs::create_dir_all(dir).map_err(sentence)?;
        std::fs::write(dir.join("installation"), &installation).map_err(sentence)?;
        let key = DatabaseKey::generate().to_hex();
        Ok(Self {
            dir: dir.to_owned(),
            installation,
            key: key.expose_secret().to_owned(),
        })
    }

    pub(crate) fn database_key(&self) -> Trial<DatabaseKey> {
        DatabaseKey::from_hex(&self.key).ok_or_else(|| "not a key".to_owned())
    }

    /// The keyring as it is after the account with this secret signed in.
    pub(crate) fn secrets(&self, account_secret: &str) -> MemorySecrets {
        let secrets = MemorySecrets::default();
        let user = |name: &str| format!("{}/{name}", self.installation);
        secrets.set(&user("database-key"), SecretString::from(self.key.clone()));
        secrets.set(&user("account-1"), SecretString::from(account_secret));
        secrets
    }

    /// An engine on this folder.
    pub(crate) fn config(&self, account_secret: &str, seed: u64) -> EngineConfig {
        EngineConfig {
            secrets: SecretsBackend::Memory(self.secrets(account_secret)),
            seed,
            pace: fast(),
            http: HttpOptions {
                times: times(),
                ..HttpOptions::default()
            },
            ..EngineConfig::new(self.dir.clone(), "0.0.0")
        }
    }
}

pub(crate) fn times() -> Times {
    Times {
        connect: Duration::from_secs(2),
        read: Duration::from_millis(700),
        upload: Duration::from_millis(700),
        ..Times::default()
    }
}

fn fast() -> Pace {
    let millis = Duration::from_millis;
    Pace {
        poll: millis(120),
        poll_live: millis(300),
        open_chat: millis(120),
        open_chat_live: millis(300),
        backfill: millis(5),
        doubt: millis(1000),
        reconnect: millis(50),
        offline: millis(100),
        backoff: 0.05,
        settle: millis(900),
        checks: [0, 100, 200].map(millis).to_vec(),
        filter: millis(20),
        notify: millis(60),
        events: millis(5),
        clock_check: millis(100),
        spacing: 0.01,
        ..Pace::default()
    }
}

/// Starts an engine with its window in sight and waits until it is open.
pub(crate) async fn open(config: EngineConfig) -> Trial<Arc<Engine>> {
    let engine = Engine::start(config);
    engine.set_window(WindowState {
        visible: true,
        focused: false,
    });
    until(&engine, "the engine is open", async || {
        match engine.app_state().await {
            Ok(state) => match state.phase {
                AppPhase::Starting => Ok(None),
                AppPhase::Ready { .. } => Ok(Some(())),
                other => Err(format!("the engine did not open: {other:?}")),
            },
            Err(_) => Ok(None),
        }
    })
    .await?;
    // Nobody here takes anything back, and every chat is told of.
    let settings = Settings {
        undo_seconds: 0,
        notifications: NotificationScope::All,
        ..engine.settings_get().await.map_err(sentence)?
    };
    engine.settings_set(settings).await.map_err(sentence)?;
    Ok(engine)
}

/// Signs in as the sandbox's ready operator, unless that was done before.
pub(crate) async fn sign_in(engine: &Engine, url: &str, token: &str) -> Trial<AccountId> {
    let known = engine.account_list().await.map_err(sentence)?;
    if let Some(account) = known.first() {
        return Ok(account.id);
    }
    let form: AccountForm = serde_json::from_value(serde_json::json!({
        "service": "chathub",
        "method": "operator_token",
        "server": url,
        "secret": token,
    }))
    .map_err(sentence)?;
    engine.account_add(form).await.map_err(sentence)
}

/// Signs in with these and waits until everything was read. On a machine that is busy with worse,
/// a service may have to be asked again.
pub(crate) async fn join(engine: &Engine, form: impl Fn() -> AccountForm) -> Trial<AccountId> {
    let account = until(engine, "the account is added", async || {
        match engine.account_add(form()).await {
            Err(error) if error.code != ErrorCode::Server => Err(sentence(error)),
            added => Ok(added.ok()),
        }
    })
    .await?;
    synced(engine, account).await?;
    Ok(account)
}

/// Waits until the account is in touch and was read whole.
pub(crate) async fn synced(engine: &Engine, account: AccountId) -> Trial {
    until(engine, "the account is read", async || {
        let accounts = engine.account_list().await.map_err(sentence)?;
        let found = accounts.into_iter().find(|view| view.id == account);
        Ok(found.and_then(|view| {
            let online = view.health.state == AccountState::Online;
            (online && view.health.synced_at.is_some()).then_some(())
        }))
    })
    .await
}

/// Signs in and waits until everything was read.
pub(crate) async fn enter(engine: &Engine, sandbox: &Script) -> Trial<AccountId> {
    let token = &sandbox.credentials().operator_token;
    let account = sign_in(engine, sandbox.url(), token).await?;
    synced(engine, account).await?;
    Ok(account)
}

/// Waits until the question has an answer; asks again whenever something changed.
pub(crate) async fn until<T, F>(engine: &Engine, what: &str, ask: impl Fn() -> F) -> Trial<T>
where
    F: Future<Output = Trial<Option<T>>>,
{
    let mut events = engine.events();
    let asking = async {
        loop {
            if let Some(answer) = ask().await? {
                return Ok(answer);
            }
            // Not all that is waited for is an event.
            let _ = tokio::time::timeout(Duration::from_millis(30), events.recv()).await;
        }
    };
    tokio::time::timeout(SOON, asking)
        .await
        .unwrap_or_else(|_| Err(format!("waited in vain until {what}")))
}

pub(crate) fn sentence(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// A computer's clocks that can be set and that can sleep.
#[derive(Debug)]
pub(crate) struct DrivenClock {
    start: Instant,
    /// How far the wall clock is off, in milliseconds.
    off: AtomicI64,
}

impl DrivenClock {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            start: Instant::now(),
            off: AtomicI64::new(0),
        })
    }

    /// Sets the wall clock forward or back; a sleep is the same to a program whose other clock
    /// stands still meanwhile.
    pub(crate) fn jump(&self, seconds: i64) {
        self.off.fetch_add(seconds * 1000, Ordering::Relaxed);
    }
}

impl Clock for DrivenClock {
    fn now(&self) -> Timestamp {
        Timestamp(Timestamp::now().0 + self.off.load(Ordering::Relaxed))
    }

    fn monotonic(&self) -> Duration {
        self.start.elapsed()
    }

    fn minute_of_day(&self) -> u16 {
        u16::try_from(self.now().0.div_euclid(60_000).rem_euclid(1440)).unwrap_or_default()
    }
}

/// What the person was told.
#[derive(Debug, Default)]
pub(crate) struct Told(Mutex<Vec<Notification>>);

impl Told {
    pub(crate) fn all(&self) -> Vec<Notification> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Notifier for Told {
    fn show(&self, notification: Notification) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(notification);
    }

    fn withdraw(&self, _: Option<&domain::ChatId>) {}

    fn withdraw_matter(&self, _: &engine::Matter) {}
}
