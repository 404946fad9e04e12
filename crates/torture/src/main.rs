//! `cargo xtask torture`. See the library for what is done and how it is judged.

use std::io::Write as _;
use std::process::ExitCode;

use lexopt::{Arg, Parser, ValueExt as _};
use torture::{PARTS, Plan, Tally};

const HELP: &str = "\
torture [--seed N] [--count N] [--only PART]... [--json]

  --seed N      what is done depends on it (1)
  --count N     how often: kills, damaged files, sends of each fault at each
                service, rounds (each part has its own)
  --only PART   this part alone; may be repeated
  --json        the totals as JSON on standard output, the table on standard error

SWITCHBOARD_LOG=LEVEL shows what the engine says.

Parts:
";

#[derive(Default)]
struct Wanted {
    seed: Option<u64>,
    count: Option<u32>,
    only: Vec<String>,
    json: bool,
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(sentence) => {
            // Nobody is left to tell if the standard error is gone.
            let _ = writeln!(std::io::stderr(), "error: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, String> {
    let mut parser = Parser::from_env();
    let mut wanted = Wanted::default();
    listen_to_the_engine();
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Arg::Value(word) if word == torture::CHILD => return torture::child().map(|()| true),
            Arg::Value(word) if word == torture::OPENER => return torture::opener().map(|()| true),
            Arg::Long("seed") => wanted.seed = Some(number(&mut parser)?),
            Arg::Long("count") => wanted.count = Some(number(&mut parser)?),
            Arg::Long("json") => wanted.json = true,
            Arg::Long("only") => wanted.only.push(
                parser
                    .value()
                    .and_then(|value| value.string())
                    .map_err(|error| error.to_string())?,
            ),
            Arg::Short('h') | Arg::Long("help") => {
                say(&help())?;
                return Ok(true);
            }
            other => return Err(other.unexpected().to_string()),
        }
    }
    torture(&wanted)
}

/// True if nothing was found.
fn torture(wanted: &Wanted) -> Result<bool, String> {
    if let Some(name) = wanted
        .only
        .iter()
        .find(|name| !PARTS.iter().any(|part| part.name == **name))
    {
        return Err(format!("there is no part '{name}'\n\n{}", help()));
    }
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let seed = wanted.seed.unwrap_or(1);
    let mut tallies: Vec<Tally> = Vec::new();
    for part in PARTS {
        if !wanted.only.is_empty() && !wanted.only.iter().any(|name| name == part.name) {
            continue;
        }
        let plan = Plan {
            seed,
            count: wanted.count.unwrap_or(part.count),
            program: program.clone(),
        };
        let tally = part.run(&plan);
        tell(&tally.table())?;
        tallies.push(tally);
    }
    if wanted.json {
        let totals = serde_json::json!({ "seed": seed, "parts": tallies });
        say(&format!("{totals:#}\n"))?;
    }
    Ok(tallies.iter().all(Tally::is_clean))
}

fn number<T: std::str::FromStr>(parser: &mut Parser) -> Result<T, String>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    parser
        .value()
        .and_then(|value| value.parse())
        .map_err(|error| error.to_string())
}

fn help() -> String {
    let parts = PARTS
        .iter()
        .map(|part| format!("  {:<9} {} ({})\n", part.name, part.title, part.count));
    HELP.to_owned() + &parts.collect::<String>()
}

fn listen_to_the_engine() {
    if let Ok(filter) = std::env::var("SWITCHBOARD_LOG") {
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(std::io::stderr)
            .init();
    }
}

fn say(text: &str) -> Result<(), String> {
    let said = std::io::stdout().write_all(text.as_bytes());
    said.map_err(|error| error.to_string())
}

fn tell(text: &str) -> Result<(), String> {
    let said = std::io::stderr().write_all(text.as_bytes());
    said.map_err(|error| error.to_string())
}
