//! What is open: the databases, the accounts at work, and what all their tasks share.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use domain::provider::SharedProvider;
use domain::view::{AccountState, ErrorView, Mended};
use domain::{
    AccountConfig, AccountId, AppEvent, ChatId, Credentials, Error, ErrorCode, IssuedToken, JobId,
    Result, Settings, Timestamp,
};
use secrecy::SecretString;
use store::{ChatChange, Store};
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::acts::Undos;
use crate::config::{EngineConfig, Jitter};
use crate::events::Events;
use crate::lock::Lock;
use crate::media::MediaCache;
use crate::messages::Divider;
use crate::notify::{Note, Notes};
use crate::remote_filter::RemoteFilters;
use crate::screen::Screen;
use crate::secrets::Secrets;
use crate::session::Session;
use crate::sync::Priority;

/// Rows that are told one by one; more are told as a change of the list.
const FEW_ROWS: usize = 5;
/// Longest that the end waits for news that are being told.
const TOLD_TO_THE_END: Duration = Duration::from_secs(3);

/// What exists before anything is open.
pub(crate) struct Core {
    pub(crate) config: EngineConfig,
    pub(crate) events: Events,
    pub(crate) jitter: Jitter,
    pub(crate) screen: Screen,
}

impl Core {
    pub(crate) fn now(&self) -> Timestamp {
        self.config.clock.now()
    }
}

/// What is open.
pub(crate) struct Desk {
    pub(crate) core: Arc<Core>,
    pub(crate) store: Store,
    pub(crate) secrets: Secrets,
    pub(crate) http: providers::Http,
    pub(crate) this_run_only: bool,
    /// What was mended as the databases were opened.
    pub(crate) mended: Option<Mended>,
    pub(crate) lock: Lock,
    pub(crate) notes: Notes,
    pub(crate) filters: RemoteFilters,
    pub(crate) media: Mutex<MediaCache>,
    pub(crate) divider: Mutex<Option<Divider>>,
    pub(crate) tokens: Mutex<HashMap<u64, IssuedToken>>,
    pub(crate) undos: Mutex<Undos>,
    /// Jobs that the person may end.
    jobs: Mutex<HashMap<JobId, CancellationToken>>,
    pub(crate) numbers: AtomicU64,
    pub(crate) cancel: CancellationToken,
    /// What tells the person of news.
    telling: Mutex<Option<JoinHandle<()>>>,
    /// Something was deleted whose traces are to be erased.
    pub(crate) erased: Notify,
    /// How long messages are kept may have changed.
    pub(crate) retention_now: Notify,
    /// Held while accounts come, go or change, so that two such changes never interleave.
    pub(crate) changing: tokio::sync::Mutex<()>,
    /// As the person chose them.
    settings: RwLock<Settings>,
    sessions: RwLock<BTreeMap<AccountId, Arc<Session>>>,
}

/// What a desk is made from.
pub(crate) struct DeskParts {
    pub(crate) core: Arc<Core>,
    pub(crate) store: Store,
    pub(crate) secrets: Secrets,
    pub(crate) http: providers::Http,
    pub(crate) this_run_only: bool,
    pub(crate) mended: Option<Mended>,
    pub(crate) settings: Settings,
    pub(crate) lock: Lock,
}

/// Several deletions at once are erased together.
const TOGETHER: Duration = Duration::from_millis(500);

/// Erases what deletions left in the files, for as long as the program runs.
async fn erase_traces(desk: Arc<Desk>) {
    loop {
        desk.erased.notified().await;
        loop {
            tokio::time::sleep(TOGETHER).await;
            match desk.store.scrub().await {
                Ok(true) => break,
                Ok(false) => {}
                Err(error) => {
                    tracing::warn!(%error, "traces of what was deleted stay until the next deletion");
                    break;
                }
            }
        }
    }
}

