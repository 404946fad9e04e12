//! Faults of the way to a service and back, as `domain::Error`.

use std::error::Error as StdError;
use std::io;

use domain::{Error, ErrorCode};
use url::Url;

use super::Effect;
use crate::server::is_loopback;

/// The error for a request that got no answer. `has_route` is asked only if nothing could be
/// reached.
pub(super) fn of_sending(
    error: reqwest::Error,
    url: &Url,
    effect: Effect,
    has_route: impl FnOnce() -> bool,
) -> Error {
    // Addresses carry phones and search words.
    let error = error.without_url();
    if error.is_builder() {
        return Error::new(ErrorCode::Internal, "The request could not be made.")
            .with_source(error);
    }
    match tls_fault(&error) {
        Some(TlsFault::Certificate) => {
            return Error::new(
                ErrorCode::Certificate,
                "The server's certificate isn't trusted, so nothing was sent.",
            )
            .with_source(error);
        }
        Some(TlsFault::Other) if error.is_connect() => {
            return Error::new(
                ErrorCode::WrongAddress,
                "The server at this address doesn't speak a secure protocol.",
            )
            .with_source(error);
        }
        _ => {}
    }
    if error.is_connect() {
        let offline = !is_loopback(url) && !has_route();
        let error = if offline {
            Error::new(ErrorCode::Offline, "This computer has no network.").with_source(error)
        } else {
            Error::new(
                ErrorCode::WrongAddress,
                format!(
                    "Nothing answers at {}.",
                    url.host_str().unwrap_or("the server's address")
                ),
            )
            .with_source(error)
        };
        // No connection, so nothing was sent.
        return error;
    }
    with_effect(
        Error::new(ErrorCode::Server, "The connection to the service broke.").with_source(error),
        effect,
    )
}

/// The error for an answer that broke off.
pub(super) fn of_reading(error: reqwest::Error) -> Error {
    let error = error.without_url();
    let code = if error.is_decode() && !error.is_timeout() && io_fault(&error).is_none() {
        ErrorCode::Decode
    } else {
        ErrorCode::Server
    };
    Error::new(code, "The service's answer broke off.").with_source(error)
}

/// The error for waiting in vain.
pub(super) fn too_slow() -> Error {
    Error::new(ErrorCode::Server, "The service didn't answer in time.")
}

/// The same error; of unknown outcome if the request isn't one to repeat.
pub(super) fn with_effect(error: Error, effect: Effect) -> Error {
    match effect {
        Effect::Repeatable => error,
        Effect::Once => error.with_unknown_outcome(),
    }
}

enum TlsFault {
    Certificate,
    Other,
}

fn tls_fault(error: &reqwest::Error) -> Option<TlsFault> {
    chain(error).find_map(|cause| {
        let tls = cause.downcast_ref::<rustls::Error>()?;
        Some(match tls {
            rustls::Error::InvalidCertificate(_)
            | rustls::Error::NoCertificatesPresented
            | rustls::Error::UnsupportedNameType => TlsFault::Certificate,
            _ => TlsFault::Other,
        })
    })
}

fn io_fault(error: &reqwest::Error) -> Option<io::ErrorKind> {
    chain(error)
        .find_map(|cause| cause.downcast_ref::<io::Error>())
        .map(io::Error::kind)
}

/// An error and its causes. An `io::Error` hides the error it wraps from `source`, so that one
/// is looked into by hand.
fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |cause| {
        let cause: &'a (dyn StdError + 'static) = *cause;
        if let Some(io) = cause.downcast_ref::<io::Error>()
            && let Some(inner) = io.get_ref()
        {
            return Some(inner as &(dyn StdError + 'static));
        }
        cause.source()
    })
}
