//! The ways in which a file of a kind is written. Our own format is one; the public lists of units, offices
//! and holidays have columns of their own, and several files of one kind differ in them. A layout is known
//! by its columns: whoever imports says whose list it is (`--from`), the header says which.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;

use super::kind::{Format, Kind};
use super::report::ImportRefusal;
use super::row::{A_DAY, read_day};
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject};
use crate::base::Period;
use crate::base::period::BackwardPeriod;
use crate::base::place::BadCode;

/// Whose columns a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The formats of `fixtures/README.md`.
    Own,
    /// The public lists, as they are published.
    OpenData,
    /// A code a line, as departments publish what may go by post.
    Codes,
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 3] = [Self::Own, Self::OpenData, Self::Codes];

    /// The word on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::OpenData => "opendata",
            Self::Codes => "codes",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Source {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|source| source.as_str() == text)
            .ok_or_else(|| BadCode::new("own, opendata or codes", text))
    }
}

/// The day on which units of the time of districts gave way to those of today, and with it which list of
/// units, and which column of the list of offices, speaks of a day.
pub(super) const REFORM: NaiveDate = day(2025, 7, 1);

/// The day from which the public lists of the units of before hold: the last change before the reform.
pub(super) const BEFORE_REFORM: Period = Period { from: day(2025, 3, 1), until: Some(REFORM) };

/// From the reform on, until further notice.
pub(super) const SINCE_REFORM: Period = Period { from: REFORM, until: None };

/// A day that is known when this is compiled.
pub(super) const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day that exists")
}

/// What is told how many rows are done.
pub(super) type Done<'a> = &'a mut dyn FnMut(usize);

/// What the rows of a file become.
type Entries<S> = Vec<Entry<<S as Subject>::Value>>;
type Gather<S> = fn(&Sheet, &mut Problems, Done<'_>) -> Entries<S>;
type GatherWithin<S> = fn(&Sheet, Period, &mut Problems, Done<'_>) -> Entries<S>;
type GatherOn<S> = fn(&Sheet, NaiveDate, &mut Problems, Done<'_>) -> Entries<S>;

/// One way of writing a kind of file.
pub(super) struct Layout<S: Subject> {
    /// What such a file is called, without `.csv`.
    pub(super) name: &'static str,
    /// Whose it is.
    pub(super) source: Source,
    /// Its columns, all of which must be there.
    pub(super) columns: &'static [&'static str],
    /// How rows become entries.
    pub(super) reader: Reader<S>,
    /// Which of its columns holds what a column of our own format holds, where they are called otherwise.
    called: &'static [(&'static str, &'static str)],
}

/// How rows become entries, by what they say about when they hold.
pub(super) enum Reader<S: Subject> {
    /// Each row names its days, or what it says holds at all times.
    Dated(Gather<S>),
    /// Rows name no day; all hold in this period unless the person who imports names another.
    Within(Period, GatherWithin<S>),
    /// Rows name no day; all happened on this one unless the person who imports names another.
    On(NaiveDate, GatherOn<S>),
}

impl<S: Subject> Layout<S> {
    /// Our own format, in which rows carry their days.
    pub(super) const fn own(
        name: &'static str,
        columns: &'static [&'static str],
        gather: Gather<S>,
    ) -> Self {
        let reader = Reader::Dated(gather);
        Self { name, source: Source::Own, columns, reader, called: &[] }
    }

    /// Our own format without days: all rows hold in this period unless the person who imports names
    /// another.
    pub(super) const fn own_within(
        name: &'static str,
        columns: &'static [&'static str],
        usual: Period,
        gather: GatherWithin<S>,
    ) -> Self {
        let reader = Reader::Within(usual, gather);
        Self { name, source: Source::Own, columns, reader, called: &[] }
    }

    /// A public list; `called` pairs our columns with its own.
    pub(super) const fn open_data(
        name: &'static str,
        columns: &'static [&'static str],
        called: &'static [(&'static str, &'static str)],
        reader: Reader<S>,
    ) -> Self {
        Self { name, source: Source::OpenData, columns, reader, called }
    }

    /// What a column of our own format is called in this one.
    pub(super) fn column(&self, own: &str) -> Option<&'static str> {
        self.called.iter().find(|(ours, _)| *ours == own).map(|(_, theirs)| *theirs)
    }

    /// What is told of it outside.
    pub(super) const fn format(&self) -> Format {
        Format { source: self.source, name: self.name, columns: self.columns }
    }

    fn fits(&self, header: &[String]) -> bool {
        self.format().fits(header)
    }

    /// How many of the columns the header names.
    fn shared(&self, header: &[String]) -> usize {
        self.columns.iter().filter(|column| header.iter().any(|name| name == *column)).count()
    }

    /// Reads the rows, as of the days given or those the layout has for itself.
    pub(super) fn read(
        &self,
        sheet: &Sheet,
        days: Days,
        found: &mut Problems,
        done: Done<'_>,
    ) -> Result<Entries<S>, ImportRefusal> {
        Ok(match &self.reader {
            Reader::Dated(gather) => {
                let vi = "để trống: các dòng đã có ngày của mình";
                days.none_but(false, [vi, "nothing: the rows carry their own days"])?;
                gather(sheet, found, done)
            }
            Reader::Within(usual, gather) => gather(sheet, days.within(*usual)?, found, done),
            Reader::On(usual, gather) => {
                let vi = "để trống: các dòng nói về một ngày";
                days.none_but(true, [vi, "nothing: the rows tell what happened on one day"])?;
                gather(sheet, days.from.unwrap_or(*usual), found, done)
            }
        })
    }
}

