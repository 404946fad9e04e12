//! The chat services, behind `domain::Provider`.
//!
//! [`connect`] is the one place where a service's kind is matched. Below it, `http` is the one
//! way out to the network (limits, error mapping, rate gate), and each service has a module of
//! its own: wire shapes, their mapping, and the calls. Nothing here stores anything, retries on
//! its own (but once after a 401), or reconnects: that is the engine's.

mod chathub;
mod http;
mod server;

use domain::provider::SharedProvider;
use domain::{
    AccountConfig, Credentials, Result, ServiceDescriptor, ServiceKind, SignInField, SignInMethod,
    SignInMethodDescriptor,
};

pub use http::{Clock, Http, HttpOptions, Times};
pub use server::parse_server;

/// Connects an account to its service. Nothing is sent: the first call signs in.
///
/// # Errors
/// `Invalid` if the credentials can't be sent at all, such as a token with a line break in it.
pub fn connect(
    config: &AccountConfig,
    credentials: Credentials,
    http: Http,
) -> Result<SharedProvider> {
    match config.service {
        ServiceKind::Chathub => chathub::connect(config, credentials, http),
    }
}

/// The services this program knows, for the sign-in form.
#[must_use]
pub fn services() -> Vec<ServiceDescriptor> {
    let method = |method, principal, secret| SignInMethodDescriptor {
        method,
        principal,
        secret,
    };
    vec![ServiceDescriptor {
        kind: ServiceKind::Chathub,
        name: "SMSBAT ChatHub".to_owned(),
        default_server: chathub::SERVER.to_owned(),
        methods: vec![
            method(
                SignInMethod::Password,
                Some(SignInField::Login),
                SignInField::Password,
            ),
            method(SignInMethod::ProfileKey, None, SignInField::ProfileKey),
            method(
                SignInMethod::OperatorToken,
                None,
                SignInField::OperatorToken,
            ),
        ],
    }]
}

/// Makes ring the process's TLS provider. Harmless to call again.
pub fn install_tls() {
    // The error only says that a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
