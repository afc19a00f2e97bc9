//! `/network/points`: the points of a day, by name, kind and unit.

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
use super::{Shell, page};
use crate::app::Known;
use crate::base::{Capacity, Lang, UnitCode, Words};
use crate::network::{Network, Point, PointKind, Roles, Words as Looked};
use crate::web::Shared;
use crate::web::error::Problem;
use crate::web::input::Query;
use crate::web::staff::Staff;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/network/points.html")]
pub struct PointsPage<'a> {
    shell: &'a Shell,
    listed: &'a Listed<PointLine>,
    day: NaiveDate,
}

/// A point in a list.
#[derive(Debug, Clone)]
pub(super) struct PointLine {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) roles: &'static str,
    pub(super) place: String,
    pub(super) hours: String,
}

/// Which points.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PointsQuery {
    /// Words of the name, with or without marks, or the start of the code.
    #[serde(default)]
    q: String,
    /// A kind, as `cultural_post_point`; all when empty.
    #[serde(default)]
    kind: String,
    /// `post` or `desk`: those that act for it; all when empty.
    #[serde(default)]
    acts: String,
    /// The code of a unit: the points in it and below it.
    #[serde(default)]
    unit: String,
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
    kind: Option<PointKind>,
    acts: Option<Capacity>,
    unit: Option<UnitCode>,
    day: NaiveDate,
}

impl PointsQuery {
    fn read(&self, lang: Lang, today: NaiveDate) -> (Filter, Asked) {
        let mut filter = Filter::new("/network/points", lang).with_file().focused();
        let name = Words::new("Tên hoặc mã", "Name or code");
        let words = Looked::new(&filter.text("q", name, &self.q, "thach ha"));
        let kinds = PointKind::ALL.map(|kind| (kind.as_str(), kind.word(lang)));
        let kind = filter.choice("kind", Words::new("Loại", "Kind"), &self.kind, kinds);
        let sides = [Capacity::Post, Capacity::Desk]
            .map(|side| (side.as_str(), words::capacity(side).to(lang)));
        let acts = filter.choice("acts", Words::new("Vai trò", "Acts as"), &self.acts, sides);
        let unit = filter.code(
            "unit",
            Words::new("Mã xã, huyện, tỉnh", "Code of a unit"),
            &self.unit,
            "18562",
            Words::new(
                "Cần mã đơn vị gồm 2, 3 hoặc 5 chữ số.",
                "Expected a unit code of 2, 3 or 5 digits.",
            ),
        );
        let day = filter.as_of(&self.on, today);
        (filter, Asked { words, kind, acts, unit, day })
    }
}

impl Asked {
    /// The points, the best name first.
    fn found<'a>(&self, network: &'a Network) -> Vec<&'a Point> {
        let mut found = network.find_points(&self.words, self.day);
        found.retain(|point| self.kind.is_none_or(|kind| point.kind == kind));
        found.retain(|point| self.acts.is_none_or(|side| point.roles.has(side)));
        if let Some(unit) = &self.unit {
            found.retain(|point| network.lies_in(&point.unit, unit, self.day));
        }
        found
    }
}

impl PointLine {
    pub(super) fn of(point: &Point, network: &Network, day: NaiveDate, lang: Lang) -> Self {
        Self {
            code: point.code.to_string(),
            name: point.name.clone(),
            kind: point.kind.word(lang),
            roles: roles(point.roles).to(lang),
            place: network.path_name(&point.unit, day, lang).unwrap_or_default(),
            hours: words::hours(&point.hours, lang),
        }
    }
}

/// For whom a point acts.
pub(super) const fn roles(roles: Roles) -> Words {
    match roles {
        Roles::Post => Words::new("bưu điện", "post"),
        Roles::Desk => Words::new("một cửa", "desk"),
        Roles::Both => Words::new("bưu điện và một cửa", "post and desk"),
    }
}

/// The points of a day
///
/// Found by name with or without marks, by code, kind and unit.
#[utoipa::path(
    get,
    path = "/network/points",
    tag = "staff",
    params(PointsQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 422, description = "The page, with what is wrong in the field", body = String, content_type = "text/html"),
    )
)]
pub async fn list(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<PointsQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let (filter, asked) = query.read(lang, app.clock.now().date());
    let day = asked.day;
    let listed = Listed::of(
        &app,
        filter,
        query.cursor,
        move |known| asked.found(&known.network),
        |point: &Point| point.code.to_string(),
        move |known, point| PointLine::of(point, &known.network, day, lang),
    );
    let listed = &listed.await?;
    let drawn = PointsPage { shell: &staff.shell, listed, day };
    Ok(chosen.keep(page(listed.filter.status(), &drawn)?))
}

/// The same list as a file
///
/// CSV for spreadsheets, without pages.
#[utoipa::path(
    get,
    path = "/network/points.csv",
    tag = "staff",
    params(PointsQuery),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"))
)]
pub async fn file(
    State(app): Shared,
    staff: Staff,
    Query(query): Query<PointsQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let (filter, asked) = query.read(lang, app.clock.now().date());
    let day = asked.day;
    let row = move |known: &Known, point: &Point| {
        let line = PointLine::of(point, &known.network, day, lang);
        let position = point.position.map(|at| format!("{},{}", at.lat, at.lon));
        let (kind, roles) = (line.kind.to_owned(), line.roles.to_owned());
        let (unit, position) = (point.unit.to_string(), position.unwrap_or_default());
        vec![vec![line.code, line.name, kind, roles, unit, line.place, line.hours, position]]
    };
    let rows = rows(&app, &filter, move |known| asked.found(&known.network), row).await?;
    let head = lang.pick(
        ["Mã", "Tên", "Loại", "Vai trò", "Mã đơn vị", "Đơn vị", "Giờ mở cửa", "Tọa độ"],
        ["Code", "Name", "Kind", "Acts as", "Unit code", "Unit", "Hours", "Position"],
    );
    sheet::answer("points", &head, rows)
}
