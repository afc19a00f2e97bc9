//! `/counter/runs`: the runs of a day at a point. Departures of the timetable are entered as they come due; a
//! vehicle beside the timetable is entered by its mail route.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Duration, NaiveDate};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::app::{App, Known};
use crate::base::codes::scanned;
use crate::base::{At, Lang};
use crate::dispatch::timetable::CallAt;
use crate::flows::{RunIn, find_run, read_timelines, register_run, room_of};
use crate::parcels::Run;
use crate::people::{CarrierReader, RunOpener};
use crate::store::{Conn, StoreError, runs};
use crate::web::Shared;
use crate::web::error::{CONFLICT, INVALID, NOT_FOUND, Problem};
use crate::web::staff::counter::{AtCounter, Here};
use crate::web::staff::form::{said_at, said_over};
use crate::web::staff::shell::Chosen;
use crate::web::staff::{FormTrouble, Shell, Staff, StaffForm, page, see, words};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/hub/runs.html")]
struct RunsPage<'a> {
    shell: &'a Shell,
    here: &'a Here,
    day: String,
    view: &'a DayView,
    form: &'a RunsForm,
    trouble: Option<&'a FormTrouble>,
}

impl RunsPage<'_> {
    fn said(&self, field: &str) -> Option<&str> {
        said_at(self.trouble, field)
    }

    fn over(&self) -> Option<&str> {
        said_over(self.trouble, &["run", "route"])
    }
}

/// The runs of a day.
struct DayView {
    calls: Vec<CallLine>,
    others: Vec<OtherLine>,
    routes: Vec<(String, String)>,
    no_calendar: bool,
}

/// A departure that calls here.
struct CallLine {
    route: String,
    departure: String,
    day: NaiveDate,
    name: String,
    arrives: String,
    departs: String,
    cut_off: String,
    onward: String,
    goes: bool,
    run: Option<(String, &'static str)>,
    room: String,
}

/// A run that was entered and is no departure of the timetable here.
struct OtherLine {
    code: String,
    name: String,
    state: &'static str,
}

/// The runs of today
///
/// What calls here by the timetable, and what was entered beside it.
#[utoipa::path(
    get,
    path = "/counter/runs",
    tag = "staff",
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in, or to choose a counter"),
    )
)]
pub async fn show(
    State(app): Shared,
    AtCounter { staff, here }: AtCounter,
    chosen: Chosen,
) -> Result<Response, Problem> {
    draw(&app, &staff, &here, &RunsForm::default(), None).await.map(|answer| chosen.keep(answer))
}

async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    here: &Here,
    form: &RunsForm,
    trouble: Option<&FormTrouble>,
) -> Result<Response, Problem> {
    RunOpener::of(&staff.actor)?;
    let (copy, at, lang, now) = (app.clone(), here.clone(), staff.lang(), app.clock.now());
    let view = app.read(move |conn| -> Result<DayView, StoreError> {
        let known = copy.known(conn)?;
        day_view(conn, &known, &at, now, lang)
    });
    let view = &view.await?;
    let status = if trouble.is_some() { INVALID.status } else { StatusCode::OK };
    let shell = &Shell { here: "/counter/runs".to_owned(), ..staff.shell.clone() };
    let day = words::day(now.date(), lang);
    page(status, &RunsPage { shell, here, day, view, form, trouble })
}

fn day_view(
    conn: &mut Conn,
    known: &Known,
    here: &Here,
    now: At,
    lang: Lang,
) -> Result<DayView, StoreError> {
    let today = now.date();
    // A run that started yesterday may call here tonight.
    let entered = runs::of_days(conn, today - Duration::days(1), today)?;
    let calls = known.timetable.calls_at(&here.point, today);
    let no_calendar = calls.is_err();
    let calls = calls.unwrap_or_default();
    let is = |run: &Run, call: &CallAt<'_>| {
        run.route == *call.route
            && run.departure.as_ref() == Some(call.departure)
            && run.date == call.day
    };
    let mut lines = Vec::with_capacity(calls.len());
    let timelines = read_timelines(conn, entered.iter().map(|run| run.key))?;
    let state = |run: &Run| timelines.get(&run.key).map_or("", |(_, life)| life.state.words(lang));
    for call in &calls {
        let run = entered.iter().find(|run| is(run, call));
        let left = run.map(|run| room_of(conn, &known.timetable, run)).transpose()?;
        lines.push(CallLine {
            route: call.route.to_string(),
            departure: call.departure.to_string(),
            day: call.day,
            name: known.network.route_name(call.route, call.day),
            arrives: clock(call.arrives),
            departs: clock(call.departs),
            cut_off: clock(call.cut_off),
            onward: call
                .onward
                .iter()
                .map(|(point, at)| words::point(&known.network, point, *at))
                .collect::<Vec<_>>()
                .join(" → "),
            goes: call.goes(),
            run: run.map(|run| (run.code.to_string(), state(run))),
            room: left.map(|room| super::run::room_words(&room, lang)).unwrap_or_default(),
        });
    }
    let routes: Vec<_> = known
        .network
        .routes_on(today)
        .filter(|route| route.stops.contains(&here.point))
        .map(|route| (route.code.to_string(), route.name.clone()))
        .collect();
    let beside = |run: &&Run| {
        run.date == today
            && routes.iter().any(|(code, _)| *code == run.route.as_str())
            && !calls.iter().any(|call| is(run, call))
    };
    let others = entered.iter().filter(beside).map(|run| OtherLine {
        code: run.code.to_string(),
        name: known.network.route_name(&run.route, run.date),
        state: state(run),
    });
    Ok(DayView { others: others.collect(), calls: lines, routes, no_calendar })
}

