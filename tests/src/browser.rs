//! A browser of the same engine, driven alike: what the app is measured beside.

use std::path::Path;

use thirtyfour::WebDriver;

use crate::{Outcome, driver::Driver};

/// A browser's window.
#[derive(Debug)]
pub struct Browser(Driver);

impl Browser {
    /// Opens WebKitGTK's own MiniBrowser.
    ///
    /// # Errors
    /// When it does not open in time.
    pub async fn open(program: &Path) -> Outcome<Self> {
        // Fails when another test of this process has done it, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let arguments = ["--automation".to_owned()];
        let log = Path::new("/dev/null");
        let driver = Driver::open("MiniBrowser", program, &arguments, &[], log).await?;
        Ok(Self(driver))
    }

    /// The session.
    #[must_use]
    pub const fn session(&self) -> &WebDriver {
        self.0.session()
    }

    /// Closes it.
    ///
    /// # Errors
    /// When the driver does not end.
    pub async fn end(self) -> Outcome {
        // The page goes with it, so that nobody answers.
        let _ = self.session().clone().quit().await;
        self.0.end().await
    }
}
