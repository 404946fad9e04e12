//! Web sockets over the same connections as everything else: one TLS, one proxy setting, one
//! mapping of faults.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use domain::{Error, ErrorCode, Result};
use reqwest::Upgraded;
use reqwest::header::{
    CONNECTION, HeaderMap, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY,
    SEC_WEBSOCKET_VERSION, UPGRADE,
};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use url::Url;

use super::{Answer, Effect, Http, fault, transfer};

/// A web socket that stands.
pub(crate) type Socket = WebSocketStream<Upgraded>;

/// What became of asking for one.
pub(crate) enum SocketAnswer {
    /// It stands.
    Open(Socket),
    /// The service answered otherwise.
    Refused(Answer),
}

/// Largest body of a refusal that is read.
const LARGEST_REFUSAL: usize = 64 << 10;

impl Http {
    /// Asks for a web socket. The address may hold a token, so it is never logged.
    pub(crate) async fn open_socket(
        &self,
        url: Url,
        mut headers: HeaderMap,
        largest: usize,
    ) -> Result<SocketAnswer> {
        let key = STANDARD.encode(rand::random::<[u8; 16]>());
        headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
        headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        headers.insert(SEC_WEBSOCKET_KEY, header(&key)?);
        let request = self.socket_client(&url)?.get(url.clone()).headers(headers);
        let times = self.times();
        let response = match timeout(times.connect + times.read, request.send()).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => {
                return Err(fault::of_sending(error, &url, Effect::Repeatable, || {
                    self.has_route()
                }));
            }
            Err(_) => return Err(fault::too_slow()),
        };
        let status = response.status();
        tracing::debug!(path = url.path(), status = status.as_u16(), "web socket");
        if status.as_u16() != 101 {
            let headers = response.headers().clone();
            let body = transfer::read(response, LARGEST_REFUSAL, times.read).await;
            return Ok(SocketAnswer::Refused(Answer {
                status,
                headers,
                body: body.unwrap_or_else(|_| Bytes::new()),
                url,
                effect: Effect::Repeatable,
            }));
        }
        let expected = derive_accept_key(key.as_bytes());
        let accepted = response
            .headers()
            .get(SEC_WEBSOCKET_ACCEPT)
            .is_some_and(|value| value.as_bytes() == expected.as_bytes());
        if !accepted {
            return Err(Error::new(
                ErrorCode::Decode,
                "The live connection was answered by something else.",
            ));
        }
        let upgraded = response.upgrade().await.map_err(fault::of_reading)?;
        let config = WebSocketConfig::default()
            .max_message_size(Some(largest))
            .max_frame_size(Some(largest));
        let socket = WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await;
        Ok(SocketAnswer::Open(socket))
    }
}

fn header(text: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(text)
        .map_err(|error| Error::new(ErrorCode::Internal, "Never a header.").with_source(error))
}
