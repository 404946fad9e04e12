//! Fetching: over https alone, redirects included, and no more than there should be.

use std::time::Duration;

use domain::{Error, ErrorCode, Result};
use semver::Version;
use url::Url;

use super::Release;

/// What one answer may cost: a server that sends byte after byte, or never ends, is left.
#[derive(Debug, Clone, Copy)]
struct Limit {
    bytes: usize,
    time: Duration,
}

/// Of what is told.
const MANIFEST: Limit = Limit {
    bytes: 64 * 1024,
    time: Duration::from_secs(60),
};
/// Of the file. A line that carries less than half a megabit a second takes longer.
const PACKAGE: Limit = Limit {
    bytes: 100 * 1024 * 1024,
    time: Duration::from_secs(30 * 60),
};
/// Hops that are followed: releases are often kept elsewhere than they are told of.
const MOST_HOPS: usize = 5;

/// The way to what is told of updates. What it says of us: the program's name and version.
pub(crate) struct Fetcher {
    client: reqwest::Client,
    manifest: Limit,
    package: Limit,
}

impl Fetcher {
    /// A way that trusts the system's certificates and these (DER).
    ///
    /// # Errors
    /// `Internal` if the system's TLS can't be used.
    pub(crate) fn new(extra_roots: &[Vec<u8>]) -> Result<Self> {
        providers::install_tls();
        let roots: Vec<_> = extra_roots
            .iter()
            .filter_map(|der| reqwest::Certificate::from_der(der).ok())
            .collect();
        let builder = reqwest::Client::builder()
            .user_agent(concat!("Switchboard/", env!("CARGO_PKG_VERSION")))
            .https_only(true)
            .redirect(reqwest::redirect::Policy::limited(MOST_HOPS))
            .connect_timeout(Duration::from_secs(15))
            .read_timeout(Duration::from_secs(30));
        let builder = if roots.is_empty() {
            builder
        } else {
            builder.tls_certs_merge(roots)
        };
        let client = builder.build().map_err(|error| {
            Error::new(
                ErrorCode::Internal,
                "The system's certificates can't be read.",
            )
            .with_source(error)
        })?;
        Ok(Self {
            client,
            manifest: MANIFEST,
            package: PACKAGE,
        })
    }

    /// The same, for smaller files.
    #[cfg(test)]
    pub(super) fn with_largest(mut self, largest: usize) -> Self {
        self.package.bytes = largest;
        self
    }

    /// The same, for who has less time.
    #[cfg(test)]
    pub(super) fn with_patience(mut self, patience: Duration) -> Self {
        self.manifest.time = patience;
        self.package.time = patience;
        self
    }

    /// Asks what is newer than `current`.
    ///
    /// # Errors
    /// `Server` if nothing or too much is answered, or too slowly, and those of [`Release::read`].
    pub(crate) async fn release(
        &self,
        endpoint: &Url,
        current: &Version,
    ) -> Result<Option<Release>> {
        let bytes = self.get(endpoint, self.manifest).await?;
        let manifest = serde_json::from_slice(&bytes).map_err(|error| {
            Error::new(
                ErrorCode::Decode,
                "What is told of updates can't be understood.",
            )
            .with_source(error)
        })?;
        Release::read(manifest, current)
    }

    /// Fetches a version's file. Nothing is known of it before [`Release::verify`].
    ///
    /// # Errors
    /// `Server` if it doesn't come whole.
    pub(crate) async fn package(&self, release: &Release) -> Result<Vec<u8>> {
        self.get(&release.url, self.package).await
    }

    async fn get(&self, url: &Url, limit: Limit) -> Result<Vec<u8>> {
        let unreached = |error: reqwest::Error| {
            Error::new(ErrorCode::Server, "The server of updates can't be reached.")
                .with_source(error)
        };
        let too_much = || {
            Error::new(
                ErrorCode::Server,
                "The server of updates sends more than there should be.",
            )
        };
        let mut response = self
            .client
            .get(url.clone())
            .timeout(limit.time)
            .send()
            .await
            .map_err(unreached)?;
        if !response.status().is_success() {
            return Err(Error::new(
                ErrorCode::Server,
                "The server of updates refuses to answer.",
            ));
        }
        let told = response.content_length().map(usize::try_from);
        if told.is_some_and(|told| told.map_or(true, |told| told > limit.bytes)) {
            return Err(too_much());
        }
        let mut bytes = Vec::new();
        while let Some(part) = response.chunk().await.map_err(unreached)? {
            if bytes.len() + part.len() > limit.bytes {
                return Err(too_much());
            }
            bytes.extend_from_slice(&part);
        }
        Ok(bytes)
    }
}
