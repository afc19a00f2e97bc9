//! [`Calendars`]: all that was loaded. [`WorkingCalendar`]: one audience's days, hours and working days.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate, Weekday};

use super::audience::Audience;
use super::day::{Basis, CalendarDay, Day, DayKind, SpecialKind};
use super::hours::{OpeningHours, Span, TimeOfDay};
use super::week::Week;
use crate::base::At;

/// What nobody has loaded, and which import would.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotLoaded {
    /// A year's holidays and exchanged days.
    #[error("the days of {year} are not loaded: hosopost import holidays FILE")]
    Days {
        /// The year that was asked for.
        year: i32,
    },
    /// The working week of an audience.
    #[error("the working week of {audience} on {day} is not loaded: hosopost import weeks FILE")]
    Week {
        /// Whose.
        audience: Audience,
        /// On which day.
        day: NaiveDate,
    },
}

/// All loaded days and weeks.
///
/// A year is loaded when its New Year's Day is, for everyone: it is a holiday by law in every year, and
/// a file that leaves it out is not a year's list.
#[derive(Debug, Clone, Default)]
pub struct Calendars {
    days: HashMap<Audience, BTreeMap<NaiveDate, CalendarDay>>,
    weeks: HashMap<Audience, Vec<Week>>,
    years: BTreeSet<i32>,
    estimated: HashMap<Audience, BTreeSet<i32>>,
}

impl Calendars {
    /// Out of rows in any order.
    pub fn new(days: Vec<CalendarDay>, weeks: Vec<Week>) -> Self {
        let mut all = Self::default();
        for day in days {
            if day.audience == Audience::Everyone && day.date.ordinal() == 1 {
                all.years.insert(day.date.year());
            }
            if day.basis == Basis::Estimate {
                all.estimated.entry(day.audience.clone()).or_default().insert(day.date.year());
            }
            all.days.entry(day.audience.clone()).or_default().insert(day.date, day);
        }
        for week in weeks {
            all.weeks.entry(week.audience.clone()).or_default().push(week);
        }
        all.weeks.values_mut().for_each(|weeks| weeks.sort_by_key(|week| week.period.from));
        all
    }

    /// With these days besides; one that was loaded for the same audience is replaced.
    #[must_use]
    pub fn with_days(mut self, days: impl IntoIterator<Item = CalendarDay>) -> Self {
        for day in days {
            self.days.entry(day.audience.clone()).or_default().insert(day.date, day);
        }
        self
    }

    /// The years whose days are loaded.
    pub fn years(&self) -> impl Iterator<Item = i32> {
        self.years.iter().copied()
    }

    /// The days that were loaded for anybody, each once, in order.
    pub fn told_dates(&self) -> BTreeSet<NaiveDate> {
        self.days.values().flat_map(BTreeMap::keys).copied().collect()
    }

    /// The calendar of an audience; `line` are the audiences asked in turn, the most particular first.
    pub fn of(&self, line: Vec<Audience>) -> WorkingCalendar<'_> {
        WorkingCalendar { all: self, line }
    }
}

/// The working time of one audience.
#[derive(Debug, Clone)]
pub struct WorkingCalendar<'a> {
    all: &'a Calendars,
    line: Vec<Audience>,
}

/// The hours that hold on a day, put together from what each audience of the line says.
#[derive(Debug, Clone)]
struct Holding<'a> {
    hours: &'a OpeningHours,
    half_day_until: TimeOfDay,
    cut_off: Option<TimeOfDay>,
    decisions: Vec<&'a str>,
}

impl<'a> WorkingCalendar<'a> {
    /// The audiences asked in turn, the most particular first.
    pub fn line(&self) -> &[Audience] {
        &self.line
    }

    /// Whether the year's days are expected, not decided.
    pub fn is_estimated(&self, year: i32) -> bool {
        let said = |audience| self.all.estimated.get(audience);
        self.line.iter().filter_map(said).any(|years| years.contains(&year))
    }

