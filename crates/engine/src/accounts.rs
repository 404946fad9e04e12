//! Accounts: signing in, changing, signing out.

use std::sync::Arc;

use domain::view::{AccountHealth, AccountView, UnsentWork};
use domain::{
    AccountConfig, AccountForm, AccountId, AccountOptions, AppEvent, Credentials, Error, ErrorCode,
    OperatorRef, Result, ServiceDescriptor,
};
use secrecy::{ExposeSecret as _, SecretString};

use crate::Engine;
use crate::desk::Desk;
use crate::notify::Note;
use crate::session::{self, Session};

/// Colours to tell accounts apart.
const HUES: u8 = 8;
/// Longest label of an account.
const LONGEST_LABEL: usize = 80;
/// Longest login, password, key or token that is taken.
const LONGEST_SECRET: usize = 16_384;

impl Engine {
    /// All accounts, oldest first.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn account_list(&self) -> Result<Vec<AccountView>> {
        let desk = self.desk()?;
        let services = providers::services();
        let mut views = Vec::new();
        for session in desk.sessions() {
            views.push(view(&desk, &session, &services).await?);
        }
        Ok(views)
    }

    /// Signs in: the service is asked before anything is kept, and nothing is kept if any step
    /// fails.
    ///
    /// # Errors
    /// `Unauthorized`, `WrongAddress`, `Offline`, `Certificate`, `NotThisService` from the
    /// service; `Invalid` for a form that isn't filled in or an account that is there already;
    /// `Keyring`, `Storage`.
    pub async fn account_add(&self, form: AccountForm) -> Result<AccountId> {
        let desk = self.desk()?;
        let _turn = desk.changing.lock().await;
        let mut account = read_form(&form)?;
        let known = desk.store.accounts().await?;
        if known.iter().any(|other| same_account(other, &account)) {
            return Err(Error::new(
                ErrorCode::Invalid,
                "This account is signed in already.",
            ));
        }
        let credentials = Credentials {
            method: form.method,
            principal: account.principal.clone(),
            secret: form.secret.clone(),
        };
        let identity = providers::connect(&account, credentials, desk.http.clone())?
            .verify()
            .await?;
        if let Some(operator) = &identity.operator
            && known.iter().any(|other| {
                other.server == account.server
                    && other.method == account.method
                    && session::identity(other).is_some_and(|known| known.id == operator.id)
            })
        {
            return Err(Error::new(
                ErrorCode::Invalid,
                "This operator is signed in already.",
            ));
        }
        account.hue = free_hue(&known);
        account.label = free_label(&known, &account.label, &identity.name);
        session::keep_identity(&mut account, identity.operator.as_ref());
        let account = desk.store.add_account(account).await?;
        let id = account.id;
        let kept = async {
            desk.secrets
                .set_account(id, form.secret.clone(), form.this_run_only)
                .await?;
            desk.start_session(account, Some(form.secret.clone())).await
        };
        if let Err(error) = kept.await {
            forget(&desk, id).await;
            return Err(error);
        }
        Ok(id)
    }

    /// Signs in again with another password, key or token.
    ///
    /// # Errors
    /// As [`Engine::account_add`]; the old secret stays if the new one is refused.
    pub async fn account_sign_in_again(
        &self,
        account: AccountId,
        secret: SecretString,
    ) -> Result<()> {
        let desk = self.desk()?;
        let _turn = desk.changing.lock().await;
        check_secret(&secret)?;
        let mut config = desk.store.account(account).await?;
        let credentials = Credentials {
            method: config.method,
            principal: config.principal.clone(),
            secret: secret.clone(),
        };
        let mut company = config.clone();
        company.working_as = None;
        let identity = providers::connect(&company, credentials, desk.http.clone())?
            .verify()
            .await?;
        let before = session::identity(&config).map(|operator| operator.id);
        let now = identity
            .operator
            .as_ref()
            .map(|operator| operator.id.clone());
        if before.is_some() && now.is_some() && before != now {
            return Err(Error::new(
                ErrorCode::Invalid,
                "This token belongs to another operator. Add it as an account of its own.",
            ));
        }
        if before != now {
            session::keep_identity(&mut config, identity.operator.as_ref());
            desk.store.update_account(config.clone()).await?;
        }
        desk.secrets
            .set_account(account, secret.clone(), desk.this_run_only)
            .await?;
        desk.start_session(config, Some(secret)).await
    }

    /// Renames an account and changes its readings of the service's documents.
    ///
    /// # Errors
    /// `NotFound`, `Keyring`, `Storage`.
    pub async fn account_update(
        &self,
        account: AccountId,
        label: String,
        options: AccountOptions,
    ) -> Result<()> {
        let desk = self.desk()?;
        let _turn = desk.changing.lock().await;
        let old = desk.store.account(account).await?;
        let mut config = old.clone();
        let label = tidy(&label);
        if !label.is_empty() {
            config.label = label;
        }
        // What the front end doesn't know stays.
        let other = old.options.other.clone();
        config.options = AccountOptions { other, ..options };
        if let Some(body) = &config.options.read_body
            && body.trim().is_empty()
        {
            config.options.read_body = None;
        }
        if config == old {
            return Ok(());
        }
        restart(&desk, config).await
    }

    /// What signing out would lose.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn account_unsent(&self, account: AccountId) -> Result<UnsentWork> {
        self.desk()?.store.unsent_work(account).await
    }

    /// Signs out: everything of the account is forgotten here, secrets first.
    ///
    /// # Errors
    /// `NotFound`, `Storage`; `Keyring` if the secret could not be deleted, all else being gone.
    pub async fn account_remove(&self, account: AccountId) -> Result<()> {
        let desk = self.desk()?;
        let _turn = desk.changing.lock().await;
        desk.store.account(account).await?;
        desk.stop_session(account).await;
        let secret_gone = desk.secrets.delete_account(account).await;
        desk.lock_media().forget_account(account);
        desk.notes.add(Note::Left(account));
        desk.filters.forget();
        let screen = desk.core.screen.now();
        if screen.chat.is_some_and(|chat| chat.account == account) {
            desk.core.screen.set_chat(None);
        }
        desk.store.remove_account(account).await?;
        desk.emit(AppEvent::AccountsChanged);
        desk.emit(AppEvent::ChatsChanged);
        desk.emit(AppEvent::AppChanged);
        secret_gone
    }

    /// Works as an operator from now on, or as the company again.
    ///
    /// # Errors
    /// `Unsupported` if the account can't, `NotFound`, `Keyring`, `Storage`.
    pub async fn account_work_as(
        &self,
        account: AccountId,
        operator: Option<OperatorRef>,
    ) -> Result<()> {
        let desk = self.desk()?;
        let _turn = desk.changing.lock().await;
        let session = desk.session(account)?;
        if session.provider.tokens().is_none() {
            return Err(Error::new(
                ErrorCode::Unsupported,
                "This account can't work as an operator.",
            ));
        }
        let mut config = desk.store.account(account).await?;
        if config.working_as == operator {
            return Ok(());
        }
        config.working_as = operator;
        restart(&desk, config).await
    }

    /// Tries to reach the service now, instead of when its turn comes.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn account_sync(&self, account: AccountId) -> Result<()> {
        let session = self.desk()?.session(account)?;
        session.sync_now.notify_one();
        session.live_now.notify_one();
        session.outbox_now.notify_one();
        Ok(())
    }
}

