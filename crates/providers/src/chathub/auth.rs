//! Tokens (chathub.md §2): whose a call carries, how they are got, and how they are renewed.
//!
//! A 401 renews once for all who wait, then the call goes once more; a 401 from a sign-in itself
//! is final; a 403 renews nothing.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use domain::{
    ChatLevel, Credentials, Error, ErrorCode, OperatorId, Result, SignInMethod, Timestamp,
};
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::client::{Call, Client, Level};
use super::jwt;
use crate::fields::{Fields, id_value};
use crate::http::Answer;
use crate::json;
use crate::slot::{Slot, Token};

/// How far ahead an operator token may end: 24 h by the documents, less some for clocks that
/// differ.
const TOKEN_LIFE: Duration = Duration::from_secs(24 * 3600 - 300);
/// It is renewed this long before it ends.
const RENEW_BEFORE: Duration = Duration::from_secs(600);
const PROFILE_KEY: HeaderName = HeaderName::from_static("x-authorization-key");

/// Everything a call can be authorized with.
pub(super) struct Tokens {
    company: Company,
    chat_level: ChatLevel,
    working_as: RwLock<Option<Worker>>,
    /// Changes when chat calls begin to carry someone else's token.
    identity: watch::Sender<u64>,
}

enum Company {
    /// Signs in with these and holds the token.
    Password {
        login: String,
        password: SecretString,
        slot: Slot,
    },
    /// A key that never changes, in its own header.
    Key(HeaderValue),
    /// A token that can't be renewed; its text is kept for the live connection's address.
    Pasted(SecretString, HeaderValue),
}

/// The operator an administrator works as.
#[derive(Clone)]
struct Worker {
    operator: OperatorId,
    slot: Arc<Slot>,
}

/// What one request carries.
#[derive(Clone)]
pub(super) struct Pass {
    name: HeaderName,
    value: HeaderValue,
    /// For the live connection's address, which may need it; `None` for a key.
    pub(super) token: Option<SecretString>,
    source: Source,
}

#[derive(Clone)]
enum Source {
    Company(u64),
    Operator(Worker, u64),
    Fixed,
}

impl Pass {
    pub(super) fn headers(&self) -> HeaderMap {
        HeaderMap::from_iter([(self.name.clone(), self.value.clone())])
    }

    fn bearer(token: &Token, source: Source) -> Result<Self> {
        Ok(Self {
            name: AUTHORIZATION,
            value: sensitive(&format!("Bearer {}", token.secret.expose_secret()))?,
            token: Some(token.secret.clone()),
            source,
        })
    }
}

impl Tokens {
    pub(super) fn new(
        credentials: Credentials,
        chat_level: ChatLevel,
        working_as: Option<OperatorId>,
    ) -> Result<Self> {
        let secret = credentials.secret;
        let text = secret.expose_secret().trim().to_owned();
        let company = match credentials.method {
            SignInMethod::Password => Company::Password {
                login: credentials.principal,
                password: secret,
                slot: Slot::default(),
            },
            SignInMethod::ProfileKey => Company::Key(sensitive(&text)?),
            // ChatHub has three ways to sign in; `crate::services` offers no other.
            _ => {
                // People paste what they were sent, scheme and all.
                let token = text.strip_prefix("Bearer ").unwrap_or(&text).trim();
                let header = sensitive(&format!("Bearer {token}"))?;
                Company::Pasted(SecretString::from(token), header)
            }
        };
        let tokens = Self {
            company,
            chat_level,
            working_as: RwLock::new(None),
            identity: watch::Sender::new(0),
        };
        tokens.work_as(working_as);
        Ok(tokens)
    }

    /// Works as this operator from now on. The token is issued when first needed.
    pub(super) fn work_as(&self, operator: Option<OperatorId>) {
        let worker = operator.map(|operator| Worker {
            operator,
            slot: Arc::default(),
        });
        *self
            .working_as
            .write()
            .unwrap_or_else(PoisonError::into_inner) = worker;
        self.identity.send_modify(|count| *count += 1);
    }

    /// Tells when chat calls begin to carry someone else's token.
    pub(super) fn identity(&self) -> watch::Receiver<u64> {
        self.identity.subscribe()
    }

