//! `/counter/refused`: the dossiers that counters turned away, counted by reason, listed, and as a file.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::Known;
use crate::base::Lang;
use crate::base::paging::MAX_LIMIT;
use crate::cases::TurnedAway;
use crate::people::{Reach, TurnedAwayReader};
use crate::store::StoreError;
use crate::store::turned_away::{self, Filter};
use crate::web::Shared;
use crate::web::error::{INVALID, Problem};
use crate::web::input::Query;
use crate::web::staff::listing::whole;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, page, sheet, words};

/// How many stand on one page.
const A_PAGE: i64 = 50;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/counter/refused_list.html")]
struct RefusedPage<'a> {
    shell: &'a Shell,
    from: String,
    to: String,
    counts: &'a [(&'static str, i64)],
    lines: &'a [Line],
    next: Option<String>,
}

/// One of them in words.
struct Line {
    id: String,
    day: String,
    point: String,
    code: String,
    name: String,
    reason: &'static str,
    desk: String,
    missing: usize,
}

impl Line {
    fn of(one: &TurnedAway, known: &Known, lang: Lang) -> Self {
        let name = known.catalogue.name_of(&one.procedure, one.day);
        let desk = one.desk.as_ref().map(|code| super::point_name(known, code, one.day));
        Self {
            id: one.id.clone(),
            day: words::day(one.day, lang),
            point: super::point_name(known, &one.point, one.day),
            code: one.procedure.to_string(),
            name: name.unwrap_or_default().to_owned(),
            reason: one.reason.words(lang),
            desk: desk.unwrap_or_default(),
            missing: one.missing.len(),
        }
    }
}

/// Which days.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RefusedQuery {
    /// The first day; the first of this month when empty.
    #[serde(default)]
    #[param(example = "2025-04-01")]
    from: String,
    /// The last day; today when empty.
    #[serde(default)]
    to: String,
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

impl RefusedQuery {
    fn filter(&self, by: &TurnedAwayReader, today: NaiveDate) -> Result<Filter, Problem> {
        let day = |field: &str, text: &str, usual: NaiveDate| {
            if text.trim().is_empty() {
                return Ok(usual);
            }
            text.trim().parse().map_err(|_| {
                Problem::new(INVALID)
                    .field(field)
                    .detail("Cần ngày như 2025-04-08", "Expected a day like 2025-04-08")
            })
        };
        let points = match by.reach() {
            Reach::Everywhere => None,
            Reach::Points(points) => Some(points.clone()),
        };
        let from = day("?from", &self.from, today.with_day(1).unwrap_or(today))?;
        Ok(Filter { from, to: day("?to", &self.to, today)?, points })
    }

    /// The place to go on from: a day and a name of ours.
    fn after(&self) -> Result<Option<String>, Problem> {
        if self.cursor.is_empty() {
            return Ok(None);
        }
        let (day, id) = self.cursor.split_once('.').unwrap_or_default();
        let ours =
            day.parse::<NaiveDate>().is_ok() && id.bytes().all(|b| b.is_ascii_alphanumeric());
        Some(self.cursor.clone()).filter(|_| ours).map(Some).ok_or_else(|| {
            Problem::new(INVALID)
                .field("?cursor")
                .detail("Cần con trỏ lấy từ trang trước", "Expected a cursor from an earlier page")
        })
    }
}

/// Dossiers that were turned away
///
/// At one's own points, by reason and one by one, the latest day first.
#[utoipa::path(
    get,
    path = "/counter/refused",
    tag = "staff",
    params(RefusedQuery),
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub async fn list(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<RefusedQuery>,
) -> Result<Response, Problem> {
    let filter = query.filter(&TurnedAwayReader::of(&staff.actor)?, app.clock.now().date())?;
    let after = query.after()?;
    let (from, to) = (filter.from.to_string(), filter.to.to_string());
    let (copy, lang) = (app.clone(), staff.lang());
    let found = app.read(move |conn| -> Result<_, StoreError> {
        let known = copy.known(conn)?;
        let counted = turned_away::count(conn, &filter)?;
        let counts: Vec<_> = counted.iter().map(|(why, many)| (why.words(lang), *many)).collect();
        let found = turned_away::list(conn, &filter, after.as_deref(), A_PAGE)?;
        Ok((counts, found.map(|one| Line::of(&one, &known, lang))))
    });
    let (counts, lines) = found.await?;
    let here = format!("/counter/refused?from={from}&to={to}");
    let shell = &Shell { here, ..staff.shell };
    let (counts, next) = (&counts, lines.next);
    let drawn = RefusedPage { shell, from, to, counts, lines: &lines.items, next };
    Ok(chosen.keep(page(StatusCode::OK, &drawn)?))
}

/// The same list as a file
///
/// CSV for spreadsheets, without pages.
#[utoipa::path(
    get,
    path = "/counter/refused.csv",
    tag = "staff",
    params(RefusedQuery),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"))
)]
pub async fn file(
    State(app): Shared,
    staff: Staff,
    Query(query): Query<RefusedQuery>,
) -> Result<Response, Problem> {
    let filter = query.filter(&TurnedAwayReader::of(&staff.actor)?, app.clock.now().date())?;
    let (copy, lang) = (app.clone(), staff.lang());
    let rows = app.read(move |conn| {
        let known = copy.known(conn)?;
        let page = |cursor: Option<&str>| Ok(turned_away::list(conn, &filter, cursor, MAX_LIMIT)?);
        whole(lang, page, |one| {
            let line = Line::of(&one, &known, lang);
            let missing = one.missing.iter().map(ToString::to_string).collect::<Vec<_>>();
            vec![
                one.day.to_string(),
                one.point.to_string(),
                line.point,
                line.code,
                line.name,
                one.reason.to_string(),
                line.reason.to_owned(),
                missing.join(" "),
                line.desk,
            ]
        })
    });
    let head = lang.pick(
        [
            "Ngày",
            "Mã điểm",
            "Điểm",
            "Mã thủ tục",
            "Thủ tục",
            "Mã lý do",
            "Lý do",
            "Giấy tờ thiếu (số thứ tự)",
            "Nơi hướng dẫn đến",
        ],
        [
            "Day",
            "Point code",
            "Point",
            "Procedure code",
            "Procedure",
            "Reason code",
            "Reason",
            "Papers missing (by number)",
            "Sent to",
        ],
    );
    sheet::answer("refused", &head, rows.await?)
}