/// The layout of the header among those of a source; where none fits, the nearest, and what to add to a
/// complaint about its columns.
pub(super) fn choose<S: Subject>(
    kind: Kind,
    source: Source,
    header: &[String],
) -> Result<(&'static Layout<S>, String), ImportRefusal> {
    let of_source = || S::LAYOUTS.iter().filter(|layout| layout.source == source);
    if let Some(layout) = of_source().find(|layout| layout.fits(header)) {
        return Ok((layout, String::new()));
    }
    let other = S::LAYOUTS.iter().find(|layout| layout.fits(header));
    let hint = other.map_or_else(String::new, |other| {
        format!(" (these are the columns of --from {}: {}.csv)", other.source, other.name)
    });
    // Of two that share as many columns the first: it is the one that most people have.
    let nearest = of_source().rev().max_by_key(|layout| layout.shared(header));
    nearest.map(|layout| (layout, hint)).ok_or_else(|| {
        let vi = format!("own: ở đây không biết danh sách công bố nào cho {kind}");
        let en = format!("own: no public list of {kind} is known here");
        refuse("from", [vi, en], source.as_str())
    })
}

/// When what a file says holds, as far as the person who imports it says so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The day after the last.
    pub until: Option<NaiveDate>,
}

impl Days {
    /// Reads the two as they are written.
    pub fn read(from: Option<&str>, until: Option<&str>) -> Result<Self, ImportRefusal> {
        let read = |option, text: Option<&str>| {
            let bad = |text| refuse(option, ["một ngày có thật, như 2025-07-01", A_DAY], text);
            text.map(|text| read_day(text).ok_or_else(|| bad(text))).transpose()
        };
        Ok(Self { from: read("valid_from", from)?, until: read("valid_until", until)? })
    }

    fn within(self, usual: Period) -> Result<Period, ImportRefusal> {
        let (from, until) = (self.from.unwrap_or(usual.from), self.until.or(usual.until));
        Period::new(from, until).map_err(|bad| {
            let BackwardPeriod { from, until } = bad;
            if self.until.is_some() {
                let expected = [format!("một ngày sau {from}"), format!("a day after {from}")];
                refuse("valid_until", expected, &until.to_string())
            } else {
                let vi = format!("một ngày trước {until}, khi danh sách hết hiệu lực");
                let en = format!("a day before {until}, when the list ends");
                refuse("valid_from", [vi, en], &from.to_string())
            }
        })
    }

    fn none_but(self, from: bool, expected: [&str; 2]) -> Result<(), ImportRefusal> {
        match self {
            Self { from: Some(day), .. } if !from => {
                Err(refuse("valid_from", expected, &day.to_string()))
            }
            Self { until: Some(day), .. } => Err(refuse("valid_until", expected, &day.to_string())),
            _ => Ok(()),
        }
    }
}

/// The refusal of something that was said about a file: what was expected, in Vietnamese and in English.
pub(super) fn refuse<T: Into<String>>(
    option: &'static str,
    expected: [T; 2],
    got: &str,
) -> ImportRefusal {
    let got = got.chars().take(60).collect();
    ImportRefusal::Option { option, expected: expected.map(Into::into), got }
}

/// The part of a period before a day, and the part from it on.
pub(super) fn cut(period: Period, on: NaiveDate) -> (Option<Period>, Option<Period>) {
    if period.from >= on {
        return (None, Some(period));
    }
    if period.until.is_some_and(|until| until <= on) {
        return (Some(period), None);
    }
    let before = Period { from: period.from, until: Some(on) };
    (Some(before), Some(Period { from: on, until: period.until }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_cut_where_its_content_changes() {
        let whole = SINCE_REFORM;
        let on = day(2026, 4, 30);
        let (before, since) = cut(whole, on);
        assert_eq!(before, Some(Period { from: REFORM, until: Some(on) }));
        assert_eq!(since, Some(Period { from: on, until: None }));
        assert_eq!(cut(BEFORE_REFORM, on), (Some(BEFORE_REFORM), None));
        assert_eq!(cut(BEFORE_REFORM, REFORM), (Some(BEFORE_REFORM), None));
        assert_eq!(cut(whole, REFORM), (None, Some(whole)));
    }

    #[test]
    fn days_that_do_not_fit_are_named() {
        let named = |refused: ImportRefusal| match refused {
            ImportRefusal::Option { option, .. } => option,
            other @ (ImportRefusal::Rows { .. } | ImportRefusal::Store(_)) => panic!("{other}"),
        };
        let read = |from, until| Days::read(from, until);
        assert_eq!(named(read(Some("1.7.2025"), None).unwrap_err()), "valid_from");
        assert_eq!(named(read(None, Some("2025-02-30")).unwrap_err()), "valid_until");
        let late = read(Some("2025-08-01"), None).unwrap();
        assert_eq!(named(late.within(BEFORE_REFORM).unwrap_err()), "valid_from");
        let backward = read(None, Some("2025-07-01")).unwrap();
        assert_eq!(named(backward.within(SINCE_REFORM).unwrap_err()), "valid_until");
        assert_eq!(late.within(SINCE_REFORM).unwrap().from, day(2025, 8, 1));
    }
}
