//! `/network/points/{code}`: a point through time, who calls there, and what it hands on when it closes.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::filter::Filter;
use super::super::shell::Chosen;
use super::super::words;
use super::points::{PointLine, roles};
use super::{Link, Shell, counted, page};
use crate::app::{App, Known};
use crate::base::{Lang, PointCode, Words};
use crate::flows::transfer::TransferReport;
use crate::network::{Continued, Point};
use crate::people::Administrator;
use crate::store::continued;
use crate::web::Shared;
use crate::web::error::{NOT_FOUND, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::Staff;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/network/point.html")]
pub struct PointPage<'a> {
    shell: &'a Shell,
    filter: &'a Filter,
    shown: &'a Shown,
    /// Whether this person may look at what a transfer would do.
    may_preview: bool,
    preview: Option<Vec<String>>,
}

/// A point.
#[derive(Debug)]
struct Shown {
    line: PointLine,
    unit: Link,
    agency: Option<String>,
    position: Option<String>,
    /// Why it is not in service on the day, when it is not.
    standing: Option<String>,
    day: NaiveDate,
    periods: Vec<PeriodLine>,
    routes: Vec<Link>,
    handed_on: Vec<Link>,
    took_over: Vec<Link>,
    continued: Vec<String>,
}

/// One of its periods.
#[derive(Debug)]
struct PeriodLine {
    period: String,
    name: String,
    kind: &'static str,
    roles: &'static str,
    unit: Link,
    hours: String,
}

/// As of when, and what beside it.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PointQuery {
    /// On this day; today when empty.
    #[serde(default)]
    on: String,
    /// Also what a transfer on that day would hand on from and to it; for the administrator.
    #[serde(default)]
    preview: String,
}

/// A point
///
/// What it is and was, in which unit it lies and lay, which mail routes call there, and what took over.
#[utoipa::path(
    get,
    path = "/network/points/{code}",
    tag = "staff",
    params(("code" = String, Path, example = "481900"), PointQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 403, description = "A preview is for the administrator", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There never was such a point", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The page, with what is wrong in the field", body = String, content_type = "text/html"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Path(code): Path<PointCode>,
    Query(query): Query<PointQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let mut filter =
        Filter::new(format!("/network/points/{code}"), lang).button(Words::new("Xem", "Show"));
    let day = filter.as_of(&query.on, app.clock.now().date());
    let (place, asked) = (app.clone(), code.clone());
    let shown = app.read(move |conn| {
        let known = place.known(conn)?;
        let continued: Vec<Continued> = continued::list(conn)?
            .into_iter()
            .map(|(one, _)| one)
            .filter(|one| one.point == asked)
            .collect();
        Shown::of(&known, &asked, &continued, day, lang).ok_or_else(|| {
            Problem::new(NOT_FOUND)
                .detail(format!("Không có điểm {asked}"), format!("There is no point {asked}"))
        })
    });
    let shown = shown.await?;
    let preview = if query.preview.is_empty() || !filter.is_good() {
        None
    } else {
        Some(preview(&app, &staff, &code, day).await?)
    };
    let may_preview = Administrator::of(&staff.actor).is_ok();
    let status = if filter.is_good() { StatusCode::OK } else { filter.status() };
    let drawn =
        PointPage { shell: &staff.shell, filter: &filter, shown: &shown, may_preview, preview };
    Ok(chosen.keep(page(status, &drawn)?))
}

