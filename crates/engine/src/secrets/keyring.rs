//! The system's keyring. Every call here may block, ask the person, or hang.
//!
//! On Linux the Secret Service is connected to anew for each call: it may have been started,
//! unlocked or restarted since the last one, and a few calls per run cost nothing.

use domain::{Error, ErrorCode, Result};
use keyring_core::Error as Refusal;
use secrecy::zeroize::Zeroize as _;
use secrecy::{ExposeSecret as _, SecretString};

const SERVICE: &str = "switchboard";

pub(super) fn get(user: &str) -> Result<Option<SecretString>> {
    match entry(user).and_then(|entry| entry.get_password()) {
        Ok(secret) => Ok(Some(SecretString::from(secret))),
        Err(Refusal::NoEntry) => Ok(None),
        Err(refusal) => Err(words(refusal)),
    }
}

pub(super) fn set(user: &str, secret: &SecretString) -> Result<()> {
    let entry = entry(user).map_err(words)?;
    entry.set_password(secret.expose_secret()).map_err(words)?;
    // A keyring that takes a secret and doesn't give it back is found out now, not at the next
    // start.
    let mut kept = entry.get_password().map_err(words)?;
    let same = kept == secret.expose_secret();
    kept.zeroize();
    if same {
        Ok(())
    } else {
        Err(Error::new(
            ErrorCode::Keyring,
            "The system's keyring did not keep what it was given.",
        ))
    }
}

pub(super) fn delete(user: &str) -> Result<()> {
    match entry(user).and_then(|entry| entry.delete_credential()) {
        Ok(()) | Err(Refusal::NoEntry) => Ok(()),
        Err(refusal) => Err(words(refusal)),
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn entry(user: &str) -> Result<keyring_core::Entry, Refusal> {
    use keyring_core::api::CredentialStoreApi as _;

    zbus_secret_service_keyring_store::Store::new()?.build(SERVICE, user, None)
}

#[cfg(any(target_os = "macos", windows))]
fn entry(user: &str) -> Result<keyring::Entry, Refusal> {
    keyring::Entry::new(SERVICE, user)
}

/// A sentence for the person. Never the secret: refusals that carry bytes are not quoted.
fn words(refusal: Refusal) -> Error {
    let message = match &refusal {
        Refusal::NoStorageAccess(_) => {
            "The system's keyring is locked, or access to it was not allowed.".to_owned()
        }
        Refusal::PlatformFailure(cause) => platform_words(&cause.to_string()),
        Refusal::NoDefaultStore => "This computer has no keyring, or it is not running.".to_owned(),
        Refusal::BadEncoding(_) | Refusal::BadDataFormat(..) | Refusal::BadStoreFormat(_) => {
            "The system's keyring is damaged.".to_owned()
        }
        Refusal::Ambiguous(_) => {
            "The system's keyring holds this secret more than once.".to_owned()
        }
        Refusal::TooLong(..) => "The secret is too long for the system's keyring.".to_owned(),
        _ => "The system's keyring refused.".to_owned(),
    };
    let error = Error::new(ErrorCode::Keyring, message);
    match refusal {
        Refusal::BadEncoding(mut bytes) | Refusal::BadDataFormat(mut bytes, _) => {
            bytes.zeroize();
            error
        }
        refusal => error.with_source(refusal),
    }
}

fn platform_words(cause: &str) -> String {
    let cause = cause.to_lowercase();
    if cause.contains("dismiss") || cause.contains("prompt") {
        "The question of the system's keyring was dismissed.".to_owned()
    } else if cause.contains("locked") {
        "The system's keyring is locked.".to_owned()
    } else if [
        "no secret service",
        "unavailable",
        "serviceunknown",
        "not provided",
        "no such file",
        "address",
        "connect",
    ]
    .iter()
    .any(|sign| cause.contains(sign))
    {
        "This computer has no keyring, or it is not running.".to_owned()
    } else {
        "The system's keyring failed.".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn platform(cause: &str) -> Refusal {
        Refusal::PlatformFailure(cause.to_owned().into())
    }

    #[test]
    fn each_refusal_has_a_sentence_and_none_quotes_a_secret() {
        for (refusal, part) in [
            (platform("Zbus error: prompt was dismissed"), "dismissed"),
            (
                platform("no secret service provider: ServiceUnknown"),
                "no keyring",
            ),
            (platform("object is locked"), "locked"),
            (platform("out of cheese"), "failed"),
            (Refusal::NoStorageAccess("x".into()), "locked"),
            (Refusal::BadEncoding(b"hunter2".to_vec()), "damaged"),
        ] {
            let error = words(refusal);
            assert_eq!(error.code, ErrorCode::Keyring, "one code for all");
            assert!(error.message.contains(part), "{}", error.message);
            assert!(
                !format!("{error:?}").contains("104, 117, 110"),
                "no bytes of a secret in what is logged"
            );
        }
    }

    #[tokio::test]
    #[ignore = "needs a running, unlocked keyring"]
    async fn the_systems_keyring_keeps_and_forgets() {
        let kept = tokio::task::spawn_blocking(|| {
            let user = "test/round-trip";
            set(user, &SecretString::from("s3cret"))?;
            set(user, &SecretString::from("newer"))?;
            let kept = get(user)?.map(|secret| secret.expose_secret().to_owned());
            delete(user)?;
            delete(user)?;
            Ok::<_, Error>((kept, get(user)?.is_some()))
        });
        let (kept, still_there) = kept.await.unwrap().unwrap();
        assert_eq!(kept.as_deref(), Some("newer"), "the newest");
        assert!(!still_there, "gone, and deleting twice is fine");
    }

    #[tokio::test]
    #[ignore = "needs a session without a keyring"]
    async fn a_missing_keyring_is_said() {
        let asked = tokio::task::spawn_blocking(|| get("test/none"));
        let error = asked.await.unwrap().unwrap_err();
        assert!(error.message.contains("no keyring"), "{error:?}");
    }
}
