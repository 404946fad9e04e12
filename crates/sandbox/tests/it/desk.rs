//! A sandbox and a client at it, for every test here.

use std::{sync::Once, time::Duration};

use reqwest::{Client, Method, RequestBuilder};
use sandbox::{Quirks, Sandbox, SandboxConfig, Size};
use serde_json::{Value, json};

/// Longer than anything here takes, shorter than patience.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// A plain client for plain HTTP.
pub(crate) fn client() -> Client {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        rustls::crypto::ring::default_provider()
            .install_default()
            .expect("nobody else installs one");
    });
    Client::builder()
        .timeout(SOON)
        .no_proxy()
        .build()
        .expect("a client without TLS needs nothing")
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) text: String,
    pub(crate) headers: reqwest::header::HeaderMap,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("{error} in {:?}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// A sandbox with an administrator and an operator signed in.
pub(crate) struct Desk {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: Client,
    pub(crate) company: String,
    pub(crate) operator: String,
}

impl Desk {
    /// A small one; the rate limit is off, because these tests are in a hurry.
    pub(crate) async fn open() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut SandboxConfig)) -> Self {
        let quirks = Quirks {
            rate_limit: false,
            ..Quirks::default()
        };
        let mut config = SandboxConfig {
            size: Size::Small,
            quirks,
            ..SandboxConfig::default()
        };
        change(&mut config);
        let sandbox = Sandbox::start(config).await.expect("a free port");
        let operator = sandbox.credentials().operator_token.clone();
        let mut desk = Self {
            sandbox,
            http: client(),
            company: String::new(),
            operator,
        };
        desk.company = desk.sign_in().await;
        desk
    }

    pub(crate) async fn quirky(change: impl FnOnce(&mut Quirks)) -> Self {
        let desk = Self::open().await;
        desk.sandbox.set_quirks(change);
        desk
    }

    /// A fresh company token, however it is wrapped.
    pub(crate) async fn sign_in(&self) -> String {
        let credentials = self.sandbox.credentials();
        let form = json!({ "login": credentials.login, "password": credentials.password });
        let reply = self
            .send(
                self.request(Method::POST, "/api/company/get-token")
                    .json(&form),
            )
            .await;
        assert_eq!(reply.status, 200, "the credentials are right");
        let answer = serde_json::from_str(&reply.text).unwrap_or(Value::from(reply.text));
        let token = answer.get("token").unwrap_or(&answer);
        token.as_str().expect("a token is a text").to_owned()
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.sandbox.url()))
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Reply {
        read(request.send().await.expect("an answer"))
            .await
            .expect("a whole answer")
    }

    /// GET as the company.
    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path).bearer_auth(&self.company))
            .await
    }

    /// A JSON body as the company.
    pub(crate) async fn call(&self, method: Method, path: &str, body: Value) -> Reply {
        self.send(
            self.request(method, path)
                .bearer_auth(&self.company)
                .json(&body),
        )
        .await
    }

    /// A JSON body as the operator.
    pub(crate) async fn work(&self, method: Method, path: &str, body: Value) -> Reply {
        self.send(
            self.request(method, path)
                .bearer_auth(&self.operator)
                .json(&body),
        )
        .await
    }

    /// Sends a text as the operator.
    pub(crate) async fn say(&self, chat: i64, text: &str) -> Reply {
        let body = json!({ "textMessage": text, "author": 0 });
        self.work(Method::POST, &format!("/api/chat/{chat}/message"), body)
            .await
    }

    /// The history as the operator sees it.
    pub(crate) async fn history(&self, chat: i64) -> Vec<Value> {
        let path = format!("/api/chat/chats/{chat}/messages");
        let reply = self
            .send(self.request(Method::GET, &path).bearer_auth(&self.operator))
            .await;
        assert_eq!(reply.status, 200, "the chat is there");
        reply
            .json()
            .as_array()
            .expect("a history is an array")
            .clone()
    }

    /// The ids of a page of the list, with the total.
    pub(crate) async fn list(&self, query: &str) -> (u64, Vec<i64>) {
        let reply = self.get(&format!("/api/chat/chats?{query}")).await;
        assert_eq!(reply.status, 200, "{query} is a fine query");
        let page = reply.json();
        let ids = page["items"].as_array().expect("items").iter();
        (
            page["total"].as_u64().expect("a total"),
            ids.map(|item| item["id"].as_i64().expect("an id"))
                .collect(),
        )
    }
}

/// Reads an answer; an error when it breaks off.
pub(crate) async fn read(response: reqwest::Response) -> reqwest::Result<Reply> {
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Ok(Reply {
        status,
        text: response.text().await?,
        headers,
    })
}