    /// The loaded days of a year as the audience has them, in order.
    pub fn special_days(&self, year: i32) -> Result<Vec<&'a CalendarDay>, NotLoaded> {
        self.in_loaded_year(year)?;
        let mut days = BTreeMap::new();
        for audience in self.line.iter().rev() {
            let loaded = self.all.days.get(audience).into_iter().flatten();
            days.extend(loaded.filter(|(date, _)| date.year() == year));
        }
        Ok(days.into_values().collect())
    }

    /// The weeks that hold at some time of the year, the most particular audience's first.
    pub fn weeks(&self, year: i32) -> Vec<&'a Week> {
        let touches = |week: &&Week| {
            let until = week
                .period
                .until
                .map_or(year + 1, |until| until.pred_opt().unwrap_or(until).year());
            week.period.from.year() <= year && year <= until
        };
        let weeks = self.line.iter().filter_map(|audience| self.all.weeks.get(audience));
        weeks.flatten().filter(touches).collect()
    }

    fn in_loaded_year(&self, year: i32) -> Result<(), NotLoaded> {
        if self.all.years.contains(&year) { Ok(()) } else { Err(NotLoaded::Days { year }) }
    }

    fn told(&self, date: NaiveDate) -> Option<&'a CalendarDay> {
        self.line.iter().find_map(|audience| self.all.days.get(audience)?.get(&date))
    }

    fn hours(&self, day: NaiveDate) -> Result<Holding<'a>, NotLoaded> {
        let (mut hours, mut half, mut cut_off) = (None, None, None);
        let mut decisions = Vec::new();
        for audience in &self.line {
            let weeks = self.all.weeks.get(audience).map_or(&[][..], Vec::as_slice);
            let Some(week) = weeks.iter().find(|week| week.period.contains(day)) else { continue };
            let news = (hours.is_none() && week.hours.is_some())
                || (half.is_none() && week.half_day_until.is_some())
                || (cut_off.is_none() && week.cut_off.is_some());
            if news {
                decisions.push(week.decision.as_str());
            }
            hours = hours.or(week.hours.as_ref());
            half = half.or(week.half_day_until);
            cut_off = cut_off.or(week.cut_off);
        }
        let missing = || NotLoaded::Week {
            audience: self.line.first().cloned().unwrap_or(Audience::Everyone),
            day,
        };
        let (hours, half_day_until) = hours.zip(half).ok_or_else(missing)?;
        Ok(Holding { hours, half_day_until, cut_off, decisions })
    }

    /// What the day is, and which hours of it are worked.
    pub fn day(&self, date: NaiveDate) -> Result<Day<'a>, NotLoaded> {
        self.in_loaded_year(date.year())?;
        let week = self.hours(date)?;
        let usual = week.hours.spans(date.weekday());
        let told = self.told(date);
        let kind = match told {
            Some(day) => DayKind::Special(day.kind),
            None if usual.is_empty() => DayKind::Rest,
            None => DayKind::Working,
        };
        let full = if usual.is_empty() { week.hours.full_day() } else { usual };
        let spans = match kind {
            DayKind::Working => usual.to_vec(),
            DayKind::Special(SpecialKind::SwapWorking) => week.hours.full_day().to_vec(),
            DayKind::Special(SpecialKind::HalfDay) => first_half(full, week.half_day_until),
            DayKind::Rest
            | DayKind::Special(
                SpecialKind::Holiday | SpecialKind::Observed | SpecialKind::SwapRest,
            ) => Vec::new(),
        };
        Ok(Day {
            date,
            kind,
            spans,
            told,
            cut_off: week.cut_off,
            decisions: week.decisions,
            estimated: self.is_estimated(date.year()),
        })
    }

    /// The day of the week as which the day is worked by what keeps the calendar and has days of the week
    /// of its own, as a departure has: its own one, also where the week rests; on a day worked by exchange
    /// the full day of the week; none on a holiday, in lieu of one, or off by exchange.
    pub fn worked_as(&self, date: NaiveDate) -> Result<Option<Weekday>, NotLoaded> {
        self.in_loaded_year(date.year())?;
        match self.told(date).map(|told| told.kind) {
            None | Some(SpecialKind::HalfDay) => Ok(Some(date.weekday())),
            Some(SpecialKind::SwapWorking) => Ok(self.hours(date)?.hours.full_weekday()),
            Some(SpecialKind::Holiday | SpecialKind::Observed | SpecialKind::SwapRest) => Ok(None),
        }
    }

    /// Whether the day of the week is one of rest, special days left aside.
    pub fn rests_weekly(&self, date: NaiveDate) -> Result<bool, NotLoaded> {
        Ok(self.hours(date)?.hours.spans(date.weekday()).is_empty())
    }

    /// Whether the day is worked.
    pub fn is_working(&self, date: NaiveDate) -> Result<bool, NotLoaded> {
        Ok(self.day(date)?.is_working())
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

    /// How many days of the year are worked.
    pub fn working_days_of(&self, year: i32) -> Result<u32, NotLoaded> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).ok_or(NotLoaded::Days { year })?;
        let mut days = first.iter_days().take_while(|day| day.year() == year);
        days.try_fold(0, |count, day| Ok(count + u32::from(self.is_working(day)?)))
    }

    /// The moment itself in working time, else when work begins next. For what is done at once where
    /// somebody is there to do it: the cut-off, after which a day does not count, is no matter here.
    pub fn at_work_from(&self, at: At) -> Result<At, NotLoaded> {
        let day = self.day(at.date())?;
        let open = day.spans.iter().find(|span| at < span.until.on(day.date));
        match open {
            Some(span) => Ok(at.max(span.from.on(day.date))),
            None => self.opens_from(following(day.date)?),
        }
    }

    /// When work begins on the first working day from the date on.
    pub(super) fn opens_from(&self, date: NaiveDate) -> Result<At, NotLoaded> {
        let mut date = date;
        loop {
            if let Some(opens) = self.day(date)?.opens() {
                return Ok(opens);
            }
            date = following(date)?;
        }
    }
}

