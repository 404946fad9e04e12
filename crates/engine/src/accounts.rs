//! Accounts: signing in, changing, signing out.

mod form;

use std::sync::Arc;
use std::time::Duration;

use domain::view::{AccountHealth, AccountView, JournalKind, UnsentWork};
use domain::{
    AccountConfig, AccountForm, AccountId, AccountOptions, AppEvent, Credentials, Error, ErrorCode,
    OperatorRef, Result, ServiceDescriptor,
};
use secrecy::SecretString;
use store::NewLine;

pub(crate) use self::form::read_form;
use self::form::{check_issuer, check_secret, free_hue, free_label, same_account, tidy};
use crate::Engine;
use crate::desk::Desk;
use crate::notify::Note;
use crate::session::{self, Session};

/// Life of the token that proves that an operator can work: half of the longest, so that neither
/// end is met by a clock that is hours off.
const TRIAL: Duration = Duration::from_secs(12 * 60 * 60);

/// Whether the service's refusal of a token stands.
fn is_final(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::Invalid | ErrorCode::Forbidden | ErrorCode::NotFound
    )
}

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
        let mut account = read_form(&form, &self.core.config.policy)?;
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
        desk.write_journal(NewLine::new(id, JournalKind::SignedIn, desk.now()))
            .await;
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
        desk.start_session(config, Some(secret)).await?;
        desk.write_journal(NewLine::new(account, JournalKind::SignedIn, desk.now()))
            .await;
        Ok(())
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
        // The accounts there were before the administrator decided keep what they have.
        if config.options.token_url != old.options.token_url {
            check_issuer(&self.core.config.policy, &config)?;
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

    /// Signs out: everything of the account is forgotten here.
    ///
    /// # Errors
    /// `NotFound`, `Storage`; `Keyring` if the secret could not be deleted, all else being gone.
    pub async fn account_remove(&self, account: AccountId) -> Result<()> {
        let desk = self.desk()?;
        let _turn = desk.changing.lock().await;
        let label = desk.store.account(account).await?.label;
        desk.stop_session(account).await;
        // On its own, because a keyring that hangs must not keep the messages here.
        let secrets = desk.secrets.clone();
        let secret_gone = tokio::spawn(async move { secrets.delete_account(account).await });
        desk.lock_media().forget_account(account);
        desk.notes.add(Note::Left(account));
        desk.filters.forget();
        let screen = desk.core.screen.now();
        if screen.chat.is_some_and(|chat| chat.account == account) {
            desk.core.screen.set_chat(None);
        }
        desk.store.remove_account(account).await?;
        desk.erased.notify_one();
        desk.write_journal(NewLine {
            detail: label,
            ..NewLine::new(account, JournalKind::SignedOut, desk.now())
        })
        .await;
        desk.emit(AppEvent::AccountsChanged);
        desk.emit(AppEvent::ChatsChanged);
        desk.emit(AppEvent::AppChanged);
        secret_gone.await.unwrap_or_else(|error| {
            Err(
                Error::new(ErrorCode::Keyring, "The secret may be left in the keyring.")
                    .with_source(error),
            )
        })
    }

    /// Works as an operator from now on, or as the company again; where the token is nobody's in
    /// particular, says who of the colleagues the person is. A token is asked for first, so
    /// that an operator who can't work is refused with the service's reason, and nothing changes.
    ///
    /// # Errors
    /// `Unsupported` if the account can't; `Invalid`, `Forbidden` or `NotFound` if the service
    /// gives no token for this operator; `Keyring`, `Storage`.
    pub async fn account_work_as(
        &self,
        account: AccountId,
        operator: Option<OperatorRef>,
    ) -> Result<()> {
        let desk = self.desk()?;
        let _turn = desk.changing.lock().await;
        let session = desk.session(account)?;
        let tokens = session.provider.tokens();
        if tokens.is_none() && session.provider.colleagues().is_none() {
            return Err(Error::new(
                ErrorCode::Unsupported,
                "This account can't work as an operator.",
            ));
        }
        let mut config = desk.store.account(account).await?;
        if config.working_as == operator {
            return Ok(());
        }
        if let (Some(operator), Some(tokens)) = (&operator, tokens) {
            let expires = desk.now().after(TRIAL);
            match tokens.issue_token(&operator.id, expires).await {
                Err(error) if is_final(error.code) => return Err(error),
                // Out of reach is no reason: the token is asked for again when it is needed.
                Ok(_) | Err(_) => {}
            }
        }
        let name = operator.as_ref().map(|operator| operator.name.clone());
        config.working_as = operator;
        restart(&desk, config).await?;
        desk.write_journal(NewLine {
            detail: name.unwrap_or_default(),
            ..NewLine::new(account, JournalKind::WorkedAs, desk.now())
        })
        .await;
        Ok(())
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
        capabilities: domain::capabilities(session.provider.as_ref()),
        health: AccountHealth {
            state: health.state,
            synced_at: health.synced_at.max(sync.synced_at),
            answered_in: health
                .answered_in
                .map(|took| u32::try_from(took.as_millis()).unwrap_or(u32::MAX)),
            live: health.live,
            progress: sync.progress,
            token_expires_at: provider.token_expires_at,
            limited_until: provider.limited_until.filter(|until| *until > desk.now()),
            refused: health
                .refused
                .into_iter()
                .map(|(ability, words)| format!("{ability}: {words}"))
                .collect(),
        },
        unread: desk.store.unread_of_account(account.id).await?,
        pending: counts.waiting + counts.parked,
    })
}
