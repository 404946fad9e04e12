//! The hub on the wire: records over a plain WebSocket.

use futures_util::{SinkExt, StreamExt};
use reqwest::Method;
use sandbox::{Fault, FaultKind};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest},
};

use crate::desk::{Desk, SOON};

struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    records: Vec<Value>,
}

impl Client {
    /// Connects without negotiation, the token in the query.
    async fn connect(desk: &Desk, token: &str) -> Result<Self, Error> {
        let address = desk.sandbox.url().replace("http://", "ws://");
        let (socket, _) = connect_async(format!("{address}/chathub?access_token={token}")).await?;
        Ok(Self {
            socket,
            records: Vec::new(),
        })
    }

    /// And shakes hands.
    async fn ready(desk: &Desk) -> Self {
        let mut client = Self::connect(desk, &desk.operator)
            .await
            .expect("the token is good");
        client
            .send(&json!({ "protocol": "json", "version": 1 }))
            .await;
        assert_eq!(client.next().await, Some(json!({})), "hands are shaken");
        client
    }

    async fn send(&mut self, value: &Value) {
        self.socket
            .send(Message::text(format!("{value}\u{1e}")))
            .await
            .expect("the connection stands");
    }

    /// The next record but pings; None when the connection ended.
    async fn next(&mut self) -> Option<Value> {
        let read = async {
            loop {
                if !self.records.is_empty() {
                    return Some(self.records.remove(0));
                }
                let frame = self.socket.next().await?.ok()?;
                let Message::Text(text) = frame else { continue };
                let records = text.split('\u{1e}').filter(|record| !record.is_empty());
                let records =
                    records.map(|record| serde_json::from_str(record).expect("a record is JSON"));
                self.records
                    .extend(records.filter(|record: &Value| record["type"] != 6));
            }
        };
        tokio::time::timeout(SOON, read)
            .await
            .expect("something in time")
    }

    /// The arguments of the next invocation of this method.
    async fn told(&mut self, target: &str) -> Vec<Value> {
        loop {
            let record = self.next().await.expect("the connection stands");
            if record["target"] == target {
                return record["arguments"].as_array().expect("arguments").clone();
            }
        }
    }

    /// Invokes and waits for the completion.
    async fn invoke(&mut self, target: &str, arguments: Value) -> Option<Value> {
        self.send(
            &json!({ "type": 1, "invocationId": "1", "target": target, "arguments": arguments }),
        )
        .await;
        loop {
            let record = self.next().await?;
            if record["type"] == 3 {
                return Some(record);
            }
        }
    }
}

#[tokio::test]
async fn negotiation_offers_websockets_and_a_token_used_once() {
    let desk = Desk::open().await;
    let negotiate = |version: u32| {
        let path = format!("/chathub/negotiate?negotiateVersion={version}");
        desk.send(
            desk.request(Method::POST, &path)
                .bearer_auth(&desk.operator),
        )
    };
    let offer = negotiate(1).await.json();
    assert_eq!(offer["negotiateVersion"], 1, "the version asked for");
    assert_eq!(
        offer["availableTransports"][0]["transport"], "WebSockets",
        "the transport"
    );
    assert_ne!(
        offer["connectionId"], offer["connectionToken"],
        "the token is the secret one"
    );
    assert!(
        negotiate(0).await.json().get("connectionToken").is_none(),
        "version 0 knows ids only"
    );
    let id = offer["connectionToken"].as_str().expect("a token");
    let address = format!(
        "{}/chathub?id={id}",
        desk.sandbox.url().replace("http://", "ws://")
    );
    let with_header = || {
        let mut request = address.as_str().into_client_request().expect("an address");
        let bearer = format!("Bearer {}", desk.operator)
            .parse()
            .expect("a header");
        request.headers_mut().insert("authorization", bearer);
        request
    };
    assert!(
        connect_async(with_header()).await.is_ok(),
        "the id and a header are enough"
    );
    assert!(
        connect_async(with_header()).await.is_err(),
        "an id counts once"
    );
}