impl Shown {
    fn of(
        known: &Known,
        code: &PointCode,
        continued: &[Continued],
        day: NaiveDate,
        lang: Lang,
    ) -> Option<Self> {
        let network = &known.network;
        let rows = network.point_rows(code);
        let now = network.point_on(code, day);
        // Where it is not in service: as it last was by then, or will first be.
        let before = rows.iter().rev().find(|row| row.period.from <= day);
        let point = now.or(before).or_else(|| rows.first())?;
        let as_of = if now.is_some() { day } else { last_day(point) };
        let standing = match (now, point.period.until) {
            (Some(_), _) => None,
            (None, Some(until)) if until <= day => Some(lang.pick(
                format!("Đã ngừng hoạt động từ ngày {}.", words::day(until, lang)),
                format!("Out of service since {}.", words::day(until, lang)),
            )),
            (None, _) => Some(lang.pick(
                format!("Hoạt động từ ngày {}.", words::day(point.period.from, lang)),
                format!("In service from {}.", words::day(point.period.from, lang)),
            )),
        };
        let unit = |row: &Point, on: NaiveDate| Link {
            path: format!("/network/units/{}?on={on}", row.unit),
            name: network.path_name(&row.unit, on, lang).unwrap_or_else(|| row.unit.to_string()),
            note: row.unit.to_string(),
        };
        let periods = rows.iter().map(|row| PeriodLine {
            period: words::period(row.period, lang),
            name: row.name.clone(),
            kind: row.kind.word(lang),
            roles: roles(row.roles).to(lang),
            unit: unit(row, row.period.from),
            hours: words::hours(&row.hours, lang),
        });
        let routes = network.routes_touching(code).map(|route| Link {
            path: format!("/network/routes/{}?on={}", route.code, route.period.from),
            name: route.name.clone(),
            note: format!("{} · {}", route.code, words::period(route.period, lang)),
        });
        let other = |row: &Point, on: NaiveDate| Link {
            path: format!("/network/points/{}?on={on}", row.code),
            name: row.name.clone(),
            note: words::day(on, lang),
        };
        let handed = network.handed_on(code, day).into_iter().map(|step| other(step.to, step.on));
        let took_over = network.took_over_from(code).into_iter();
        let took_over = took_over.filter_map(|row| Some(other(row, row.period.until?)));
        Some(Self {
            line: PointLine::of(point, network, as_of, lang),
            unit: unit(point, as_of),
            agency: point.agency.clone(),
            position: point.position.map(|at| format!("{}, {}", at.lat, at.lon)),
            standing,
            day,
            periods: periods.collect(),
            routes: routes.collect(),
            handed_on: handed.collect(),
            took_over: took_over.collect(),
            continued: continued.iter().map(|one| said(one, lang)).collect(),
        })
    }
}

/// The last day of a row, or its first when it has no end.
fn last_day(row: &Point) -> NaiveDate {
    row.period.until.and_then(|until| until.pred_opt()).unwrap_or(row.period.from)
}

fn said(one: &Continued, lang: Lang) -> String {
    let (old, new, on) = (&one.old, &one.new, words::day(one.on, lang));
    format!("{on}: {old} → {new} ({})", one.found.word(lang))
}

/// What a transfer on the day would do here, in sentences.
async fn preview(
    app: &Arc<App>,
    staff: &Staff,
    code: &PointCode,
    day: NaiveDate,
) -> Result<Vec<String>, Problem> {
    let by = Administrator::of(&staff.actor)?;
    let report = app.transfer(staff.context(app), by, day, true).await?;
    Ok(told(&report, code, staff.lang()))
}

fn told(report: &TransferReport, code: &PointCode, lang: Lang) -> Vec<String> {
    let goes_on = report.points.iter().filter(|one| one.point == *code);
    let mut told: Vec<String> = goes_on.map(|one| said(one, lang)).collect();
    let handed = report.handed.iter().filter(|one| one.from == *code || one.to == *code);
    told.extend(handed.map(|one| {
        let items = counted(one.items, "bưu gửi, túi", "parcel or bag", lang);
        format!("{} → {} ({}): {items}", one.from, one.to, words::day(one.on, lang))
    }));
    told.extend(report.stranded.get(code).map(|items| {
        let items = counted(*items, "bưu gửi, túi", "parcel or bag", lang);
        lang.pick(
            format!("Còn giữ {items} mà chưa có điểm kế thừa: hãy nạp điểm kế thừa."),
            format!("Still holds {items} and has no successor: import one."),
        )
    }));
    told
}
