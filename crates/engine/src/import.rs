//! Names of operators from pasted lines or CSV text.

use std::collections::HashSet;

use domain::view::{ImportVerdict, OperatorImportRow};
use domain::{Error, ErrorCode, Operator, OperatorStatus, Result};

/// Longest name the service is given.
const LONGEST_NAME: usize = 100;
/// Longest text that is read.
const LONGEST_TEXT: usize = 2 * 1024 * 1024;
/// Names that are added at once.
const MOST_NAMES: usize = 5000;
/// Header cells that name the column, in the languages of our users.
const HEADERS: [&str; 25] = [
    "name",
    "names",
    "full name",
    "fullname",
    "display name",
    "operator",
    "operators",
    "operator name",
    "agent",
    "agent name",
    "employee",
    "ім'я",
    "імя",
    "піб",
    "оператор",
    "оператори",
    "ім'я оператора",
    "піб оператора",
    "ім'я та прізвище",
    "прізвище та ім'я",
    "имя",
    "имя оператора",
    "фио",
    "nombre",
    "שם",
];

/// A verdict for each line. Lines that are blank throughout are left out.
pub(crate) fn preview(text: &str, known: &[Operator]) -> Result<Vec<OperatorImportRow>> {
    if text.len() > LONGEST_TEXT {
        return Err(Error::new(ErrorCode::Invalid, "This list is too long."));
    }
    let taken = taken(known);
    let mut seen = HashSet::new();
    let rows = read(text).into_iter().map(|(line, name)| {
        let verdict = if name.is_empty() {
            ImportVerdict::Empty
        } else if name.chars().count() > LONGEST_NAME {
            ImportVerdict::TooLong
        } else if taken.contains(&fold(&name)) {
            ImportVerdict::Exists
        } else if seen.insert(fold(&name)) {
            ImportVerdict::New
        } else {
            ImportVerdict::Repeated
        };
        OperatorImportRow {
            line,
            name,
            verdict,
        }
    });
    Ok(rows.collect())
}

/// The names as they would be added: trimmed, none empty, too long or twice.
pub(crate) fn names(wanted: Vec<String>) -> Result<Vec<String>> {
    let mut seen = HashSet::new();
    let mut names = Vec::new();
    for name in wanted {
        let name = tidy(&name);
        if name.chars().count() > LONGEST_NAME {
            return Err(Error::new(
                ErrorCode::Invalid,
                format!("A name has at most {LONGEST_NAME} characters."),
            ));
        }
        if !name.is_empty() && seen.insert(fold(&name)) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return Err(Error::new(ErrorCode::Invalid, "There is no name to add."));
    }
    if names.len() > MOST_NAMES {
        return Err(Error::new(
            ErrorCode::Invalid,
            format!("At most {MOST_NAMES} operators can be added at once."),
        ));
    }
    Ok(names)
}

/// Names that are taken: those of operators that aren't deleted.
pub(crate) fn taken(known: &[Operator]) -> HashSet<String> {
    known
        .iter()
        .filter(|operator| operator.status != OperatorStatus::Deleted)
        .map(|operator| fold(&operator.name))
        .collect()
}

/// The form in which names are compared.
pub(crate) fn fold(name: &str) -> String {
    tidy(name).to_lowercase()
}

/// One line without control characters, spaces collapsed.
fn tidy(name: &str) -> String {
    let visible: String = name
        .chars()
        .map(|c| {
            if c.is_control() || c == '\u{feff}' {
                ' '
            } else {
                c
            }
        })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Line numbers and names.
fn read(text: &str) -> Vec<(u32, String)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().find(|line| !line.trim().is_empty());
    let Some(first) = first else {
        return Vec::new();
    };
    let separator = separator(first);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut column = None;
    let mut rows = Vec::new();
    let mut place = Place { byte: 0, line: 1 };
    for record in reader.records().flatten() {
        if record.iter().all(|cell| cell.trim().is_empty()) && record.len() <= 1 {
            continue;
        }
        let byte = record.position().map_or(0, csv::Position::byte);
        let line = place.line_at(text, usize::try_from(byte).unwrap_or(usize::MAX));
        if column.is_none() {
            let header = record.iter().position(is_header);
            column = Some(header.unwrap_or(0));
            if header.is_some() {
                continue;
            }
        }
        let name = record.get(column.unwrap_or(0)).unwrap_or_default();
        rows.push((line, tidy(name)));
    }
    rows
}

/// How far lines were counted.
struct Place {
    byte: usize,
    line: u32,
}

