//! Calendars for the tests of this module: the known exchanged days of 2025 and 2026, a year that is an
//! estimate, and a desk with hours of its own.

use chrono::NaiveDate;

use super::audience::Audience;
use super::day::{Basis, CalendarDay, SpecialKind};
use super::week::Week;
use super::working::{Calendars, WorkingCalendar};
use crate::base::Period;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn line(audiences: &[&str]) -> Vec<Audience> {
    audiences.iter().map(|audience| audience.parse().unwrap()).collect()
}

pub(super) fn authority(all: &Calendars) -> WorkingCalendar<'_> {
    all.of(Audience::Authority.line())
}

pub(super) fn post(all: &Calendars) -> WorkingCalendar<'_> {
    all.of(Audience::Post.line())
}

pub(super) fn loaded() -> Calendars {
    use Basis::{Decision, Estimate, Rule};
    use SpecialKind::{HalfDay, Holiday, Observed, SwapRest, SwapWorking};
    let days = [
        ("2025-01-01", "everyone", Holiday, Rule),
        ("2025-04-26", "authority", SwapWorking, Decision),
        ("2025-04-30", "everyone", Holiday, Rule),
        ("2025-05-01", "everyone", Holiday, Rule),
        ("2025-05-02", "authority", SwapRest, Decision),
        ("2025-10-21", "unit:18562", SwapRest, Decision),
        ("2026-01-01", "everyone", Holiday, Rule),
        ("2026-02-13", "authority", HalfDay, Decision),
        ("2026-02-16", "everyone", Holiday, Rule),
        ("2026-02-17", "everyone", Holiday, Rule),
        ("2026-02-18", "everyone", Holiday, Rule),
        ("2026-02-19", "everyone", Holiday, Rule),
        ("2026-02-20", "everyone", Holiday, Rule),
        ("2026-04-26", "everyone", Holiday, Rule),
        ("2026-04-27", "everyone", Observed, Rule),
        ("2026-08-22", "authority", SwapWorking, Decision),
        ("2026-08-31", "authority", SwapRest, Decision),
        ("2026-09-01", "everyone", Holiday, Rule),
        ("2026-09-02", "everyone", Holiday, Rule),
        ("2026-11-24", "everyone", Holiday, Rule),
        ("2027-01-01", "everyone", Holiday, Estimate),
    ];
    let days = days.map(|(date, audience, kind, basis)| CalendarDay {
        date: day(date),
        audience: audience.parse().unwrap(),
        kind,
        name_vi: format!("ngày {date}"),
        name_en: format!("day {date}"),
        decision: format!("QĐ {date}"),
        basis,
    });
    let week = |audience: &str, hours: &str, cut_off: Option<&str>, decision: &str| Week {
        audience: audience.parse().unwrap(),
        period: Period::new(day("2020-01-01"), None).unwrap(),
        hours: Some(hours.parse().unwrap()),
        half_day_until: (decision != "QĐ bàn").then(|| "11:30".parse().unwrap()),
        cut_off: cut_off.map(|time| time.parse().unwrap()),
        decision: decision.to_owned(),
    };
    let weeks = vec![
        week("authority", "Mo-Fr 07:30-11:30,13:30-17:00", Some("15:00"), "QĐ giờ làm việc"),
        week("post", "Mo-Fr 07:00-11:30,13:30-17:00; Sa 07:00-11:30", None, "QĐ bưu điện"),
        week("point:H27.01", "Mo-Fr 07:30-11:30,13:30-17:00; Sa 07:30-11:00", None, "QĐ bàn"),
    ];
    Calendars::new(days.to_vec(), weeks)
}
