//! Chat Manager as its clients meet it.

mod chats;
mod creation;
mod faults;
mod life;
mod messages;
mod quirks;
mod reports;
mod seed;
mod tokens;

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Client, Method};
use sandbox::chat_manager::{ChatManager, ChatState, Config, Quirks};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::desk::{Reply, client, read};

/// A service and somebody with a token.
struct Firm {
    service: ChatManager,
    http: Client,
    token: String,
}

impl Firm {
    async fn open() -> Self {
        Self::with(|_| {}).await
    }

    async fn quirky(change: impl FnOnce(&mut Quirks)) -> Self {
        Self::with(|config| change(&mut config.quirks)).await
    }

    /// Its clock stands still at a quarter past nine.
    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let now: Timestamp = "2026-11-03T09:15:00Z".parse().expect("a date");
        let mut config = Config {
            now: Some(now),
            ..Config::default()
        };
        change(&mut config);
        let service = ChatManager::start(config).await.expect("a free port");
        service.clock().freeze();
        service.clock().set(now);
        let mut firm = Self {
            service,
            http: client(),
            token: String::new(),
        };
        firm.token = firm.sign_in().await;
        firm
    }

    /// The token endpoint's answer to these fields.
    async fn ask_token(&self, fields: &[(&str, &str)]) -> Reply {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = self
            .http
            .post(self.service.credentials().token_url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        read(request.send().await.expect("an answer"))
            .await
            .expect("a whole answer")
    }

    /// A fresh token.
    async fn sign_in(&self) -> String {
        let credentials = self.service.credentials();
        let reply = self
            .ask_token(&[
                ("grant_type", "client_credentials"),
                ("client_id", &credentials.client_id),
                ("client_secret", &credentials.client_secret),
                ("scope", "token"),
            ])
            .await;
        assert_eq!(reply.status, 200, "the credentials are right");
        let token = &reply.json()["access_token"];
        token.as_str().expect("a token is a text").to_owned()
    }

    async fn ask(&self, method: Method, url: String, body: Option<Value>) -> Reply {
        let mut request = self.http.request(method, url).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        read(request.send().await.expect("an answer"))
            .await
            .expect("a whole answer")
    }

    fn chat_url(&self, path: &str) -> String {
        format!("{}{path}", self.service.chat_url())
    }

    fn report_url(&self, path: &str) -> String {
        format!("{}{path}", self.service.report_url())
    }

    async fn get(&self, path: &str) -> Reply {
        self.ask(Method::GET, self.chat_url(path), None).await
    }

    /// GET that has to succeed.
    async fn json(&self, path: &str) -> Value {
        let reply = self.get(path).await;
        assert_eq!(reply.status, 200, "{path} answers: {}", reply.text);
        reply.json()
    }

    async fn post(&self, path: &str, body: Value) -> Reply {
        self.ask(Method::POST, self.chat_url(path), Some(body))
            .await
    }

    async fn delete(&self, path: &str) -> Reply {
        self.ask(Method::DELETE, self.chat_url(path), None).await
    }

    /// Asks the report calls.
    async fn report(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        self.ask(method, self.report_url(path), body).await
    }

    /// Ids of a page of the list, in its order.
    async fn ids(&self, query: &str) -> Vec<Uuid> {
        let page = self.json(&format!("/chats/?{query}")).await;
        let records = page["records"].as_array().expect("records").iter();
        records.map(|record| uuid(&record["id"])).collect()
    }

    /// The newest seeded chat that is in use.
    fn chat(&self) -> ChatState {
        let mut chats = self.service.chats().into_iter();
        chats.find(|chat| chat.active).expect("the seed has one")
    }

    fn inactive(&self) -> ChatState {
        let mut chats = self.service.chats().into_iter();
        chats.find(|chat| !chat.active).expect("the seed has one")
    }

    fn pass(&self, ms: u64) {
        self.service.clock().advance(Duration::from_millis(ms));
    }
}

fn uuid(value: &Value) -> Uuid {
    let text = value.as_str().expect("an id is a text");
    text.parse().expect("and a UUID")
}

/// Refused with this status, in the sandbox's usual words.
#[track_caller]
fn refused(reply: &Reply, status: u16) {
    assert_eq!(reply.status, status, "the status: {}", reply.text);
    let body = reply.json();
    assert_eq!(body["status"], json!(status), "the body has it too");
    assert!(body["message"].is_string(), "and a sentence");
}
