//! A CSV file as people save it: UTF-8 with or without a byte-order mark, lines ended either way, commas or
//! (as spreadsheets with Vietnamese settings write) semicolons. Cells are cleaned to Unicode NFC.

use std::fmt::Display;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::{ImportRefusal, Kind, PROBLEMS_TOLD};
use crate::base::Period;
use crate::base::place::BadCode;
use crate::base::rows::RowProblem;
use crate::base::text::clean;
use crate::calendar::TimeLimit;
use crate::network::Position;

/// What was found wrong so far.
#[derive(Debug, Default)]
pub(super) struct Problems {
    list: Vec<RowProblem>,
}

impl Problems {
    pub(super) fn add(&mut self, line: u64, column: &str, expected: impl Display, got: &str) {
        self.list.push(RowProblem::new(line, column, expected, got));
    }

    /// The refusal, when anything was found.
    pub(super) fn refuse(&mut self, kind: Kind) -> Result<(), ImportRefusal> {
        if self.list.is_empty() {
            return Ok(());
        }
        let mut problems = std::mem::take(&mut self.list);
        let total = problems.len();
        problems.sort_by_key(|problem| problem.line);
        problems.truncate(PROBLEMS_TOLD);
        Err(ImportRefusal::Rows { kind, total, problems })
    }
}

/// The rows of a file whose header is right.
#[derive(Debug)]
pub(super) struct Sheet {
    columns: &'static [&'static str],
    rows: Vec<Row>,
}

/// One row, its cells in the order of the columns asked for.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: u64,
    columns: &'static [&'static str],
    cells: Vec<String>,
}

impl Sheet {
    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Reads the file; what is wrong with its shape goes to `found`.
    pub(super) fn open(
        bytes: &[u8],
        columns: &'static [&'static str],
        found: &mut Problems,
    ) -> Self {
        let mut sheet = Self { columns, rows: Vec::new() };
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
            Err(error) => {
                let good = &bytes[..error.valid_up_to()];
                let line = line_after(good);
                found.add(line, "", "text in UTF-8", "other bytes");
                return sheet;
            }
        };
        let header = text.lines().next().unwrap_or_default();
        let semicolons = header.contains(';') && !header.contains(',');
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(if semicolons { b';' } else { b',' })
            .from_reader(text.as_bytes());
        let mut place = Place { text: text.as_bytes(), reached: 0, line: 1 };
        let mut order: Option<Vec<usize>> = None;
        for record in reader.records() {
            let Ok(record) = record else { continue };
            let line = place.of(record.position().map_or(0, |at| at.byte() as usize));
            let cells: Vec<String> = record.iter().map(clean).collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            let Some(order) = &order else {
                order = match sheet.read_header(line, &cells, found) {
                    Some(order) => Some(order),
                    None => return sheet,
                };
                continue;
            };
            if cells.len() == order.len() {
                let cells = order.iter().map(|at| cells[*at].clone()).collect();
                sheet.rows.push(Row { line, columns, cells });
            } else {
                let got = format!("{} fields", cells.len());
                found.add(line, "", format_args!("{} fields", order.len()), &got);
            }
        }
        if sheet.rows.is_empty() && found.list.is_empty() {
            found.add(1, "", format_args!("rows under the header {}", columns.join(",")), "none");
        }
        sheet
    }

    /// Where each column stands in the file, whatever their order.
    fn read_header(&self, line: u64, names: &[String], found: &mut Problems) -> Option<Vec<usize>> {
        let before = found.list.len();
        for (at, name) in names.iter().enumerate() {
            if !self.columns.contains(&name.as_str()) {
                found.add(line, name, format_args!("a column of {}", self.columns.join(",")), name);
            } else if names[..at].contains(name) {
                found.add(line, name, "each column once", name);
            }
        }
        let mut order = Vec::new();
        for column in self.columns {
            match names.iter().position(|name| name == column) {
                Some(at) => order.push(at),
                None => found.add(line, column, "this column in the header", &names.join(",")),
            }
        }
        if found.list.len() == before { Some(order) } else { None }
    }
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

impl Row {
    fn cell(&self, column: &'static str) -> &str {
        let at = self.columns.iter().position(|name| *name == column);
        debug_assert!(at.is_some(), "{column} is not a column of this file");
        at.map_or("", |at| &self.cells[at])
    }

    /// Names what was expected of a cell.
    pub(super) fn refuse(
        &self,
        column: &'static str,
        expected: impl Display,
        found: &mut Problems,
    ) {
        found.add(self.line, column, expected, self.cell(column));
    }

    /// A text of one to `longest` characters.
    pub(super) fn text(
        &self,
        column: &'static str,
        longest: usize,
        found: &mut Problems,
    ) -> Option<String> {
        let text = self.cell(column);
        if (1..=longest).contains(&text.chars().count()) {
            Some(text.to_owned())
        } else {
            self.refuse(column, format_args!("a text of 1 to {longest} characters"), found);
            None
        }
    }

    /// A text that may be empty. The outer `None` is a problem.
    pub(super) fn maybe_text(
        &self,
        column: &'static str,
        longest: usize,
        found: &mut Problems,
    ) -> Option<Option<String>> {
        if self.cell(column).is_empty() {
            Some(None)
        } else {
            self.text(column, longest, found).map(Some)
        }
    }

