//! `cargo xtask bench`: what Switchboard costs, beside its floors and its peers.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use lexopt::{Arg, Parser};

use crate::{
    Result, bundle, desktop, frontend, package,
    packages::{self, Purpose},
    paths, prerequisites, rest, shell,
};

/// Chats of the data that a person begins with, and of those that a busy company has.
const SMALL: &str = "1000";
const LARGE: &str = "100000";

pub(crate) fn command(parser: &mut Parser) -> Result {
    let what = match parser.next().map_err(|error| error.to_string())? {
        Some(Arg::Value(word)) => word.to_string_lossy().into_owned(),
        Some(argument) => return Err(argument.unexpected().to_string()),
        None => String::new(),
    };
    let arguments = rest(parser)?;
    match what.as_str() {
        "core" => core(&arguments),
        "app" | "ui" => window(&what, &arguments),
        _ => Err("`cargo xtask bench` measures what? There are `core`, `app` and `ui`.".to_owned()),
    }
}

/// The databases and the sync. The arguments are the program's own.
fn core(arguments: &[String]) -> Result {
    prerequisites::check()?;
    packages::ensure(Purpose::Build)?;
    shell::run(program("core").args(arguments))
}

/// The bench's own program, built for speed.
fn program(what: &str) -> Command {
    shell::cargo([
        "run",
        "--quiet",
        "--locked",
        "--release",
        "--package",
        "bench",
        "--",
        what,
    ])
}

/// The release build in its window, beside browsers that show the same front end.
fn window(what: &str, arguments: &[String]) -> Result {
    prerequisites::check()?;
    packages::ensure(Purpose::Test)?;
    if let Err(reason) = packages::ensure(Purpose::Bench) {
        eprintln!("{reason} Without it there is less to compare with.");
    }
    frontend::build()?;
    shell::run(&mut shell::cargo([
        "build",
        "--locked",
        "--release",
        "--package",
        "switchboard",
    ]))?;
    let (small, _) = filled(SMALL)?;
    let (large, key) = filled(LARGE)?;
    let rows = paths::target().join("bench/rows.jsonl");
    if rows.exists() {
        fs::remove_file(&rows).map_err(|error| error.to_string())?;
    }
    let test = format!("measure_{what}");
    let tests = ["test", "--package", "e2e", "--locked", "--test", "measures"];
    shell::run(shell::cargo(tests).arg("--no-run"))?;
    let mut measure = shell::cargo(tests);
    measure.args([&test, "--", "--ignored", "--nocapture"]);
    for (name, value) in [
        (
            "SWITCHBOARD_BIN",
            paths::target().join("release/switchboard"),
        ),
        ("BENCH_PAGE", paths::ui().join("dist")),
        ("BENCH_SMALL", small),
        ("BENCH_LARGE", large),
        ("BENCH_KEY", key.into()),
        ("BENCH_ROWS", rows.clone()),
    ] {
        measure.env(name, value);
    }
    desktop::run(&measure)?;
    if what == "app" {
        sizes(&rows)?;
    }
    shell::run(program("table").arg(&rows).args(arguments))
}

/// A database with so many chats: where it is, and its key.
fn filled(chats: &str) -> Result<(PathBuf, String)> {
    let said = shell::output(program("filled").arg(chats))?;
    let mut lines = said.lines();
    match (lines.next(), lines.next()) {
        (Some(folder), Some(key)) => Ok((folder.into(), key.to_owned())),
        _ => Err("The data could not be made.".to_owned()),
    }
}

/// Adds what the package takes, packed and installed (P7), where packages are made.
fn sizes(rows: &Path) -> Result {
    if paths::find_program("dpkg-deb").is_none() {
        return Ok(());
    }
    shell::run(bundle::tauri()?.args(["bundle", "--bundles", "deb", "--ci"]))?;
    let package = package::find(&paths::target().join("release/bundle/deb"), "deb")?;
    let packed = fs::metadata(&package)
        .map_err(|error| error.to_string())?
        .len();
    let listed = shell::output(Command::new("dpkg-deb").arg("--contents").arg(&package))?;
    // Rights, owner, size, date, time, name.
    let size = |line: &str| line.split_whitespace().nth(2)?.parse::<u64>().ok();
    let installed: u64 = listed.lines().filter_map(size).sum();
    let mut lines = fs::read_to_string(rows).map_err(|error| error.to_string())?;
    for (what, bytes, most) in [("the .deb", packed, 10), ("installed", installed, 28)] {
        #[allow(clippy::cast_precision_loss, reason = "a file's size")]
        let megabytes = bytes as f64 / 1e6;
        lines.push_str(&format!(
            "{{\"number\":\"P7\",\"what\":\"size of {what}\",\"unit\":\"MB\",\"value\":{megabytes:.2},\
             \"floor\":null,\"goal\":{{\"at_most\":{most}}}}}\n"
        ));
    }
    fs::write(rows, lines).map_err(|error| error.to_string())
}
