//! Tables for other programs (CSV), safe to open in a spreadsheet.

use domain::{Error, ErrorCode, Result};

/// A table as it is written. Begins with a mark by which spreadsheets know UTF-8.
pub(crate) struct Table(csv::Writer<Vec<u8>>);

impl Table {
    pub(crate) fn new() -> Self {
        let writer = csv::WriterBuilder::new()
            .flexible(true)
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{feff}".as_bytes().to_vec());
        Self(writer)
    }

    /// A table that goes on after another one's end.
    pub(crate) fn going_on() -> Self {
        let writer = csv::WriterBuilder::new()
            .flexible(true)
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        Self(writer)
    }

    /// # Errors
    /// `Internal`; writing to memory doesn't fail.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) -> Result<()> {
        self.0
            .write_record(cells.into_iter().map(harmless))
            .map_err(broken)
    }

    /// # Errors
    /// `Internal`; writing to memory doesn't fail.
    pub(crate) fn finish(self) -> Result<String> {
        let bytes = self
            .0
            .into_inner()
            .map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| {
            Error::new(ErrorCode::Internal, "The table is no text.").with_source(error)
        })
    }
}

fn broken(error: csv::Error) -> Error {
    Error::new(ErrorCode::Internal, "The table could not be written.").with_source(error)
}

/// A cell that no spreadsheet takes for a formula: customers write what they like, and a cell that
/// begins with `=` would be reckoned, or worse, run. An apostrophe in front says "text". Numbers
/// stay numbers.
fn harmless(cell: String) -> String {
    let first = cell
        .trim_start_matches([' ', '\u{a0}', '\u{feff}'])
        .chars()
        .next();
    let dangerous = matches!(
        first,
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
    );
    let number = cell.starts_with('-') && cell.parse::<i64>().is_ok();
    if dangerous && !number {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_all_text_is_kept() {
        let mut table = Table::new();
        let cells = [
            "=HYPERLINK(\"http://evil.example\";\"x\")",
            "+380501234567",
            "-1",
            "-1+1",
            "@SUM(A1)",
            "\t=1",
            " =1",
            "＝1",
            "5 = 5",
            "two\nlines, \"quoted\"",
            "",
        ];
        table.row(cells.map(str::to_owned)).unwrap();
        let text = table.finish().unwrap();
        let text = text.strip_prefix('\u{feff}').expect("marked as UTF-8");
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        let row = reader.records().next().unwrap().unwrap();
        let expected = [
            "'=HYPERLINK(\"http://evil.example\";\"x\")",
            "'+380501234567",
            "-1",
            "'-1+1",
            "'@SUM(A1)",
            "'\t=1",
            "' =1",
            "'＝1",
            "5 = 5",
            "two\nlines, \"quoted\"",
            "",
        ];
        assert_eq!(row.iter().collect::<Vec<_>>(), expected, "cell by cell");
    }
}
