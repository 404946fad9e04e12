//! A Smart Sender and what is needed to sign in to it.

use domain::provider::SharedProvider;
use domain::{
    AccountConfig, AccountOptions, OperatorId, OperatorRef, RemoteChatId, ServiceKind, SignInMethod,
};
use providers::Http;
use sandbox::Size;
use sandbox::smart_sender::{ChatState, Config, Quirks, SmartSender};

use crate::support;

pub(crate) struct Desk {
    pub(crate) sandbox: SmartSender,
    http: Http,
}

pub(crate) async fn desk() -> Desk {
    desk_with(|_| {}).await
}

/// With other answers to what the documents leave open.
pub(crate) async fn desk_with(change: impl FnOnce(&mut Quirks)) -> Desk {
    let mut quirks = Quirks::default();
    change(&mut quirks);
    started(Config {
        quirks,
        ..Config::default()
    })
    .await
}

/// With sixty chats, so that there are pages.
pub(crate) async fn large_desk(change: impl FnOnce(&mut Quirks)) -> Desk {
    let mut quirks = Quirks::default();
    change(&mut quirks);
    started(Config {
        quirks,
        size: Size::Demo,
        ..Config::default()
    })
    .await
}

async fn started(config: Config) -> Desk {
    Desk {
        sandbox: SmartSender::start(config).await.expect("a free port"),
        http: Http::new(providers::HttpOptions::default()).expect("TLS works"),
    }
}

impl Desk {
    /// An account that is nobody in particular. Each has a pace of its own.
    pub(crate) fn account(&self) -> SharedProvider {
        self.connect(self.sandbox.url(), &self.token(), None)
    }

    pub(crate) fn working_as(&self, operator: i64) -> SharedProvider {
        let me = OperatorRef {
            id: OperatorId(operator.to_string()),
            name: "Me".into(),
        };
        self.connect(self.sandbox.url(), &self.token(), Some(me))
    }

    pub(crate) fn connect(
        &self,
        server: &str,
        token: &str,
        working_as: Option<OperatorRef>,
    ) -> SharedProvider {
        let method = SignInMethod::ProjectToken;
        let config = AccountConfig {
            service: ServiceKind::SmartSender,
            working_as,
            ..support::config(server, method, AccountOptions::default())
        };
        let credentials = support::credentials(method, "", token);
        providers::connect(&config, credentials, self.http.clone()).expect("it can be sent")
    }

    pub(crate) fn token(&self) -> String {
        self.sandbox.credentials().token.clone()
    }

    /// The first chat that fits.
    pub(crate) fn chat(&self, fits: impl Fn(&ChatState) -> bool) -> (ChatState, RemoteChatId) {
        let mut chats = self.sandbox.chats().into_iter();
        let chat = chats.find(|chat| fits(chat)).expect("there is one");
        let id = RemoteChatId(chat.id.to_string());
        (chat, id)
    }

    /// The first chat over this messenger.
    pub(crate) fn on(&self, channel: &str) -> (ChatState, RemoteChatId) {
        self.chat(|chat| chat.open && chat.channel.as_deref() == Some(channel))
    }

    /// Every request so far, one line each, then forgotten. Watermarks are the time: `?`.
    pub(crate) fn requests(&self) -> String {
        let lines: Vec<String> = self.sandbox.log().into_iter().map(line).collect();
        self.sandbox.clear_log();
        lines.join("\n")
    }
}

fn line(request: sandbox::LoggedRequest) -> String {
    let query: Vec<String> = request
        .query
        .iter()
        .map(|(k, v)| format!("{k}={v}"))
        .collect();
    let mut line = format!("{} {}", request.method, request.path);
    if !query.is_empty() {
        line += &format!("?{}", query.join("&"));
    }
    if let Some(mut body) = request.body {
        if let Some(watermark) = body.get_mut("watermark") {
            assert!(watermark.is_i64(), "a whole number: {watermark}");
            *watermark = "?".into();
        }
        line += &format!(" {body}");
    }
    line
}
