//! A calendar that departures keep, laid out once: which days are no working days of their own.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate, Weekday};

use crate::calendar::{Audience, Calendars, NotLoaded};
use crate::network::Network;

/// The special days of one audience.
#[derive(Debug)]
pub(super) struct Kept {
    /// The years whose days are loaded.
    years: BTreeSet<i32>,
    /// As which day of the week each day is worked that is special to anybody.
    told: HashMap<NaiveDate, Result<Option<Weekday>, NotLoaded>>,
}

impl Kept {
    pub(super) fn of(audience: &Audience, network: &Network, calendars: &Calendars) -> Self {
        let worked_as = |date| {
            // A place that is not there that day has no days of its own; holidays are everyone's.
            let calendar = network
                .calendar(calendars, audience, date)
                .unwrap_or_else(|_| calendars.of(Audience::Everyone.line()));
            (date, calendar.worked_as(date))
        };
        let told = calendars.told_dates().into_iter().map(worked_as).collect();
        Self { years: calendars.years().collect(), told }
    }

    /// The day of the week as which a day is worked; none when it is not.
    pub(super) fn worked_as(&self, date: NaiveDate) -> Result<Option<Weekday>, NotLoaded> {
        let year = date.year();
        match self.told.get(&date) {
            Some(told) => told.clone(),
            None if self.years.contains(&year) => Ok(Some(date.weekday())),
            None => Err(NotLoaded::Days { year }),
        }
    }
}