/// Keeps a changed account and puts it to work anew.
async fn restart(desk: &Arc<Desk>, config: AccountConfig) -> Result<()> {
    let secret = desk.secrets.account(config.id).await?;
    desk.store.update_account(config.clone()).await?;
    desk.start_session(config, secret).await
}

/// Undoes a sign-in that failed half-way.
async fn forget(desk: &Desk, account: AccountId) {
    desk.stop_session(account).await;
    if let Err(error) = desk.secrets.delete_account(account).await {
        tracing::warn!(%error, "a secret may be left in the keyring");
    }
    if let Err(error) = desk.store.remove_account(account).await {
        tracing::warn!(%error, "an account may be left behind");
    }
    desk.emit(AppEvent::AccountsChanged);
}

async fn view(
    desk: &Desk,
    session: &Session,
    services: &[ServiceDescriptor],
) -> Result<AccountView> {
    let account = &session.account;
    let sync = desk.store.sync_state(account.id).await?;
    let counts = desk.store.pending_counts(Some(account.id)).await?;
    let health = session.health();
    let provider = session.provider.health();
    let service_name = services
        .iter()
        .find(|service| service.kind == account.service)
        .map(|service| service.name.clone());
    Ok(AccountView {
        id: account.id,
        service: account.service,
        service_name: service_name.unwrap_or_default(),
        method: account.method,
        label: account.label.clone(),
        principal: account.principal.clone(),
        server: account.server.as_str().trim_end_matches('/').to_owned(),
        hue: account.hue,
        working_as: account.working_as.clone(),
        options: account.options.clone(),
        capabilities: domain::provider::capabilities(session.provider.as_ref()),
        health: AccountHealth {
            state: health.state,
            synced_at: health.synced_at.max(sync.synced_at),
            live: health.live,
            progress: sync.progress,
            token_expires_at: provider.token_expires_at,
            limited_until: provider.limited_until.filter(|until| *until > desk.now()),
            refused: health.refused.into_iter().collect(),
        },
        unread: desk.store.unread_of_account(account.id).await?,
        pending: counts.waiting + counts.parked,
    })
}

