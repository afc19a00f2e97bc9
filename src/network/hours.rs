//! Opening hours of a usual week, as one line of text that a person can write:
//! `Mo-Fr 07:30-11:30,13:30-17:00; Sa 07:30-11:30`. Public holidays are the calendar's matter.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Timelike, Weekday};
use serde::{Serialize, Serializer};

use crate::base::At;

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const MIDNIGHT: u16 = 24 * 60;
/// What is written for a point that never opens to people.
const CLOSED: &str = "closed";

/// From one minute of the day until the minute before the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    from: u16,
    until: u16,
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
    /// Whether somebody is there at this minute of a usual week.
    pub fn is_open(&self, day: Weekday, hour: u32, minute: u32) -> bool {
        let at = hour * 60 + minute;
        self.days[day.num_days_from_monday() as usize]
            .iter()
            .any(|span| u32::from(span.from) <= at && at < u32::from(span.until))
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
            for day in read_days(days)? {
                if !hours.days[day].is_empty() {
                    return Err(BadHours::Twice);
                }
                hours.days[day].clone_from(&spans);
            }
        }
        Ok(hours)
    }
}

fn read_days(text: &str) -> Result<Vec<usize>, BadHours> {
    let day = |name: &str| DAYS.iter().position(|day| *day == name).ok_or(BadHours::Day);
    let mut days = Vec::new();
    for part in text.split(',') {
        let (first, last) = match part.split_once('-') {
            Some((first, last)) => (day(first)?, day(last)?),
            None => (day(part)?, day(part)?),
        };
        if last < first {
            return Err(BadHours::Day);
        }
        days.extend(first..=last);
    }
    Ok(days)
}

fn read_spans(text: &str) -> Result<Vec<Span>, BadHours> {
    let mut spans: Vec<Span> = Vec::new();
    for part in text.split(',') {
        let (from, until) = part.trim().split_once('-').ok_or(BadHours::Shape)?;
        let span = Span { from: read_time(from)?, until: read_time(until)? };
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

fn read_time(text: &str) -> Result<u16, BadHours> {
    let digits = |part: &str| {
        let two_digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u16>().ok().filter(|_| two_digits)
    };
    let (hour, minute) = text.split_once(':').ok_or(BadHours::Shape)?;
    let (hour, minute) = digits(hour).zip(digits(minute)).ok_or(BadHours::Shape)?;
    let time = hour * 60 + minute;
    if minute < 60 && time <= MIDNIGHT { Ok(time) } else { Err(BadHours::Time) }
}

impl fmt::Display for OpeningHours {
    // Neighbouring days with the same hours are written as one clause, so equal hours print alike.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.days.iter().all(Vec::is_empty) {
            return f.write_str(CLOSED);
        }
        let mut day = 0;
        let mut between = "";
        while day < DAYS.len() {
            let spans = &self.days[day];
            let same = self.days[day..].iter().take_while(|other| *other == spans).count();
            if !spans.is_empty() {
                write!(f, "{between}{}", DAYS[day])?;
                if same > 1 {
                    write!(f, "-{}", DAYS[day + same - 1])?;
                }
                for (n, span) in spans.iter().enumerate() {
                    let comma = if n == 0 { ' ' } else { ',' };
                    let (from, until) = (span.from, span.until);
                    write!(f, "{comma}{:02}:{:02}", from / 60, from % 60)?;
                    write!(f, "-{:02}:{:02}", until / 60, until % 60)?;
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
