//! Operator tokens. A token stays in this process; the front end gets a handle.

use std::time::Duration;

use domain::view::{IssuedTokenView, TokenReportView};
use domain::{AccountId, Error, ErrorCode, OperatorId, OperatorRef, Result, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};

use crate::Engine;
use crate::directory;

/// The service's limit (ChatHub §2).
const LONGEST: Duration = Duration::from_secs(24 * 3600);
/// What is asked for at most: less than the limit, for clocks that differ.
const ASKED: Duration = Duration::from_secs(24 * 3600 - 300);
const SHORTEST: Duration = Duration::from_secs(60);
/// Characters shown of either end of a token, if it is long enough to hide the rest.
const HINT: usize = 6;

impl Engine {
    /// Issues a token for an operator. The token itself stays here: see [`Engine::token_secret`].
    ///
    /// # Errors
    /// `Invalid` for an expiry less than a minute or more than 24 hours ahead, the service's,
    /// `Unsupported`, `NotFound`.
    pub async fn token_issue(
        &self,
        account: AccountId,
        operator: &OperatorId,
        expires_at: Timestamp,
    ) -> Result<IssuedTokenView> {
        let desk = self.desk()?;
        let session = desk.session(account)?;
        let expires_at = check_expiry(desk.now(), expires_at)?;
        let facet = session.signed_in()?.tokens().ok_or_else(no_tokens)?;
        let issued = facet.issue_token(operator, expires_at).await?;
        let handle = desk.number();
        let view = IssuedTokenView {
            handle,
            hint: hint(&issued.token),
            expires_at: issued.expires_at,
        };
        desk.lock_tokens().insert(handle, issued);
        Ok(view)
    }

    /// The token behind a handle, for the clipboard only.
    ///
    /// # Errors
    /// `NotFound` for a handle of another run.
    pub fn token_secret(&self, handle: u64) -> Result<SecretString> {
        let desk = self.desk()?;
        let tokens = desk.lock_tokens();
        tokens
            .get(&handle)
            .map(|issued| issued.token.clone())
            .ok_or_else(|| {
                Error::new(
                    ErrorCode::NotFound,
                    "This token is no longer at hand. Issue a new one.",
                )
            })
    }

    /// Asks the service about a token, issued here (`handle`) or pasted.
    ///
    /// # Errors
    /// `Invalid` without a token, the service's, `Unsupported`, `NotFound`.
    pub async fn token_validate(
        &self,
        account: AccountId,
        handle: Option<u64>,
        token: Option<SecretString>,
    ) -> Result<TokenReportView> {
        let desk = self.desk()?;
        let session = desk.session(account)?;
        let token = match (handle, token) {
            (Some(handle), _) => self.token_secret(handle)?,
            (None, Some(token)) => pasted(&token)?,
            (None, None) => return Err(missing()),
        };
        let facet = session.signed_in()?.tokens().ok_or_else(no_tokens)?;
        let report = facet.validate_token(&token).await?;
        let operator = match report.operator {
            Some(id) => {
                let name = directory::name_of(&desk, account, &id).await?;
                Some(OperatorRef {
                    id,
                    name: name.unwrap_or_default(),
                })
            }
            None => None,
        };
        Ok(TokenReportView {
            valid: report.valid,
            operator,
            expires_at: report.expires_at,
            error: report.error,
        })
    }
}

/// Checks the wish and answers what to ask for.
fn check_expiry(now: Timestamp, expires_at: Timestamp) -> Result<Timestamp> {
    if expires_at < now.after(SHORTEST) {
        return Err(Error::new(
            ErrorCode::Invalid,
            "The token must last at least a minute.",
        ));
    }
    // A moment passed between choosing "24 hours" and asking for it.
    if expires_at > now.after(LONGEST + SHORTEST) {
        return Err(Error::new(
            ErrorCode::Invalid,
            "The service issues tokens for 24 hours at most.",
        ));
    }
    Ok(expires_at.min(now.after(ASKED)))
}

/// The token in what a person pasted.
fn pasted(text: &SecretString) -> Result<SecretString> {
    let token = text.expose_secret().trim();
    let token = token.strip_prefix("Bearer ").unwrap_or(token).trim();
    if token.is_empty() {
        return Err(missing());
    }
    if token.len() > 16_384 {
        return Err(Error::new(
            ErrorCode::Invalid,
            "This is too long for a token.",
        ));
    }
    Ok(SecretString::from(token))
}

fn hint(token: &SecretString) -> String {
    let characters: Vec<char> = token.expose_secret().chars().collect();
    if characters.len() < 6 * HINT {
        return "…".to_owned();
    }
    let start = characters.iter().take(HINT);
    let end = characters.iter().skip(characters.len() - HINT);
    start.chain(['…'].iter()).chain(end).collect()
}

fn missing() -> Error {
    Error::new(ErrorCode::Invalid, "There is no token to validate.")
}

fn no_tokens() -> Error {
    Error::new(
        ErrorCode::Unsupported,
        "This account can't issue or validate tokens.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expiry_is_checked_before_the_service_is_asked() {
        let now = Timestamp(1_000_000_000_000);
        let ahead = |seconds| now.after(Duration::from_secs(seconds));
        for (wish, expected) in [
            (ahead(59), None),
            (ahead(60), Some(ahead(60))),
            (ahead(3600), Some(ahead(3600))),
            (ahead(24 * 3600), Some(ahead(24 * 3600 - 300))),
            (ahead(24 * 3600 + 61), None),
            (now.before(Duration::from_secs(1)), None),
        ] {
            assert_eq!(check_expiry(now, wish).ok(), expected, "{wish:?}");
        }
    }

    #[test]
    fn a_hint_gives_little_away() {
        let token = SecretString::from("a".repeat(20) + &"b".repeat(20));
        assert_eq!(hint(&token), "aaaaaa…bbbbbb", "both ends");
        assert_eq!(hint(&SecretString::from("short")), "…", "nothing of it");
    }

    #[test]
    fn a_pasted_token_loses_its_scheme() {
        let token = pasted(&SecretString::from(" Bearer abc \n")).unwrap();
        assert_eq!(token.expose_secret(), "abc", "as people paste it");
        assert!(pasted(&SecretString::from("  ")).is_err(), "nothing");
    }
}
