//! Tokens of both levels: who may do what, since when and until when (sections 2, 3.1, 3.6, 3.7).

use std::collections::HashMap;

use axum::{
    Json,
    extract::{FromRequestParts, State},
    http::{HeaderMap, header, request::Parts},
    response::{IntoResponse, Response},
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::json;

use super::{
    App,
    body::Body,
    quirks::{ChatLevel, KeyHeader, OperatorScope, TokenAnswer},
    refusal::Refusal,
    world::Head,
};
use crate::{clock::plus_seconds, jwt, lock, rng::Rng};

/// Whom a token speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Company,
    Operator(i64),
}

#[derive(Debug, Clone)]
struct Grant {
    level: Level,
    expires: Timestamp,
}

/// Every token that was given.
#[derive(Debug)]
pub(crate) struct Tokens {
    given: HashMap<String, Grant>,
    rng: Rng,
    serial: u64,
}

impl Tokens {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            given: HashMap::new(),
            rng: Rng::new(seed, 0x7045),
            serial: 0,
        }
    }

    /// A new token.
    pub(crate) fn issue(&mut self, level: Level, now: Timestamp, expires: Timestamp) -> String {
        self.serial += 1;
        let (role, subject) = match level {
            Level::Company => ("Company", 1),
            Level::Operator(id) => ("Operator", id),
        };
        let payload = json!({
            "sub": subject.to_string(), "role": role, "jti": format!("{:08x}", self.serial),
            "iat": now.as_second(), "exp": expires.as_second(), "iss": "chathub-sandbox",
        });
        let entropy = [
            self.rng.number(),
            self.rng.number(),
            self.rng.number(),
            self.rng.number(),
        ];
        let token = jwt::mint(&payload, &entropy);
        self.given.insert(token.clone(), Grant { level, expires });
        token
    }

    /// Lets every token that fits expire at `now`.
    pub(crate) fn expire(&mut self, now: Timestamp, fits: impl Fn(Level) -> bool) {
        for grant in self.given.values_mut().filter(|grant| fits(grant.level)) {
            grant.expires = grant.expires.min(now);
        }
    }

    fn find(&self, token: &str) -> Option<&Grant> {
        self.given.get(token)
    }
}

/// What a request carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    Nothing,
    Profile,
    Live(Level, Timestamp),
    Expired,
    Unknown,
}

impl Claim {
    /// For the log: what was carried, never the token itself.
    pub(crate) fn describe(self) -> String {
        match self {
            Self::Nothing => "none".to_owned(),
            Self::Profile => "profile".to_owned(),
            Self::Live(Level::Company, _) => "company".to_owned(),
            Self::Live(Level::Operator(id), _) => format!("operator:{id}"),
            Self::Expired => "expired".to_owned(),
            Self::Unknown => "unknown".to_owned(),
        }
    }
}

/// Where the token was, and what it is worth now. A query token counts on the hub only.
pub(crate) fn claim(
    app: &App,
    headers: &HeaderMap,
    query_token: Option<&str>,
) -> (&'static str, Claim) {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let quirks = app.quirks();
    if let Some(value) = text(header::AUTHORIZATION.as_str()) {
        let token = value
            .strip_prefix("Bearer ")
            .or_else(|| value.strip_prefix("bearer "));
        return (
            "bearer",
            token.map_or(Claim::Unknown, |token| worth(app, token.trim())),
        );
    }
    if let Some(value) =
        text("x-authorization-key").filter(|_| quirks.key_header != KeyHeader::Ignored)
    {
        let profile = value == app.credentials.profile_key;
        let claim = match quirks.key_header {
            KeyHeader::Both | KeyHeader::Profile if profile => Claim::Profile,
            KeyHeader::Profile => Claim::Unknown,
            _ => worth(app, value),
        };
        return ("key", claim);
    }
    query_token.map_or(("none", Claim::Nothing), |token| {
        ("query", worth(app, token))
    })
}

fn worth(app: &App, token: &str) -> Claim {
    let now = app.clock.now();
    match lock(&app.tokens).find(token) {
        None => Claim::Unknown,
        Some(grant) if grant.expires <= now => Claim::Expired,
        Some(grant) => Claim::Live(grant.level, grant.expires),
    }
}

/// A caller whose token is alive, and whose operator still works here.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    pub(crate) level: Level,
    /// When its token ends; None for a Profile key.
    pub(crate) until: Option<Timestamp>,
}

impl Caller {
    pub(crate) fn from_claim(app: &App, claim: Claim) -> Result<Self, Refusal> {
        let (level, until) = match claim {
            Claim::Profile => (Level::Company, None),
            Claim::Live(level, until) => (level, Some(until)),
            Claim::Nothing | Claim::Expired | Claim::Unknown => return Err(Refusal::unauthorized()),
        };
        if let Level::Operator(id) = level {
            let active = lock(&app.world)
                .operators
                .get(&id)
                .is_some_and(|operator| operator.status == 0);
            if !active {
                return Err(Refusal::forbidden());
            }
        }
        Ok(Self { level, until })
    }

