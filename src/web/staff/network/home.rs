//! `/network`: the network of a day in numbers, and a map of the province.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::super::filter::Filter;
use super::super::shell::Chosen;
use super::{DayQuery, Link, Shell, page};
use crate::base::{Lang, UnitCode, Words};
use crate::network::map::map_in_page;
use crate::network::{PointKind, UnitLevel};
use crate::web::Shared;
use crate::web::error::Problem;
use crate::web::input::Query;
use crate::web::staff::Staff;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/network/home.html")]
pub struct NetworkPage<'a> {
    shell: &'a Shell,
    filter: &'a Filter,
    shown: &'a Shown,
}

/// The network of a day.
#[derive(Debug, Default)]
struct Shown {
    counts: Vec<Count>,
    kinds: Vec<Link>,
    map: Option<String>,
    province: Option<Link>,
    /// Nothing was imported, or nothing for this day.
    is_empty: bool,
    outlines: bool,
}

/// How many there are of something.
#[derive(Debug)]
struct Count {
    path: String,
    many: usize,
    name: &'static str,
}

/// The network of a day
///
/// Counts of points, units, mail routes and years of working time, and a map of the province.
#[utoipa::path(
    get,
    path = "/network",
    tag = "staff",
    params(DayQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 422, description = "The page, with what is wrong in the field", body = String, content_type = "text/html"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<DayQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let mut filter = Filter::new("/network", lang).button(Words::new("Xem", "Show"));
    let day = filter.as_of(&query.on, app.clock.now().date());
    let place = app.clone();
    let shown = app.read(move |conn| {
        let known = place.known(conn)?;
        let network = &known.network;
        let (points, units) = (network.points_on(day), network.units_on(day));
        let level = |level| units.iter().filter(|unit| unit.level() == level).count();
        let count = |path: &str, many, vi, en| Count {
            path: format!("{path}on={day}"),
            many,
            name: lang.pick(vi, en),
        };
        let mut counts = vec![
            count("/network/points?", points.len(), "điểm hoạt động", "points in service"),
            count(
                "/network/units?level=commune&",
                level(UnitLevel::Commune),
                "xã, phường",
                "communes",
            ),
        ];
        let districts = level(UnitLevel::District);
        if districts > 0 {
            counts.push(count("/network/units?level=district&", districts, "huyện", "districts"));
        }
        let province = province(&place.settings.province, network, day, lang);
        let atlas = known.atlas();
        let kinds = PointKind::ALL.into_iter().filter_map(|kind| {
            let of_kind = points.iter().filter(|point| point.kind == kind).count();
            (of_kind > 0).then(|| Link {
                path: format!("/network/points?kind={kind}&on={day}"),
                name: kind.word(lang).to_owned(),
                note: of_kind.to_string(),
            })
        });
        Ok::<_, Problem>(Shown {
            is_empty: points.is_empty() && units.is_empty(),
            kinds: kinds.collect(),
            map: province
                .as_ref()
                .and_then(|_| map_in_page(&atlas, &place.settings.province, day, lang)),
            outlines: !known.boundaries.is_empty(),
            counts,
            province,
        })
    });
    let shown = if filter.is_good() { shown.await? } else { Shown::default() };
    let drawn = NetworkPage { shell: &staff.shell, filter: &filter, shown: &shown };
    Ok(chosen.keep(page(filter.status(), &drawn)?))
}

fn province(
    code: &UnitCode,
    network: &crate::network::Network,
    day: chrono::NaiveDate,
    lang: Lang,
) -> Option<Link> {
    let unit = network.unit_on(code, day)?;
    Some(Link {
        path: format!("/network/units/{code}?on={day}"),
        name: unit.full_name(lang),
        note: String::new(),
    })
}
