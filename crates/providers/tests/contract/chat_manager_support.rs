//! A Chat Manager sandbox and an account on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::provider::SharedProvider;
use domain::{AccountOptions, RemoteChatId, ServiceKind, SignInMethod};
use providers::{Http, HttpOptions, Times};
use sandbox::LoggedRequest;
use sandbox::chat_manager::{ChatManager, ChatState, Config, Quirks};

use crate::support::{config, credentials, http};

/// A sandbox and what is needed to sign in to it.
pub(crate) struct Firm {
    pub(crate) service: ChatManager,
    http: Http,
    offset: Arc<AtomicI64>,
}

pub(crate) async fn firm() -> Firm {
    firm_with(|_| {}).await
}

/// A sandbox with other answers to what the documents leave open.
pub(crate) async fn firm_with(change: impl FnOnce(&mut Quirks)) -> Firm {
    firm_of(|config| change(&mut config.quirks)).await
}

pub(crate) async fn firm_of(change: impl FnOnce(&mut Config)) -> Firm {
    let mut config = Config::default();
    change(&mut config);
    let offset = Arc::new(AtomicI64::new(0));
    Firm {
        service: ChatManager::start(config).await.expect("a free port"),
        http: http(&offset),
        offset,
    }
}

impl Firm {
    pub(crate) fn options(&self) -> AccountOptions {
        AccountOptions {
            token_url: Some(self.service.credentials().token_url),
            ..AccountOptions::default()
        }
    }

    pub(crate) fn account(&self) -> SharedProvider {
        self.account_with(self.options())
    }

    pub(crate) fn account_with(&self, options: AccountOptions) -> SharedProvider {
        let known = self.service.credentials();
        self.connect(&known.client_id, &known.client_secret, options)
            .expect("it can be sent")
    }

    /// Other servers on this computer count as the world's.
    pub(crate) fn reach_everything(&mut self) {
        let options = HttpOptions {
            is_public: |_| true,
            ..HttpOptions::default()
        };
        self.http = Http::new(options).expect("TLS works");
    }

    /// Waits as long as a connection check does.
    pub(crate) fn patient(mut self) -> Self {
        let times = Times {
            patience: Duration::from_secs(130),
            ..Times::default()
        };
        let options = HttpOptions {
            times,
            ..HttpOptions::default()
        };
        self.http = Http::new(options).expect("TLS works");
        self
    }

    pub(crate) fn connect(
        &self,
        id: &str,
        secret: &str,
        options: AccountOptions,
    ) -> domain::Result<SharedProvider> {
        let method = SignInMethod::ClientCredentials;
        let mut config = config(self.service.url(), method, options);
        config.service = ServiceKind::ChatManager;
        providers::connect(&config, credentials(method, id, secret), self.http.clone())
    }

    /// The newest seeded chat that is in use.
    pub(crate) fn chat(&self) -> ChatState {
        let mut chats = self.service.chats().into_iter();
        chats.find(|chat| chat.active).expect("the seed has one")
    }

    /// Moves both clocks, as time does.
    pub(crate) fn advance(&self, by: Duration) {
        self.service.clock().advance(by);
        let millis = i64::try_from(by.as_millis()).expect("not that long");
        self.offset.fetch_add(millis, Ordering::Relaxed);
    }

    /// Requests of this method whose path ends so.
    pub(crate) fn requests(&self, method: &str, path_end: &str) -> Vec<LoggedRequest> {
        let mut log = self.service.log();
        log.retain(|entry| entry.method == method && entry.path.ends_with(path_end));
        log
    }

    /// The last request as text, for snapshots: what left this program, ids as `ID`.
    pub(crate) fn last_request(&self) -> String {
        let log = self.service.log();
        let last = log.last().expect("something was asked");
        let query: Vec<String> = last.query.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let parts = last.path.split('/').map(|part| {
            let is_id = part.len() == 36 && part.matches('-').count() == 4;
            if is_id { "ID" } else { part }
        });
        format!(
            "{} {}?{}\n{} by {}\n{}\n{}",
            last.method,
            parts.collect::<Vec<_>>().join("/"),
            query.join("&"),
            last.carrier,
            last.level,
            last.content_type.as_deref().unwrap_or("no content"),
            last.body
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
        )
    }
}

pub(crate) fn id(chat: &ChatState) -> RemoteChatId {
    RemoteChatId(chat.id.to_string())
}
