//! Drives the built app in its real window, as a person would: every control is found by its role
//! and accessible name, every wait is for something that can be seen.
//!
//! Start at [`journey`], which gives a test its [`Stage`]: a folder for the app's data, the app
//! itself ([`App`]), and pictures of the screen when the test fails. Nothing here knows the app's
//! insides; the services it talks to are the `sandbox` crate's.
//!
//! The tests need a desktop of their own and are run by `cargo xtask test --only window`.

mod accessible;
mod app;
mod axe;
mod browser;
mod driver;
mod keys;
mod notifications;
mod portal;
mod process;
mod stage;
mod tray;
mod wait;
mod window;

pub use accessible::{Found, Name, Scope, like};
pub use app::{Apart, App, Launch};
pub use browser::Browser;
pub use notifications::{Notification, Notifications};
pub use portal::Portal;
pub use stage::{Stage, journey};
pub use thirtyfour::WebDriver;
pub use tray::Tray;
pub use wait::{PATIENCE, until};
pub use window::Window;

/// What went wrong, in a sentence.
#[derive(Debug)]
pub struct Failure(pub String);

/// What a step gives.
pub type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// A failure with something said before it.
    #[must_use]
    pub fn at(what: &str, error: impl std::fmt::Display) -> Self {
        Self(format!("{what}: {error}"))
    }
}

/// Fails with `why` unless it holds. Unlike an assertion it leaves the screen to look at.
///
/// # Errors
/// When it does not hold.
pub fn verify(holds: bool, why: &str) -> Outcome {
    if holds {
        return Ok(());
    }
    Err(Failure(why.to_owned()))
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl From<thirtyfour::error::WebDriverError> for Failure {
    fn from(error: thirtyfour::error::WebDriverError) -> Self {
        Self::at("the driver", error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}
