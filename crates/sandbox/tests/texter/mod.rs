//! Texter as its clients meet it.

mod actions;
mod chats;
mod control;
mod faults;
mod files;
mod life;
mod limits;
mod messages;
mod quick;
mod seed;
mod send;
mod templates;

use jiff::Timestamp;
use reqwest::{Client, Method};
use sandbox::texter::{ChatState, Config, Quirks, Scope, Texter};
use serde_json::{Value, json};

use crate::desk::{Reply, client, read};

/// A service and somebody with its token.
struct Shop {
    service: Texter,
    http: Client,
    token: String,
}

impl Shop {
    /// A small one; the rate limit is off, because these tests are in a hurry.
    async fn open() -> Self {
        Self::with(|_| {}).await
    }

    async fn quirky(change: impl FnOnce(&mut Quirks)) -> Self {
        Self::with(|config| change(&mut config.quirks)).await
    }

    async fn without(missing: &[Scope]) -> Self {
        Self::with(|config| config.scopes = Scope::all_but(missing)).await
    }

    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::default();
        config.quirks.rate_limit = false;
        change(&mut config);
        let service = Texter::start(config).await.expect("a free port");
        Self {
            token: service.credentials().token.clone(),
            service,
            http: client(),
        }
    }

    /// One whose clock stands still at a quarter past nine.
    async fn frozen() -> Self {
        let now: Timestamp = "2026-11-03T09:15:00Z".parse().expect("a date");
        let shop = Self::with(|config| config.now = Some(now)).await;
        shop.service.clock().freeze();
        shop.service.clock().set(now);
        shop
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let url = format!("{}{path}", self.service.api_url());
        let mut request = self.http.request(method, url).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        read(request.send().await.expect("an answer"))
            .await
            .expect("a whole answer")
    }

    async fn get(&self, path: &str) -> Reply {
        self.ask(Method::GET, path, None).await
    }

    /// GET that has to succeed.
    async fn json(&self, path: &str) -> Value {
        let reply = self.get(path).await;
        assert_eq!(reply.status, 200, "{path} answers: {}", reply.text);
        reply.json()
    }

    async fn post(&self, path: &str, body: Value) -> Reply {
        self.ask(Method::POST, path, Some(body)).await
    }

    async fn say(&self, chat: &str, text: &str) -> Reply {
        let body = json!({ "type": "text", "text": text });
        self.post(&format!("/messages/send/{chat}"), body).await
    }

    /// The messages of a page.
    async fn history(&self, chat: &str, query: &str) -> Vec<Value> {
        let answer = self.json(&format!("/messages/chat/{chat}?{query}")).await;
        answer["messages"].as_array().expect("a list").clone()
    }

    /// The first chat that fits.
    fn chat(&self, fits: impl Fn(&ChatState) -> bool) -> ChatState {
        let mut chats = self.service.chats().into_iter();
        chats.find(|chat| fits(chat)).expect("the seed has one")
    }

    /// The first chat over this messenger.
    fn on(&self, channel: &str) -> ChatState {
        self.chat(|chat| chat.channel == channel)
    }
}

/// A cursor that excludes nothing.
const NEWEST: &str = "beforeTime=9999999999999&beforeId=000000000000000000000000";

/// Ids of chats or messages.
fn ids(items: &[Value]) -> Vec<String> {
    items
        .iter()
        .map(|item| item["_id"].as_str().expect("an id").to_owned())
        .collect()
}

#[track_caller]
fn ok(reply: &Reply) {
    assert_eq!((reply.status, reply.text.as_str()), (200, "OK"), "plain OK");
}

/// Refused with this status and a reason in words.
#[track_caller]
fn refused(reply: &Reply, status: u16, word: &str) {
    assert_eq!(reply.status, status, "refused: {}", reply.text);
    assert_eq!(reply.json()["success"], false, "it says so");
    let words = reply.json()["error"].as_str().unwrap_or("").to_owned();
    assert!(words.contains(word), "names {word}: {words}");
}
