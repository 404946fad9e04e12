//! Reading the log back, for the person who looks at it.

use std::fs;
use std::path::Path;

use domain::view::{LogLevel, LogLine, LogPage};

use super::file::parts;

/// The newest `most` lines that matter at least as much as `least` and hold `words`, whatever the
/// case of letters.
pub(crate) fn page(folder: &Path, least: LogLevel, words: &str, most: usize) -> LogPage {
    let words = words.to_lowercase();
    let mut lines: Vec<LogLine> = lines(folder)
        .filter(|line| line.level <= least)
        .filter(|line| words.is_empty() || line.text.to_lowercase().contains(&words))
        .collect();
    let more = lines.len() > most;
    lines.drain(..lines.len().saturating_sub(most));
    LogPage {
        lines,
        more,
        folder: folder.display().to_string(),
    }
}

/// The newest whole lines that fit into so many bytes.
pub(crate) fn tail(folder: &Path, bytes: usize) -> String {
    let lines: Vec<String> = lines(folder).map(|line| line.text).collect();
    let mut room = bytes;
    let kept = lines.iter().rev().take_while(|line| {
        let fits = line.len() < room;
        room = room.saturating_sub(line.len() + 1);
        fits
    });
    let first = lines.len() - kept.count();
    lines
        .into_iter()
        .skip(first)
        .fold(String::new(), |mut text, line| {
            text.push_str(&line);
            text.push('\n');
            text
        })
}

/// All lines, the oldest first. A part that can't be read is left out.
fn lines(folder: &Path) -> impl Iterator<Item = LogLine> {
    let texts: Vec<String> = parts(folder)
        .filter_map(|path| fs::read(path).ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect();
    texts.into_iter().flat_map(|text| {
        let lines: Vec<LogLine> = text
            .lines()
            .map(|text| LogLine {
                level: level(text),
                text: text.to_owned(),
            })
            .collect();
        lines
    })
}

/// The level stands after the time. A line without one matters: it is not ours.
fn level(line: &str) -> LogLevel {
    match line.split_whitespace().nth(1) {
        Some("WARN") => LogLevel::Warn,
        Some("INFO") => LogLevel::Info,
        Some("DEBUG") => LogLevel::Debug,
        Some("TRACE") => LogLevel::Trace,
        _ => LogLevel::Error,
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::part;
    use super::*;

    fn log() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let older = "t1 ERROR a: Broken\nt2  WARN b: Odd\n";
        let newer = "t3  INFO b: Ready\nt4 DEBUG a: detail\nt5 TRACE a: all\nt6 ERROR c: broken\n";
        fs::write(part(dir.path(), 1), older).unwrap();
        fs::write(part(dir.path(), 0), newer).unwrap();
        dir
    }

    fn shown(page: &LogPage) -> Vec<&str> {
        let times = page.lines.iter().map(|line| &line.text[..2]);
        times.collect()
    }

    #[test]
    fn lines_are_found_by_level_and_words_over_all_parts() {
        let dir = log();
        let found = |least, words, most| page(dir.path(), least, words, most);
        for (least, words, times) in [
            (LogLevel::Error, "", vec!["t1", "t6"]),
            (LogLevel::Warn, "", vec!["t1", "t2", "t6"]),
            (
                LogLevel::Trace,
                "",
                vec!["t1", "t2", "t3", "t4", "t5", "t6"],
            ),
            (LogLevel::Trace, "BROKEN", vec!["t1", "t6"]),
            (LogLevel::Info, "b:", vec!["t2", "t3"]),
            (LogLevel::Trace, "nothing", vec![]),
        ] {
            assert_eq!(shown(&found(least, words, 10)), times, "{least:?} {words}");
        }
        let newest = found(LogLevel::Trace, "", 2);
        assert_eq!(shown(&newest), ["t5", "t6"], "the newest of too many");
        assert!(newest.more, "and that is said");
        let none = page(&dir.path().join("none"), LogLevel::Trace, "", 9);
        assert_eq!(none.lines.len(), 0, "no log, no lines");
    }

    #[test]
    fn the_tail_has_whole_lines_only() {
        let dir = log();
        assert_eq!(
            tail(dir.path(), 40),
            "t5 TRACE a: all\nt6 ERROR c: broken\n"
        );
        assert_eq!(tail(dir.path(), 4), "", "none fits");
        assert_eq!(tail(dir.path(), 4000).lines().count(), 6, "all fit");
    }
}