#[tokio::test]
async fn bad_tokens_stay_outside() {
    let desk = Desk::open().await;
    let refused = Client::connect(&desk, "a.b.c").await;
    assert!(
        matches!(refused, Err(Error::Http(reply)) if reply.status() == 401),
        "not known"
    );
    let negotiate = desk.request(Method::POST, "/chathub/negotiate?negotiateVersion=1");
    assert_eq!(desk.send(negotiate).await.status, 401, "nor without any");
    desk.sandbox.set_quirks(|quirks| quirks.hub = false);
    let absent = Client::connect(&desk, &desk.operator).await;
    assert!(
        matches!(absent, Err(Error::Http(reply)) if reply.status() == 404),
        "or there is no hub"
    );
}

#[tokio::test]
async fn foreign_protocols_are_told_so() {
    let desk = Desk::open().await;
    let mut client = Client::connect(&desk, &desk.operator)
        .await
        .expect("the token is good");
    client
        .send(&json!({ "protocol": "messagepack", "version": 1 }))
        .await;
    let answer = client.next().await.expect("an answer");
    assert!(
        answer["error"]
            .as_str()
            .is_some_and(|text| text.contains("messagepack")),
        "by name"
    );
    assert_eq!(client.next().await, None, "and the connection ends");
}

#[tokio::test]
async fn clients_are_told_what_happens() {
    let desk = Desk::open().await;
    let mut client = Client::ready(&desk).await;
    assert!(
        desk.sandbox.wait_for_hub_clients(1, SOON).await,
        "it is counted"
    );
    desk.sandbox.customer_writes(1005, "is anyone there?");
    let told = client.told("ReceiveMessage").await;
    assert_eq!(
        (&told[0]["chatId"], &told[0]["message"]),
        (&json!(1005), &json!("is anyone there?")),
        "a message"
    );
    assert_eq!(
        client.told("ChatStatusChanged").await,
        [json!(1005), json!(1)],
        "it was closed and opens"
    );
    desk.sandbox.customer_sends_photo(1005, "");
    let media = client.told("ReceiveMediaMessage").await;
    assert!(
        media[0]["media"]["uri"].is_string() && media[0]["media"]["name"].is_string(),
        "a photo"
    );
    let chat = desk.sandbox.new_chat(sandbox::NewChat {
        source: Some(2),
        ..Default::default()
    });
    let created = client.told("ChatCreated").await;
    assert_eq!(
        (&created[0]["id"], &created[0]["messSource"]),
        (&json!(chat), &json!(2)),
        "a chat"
    );
    assert!(created[0]["client"]["name"].is_string(), "with its client");
    desk.work(
        Method::PUT,
        "/api/chat/status",
        json!({ "id": 1003, "status": 4 }),
    )
    .await;
    assert_eq!(
        client.told("ChatStatusChanged").await,
        [json!(1003), json!(4)],
        "a status"
    );
}

#[tokio::test]
async fn invocations_are_completed() {
    let desk = Desk::open().await;
    let mut client = Client::ready(&desk).await;
    let done = client
        .invoke("SendMessage", json!([1003, "from the hub"]))
        .await;
    assert_eq!(
        done,
        Some(json!({ "type": 3, "invocationId": "1" })),
        "without a result by default"
    );
    let media = json!({ "Name": "a.jpg", "Format": "jpg", "DataBase64": "aGk=", "Type": 1 });
    let done = client
        .invoke("SendMediaMessage", json!([1003, media]))
        .await
        .expect("a completion");
    assert!(done.get("error").is_none(), "taken in: {done}");
    let sends = desk.sandbox.sends();
    assert_eq!(
        sends.iter().map(|send| send.via).collect::<Vec<_>>(),
        ["hub", "hub"],
        "both over the hub"
    );
    assert_eq!(
        sends[1].attachment.as_deref(),
        Some("a.jpg"),
        "with its name"
    );
    let kind = desk
        .sandbox
        .messages(1003)
        .pop()
        .map(|message| message.kind);
    assert_eq!(kind, Some(1), "a photo");
    let wrong = client
        .invoke("SendMessage", json!([4, "nobody"]))
        .await
        .expect("a completion");
    assert!(
        wrong["error"]
            .as_str()
            .is_some_and(|text| text.contains("Chat not found")),
        "{wrong}"
    );
    let unknown = client
        .invoke("Dance", json!([1003, "x"]))
        .await
        .expect("a completion");
    assert!(
        unknown["error"]
            .as_str()
            .is_some_and(|text| text.contains("Unknown hub method")),
        "{unknown}"
    );
    let logged = desk
        .sandbox
        .log()
        .into_iter()
        .find(|entry| entry.is("HUB", "/chathub/SendMessage"));
    assert_eq!(
        logged.and_then(|entry| entry.status),
        Some(200),
        "the log has it"
    );
}

