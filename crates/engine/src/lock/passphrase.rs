//! Passphrases: Argon2id, off the async threads, compared in constant time.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::{Error, ErrorCode, Result};
use secrecy::{ExposeSecret as _, SecretString};

/// Shortest passphrase that is taken, in characters.
const SHORTEST: usize = 8;
/// Memory that one try takes, in KiB.
const MEMORY: u32 = 64 * 1024;
/// How often that memory is gone over.
const PASSES: u32 = 3;

/// Refuses a passphrase that is too short.
///
/// # Errors
/// `Invalid`.
pub(super) fn check(passphrase: &SecretString) -> Result<()> {
    if passphrase.expose_secret().chars().count() >= SHORTEST {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::Invalid,
        format!("A passphrase has at least {SHORTEST} characters."),
    ))
}

/// The hash of a passphrase with a salt of its own.
///
/// # Errors
/// `Internal` if the system gives no random numbers or no memory.
pub(super) async fn hashed(passphrase: SecretString) -> Result<String> {
    slowly(move || {
        let params = Params::new(MEMORY, PASSES, 1, None).map_err(|error| failed(&error))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash: PasswordHash = argon2
            .hash_password(passphrase.expose_secret().as_bytes())
            .map_err(|error| failed(&error))?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether this is the passphrase. A hash that can't be read fits none.
///
/// # Errors
/// `Internal` if the system gives no memory.
pub(super) async fn fits(passphrase: SecretString, hash: String) -> Result<bool> {
    slowly(move || {
        let Ok(hash) = PasswordHash::new(&hash) else {
            return Ok(false);
        };
        // The parameters are the hash's own; the comparison takes the same time whatever differs.
        match Argon2::default().verify_password(passphrase.expose_secret().as_bytes(), &hash) {
            Ok(()) => Ok(true),
            Err(password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(failed(&error)),
        }
    })
    .await
}

async fn slowly<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(failed(&error)),
    }
}

fn failed(error: &dyn std::fmt::Display) -> Error {
    Error::new(
        ErrorCode::Internal,
        format!("The passphrase could not be worked with: {error}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text)
    }

    #[tokio::test]
    async fn only_the_passphrase_fits_its_hash() {
        let hash = hashed(secret("correct horse")).await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"),
            "{hash}"
        );
        assert!(!hash.contains("correct"), "never the passphrase");
        assert!(fits(secret("correct horse"), hash.clone()).await.unwrap());
        assert!(!fits(secret("Correct horse"), hash.clone()).await.unwrap());
        assert!(!fits(secret(""), hash.clone()).await.unwrap());
        let again = hashed(secret("correct horse")).await.unwrap();
        assert_ne!(again, hash, "each has a salt of its own");
    }

    #[tokio::test]
    async fn a_hash_that_is_damaged_fits_nothing() {
        for hash in ["", "$argon2id$", "correct horse"] {
            let fitting = fits(secret("correct horse"), hash.to_owned()).await;
            assert!(!fitting.unwrap(), "{hash}");
        }
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert!(check(&secret("пароль12")).is_ok(), "eight letters");
        assert!(check(&secret("пароль1")).is_err(), "seven");
    }
}
