//! How everything is doing, for a person who asks for help: numbers and codes. No names, no
//! phones, no texts, no secrets.

use std::collections::BTreeMap;

use domain::view::{AccountState, AccountView, AppPhase};
use domain::{ErrorCode, Policy, Result, ServiceKind, Settings, SignInMethod, Timestamp};
use serde::Serialize;

use crate::{Engine, redact};

/// How everything is doing, in numbers and codes.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SupportReport {
    /// How far opening has come.
    pub phase: String,
    /// This shows the demo.
    pub demo: bool,
    /// Which decisions an administrator made.
    pub policy: Vec<&'static str>,
    /// The settings in force, if they can be read.
    pub settings: Option<Settings>,
    /// Each account.
    pub accounts: Vec<SupportAccount>,
    /// Each database.
    pub databases: Vec<SupportDatabase>,
}

/// How an account is doing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SupportAccount {
    /// Its number on this computer.
    pub number: i64,
    /// Which service.
    pub service: ServiceKind,
    /// How it signs in.
    pub method: SignInMethod,
    /// Its server, shortened.
    pub server: String,
    /// The operator it works as, shortened.
    pub working_as: Option<String>,
    /// Whether it works.
    pub state: &'static str,
    /// Why it doesn't.
    pub trouble: Option<ErrorCode>,
    /// When the chat list was last read completely.
    pub synced_at: Option<Timestamp>,
    /// Whether live events arrive.
    pub live: bool,
    /// Chats read and chats in all, during a first reading.
    pub progress: Option<(u32, u32)>,
    /// When the token expires, if known.
    pub token_expires_at: Option<Timestamp>,
    /// No request leaves before this time.
    pub limited_until: Option<Timestamp>,
    /// How many abilities were refused.
    pub refused: usize,
    /// Unread messages.
    pub unread: u32,
    /// Things the service must still hear.
    pub pending: u32,
}

/// A database in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SupportDatabase {
    /// Its file's name.
    pub file: String,
    /// Version of its schema.
    pub schema: i64,
    /// Bytes of the file.
    pub bytes: u64,
    /// Bytes of its write-ahead log.
    pub log_bytes: u64,
    /// Rows of each table.
    pub rows: BTreeMap<String, u64>,
}

impl Engine {
    /// How everything is doing. Answers in every phase.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn support_report(&self) -> Result<SupportReport> {
        let config = &self.core.config;
        let mut report = SupportReport {
            phase: phase_word(&self.phase()),
            demo: config.demo,
            policy: decisions(&config.policy),
            ..SupportReport::default()
        };
        let Some(desk) = self.find_desk() else {
            return Ok(report);
        };
        report.settings = Some(desk.settings());
        report.accounts = self.account_list().await?.iter().map(account).collect();
        report.databases = desk
            .store
            .census()
            .await?
            .into_iter()
            .map(|one| SupportDatabase {
                file: one.file.to_owned(),
                schema: one.schema,
                bytes: one.bytes,
                log_bytes: one.log_bytes,
                rows: one.rows,
            })
            .collect();
        Ok(report)
    }
}

fn account(view: &AccountView) -> SupportAccount {
    let (state, trouble) = match &view.health.state {
        AccountState::Connecting => ("connecting", None),
        AccountState::Online => ("online", None),
        AccountState::Trouble { error, .. } => ("trouble", Some(error.code)),
        AccountState::SignInAgain { error } => ("sign_in_again", Some(error.code)),
    };
    SupportAccount {
        number: view.id.0,
        service: view.service,
        method: view.method,
        server: redact::server(&view.server),
        working_as: view
            .working_as
            .as_ref()
            .map(|operator| redact::short(operator.id.as_str())),
        state,
        trouble,
        synced_at: view.health.synced_at,
        live: view.health.live,
        progress: view.health.progress,
        token_expires_at: view.health.token_expires_at,
        limited_until: view.health.limited_until,
        refused: view.health.refused.len(),
        unread: view.unread,
        pending: view.pending,
    }
}

fn phase_word(phase: &AppPhase) -> String {
    match phase {
        AppPhase::Starting => "starting".to_owned(),
        AppPhase::Ready { this_run_only } if *this_run_only => "ready, this run only".to_owned(),
        AppPhase::Ready { .. } => "ready".to_owned(),
        AppPhase::NoKeyring { error } => format!("no keyring: {:?}", error.code),
        AppPhase::KeyLost => "key lost".to_owned(),
        AppPhase::Failed { error, why } => format!("failed: {why:?}, {:?}", error.code),
    }
}

/// Which decisions there are, without what they say.
fn decisions(policy: &Policy) -> Vec<&'static str> {
    [
        ("servers", !policy.servers.is_empty()),
        ("private_notifications", policy.private_notifications),
        ("retention", policy.retention.is_some()),
        ("updates", policy.no_updates),
        ("problems", !policy.problems.is_empty()),
    ]
    .into_iter()
    .filter_map(|(name, decided)| decided.then_some(name))
    .collect()
}