impl Desk {
    /// Sets up what is shared and starts the tasks that belong to no account.
    pub(crate) fn open(parts: DeskParts) -> Arc<Self> {
        let (notes, notes_task) = Notes::new();
        let desk = Arc::new(Self {
            core: parts.core,
            store: parts.store,
            secrets: parts.secrets,
            http: parts.http,
            this_run_only: parts.this_run_only,
            mended: parts.mended,
            lock: parts.lock,
            notes,
            filters: RemoteFilters::default(),
            media: Mutex::default(),
            divider: Mutex::default(),
            tokens: Mutex::default(),
            undos: Mutex::default(),
            jobs: Mutex::default(),
            numbers: AtomicU64::new(1),
            cancel: CancellationToken::new(),
            telling: Mutex::default(),
            erased: Notify::new(),
            retention_now: Notify::new(),
            changing: tokio::sync::Mutex::default(),
            settings: RwLock::new(parts.settings),
            sessions: RwLock::default(),
        });
        let telling = tokio::spawn(notes_task.run(Arc::clone(&desk)));
        *desk.telling.lock().unwrap_or_else(PoisonError::into_inner) = Some(telling);
        desk.spawn(crate::sync::watch_clocks(Arc::clone(&desk)));
        desk.spawn(crate::lock::watch_idle(Arc::clone(&desk)));
        desk.spawn(erase_traces(Arc::clone(&desk)));
        desk.spawn(crate::retention::let_go_daily(Arc::clone(&desk)));
        desk
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let cancel = self.cancel.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = cancel.cancelled() => {}
                () = task => {}
            }
        });
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.core.now()
    }

    pub(crate) fn emit(&self, event: AppEvent) {
        self.core.events.emit(event);
    }

    pub(crate) fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    /// The settings in force.
    pub(crate) fn settings(&self) -> Settings {
        let own = self
            .settings
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        self.core.config.policy.in_force(own)
    }

    pub(crate) fn keep_settings(&self, settings: Settings) {
        *self
            .settings
            .write()
            .unwrap_or_else(PoisonError::into_inner) = settings;
        self.notes.add(Note::Settings);
    }

    pub(crate) fn sessions(&self) -> Vec<Arc<Session>> {
        self.sessions
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect()
    }

    /// # Errors
    /// `NotFound`.
    pub(crate) fn session(&self, account: AccountId) -> Result<Arc<Session>> {
        self.sessions
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&account)
            .cloned()
            .ok_or_else(|| Error::new(ErrorCode::NotFound, "This account was signed out."))
    }

    /// Lists an account whose secret is still being asked for.
    ///
    /// # Errors
    /// Those of [`providers::connect`].
    pub(crate) fn list_locked(&self, account: AccountConfig) -> Result<()> {
        let provider = self.connect(&account, None)?;
        self.place(Arc::new(Session::locked(
            account,
            provider,
            self.cancel.child_token(),
        )));
        Ok(())
    }

    /// Puts an account to work, in place of the session it may have had.
    ///
    /// # Errors
    /// Those of [`providers::connect`].
    pub(crate) async fn start_session(
        self: &Arc<Self>,
        account: AccountConfig,
        secret: Option<SecretString>,
    ) -> Result<()> {
        let lost = secret.is_none();
        let provider = self.connect(&account, secret)?;
        // The account is listed throughout: to whoever asks meanwhile it must not look signed out.
        if let Ok(before) = self.session(account.id) {
            before.stop().await;
        }
        let session = Arc::new(Session::new(account, provider, self.cancel.child_token()));
        self.place(Arc::clone(&session));
        if let Err(error) = self.store.save_me(session.id(), session.me()).await {
            tracing::warn!(%error, "chats of mine are not told from others");
        }
        if lost {
            session.refuse(&Error::new(
                ErrorCode::Unauthorized,
                "The system's keyring no longer holds this account's secret.",
            ));
            self.notes.add(Note::Account(session.id()));
        } else {
            crate::sync::start(self, &session);
            crate::outbox::start(self, &session);
        }
        self.emit(AppEvent::AccountsChanged);
        Ok(())
    }

    fn connect(
        &self,
        account: &AccountConfig,
        secret: Option<SecretString>,
    ) -> Result<SharedProvider> {
        let credentials = Credentials {
            method: account.method,
            principal: account.principal.clone(),
            // Never sent: a session without its secret asks nobody anything.
            secret: secret.unwrap_or_else(|| SecretString::from("none")),
        };
        providers::connect(account, credentials, self.http.clone())
    }

    fn place(&self, session: Arc<Session>) {
        self.sessions
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(session.id(), session);
    }

    /// Ends an account's work, if it was at work.
    pub(crate) async fn stop_session(&self, account: AccountId) {
        let session = self
            .sessions
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&account);
        if let Some(session) = session {
            session.stop().await;
        }
    }

    /// Ends everything.
    pub(crate) async fn close(&self) {
        self.cancel.cancel();
        let mut ending = JoinSet::new();
        for session in self.sessions() {
            ending.spawn(async move { session.stop().await });
        }
        while ending.join_next().await.is_some() {}
        let telling = self
            .telling
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(telling) = telling
            && tokio::time::timeout(TOLD_TO_THE_END, telling)
                .await
                .is_err()
        {
            tracing::warn!("the last news may not have been told");
        }
        self.lock_tokens().clear();
        if let Err(error) = self.store.checkpoint().await {
            tracing::warn!(%error, "the databases were not folded together");
        }
    }

    pub(crate) fn lock_tokens(&self) -> MutexGuard<'_, HashMap<u64, IssuedToken>> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn lock_jobs(&self) -> MutexGuard<'_, HashMap<JobId, CancellationToken>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The account is in touch with its service.
    pub(crate) async fn online(&self, session: &Session) {
        let was_cut_off = matches!(session.health().state, AccountState::Trouble { .. });
        if session.update(|health| {
            if !matches!(health.state, AccountState::SignInAgain { .. }) {
                health.state = AccountState::Online;
            }
        }) {
            self.emit(AppEvent::AccountsChanged);
            self.notes.add(Note::Account(session.id()));
            session.reads.look();
        }
        if was_cut_off {
            crate::outbox::send_when_online(self, session).await;
            session.live_now.notify_one();
            if self.filters.forget_failures() {
                self.emit(AppEvent::FilterChanged);
            }
        }
    }

    /// The account is out of touch and tries again at `retry_at`.
    pub(crate) fn trouble(&self, session: &Session, error: &Error, retry_at: Option<Timestamp>) {
        tracing::info!(account = %session.id(), code = ?error.code, %error, "out of touch");
        if session.update(|health| {
            if !matches!(health.state, AccountState::SignInAgain { .. }) {
                health.state = AccountState::Trouble {
                    error: ErrorView::from(error),
                    retry_at,
                };
            }
        }) {
            self.emit(AppEvent::AccountsChanged);
            self.notes.add(Note::Account(session.id()));
        }
    }

    /// The service refuses the account's credentials.
    pub(crate) fn refused(&self, session: &Session, error: &Error) {
        if session.refuse(error) {
            tracing::warn!(account = %session.id(), %error, "must sign in again");
            self.emit(AppEvent::AccountsChanged);
            self.notes.add(Note::Account(session.id()));
        }
    }

    /// Tells what an upsert of chats changed, and has histories read that need it.
    pub(crate) fn chats_changed(&self, session: &Session, changes: &[ChatChange]) {
        let screen = self.core.screen.now();
        let on_screen = screen.watched();
        if changes.len() > FEW_ROWS {
            self.emit(AppEvent::ChatsChanged);
        }
        for change in changes {
            if changes.len() <= FEW_ROWS {
                self.chat_changed(&change.chat);
            }
            let readable = change.activity || session.provider.history().is_some();
            if on_screen == Some(&change.chat) && change.activity {
                session.open_chat_now.notify_one();
            } else if change.unread > change.unread_before && readable {
                session
                    .reads
                    .add(Priority::Grew, change.chat.remote.clone());
            }
            if change.unread != change.unread_before {
                self.emit(AppEvent::AppChanged);
            }
            if change.assigned {
                self.notes.add(Note::Assigned(change.chat.clone()));
            }
            if change.queued {
                self.notes.add(Note::Queued(change.chat.clone()));
            }
            // What grew is told with its text, once its history was read.
            let grew = change.unread > change.unread_before;
            if !change.activity || !grew && !change.added {
                self.notes.add(Note::Touched(change.chat.clone()));
            }
        }
        if changes.iter().any(|change| change.activity) {
            session.reads.look();
        }
    }

    pub(crate) fn chat_changed(&self, chat: &ChatId) {
        self.emit(AppEvent::ChatChanged { chat: chat.clone() });
    }

    pub(crate) fn messages_changed(&self, chat: &ChatId) {
        self.emit(AppEvent::MessagesChanged { chat: chat.clone() });
    }

    /// A chat is gone.
    pub(crate) fn chat_removed(&self, chat: &ChatId) {
        self.erased.notify_one();
        self.notes.add(Note::Gone(chat.clone()));
        self.emit(AppEvent::ChatRemoved { chat: chat.clone() });
        self.emit(AppEvent::AppChanged);
    }
}