#[tokio::test]
async fn an_answer_can_be_lost_after_the_hub_took_the_message_in() {
    let desk = Desk::open().await;
    let mut client = Client::ready(&desk).await;
    desk.sandbox.fault(Fault::on(
        "HUB",
        "/chathub/SendMessage",
        FaultKind::ResetAfter,
    ));
    assert_eq!(
        client.invoke("SendMessage", json!([1003, "lost?"])).await,
        None,
        "the connection dies"
    );
    assert_eq!(desk.sandbox.sends().len(), 1, "but the message is there");
    let mut client = Client::ready(&desk).await;
    desk.sandbox.fault(Fault::on(
        "HUB",
        "/chathub/SendMessage",
        FaultKind::ResetBefore,
    ));
    assert_eq!(
        client.invoke("SendMessage", json!([1003, "lost!"])).await,
        None,
        "it dies again"
    );
    assert_eq!(desk.sandbox.sends().len(), 1, "and this one is not");
}

#[tokio::test]
async fn the_hub_pings_and_ends_with_the_token() {
    let desk = Desk::quirky(|quirks| quirks.hub_ping_ms = 50).await;
    let token = desk
        .sandbox
        .issue_operator_token(21, Duration::from_secs(60));
    let mut client = Client::connect(&desk, &token)
        .await
        .expect("the token is good");
    client
        .send(&json!({ "protocol": "json", "version": 1 }))
        .await;
    let pinged = async {
        while let Some(Ok(frame)) = client.socket.next().await {
            if frame
                .to_text()
                .is_ok_and(|text| text.contains("\"type\":6"))
            {
                return true;
            }
        }
        false
    };
    assert!(
        tokio::time::timeout(SOON, pinged).await.expect("in time"),
        "it pings"
    );
    desk.sandbox.clock().advance(Duration::from_secs(61));
    let close = client.next().await.expect("a close record");
    assert_eq!(
        (&close["type"], &close["allowReconnect"]),
        (&json!(7), &json!(true)),
        "it says goodbye"
    );
    let mut client = Client::ready(&desk).await;
    desk.sandbox.expire_operator_tokens();
    assert_eq!(
        client.next().await.map(|record| record["type"].clone()),
        Some(json!(7)),
        "ended at once"
    );
    assert!(
        desk.sandbox.wait_for_hub_clients(0, SOON).await,
        "nobody is left"
    );
}

#[tokio::test]
async fn connections_can_be_dropped_and_the_sender_left_out() {
    let desk = Desk::quirky(|quirks| quirks.hub_echo = false).await;
    let (mut one, mut two) = (Client::ready(&desk).await, Client::ready(&desk).await);
    one.invoke("SendMessage", json!([1003, "quiet"])).await;
    assert_eq!(
        two.told("ReceiveMessage").await[0]["message"],
        "quiet",
        "others are told"
    );
    desk.sandbox.customer_writes(1003, "marker");
    assert_eq!(
        one.told("ReceiveMessage").await[0]["message"],
        "marker",
        "the sender was not"
    );
    desk.sandbox.drop_hub_connections();
    assert!(
        desk.sandbox.wait_for_hub_clients(0, SOON).await,
        "both are gone"
    );
}
