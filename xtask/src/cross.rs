//! `cargo xtask cross`: the types of Windows and macOS, checked on Linux. Code that only those
//! systems see is otherwise first compiled by their own machines.
//!
//! Nothing is linked, so C code isn't compiled either: a stand-in writes empty objects.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use lexopt::{Arg, Parser, ValueExt};

use crate::{
    Result, frontend,
    packages::{self, Purpose},
    parts, paths, prerequisites, shell,
};

struct Target {
    /// As typed after `--only`.
    name: &'static str,
    triple: &'static str,
}

const TARGETS: &[Target] = &[
    Target {
        name: "windows",
        triple: "x86_64-pc-windows-gnu",
    },
    Target {
        name: "macos",
        triple: "aarch64-apple-darwin",
    },
];

/// The second Rust of Debian, which brings the standard library's sources.
const DEBIANS: (&str, &str, &str) = ("/usr/bin/cargo", "/usr/bin/rustc", "/usr/bin/rustdoc");

/// Stands in for a C compiler. What only looks (`-E`, `--version`) is answered by the system's own.
const STAND_IN: &str = r#"#!/bin/sh
out=; looks=; drop=; count=$#
while [ "$count" -gt 0 ]; do
  word=$1; shift; count=$((count - 1))
  case $drop in
    o) out=$word; drop=; set -- "$@" -o "$word"; continue ;;
    x) drop=; continue ;;
  esac
  case $word in
    -o) drop=o ;;
    -o*) out=${word#-o}; set -- "$@" "$word" ;;
    -arch | -isysroot | -target) drop=x ;;
    -mmacosx-version-min=* | --target=* | -m*-version-min=*) ;;
    -E | --version | -dumpmachine | -v) looks=yes; set -- "$@" "$word" ;;
    *) set -- "$@" "$word" ;;
  esac
done
if [ -n "$looks" ]; then exec cc "$@"; fi
if [ -z "$out" ]; then exit 1; fi
exec cc -x c -c -o "$out" /dev/null
"#;

pub(crate) fn command(parser: &mut Parser) -> Result {
    let chosen = choose(parser)?;
    if !cfg!(target_os = "linux") {
        return Err("This checks other systems' types from Linux.".to_owned());
    }
    prerequisites::check()?;
    packages::ensure(Purpose::Build)?;
    frontend::ensure_built()?;
    for target in chosen {
        println!("\n=== {} ({}) ===", target.name, target.triple);
        check(target)?;
    }
    Ok(())
}

fn choose(parser: &mut Parser) -> Result<Vec<&'static Target>> {
    let mut names: Vec<String> = Vec::new();
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Arg::Long("only") => names.push(
                parser
                    .value()
                    .and_then(|value| value.string())
                    .map_err(|error| error.to_string())?,
            ),
            other => return Err(other.unexpected().to_string()),
        }
    }
    if let Some(name) = names
        .iter()
        .find(|name| !TARGETS.iter().any(|target| target.name == **name))
    {
        return Err(format!(
            "There is no system '{name}'; there are windows, macos."
        ));
    }
    Ok(TARGETS
        .iter()
        .filter(|target| names.is_empty() || names.iter().any(|name| name == target.name))
        .collect())
}

fn check(target: &Target) -> Result {
    let folder = paths::target().join("cross");
    let stand_in = stand_in(&folder)?;
    let variable = target.triple.replace('-', "_");
    let mut cargo = toolchain(target)?;
    cargo
        .args(["--target", target.triple, "--target-dir"])
        .arg(&folder)
        .args(["--all-targets"])
        .args(parts::ALL)
        .env(format!("CC_{variable}"), &stand_in)
        .env(format!("CXX_{variable}"), &stand_in)
        .env(format!("AR_{variable}"), "ar")
        // Whatever is found here is neither compiled nor linked.
        .env("OPENSSL_NO_VENDOR", "1")
        .env("OPENSSL_STATIC", "1")
        .env("OPENSSL_INCLUDE_DIR", "/usr/include")
        .env("OPENSSL_LIB_DIR", "/usr/lib")
        .env("SDKROOT", "/")
        .env("RUSTFLAGS", "-D warnings");
    shell::run(&mut cargo)
}

/// Rust for a target: ours where rustup put the target's library there, else Debian's, which builds
/// the library itself.
fn toolchain(target: &Target) -> Result<Command> {
    if has_library(target) {
        return Ok(shell::cargo(["check"]));
    }
    if let Err(reason) = packages::ensure(Purpose::Cross) {
        return Err(format!(
            "{reason} Or, with rustup: `rustup target add {}`.",
            target.triple
        ));
    }
    let (cargo, rustc, rustdoc) = DEBIANS;
    let mut command = Command::new(cargo);
    command
        .current_dir(paths::root())
        .args(["check", "-Zbuild-std=std,panic_unwind,test"])
        // The system's own before rustup's, for whatever a build script starts.
        .env("PATH", system_first())
        .env("RUSTC", rustc)
        .env("RUSTDOC", rustdoc)
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO");
    shell::without_our_package(&mut command);
    Ok(command)
}

fn has_library(target: &Target) -> bool {
    let mut rustc = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc.args(["--print", "target-libdir", "--target", target.triple]);
    shell::output(&mut rustc).is_ok_and(|folder| Path::new(folder.trim()).is_dir())
}

fn system_first() -> std::ffi::OsString {
    let mut path = std::ffi::OsString::from("/usr/bin:");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    path
}

fn stand_in(folder: &Path) -> Result<PathBuf> {
    let path = folder.join("cc");
    let say = |error: std::io::Error| format!("{}: {error}.", path.display());
    fs::create_dir_all(folder).map_err(say)?;
    fs::write(&path, STAND_IN).map_err(say)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).map_err(say)?;
    }
    Ok(path)
}
