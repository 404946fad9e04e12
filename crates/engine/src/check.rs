//! The connection check: for an account that is signed in, and for one that isn't yet.

use std::time::Duration;

use domain::{AccountForm, AccountId, Check, Credentials, Policy, Result};
use providers::{Http, HttpOptions};

use crate::Engine;
use crate::accounts::read_form;

/// Longest pause that is waited out: Smart Sender's second one (smart-sender.md §3).
const PATIENCE: Duration = Duration::from_secs(130);

impl Engine {
    /// Tries everything an account can do that changes nothing at the service.
    ///
    /// # Errors
    /// `NotFound`; `Unauthorized` if the person must sign in again first. Trouble with the
    /// service is in the answer.
    pub async fn account_check(&self, account: AccountId) -> Result<Vec<Check>> {
        let session = self.desk()?.session(account)?;
        Ok(session.signed_in()?.check().await)
    }
}

/// Tries an account that isn't kept anywhere: nothing is written, here or at the service. Servers
/// are the policy's, as in the sign-in form.
///
/// # Errors
/// `Invalid`, `Unsupported` for a form that isn't filled in. Trouble with the service is in the
/// answer.
pub async fn check_connection(
    form: AccountForm,
    mut http: HttpOptions,
    policy: &Policy,
) -> Result<Vec<Check>> {
    // Nobody else is kept waiting, so that a service that wants a pause gets it.
    http.times.patience = PATIENCE;
    let account = read_form(&form, policy)?;
    let credentials = Credentials {
        method: form.method,
        principal: account.principal.clone(),
        secret: form.secret,
    };
    let provider = providers::connect(&account, credentials, Http::new(http)?)?;
    Ok(provider.check().await)
}
