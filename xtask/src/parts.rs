//! The parts of the test suite. Each can run alone, and makes sure of what it needs.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    Result, counts, frontend, package,
    packages::{self, Purpose},
    paths, shell, window,
};

/// A part of the test suite.
pub(crate) struct Part {
    /// As typed after `--only`.
    pub(crate) name: &'static str,
    /// As printed above it.
    pub(crate) title: &'static str,
    /// Whether it can run here; if not, why.
    pub(crate) excuse: fn() -> Option<&'static str>,
    /// Does it.
    pub(crate) run: fn() -> Result,
}

/// All parts, in the order they run.
pub(crate) const PARTS: &[Part] = &[
    Part {
        name: "format",
        title: "Rust sources are formatted",
        excuse: never,
        run: format,
    },
    Part {
        name: "build",
        title: "The front end builds and is small enough",
        excuse: never,
        run: build,
    },
    Part {
        name: "lints",
        title: "Lints and format of the front end, lints of the rest",
        excuse: never,
        run: lints,
    },
    Part {
        name: "types",
        title: "Types of the front end fit",
        excuse: never,
        run: types,
    },
    Part {
        name: "deny",
        title: "Licences and sources of dependencies",
        excuse: no_cargo_deny,
        run: deny,
    },
    Part {
        name: "rust",
        title: "Unit and integration tests; the front end's types are the domain's",
        excuse: never,
        run: rust,
    },
    Part {
        name: "keyring",
        title: "Opening, whatever state the keyring is in",
        excuse: no_private_desktop,
        run: keyring,
    },
    Part {
        name: "frontend",
        title: "Tests of the front end",
        excuse: never,
        run: frontend_tests,
    },
    Part {
        name: "window",
        title: "Journeys in the real window",
        excuse: no_private_desktop,
        run: window::journeys,
    },
    Part {
        name: "package",
        title: "The package installs, runs and leaves",
        excuse: package::excuse,
        run: package::test,
    },
];

/// Whatever part of the tests is wanted, the same packages are chosen: another choice has other
/// features of their dependencies, and builds them all again. `e2e` stays outside, because its
/// WebDriver client turns features on that the program doesn't have.
pub(crate) const ALL: &[&str] = &["--workspace", "--exclude", "e2e", "--locked"];

/// The journeys, which meet the program as a process only.
pub(crate) const JOURNEYS: &[&str] = &["--package", "e2e", "--locked", "--test", "journeys"];

const fn never() -> Option<&'static str> {
    None
}

fn no_cargo_deny() -> Option<&'static str> {
    let there = paths::find_program("cargo-deny").is_some();
    (!there).then_some("needs cargo-deny; `cargo xtask deny` tells more")
}

fn no_private_desktop() -> Option<&'static str> {
    (!cfg!(target_os = "linux")).then_some("the private desktop is Linux's")
}

fn format() -> Result {
    shell::run(&mut shell::cargo(["fmt", "--all", "--check"]))
}

fn build() -> Result {
    frontend::build()?;
    frontend::check_size()
}

fn lints() -> Result {
    frontend::install()?;
    frontend::ensure_built()?;
    // Whatever the one says, the other is worth hearing too.
    let frontend = frontend::script("lint");
    let flags = [
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ];
    let rust = shell::run(shell::cargo(["clippy"]).args(flags));
    match (frontend, rust) {
        (Err(first), Err(second)) => Err(format!("{first} {second}")),
        (frontend, rust) => frontend.and(rust),
    }
}

fn types() -> Result {
    frontend::install()?;
    frontend::script("check")
}

/// All tests but those that want a desktop; among them those that write the bindings.
fn rust() -> Result {
    frontend::ensure_built()?;
    let all = [ALL, &["--no-fail-fast"]].concat();
    let export = empty_export_folder()?;
    if has_nextest() {
        let passed = shell::run(
            shell::cargo(["nextest", "run"])
                .args(&all)
                .env("TS_RS_EXPORT_DIR", &export),
        );
        // What was tried is worth knowing of a run that failed, too.
        let kept = counts::keep("rust");
        passed.and(kept)?;
        counts::check_rust()?;
        shell::run(shell::cargo(["test", "--doc"]).args(ALL))?;
    } else {
        shell::run(
            shell::cargo(["test"])
                .args(&all)
                .env("TS_RS_EXPORT_DIR", &export),
        )?;
    }
    bindings_are_fresh(&read_folder(&export)?)
}

