//! The project's token as a header.

use domain::{Error, ErrorCode, Result};
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// The `Authorization` header of every call (§1).
///
/// # Errors
/// `Invalid` for a token that no header can hold.
pub(super) fn bearer(token: &SecretString) -> Result<HeaderValue> {
    let unfit = || {
        Error::new(
            ErrorCode::Invalid,
            "This is not a project token: it is empty or holds characters that no token has.",
        )
    };
    let token = token.expose_secret().trim();
    if token.is_empty() {
        return Err(unfit());
    }
    let mut value = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| unfit())?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_no_header_can_hold_is_refused_without_being_echoed() {
        for token in ["", "  ", "abc\ndef"] {
            let error = bearer(&SecretString::from(token)).unwrap_err();
            assert_eq!(error.code, ErrorCode::Invalid, "{token:?}");
            assert!(!error.message.contains("abc"), "the token stays unsaid");
        }
        let value = bearer(&SecretString::from(" abc ")).unwrap();
        assert!(value.is_sensitive(), "it is never logged");
    }
}