/// An account as the form describes it, without an id.
fn read_form(form: &AccountForm) -> Result<AccountConfig> {
    let services = providers::services();
    let method = services
        .iter()
        .filter(|service| service.kind == form.service)
        .flat_map(|service| &service.methods)
        .find(|method| method.method == form.method)
        .ok_or_else(|| {
            Error::new(
                ErrorCode::Unsupported,
                "The service knows no such way to sign in.",
            )
        })?;
    let principal = form.principal.trim();
    if method.principal.is_some() && principal.is_empty() {
        return Err(Error::new(ErrorCode::Invalid, "The login is missing."));
    }
    if principal.len() > LONGEST_SECRET {
        return Err(Error::new(ErrorCode::Invalid, "The login is too long."));
    }
    check_secret(&form.secret)?;
    Ok(AccountConfig {
        id: AccountId(0),
        service: form.service,
        method: form.method,
        server: providers::parse_server(form.server.as_deref().unwrap_or_default(), form.service)?,
        label: tidy(form.label.as_deref().unwrap_or_default()),
        principal: if method.principal.is_some() {
            principal.to_owned()
        } else {
            String::new()
        },
        hue: 0,
        working_as: None,
        options: AccountOptions::default(),
    })
}

fn check_secret(secret: &SecretString) -> Result<()> {
    let length = secret.expose_secret().len();
    if secret.expose_secret().trim().is_empty() {
        Err(Error::new(
            ErrorCode::Invalid,
            "The password, key or token is missing.",
        ))
    } else if length > LONGEST_SECRET {
        Err(Error::new(
            ErrorCode::Invalid,
            "The password, key or token is too long.",
        ))
    } else {
        Ok(())
    }
}

/// Whether two accounts are one login at one server. Without a login nothing can be said: keys
/// and tokens aren't compared.
fn same_account(one: &AccountConfig, other: &AccountConfig) -> bool {
    one.server == other.server
        && one.method == other.method
        && !one.principal.is_empty()
        && one.principal.to_lowercase() == other.principal.to_lowercase()
}

/// The lowest colour that no account has, or that the fewest have.
fn free_hue(known: &[AccountConfig]) -> u8 {
    let users = |hue: &u8| known.iter().filter(|account| account.hue == *hue).count();
    (0..HUES).min_by_key(users).unwrap_or(0)
}

/// The person's label, or the identity's name, told apart from labels that are taken.
fn free_label(known: &[AccountConfig], wanted: &str, name: &str) -> String {
    let name = tidy(name);
    let base = match (wanted, name.as_str()) {
        ("", "") => "Account",
        ("", name) => name,
        (wanted, _) => wanted,
    };
    let taken = |label: &str| known.iter().any(|account| account.label == label);
    if !taken(base) {
        return base.to_owned();
    }
    let mut number = 2;
    while taken(&format!("{base} ({number})")) {
        number += 1;
    }
    format!("{base} ({number})")
}

/// One line, of a length that fits.
fn tidy(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_LABEL)
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::{ServiceKind, SignInMethod};

    use super::*;

    fn account(hue: u8, label: &str, principal: &str) -> AccountConfig {
        AccountConfig {
            id: AccountId(1),
            service: ServiceKind::Chathub,
            method: SignInMethod::Password,
            server: "https://chat.example".parse().unwrap(),
            label: label.to_owned(),
            principal: principal.to_owned(),
            hue,
            working_as: None,
            options: AccountOptions::default(),
        }
    }

    #[test]
    fn hues_are_taken_lowest_first_and_shared_evenly() {
        let mut known = Vec::new();
        for expected in (0..HUES).chain([0, 1]) {
            let hue = free_hue(&known);
            assert_eq!(hue, expected, "{} accounts", known.len());
            known.push(account(hue, "", ""));
        }
        known.remove(3);
        assert_eq!(free_hue(&known), 3, "the one that became free");
    }

    #[test]
    fn labels_are_told_apart() {
        let known = [account(0, "Shop", "a"), account(1, "Shop (2)", "b")];
        assert_eq!(free_label(&known, "", "Shop"), "Shop (3)", "numbered");
        assert_eq!(free_label(&known, "Mine", "Shop"), "Mine", "as wished");
        assert_eq!(free_label(&[], "", "  "), "Account", "never empty");
    }

    #[test]
    fn the_same_login_twice_is_seen_whatever_its_case() {
        let one = account(0, "", "Anna");
        assert!(same_account(&one, &account(1, "x", "anna")), "one login");
        assert!(
            !same_account(&account(0, "", ""), &account(1, "", "")),
            "keys and tokens have no login"
        );
    }
}
