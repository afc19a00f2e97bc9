//! Cells of imported tables turned into values. A cell that cannot be read is a [`StoreError::BadRow`]:
//! the imports let nothing else in.

use std::fmt::Display;
use std::str::FromStr;

use chrono::NaiveDate;

use super::error::StoreError;
use crate::base::Period;
use crate::network::Position;

/// Where a cell stands, for the error.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    /// The table.
    pub(super) table: &'static str,
    /// The row's key.
    pub(super) id: &'a str,
}

impl Place<'_> {
    /// The error of a cell that does not fit.
    pub(super) fn bad(&self, problem: impl Display) -> StoreError {
        StoreError::bad_row(self.table, self.id, problem)
    }

    /// A cell that is a code, a word or a date.
    pub(super) fn read<T: FromStr<Err: Display>>(&self, text: &str) -> Result<T, StoreError> {
        text.parse().map_err(|problem| self.bad(problem))
    }

    /// A cell that may be empty.
    pub(super) fn maybe<T: FromStr<Err: Display>>(
        &self,
        text: Option<&str>,
    ) -> Result<Option<T>, StoreError> {
        text.map(|text| self.read(text)).transpose()
    }

    /// The two cells of a period.
    pub(super) fn period(&self, from: &str, until: Option<&str>) -> Result<Period, StoreError> {
        let until: Option<NaiveDate> = self.maybe(until)?;
        Period::new(self.read(from)?, until).map_err(|problem| self.bad(problem))
    }

    /// The two cells of a position.
    pub(super) fn position(
        &self,
        lat: Option<f64>,
        lon: Option<f64>,
    ) -> Result<Option<Position>, StoreError> {
        lat.zip(lon)
            .map(|(lat, lon)| Position::new(lat, lon).map_err(|problem| self.bad(problem)))
            .transpose()
    }

    /// A count.
    pub(super) fn count(&self, value: i64) -> Result<u32, StoreError> {
        u32::try_from(value).map_err(|problem| self.bad(problem))
    }
}
