//! `/network/units/{code}`: a unit on a day, its names through time, what it came from and became, and what
//! lies in it. The state gave codes again to other land, so the day is a part of what is asked.

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
use super::points::PointLine;
use super::units::UnitLine;
use super::{Link, Shell, locality, page};
use crate::app::Known;
use crate::base::paging::Page;
use crate::base::{Lang, UnitCode, Words};
use crate::network::map::map_in_page;
use crate::network::{AdminUnit, SplitDecision, UnitLevel};
use crate::store::decisions;
use crate::web::Shared;
use crate::web::error::{NOT_FOUND, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::Staff;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/network/unit.html")]
pub struct UnitPage<'a> {
    shell: &'a Shell,
    filter: &'a Filter,
    title: &'a str,
    code: &'a UnitCode,
    day: NaiveDate,
    /// All that ever bore the code, also when nothing does on the day.
    names: &'a [Link],
    shown: Option<&'a Shown>,
    further: Option<String>,
}

/// A unit on a day.
#[derive(Debug)]
struct Shown {
    level: &'static str,
    above: Vec<Link>,
    period: String,
    came_from: Vec<Edge>,
    became: Vec<Edge>,
    below: Page<UnitLine>,
    points: Vec<PointLine>,
    /// How many points there are when they are too many to stand here.
    all_points: usize,
    map: Option<String>,
}

/// What a unit was made of, or what became of it.
#[derive(Debug)]
struct Edge {
    unit: Link,
    on: String,
    relation: &'static str,
    share: String,
    /// What persons decided about its parts.
    decided: Vec<String>,
}

/// On which day, and where in the list of what lies in it.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnitQuery {
    /// On this day; today when empty.
    #[serde(default)]
    on: String,
    /// The place in the list of units below that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

/// How many points stand on the page of a unit.
const POINTS: usize = 12;

/// A unit
///
/// As it is on a day, its names through time, what it came from and became, and what lies in it.
#[utoipa::path(
    get,
    path = "/network/units/{code}",
    tag = "staff",
    params(("code" = String, Path, example = "18562"), UnitQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 404, description = "No such unit on that day; its names of other times where there are any", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The page, with what is wrong in the field", body = String, content_type = "text/html"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Path(code): Path<UnitCode>,
    Query(query): Query<UnitQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let mut filter =
        Filter::new(format!("/network/units/{code}"), lang).button(Words::new("Xem", "Show"));
    let day = filter.as_of(&query.on, app.clock.now().date());
    let (place, asked) = (app.clone(), code.clone());
    let read = app.read(move |conn| {
        let known = place.known(conn)?;
        let network = &known.network;
        let rows: Vec<&AdminUnit> = network.rows_of(&asked).collect();
        let names: Vec<Link> = rows
            .iter()
            .map(|row| Link {
                path: format!("/network/units/{asked}?on={}", row.period.from),
                name: network
                    .path_name(&asked, row.period.from, lang)
                    .unwrap_or_else(|| row.full_name(lang)),
                note: words::period(row.period, lang),
            })
            .collect();
        let Some(last) = rows.last() else {
            return Err(Problem::new(NOT_FOUND)
                .detail(format!("Không có đơn vị {asked}"), format!("There is no unit {asked}")));
        };
        let unit = network.unit_on(&asked, day);
        let title = unit.unwrap_or(last).full_name(lang);
        let decided: Vec<SplitDecision> =
            decisions::list(conn, true)?.into_iter().map(|kept| kept.decision).collect();
        let shown = unit.map(|unit| {
            let below = network.units_below(&asked, day);
            let below = filter.cut(below, &query.cursor, |one| one.code.to_string());
            let below = below.map(|one| UnitLine::of(one, network, day, lang));
            Shown::of(&known, unit, below, &decided, day, lang)
        });
        Ok((filter, title, names, shown))
    });
    let (filter, title, names, shown) = read.await?;
    let status = if shown.is_none() { StatusCode::NOT_FOUND } else { filter.status() };
    let next = shown.as_ref().and_then(|shown| shown.below.next.as_ref());
    let further = next.map(|cursor| filter.further(cursor));
    let (shell, filter, shown) = (&staff.shell, &filter, shown.as_ref());
    let drawn =
        UnitPage { shell, filter, title: &title, code: &code, day, names: &names, shown, further };
    Ok(chosen.keep(page(status, &drawn)?))
}

impl Shown {
    fn of(
        known: &Known,
        unit: &AdminUnit,
        below: Page<UnitLine>,
        decided: &[SplitDecision],
        day: NaiveDate,
        lang: Lang,
    ) -> Self {
        let (network, code) = (&known.network, &unit.code);
        let above = network.ancestors(code, day).into_iter().skip(1).map(|above| Link {
            path: format!("/network/units/{}?on={day}", above.code),
            name: above.full_name(lang),
            note: above.code.to_string(),
        });
        let while_same = network.land_period(code, day).unwrap_or(unit.period);
        let parts = |old: &UnitCode, on| network.became(old, on).count();
        let edge = |old: &UnitCode, other: &UnitCode, on: NaiveDate, as_of: NaiveDate, proposed| {
            let name = network.path_name(other, as_of, lang);
            let edges = parts(old, on);
            Edge {
                unit: Link {
                    path: format!("/network/units/{other}?on={as_of}"),
                    name: name.unwrap_or_else(|| other.to_string()),
                    note: other.to_string(),
                },
                on: words::day(on, lang),
                relation: "",
                share: share(edges, proposed, lang),
                decided: Vec::new(),
            }
        };
        let eve = |on: NaiveDate| on.pred_opt().unwrap_or(on);
        let came_from = network.came_from(code, while_same.from).into_iter().map(|from| Edge {
            relation: from.relation.word(lang),
            ..edge(&from.old, &from.old, from.on, eve(from.on), from.is_default)
        });
        let end = while_same.until.into_iter();
        let became = end.flat_map(|on| network.became(code, on)).map(|to| Edge {
            relation: to.relation.word(lang),
            decided: decided
                .iter()
                .filter(|one| (&one.old, one.on, &one.new) == (code, to.on, &to.new))
                .map(|one| locality(&one.locality, lang))
                .collect(),
            ..edge(code, &to.new, to.on, to.on, to.is_default)
        });
        let mut points = network.points_on(day);
        points.retain(|point| network.lies_in(&point.unit, code, day));
        let all_points = points.len();
        let points = points.into_iter().take(POINTS);
        Self {
            level: unit.level().word(lang),
            above: above.collect(),
            period: words::period(unit.period, lang),
            came_from: came_from.collect(),
            became: became.collect(),
            below,
            points: points.map(|point| PointLine::of(point, network, day, lang)).collect(),
            all_points,
            map: match unit.level() {
                // A commune's outline or nothing: a single dot is no map.
                UnitLevel::Commune if known.boundaries.of(code, day).is_none() => None,
                UnitLevel::Province | UnitLevel::District | UnitLevel::Commune => {
                    map_in_page(&known.atlas(), code, day, lang)
                }
            },
        }
    }
}

/// How much of a unit went one way, as far as anybody knows.
fn share(edges: usize, proposed: bool, lang: Lang) -> String {
    match (edges, proposed) {
        (0 | 1, _) => lang.pick("toàn bộ", "all of it").to_owned(),
        (edges, true) => lang.pick(
            format!("một trong {edges} phần, phần được đề xuất"),
            format!("one of {edges} parts, the proposed one"),
        ),
        (edges, false) => {
            lang.pick(format!("một trong {edges} phần"), format!("one of {edges} parts"))
        }
    }
}