/// Each of these tests has a session bus of its own.
fn keyring() -> Result {
    packages::ensure(Purpose::Test)?;
    let mut tests = shell::cargo(["test"]);
    tests.args(ALL);
    shell::run(tests.args(["--test", "keyring", "--", "--ignored", "--test-threads=2"]))
}

fn frontend_tests() -> Result {
    frontend::install()?;
    let report = counts::front_end_report();
    let mut tests = shell::npm(["run", "--silent", "test", "--"]);
    tests.args(["--reporter=default", "--reporter=junit"]);
    tests.arg(format!("--outputFile.junit={}", report.display()));
    shell::run(&mut tests)?;
    counts::check_front_end()
}

fn deny() -> Result {
    shell::run(&mut shell::cargo([
        "deny", "check", "licenses", "bans", "sources",
    ]))
}

/// `cargo xtask deny`: as the part, and what needs the network: advisories of both registries.
pub(crate) fn deny_everything() -> Result {
    if paths::find_program("cargo-deny").is_none() {
        return Err(
            "cargo-deny is missing: `cargo install --locked cargo-deny`, which takes some minutes."
                .to_owned(),
        );
    }
    shell::run(&mut shell::cargo(["deny", "check"]))?;
    shell::run(&mut shell::npm(["audit", "--audit-level=moderate"]))
}

/// Whether the better test runner is installed.
pub(crate) fn has_nextest() -> bool {
    shell::cargo(["nextest", "--version"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// `cargo xtask bindings`.
pub(crate) fn write_bindings() -> Result {
    let fresh = export()?;
    let committed = bindings_folder();
    for name in read_folder(&committed)?.keys() {
        if !fresh.contains_key(name) {
            fs::remove_file(committed.join(name)).map_err(|error| format!("{name}: {error}."))?;
        }
    }
    for (name, text) in fresh {
        fs::write(committed.join(&name), text).map_err(|error| format!("{name}: {error}."))?;
    }
    Ok(())
}

fn bindings_are_fresh(fresh: &BTreeMap<String, String>) -> Result {
    let committed = read_folder(&bindings_folder())?;
    let names = fresh.keys().chain(committed.keys());
    let mut stale: Vec<&String> = names
        .filter(|name| fresh.get(*name) != committed.get(*name))
        .collect();
    stale.sort();
    stale.dedup();
    if stale.is_empty() {
        return Ok(());
    }
    Err(format!(
        "ui/src/lib/bindings differs from the domain in {stale:?}: run `cargo xtask bindings`."
    ))
}

/// Exports the types beside the tree, never into it, and reads them back.
fn export() -> Result<BTreeMap<String, String>> {
    let folder = empty_export_folder()?;
    let mut test = shell::cargo([
        "test",
        "--quiet",
        "--locked",
        "--package",
        "domain",
        "--lib",
    ]);
    test.arg("export_bindings").env("TS_RS_EXPORT_DIR", &folder);
    shell::run(&mut test)?;
    read_folder(&folder)
}

fn empty_export_folder() -> Result<PathBuf> {
    let folder = paths::target().join("bindings");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}.", folder.display()))?;
    }
    Ok(folder)
}

fn bindings_folder() -> PathBuf {
    paths::ui().join("src/lib/bindings")
}

/// Texts of a folder's files by their path within it.
fn read_folder(folder: &Path) -> Result<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        let say = |error| format!("{} is not readable: {error}.", next.display());
        for entry in fs::read_dir(&next).map_err(say)? {
            let path = entry.map_err(say)?.path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).map_err(say)?;
            let name = path.strip_prefix(folder).unwrap_or(&path);
            texts.insert(name.to_string_lossy().into_owned(), text);
        }
    }
    Ok(texts)
}

/// Runs whatever cargo command tests `e2e`, as the window part wants it.
pub(crate) fn e2e_tests(filter: &str) -> Command {
    let mut command = if has_nextest() {
        let mut command = shell::cargo(["nextest", "run"]);
        command.args(JOURNEYS).arg(filter);
        command.args(["--test-threads=1", "--run-ignored=only", "--no-fail-fast"]);
        command
    } else {
        let mut command = shell::cargo(["test"]);
        command.args(JOURNEYS).args([
            "--no-fail-fast",
            "--",
            filter,
            "--ignored",
            "--test-threads=1",
        ]);
        command
    };
    command.env("SWITCHBOARD_BIN", paths::debug_program());
    command
}
