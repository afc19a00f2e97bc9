//! Turning columns back into domain values. Whatever does not read back was not written by us.

use std::fmt::Display;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::de::DeserializeOwned;

use super::error::StoreError;
use crate::base::Period;
use crate::calendar::TimeLimit;
use crate::network::Position;

/// The row that is being read, so that what does not fit can be named.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub table: &'static str,
    pub id: &'a dyn Display,
}

impl Reading<'_> {
    pub fn bad(self, problem: impl Display) -> StoreError {
        StoreError::bad_row(self.table, self.id, problem)
    }

    /// A code, an id or a word.
    pub fn text<T: FromStr<Err: Display>>(self, text: &str) -> Result<T, StoreError> {
        text.parse().map_err(|problem| self.bad(problem))
    }

    /// The same where the column may be empty.
    pub fn maybe<T: FromStr<Err: Display>>(
        self,
        text: Option<&str>,
    ) -> Result<Option<T>, StoreError> {
        text.map(|text| self.text(text)).transpose()
    }

    /// The two columns of a period.
    pub fn period(self, from: &str, until: Option<&str>) -> Result<Period, StoreError> {
        let until: Option<NaiveDate> = self.maybe(until)?;
        Period::new(self.text(from)?, until).map_err(|problem| self.bad(problem))
    }

    /// The two columns of a position.
    pub fn position(
        self,
        lat: Option<f64>,
        lon: Option<f64>,
    ) -> Result<Option<Position>, StoreError> {
        lat.zip(lon)
            .map(|(lat, lon)| Position::new(lat, lon).map_err(|problem| self.bad(problem)))
            .transpose()
    }

    /// A list kept as JSON.
    pub fn json<T: DeserializeOwned>(self, text: &str) -> Result<T, StoreError> {
        serde_json::from_str(text).map_err(|problem| self.bad(problem))
    }

    /// The two columns of a time limit.
    pub fn limit(self, amount: i64, unit: &str) -> Result<TimeLimit, StoreError> {
        let limit = TimeLimit::new(self.number(amount)?, self.text(unit)?);
        limit.ok_or_else(|| self.bad(format_args!("{amount} of a unit of time")))
    }

    /// A number of a narrower kind.
    pub fn number<T: TryFrom<i64, Error: Display>>(self, number: i64) -> Result<T, StoreError> {
        T::try_from(number).map_err(|problem| self.bad(problem))
    }
}
