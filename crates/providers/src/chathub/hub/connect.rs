//! Making the hub's connection: negotiation, then a web socket.

use domain::{Error, ErrorCode, Result};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use secrecy::ExposeSecret;
use serde_json::Value;
use url::Url;

use crate::chathub::auth::Pass;
use crate::chathub::client::{Call, Client, Level};
use crate::fields::Fields;
use crate::http::{Socket, SocketAnswer, bounded};

/// Largest record: a message with a photo inside. It stands in memory more than once while it is
/// read.
pub(super) const LARGEST_RECORD: usize = 8 << 20;

/// A web socket to the hub, before SignalR's handshake.
pub(super) async fn connect(client: &Client) -> Result<Socket> {
    let mut url = client.url(&["chathub"]);
    if let Some(id) = negotiate(client).await? {
        url.query_pairs_mut().append_pair("id", &id);
    }
    let mut pass = client.pass(Level::Chat).await?;
    match open(client, &url, &pass, false).await? {
        SocketAnswer::Open(socket) => return Ok(socket),
        SocketAnswer::Refused(answer) if answer.status.as_u16() == 401 => {}
        SocketAnswer::Refused(answer) => return refused(client, answer),
    }
    // Either the token is over or this server reads it from the address alone, as browsers
    // have to write it.
    if let Ok(renewed) = client.renew(&pass).await {
        pass = renewed;
    }
    match open(client, &url, &pass, true).await? {
        SocketAnswer::Open(socket) => Ok(socket),
        SocketAnswer::Refused(answer) => refused(client, answer),
    }
}

async fn open(client: &Client, url: &Url, pass: &Pass, in_address: bool) -> Result<SocketAnswer> {
    let mut url = url.clone();
    let headers: HeaderMap = pass.headers();
    if let (true, Some(token)) = (
        in_address && headers.contains_key(AUTHORIZATION),
        &pass.token,
    ) {
        url.query_pairs_mut()
            .append_pair("access_token", token.expose_secret());
    }
    client.turn().await?;
    let answer = client
        .http
        .open_socket(url, headers, LARGEST_RECORD)
        .await?;
    if let SocketAnswer::Refused(refused) = &answer {
        client.heed(refused);
    }
    Ok(answer)
}

fn refused(client: &Client, answer: crate::http::Answer) -> Result<Socket> {
    let not_there = matches!(answer.status.as_u16(), 200..=299 | 404 | 405);
    Err(match client.judge(answer) {
        Err(error) if !not_there => error,
        _ => no_hub(),
    })
}

fn no_hub() -> Error {
    Error::new(
        ErrorCode::Unsupported,
        "The service has no live connection here.",
    )
}

/// The id to connect with; `None` where the service doesn't negotiate.
async fn negotiate(client: &Client) -> Result<Option<String>> {
    let call = Call::new(Level::Chat, Method::POST, &["chathub", "negotiate"])
        .query(vec![("negotiateVersion", "1".to_owned())]);
    let answer = client.answer(call).await?;
    if matches!(answer.status.as_u16(), 404 | 405) {
        return Ok(None);
    }
    let answer = client.judge(answer)?;
    let json = answer.json().map_err(|_| no_hub())?;
    let fields = Fields::of(&json).ok_or_else(no_hub)?;
    if let Some(error) = fields.text(&["error"]) {
        let words = bounded(&error).unwrap_or_default();
        return Err(Error::new(ErrorCode::Server, words));
    }
    // Another server would have to be trusted with what our own sends.
    let elsewhere = fields.text(&["url"]).is_some();
    if elsewhere || !offers_web_sockets(&fields) {
        return Err(no_hub());
    }
    Ok(fields.text(&["connectionToken", "connectionId"]))
}

fn offers_web_sockets(fields: &Fields<'_>) -> bool {
    let Some(Value::Array(transports)) = fields.find(&["availableTransports"]) else {
        return true;
    };
    transports.iter().any(|transport| {
        Fields::of(transport)
            .and_then(|it| it.text(&["transport"]))
            .is_some_and(|name| name.eq_ignore_ascii_case("websockets"))
    })
}
