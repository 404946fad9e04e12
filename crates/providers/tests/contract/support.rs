//! A sandbox and an account on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::provider::SharedProvider;
use domain::{
    AccountConfig, AccountId, AccountOptions, Credentials, OperatorId, OperatorRef, Outgoing,
    OutgoingAttachment, RemoteChatId, ServiceKind, SignInMethod, Timestamp,
};
use providers::{Http, HttpOptions, Times};
use sandbox::{LoggedRequest, Quirks, Sandbox, SandboxConfig};
use secrecy::SecretString;

/// Longest wait for something that should come at once.
pub(crate) const SOON: Duration = Duration::from_secs(10);

/// A sandbox and what is needed to sign in to it.
pub(crate) struct Desk {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: Http,
    offset: Arc<AtomicI64>,
}

pub(crate) async fn desk() -> Desk {
    desk_with(|_| {}).await
}

/// A sandbox with other answers to what the documents leave open.
pub(crate) async fn desk_with(change: impl FnOnce(&mut Quirks)) -> Desk {
    let mut quirks = Quirks::default();
    change(&mut quirks);
    let config = SandboxConfig {
        quirks,
        ..SandboxConfig::default()
    };
    let offset = Arc::new(AtomicI64::new(0));
    Desk {
        sandbox: Sandbox::start(config).await.expect("a free port"),
        http: http(&offset),
        offset,
    }
}

pub(crate) fn http(offset: &Arc<AtomicI64>) -> Http {
    let offset = Arc::clone(offset);
    Http::new(HttpOptions {
        clock: Arc::new(move || Timestamp(Timestamp::now().0 + offset.load(Ordering::Relaxed))),
        times: Times {
            connect: Duration::from_secs(5),
            read: Duration::from_millis(700),
            upload: Duration::from_millis(700),
            ..Times::default()
        },
        ..HttpOptions::default()
    })
    .expect("TLS works")
}

impl Desk {
    /// Waits as long as the program does.
    pub(crate) fn patient(mut self) -> Self {
        self.http = Http::new(HttpOptions::default()).expect("TLS works");
        self
    }

    /// The company, signed in with login and password.
    pub(crate) fn company(&self) -> SharedProvider {
        self.company_with(AccountOptions::default())
    }

    pub(crate) fn company_with(&self, options: AccountOptions) -> SharedProvider {
        let known = self.sandbox.credentials();
        self.connect(
            SignInMethod::Password,
            &known.login,
            &known.password,
            options,
        )
    }

    /// An administrator who works as the sandbox's ready operator.
    pub(crate) fn working(&self) -> SharedProvider {
        let known = self.sandbox.credentials();
        let mut config = config(
            self.sandbox.url(),
            SignInMethod::Password,
            AccountOptions::default(),
        );
        config.working_as = Some(OperatorRef {
            id: self.operator(),
            name: "Me".into(),
        });
        let credentials = credentials(SignInMethod::Password, &known.login, &known.password);
        providers::connect(&config, credentials, self.http.clone()).expect("it can be sent")
    }

    pub(crate) fn with_key(&self) -> SharedProvider {
        let key = &self.sandbox.credentials().profile_key;
        self.connect(SignInMethod::ProfileKey, "", key, AccountOptions::default())
    }

    pub(crate) fn with_token(&self, token: &str) -> SharedProvider {
        self.connect(
            SignInMethod::OperatorToken,
            "",
            token,
            AccountOptions::default(),
        )
    }

    pub(crate) fn connect(
        &self,
        method: SignInMethod,
        principal: &str,
        secret: &str,
        options: AccountOptions,
    ) -> SharedProvider {
        providers::connect(
            &config(self.sandbox.url(), method, options),
            credentials(method, principal, secret),
            self.http.clone(),
        )
        .expect("the secret can be sent")
    }

    /// The sandbox's ready operator.
    pub(crate) fn operator(&self) -> OperatorId {
        OperatorId(self.sandbox.credentials().operator_id.to_string())
    }

    /// The id of some chat.
    pub(crate) fn chat(&self) -> (i64, RemoteChatId) {
        let chat = self.sandbox.chats().first().expect("there are chats").id;
        (chat, RemoteChatId(chat.to_string()))
    }

    /// Moves both clocks, as time does.
    pub(crate) fn advance(&self, by: Duration) {
        self.sandbox.clock().advance(by);
        let millis = i64::try_from(by.as_millis()).expect("not that long");
        self.offset.fetch_add(millis, Ordering::Relaxed);
    }

    /// Moves our clock alone, as wrong clocks are.
    pub(crate) fn skew(&self, seconds: i64) {
        self.offset.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    /// Requests of this method whose path ends so.
    pub(crate) fn requests(&self, method: &str, path_end: &str) -> Vec<LoggedRequest> {
        let mut log = self.sandbox.log();
        log.retain(|entry| entry.method == method && entry.path.ends_with(path_end));
        log
    }

    /// The last request as one line, for snapshots: what left this program.
    pub(crate) fn last_request(&self) -> String {
        let log = self.sandbox.log();
        let last = log.last().expect("something was asked");
        let query: Vec<String> = last.query.iter().map(|(k, v)| format!("{k}={v}")).collect();
        format!(
            "{} {}?{}\n{} by {}\n{}\n{}",
            last.method,
            last.path,
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

pub(crate) fn config(server: &str, method: SignInMethod, options: AccountOptions) -> AccountConfig {
    AccountConfig {
        id: AccountId(1),
        service: ServiceKind::Chathub,
        method,
        server: providers::parse_server(server, "").expect("an address"),
        label: "Test".into(),
        principal: String::new(),
        hue: 0,
        working_as: None,
        options,
    }
}

pub(crate) fn credentials(method: SignInMethod, principal: &str, secret: &str) -> Credentials {
    Credentials {
        method,
        principal: principal.into(),
        secret: SecretString::from(secret),
    }
}

pub(crate) fn text(text: &str) -> Outgoing {
    Outgoing {
        text: text.into(),
        ..Outgoing::default()
    }
}

pub(crate) fn photo(text: &str, bytes: Vec<u8>) -> Outgoing {
    Outgoing {
        text: text.into(),
        attachment: Some(OutgoingAttachment {
            kind: domain::AttachmentKind::Photo,
            name: "shot.png".into(),
            mime: "image/png".into(),
            bytes,
        }),
        ..Outgoing::default()
    }
}

/// For sends whose progress nobody watches.
pub(crate) fn unwatched(_gone: u64, _all: u64) {}