    /// Whether the account administers a company, rather than being one operator's.
    pub(super) fn administers(&self) -> bool {
        !matches!(self.company, Company::Pasted(..))
    }

    /// When the token that chat calls carry expires.
    pub(super) fn expires_at(&self) -> Option<Timestamp> {
        match (self.worker(), &self.company) {
            (Some(worker), _) => worker.slot.expires_at(),
            (None, Company::Password { slot, .. }) => slot.expires_at(),
            (None, Company::Key(_)) => None,
            (None, Company::Pasted(token, _)) => jwt::claims(token.expose_secret()).expires_at,
        }
    }

    /// How the account signs in.
    pub(super) fn method(&self) -> SignInMethod {
        match &self.company {
            Company::Password { .. } => SignInMethod::Password,
            Company::Key(_) => SignInMethod::ProfileKey,
            Company::Pasted(..) => SignInMethod::OperatorToken,
        }
    }

    /// The login, if the account signs in with one.
    pub(super) fn login(&self) -> &str {
        match &self.company {
            Company::Password { login, .. } => login,
            _ => "",
        }
    }

    /// The pasted token, if the account signs in with one.
    pub(super) fn pasted(&self) -> Option<&SecretString> {
        match &self.company {
            Company::Pasted(token, _) => Some(token),
            _ => None,
        }
    }

