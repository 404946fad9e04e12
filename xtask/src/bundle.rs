//! `cargo xtask bundle`: installable packages for the system it runs on. The front end is built by
//! the bundler, as `tauri.conf.json` says.

use std::process::Command;

use lexopt::{Arg, Parser, ValueExt};

use crate::{
    Result, frontend,
    packages::{self, Purpose},
    paths, prerequisites, shell,
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
    shell::run(tauri()?.args(["build", "--bundles", &bundles, "--ci"]))?;
    println!("Made: {}", paths::target().join("release/bundle").display());
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
