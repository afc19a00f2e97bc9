//! Working time: what a day is, the days of a year, and the working day so many days on.

use axum::extract::State;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::base::Lang;
use crate::calendar::{
    Audience, Basis, CalendarDay, Day, NotLoaded, TimeRefusal, Week, WorkingCalendar,
};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::lang::Speak;

/// The most days to count on: three years of them.
const MOST: u32 = 1000;

/// For whom, and how far.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DayQuery {
    /// `authority` (when not given), `post`, or a place: `unit:42`, `point:H27.01`.
    #[param(value_type = Option<String>, pattern = "^(authority|post|unit:.+|point:.+)$")]
    audience: Option<Audience>,
    /// Count so many working days on from the day.
    #[param(minimum = 0, maximum = 1000, default = 0)]
    add: Option<u32>,
}

/// Which year, for whom.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct YearQuery {
    /// The year; the present one when not given.
    #[param(minimum = 1900, maximum = 2200)]
    year: Option<i32>,
    /// `authority` (when not given), `post`, or a place: `unit:42`, `point:H27.01`.
    #[param(value_type = Option<String>, pattern = "^(authority|post|unit:.+|point:.+)$")]
    audience: Option<Audience>,
}

/// A day, and where counting from it leads.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayOut {
    #[schema(example = "2025-04-30")]
    date: String,
    /// `working`, `rest`, or what was loaded: `holiday`, `observed`, `swap_rest`, `swap_working`, `half_day`.
    #[schema(example = "holiday")]
    kind: String,
    /// Whether it is worked.
    working: bool,
    /// The hours that are worked.
    #[schema(example = json!(["07:30-11:30", "13:30-17:00"]))]
    hours: Vec<String>,
    /// What arrives after this minute counts from the next working day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "15:00")]
    cut_off: Option<String>,
    /// What a loaded day is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The decisions behind the day and its hours.
    decisions: Vec<String>,
    /// Whether the days of its year are expected, not decided.
    estimated: bool,
    /// The working day that `add` working days later is; with 0 the day itself, or the first one after it.
    #[schema(example = "2025-05-05")]
    then: String,
}

impl DayOut {
    /// The day as the audience has it, and the working day `add` days on.
    pub fn of(
        calendar: &WorkingCalendar<'_>,
        date: NaiveDate,
        add: u32,
        lang: Lang,
    ) -> Result<Self, NotLoaded> {
        let day = calendar.day(date)?;
        let then = calendar.add_working_days(date, add)?;
        let Day { kind, spans, told, cut_off, decisions, estimated, .. } = &day;
        let special = told.map(|told| told.decision.as_str());
        Ok(Self {
            date: date.to_string(),
            kind: kind.as_str().to_owned(),
            working: day.is_working(),
            hours: spans.iter().map(ToString::to_string).collect(),
            cut_off: cut_off.map(|time| time.to_string()),
            name: told.map(|told| name(told, lang)),
            decisions: special.iter().chain(decisions).map(ToString::to_string).collect(),
            estimated: *estimated,
            then: then.to_string(),
        })
    }
}

impl DayOut {
    /// The day in lines for a person: what it is, by which decisions, and what lies so many days on.
    pub fn lines(&self) -> Vec<String> {
        let hours = if self.working { self.hours.join(",") } else { "not worked".to_owned() };
        let name = self.name.as_ref().map_or_else(String::new, |name| format!(" ({name})"));
        let mut lines = vec![format!("{} {}{name}: {hours}", self.date, self.kind)];
        lines.extend(
            self.cut_off
                .iter()
                .map(|time| format!("what comes after {time} counts from the next working day")),
        );
        lines.extend(self.decisions.iter().map(|decision| format!("by {decision}")));
        if self.estimated {
            lines.push("an estimate: nobody has decided the days of that year yet".to_owned());
        }
        lines.push(format!("working day asked for: {}", self.then));
        lines
    }
}

fn name(day: &CalendarDay, lang: Lang) -> String {
    lang.pick(&day.name_vi, &day.name_en).clone()
}

/// The days of a year that are not as their weekday says, and the weeks around them.
#[derive(Debug, Serialize, ToSchema)]
pub struct YearOut {
    year: i32,
    #[schema(example = "authority")]
    audience: String,
    /// Whether some of its days are expected, not decided.
    estimated: bool,
    /// How many days are worked.
    working_days: u32,
    /// The weeks that hold in it, the most particular audience's first.
    weeks: Vec<WeekOut>,
    /// The special days, in order.
    days: Vec<SpecialOut>,
}

/// A working week.
#[derive(Debug, Serialize, ToSchema)]
pub struct WeekOut {
    #[schema(example = "authority")]
    audience: String,
    valid_from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Mo-Fr 07:30-11:30,13:30-17:00")]
    hours: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "11:30")]
    half_day_until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "15:00")]
    cut_off: Option<String>,
    decision: String,
}

/// A day that was loaded.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpecialOut {
    #[schema(example = "2025-05-02")]
    date: String,
    #[schema(example = "swap_rest")]
    kind: &'static str,
    name: String,
    /// For whom it was loaded.
    #[schema(example = "authority")]
    audience: String,
    decision: String,
    /// `rule`, `decision` or `estimate`.
    #[schema(example = "decision")]
    basis: &'static str,
}

