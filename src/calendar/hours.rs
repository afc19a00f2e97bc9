//! Opening hours of a usual week, as one line of text that a person can write:
//! `Mo-Fr 07:30-11:30,13:30-17:00; Sa 07:30-11:30`. Public holidays are the calendar's matter.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Timelike, Weekday};
use serde::{Serialize, Serializer};

use super::weekdays::{NAMES, WeekDays};
use crate::base::At;
use crate::base::place::BadCode;

/// What is written for a point that never opens to people.
const CLOSED: &str = "closed";

/// A minute of an office day, from `00:00` to `24:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    const LAST: u16 = 24 * 60;

    /// The minute in which an instant lies.
    pub fn of(at: At) -> Self {
        let local = at.to_office();
        Self((local.hour() * 60 + local.minute()) as u16)
    }

    /// The minutes since midnight.
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// The instant at which it begins on a day.
    pub fn on(self, date: NaiveDate) -> At {
        At::office(date, 0, 0).plus_millis(i64::from(self.0) * 60_000)
    }

    fn read(text: &str) -> Result<Self, BadHours> {
        let digits = |part: &str| {
            let two_digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            part.parse::<u16>().ok().filter(|_| two_digits)
        };
        let (hour, minute) = text.split_once(':').ok_or(BadHours::Shape)?;
        let (hour, minute) = digits(hour).zip(digits(minute)).ok_or(BadHours::Shape)?;
        let time = hour * 60 + minute;
        if minute < 60 && time <= Self::LAST { Ok(Self(time)) } else { Err(BadHours::Time) }
    }
}

impl FromStr for TimeOfDay {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::read(text).map_err(|_| BadCode::new("a time of the day like 15:00", text))
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// From one minute of the day until the minute before the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first minute.
    pub from: TimeOfDay,
    /// The minute after the last one.
    pub until: TimeOfDay,
}

impl Span {
    /// How long it is.
    pub const fn minutes(self) -> u16 {
        self.until.minutes() - self.from.minutes()
    }

    /// Whether the minute lies in it.
    pub fn contains(self, minute: TimeOfDay) -> bool {
        self.from <= minute && minute < self.until
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from, self.until)
    }
}

/// The hours in which people are there, for each day of the week.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpeningHours {
    days: [Vec<Span>; 7],
}

/// A text that does not say opening hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadHours {
    /// The shape is another one.
    #[error("opening hours like Mo-Fr 07:30-11:30,13:30-17:00; Sa 07:30-11:30")]
    Shape,
    /// Not one of Mo Tu We Th Fr Sa Su, or a range that runs backwards.
    #[error("days like Mo, Mo-Fr or Tu,Th out of Mo Tu We Th Fr Sa Su")]
    Day,
    /// Not a time of the day, or an end that does not follow its beginning.
    #[error("times from 00:00 to 24:00, each end after its beginning")]
    Time,
    /// Two spans of one day overlap, or a day is given twice.
    #[error("each day once, its spans in order and apart")]
    Twice,
}

impl OpeningHours {
    /// The hours of a day of the week, the earliest first; none on a day that is not worked.
    pub fn spans(&self, day: Weekday) -> &[Span] {
        &self.days[day.num_days_from_monday() as usize]
    }

    /// The hours of a full day: those of the day of the week that is worked longest, the first of these.
    pub fn full_day(&self) -> &[Span] {
        let long = |spans: &[Span]| spans.iter().map(|span| u32::from(span.minutes())).sum::<u32>();
        // Of several alike `max_by_key` takes the last: asked from the end, that is the first.
        self.days.iter().rev().max_by_key(|spans| long(spans)).map_or(&[], Vec::as_slice)
    }

    /// The day of the week that is a full day: the first whose hours are those.
    pub fn full_weekday(&self) -> Option<Weekday> {
        let full = self.full_day();
        let place = self.days.iter().position(|spans| spans == full && !full.is_empty())?;
        Weekday::try_from(place as u8).ok()
    }

    /// Whether somebody is there at this minute of a usual week.
    pub fn is_open(&self, day: Weekday, hour: u32, minute: u32) -> bool {
        let at = TimeOfDay((hour * 60 + minute) as u16);
        self.spans(day).iter().any(|span| span.contains(at))
    }

    /// Whether somebody is there at this instant, public holidays left aside.
    pub fn is_open_at(&self, at: At) -> bool {
        let local = at.to_office();
        self.is_open(local.weekday(), local.hour(), local.minute())
    }
}

impl FromStr for OpeningHours {
    type Err = BadHours;

    fn from_str(text: &str) -> Result<Self, BadHours> {
        let mut hours = Self::default();
        if text.trim() == CLOSED {
            return Ok(hours);
        }
        for clause in text.split(';') {
            let (days, spans) = clause.trim().split_once(' ').ok_or(BadHours::Shape)?;
            let spans = read_spans(spans.trim())?;
            let days: WeekDays = days.parse().map_err(|_| BadHours::Day)?;
            for day in days.places() {
                if !hours.days[day].is_empty() {
                    return Err(BadHours::Twice);
                }
                hours.days[day].clone_from(&spans);
            }
        }
        Ok(hours)
    }
}

