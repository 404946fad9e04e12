//! `cargo xtask bundle`: installable packages for the system it runs on. The front end is built by
//! the bundler, as `tauri.conf.json` says.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use lexopt::{Arg, Parser, ValueExt};

use crate::{
    Result, frontend,
    packages::{self, Purpose},
    paths, platforms, prerequisites, shell,
};

/// What can be made without downloading anything beside the registries' packages.
const BUNDLES: &str = if cfg!(target_os = "linux") {
    "deb,rpm"
} else if cfg!(windows) {
    "nsis"
} else {
    "app,dmg"
};

pub(crate) fn command(parser: &mut Parser) -> Result {
    let mut bundles = BUNDLES.to_owned();
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Arg::Long("bundles") => {
                bundles = parser
                    .value()
                    .and_then(|value| value.string())
                    .map_err(|error| error.to_string())?;
            }
            other => return Err(other.unexpected().to_string()),
        }
    }
    prerequisites::check()?;
    packages::ensure(Purpose::Build)?;
    let mut build = tauri()?;
    build.args(["build", "--bundles", &bundles, "--ci"]);
    let updating = updating()?;
    if let Some(config) = &updating {
        build.arg("--config").arg(config);
    }
    shell::run(&mut build)?;
    let made = paths::target().join("release");
    if updating.is_some() && cfg!(target_os = "macos") {
        sign_by_processor(&made.join("bundle/macos"))?;
    }
    println!("Made, in {}:", made.join("bundle").display());
    print_size(&made.join(format!("switchboard{}", std::env::consts::EXE_SUFFIX)))?;
    for kind in bundles.split(',') {
        let folder = made.join("bundle").join(kind);
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            if entry.path().is_file() {
                print_size(&entry.path())?;
            }
        }
    }
    Ok(())
}

/// The bundler calls the archives of both Macs the same and signs that name, but an update is taken
/// only under its processor's name: this one's gets its own, and a signature for it.
fn sign_by_processor(folder: &Path) -> Result {
    let bundled = folder.join("Switchboard.app.tar.gz");
    let own = folder.join(own_name()?);
    let signature = |path: &Path| PathBuf::from(format!("{}.sig", path.display()));
    let say = |error| format!("{}: {error}.", bundled.display());
    fs::rename(&bundled, &own).map_err(say)?;
    fs::remove_file(signature(&bundled)).map_err(say)?;
    // The key and its password are in the environment, as they were for the bundler.
    shell::run(
        tauri()?
            .args(["signer", "sign", "--app-version", env!("CARGO_PKG_VERSION")])
            .arg(&own),
    )
}

/// The name of this system's archive.
fn own_name() -> Result<String> {
    let platform = platforms::named(std::env::consts::OS, std::env::consts::ARCH);
    let ending =
        platforms::ending(&platform).ok_or_else(|| format!("{platform} has no updates."))?;
    Ok(format!("Switchboard_{}{ending}", env!("CARGO_PKG_VERSION")))
}

/// The configuration of a build that updates itself, in a file: the key that its updates are signed
/// with and where they are told of, as the environment says. Without both of these it takes none.
fn updating() -> Result<Option<PathBuf>> {
    let said = |name| std::env::var(name).unwrap_or_default();
    let (key, endpoint) = (said("UPDATE_PUBKEY"), said("UPDATE_ENDPOINT"));
    if key.is_empty() || endpoint.is_empty() {
        return Ok(None);
    }
    let path = paths::target().join("updating.json");
    fs::write(&path, overlay(&key, &endpoint)?)
        .map_err(|error| format!("{}: {error}.", path.display()))?;
    Ok(Some(path))
}

fn overlay(key: &str, endpoint: &str) -> Result<String> {
    let plain = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_graphic() && !"\"\\".contains(c))
    };
    if !(plain(key) && plain(endpoint) && endpoint.starts_with("https://")) {
        return Err("UPDATE_PUBKEY is base64, UPDATE_ENDPOINT begins with https://.".to_owned());
    }
    Ok(format!(
        r#"{{
  "bundle": {{ "createUpdaterArtifacts": true }},
  "plugins": {{
    "updater": {{
      "pubkey": "{key}",
      "endpoints": ["{endpoint}"],
      "requireSignedVersion": true
    }}
  }}
}}
"#
    ))
}

fn print_size(path: &Path) -> Result {
    let say = |error| format!("{}: {error}.", path.display());
    let tenths = fs::metadata(path).map_err(say)?.len() * 10 / (1024 * 1024);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    println!("  {name}: {}.{} MiB", tenths / 10, tenths % 10);
    Ok(())
}

/// Tauri's own command line, which npm brings as a built program.
pub(crate) fn tauri() -> Result<Command> {
    frontend::install()?;
    let name = if cfg!(windows) { "tauri.cmd" } else { "tauri" };
    let mut command = Command::new(paths::ui().join("node_modules/.bin").join(name));
    command.current_dir(paths::root());
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::overlay;

    #[test]
    fn updates_come_over_https_with_a_plain_key() {
        let made = overlay("a2V5", "https://updates.example.com/latest.json").unwrap();
        assert!(made.contains(r#""pubkey": "a2V5""#), "the key: {made}");
        for (key, endpoint) in [
            ("a2V5", "http://updates.example.com/latest.json"),
            ("a\"b", "https://updates.example.com/latest.json"),
            ("a2V5", "https://updates.example.com/\"x"),
            ("untrusted comment: x\ny", "https://updates.example.com/"),
        ] {
            assert!(overlay(key, endpoint).is_err(), "{key} {endpoint}");
        }
    }
}
