//! The systems that update themselves. `cargo xtask latest` writes by this table what the program
//! reads by it; the file is part of both.

/// Systems as manifests call them, and how the name of each one's file ends. It names the processor
/// too: a file that was signed for another's must not pass for this one's.
pub(crate) const PLATFORMS: &[(&str, &str)] = &[
    ("linux-x86_64", "_amd64.AppImage"),
    ("windows-x86_64", "_x64-setup.exe"),
    ("darwin-aarch64", "_arm64.app.tar.gz"),
    ("darwin-x86_64", "_x86_64.app.tar.gz"),
];

/// How the file of a platform ends.
pub(crate) fn ending(platform: &str) -> Option<&'static str> {
    let is_it = |(name, _): &&(&str, &'static str)| *name == platform;
    PLATFORMS.iter().find(is_it).map(|(_, ending)| *ending)
}

/// The name of a system and its processor, in Rust's words, as manifests call it.
pub(crate) fn named(os: &str, processor: &str) -> String {
    let os = if os == "macos" { "darwin" } else { os };
    format!("{os}-{processor}")
}