    /// For calls that take a company token.
    pub(crate) fn company(self) -> Result<(), Refusal> {
        if self.level == Level::Company {
            Ok(())
        } else {
            Err(Refusal::forbidden())
        }
    }

    /// For chat calls, whose level is a quirk.
    pub(crate) fn chat_work(self, app: &App) -> Result<(), Refusal> {
        let fits = match app.quirks().chat_level {
            ChatLevel::Either => true,
            ChatLevel::Operator => self.level != Level::Company,
            ChatLevel::Company => self.level == Level::Company,
        };
        if fits {
            Ok(())
        } else {
            Err(Refusal::forbidden())
        }
    }

    /// The operator it speaks for.
    pub(crate) fn operator(self) -> Option<i64> {
        match self.level {
            Level::Company => None,
            Level::Operator(id) => Some(id),
        }
    }

    /// The only organization whose chats it sees; None for all.
    pub(crate) fn confined_to(self, app: &App) -> Option<i64> {
        if app.quirks().operator_scope == OperatorScope::All {
            return None;
        }
        let id = self.operator()?;
        lock(&app.world)
            .operators
            .get(&id)
            .map(|operator| operator.organization)
    }

    /// Whether it sees this chat.
    pub(crate) fn sees(confined: Option<i64>, head: &Head) -> bool {
        confined.is_none_or(|organization| head.organization == organization)
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let (_, claim) = claim(app, &parts.headers, None);
        Self::from_claim(app, claim)
    }
}

fn token_answer(app: &App, token: &str, expires: Timestamp) -> Response {
    match app.quirks().token {
        TokenAnswer::String => Json(token).into_response(),
        TokenAnswer::Raw => token.to_owned().into_response(),
        TokenAnswer::Object => {
            Json(json!({ "token": token, "expiration": super::wire::moment(expires) }))
                .into_response()
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct SignIn {
    login: Option<String>,
    password: Option<String>,
}

/// POST /api/company/get-token
pub(crate) async fn company_token(
    State(app): State<App>,
    Body(form): Body<SignIn>,
) -> Result<Response, Refusal> {
    let login = form.login.ok_or_else(|| Refusal::missing("login"))?;
    let password = form.password.ok_or_else(|| Refusal::missing("password"))?;
    if login != app.credentials.login || password != app.credentials.password {
        return Err(Refusal::new(
            axum::http::StatusCode::UNAUTHORIZED,
            "The login or the password is wrong",
        ));
    }
    let now = app.clock.now();
    let expires = plus_seconds(now, app.quirks().company_token_seconds as i64);
    let token = lock(&app.tokens).issue(Level::Company, now, expires);
    Ok(token_answer(&app, &token, expires))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenOrder {
    id: Option<i64>,
    expires_at: Option<String>,
}

/// POST /api/operator/get-token
pub(crate) async fn operator_token(
    State(app): State<App>,
    caller: Caller,
    Body(order): Body<TokenOrder>,
) -> Result<Response, Refusal> {
    caller.company()?;
    let id = order.id.ok_or_else(|| Refusal::missing("id"))?;
    let expires = order
        .expires_at
        .ok_or_else(|| Refusal::missing("expiresAt"))?;
    let expires: Timestamp = expires
        .parse()
        .map_err(|_| Refusal::bad("'expiresAt' is not an ISO-8601 moment"))?;
    let status = lock(&app.world)
        .operators
        .get(&id)
        .map(|operator| operator.status);
    match status {
        None => return Err(Refusal::not_found("Operator")),
        Some(0) => {}
        Some(_) => return Err(Refusal::bad("The operator is not active")),
    }
    let now = app.clock.now();
    if expires <= now {
        return Err(Refusal::bad("'expiresAt' is in the past"));
    }
    if expires.duration_since(now) > SignedDuration::from_hours(24) {
        return Err(Refusal::bad("'expiresAt' is more than 24 hours ahead"));
    }
    let token = lock(&app.tokens).issue(Level::Operator(id), now, expires);
    Ok(token_answer(&app, &token, expires))
}

#[derive(Deserialize)]
pub(crate) struct UnderTest {
    token: Option<String>,
}

/// POST /api/operator/validate-token
pub(crate) async fn validate(
    State(app): State<App>,
    caller: Caller,
    Body(test): Body<UnderTest>,
) -> Result<Response, Refusal> {
    caller.company()?;
    let token = test.token.ok_or_else(|| Refusal::missing("token"))?;
    let claim = worth(&app, &token);
    let answer = match (claim, Caller::from_claim(&app, claim)) {
        (Claim::Live(Level::Operator(id), until), Ok(_)) => json!({
            "isValid": true, "operatorId": id, "clientId": 0,
            "expiresAt": super::wire::moment(until), "error": null,
        }),
        _ => json!({ "isValid": false, "error": "Invalid token" }),
    };
    Ok(Json(answer).into_response())
}
