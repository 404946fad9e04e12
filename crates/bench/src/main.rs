//! `cargo xtask bench core`: what the databases and the sync cost, each beside its floor, measured
//! turn by turn in one run, so that a busy machine hits both alike.
//!
//! The floor of the databases is SQLite itself with the same schema, pragmas and key and none of
//! our code (`raw`); that of the sync is curl fetching the same pages. The data is made from a
//! seed (`made`) and kept under the target folder.

mod folder;
mod ingest;
mod list;
mod made;
mod measure;
mod raw;
mod search;
mod sync;

use std::io::Write as _;
use std::process::ExitCode;

use lexopt::{Arg, Parser, ValueExt as _};

use crate::measure::Row;

/// A result whose error is a sentence: a bench goes wrong for the developer at the terminal only.
type Trial<T = ()> = Result<T, String>;

const HELP: &str = "\
bench core [--small] [--only PART]... [--json]

  --small       a hundredth of the data
  --only PART   search, ingest, list or sync alone
  --json        the rows as JSON on standard output, the table on standard error

bench filled CHATS          makes a database, and says where it is and its key
bench table FILE [--json]   prints rows that were measured elsewhere
";

/// How much data there is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    /// Chats of the largest database; there are ten messages to a chat.
    pub(crate) chats: u32,
    /// Messages of a round of ingesting.
    pub(crate) ingest: u32,
    /// Chats that are synced.
    pub(crate) sync: u32,
}

const FULL: Scale = Scale {
    chats: 100_000,
    ingest: 40_000,
    sync: 10_000,
};
const SMALL: Scale = Scale {
    chats: 1_000,
    ingest: 4_000,
    sync: 500,
};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            // Nobody is left to tell if the standard error is gone.
            let _ = writeln!(std::io::stderr(), "error: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Trial {
    let mut parser = Parser::from_env();
    let word = parser.next().map_err(sentence)?;
    match word {
        Some(Arg::Value(word)) if word == "core" => core(parser),
        Some(Arg::Value(word)) if word == "filled" => filled(parser),
        Some(Arg::Value(word)) if word == "table" => table(parser),
        Some(Arg::Short('h') | Arg::Long("help")) => say(HELP),
        Some(other) => Err(sentence(other.unexpected())),
        None => say(HELP),
    }
}

fn runtime() -> Trial<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(sentence)
}

/// Makes a database with so many chats unless it is there, and says where it is and its key.
fn filled(mut parser: Parser) -> Trial {
    let chats: u32 = parser
        .value()
        .and_then(|value| value.parse())
        .map_err(sentence)?;
    let dir = runtime()?.block_on(folder::filled(chats))?;
    let dir = std::path::absolute(dir).map_err(sentence)?;
    say(&format!("{}\n{}\n", dir.display(), folder::hex()))
}

/// Prints the rows in a file.
fn table(mut parser: Parser) -> Trial {
    let (mut json, mut file) = (false, None);
    while let Some(argument) = parser.next().map_err(sentence)? {
        match argument {
            Arg::Long("json") => json = true,
            Arg::Value(path) => file = Some(path),
            other => return Err(sentence(other.unexpected())),
        }
    }
    let file = file.ok_or("Which file?")?;
    let lines = std::fs::read_to_string(file).map_err(sentence)?;
    print(&measure::foreign(&lines).map_err(sentence)?, json)
}

/// The table for people, and JSON for programs if wanted.
fn print(rows: &[Row], json: bool) -> Trial {
    tell(&measure::table(rows))?;
    if json {
        say(&format!("{:#}\n", serde_json::json!({ "rows": rows })))?;
    }
    Ok(())
}

fn core(mut parser: Parser) -> Trial {
    let (mut scale, mut json, mut only) = (FULL, false, Vec::new());
    while let Some(argument) = parser.next().map_err(sentence)? {
        match argument {
            Arg::Long("small") => scale = SMALL,
            Arg::Long("json") => json = true,
            Arg::Long("only") => {
                only.push(
                    parser
                        .value()
                        .and_then(|value| value.string())
                        .map_err(sentence)?,
                );
            }
            other => return Err(sentence(other.unexpected())),
        }
    }
    let wanted = |name: &str| only.is_empty() || only.iter().any(|part| part == name);
    let mut rows: Vec<Row> = Vec::new();
    runtime()?.block_on(async {
        if wanted("ingest") {
            rows.extend(ingest::run(scale).await?);
        }
        if wanted("list") {
            rows.extend(list::run(scale).await?);
        }
        if wanted("search") {
            rows.extend(search::run(scale).await?);
        }
        if wanted("sync") {
            rows.extend(sync::run(scale).await?);
        }
        Ok::<_, String>(())
    })?;
    print(&rows, json)
}

pub(crate) fn sentence(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Says what is going on to whoever waits.
pub(crate) fn tell(text: &str) -> Trial {
    std::io::stderr()
        .write_all(text.as_bytes())
        .map_err(sentence)
}

fn say(text: &str) -> Trial {
    std::io::stdout()
        .write_all(text.as_bytes())
        .map_err(sentence)
}
