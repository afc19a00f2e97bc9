//! A CSV file as people save it: UTF-8 with or without a byte-order mark, lines ended either way, commas or
//! (as spreadsheets with Vietnamese settings write) semicolons. Cells are cleaned to Unicode NFC.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::kind::Kind;
use super::report::{ImportRefusal, TOLD};
use super::row::Row;
use crate::base::rows::RowProblem;
use crate::base::text::clean;

/// What was found wrong so far.
#[derive(Debug, Default)]
pub(super) struct Problems {
    list: Vec<RowProblem>,
}

impl Problems {
    pub(super) fn add(&mut self, line: u64, column: &str, expected: impl Display, got: &str) {
        self.list.push(RowProblem::new(line, column, expected, got));
    }

    /// Names columns as the file does.
    pub(super) fn rename(&mut self, called: impl Fn(&str) -> Option<&'static str>) {
        for problem in &mut self.list {
            if let Some(name) = called(&problem.column) {
                name.clone_into(&mut problem.column);
            }
        }
    }

    /// Whether nothing was found.
    pub(super) const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Takes over what was found elsewhere in the same file.
    pub(super) fn append(&mut self, mut other: Self) {
        self.list.append(&mut other.list);
    }

    /// In how many lines something was found.
    pub(super) fn lines(&self) -> usize {
        self.list.iter().map(|problem| problem.line).collect::<BTreeSet<u64>>().len()
    }

    /// In how many lines the row itself is at fault, not one of its cells.
    pub(super) fn rows(&self) -> usize {
        self.list.iter().filter(|problem| problem.column.is_empty()).count()
    }

    /// All of them counted, and the first `most` by line.
    pub(super) fn into_told(mut self, most: usize) -> (usize, Vec<RowProblem>) {
        let total = self.list.len();
        self.list.sort_by_key(|problem| problem.line);
        self.list.truncate(most);
        (total, self.list)
    }

    /// The refusal of a file for which all of them stand.
    pub(super) fn into_refusal(self, kind: &'static str) -> ImportRefusal {
        let (total, problems) = self.into_told(TOLD);
        ImportRefusal::Rows { kind, total, problems }
    }

    fn no_rows(&mut self, columns: &[&str]) {
        self.add(1, "", format_args!("rows under the header {}", columns.join(",")), "none");
    }

    /// The refusal, when anything was found.
    pub(super) fn refuse(&mut self, kind: Kind) -> Result<(), ImportRefusal> {
        if self.list.is_empty() {
            return Ok(());
        }
        Err(std::mem::take(self).into_refusal(kind.as_str()))
    }
}

/// A file cut into cells, its columns not yet looked at.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The line of the header.
    line: u64,
    /// The names of the columns, as the file gives them; none when the file is empty.
    pub(super) header: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

/// The rows of a file whose header is right.
#[derive(Debug)]
pub(super) struct Sheet {
    rows: Vec<Row>,
}

impl Table {
    /// Cuts the file; what is wrong with its shape goes to `found`.
    pub(super) fn cut(bytes: &[u8], found: &mut Problems) -> Self {
        let mut table = Self { line: 1, ..Self::default() };
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
            Err(error) => {
                let good = &bytes[..error.valid_up_to()];
                found.add(line_after(good), "", "text in UTF-8", "other bytes");
                return table;
            }
        };
        let mut place = Place { text: text.as_bytes(), reached: 0, line: 1 };
        for record in reader(text).records() {
            let Ok(record) = record else { continue };
            let line = place.of(record.position().map_or(0, |at| at.byte() as usize));
            let cells: Vec<String> = record.iter().map(clean).collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            if table.header.is_empty() {
                (table.line, table.header) = (line, cells);
            } else if cells.len() == table.header.len() {
                table.rows.push((line, cells));
            } else {
                let got = format!("{} fields", cells.len());
                found.add(line, "", format_args!("{} fields", table.header.len()), &got);
            }
        }
        table
    }

    /// The rows, when the header names these columns, in whatever order. `hint` is added to what is
    /// expected of the header.
    pub(super) fn into_sheet(
        self,
        columns: &'static [&'static str],
        hint: &str,
        found: &mut Problems,
    ) -> Sheet {
        let mut sheet = Sheet { rows: Vec::new() };
        if self.header.is_empty() {
            if found.is_empty() {
                found.no_rows(columns);
            }
            return sheet;
        }
        // Rows with too few cells are no news when the columns are wrong anyway.
        let mut wrong = Problems::default();
        let Some(order) = self.order(columns, hint, &mut wrong) else {
            *found = wrong;
            return sheet;
        };
        if self.rows.is_empty() && found.is_empty() {
            found.no_rows(columns);
        }
        for (line, mut cells) in self.rows {
            let cells = order.iter().map(|at| std::mem::take(&mut cells[*at])).collect();
            sheet.rows.push(Row { line, columns, cells });
        }
        sheet
    }

    /// Where each column stands in the file.
    fn order(
        &self,
        columns: &'static [&'static str],
        hint: &str,
        found: &mut Problems,
    ) -> Option<Vec<usize>> {
        let (line, names) = (self.line, &self.header);
        let mut fits = true;
        let mut refuse = |column: &str, expected: &dyn Display, got: &str| {
            found.add(line, column, format_args!("{expected}{hint}"), got);
            fits = false;
        };
        for (at, name) in names.iter().enumerate() {
            if !columns.contains(&name.as_str()) {
                refuse(name, &format_args!("a column of {}", columns.join(",")), name);
            } else if names[..at].contains(name) {
                refuse(name, &"each column once", name);
            }
        }
        let mut order = Vec::new();
        for column in columns {
            match names.iter().position(|name| name == column) {
                Some(at) => order.push(at),
                None => refuse(column, &"this column in the header", &names.join(",")),
            }
        }
        fits.then_some(order)
    }
}

impl Sheet {
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }
}

/// The names in the header of a file; none when there is nothing that reads as one.
pub(super) fn header(bytes: &[u8]) -> Vec<String> {
    let line = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let end = line.iter().position(|byte| *byte == b'\n').unwrap_or(line.len());
    let Ok(line) = std::str::from_utf8(&line[..end]) else { return Vec::new() };
    let first = reader(line).records().next().and_then(Result::ok);
    first.map(|names| names.iter().map(clean).collect()).unwrap_or_default()
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    let header = text.lines().next().unwrap_or_default();
    let semicolons = header.contains(';') && !header.contains(',');
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(if semicolons { b';' } else { b',' })
        .from_reader(text.as_bytes())
}

/// Walks along the text and counts its lines once: a whole country's file has fifteen thousand.
struct Place<'a> {
    text: &'a [u8],
    reached: usize,
    line: u64,
}

impl Place<'_> {
    /// The line in which a record begins. The reader reports where it went on reading, which may be before
    /// blank lines.
    fn of(&mut self, start: usize) -> u64 {
        let rest = &self.text[start..];
        let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let begins = start + blank;
        self.line += line_after(&self.text[self.reached..begins]) - 1;
        self.reached = begins;
        self.line
    }
}

/// The line that begins, or goes on, after these bytes.
fn line_after(bytes: &[u8]) -> u64 {
    bytes.split(|byte| *byte == b'\n').count() as u64
}
