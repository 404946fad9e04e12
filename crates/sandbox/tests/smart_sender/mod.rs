//! Smart Sender as its clients meet it.

mod chats;
mod contacts;
mod faults;
mod forms;
mod gates;
mod life;
mod limits;
mod messages;
mod project;
mod quirks;
mod seed;
mod send;

use jiff::Timestamp;
use reqwest::{Client, Method};
use sandbox::smart_sender::{ChatState, Config, Quirks, SmartSender};
use serde_json::{Value, json};

use crate::desk::{Reply, client, read};

/// A service and somebody with its token.
struct Office {
    service: SmartSender,
    http: Client,
    token: String,
}

impl Office {
    /// A small one; the rate limit is off, because these tests are in a hurry.
    async fn open() -> Self {
        Self::with(|_| {}).await
    }

    async fn quirky(change: impl FnOnce(&mut Quirks)) -> Self {
        Self::with(|config| change(&mut config.quirks)).await
    }

    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::default();
        config.quirks.rate_limit = false;
        change(&mut config);
        let service = SmartSender::start(config).await.expect("a free port");
        Self {
            token: service.credentials().token.clone(),
            service,
            http: client(),
        }
    }

    /// One whose clock stands still at a quarter past nine.
    async fn frozen() -> Self {
        let now: Timestamp = "2026-11-03T09:15:00Z".parse().expect("a date");
        let office = Self::with(|config| config.now = Some(now)).await;
        office.service.clock().freeze();
        office.service.clock().set(now);
        office
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

    /// The collection of a list.
    async fn list(&self, path: &str) -> Vec<Value> {
        let answer = self.json(path).await;
        answer["collection"].as_array().expect("a list").clone()
    }

    async fn post(&self, path: &str, body: Value) -> Reply {
        self.ask(Method::POST, path, Some(body)).await
    }

    async fn put(&self, path: &str, body: Value) -> Reply {
        self.ask(Method::PUT, path, Some(body)).await
    }

    async fn delete(&self, path: &str) -> Reply {
        self.ask(Method::DELETE, path, None).await
    }

    /// Sends a text to a contact.
    async fn say(&self, contact: i64, text: &str) -> Reply {
        let body = json!({ "type": "text", "watermark": 1, "content": text });
        self.post(&format!("/contacts/{contact}/send"), body).await
    }

    /// The first chat that fits.
    fn chat(&self, fits: impl Fn(&ChatState) -> bool) -> ChatState {
        let mut chats = self.service.chats().into_iter();
        chats.find(|chat| fits(chat)).expect("the seed has one")
    }

    /// The first chat over a channel of this kind.
    fn on(&self, channel: &str) -> ChatState {
        self.chat(|chat| chat.channel.as_deref() == Some(channel))
    }
}

/// Ids of a collection.
fn ids(collection: &[Value]) -> Vec<i64> {
    collection
        .iter()
        .map(|item| item["id"].as_i64().expect("an id"))
        .collect()
}

#[track_caller]
fn done(reply: &Reply) {
    assert_eq!(reply.status, 200, "it is accepted: {}", reply.text);
    assert_eq!(reply.json(), json!({ "state": true }), "and says so");
}

/// Refused with this code, which is the status too, for this field.
#[track_caller]
fn refused(reply: &Reply, code: u16, field: Option<&str>) {
    assert_eq!(reply.status, code, "the status is the code: {}", reply.text);
    let error = &reply.json()["error"];
    assert_eq!(error["code"], code, "the body has the code");
    assert!(error["message"].is_string(), "and a message");
    if let Some(field) = field {
        assert!(
            error["description"][field][0].is_string(),
            "the description names {field}: {error}"
        );
    }
}