impl Place {
    /// The line of the record that begins at or after `start`: the reader leaves out blank lines
    /// but names the place before them.
    fn line_at(&mut self, text: &str, start: usize) -> u32 {
        let bytes = text.as_bytes();
        while let Some(byte) = bytes.get(self.byte)
            && (self.byte < start || matches!(byte, b'\r' | b'\n'))
        {
            self.line += u32::from(*byte == b'\n');
            self.byte += 1;
        }
        self.line
    }
}

/// Tab, semicolon or comma, whichever separates the first line; a comma otherwise.
fn separator(first: &str) -> u8 {
    let outside_quotes = |wanted: char| {
        let mut quoted = false;
        first.chars().any(|c| {
            if c == '"' {
                quoted = !quoted;
            }
            !quoted && c == wanted
        })
    };
    if outside_quotes('\t') {
        b'\t'
    } else if outside_quotes(';') {
        b';'
    } else {
        b','
    }
}

fn is_header(cell: &str) -> bool {
    let cell = fold(cell)
        .replace(['_', '-'], " ")
        .replace(['’', 'ʼ', '`'], "'");
    HEADERS.contains(&cell.as_str())
}

#[cfg(test)]
mod tests {
    use domain::OperatorId;

    use super::*;

    fn operator(name: &str, status: OperatorStatus) -> Operator {
        Operator {
            id: OperatorId::from("1"),
            name: name.to_owned(),
            status,
            organization: None,
        }
    }

    fn names_in(text: &str) -> Vec<String> {
        read(text).into_iter().map(|(_, name)| name).collect()
    }

    #[test]
    fn every_shape_of_list_is_read() {
        for text in [
            "Anna\nBohdan",
            "Anna\r\nBohdan\r\n",
            "\u{feff}name\nAnna\nBohdan\n",
            "Name,Phone\nAnna,1\nBohdan,2",
            "operator_name\nAnna\nBohdan",
            "Email;Ім’я оператора\nx;Anna\ny;Bohdan",
            "\"Прізвище та ім'я\"\r\nAnna\r\nBohdan",
            "id;Оператор;phone\n1;Anna;x\n2;Bohdan;y",
            "1\tіgnored\nAnna\tx\nBohdan\ty",
            "Ім'я\n\n  Anna \n\n\nBohdan",
            "\"Anna\",1\n\"Bohdan\",2",
        ] {
            let names = names_in(text);
            let last: Vec<_> = names.iter().rev().take(2).rev().collect();
            assert_eq!(last, ["Anna", "Bohdan"], "{text:?}");
            assert!(!names.iter().any(|name| is_header(name)), "{text:?}");
        }
    }

    #[test]
    fn quoted_cells_may_hold_the_separator() {
        assert_eq!(
            names_in("name,phone\n\"Kovalenko, Anna\",1"),
            ["Kovalenko, Anna"],
            "one cell"
        );
    }

    #[test]
    fn lines_are_numbered_as_in_the_file() {
        let rows = preview("name\n\nAnna\nBohdan", &[]).unwrap();
        let lines: Vec<u32> = rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [3, 4], "header and blank lines count");
    }

    #[test]
    fn each_line_gets_its_verdict() {
        let known = [
            operator("Anna Ivanenko", OperatorStatus::Active),
            operator("Gone", OperatorStatus::Deleted),
        ];
        let long = "x".repeat(101);
        let text = format!("ANNA   ivanenko\nBohdan\nбогдан\nБогдан\nGone\n\"\",1\n{long}\nbohdan");
        let rows = preview(&text, &known).unwrap();
        let verdicts: Vec<ImportVerdict> = rows.iter().map(|row| row.verdict).collect();
        assert_eq!(
            verdicts,
            [
                ImportVerdict::Exists,
                ImportVerdict::New,
                ImportVerdict::New,
                ImportVerdict::Repeated,
                ImportVerdict::New,
                ImportVerdict::Empty,
                ImportVerdict::TooLong,
                ImportVerdict::Repeated,
            ],
            "case and spaces don't tell names apart, deleted operators don't count"
        );
    }

    #[test]
    fn names_to_add_are_each_there_once() {
        let wanted = ["  Anna ", "anna", "", "Bohdan"]
            .map(str::to_owned)
            .to_vec();
        assert_eq!(names(wanted).unwrap(), ["Anna", "Bohdan"], "in order");
        assert!(names(vec![" ".to_owned()]).is_err(), "nothing to add");
        assert!(names(vec!["x".repeat(101)]).is_err(), "too long");
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_stumble(text in "\\PC*|[\\x00-\\x7f\"]*") {
            preview(&text, &[]).unwrap();
        }
    }
}