    /// A code or a word.
    pub(super) fn code<T: FromStr<Err = BadCode>>(
        &self,
        column: &'static str,
        found: &mut Problems,
    ) -> Option<T> {
        self.cell(column)
            .parse()
            .map_err(|bad: BadCode| self.refuse(column, bad.expected, found))
            .ok()
    }

    /// A code or a word that may be empty.
    pub(super) fn maybe_code<T: FromStr<Err = BadCode>>(
        &self,
        column: &'static str,
        found: &mut Problems,
    ) -> Option<Option<T>> {
        if self.cell(column).is_empty() { Some(None) } else { self.code(column, found).map(Some) }
    }

    /// A value whose error says what was expected.
    pub(super) fn value<T: FromStr<Err: Display>>(
        &self,
        column: &'static str,
        found: &mut Problems,
    ) -> Option<T> {
        self.cell(column).parse().map_err(|bad: T::Err| self.refuse(column, bad, found)).ok()
    }

    /// The same where the cell may be empty.
    pub(super) fn maybe_value<T: FromStr<Err: Display>>(
        &self,
        column: &'static str,
        found: &mut Problems,
    ) -> Option<Option<T>> {
        if self.cell(column).is_empty() { Some(None) } else { self.value(column, found).map(Some) }
    }

    /// A time limit in two columns: how many, and of what.
    pub(super) fn limit(
        &self,
        [amount, unit]: [&'static str; 2],
        found: &mut Problems,
    ) -> Option<TimeLimit> {
        let many = self.count(amount, TimeLimit::MOST, found);
        let unit = self.code(unit, found);
        let limit = TimeLimit::new(many?, unit?);
        if limit.is_none() {
            let most = TimeLimit::MOST;
            self.refuse(amount, format_args!("a whole number from 1 to {most}"), found);
        }
        limit
    }

    /// A day.
    pub(super) fn date(&self, column: &'static str, found: &mut Problems) -> Option<NaiveDate> {
        let text = self.cell(column);
        // The parser also takes signs and single digits; a file should say dates in one way.
        let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let date = text
            .parse()
            .ok()
            .filter(|date: &NaiveDate| plain && (1900..=2200).contains(&date.year()));
        if date.is_none() {
            self.refuse(column, "a day that exists, like 2025-07-01", found);
        }
        date
    }

    /// The columns `valid_from` and `valid_until`.
    pub(super) fn period(&self, found: &mut Problems) -> Option<Period> {
        let from = self.date("valid_from", found);
        let until = if self.cell("valid_until").is_empty() {
            Some(None)
        } else {
            self.date("valid_until", found).map(Some)
        };
        Period::new(from?, until?)
            .map_err(|bad| {
                let expected = format_args!("a day after valid_from {}, or empty", bad.from);
                self.refuse("valid_until", expected, found);
            })
            .ok()
    }

    /// The columns `lat` and `lon`, both or neither.
    pub(super) fn position(&self, found: &mut Problems) -> Option<Option<Position>> {
        if self.cell("lat").is_empty() && self.cell("lon").is_empty() {
            return Some(None);
        }
        let lat = self.degrees("lat", found);
        let lon = self.degrees("lon", found);
        Position::new(lat?, lon?)
            .map(Some)
            .map_err(|bad| {
                let got = format!("{},{}", self.cell("lat"), self.cell("lon"));
                found.add(self.line, "lat", bad, &got);
            })
            .ok()
    }

    fn degrees(&self, column: &'static str, found: &mut Problems) -> Option<f64> {
        let value = self.cell(column).parse().ok().filter(|value: &f64| value.is_finite());
        if value.is_none() {
            self.refuse(column, "decimal degrees like 18.34188 (or both lat and lon empty)", found);
        }
        value
    }

    /// A whole number from 0 to `largest`.
    pub(super) fn count(
        &self,
        column: &'static str,
        largest: u32,
        found: &mut Problems,
    ) -> Option<u32> {
        let text = self.cell(column);
        let plain = text.bytes().all(|b| b.is_ascii_digit());
        let value = text.parse().ok().filter(|value| plain && *value <= largest);
        if value.is_none() {
            self.refuse(column, format_args!("a whole number from 0 to {largest}"), found);
        }
        value
    }

    /// A whole number, or nothing.
    pub(super) fn maybe_count(
        &self,
        column: &'static str,
        largest: u32,
        found: &mut Problems,
    ) -> Option<Option<u32>> {
        if self.cell(column).is_empty() {
            Some(None)
        } else {
            self.count(column, largest, found).map(Some)
        }
    }

    /// `yes` or `no`.
    pub(super) fn yes(&self, column: &'static str, found: &mut Problems) -> Option<bool> {
        match self.cell(column) {
            "yes" => Some(true),
            "no" => Some(false),
            _ => {
                self.refuse(column, "yes or no", found);
                None
            }
        }
    }
}

/// The line that begins, or goes on, after these bytes.
fn line_after(bytes: &[u8]) -> u64 {
    bytes.split(|byte| *byte == b'\n').count() as u64
}
