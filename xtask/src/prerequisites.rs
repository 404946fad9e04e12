//! What must be there before anything is built, each lack said in one sentence with its remedy.

use std::process::Command;

use crate::{Result, shell};

const NODE: Version = Version(20, 19);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Version(u32, u32);

/// Checks Rust, Node and npm.
pub(crate) fn check() -> Result {
    check_rust()?;
    check_node()
}

fn check_rust() -> Result {
    let wanted = version_in(env!("CARGO_PKG_RUST_VERSION"))
        .ok_or("Cargo.toml has no readable rust-version.")?;
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let said = shell::output(Command::new(rustc).arg("--version"))
        .map_err(|_| "Rust is missing: install it from https://rustup.rs.".to_owned())?;
    enough("Rust", &said, wanted, "rustup update stable")
}

fn check_node() -> Result {
    let remedy = "install the current LTS release from https://nodejs.org";
    let said = shell::output(Command::new("node").arg("--version"))
        .map_err(|_| format!("Node.js is missing: {remedy}."))?;
    enough("Node.js", &said, NODE, remedy)?;
    shell::output(shell::npm(["--version"]).current_dir(crate::paths::root()))
        .map(drop)
        .map_err(|_| format!("npm, which comes with Node.js, is missing: {remedy}."))
}

fn enough(name: &str, said: &str, wanted: Version, remedy: &str) -> Result {
    match version_in(said) {
        Some(found) if found >= wanted => Ok(()),
        Some(Version(major, minor)) => Err(format!(
            "{name} {major}.{minor} is too old, {}.{} is needed: {remedy}.",
            wanted.0, wanted.1
        )),
        None => Err(format!(
            "{name} answers '{}', which is no version.",
            said.trim()
        )),
    }
}

/// The first `major.minor` in a text, whatever stands around it.
fn version_in(text: &str) -> Option<Version> {
    text.split(|c: char| c.is_whitespace() || c == 'v')
        .find_map(|word| {
            let mut numbers = word.split('.').map(str::parse::<u32>);
            Some(Version(numbers.next()?.ok()?, numbers.next()?.ok()?))
        })
}

#[cfg(test)]
mod tests {
    use super::{Version, version_in};

    #[test]
    fn versions_are_found_in_what_programs_say() {
        let cases = [
            ("rustc 1.95.0 (f2d3ce0bd 2026-03-21)", Version(1, 95)),
            ("v20.20.2\n", Version(20, 20)),
            ("1.95", Version(1, 95)),
        ];
        for (text, version) in cases {
            assert_eq!(version_in(text), Some(version), "{text:?} names a version");
        }
        assert_eq!(version_in("node"), None, "no number, no version");
    }

    #[test]
    fn versions_are_ordered_by_number() {
        assert!(Version(1, 100) > Version(1, 95), "100 comes after 95");
        assert!(Version(20, 0) < Version(20, 19), "the minor number counts");
    }
}
