//! One row of a file: its cells read as what they should hold, each refusal by the name of its column.

use std::fmt::Display;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::sheet::Problems;
use crate::base::place::BadCode;
use crate::base::{Period, UnitCode};
use crate::calendar::TimeLimit;
use crate::network::{Position, UnitLevel};

/// What is expected of a day.
pub(super) const A_DAY: &str = "a day that exists, like 2025-07-01";

/// Reads a day. The parser also takes signs and single digits; a file should say days in one way.
pub(super) fn read_day(text: &str) -> Option<NaiveDate> {
    let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let date: Option<NaiveDate> = text.parse().ok();
    date.filter(|date| plain && (1900..=2200).contains(&date.year()))
}

/// One row, its cells in the order of the columns asked for.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) columns: &'static [&'static str],
    pub(super) cells: Vec<String>,
}

impl Row {
    /// What stands in a column.
    pub(super) fn cell(&self, column: &'static str) -> &str {
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

    /// The code of a unit of a level.
    pub(super) fn unit(
        &self,
        column: &'static str,
        level: UnitLevel,
        found: &mut Problems,
    ) -> Option<UnitCode> {
        let code = self.cell(column).parse().ok().filter(|code| UnitLevel::of(code) == level);
        if code.is_none() {
            self.refuse(column, format_args!("the {} digits of a {level}", level.digits()), found);
        }
        code
    }

    /// The code of a unit of a level, or nothing.
    pub(super) fn maybe_unit(
        &self,
        column: &'static str,
        level: UnitLevel,
        found: &mut Problems,
    ) -> Option<Option<UnitCode>> {
        if self.cell(column).is_empty() {
            Some(None)
        } else {
            self.unit(column, level, found).map(Some)
        }
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

    /// The columns `time` and `time_unit`: how many, and of what.
    pub(super) fn limit(&self, found: &mut Problems) -> Option<TimeLimit> {
        let amount = self.count("time", TimeLimit::MOST, found);
        let unit = self.code("time_unit", found);
        let limit = TimeLimit::new(amount?, unit?);
        if limit.is_none() {
            let most = TimeLimit::MOST;
            self.refuse("time", format_args!("a whole number from 1 to {most}"), found);
        }
        limit
    }

    /// A day.
    pub(super) fn date(&self, column: &'static str, found: &mut Problems) -> Option<NaiveDate> {
        let date = read_day(self.cell(column));
        if date.is_none() {
            self.refuse(column, A_DAY, found);
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

    /// A number with a fraction, above zero and up to `largest`.
    pub(super) fn measure(
        &self,
        column: &'static str,
        largest: f64,
        found: &mut Problems,
    ) -> Option<f64> {
        let value =
            self.cell(column).parse().ok().filter(|value| *value > 0.0 && *value <= largest);
        if value.is_none() {
            self.refuse(column, format_args!("a number above 0, up to {largest}"), found);
        }
        value
    }

    /// One of a few words, as what it stands for.
    pub(super) fn word<T: Copy>(
        &self,
        column: &'static str,
        words: &[(&str, T)],
        found: &mut Problems,
    ) -> Option<T> {
        let text = self.cell(column);
        let known = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if known.is_none() {
            let words: Vec<&str> = words
                .iter()
                .map(|(word, _)| if word.is_empty() { "nothing" } else { *word })
                .collect();
            self.refuse(column, words.join(" or "), found);
        }
        known
    }

    /// `1` or `0`.
    pub(super) fn flag(&self, column: &'static str, found: &mut Problems) -> Option<bool> {
        self.word(column, &[("1", true), ("0", false)], found)
    }

    /// `yes` or `no`.
    pub(super) fn yes(&self, column: &'static str, found: &mut Problems) -> Option<bool> {
        self.word(column, &[("yes", true), ("no", false)], found)
    }
}
