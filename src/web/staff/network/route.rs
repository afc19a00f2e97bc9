//! `/network/routes/{code}`: a mail route with its stops in order, its departures by the timetable, and its periods.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;

use super::super::filter::Filter;
use super::super::shell::Chosen;
use super::super::{timetable, words};
use super::points::roles;
use super::{DayQuery, Link, Shell, page};
use crate::base::{At, Lang, RouteCode, Words};
use crate::dispatch::timetable::Driven;
use crate::network::{MailRoute, Network};
use crate::web::Shared;
use crate::web::error::{NOT_FOUND, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::Staff;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/network/route.html")]
pub struct RoutePage<'a> {
    shell: &'a Shell,
    filter: &'a Filter,
    code: &'a RouteCode,
    name: &'a str,
    /// None when it was not in service on the day.
    stops: Option<&'a [Link]>,
    runs: &'a [RunLine],
    periods: &'a [Link],
}

/// A departure, as the timetable has it.
#[derive(Debug)]
struct RunLine {
    departure: String,
    days: String,
    calls: String,
    room: Option<String>,
}

impl RunLine {
    fn of(run: &Driven<'_>, network: &Network, day: NaiveDate, lang: Lang) -> Self {
        let noon = At::office(day, 12, 0);
        let calls = run
            .calls
            .iter()
            .map(|(point, time)| format!("{} {time}", words::point(network, point, noon)));
        let holidays = if run.rests_on_holidays {
            lang.pick("nghỉ ngày lễ", "not on holidays")
        } else {
            lang.pick("cả ngày lễ", "on holidays too")
        };
        Self {
            departure: run.departure.to_string(),
            days: format!("{}, {holidays}", words::week_days(&run.days.to_string(), lang)),
            calls: calls.collect::<Vec<_>>().join(" → "),
            room: timetable::room(run.room, lang),
        }
    }
}

/// A mail route
///
/// Its stops in order and its departures as of a day, and all its periods.
#[utoipa::path(
    get,
    path = "/network/routes/{code}",
    tag = "staff",
    params(("code" = String, Path, example = "DT-TH-1"), DayQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 404, description = "Not in service on that day; its periods where there are any", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The page, with what is wrong in the field", body = String, content_type = "text/html"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Path(code): Path<RouteCode>,
    Query(query): Query<DayQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let mut filter =
        Filter::new(format!("/network/routes/{code}"), lang).button(Words::new("Xem", "Show"));
    let day = filter.as_of(&query.on, app.clock.now().date());
    let (place, asked) = (app.clone(), code.clone());
    let read = app.read(move |conn| {
        let known = place.known(conn)?;
        let network = &known.network;
        let rows: Vec<&MailRoute> = network.route_rows(&asked).collect();
        let Some(last) = rows.last() else {
            return Err(Problem::new(NOT_FOUND).detail(
                format!("Không có đường thư {asked}"),
                format!("There is no mail route {asked}"),
            ));
        };
        let now = rows.iter().find(|row| row.period.contains(day));
        let periods: Vec<Link> = rows
            .iter()
            .map(|row| Link {
                path: format!("/network/routes/{asked}?on={}", row.period.from),
                name: words::period(row.period, lang),
                note: row.name.clone(),
            })
            .collect();
        let stop = |point| Link {
            path: format!("/network/points/{point}?on={day}"),
            name: words::point(network, point, At::office(day, 12, 0)),
            note: network.point_on(point, day).or_else(|| network.point(point)).map_or_else(
                || point.to_string(),
                |found| {
                    let kind = found.kind.word(lang);
                    format!("{point} · {kind} · {}", roles(found.roles).to(lang))
                },
            ),
        };
        let stops = now.map(|row| row.stops.iter().map(stop).collect::<Vec<_>>());
        let runs = known.timetable.departures_of(&asked, day);
        let runs: Vec<RunLine> =
            runs.iter().map(|run| RunLine::of(run, network, day, lang)).collect();
        Ok((now.unwrap_or(last).name.clone(), stops, runs, periods))
    });
    let (name, stops, runs, periods) = read.await?;
    let status = if stops.is_none() { StatusCode::NOT_FOUND } else { filter.status() };
    let (shell, filter, stops, runs) = (&staff.shell, &filter, stops.as_deref(), &runs);
    let drawn =
        RoutePage { shell, filter, code: &code, name: &name, stops, runs, periods: &periods };
    Ok(chosen.keep(page(status, &drawn)?))
}
