//! A sandbox of Texter and an account on it.

use std::time::Duration;

use domain::provider::SharedProvider;
use domain::{RemoteChatId, Result, ServiceKind, SignInMethod};
use providers::{Http, HttpOptions, Times};
use sandbox::texter::{ChatState, Config, Quirks, Scope, Texter};

use crate::support::{config, credentials};

pub(crate) struct Shop {
    pub(crate) service: Texter,
    http: Http,
}

pub(crate) async fn shop() -> Shop {
    shop_with(|_| {}).await
}

pub(crate) async fn quirky(change: impl FnOnce(&mut Quirks)) -> Shop {
    shop_with(|config| change(&mut config.quirks)).await
}

pub(crate) async fn without(missing: &[Scope]) -> Shop {
    shop_with(|config| config.scopes = Scope::all_but(missing)).await
}

pub(crate) async fn shop_with(change: impl FnOnce(&mut Config)) -> Shop {
    let mut config = Config::default();
    change(&mut config);
    let http = Http::new(HttpOptions {
        times: Times {
            connect: Duration::from_secs(5),
            read: Duration::from_millis(900),
            ..Times::default()
        },
        ..HttpOptions::default()
    });
    Shop {
        service: Texter::start(config).await.expect("a free port"),
        http: http.expect("TLS works"),
    }
}

impl Shop {
    pub(crate) fn account(&self) -> SharedProvider {
        let token = &self.service.credentials().token;
        self.connect("arava", token).expect("it can be sent")
    }

    pub(crate) fn connect(&self, project: &str, token: &str) -> Result<SharedProvider> {
        let method = SignInMethod::ApiToken;
        let mut config = config(self.service.url(), method, Default::default());
        config.service = ServiceKind::Texter;
        let credentials = credentials(method, project, token);
        providers::connect(&config, credentials, self.http.clone())
    }

    /// The first chat that fits.
    pub(crate) fn chat(&self, fits: impl Fn(&ChatState) -> bool) -> (ChatState, RemoteChatId) {
        let mut chats = self.service.chats().into_iter();
        let chat = chats.find(|chat| fits(chat)).expect("the seed has one");
        let id = RemoteChatId(chat.id.clone());
        (chat, id)
    }

    pub(crate) fn whatsapp(&self) -> (ChatState, RemoteChatId) {
        self.chat(|chat| chat.channel == "whatsapp")
    }

    /// The last request as text, for snapshots; marks that are never the same are taken out.
    pub(crate) fn last_request(&self) -> String {
        let mut log = self.service.log();
        let mut last = log.pop().expect("something was asked");
        if let Some(mark) = last
            .body
            .as_mut()
            .and_then(|body| body.get_mut("tmpSendId"))
        {
            assert_eq!(mark.as_str().map(str::len), Some(32), "a mark of its own");
            *mark = "MARK".into();
        }
        let query: Vec<String> = last.query.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let body = last.body.map(|body| body.to_string()).unwrap_or_default();
        format!(
            "{} {}?{}\n{}\n{body}",
            last.method,
            last.path,
            query.join("&"),
            last.carrier
        )
    }
}
