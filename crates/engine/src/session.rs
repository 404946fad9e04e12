//! One signed-in account at work: its provider, its health, what wakes its tasks.

use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::provider::SharedProvider;
use domain::view::{AccountState, ErrorView};
use domain::{
    AccountConfig, AccountId, ChatId, ChatLevel, Error, ErrorCode, OperatorId, OperatorRef,
    RemoteChatId, RemoteMessageId, Result, Timestamp,
};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::sync::ReadQueue;

/// Key of [`domain::AccountOptions::other`] under which the operator of an operator's own token
/// is kept.
const IDENTITY: &str = "identity";
/// Messages of ours that are remembered.
const REMEMBERED: usize = 50;
/// How long the tasks of an account may take to end.
const ENDING: Duration = Duration::from_secs(3);

/// One signed-in account at work. Its tasks hold it; a changed account is a new session.
pub(crate) struct Session {
    pub(crate) account: AccountConfig,
    pub(crate) provider: SharedProvider,
    pub(crate) sync_now: Notify,
    pub(crate) outbox_now: Notify,
    pub(crate) live_now: Notify,
    pub(crate) open_chat_now: Notify,
    pub(crate) check_now: Notify,
    pub(crate) reads: ReadQueue,
    pub(crate) cancel: CancellationToken,
    /// Events may have been missed: histories that nothing else tells of are to be read.
    pub(crate) doubted: AtomicBool,
    /// Its secret is still being asked for: nothing may be sent.
    locked: bool,
    health: Mutex<Health>,
    /// The last messages that the service took and named: in a history they show whose it says
    /// ours are.
    sent: Mutex<VecDeque<RemoteMessageId>>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

/// How the account is doing.
#[derive(Debug, Clone)]
pub(crate) struct Health {
    pub(crate) state: AccountState,
    pub(crate) live: bool,
    pub(crate) synced_at: Option<Timestamp>,
    pub(crate) answered_in: Option<Duration>,
    pub(crate) refused: BTreeMap<&'static str, String>,
}

impl Session {
    /// An account at work until `cancel`.
    pub(crate) fn new(
        account: AccountConfig,
        provider: SharedProvider,
        cancel: CancellationToken,
    ) -> Self {
        Self {
            locked: false,
            account,
            provider,
            sync_now: Notify::new(),
            outbox_now: Notify::new(),
            live_now: Notify::new(),
            open_chat_now: Notify::new(),
            check_now: Notify::new(),
            reads: ReadQueue::default(),
            doubted: AtomicBool::new(false),
            cancel,
            health: Mutex::new(Health {
                state: AccountState::Connecting,
                live: false,
                synced_at: None,
                answered_in: None,
                refused: BTreeMap::new(),
            }),
            sent: Mutex::default(),
            tasks: Mutex::default(),
        }
    }

    /// An account whose secret is still being asked for: it is listed, and sends nothing.
    pub(crate) fn locked(
        account: AccountConfig,
        provider: SharedProvider,
        cancel: CancellationToken,
    ) -> Self {
        Self {
            locked: true,
            ..Self::new(account, provider, cancel)
        }
    }

    pub(crate) fn id(&self) -> AccountId {
        self.account.id
    }

    pub(crate) fn chat(&self, remote: &RemoteChatId) -> ChatId {
        ChatId::new(self.id(), remote.clone())
    }

    /// The operator that messages sent from here appear as, where that is known.
    pub(crate) fn me(&self) -> Option<OperatorId> {
        if self.account.options.chat_level == ChatLevel::Operator
            && let Some(operator) = &self.account.working_as
        {
            return Some(operator.id.clone());
        }
        identity(&self.account).map(|operator| operator.id)
    }

    /// The service took a message of ours and named it.
    pub(crate) fn remember_sent(&self, message: RemoteMessageId) {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.push_back(message);
        if sent.len() > REMEMBERED {
            sent.pop_front();
        }
    }

    /// The last messages of ours.
    pub(crate) fn sent(&self) -> Vec<RemoteMessageId> {
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.iter().cloned().collect()
    }

    pub(crate) fn health(&self) -> Health {
        self.held().clone()
    }

    /// Changes the health; true if it differs now.
    pub(crate) fn update(&self, change: impl FnOnce(&mut Health)) -> bool {
        let mut health = self.held();
        let before = (health.state.clone(), health.live, health.refused.clone());
        change(&mut health);
        before != (health.state.clone(), health.live, health.refused.clone())
    }

    pub(crate) fn is_live(&self) -> bool {
        self.held().live
    }

    pub(crate) fn is_online(&self) -> bool {
        self.held().state == AccountState::Online
    }

    /// The provider, unless the person must sign in again first.
    ///
    /// # Errors
    /// `Unauthorized`; `Keyring` while the secret is still being asked for.
    pub(crate) fn signed_in(&self) -> Result<&SharedProvider> {
        match &self.held().state {
            _ if self.locked => Err(Error::new(
                ErrorCode::Keyring,
                "The system's keyring is still being asked.",
            )),
            AccountState::SignInAgain { error } => {
                Err(Error::new(ErrorCode::Unauthorized, error.message.clone()))
            }
            _ => Ok(&self.provider),
        }
    }

    /// The service refuses the credentials: nothing is asked any more. True if that is news.
    pub(crate) fn refuse(&self, error: &Error) -> bool {
        self.cancel.cancel();
        self.update(|health| {
            health.live = false;
            health.state = AccountState::SignInAgain {
                error: ErrorView::from(error),
            };
        })
    }

    /// Runs a task of this account until it ends or the account does.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let cancel = self.cancel.clone();
        let handle = tokio::spawn(async move {
            tokio::select! {
                () = cancel.cancelled() => {}
                () = task => {}
            }
        });
        self.keep(handle);
    }

    /// Runs something of this account to its end, even if the account ends meanwhile: a send
    /// under way. [`Session::stop`] waits for it a while.
    pub(crate) fn spawn_through(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.keep(tokio::spawn(task));
    }

    fn keep(&self, handle: JoinHandle<()>) {
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.retain(|task| !task.is_finished());
        tasks.push(handle);
    }

    /// Ends the account's tasks and waits for them.
    pub(crate) async fn stop(&self) {
        self.cancel.cancel();
        let tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        let deadline = tokio::time::Instant::now() + ENDING;
        for task in tasks {
            let abort = task.abort_handle();
            if tokio::time::timeout_at(deadline, task).await.is_err() {
                abort.abort();
            }
        }
    }

    fn held(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The operator an operator's own token belongs to.
pub(crate) fn identity(account: &AccountConfig) -> Option<OperatorRef> {
    let kept = account.options.other.get(IDENTITY)?;
    let id = kept.get("id")?.as_str()?;
    let name = kept.get("name").and_then(|name| name.as_str());
    Some(OperatorRef {
        id: id.into(),
        name: name.unwrap_or_default().to_owned(),
    })
}

/// Keeps the operator with the account.
pub(crate) fn keep_identity(account: &mut AccountConfig, operator: Option<&OperatorRef>) {
    match operator {
        Some(operator) => {
            let value = serde_json::json!({ "id": operator.id.as_str(), "name": operator.name });
            account.options.other.insert(IDENTITY.to_owned(), value);
        }
        None => {
            account.options.other.remove(IDENTITY);
        }
    }
}