fn clock(at: Option<At>) -> String {
    at.map(|at| at.to_office().format("%H:%M").to_string()).unwrap_or_default()
}

/// A run that is entered, or looked for.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct RunsForm {
    /// The counter.
    #[serde(default)]
    #[schema(example = "481900")]
    point: String,
    /// `find` for the run whose manifest was scanned, `enter` for a new one.
    #[serde(default, rename = "do")]
    #[schema(example = "enter")]
    deed: String,
    /// The code of a run that is there.
    #[serde(default)]
    run: String,
    /// The mail route of a new one.
    #[serde(default)]
    #[schema(example = "HT-03")]
    route: String,
    /// Its departure; empty for one beside the timetable.
    #[serde(default)]
    departure: String,
    /// The day on which it starts; today when empty.
    #[serde(default)]
    day: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Enters a run, or finds one
///
/// A departure that was entered already leads to its run.
#[utoipa::path(
    post,
    path = "/counter/runs",
    tag = "staff",
    request_body(content = RunsForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the run"))
)]
pub async fn work(
    State(app): Shared,
    StaffForm { staff, form }: StaffForm<RunsForm>,
) -> Result<Response, Problem> {
    let here = Here::named(&app, &staff, &form.point).await?;
    let done = if form.deed == "enter" {
        enter(&app, &staff, &form).await?
    } else {
        find(&app, &staff, &form).await?
    };
    match done {
        Ok(code) => Ok(see(&format!("/counter/runs/{code}"))),
        Err(trouble) => draw(&app, &staff, &here, &form, Some(&trouble)).await,
    }
}

async fn find(
    app: &Arc<App>,
    staff: &Staff,
    form: &RunsForm,
) -> Result<Result<String, FormTrouble>, Problem> {
    let by = CarrierReader::of(&staff.actor)?;
    let (copy, code) = (app.clone(), scanned(&form.run));
    let found = app.read(move |conn| -> Result<_, Problem> {
        let known = copy.known(conn)?;
        Ok(find_run(conn, &by, &known.network, &code)?.0.code.to_string())
    });
    match found.await {
        Ok(code) => Ok(Ok(code)),
        Err(problem) if problem.kind() == NOT_FOUND => {
            let none = staff.lang().pick("Không có chuyến mang mã này.", "No run has this code.");
            Ok(Err(FormTrouble::at_field("run", none)))
        }
        Err(problem) => Err(problem),
    }
}

async fn enter(
    app: &Arc<App>,
    staff: &Staff,
    form: &RunsForm,
) -> Result<Result<String, FormTrouble>, Problem> {
    let lang = staff.lang();
    let mend = |vi, en| Ok(Err(FormTrouble::at_field("route", lang.pick(vi, en))));
    let Ok(route) = form.route.trim().parse() else {
        return mend("Hãy chọn một đường thư.", "Choose a mail route.");
    };
    let departure = match form.departure.trim() {
        "" => None,
        code => match code.parse() {
            Ok(code) => Some(code),
            Err(_) => return mend("Chuyến này không có trong lịch.", "No such departure."),
        },
    };
    let date: NaiveDate = match form.day.trim() {
        "" => app.clock.now().date(),
        day => match day.parse() {
            Ok(day) => day,
            Err(_) => return mend("Ngày không đọc được.", "The day cannot be read."),
        },
    };
    let (cx, by) = (staff.context(app), RunOpener::of(&staff.actor)?);
    let asked = RunIn { code: None, route, departure, date };
    let named = asked.departure.clone().map(|departure| (asked.route.clone(), departure));
    let entered = app.intake.run(move |conn, known| {
        register_run(conn, &cx, &by, (&known.network, known.timetable.as_ref()), asked)
    });
    match entered.await? {
        Ok(run) => Ok(Ok(run.code.to_string())),
        Err(refused) if refused.code() == "departure_taken" => {
            // Two at one counter pressed at one time: both mean the same vehicle.
            let found = app.read(move |conn| -> Result<_, StoreError> {
                let Some((route, departure)) = named else { return Ok(None) };
                runs::of_departure(conn, (&route, &departure), date)
            });
            let run = found.await?;
            Ok(run
                .map(|run| run.code.to_string())
                .ok_or_else(|| FormTrouble::at_field("route", refused.text(lang))))
        }
        Err(refused) => {
            let told = Problem::from(refused);
            if [INVALID, CONFLICT].contains(&told.kind()) {
                let text = told.told(lang).unwrap_or_default().to_owned();
                Ok(Err(FormTrouble::at_field("route", text)))
            } else {
                Err(told)
            }
        }
    }
}
