//! [`WorkingCalendar`]: counting working days for one audience.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate, Weekday};

use super::day::{Audience, CalendarDay, DayKind, SpecialKind};

/// A year whose holidays nobody has loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the holidays of {year} are not loaded")]
pub struct NotLoaded {
    /// The year that was asked for.
    pub year: i32,
}

/// The working days of the authorities or of the post.
///
/// A year is loaded when its New Year's Day is: it is a holiday by law in every year, and a file that
/// leaves it out is not a year's list.
#[derive(Debug, Clone)]
pub struct WorkingCalendar {
    rests: fn(Weekday) -> bool,
    days: HashMap<NaiveDate, SpecialKind>,
    years: BTreeSet<i32>,
}

impl WorkingCalendar {
    /// The calendar of an audience out of all loaded days. A day loaded for the audience itself goes
    /// before the same day loaded for everyone.
    pub fn new(audience: Audience, loaded: &[CalendarDay]) -> Self {
        let mut days = HashMap::new();
        for general in loaded.iter().filter(|day| day.audience == Audience::Everyone) {
            days.insert(general.date, general.kind);
        }
        for own in loaded.iter().filter(|day| day.audience == audience) {
            days.insert(own.date, own.kind);
        }
        let years = days.keys().filter(|day| day.ordinal() == 1).map(Datelike::year).collect();
        let rests = match audience {
            Audience::Post => |day| day == Weekday::Sun,
            Audience::Authority | Audience::Everyone => {
                |day| matches!(day, Weekday::Sat | Weekday::Sun)
            }
        };
        Self { rests, days, years }
    }

    /// The years that are loaded.
    pub fn years(&self) -> impl Iterator<Item = i32> {
        self.years.iter().copied()
    }

    /// What the day is.
    pub fn day_kind(&self, date: NaiveDate) -> Result<DayKind, NotLoaded> {
        if !self.years.contains(&date.year()) {
            return Err(NotLoaded { year: date.year() });
        }
        Ok(match self.days.get(&date) {
            Some(kind) => DayKind::Special(*kind),
            None if (self.rests)(date.weekday()) => DayKind::Rest,
            None => DayKind::Working,
        })
    }

    /// Whether the day is worked.
    pub fn is_working(&self, date: NaiveDate) -> Result<bool, NotLoaded> {
        self.day_kind(date).map(DayKind::is_working)
    }

    /// The first working day on or after the date.
    pub fn next_working(&self, date: NaiveDate) -> Result<NaiveDate, NotLoaded> {
        let mut day = date;
        while !self.is_working(day)? {
            day = following(day)?;
        }
        Ok(day)
    }

    /// The `n`-th working day after the date; the date's own day is not counted. With 0 the date itself,
    /// or the first working day after it when it is not worked.
    pub fn add_working_days(&self, date: NaiveDate, n: u32) -> Result<NaiveDate, NotLoaded> {
        if n == 0 {
            return self.next_working(date);
        }
        let mut day = date;
        for _ in 0..n {
            day = self.next_working(following(day)?)?;
        }
        Ok(day)
    }

    /// How many working days lie after `from` up to and with `to`; negative when `to` is earlier.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> Result<i64, NotLoaded> {
        let (early, late, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
        let mut count = 0;
        let mut day = early;
        while day < late {
            day = following(day)?;
            count += i64::from(self.is_working(day)?);
        }
        Ok(sign * count)
    }
}

fn following(day: NaiveDate) -> Result<NaiveDate, NotLoaded> {
    day.succ_opt().ok_or(NotLoaded { year: day.year() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn loaded() -> Vec<CalendarDay> {
        [
            ("2025-01-01", Audience::Everyone, SpecialKind::Holiday),
            ("2025-04-26", Audience::Authority, SpecialKind::SwapWorking),
            ("2025-04-30", Audience::Everyone, SpecialKind::Holiday),
            ("2025-05-01", Audience::Everyone, SpecialKind::Holiday),
            ("2025-05-02", Audience::Authority, SpecialKind::SwapRest),
            ("2026-01-01", Audience::Everyone, SpecialKind::Holiday),
        ]
        .map(|(date, audience, kind)| CalendarDay {
            date: day(date),
            audience,
            kind,
            name_vi: String::new(),
            name_en: String::new(),
            decision: String::new(),
        })
        .to_vec()
    }

    fn authority() -> WorkingCalendar {
        WorkingCalendar::new(Audience::Authority, &loaded())
    }

    #[test]
    fn exchanged_days_count_as_they_were_decided() {
        let calendar = authority();
        assert_eq!(calendar.is_working(day("2025-04-26")), Ok(true));
        assert_eq!(calendar.is_working(day("2025-05-02")), Ok(false));
        assert_eq!(calendar.add_working_days(day("2025-04-25"), 1), Ok(day("2025-04-26")));
        assert_eq!(calendar.add_working_days(day("2025-04-29"), 1), Ok(day("2025-05-05")));
        assert_eq!(calendar.next_working(day("2025-04-30")), Ok(day("2025-05-05")));
    }

    #[test]
    fn the_post_works_on_saturdays_and_keeps_the_public_holidays() {
        let post = WorkingCalendar::new(Audience::Post, &loaded());
        assert_eq!(post.is_working(day("2025-04-19")), Ok(true));
        assert_eq!(post.is_working(day("2025-05-02")), Ok(true));
        assert_eq!(post.is_working(day("2025-05-01")), Ok(false));
        assert_eq!(post.day_kind(day("2025-04-20")), Ok(DayKind::Rest));
    }

    #[test]
    fn a_year_that_is_not_loaded_is_no_guess() {
        let calendar = authority();
        assert_eq!(calendar.years().collect::<Vec<_>>(), [2025, 2026]);
        assert_eq!(calendar.is_working(day("2024-12-31")), Err(NotLoaded { year: 2024 }));
        assert_eq!(calendar.add_working_days(day("2026-12-31"), 1), Err(NotLoaded { year: 2027 }));
    }

    proptest! {
        #[test]
        fn the_nth_working_day_has_n_working_days_up_to_it(offset in 0u64..400, n in 1u32..200) {
            let calendar = authority();
            let from = day("2025-01-01") + chrono::Days::new(offset);
            let to = calendar.add_working_days(from, n).unwrap();
            prop_assert_eq!(calendar.is_working(to), Ok(true));
            prop_assert_eq!(calendar.working_days_between(from, to), Ok(i64::from(n)));
            prop_assert_eq!(calendar.working_days_between(to, from), calendar
                .working_days_between(from, to).map(|days| -days));
        }

        #[test]
        fn counting_in_two_steps_is_counting_in_one(
            offset in 0u64..300, a in 1u32..80, b in 1u32..80,
        ) {
            let calendar = authority();
            let from = day("2025-01-01") + chrono::Days::new(offset);
            let step = calendar.add_working_days(from, a).unwrap();
            prop_assert_eq!(
                calendar.add_working_days(step, b),
                calendar.add_working_days(from, a + b)
            );
        }
    }
}