impl YearOut {
    /// The year as the audience has it.
    pub fn of(
        calendar: &WorkingCalendar<'_>,
        audience: &Audience,
        year: i32,
        lang: Lang,
    ) -> Result<Self, NotLoaded> {
        let special = calendar.special_days(year)?;
        Ok(Self {
            year,
            audience: audience.to_string(),
            estimated: special.iter().any(|day| day.basis == Basis::Estimate),
            working_days: calendar.working_days_of(year)?,
            weeks: calendar.weeks(year).into_iter().map(WeekOut::of).collect(),
            days: special.into_iter().map(|day| SpecialOut::of(day, lang)).collect(),
        })
    }
}

impl YearOut {
    /// The year in lines for a person.
    pub fn lines(&self) -> Vec<String> {
        let Self { year, audience, working_days, .. } = self;
        let unsure = if self.estimated { ", an estimate in part" } else { "" };
        let mut lines = vec![format!("{year} for {audience}: {working_days} working days{unsure}")];
        lines.extend(self.weeks.iter().map(|week| {
            let hours = week.hours.as_deref().unwrap_or("hours as above it");
            format!(
                "week of {} from {}: {hours} ({})",
                week.audience, week.valid_from, week.decision
            )
        }));
        lines.extend(self.days.iter().map(|day| {
            let SpecialOut { date, kind, name, audience, decision, basis } = day;
            format!("{date}  {kind:<12}  {basis:<8}  {audience}: {name} ({decision})")
        }));
        lines
    }
}

impl WeekOut {
    fn of(week: &Week) -> Self {
        Self {
            audience: week.audience.to_string(),
            valid_from: week.period.from.to_string(),
            valid_until: week.period.until.map(|day| day.to_string()),
            hours: week.hours.as_ref().map(ToString::to_string),
            half_day_until: week.half_day_until.map(|time| time.to_string()),
            cut_off: week.cut_off.map(|time| time.to_string()),
            decision: week.decision.clone(),
        }
    }
}

impl SpecialOut {
    fn of(day: &CalendarDay, lang: Lang) -> Self {
        Self {
            date: day.date.to_string(),
            kind: day.kind.as_str(),
            name: name(day, lang),
            audience: day.audience.to_string(),
            decision: day.decision.clone(),
            basis: day.basis.as_str(),
        }
    }
}

/// Ask about a day
///
/// By the holidays, exchanged days and working weeks that were imported. A year nobody has loaded is
/// said to be missing, never guessed.
#[utoipa::path(
    get,
    path = "/api/v1/calendar/{date}",
    tag = "time",
    security(("token" = [])),
    params(("date" = String, Path, example = "2025-04-30"), DayQuery),
    responses(
        (status = 200, body = DayOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "The days of that year, or the week, were not loaded", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn day(
    State(app): Shared,
    _caller: Caller,
    Speak(lang): Speak,
    Path(date): Path<NaiveDate>,
    Query(query): Query<DayQuery>,
) -> Result<axum::Json<DayOut>, Problem> {
    let audience = query.audience.unwrap_or(Audience::Authority);
    let add = query.add.unwrap_or(0);
    if add > MOST {
        return Err(bad("?add", &format!("0–{MOST}")));
    }
    let place = app.clone();
    let told = app.read(move |conn| {
        let known = place.known(conn)?;
        let calendar = known.network.calendar(&known.calendars, &audience, date).map_err(asked)?;
        DayOut::of(&calendar, date, add, lang).map_err(|missing| asked(missing.into()))
    });
    Ok(axum::Json(told.await?))
}

/// Ask about a year
///
/// The days that are not as their weekday says, each with the decision behind it, the working weeks, and
/// how many days are worked.
#[utoipa::path(
    get,
    path = "/api/v1/calendar",
    tag = "time",
    security(("token" = [])),
    params(YearQuery),
    responses(
        (status = 200, body = YearOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "The days of that year, or a week, were not loaded", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn year(
    State(app): Shared,
    _caller: Caller,
    Speak(lang): Speak,
    Query(query): Query<YearQuery>,
) -> Result<axum::Json<YearOut>, Problem> {
    let audience = query.audience.unwrap_or(Audience::Authority);
    let year = query.year.unwrap_or_else(|| app.clock.now().date().year());
    if !(1900..=2200).contains(&year) {
        return Err(bad("?year", "1900–2200"));
    }
    let last = NaiveDate::from_ymd_opt(year, 12, 31).ok_or_else(|| bad("?year", "1900–2200"))?;
    let place = app.clone();
    let told = app.read(move |conn| {
        let known = place.known(conn)?;
        let calendar = known.network.calendar(&known.calendars, &audience, last).map_err(asked)?;
        YearOut::of(&calendar, &audience, year, lang).map_err(|missing| asked(missing.into()))
    });
    Ok(axum::Json(told.await?))
}

fn bad(field: &str, expected: &str) -> Problem {
    Problem::new(INVALID)
        .field(field)
        .detail(format!("Cần: {expected}"), format!("Expected: {expected}"))
}

/// A refusal whose field stands in the address.
fn asked(refusal: TimeRefusal) -> Problem {
    let field = refusal.field();
    let problem = Problem::from(refusal);
    match field {
        Some(field) => problem.field(format!("?{field}")),
        None => problem,
    }
}
