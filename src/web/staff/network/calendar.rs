//! `/network/calendar`: a year as the authorities, the post or one place have it, each special day with the
//! decision behind it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::filter::{Filter, YEARS};
use super::super::shell::Chosen;
use super::super::words;
use super::{Shell, page};
use crate::base::{At, Lang, PointCode, Words};
use crate::calendar::{
    Audience, Basis, CalendarDay, DayKind, SpecialKind, TimeRefusal, WorkingCalendar,
};
use crate::network::Network;
use crate::web::Shared;
use crate::web::error::Problem;
use crate::web::input::Query;
use crate::web::staff::Staff;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/network/calendar.html")]
pub struct CalendarPage<'a> {
    shell: &'a Shell,
    filter: &'a Filter,
    whose: &'a str,
    year: i32,
    shown: Option<&'a Year>,
    /// What was not imported.
    missing: Option<&'a str>,
    legend: Vec<(&'static str, &'static str, &'static str)>,
}

/// A year.
#[derive(Debug)]
struct Year {
    working_days: u32,
    estimated: bool,
    months: Vec<Month>,
    weeks: Vec<WeekLine>,
}

/// A month: its weeks from Monday on, and what is special in it.
#[derive(Debug)]
struct Month {
    name: String,
    weeks: Vec<[Option<Cell>; 7]>,
    special: Vec<Special>,
}

/// A day in the grid.
#[derive(Debug)]
struct Cell {
    day: u32,
    kind: DayKind,
    title: &'static str,
}

/// A special day.
#[derive(Debug)]
struct Special {
    date: String,
    kind: &'static str,
    name: String,
    decision: String,
    basis: &'static str,
}

/// A working week that holds in the year.
#[derive(Debug)]
struct WeekLine {
    period: String,
    hours: String,
    cut_off: Option<String>,
    decision: String,
}

/// Whose year.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CalendarQuery {
    /// `authority` (when empty) or `post`.
    #[serde(default)]
    audience: String,
    /// The code of a point or a unit, whose own working time is meant then.
    #[serde(default)]
    place: String,
    /// The year; the present one when empty.
    #[serde(default)]
    year: String,
}

/// Adds the fields that say whose working time is meant, and reads them: the authorities' or the post's, or
/// that of a place by its code.
pub(super) fn whose(
    filter: &mut Filter,
    audience: &str,
    place: &str,
    lang: Lang,
) -> (Audience, Option<PointCode>) {
    let all = [
        (General::Authority, "authority", lang.pick("Cơ quan nhà nước", "The authorities")),
        (General::Post, "post", lang.pick("Bưu điện", "The post")),
    ];
    let general =
        filter.one_of("audience", Words::new("Lịch của", "Working time of"), audience, &all);
    let code = filter.code(
        "place",
        Words::new("Riêng điểm hoặc đơn vị (mã)", "One point or unit (code)"),
        place,
        "H27.00",
        Words::new("Cần mã điểm hoặc mã đơn vị.", "Expected the code of a point or a unit."),
    );
    let general = match general {
        General::Authority => Audience::Authority,
        General::Post => Audience::Post,
    };
    (general, code)
}

/// The two general audiences of which a form lets one choose.
#[derive(Debug, Clone, Copy)]
pub(super) enum General {
    Authority,
    Post,
}

impl std::str::FromStr for General {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "authority" => Ok(Self::Authority),
            "post" => Ok(Self::Post),
            _ => Err(()),
        }
    }
}

/// The audience of a place: a point where one bears the code, else a unit.
pub(super) fn audience_of(network: &Network, code: &PointCode) -> Audience {
    let unit = code.as_str().parse().ok().filter(|_| network.point(code).is_none());
    unit.map_or_else(|| Audience::Point(code.clone()), Audience::Unit)
}

/// What an audience is called.
pub(super) fn audience_name(
    network: &Network,
    audience: &Audience,
    day: NaiveDate,
    lang: Lang,
) -> String {
    match audience {
        Audience::Everyone => lang.pick("mọi người", "everyone").to_owned(),
        Audience::Authority => lang.pick("cơ quan nhà nước", "the authorities").to_owned(),
        Audience::Post => lang.pick("bưu điện", "the post").to_owned(),
        Audience::Unit(code) => {
            network.path_name(code, day, lang).unwrap_or_else(|| code.to_string())
        }
        Audience::Point(code) => words::point(network, code, At::office(day, 12, 0)),
    }
}

/// A year of working time
///
/// Month by month for one audience: working, rest, holiday, exchanged and half days, each with the decision.
#[utoipa::path(
    get,
    path = "/network/calendar",
    tag = "staff",
    params(CalendarQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 422, description = "The page, with what is wrong in the field", body = String, content_type = "text/html"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<CalendarQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let mut filter = Filter::new("/network/calendar", lang).button(Words::new("Xem", "Show"));
    let (general, code) = whose(&mut filter, &query.audience, &query.place, lang);
    let present = app.clock.now().date().year();
    let typed = if query.year.is_empty() { present.to_string() } else { query.year.clone() };
    let (vi, en) = ("Cần một năm từ 1900 đến 2200.", "Expected a year from 1900 to 2200.");
    let expected = Words::new(vi, en);
    let year: i32 =
        filter.code("year", Words::new("Năm", "Year"), &typed, "2026", expected).unwrap_or(present);
    let last = NaiveDate::from_ymd_opt(year, 12, 31).filter(|_| YEARS.contains(&year));
    if last.is_none() {
        filter.wrong("year", vi, en);
    }
    let last = last.unwrap_or_else(|| app.clock.now().date());
    let place = app.clone();
    let read = app.read(move |conn| {
        let known = place.known(conn)?;
        let network = &known.network;
        let audience = code.map_or(general, |code| audience_of(network, &code));
        let whose = audience_name(network, &audience, last, lang);
        let made = network
            .calendar(&known.calendars, &audience, last)
            .and_then(|calendar| Ok(Year::of(&calendar, year, lang)?));
        Ok::<_, Problem>((whose, made))
    });
    let (whose, made) = read.await?;
    let (year_shown, missing) =
        if filter.is_good() { told(made, &mut filter, lang) } else { (None, None) };
    let drawn = CalendarPage {
        shell: &staff.shell,
        filter: &filter,
        whose: &whose,
        year,
        shown: year_shown.as_ref(),
        missing: missing.as_deref(),
        legend: legend(lang),
    };
    Ok(chosen.keep(page(filter.status(), &drawn)?))
}

