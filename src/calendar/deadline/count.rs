//! Walking along the calendar until a time limit is used up.

use std::collections::BTreeSet;

use chrono::{Datelike, Months, NaiveDate};

use super::super::day::Day;
use super::super::limit::{TimeLimit, TimeUnit};
use super::super::working::{NotLoaded, WorkingCalendar, following};
use super::pause::{Pause, Standstill, standstills};
use super::{Deadline, Due, Skipped};
use crate::base::At;

const MINUTE: i64 = 60_000;

/// When a time limit ends for what was received at this moment.
pub fn deadline(
    calendar: &WorkingCalendar<'_>,
    received_at: At,
    time: TimeLimit,
    pauses: &[Pause],
) -> Result<Deadline, NotLoaded> {
    let (counted_from, later) = calendar.counted_from(received_at)?;
    let mut walk = Walk {
        calendar,
        stood: standstills(calendar, pauses),
        skipped: Vec::new(),
        decisions: Vec::new(),
        estimated: BTreeSet::new(),
    };
    walk.along_to(received_at.date(), counted_from.date())?;
    let first = counted_from.date();
    let due = match time.unit {
        TimeUnit::WorkingHour => walk.hours(counted_from, i64::from(time.amount) * 60 * MINUTE)?,
        TimeUnit::WorkingDay => walk.days(first, u64::from(time.amount), true)?,
        TimeUnit::Day => walk.days(first, u64::from(time.amount), false)?,
        TimeUnit::Month => walk.days(first, days_of_months(first, time.amount)?, false)?,
    };
    let end = due.at();
    let reached = |span: &Standstill| end.is_none_or(|end| span.from < end);
    let in_time = |span: &Standstill| span.until.is_none_or(|until| counted_from < until);
    let Walk { mut stood, skipped, decisions, estimated, .. } = walk;
    stood.retain(|span| reached(span) && in_time(span));
    Ok(Deadline {
        received_at,
        time,
        counted_from,
        later,
        due,
        stood,
        skipped,
        decisions,
        estimated_years: estimated.into_iter().collect(),
    })
}

/// How many days lie after the day up to the same day so many months on; chrono takes the month's last
/// day where there is no such one, as the law does.
fn days_of_months(from: NaiveDate, months: u32) -> Result<u64, NotLoaded> {
    let last = from.checked_add_months(Months::new(months));
    let last = last.ok_or(NotLoaded::Days { year: NaiveDate::MAX.year() })?;
    Ok((last - from).num_days().unsigned_abs())
}

struct Walk<'c, 'a> {
    calendar: &'c WorkingCalendar<'a>,
    stood: Vec<Standstill>,
    skipped: Vec<Skipped>,
    decisions: Vec<String>,
    estimated: BTreeSet<i32>,
}

impl<'a> Walk<'_, 'a> {
    /// The day as the calendar has it; what it rests on is noted.
    fn look(&mut self, date: NaiveDate) -> Result<Day<'a>, NotLoaded> {
        let day = self.calendar.day(date)?;
        let special = day.told.map(|told| told.decision.as_str());
        for decision in day.decisions.iter().copied().chain(special) {
            if !self.decisions.iter().any(|known| known == decision) {
                self.decisions.push(decision.to_owned());
            }
        }
        if day.estimated {
            self.estimated.insert(date.year());
        }
        Ok(day)
    }

    /// The days from that of the receipt up to the one from which is counted.
    fn along_to(&mut self, received: NaiveDate, counted: NaiveDate) -> Result<(), NotLoaded> {
        let mut date = received;
        while date < counted {
            let day = self.look(date)?;
            if !day.is_working() {
                self.skipped.push(Skipped::not_worked(&day));
            }
            date = following(date)?;
        }
        self.look(counted).map(drop)
    }

    fn standing(&self, at: At) -> Option<&Standstill> {
        self.stood.iter().find(|span| span.holds_up_to(at))
    }

    /// So many days after the first one, then on to a working day at whose close the clock runs.
    fn days(&mut self, first: NaiveDate, days: u64, working: bool) -> Result<Due, NotLoaded> {
        let mut left = days;
        let mut date = first;
        loop {
            date = following(date)?;
            let day = self.look(date)?;
            if working && !day.is_working() {
                self.skipped.push(Skipped::not_worked(&day));
                continue;
            }
            match self.standing(day.ends()) {
                Some(Standstill { from, until: None, .. }) => {
                    return Ok(Due::Standing { since: *from, left });
                }
                Some(_) => {
                    self.skipped.push(Skipped::paused(date));
                    continue;
                }
                None => {}
            }
            left = left.saturating_sub(1);
            if left > 0 {
                continue;
            }
            if day.is_working() {
                return Ok(Due::At(day.ends()));
            }
            self.skipped.push(Skipped::not_worked(&day));
        }
    }

    /// So much working time from a moment on.
    fn hours(&mut self, from: At, millis: i64) -> Result<Due, NotLoaded> {
        let mut left = millis;
        let mut date = from.date();
        loop {
            let day = self.look(date)?;
            let before = left;
            for span in &day.spans {
                let (begin, end) = (span.from.on(date).max(from), span.until.on(date));
                for (begin, end) in self.running(begin, end) {
                    let length = end.millis() - begin.millis();
                    if left <= length {
                        return Ok(Due::At(begin.plus_millis(left)));
                    }
                    left -= length;
                }
            }
            if let Some(Standstill { from, until: None, .. }) = self.standing(day.ends()) {
                let left = (left / MINUTE).unsigned_abs();
                return Ok(Due::Standing { since: *from, left });
            }
            if !day.is_working() {
                self.skipped.push(Skipped::not_worked(&day));
            } else if before == left && from < day.ends() {
                self.skipped.push(Skipped::paused(date));
            }
            date = following(date)?;
        }
    }

    /// The parts of a span in which the clock runs, to the minute: a pause takes the minutes in which it
    /// begins and ends.
    fn running(&self, begin: At, end: At) -> Vec<(At, At)> {
        let mut parts = Vec::new();
        let mut reached = begin;
        for span in &self.stood {
            let until = span.until.unwrap_or(end).min(end);
            let stops = floor(span.from).clamp(reached.min(end), end);
            if until <= reached || end <= span.from {
                continue;
            }
            if reached < stops {
                parts.push((reached, stops));
            }
            reached = until.max(reached);
        }
        if reached < end {
            parts.push((reached, end));
        }
        parts
    }
}

/// The minute in which the instant lies.
fn floor(at: At) -> At {
    at.plus_millis(-at.millis().rem_euclid(MINUTE))
}
