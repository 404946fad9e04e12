//! The packages, tried: what the bundler makes is installed by dpkg below a folder of its own, what
//! desktops and people read of it is looked at by the programs that know, the installed program goes
//! through a journey, and nothing is left when it is removed. Of the .rpm it is looked what it holds
//! and asks for.

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

/// What the program loads that no other dependency brings, and what it can do without.
const RPM_ASKS_FOR: &[&str] = &[
    "libcrypto.so.3()(64bit)",
    "libgtk-3.so.0()(64bit)",
    "libwebkit2gtk-4.1.so.0()(64bit)",
];
const RPM_RECOMMENDS: &[&str] = &[
    "bubblewrap",
    "libayatana-appindicator3.so.1()(64bit)",
    "xdg-dbus-proxy",
];

/// What a validator says of a project that has no page of its own.
const NO_HOMEPAGE: &str = "url-homepage-missing";

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
    let bundles = paths::target().join("debug/bundle");
    for kind in ["deb", "rpm"] {
        forget(&bundles.join(kind))?;
    }
    shell::run(bundle::tauri()?.args(["bundle", "--debug", "--bundles", "deb,rpm", "--ci"]))?;
    look_into_rpm(&find(&bundles.join("rpm"), "rpm")?)?;
    let package = find(&bundles.join("deb"), "deb")?;

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
    look_at_texts(&root)?;

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

/// What desktops, software centres and people read, by the programs that know the rules.
fn look_at_texts(root: &Path) -> Result {
    let launcher = root.join("usr/share/applications/Switchboard.desktop");
    shell::run(Command::new("desktop-file-validate").arg(launcher))?;
    let described = root.join("usr/share/metainfo/app.switchboard.desktop.metainfo.xml");
    look_at_description(&described)?;
    let version = env!("CARGO_PKG_VERSION");
    let text = fs::read_to_string(&described).map_err(|error| at(&described, &error))?;
    if !text.contains(&format!("<release version=\"{version}\"")) {
        return Err(format!("The metainfo doesn't tell of version {version}."));
    }
    for page in ["switchboard.1", "switchboard-check.1"] {
        let page = root.join("usr/share/man/man1").join(page);
        look_at_page(&page)?;
        let text = fs::read_to_string(&page).map_err(|error| at(&page, &error))?;
        if !text.contains(&format!("\"Switchboard {version}\"")) {
            return Err(format!("{} is of another version.", page.display()));
        }
    }
    Ok(())
}

/// What software centres show. Newer validators miss a homepage; there is none to name.
fn look_at_description(described: &Path) -> Result {
    let mut validate = Command::new("appstreamcli");
    validate
        .args(["validate", "--no-net", "--no-color"])
        .arg(described)
        .env("LC_ALL", "C.UTF-8");
    let output = validate
        .output()
        .map_err(|error| format!("appstreamcli: {error}."))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let faults: Vec<&str> = faults(&said).collect();
    let known = faults.iter().all(|fault| fault.contains(NO_HOMEPAGE));
    if known && (output.status.success() || !faults.is_empty()) {
        return Ok(());
    }
    let complained = String::from_utf8_lossy(&output.stderr);
    Err(format!("{}: {said}{complained}", described.display()))
}

/// Errors and warnings among what a validator said.
fn faults(said: &str) -> impl Iterator<Item = &str> {
    said.lines()
        .filter(|line| line.starts_with("E: ") || line.starts_with("W: "))
}

/// A page of the manual is in order if `man` has nothing to say about it.
fn look_at_page(page: &Path) -> Result {
    let mut man = Command::new("man");
    man.args(["--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z"])
        .arg(page)
        .env("LC_ALL", "C.UTF-8")
        .env("MANROFFSEQ", "")
        .env("MANWIDTH", "80");
    let output = man.output().map_err(|error| format!("man: {error}."))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() && said.trim().is_empty() {
        return Ok(());
    }
    Err(format!("{}: {}", page.display(), said.trim()))
}

fn look_into_rpm(package: &Path) -> Result {
    let ask = |about: &str| {
        let mut rpm = Command::new("rpm");
        shell::output(rpm.args(["--query", "--package", about]).arg(package))
    };
    let holds = |what: &str, wanted: &[String], answer: &str| {
        let lines: Vec<&str> = answer.lines().collect();
        let missing: Vec<_> = wanted
            .iter()
            .filter(|one| !lines.contains(&one.as_str()))
            .collect();
        if missing.is_empty() {
            Ok(())
        } else {
            Err(format!("The .rpm {what} no {missing:?}."))
        }
    };
    let owned = |list: &[&str]| list.iter().map(|&one| one.to_owned()).collect::<Vec<_>>();
    let files: Vec<String> = INSTALLED.iter().map(|name| format!("/{name}")).collect();
    holds("holds", &files, &ask("--list")?)?;
    holds("asks for", &owned(RPM_ASKS_FOR), &ask("--requires")?)?;
    holds("recommends", &owned(RPM_RECOMMENDS), &ask("--recommends")?)
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

/// The package of a kind in a folder.
pub(crate) fn find(folder: &Path, kind: &str) -> Result<PathBuf> {
    let entries = fs::read_dir(folder).map_err(|error| at(folder, &error))?;
    entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == kind))
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

#[cfg(test)]
mod tests {
    use super::faults;

    #[test]
    fn hints_are_no_faults() {
        let said = "I: app:11: unknown-tag developer\n\n\
                    W: app:~: url-homepage-missing\n\
                    E: app:~: description-missing\n\
                       It has none.\n\
                    \u{2718} Validation failed: errors: 1, warnings: 1, infos: 1\n";
        let found: Vec<&str> = faults(said).collect();
        assert_eq!(
            found,
            [
                "W: app:~: url-homepage-missing",
                "E: app:~: description-missing"
            ],
            "those that count"
        );
    }
}
