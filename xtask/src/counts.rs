//! What the hostile-input suites tried. Such a test prints one line, like
//! `S7: 33 addresses that are not reached`; both test runners keep what was printed in their
//! reports, and the lines of all parts stand together at the end of the suite.

use std::{collections::BTreeSet, fs, path::PathBuf};

use crate::{Result, paths};

/// What the tests of Rust must have counted.
const OF_RUST: &[&str] = &["S2", "S5", "S6", "S7", "S8", "S9", "S10", "R9"];
/// What the journeys must have counted.
const OF_JOURNEYS: &[&str] = &["S3", "S6"];
/// What the tests of the front end must have counted.
const OF_FRONT_END: &[&str] = &["S1"];

/// Where the reports of the suite's parts are kept.
fn folder() -> PathBuf {
    paths::target().join("counts")
}

/// Where the front end's tests write their report.
pub(crate) fn front_end_report() -> PathBuf {
    folder().join("frontend.xml")
}

/// Forgets what earlier runs counted.
pub(crate) fn begin() -> Result {
    let folder = folder();
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}.", folder.display()))?;
    }
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}.", folder.display()))
}

/// Keeps the report of the nextest run that just ended, before the next one overwrites it.
pub(crate) fn keep(part: &str) -> Result {
    let profile = std::env::var("NEXTEST_PROFILE").unwrap_or_else(|_| "default".to_owned());
    let report = paths::root()
        .join("target/nextest")
        .join(profile)
        .join("junit.xml");
    let kept = folder().join(format!("{part}.xml"));
    fs::copy(&report, kept)
        .map(|_| ())
        .map_err(|error| format!("{}: {error}.", report.display()))
}

/// Fails if a suite of Rust's counted nothing: it did not run, or says nothing of it.
pub(crate) fn check_rust() -> Result {
    check(OF_RUST, "rust")
}

/// Fails if a suite of the journeys counted nothing.
pub(crate) fn check_journeys() -> Result {
    check(OF_JOURNEYS, "window")
}

/// Fails if a suite of the front end's counted nothing.
pub(crate) fn check_front_end() -> Result {
    check(OF_FRONT_END, "frontend")
}

fn check(goals: &[&str], part: &str) -> Result {
    let report = folder().join(format!("{part}.xml"));
    let text =
        fs::read_to_string(&report).map_err(|error| format!("{}: {error}.", report.display()))?;
    let counted: BTreeSet<String> = lines(&text).into_iter().map(|it| it.goal).collect();
    let missing: Vec<&str> = goals
        .iter()
        .copied()
        .filter(|goal| !counted.contains(*goal))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!(
        "No test said what it tried for {}.",
        missing.join(", ")
    ))
}

/// Prints what all parts counted, a line each.
pub(crate) fn print() {
    let mut all = BTreeSet::new();
    for entry in fs::read_dir(folder()).into_iter().flatten().flatten() {
        // A report that can't be read was complained of by its part.
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        all.extend(lines(&text));
    }
    if all.is_empty() {
        return;
    }
    println!("\n=== Hostile inputs tried ===");
    for line in all {
        println!("{:<4} {}", line.goal, line.said);
    }
}

/// A line that a test printed: in the order of goals, S2 before S10.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    letter: char,
    number: u32,
    goal: String,
    said: String,
}

/// The counts among all that tests printed, in a report of either runner.
fn lines(report: &str) -> Vec<Line> {
    report.lines().filter_map(line).collect()
}

/// Counts begin a line, or follow what the report or the test's own runner put before them.
fn line(text: &str) -> Option<Line> {
    let text = text.split("</").next()?;
    let text = text.rsplit_once('>').map_or(text, |(_, text)| text).trim();
    let test = text.strip_prefix("test ");
    let text = test
        .and_then(|it| it.split_once(" ... "))
        .map_or(text, |(_, text)| text);
    let (goal, said) = text.split_once(": ")?;
    let letter = goal.chars().next().filter(|c| matches!(c, 'S' | 'R'))?;
    let number = goal.get(1..)?.parse().ok()?;
    // A count says how many.
    said.chars().next().filter(char::is_ascii_digit)?;
    let said = said
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&");
    Some(Line {
        letter,
        number,
        goal: goal.to_owned(),
        said: said.trim_end().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_found_in_the_reports_of_both_runners() {
        let report = "<system-out>running 1 test\n\
            S10: 4 forged updates &amp; more\n\
            test it ... ok</system-out>\n\
            <system-out>S2: 3 holes</system-out>\n\
            test alone ... S3: 7 calls\n\
            \n  S1: 9 texts in 2 views, 80 attributes\n\
            Sorry: 5 things\nS: 5\nS5: none\nR9: 12 inputs\n";
        let mut found = lines(report);
        found.sort();
        let shown: Vec<String> = found
            .iter()
            .map(|line| format!("{} {}", line.goal, line.said))
            .collect();
        assert_eq!(
            shown,
            [
                "R9 12 inputs",
                "S1 9 texts in 2 views, 80 attributes",
                "S2 3 holes",
                "S3 7 calls",
                "S10 4 forged updates & more",
            ],
            "each count, and nothing that only looks like one"
        );
    }
}
