//! The front end: its npm packages, its build, its size.

use std::{fs, path::PathBuf, process::Command};

use crate::{Result, paths, shell};

/// First-load JavaScript and CSS may weigh this much, gzipped.
const FIRST_LOAD_LIMIT: u64 = 150_000;

/// Installs the npm packages if the lock file changed since they were installed.
pub(crate) fn install() -> Result {
    let lock = read(paths::ui().join("package-lock.json"))?;
    let stamp = paths::ui().join("node_modules/.installed-lock.json");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    shell::run(&mut shell::npm(["ci", "--no-audit", "--no-fund"]))?;
    fs::write(&stamp, lock)
        .map_err(|error| format!("{} is not writable: {error}.", stamp.display()))
}

/// Builds it into `ui/dist`, which the app carries inside.
pub(crate) fn build() -> Result {
    install()?;
    script("build")
}

/// Makes sure that there is a build, if perhaps an old one: enough for whoever compiles the app
/// without looking at it.
pub(crate) fn ensure_built() -> Result {
    if paths::ui().join("dist/index.html").is_file() {
        return Ok(());
    }
    build()
}

/// Runs a script of `ui/package.json`.
pub(crate) fn script(name: &str) -> Result {
    shell::run(&mut shell::npm(["run", "--silent", name]))
}

/// Fails if the first load is over its limit.
pub(crate) fn check_size() -> Result {
    let script = paths::root().join("xtask/src/first_load.mjs");
    let said = shell::output(
        Command::new("node")
            .arg(script)
            .arg(paths::ui().join("dist")),
    )?;
    let size: u64 = said
        .trim()
        .parse()
        .map_err(|_| format!("The size of the first load is no number: {}.", said.trim()))?;
    eprintln!("First load: {size} of {FIRST_LOAD_LIMIT} bytes, gzipped.");
    if size > FIRST_LOAD_LIMIT {
        return Err(format!(
            "The first load weighs {size} bytes gzipped, {FIRST_LOAD_LIMIT} are allowed."
        ));
    }
    Ok(())
}

fn read(path: PathBuf) -> Result<String> {
    fs::read_to_string(&path)
        .map_err(|error| format!("{} is not readable: {error}.", path.display()))
}
