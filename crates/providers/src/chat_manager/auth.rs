//! Client credentials and the token they buy (chat-manager.md §2): renewed before it ends, once
//! for all who wait, and after a 401.

use std::time::Duration;

use bytes::Bytes;
use domain::{Credentials, Error, ErrorCode, Result, Timestamp};
use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use url::Url;
use url::form_urlencoded::Serializer;

use super::client::Client;
use crate::http::{Answer, Effect, Payload, Request, refusal};
use crate::server::parse_server;
use crate::slot::{Slot, Token};

/// The scope that all managers share.
const SCOPE: &str = "token";
/// A token is renewed this long before it ends, short-lived ones after nine tenths of their life.
const RENEW_BEFORE: Duration = Duration::from_secs(300);

/// What the account signs in with, and the token it has.
pub(super) struct Tokens {
    address: Url,
    client_id: String,
    secret: SecretString,
    slot: Slot,
}

/// What a call carries.
pub(super) struct Pass {
    value: HeaderValue,
    generation: u64,
}

impl Pass {
    /// The headers of a call that carries it.
    pub(super) fn headers(&self) -> HeaderMap {
        HeaderMap::from_iter([(AUTHORIZATION, self.value.clone())])
    }
}

impl Tokens {
    pub(super) fn new(credentials: Credentials, address: Option<&str>) -> Result<Self> {
        let address = address.map(str::trim).filter(|it| !it.is_empty());
        let address = address.ok_or_else(|| {
            Error::new(
                ErrorCode::Invalid,
                "The address that issues tokens is missing.",
            )
        })?;
        Ok(Self {
            address: parse_server(address, "")?,
            client_id: credentials.principal,
            secret: credentials.secret,
            slot: Slot::default(),
        })
    }

    pub(super) fn client_id(&self) -> &str {
        &self.client_id
    }

    /// When the present token ends, if there is one.
    pub(super) fn expires_at(&self) -> Option<Timestamp> {
        self.slot.expires_at()
    }
}

/// The identity provider's answer.
#[derive(Deserialize)]
struct Issued {
    access_token: SecretString,
    #[serde(default)]
    expires_in: Value,
}

impl Issued {
    /// Seconds, a number or a text.
    fn seconds(&self) -> Option<u64> {
        let text = || self.expires_in.as_str()?.trim().parse().ok();
        self.expires_in.as_u64().or_else(text)
    }
}

impl Client {
    /// What a call carries now; with `refused`, instead of what got a 401.
    pub(super) async fn pass(&self, refused: Option<&Pass>) -> Result<Pass> {
        let refused = refused.map(|pass| pass.generation);
        let fetch = || self.new_token();
        let (token, generation) = self
            .tokens
            .slot
            .get(refused, self.http.now(), fetch)
            .await?;
        let text = format!("Bearer {}", token.secret.expose_secret());
        // Something with a line break in it is no token.
        let mut value = HeaderValue::from_str(&text).map_err(|_| no_issuer())?;
        value.set_sensitive(true);
        Ok(Pass { value, generation })
    }

    /// The parameters go in the body: an address would carry the secret into logs.
    async fn new_token(&self) -> Result<Token> {
        let tokens = &self.tokens;
        let form = Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("client_id", &tokens.client_id)
            .append_pair("client_secret", tokens.secret.expose_secret())
            .append_pair("scope", SCOPE)
            .finish();
        let json = HeaderValue::from_static("application/json");
        let answer = self
            .ask_for_token(Request {
                method: Method::POST,
                url: tokens.address.clone(),
                headers: HeaderMap::from_iter([(ACCEPT, json)]),
                payload: Payload::Form(Bytes::from(form)),
                effect: Effect::Repeatable,
            })
            .await?;
        if !answer.status.is_success() {
            return Err(self.no_token(&answer));
        }
        let issued: Issued = answer.read().map_err(|_| no_issuer())?;
        let now = self.http.now();
        let life = issued.seconds().map(Duration::from_secs);
        let expires_at = life.map(|life| now.after(life));
        let early = life.map(|life| RENEW_BEFORE.min(life / 10));
        Ok(Token {
            secret: issued.access_token,
            expires_at,
            renew_at: expires_at.zip(early).map(|(at, early)| at.before(early)),
        })
    }

    /// Why there is no token (RFC 6749 §5.2). A 401 here is the last word on id and secret.
    fn no_token(&self, answer: &Answer) -> Error {
        let error = answer.json().ok();
        let error = error.as_ref().and_then(|body| body.get("error")?.as_str());
        match (answer.status.as_u16(), error) {
            (_, Some("invalid_client" | "unauthorized_client" | "invalid_grant")) | (401, _) => {
                Error::new(
                    ErrorCode::Unauthorized,
                    "The client id or the client secret is refused.",
                )
            }
            (300..=399 | 404 | 405, None) => no_issuer(),
            _ => refusal(answer, answer.effect, self.http.now()),
        }
    }
}

fn no_issuer() -> Error {
    Error::new(
        ErrorCode::NotThisService,
        "Something answers at the token address, but it issues no tokens.",
    )
}
