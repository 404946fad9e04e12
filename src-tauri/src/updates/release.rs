//! What is told of a newer version, and whether a file is it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{Error, ErrorCode, Result};
use minisign_verify::{PublicKey, Signature};
use semver::Version;
use serde_json::Value;
use url::Url;

use super::platforms;

/// Longest text about a version that is shown, in characters.
const LONGEST_NOTES: usize = 4000;

/// A newer version, as its manifest tells. Only [`Release::verify`] makes any of it true.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Release {
    /// Which.
    pub(crate) version: Version,
    /// What is new in it, as text.
    pub(crate) notes: Option<String>,
    /// Where its file for this system is.
    pub(super) url: Url,
    signature: String,
    /// As it came, for the plugin.
    pub(super) manifest: Value,
}

/// This system's name in manifests.
pub(super) fn platform() -> String {
    platforms::named(std::env::consts::OS, std::env::consts::ARCH)
}

fn garbled() -> Error {
    Error::new(
        ErrorCode::Decode,
        "What is told of updates can't be understood.",
    )
}

fn forged() -> Error {
    Error::new(
        ErrorCode::Invalid,
        "The update isn't signed by those who make Switchboard. It was not installed.",
    )
}

impl Release {
    /// Reads a manifest. `None` if it tells of nothing newer than `current`: a downgrade is no
    /// update, nor is a preview for who has none.
    ///
    /// # Errors
    /// `Decode` for whatever isn't a manifest, `NotFound` if it has no file for this system.
    pub(super) fn read(manifest: Value, current: &Version) -> Result<Option<Self>> {
        let text = |value: &Value, key: &str| value.get(key)?.as_str().map(str::to_owned);
        let version = text(&manifest, "version").ok_or_else(garbled)?;
        let version = Version::parse(version.trim_start_matches('v')).map_err(|_| garbled())?;
        let preview = !version.pre.is_empty() && current.pre.is_empty();
        if version <= *current || preview {
            return Ok(None);
        }
        let file = manifest
            .get("platforms")
            .ok_or_else(garbled)?
            .get(platform())
            .ok_or_else(|| {
                Error::new(
                    ErrorCode::NotFound,
                    "The newer version isn't there for this system.",
                )
            })?;
        let url = text(file, "url").ok_or_else(garbled)?;
        let url = Url::parse(&url).map_err(|_| garbled())?;
        let signature = text(file, "signature").ok_or_else(garbled)?;
        let notes = text(&manifest, "notes").map(|notes| {
            let shown = notes.chars().filter(|c| !c.is_control() || *c == '\n');
            shown.take(LONGEST_NOTES).collect()
        });
        Ok(Some(Self {
            version,
            notes,
            url,
            signature,
            manifest,
        }))
    }

    /// Whether these bytes are this version for this system, signed with this key. The manifest
    /// isn't signed: what is, is the file, and in its trusted comment the version and the name it
    /// was signed for. Without these an older version, or another system's or processor's file,
    /// would pass.
    ///
    /// # Errors
    /// `Invalid` if they aren't.
    pub(crate) fn verify(&self, bytes: &[u8], key: &str) -> Result<()> {
        let decoded = |text: &str| {
            let bytes = STANDARD.decode(text.trim()).ok()?;
            String::from_utf8(bytes).ok()
        };
        let key = decoded(key).ok_or_else(forged)?;
        let key = PublicKey::decode(&key).map_err(|_| forged())?;
        let signature = decoded(&self.signature).ok_or_else(forged)?;
        let signature = Signature::decode(&signature).map_err(|_| forged())?;
        key.verify(bytes, &signature, false).map_err(|_| forged())?;
        // Trusted only now: the key was asked about it as well.
        let comment = signature.trusted_comment();
        let said = |name: &str| {
            comment
                .split('\t')
                .find_map(|field| field.strip_prefix(name))
        };
        let version = said("version:")
            .and_then(|version| Version::parse(version.trim_start_matches('v')).ok());
        let ending = platforms::ending(&platform());
        let file = said("file:").zip(ending);
        let fits = version.as_ref() == Some(&self.version)
            && file.is_some_and(|(file, ending)| file.ends_with(ending));
        if fits { Ok(()) } else { Err(forged()) }
    }
}
