//! `cargo xtask test`: the parts in order, a time for each, one line at the end. A part that fails
//! does not keep the others from running.

use std::time::{Duration, Instant};

use lexopt::{Arg, Parser, ValueExt};

use crate::{
    Result, counts,
    packages::{self, Purpose},
    parts::{PARTS, Part},
    prerequisites,
};

enum Outcome {
    Passed,
    Failed(String),
    Skipped(&'static str),
}

pub(crate) fn command(parser: &mut Parser) -> Result {
    let chosen = choose(parser)?;
    prerequisites::check()?;
    packages::ensure(Purpose::Build)?;
    counts::begin()?;
    let mut results = Vec::new();
    for part in chosen {
        println!("\n=== {}: {} ===", part.name, part.title);
        let start = Instant::now();
        let outcome = attempt(part);
        println!(
            "--- {} after {} ---",
            word(&outcome),
            seconds(start.elapsed())
        );
        if let Outcome::Failed(sentence) = &outcome {
            println!("{sentence}");
        }
        results.push((part, outcome, start.elapsed()));
    }
    summarize(&results)
}

fn choose(parser: &mut Parser) -> Result<Vec<&'static Part>> {
    let mut names = Vec::new();
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
        .find(|name| !PARTS.iter().any(|part| part.name == **name))
    {
        let known: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        return Err(format!(
            "There is no part '{name}'; there are {}.",
            known.join(", ")
        ));
    }
    Ok(PARTS
        .iter()
        .filter(|part| names.is_empty() || names.iter().any(|name| name == part.name))
        .collect())
}

fn attempt(part: &Part) -> Outcome {
    if let Some(excuse) = (part.excuse)() {
        return Outcome::Skipped(excuse);
    }
    match (part.run)() {
        Ok(()) => Outcome::Passed,
        Err(sentence) => Outcome::Failed(sentence),
    }
}

fn summarize(results: &[(&Part, Outcome, Duration)]) -> Result {
    counts::print();
    println!("\n=== Summary ===");
    let (mut passed, mut failed) = (0, 0);
    for (part, outcome, time) in results {
        let reason = match outcome {
            Outcome::Passed => {
                passed += 1;
                ""
            }
            Outcome::Failed(sentence) => {
                failed += 1;
                sentence.as_str()
            }
            Outcome::Skipped(excuse) => excuse,
        };
        let line = format!(
            "{:<10} {:<8} {:>8}  {reason}",
            part.name,
            word(outcome),
            seconds(*time)
        );
        println!("{}", line.trim_end());
    }
    println!("{passed} passed, {failed} failed");
    if failed > 0 {
        return Err("Not everything passed.".to_owned());
    }
    Ok(())
}

const fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "passed",
        Outcome::Failed(_) => "FAILED",
        Outcome::Skipped(_) => "skipped",
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