    fn worker(&self) -> Option<Worker> {
        if self.chat_level == ChatLevel::Company || !self.administers() {
            return None;
        }
        self.working_as
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Client {
    /// What a call of this level carries now.
    pub(super) async fn pass(&self, level: Level) -> Result<Pass> {
        match self.tokens.worker() {
            Some(worker) if level == Level::Chat => self.operator_pass(worker, None).await,
            _ => self.company_pass(None).await,
        }
    }

    /// What to carry instead of something that got a 401.
    pub(super) async fn renew(&self, refused: &Pass) -> Result<Pass> {
        match &refused.source {
            Source::Operator(worker, generation) => {
                self.operator_pass(worker.clone(), Some(*generation)).await
            }
            _ => self.renew_company(refused).await,
        }
    }

    async fn renew_company(&self, refused: &Pass) -> Result<Pass> {
        if let Source::Company(generation) = refused.source {
            return self.company_pass(Some(generation)).await;
        }
        Err(Error::new(
            ErrorCode::Unauthorized,
            if self.tokens.administers() {
                "ChatHub refuses the profile key. Sign in again with a current one."
            } else {
                "The operator token has expired or was revoked. Sign in again with a new one."
            },
        ))
    }

    async fn company_pass(&self, refused: Option<u64>) -> Result<Pass> {
        match &self.tokens.company {
            Company::Password {
                login,
                password,
                slot,
            } => {
                let fetch = || self.company_token(login, password);
                let (token, generation) = slot.get(refused, self.http.now(), fetch).await?;
                Pass::bearer(&token, Source::Company(generation))
            }
            Company::Key(value) => Ok(Pass {
                name: PROFILE_KEY,
                value: value.clone(),
                token: None,
                source: Source::Fixed,
            }),
            Company::Pasted(token, value) => Ok(Pass {
                name: AUTHORIZATION,
                value: value.clone(),
                token: Some(token.clone()),
                source: Source::Fixed,
            }),
        }
    }

    async fn operator_pass(&self, worker: Worker, refused: Option<u64>) -> Result<Pass> {
        let slot = Arc::clone(&worker.slot);
        let now = self.http.now();
        let fetch = || async {
            let operator = &worker.operator;
            let expires_at = now.after(TOKEN_LIFE);
            let first = self.operator_token(operator, expires_at).await;
            let token = match (first, self.differing_time()) {
                // Our clock is off: what we ask for lies in its past, or beyond a day.
                (Err(error), Some(theirs)) if error.code == ErrorCode::Invalid => {
                    let second = self
                        .operator_token(operator, theirs.after(TOKEN_LIFE))
                        .await;
                    second.map(|token| Token {
                        expires_at: Some(expires_at),
                        renew_at: Some(expires_at.before(RENEW_BEFORE)),
                        ..token
                    })
                }
                (first, _) => first,
            };
            token.map_err(no_operator_token)
        };
        let (token, generation) = slot.get(refused, now, fetch).await?;
        Pass::bearer(&token, Source::Operator(worker, generation))
    }

    /// §3.1. A 401 here is the service's last word on the login and password.
    async fn company_token(&self, login: &str, password: &SecretString) -> Result<Token> {
        let call = Call::new(
            Level::Company,
            Method::POST,
            &["api", "company", "get-token"],
        )
        .json(&json!({ "login": login, "password": password.expose_secret() }));
        let answer = self.attempt(&call, None).await?;
        match answer.status.as_u16() {
            200..=299 => {}
            400 | 401 | 422 => {
                return Err(Error::new(
                    ErrorCode::Unauthorized,
                    "ChatHub refuses this login or password.",
                ));
            }
            300..=399 | 404 | 405 => return Err(not_chathub()),
            _ => return Err(self.judge(answer).err().unwrap_or_else(not_chathub)),
        }
        let secret = token_in(&answer).ok_or_else(not_chathub)?;
        let expires_at = jwt::claims(secret.expose_secret()).expires_at;
        // A token that is over by our clock but fresh from the service: the clock is wrong.
        let expires_at = expires_at.filter(|at| *at > self.http.now());
        // The documents name no lifetime, so a 401 is what renews it (§10 row 13).
        Ok(Token {
            secret,
            expires_at,
            renew_at: None,
        })
    }

    /// §3.6, always at the company's level.
    pub(super) async fn operator_token(
        &self,
        operator: &OperatorId,
        expires_at: Timestamp,
    ) -> Result<Token> {
        let path = ["api", "operator", "get-token"];
        let body = json!({ "id": id_value(operator.as_str()), "expiresAt": expires_at.to_iso() });
        let call = Call::new(Level::Company, Method::POST, &path).json(&body);
        let pass = self.company_pass(None).await?;
        let mut answer = self.attempt(&call, Some(&pass)).await?;
        if answer.status.as_u16() == 401 {
            let pass = self.renew_company(&pass).await?;
            answer = self.attempt(&call, Some(&pass)).await?;
        }
        let answer = self.judge(answer)?;
        Ok(Token {
            secret: token_in(&answer).ok_or_else(|| answer.undecodable())?,
            expires_at: Some(expires_at),
            renew_at: Some(expires_at.before(RENEW_BEFORE)),
        })
    }
}

/// A chat call that lacks a token must not look like a chat that is gone or a text that is
/// refused.
fn no_operator_token(error: Error) -> Error {
    match error.code {
        ErrorCode::NotFound | ErrorCode::Invalid | ErrorCode::Unsupported => Error::new(
            ErrorCode::Forbidden,
            format!(
                "ChatHub gives no token for this operator: {}",
                error.message
            ),
        )
        .with_source(error),
        _ => error,
    }
}

pub(super) fn not_chathub() -> Error {
    Error::new(
        ErrorCode::NotThisService,
        "Something answers at this address, but it isn't ChatHub.",
    )
}

/// The token in an answer: a JSON string, raw text, or an object (§10 row 11).
fn token_in(answer: &Answer) -> Option<SecretString> {
    if answer.is_html() {
        return None;
    }
    let token = match json::read::<Value>(&answer.body) {
        Ok(Value::String(token)) => token,
        Ok(object @ Value::Object(_)) => {
            Fields::of(&object)?.text(&["token", "accessToken", "access_token", "jwt"])?
        }
        Ok(_) => return None,
        Err(_) => answer.text()?.to_owned(),
    };
    let token = token.trim().trim_matches('"');
    let plausible = !token.is_empty()
        && token.len() <= 16_384
        && token.bytes().all(|byte| byte.is_ascii_graphic());
    plausible.then(|| SecretString::from(token))
}

fn sensitive(text: &str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(text).map_err(|_| {
        Error::new(
            ErrorCode::Invalid,
            "The key or token has characters that none has. Copy it again, in one line.",
        )
    })?;
    value.set_sensitive(true);
    Ok(value)
}
