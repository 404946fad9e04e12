//! The package, tried: what the bundler makes is installed by dpkg below a folder of its own, the
//! installed program goes through a journey, and nothing is left when it is removed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{Result, bundle, desktop, parts, paths, shell, window};

/// The journey that the installed program goes through.
const JOURNEY: &str = "journey_operator_answers_and_closes";

/// What must be there once it is installed.
const INSTALLED: &[&str] = &[
    "usr/bin/switchboard",
    "usr/share/applications/Switchboard.desktop",
    "usr/share/icons/hicolor/128x128/apps/switchboard.png",
    "usr/share/man/man1/switchboard-check.1",
    "usr/share/man/man1/switchboard.1",
    "usr/share/metainfo/app.switchboard.desktop.metainfo.xml",
];

/// Why it can't be tried here, if so.
pub(crate) fn excuse() -> Option<&'static str> {
    if !cfg!(target_os = "linux") || paths::find_program("dpkg").is_none() {
        return Some("installs a .deb, which needs dpkg");
    }
    let allowed = is_root() || paths::find_program("fakeroot").is_some();
    (!allowed).then_some("dpkg needs root or fakeroot")
}

/// Bundles the debug build, which is there anyway: what a package holds and where it puts that does
/// not depend on how the program was optimised.
pub(crate) fn test() -> Result {
    window::prepare()?;
    let packages = paths::target().join("debug/bundle/deb");
    forget(&packages)?;
    shell::run(bundle::tauri()?.args(["bundle", "--debug", "--bundles", "deb", "--ci"]))?;
    let package = find(&packages)?;

    let root = paths::target().join("package");
    forget(&root)?;
    let state = root.join("var/lib/dpkg");
    for folder in ["info", "updates"] {
        let folder = state.join(folder);
        fs::create_dir_all(&folder).map_err(|error| at(&folder, &error))?;
    }
    let status = state.join("status");
    fs::write(&status, "").map_err(|error| at(&status, &error))?;

    shell::run(dpkg(&root).arg("--install").arg(&package))?;
    let installed = files(&root, &state)?;
    let absent: Vec<&&str> = INSTALLED
        .iter()
        .filter(|name| !installed.contains(&root.join(name)))
        .collect();
    if !absent.is_empty() {
        return Err(format!("The package lacks {absent:?}."));
    }
    let launcher = root.join("usr/share/applications/Switchboard.desktop");
    let text = fs::read_to_string(&launcher).map_err(|error| at(&launcher, &error))?;
    if text.contains("{{") || !text.contains("Exec=switchboard %u") {
        return Err("The desktop file's template was not filled in.".to_owned());
    }

    let mut journey = parts::e2e_tests(JOURNEY);
    journey.env("SWITCHBOARD_BIN", root.join("usr/bin/switchboard"));
    desktop::run(&journey)?;

    shell::run(dpkg(&root).args(["--purge", "switchboard"]))?;
    let left = files(&root, &state)?;
    if !left.is_empty() {
        return Err(format!("Removing the package left {left:?}."));
    }
    println!(
        "The package: {} files installed, tried and removed.",
        installed.len()
    );
    forget(&root)
}

/// dpkg below `root`, where none of the libraries are that the package depends on.
fn dpkg(root: &Path) -> Command {
    let mut command = if is_root() {
        Command::new("dpkg")
    } else {
        let mut command = Command::new("fakeroot");
        command.arg("dpkg");
        command
    };
    command.args(["--force-depends", "--force-bad-path"]);
    command.arg(format!("--root={}", root.display()));
    command
}

fn is_root() -> bool {
    shell::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// The package in a folder.
pub(crate) fn find(folder: &Path) -> Result<PathBuf> {
    let entries = fs::read_dir(folder).map_err(|error| at(folder, &error))?;
    entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .ok_or_else(|| format!("There is no package in {}.", folder.display()))
}

/// Every file below `root` but dpkg's own.
fn files(root: &Path, state: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| at(&folder, &error))? {
            let path = entry.map_err(|error| at(&folder, &error))?.path();
            if path == state {
                continue;
            }
            if path.is_dir() && !path.is_symlink() {
                waiting.push(path);
            } else {
                files.push(path);
            }
        }
    }
    Ok(files)
}

fn forget(folder: &Path) -> Result {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| at(folder, &error))?;
    }
    Ok(())
}

fn at(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}.", path.display())
}
