//! The chat services, behind `domain::Provider`.
//!
//! [`connect`] is the one place where a service's kind is matched. Below it, `http` is the one
//! way out to the network (limits, error mapping, rate gate), and each service has a module of
//! its own: wire shapes, their mapping, and the calls. Nothing here stores anything, retries on
//! its own (but once after a 401), or reconnects: that is the engine's.

mod chat_manager;
mod chathub;
mod check;
mod fields;
#[doc(hidden)]
pub mod foreign;
mod http;
mod json;
mod server;
mod slot;
mod smart_sender;
mod texter;

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
        ServiceKind::SmartSender => smart_sender::connect(config, &credentials, http),
        ServiceKind::Texter => texter::connect(config, &credentials, http),
        ServiceKind::ChatManager => chat_manager::connect(config, credentials, http),
    }
}

/// The services this program knows, for the sign-in form.
#[must_use]
pub fn services() -> Vec<ServiceDescriptor> {
    let method = |method, principal, secret| SignInMethodDescriptor {
        method,
        principal,
        secret,
        more: Vec::new(),
    };
    vec![
        ServiceDescriptor {
            kind: ServiceKind::Chathub,
            name: "SMSBAT ChatHub".to_owned(),
            default_server: chathub::SERVER.to_owned(),
            server_fixed: false,
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
        },
        ServiceDescriptor {
            kind: ServiceKind::SmartSender,
            name: "Smart Sender".to_owned(),
            default_server: smart_sender::SERVER.to_owned(),
            server_fixed: false,
            methods: vec![method(
                SignInMethod::ProjectToken,
                None,
                SignInField::ProjectToken,
            )],
        },
        ServiceDescriptor {
            kind: ServiceKind::Texter,
            name: "Texter".to_owned(),
            default_server: texter::SERVER.to_owned(),
            server_fixed: false,
            methods: vec![method(
                SignInMethod::ApiToken,
                Some(SignInField::ProjectId),
                SignInField::ApiToken,
            )],
        },
        ServiceDescriptor {
            kind: ServiceKind::ChatManager,
            name: "Digital Trust Chat Manager".to_owned(),
            default_server: chat_manager::SERVER.to_owned(),
            server_fixed: false,
            methods: vec![SignInMethodDescriptor {
                more: chat_manager::options(),
                ..method(
                    SignInMethod::ClientCredentials,
                    Some(SignInField::ClientId),
                    SignInField::ClientSecret,
                )
            }],
        },
    ]
}

/// Makes ring the process's TLS provider. Harmless to call again.
pub fn install_tls() {
    // The error only says that a provider is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