/// The day after; the calendar has an end.
pub(super) fn following(day: NaiveDate) -> Result<NaiveDate, NotLoaded> {
    day.succ_opt().ok_or(NotLoaded::Days { year: day.year() })
}

/// What of the hours lies before the end of a half day.
fn first_half(spans: &[Span], until: TimeOfDay) -> Vec<Span> {
    let begun = spans.iter().filter(|span| span.from < until);
    begun.map(|span| Span { from: span.from, until: span.until.min(until) }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples::{authority, day, line, loaded, post};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn exchanged_days_count_as_they_were_decided() {
        let all = loaded();
        let calendar = authority(&all);
        assert_eq!(calendar.is_working(day("2025-04-26")), Ok(true));
        assert_eq!(calendar.is_working(day("2025-05-02")), Ok(false));
        assert_eq!(calendar.add_working_days(day("2025-04-25"), 1), Ok(day("2025-04-26")));
        assert_eq!(calendar.add_working_days(day("2025-04-29"), 1), Ok(day("2025-05-05")));
        assert_eq!(calendar.next_working(day("2025-04-30")), Ok(day("2025-05-05")));
        let worked = calendar.day(day("2025-04-26")).unwrap();
        assert_eq!(worked.spans, calendar.day(day("2025-04-25")).unwrap().spans, "a full day");
    }

    #[test]
    fn the_post_works_on_saturday_mornings_and_keeps_the_public_holidays() {
        let all = loaded();
        let post = post(&all);
        let saturday = post.day(day("2025-04-19")).unwrap();
        assert_eq!(
            saturday.spans.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["07:00-11:30"]
        );
        assert_eq!(post.is_working(day("2025-05-02")), Ok(true));
        assert_eq!(post.is_working(day("2025-05-01")), Ok(false));
        assert_eq!(post.day(day("2025-04-20")).unwrap().kind, DayKind::Rest);
    }

    #[test]
    fn what_comes_out_of_hours_is_seen_when_work_begins_again() {
        let all = loaded();
        let seen = |text: &str| {
            let at = At::parse(&format!("{text}:30+07:00")).unwrap();
            authority(&all).at_work_from(at).unwrap().to_office().format("%d %H:%M").to_string()
        };
        assert_eq!(seen("2025-04-08T09:10"), "08 09:10");
        assert_eq!(seen("2025-04-08T16:50"), "08 16:50", "after the cut-off of 15:00");
        assert_eq!(seen("2025-04-08T12:00"), "08 13:30");
        assert_eq!(seen("2025-04-08T05:00"), "08 07:30");
        assert_eq!(seen("2025-04-29T18:00"), "05 07:30", "over the holidays of 30 April");
    }

    #[test]
    fn a_day_worked_by_exchange_is_a_full_day_of_the_week_for_what_has_days_of_its_own() {
        let all = loaded();
        let as_of = |text: &str| authority(&all).worked_as(day(text));
        assert_eq!(as_of("2025-04-26"), Ok(Some(Weekday::Mon)));
        assert_eq!(as_of("2025-05-02"), Ok(None));
        assert_eq!(as_of("2025-04-27"), Ok(Some(Weekday::Sun)));
        assert_eq!(as_of("2026-02-13"), Ok(Some(Weekday::Fri)));
        assert_eq!(as_of("2028-04-27"), Err(NotLoaded::Days { year: 2028 }));
        assert_eq!(post(&all).worked_as(day("2025-05-02")), Ok(Some(Weekday::Fri)));
        assert!(all.told_dates().contains(&day("2025-10-21")));
    }

    #[test]
    fn what_is_not_loaded_is_no_guess() {
        let all = loaded();
        let calendar = authority(&all);
        assert_eq!(all.years().collect::<Vec<_>>(), [2025, 2026, 2027]);
        assert_eq!(calendar.is_working(day("2024-12-31")), Err(NotLoaded::Days { year: 2024 }));
        let beyond = calendar.add_working_days(day("2027-12-31"), 1);
        assert_eq!(beyond, Err(NotLoaded::Days { year: 2028 }));
        let weekless =
            Calendars::new(vec![all.days[&Audience::Everyone][&day("2025-01-01")].clone()], vec![]);
        let missing = weekless.of(Audience::Post.line()).day(day("2025-04-08")).unwrap_err();
        assert!(missing.to_string().contains("hosopost import weeks"), "{missing}");
    }

    #[test]
    fn a_named_audience_keeps_what_it_does_not_say_itself_from_those_above_it() {
        let all = loaded();
        let calendar = all.of(line(&["point:H27.01", "unit:18562", "authority", "everyone"]));
        // Its own hours, the authority's cut-off.
        let own = calendar.day(day("2025-04-12")).unwrap();
        assert_eq!(own.spans.len(), 1, "the desk opens on Saturday mornings");
        assert_eq!(own.cut_off, authority(&all).day(day("2025-04-11")).unwrap().cut_off);
        assert_eq!(own.decisions, ["QĐ bàn", "QĐ giờ làm việc"]);
        // The commune's own rest day, which the province's desks do not have.
        assert_eq!(calendar.is_working(day("2025-10-21")), Ok(false));
        assert_eq!(authority(&all).is_working(day("2025-10-21")), Ok(true));
    }

    #[test]
    fn a_half_day_ends_when_the_week_says() {
        let all = loaded();
        let half = authority(&all).day(day("2026-02-13")).unwrap();
        assert_eq!(half.spans.iter().map(ToString::to_string).collect::<Vec<_>>(), ["07:30-11:30"]);
        assert!(half.is_working());
    }

    #[test]
    fn an_estimate_makes_its_whole_year_one() {
        let all = loaded();
        assert!(!authority(&all).day(day("2026-12-31")).unwrap().estimated);
        assert!(authority(&all).day(day("2027-06-01")).unwrap().estimated);
    }

    #[test]
    fn the_days_of_a_year_are_those_of_the_whole_line() {
        let all = loaded();
        let dates = |calendar: WorkingCalendar<'_>| -> Vec<String> {
            let days = calendar.special_days(2025).unwrap();
            days.iter().map(|day| day.date.to_string()).collect()
        };
        assert_eq!(dates(post(&all)), ["2025-01-01", "2025-04-30", "2025-05-01"]);
        assert!(dates(authority(&all)).contains(&"2025-05-02".to_owned()));
        assert_eq!(post(&all).weeks(2025).len(), 1);
        assert!(post(&all).weeks(2019).is_empty());
    }

    proptest! {
        #[test]
        fn the_nth_working_day_has_n_working_days_up_to_it(offset in 0u64..400, n in 1u32..200) {
            let all = loaded();
            let calendar = authority(&all);
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
            let all = loaded();
            let calendar = authority(&all);
            let from = day("2025-01-01") + chrono::Days::new(offset);
            let step = calendar.add_working_days(from, a).unwrap();
            prop_assert_eq!(
                calendar.add_working_days(step, b),
                calendar.add_working_days(from, a + b)
            );
        }
    }
}