fn read_spans(text: &str) -> Result<Vec<Span>, BadHours> {
    let mut spans: Vec<Span> = Vec::new();
    for part in text.split(',') {
        let (from, until) = part.trim().split_once('-').ok_or(BadHours::Shape)?;
        let span = Span { from: TimeOfDay::read(from)?, until: TimeOfDay::read(until)? };
        if span.until <= span.from {
            return Err(BadHours::Time);
        }
        if spans.last().is_some_and(|before| span.from < before.until) {
            return Err(BadHours::Twice);
        }
        spans.push(span);
    }
    Ok(spans)
}

impl fmt::Display for OpeningHours {
    // Neighbouring days with the same hours are written as one clause, so equal hours print alike.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.days.iter().all(Vec::is_empty) {
            return f.write_str(CLOSED);
        }
        let mut day = 0;
        let mut between = "";
        while day < NAMES.len() {
            let spans = &self.days[day];
            let same = self.days[day..].iter().take_while(|other| *other == spans).count();
            if !spans.is_empty() {
                write!(f, "{between}{}", NAMES[day])?;
                if same > 1 {
                    write!(f, "-{}", NAMES[day + same - 1])?;
                }
                for (n, span) in spans.iter().enumerate() {
                    let comma = if n == 0 { ' ' } else { ',' };
                    write!(f, "{comma}{span}")?;
                }
                between = "; ";
            }
            day += same;
        }
        Ok(())
    }
}

impl Serialize for OpeningHours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_reads_and_prints_in_one_way() {
        let text = "Mo-Fr 07:30-11:30,13:30-17:00; Sa 07:30-11:30";
        let hours: OpeningHours = text.parse().unwrap();
        assert_eq!(hours.to_string(), text);
        let spelled: OpeningHours =
            "Sa 07:30-11:30;Mo-We,Th,Fr 07:30-11:30, 13:30-17:00".parse().unwrap();
        assert_eq!(spelled, hours);
        assert!(hours.is_open(Weekday::Mon, 7, 30));
        assert!(!hours.is_open(Weekday::Mon, 11, 30));
        assert!(!hours.is_open(Weekday::Sat, 14, 0));
        assert!(!hours.is_open(Weekday::Sun, 8, 0));
    }

    #[test]
    fn a_point_without_hours_prints_as_closed_and_reads_back() {
        let closed = OpeningHours::default();
        assert_eq!(closed.to_string(), "closed");
        assert_eq!("closed".parse(), Ok(closed));
    }

    #[test]
    fn a_sorting_office_never_closes() {
        let hours: OpeningHours = "Mo-Su 00:00-24:00".parse().unwrap();
        assert!(hours.is_open_at(At::parse("2025-06-30T23:59:59+07:00").unwrap()));
    }

    #[test]
    fn a_full_day_is_the_longest_of_the_week() {
        let hours: OpeningHours = "Mo 07:00-11:00; Tu-Fr 07:30-11:30,13:30-17:00".parse().unwrap();
        assert_eq!(hours.full_day(), hours.spans(Weekday::Tue));
        assert_eq!(hours.full_weekday(), Some(Weekday::Tue));
        assert!(OpeningHours::default().full_day().is_empty());
        assert_eq!(OpeningHours::default().full_weekday(), None);
    }

    #[test]
    fn a_time_of_the_day_reads_prints_and_lies_on_a_day() {
        let time: TimeOfDay = "15:00".parse().unwrap();
        let at = time.on("2025-04-08".parse().unwrap());
        assert_eq!(at.to_string(), "2025-04-08T15:00:00+07:00");
        assert_eq!(TimeOfDay::of(at.plus_millis(59_999)), time);
        for bad in ["", "15", "15:0", "15:60", "24:01", "3 pm", "15:00:00", "-1:00"] {
            assert!(bad.parse::<TimeOfDay>().is_err(), "{bad}");
        }
    }

    #[test]
    fn bad_hours_say_what_is_wrong_with_them() {
        for (text, problem) in [
            ("", BadHours::Shape),
            ("always", BadHours::Shape),
            ("Mo 7-11", BadHours::Shape),
            ("Mo 7:30-11:30", BadHours::Shape),
            ("Mo 07:30-11:30; ", BadHours::Shape),
            ("Mo +7:30-11:30", BadHours::Shape),
            ("T2 07:30-11:30", BadHours::Day),
            ("Fr-Mo 07:30-11:30", BadHours::Day),
            ("Mo 11:30-07:30", BadHours::Time),
            ("Mo 07:60-11:30", BadHours::Time),
            ("Mo 07:30-24:01", BadHours::Time),
            ("Mo 07:30-11:30,11:00-12:00", BadHours::Twice),
            ("Mo-Fr 07:30-11:30; We 13:30-17:00", BadHours::Twice),
        ] {
            assert_eq!(text.parse::<OpeningHours>(), Err(problem), "{text}");
        }
    }
}
