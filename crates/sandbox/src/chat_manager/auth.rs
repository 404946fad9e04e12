//! The identity provider: client credentials in, a bearer token out (section 2). And what a token is worth.

use std::collections::HashMap;

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    App,
    quirks::{ExpiresIn, TokenForm},
    request::Pairs,
};
use crate::{clock::plus_seconds, frame::control::AsItIs, jwt, lock, rng::Rng};

/// Every token that was given, and until when it is good.
#[derive(Debug)]
pub(crate) struct Tokens {
    given: HashMap<String, Timestamp>,
    rng: Rng,
    serial: u64,
}

impl Tokens {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            given: HashMap::new(),
            rng: Rng::new(seed, 0x0A07),
            serial: 0,
        }
    }

    fn issue(&mut self, client: &str, now: Timestamp, expires: Timestamp) -> String {
        self.serial += 1;
        let payload = json!({
            "ver": 1, "jti": format!("AT.{:08x}", self.serial), "iss": "https://idp.example/oauth2/aus0sandbox",
            "aud": "api://digital-trust", "iat": now.as_second(), "exp": expires.as_second(),
            "cid": client, "scp": ["token"], "sub": client,
        });
        let entropy: Vec<u64> = (0..4).map(|_| self.rng.number()).collect();
        let token = jwt::mint(&payload, &entropy);
        self.given.insert(token.clone(), expires);
        token
    }

    /// Lets every token that was given expire.
    pub(crate) fn expire(&mut self, now: Timestamp) {
        for expires in self.given.values_mut() {
            *expires = now.min(*expires);
        }
    }

    /// How many were given.
    pub(crate) fn count(&self) -> u64 {
        self.serial
    }
}

/// The `turn`-th client secret of a seed.
pub(crate) fn secret(seed: u64, turn: u64) -> String {
    let mut rng = Rng::new(seed, 0x5EC4_0000 + turn);
    format!("{:016x}{:016x}", rng.number(), rng.number())
}

/// What a request carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    Nothing,
    Live,
    Expired,
    Unknown,
}

impl Claim {
    /// For the log: what was carried, never the token itself.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Nothing => "none",
            Self::Live => "client",
            Self::Expired => "expired",
            Self::Unknown => "unknown",
        }
    }
}

/// What the request's token is worth now.
pub(crate) fn claim(app: &App, headers: &HeaderMap) -> Claim {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Claim::Nothing;
    };
    let token = value.to_str().ok().and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme
            .eq_ignore_ascii_case("bearer")
            .then_some(token.trim())
    });
    let expires = token.and_then(|token| lock(&app.tokens).given.get(token).copied());
    match expires {
        None => Claim::Unknown,
        Some(expires) if expires <= app.clock.now() => Claim::Expired,
        Some(_) => Claim::Live,
    }
}

/// POST to the token address.
pub(crate) async fn token(
    State(app): State<App>,
    headers: HeaderMap,
    uri: Uri,
    body: Bytes,
) -> Response {
    let quirks = app.quirks();
    let query = Pairs::of(uri.query());
    let body = if is_form(&headers) {
        Pairs::of(std::str::from_utf8(&body).ok())
    } else {
        Pairs::of(None)
    };
    let field = |key: &str| {
        let (body, query) = (body.first(key), query.first(key));
        match quirks.token_form {
            TokenForm::Either => body.or(query),
            TokenForm::Body => body,
            TokenForm::Query => query,
        }
    };
    match field("grant_type") {
        Some("client_credentials") => {}
        Some(_) => return oauth(400, "unsupported_grant_type", "This grant is not offered."),
        None => return oauth(400, "invalid_request", "grant_type is missing."),
    }
    let known = {
        let ours = lock(&app.credentials);
        field("client_id") == Some(&ours.client_id)
            && field("client_secret") == Some(&ours.client_secret)
    };
    if !known {
        let sentence = "The client secret supplied for a confidential client is invalid.";
        return oauth(quirks.invalid_client_status, "invalid_client", sentence);
    }
    if field("scope") != Some("token") {
        let sentence = "One or more scopes are not configured for the authorization server.";
        return oauth(400, "invalid_scope", sentence);
    }
    let now = app.clock.now();
    let seconds = quirks.token_seconds;
    let client = lock(&app.credentials).client_id.clone();
    let token = lock(&app.tokens).issue(&client, now, plus_seconds(now, seconds as i64));
    let mut answer = json!({ "token_type": "Bearer", "access_token": token, "scope": "token" });
    let expires = match quirks.expires_in {
        ExpiresIn::Number => Value::from(seconds),
        ExpiresIn::Text => Value::from(seconds.to_string()),
        ExpiresIn::Absent => Value::Null,
    };
    if let (Some(fields), false) = (answer.as_object_mut(), expires.is_null()) {
        fields.insert("expires_in".into(), expires);
    }
    Json(answer).into_response()
}

/// Whether the body is a form.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    kind.and_then(|value| value.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

/// A refusal of the identity provider: its words are its own, whatever the managers do.
fn oauth(code: u16, error: &str, description: &str) -> Response {
    let body = json!({ "error": error, "error_description": description });
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = (status, Json(body)).into_response();
    response.extensions_mut().insert(AsItIs);
    response
}