/// What there is to show; what was not imported is said instead, and a place that is not known at its field.
pub(super) fn told<T>(
    made: Result<T, TimeRefusal>,
    filter: &mut Filter,
    lang: Lang,
) -> (Option<T>, Option<String>) {
    match made {
        Ok(made) => (Some(made), None),
        Err(refusal @ TimeRefusal::NotLoaded(_)) => (None, Some(refusal.text(lang))),
        Err(TimeRefusal::Audience { .. }) => {
            filter.wrong(
                "place",
                "Không có điểm hay đơn vị nào mang mã này vào thời gian đó.",
                "No point and no unit bears this code at that time.",
            );
            (None, None)
        }
    }
}

/// The marks of special days: class, letter, meaning.
fn legend(lang: Lang) -> Vec<(&'static str, &'static str, &'static str)> {
    let line = |kind: SpecialKind| {
        let kind = DayKind::Special(kind);
        (class(kind), mark(kind, lang), kind.words().to(lang))
    };
    SpecialKind::ALL.map(line).into()
}

const fn class(kind: DayKind) -> &'static str {
    match kind {
        DayKind::Working => "",
        DayKind::Rest => "off",
        DayKind::Special(SpecialKind::SwapWorking | SpecialKind::HalfDay) => "work",
        DayKind::Special(SpecialKind::Holiday | SpecialKind::Observed | SpecialKind::SwapRest) => {
            "free"
        }
    }
}

/// A letter beside the day, so that nobody depends on its colour.
fn mark(kind: DayKind, lang: Lang) -> &'static str {
    match kind {
        DayKind::Working | DayKind::Rest => "",
        DayKind::Special(SpecialKind::Holiday) => lang.pick("L", "H"),
        DayKind::Special(SpecialKind::Observed) => lang.pick("B", "L"),
        DayKind::Special(SpecialKind::SwapRest) => lang.pick("Đ", "X"),
        DayKind::Special(SpecialKind::SwapWorking) => lang.pick("+", "+"),
        DayKind::Special(SpecialKind::HalfDay) => "½",
    }
}

impl Cell {
    const fn is_special(&self) -> bool {
        matches!(self.kind, DayKind::Special(_))
    }

    const fn class(&self) -> &'static str {
        class(self.kind)
    }

    fn mark(&self, lang: Lang) -> &'static str {
        mark(self.kind, lang)
    }
}

impl Year {
    fn of(
        calendar: &WorkingCalendar<'_>,
        year: i32,
        lang: Lang,
    ) -> Result<Self, crate::calendar::NotLoaded> {
        let special = calendar.special_days(year)?;
        let mut months = Vec::new();
        for month in 1..=12 {
            let Some(first) = NaiveDate::from_ymd_opt(year, month, 1) else { continue };
            months.push(Month::of(calendar, first, &special, lang)?);
        }
        let weeks = calendar.weeks(year).into_iter().map(|week| WeekLine {
            period: words::period(week.period, lang),
            hours: week.hours.as_ref().map_or_else(
                || lang.pick("giờ như lịch chung", "hours as in the general week").to_owned(),
                |hours| words::hours(hours, lang),
            ),
            cut_off: week.cut_off.map(|time| time.to_string()),
            decision: week.decision.clone(),
        });
        Ok(Self {
            working_days: calendar.working_days_of(year)?,
            estimated: special.iter().any(|day| day.basis == Basis::Estimate),
            months,
            weeks: weeks.collect(),
        })
    }
}

impl Month {
    fn of(
        calendar: &WorkingCalendar<'_>,
        first: NaiveDate,
        special: &[&CalendarDay],
        lang: Lang,
    ) -> Result<Self, crate::calendar::NotLoaded> {
        let mut weeks: Vec<[Option<Cell>; 7]> = Vec::new();
        let days = first.iter_days().take_while(|day| day.month() == first.month());
        for date in days {
            let column = date.weekday().num_days_from_monday() as usize;
            if column == 0 || weeks.is_empty() {
                weeks.push(Default::default());
            }
            let kind = calendar.day(date)?.kind;
            let title = kind.words().to(lang);
            if let Some(week) = weeks.last_mut() {
                week[column] = Some(Cell { day: date.day(), kind, title });
            }
        }
        let here = special.iter().filter(|day| day.date.month() == first.month());
        let line = |day: &&CalendarDay| Special {
            date: day.date.format("%d/%m").to_string(),
            kind: day.kind.words().to(lang),
            name: lang.pick(&day.name_vi, &day.name_en).clone(),
            decision: day.decision.clone(),
            basis: match day.basis {
                Basis::Estimate => day.basis.words().to(lang),
                Basis::Rule | Basis::Decision => "",
            },
        };
        let name = match lang {
            Lang::Vi => format!("Tháng {}", first.month()),
            Lang::En => first.format("%B").to_string(),
        };
        Ok(Self { name, weeks, special: here.map(line).collect() })
    }
}
