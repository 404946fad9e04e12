//! Accounts: which service, where, as whom; and what is needed to sign in.

use std::collections::BTreeMap;
use std::fmt;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use url::Url;

use crate::{AccountId, OperatorRef};

/// The chat services. Matched in one place, `providers::connect`; everything else asks for
/// capabilities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ServiceKind {
    /// SMSBAT ChatHub.
    Chathub,
    /// Smart Sender.
    SmartSender,
    /// Texter.
    Texter,
    /// Digital Trust Chat Manager.
    ChatManager,
}

/// All of them.
pub const SERVICES: [ServiceKind; 4] = [
    ServiceKind::Chathub,
    ServiceKind::SmartSender,
    ServiceKind::Texter,
    ServiceKind::ChatManager,
];

/// One way to sign in to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SignInMethod {
    /// Login and password of a company (ChatHub §3.1).
    Password,
    /// A static key from the service's dashboard, sent in its own header (ChatHub §2).
    ProfileKey,
    /// A token an administrator issued to one operator (ChatHub §3.6). Can't be renewed.
    OperatorToken,
    /// A project's token (Smart Sender §1).
    ProjectToken,
    /// A project's id and an API token (Texter §1).
    ApiToken,
    /// OAuth 2 client credentials (Chat Manager §2).
    ClientCredentials,
}

/// A text box of a sign-in form. The front end has the words for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SignInField {
    /// Login name, kept in the account.
    Login,
    /// Password, kept in the keyring.
    Password,
    /// Profile key, kept in the keyring.
    ProfileKey,
    /// Operator token, kept in the keyring.
    OperatorToken,
    /// Project token, kept in the keyring.
    ProjectToken,
    /// Project id, kept in the account.
    ProjectId,
    /// API token, kept in the keyring.
    ApiToken,
    /// Client id, kept in the account.
    ClientId,
    /// Client secret, kept in the keyring.
    ClientSecret,
    /// Address that issues tokens, kept in the account's options.
    TokenUrl,
    /// Path prefix of the chat calls, kept in the account's options.
    ChatPrefix,
    /// Path prefix of the report calls, kept in the account's options.
    ReportPrefix,
}

/// What a service needs for signing in.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub struct ServiceDescriptor {
    /// Which service.
    pub kind: ServiceKind,
    /// Its name as its vendor writes it.
    pub name: String,
    /// The vendor's server address. `{principal}` in it stands for what the person fills in as
    /// the principal (Texter's address carries the project's id).
    pub default_server: String,
    /// The administrator of this computer allows no other address.
    pub server_fixed: bool,
    /// Ways to sign in, the usual one first.
    pub methods: Vec<SignInMethodDescriptor>,
}

/// One way to sign in and the boxes to fill.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub struct SignInMethodDescriptor {
    /// Which way.
    pub method: SignInMethod,
    /// The box for who signs in, if the method has one.
    pub principal: Option<SignInField>,
    /// The box for the secret.
    pub secret: SignInField,
    /// Boxes whose contents become [`AccountOptions`]; each has a default to begin with, which
    /// may be empty.
    pub more: Vec<OptionField>,
}

/// A box of a sign-in form whose content becomes an option of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct OptionField {
    /// Which.
    pub field: SignInField,
    /// What to begin with.
    pub default: String,
    /// Whether it may stay empty.
    pub optional: bool,
}

/// A filled-in sign-in form, as the front end sends it.
#[derive(Deserialize, TS)]
#[ts(export)]
pub struct AccountForm {
    /// Which service.
    pub service: ServiceKind,
    /// Which way to sign in.
    pub method: SignInMethod,
    /// Server address; empty or absent for the vendor's.
    #[ts(optional)]
    pub server: Option<String>,
    /// A name for the account; empty or absent for one made from its identity.
    #[ts(optional)]
    pub label: Option<String>,
    /// Login or the like; empty where the method has none.
    #[serde(default)]
    pub principal: String,
    /// Password, key or token.
    #[ts(type = "string")]
    pub secret: SecretString,
    /// Contents of [`SignInMethodDescriptor::more`]; absent ones take their default.
    #[serde(default)]
    #[ts(optional)]
    pub token_url: Option<String>,
    /// As [`Self::token_url`].
    #[serde(default)]
    #[ts(optional)]
    pub chat_prefix: Option<String>,
    /// As [`Self::token_url`].
    #[serde(default)]
    #[ts(optional)]
    pub report_prefix: Option<String>,
    /// Keep the secret in memory only, because the person said so when there is no keyring.
    #[serde(default)]
    pub this_run_only: bool,
}

impl AccountForm {
    /// With this secret, at the vendor's own server, and nothing else said.
    pub fn new(
        service: ServiceKind,
        method: SignInMethod,
        secret: impl Into<SecretString>,
    ) -> Self {
        Self {
            service,
            method,
            server: None,
            label: None,
            principal: String::new(),
            secret: secret.into(),
            token_url: None,
            chat_prefix: None,
            report_prefix: None,
            this_run_only: false,
        }
    }
}

impl fmt::Debug for AccountForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountForm")
            .field("service", &self.service)
            .field("method", &self.method)
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}

/// Everything about an account that isn't secret. Kept in `outbox.db`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountConfig {
    /// Local id.
    pub id: AccountId,
    /// Which service.
    pub service: ServiceKind,
    /// How it signs in.
    pub method: SignInMethod,
    /// Server address without a trailing slash.
    pub server: Url,
    /// The person's name for it.
    pub label: String,
    /// Login or the like; empty where the method has none.
    pub principal: String,
    /// Index into the fixed set of account colours, 0 to 7.
    pub hue: u8,
    /// The operator an administrator works as, or who of the colleagues the person said they
    /// are, where the token isn't tied to anybody.
    pub working_as: Option<OperatorRef>,
    /// Choices where the service's documents leave one.
    pub options: AccountOptions,
}

/// Which token chat calls carry, where a service has two levels (ChatHub §10 row 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ChatLevel {
    /// The operator's token if the account works as one, else the company's.
    #[default]
    Operator,
    /// Always the company's token.
    Company,
}

/// Overridable readings of what a service's documents leave open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export)]
pub struct AccountOptions {
    /// Which token chat calls carry.
    pub chat_level: ChatLevel,
    /// Body of the mark-as-read call, a JSON text in which `"$ids"`, `"$chat"` and `"$status"`
    /// stand for the values. `None` tries the known readings in turn (ChatHub §3.12).
    pub read_body: Option<String>,
    /// Use the live connection where the service has one; polling alone otherwise.
    pub live: bool,
    /// Address that issues tokens (Chat Manager §2).
    pub token_url: Option<String>,
    /// Path prefix of the chat calls (Chat Manager §1).
    pub chat_prefix: Option<String>,
    /// Path prefix of the report calls (Chat Manager §6).
    pub report_prefix: Option<String>,
    /// Anything a later version stored; kept as it is.
    #[serde(flatten)]
    #[ts(skip)]
    pub other: BTreeMap<String, serde_json::Value>,
}

impl Default for AccountOptions {
    fn default() -> Self {
        Self {
            chat_level: ChatLevel::default(),
            read_body: None,
            live: true,
            token_url: None,
            chat_prefix: None,
            report_prefix: None,
            other: BTreeMap::new(),
        }
    }
}

/// What an account signs in with. Lives in memory and in the keyring only.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// How it signs in.
    pub method: SignInMethod,
    /// Login or the like; empty where the method has none.
    pub principal: String,
    /// Password, key or token. `Debug` prints it redacted.
    pub secret: SecretString,
}
