//! `/network/routes`: the mail routes of a day, by name and by the points they call at.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::filter::Filter;
use super::super::listed::{Listed, rows};
use super::super::shell::Chosen;
use super::super::{sheet, words};
use super::{Shell, counted, page};
use crate::app::Known;
use crate::base::{At, Lang, PointCode, Words};
use crate::network::{MailRoute, Network, Words as Looked};
use crate::web::Shared;
use crate::web::error::Problem;
use crate::web::input::Query;
use crate::web::staff::Staff;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/network/routes.html")]
pub struct RoutesPage<'a> {
    shell: &'a Shell,
    listed: &'a Listed<RouteLine>,
    day: NaiveDate,
}

/// A mail route in a list.
#[derive(Debug)]
struct RouteLine {
    code: String,
    name: String,
    ends: String,
    stops: String,
}

/// Which mail routes.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RoutesQuery {
    /// Words of the name or the code, with or without marks.
    #[serde(default)]
    q: String,
    /// The code of a point at which they call.
    #[serde(default)]
    point: String,
    /// On this day; today when empty.
    #[serde(default)]
    on: String,
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

/// What was asked, read.
struct Asked {
    words: Looked,
    point: Option<PointCode>,
    day: NaiveDate,
}

impl RoutesQuery {
    fn read(&self, lang: Lang, today: NaiveDate) -> (Filter, Asked) {
        let mut filter = Filter::new("/network/routes", lang).with_file().focused();
        let name = Words::new("Tên hoặc mã", "Name or code");
        let words = Looked::new(&filter.text("q", name, &self.q, "thach ha"));
        let point = filter.code(
            "point",
            Words::new("Đi qua điểm mã", "Calls at the point of code"),
            &self.point,
            "481940",
            Words::new(
                "Cần mã điểm: chữ, số, dấu chấm hoặc gạch nối.",
                "Expected a point code: letters, digits, dots or hyphens.",
            ),
        );
        let day = filter.as_of(&self.on, today);
        (filter, Asked { words, point, day })
    }
}

impl Asked {
    fn found<'a>(&self, network: &'a Network) -> Vec<&'a MailRoute> {
        let named = |route: &MailRoute| {
            [self.words.fit(&route.name), self.words.fit(route.code.as_str())]
                .into_iter()
                .flatten()
                .min()
        };
        let mut found: Vec<_> = network
            .routes_on(self.day)
            .filter(|route| self.point.as_ref().is_none_or(|point| route.stops.contains(point)))
            .filter_map(|route| Some((named(route)?, route)))
            .collect();
        found.sort_by_key(|(fit, _)| *fit);
        found.into_iter().map(|(_, route)| route).collect()
    }
}

impl RouteLine {
    fn of(route: &MailRoute, network: &Network, (day, lang): (NaiveDate, Lang)) -> Self {
        let ends = [route.stops.first(), route.stops.last()];
        let ends = ends
            .into_iter()
            .flatten()
            .map(|point| words::point(network, point, At::office(day, 12, 0)));
        Self {
            code: route.code.to_string(),
            name: route.name.clone(),
            ends: ends.collect::<Vec<_>>().join(" → "),
            stops: counted(route.stops.len(), "điểm dừng", "stop", lang),
        }
    }
}

/// The mail routes of a day
///
/// Found by name, code, and a point at which they call.
#[utoipa::path(
    get,
    path = "/network/routes",
    tag = "staff",
    params(RoutesQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 422, description = "The page, with what is wrong in the field", body = String, content_type = "text/html"),
    )
)]
pub async fn list(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<RoutesQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let (filter, asked) = query.read(lang, app.clock.now().date());
    let day = asked.day;
    let listed = Listed::of(
        &app,
        filter,
        query.cursor,
        move |known| asked.found(&known.network),
        |route: &MailRoute| route.code.to_string(),
        move |known, route| RouteLine::of(route, &known.network, (day, lang)),
    );
    let listed = &listed.await?;
    let drawn = RoutesPage { shell: &staff.shell, listed, day };
    Ok(chosen.keep(page(listed.filter.status(), &drawn)?))
}

/// The same list as a file
///
/// A line for each stop: CSV for spreadsheets, without pages.
#[utoipa::path(
    get,
    path = "/network/routes.csv",
    tag = "staff",
    params(RoutesQuery),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"))
)]
pub async fn file(
    State(app): Shared,
    staff: Staff,
    Query(query): Query<RoutesQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let (filter, asked) = query.read(lang, app.clock.now().date());
    let noon = At::office(asked.day, 12, 0);
    let stops = move |known: &Known, route: &MailRoute| {
        let head = [route.code.to_string(), route.name.clone()];
        let period = words::period(route.period, lang);
        let row = |(n, point): (usize, &PointCode)| {
            let named = words::point(&known.network, point, noon);
            let more = [(n + 1).to_string(), point.to_string(), named, period.clone()];
            head.iter().cloned().chain(more).collect::<Vec<String>>()
        };
        route.stops.iter().enumerate().map(row).collect()
    };
    let rows = rows(&app, &filter, move |known| asked.found(&known.network), stops).await?;
    let head = lang.pick(
        ["Mã", "Tên", "Thứ tự", "Mã điểm", "Điểm", "Hiệu lực"],
        ["Code", "Name", "Stop", "Point code", "Point", "In service"],
    );
    sheet::answer("routes", &head, rows)
}
