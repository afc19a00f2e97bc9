//! `/network/units`: administrative units in force on a day, by name, level and what they lie in.

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
use crate::base::{Lang, UnitCode, Words};
use crate::network::{AdminUnit, Network, UnitLevel, Words as Looked};
use crate::web::Shared;
use crate::web::error::Problem;
use crate::web::input::Query;
use crate::web::staff::Staff;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/network/units.html")]
pub struct UnitsPage<'a> {
    shell: &'a Shell,
    listed: &'a Listed<UnitLine>,
    day: NaiveDate,
}

/// A unit in a list.
#[derive(Debug, Clone)]
pub(super) struct UnitLine {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) level: &'static str,
    pub(super) place: String,
    pub(super) below: String,
}

/// Which units.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnitsQuery {
    /// Words of the name, with or without marks, or the start of the code.
    #[serde(default)]
    q: String,
    /// `province`, `district` or `commune`; of no words and no unit the provinces, else all when empty.
    #[serde(default)]
    level: String,
    /// The code of a unit: those in it.
    #[serde(default)]
    within: String,
    /// On this day; today when empty.
    #[serde(default)]
    on: String,
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

/// What was asked, read.
struct Asked {
    words: String,
    level: Option<UnitLevel>,
    within: Option<UnitCode>,
    day: NaiveDate,
}

impl UnitsQuery {
    fn read(&self, lang: Lang, today: NaiveDate) -> (Filter, Asked) {
        let mut filter = Filter::new("/network/units", lang).with_file().focused();
        let words =
            filter.text("q", Words::new("Tên hoặc mã", "Name or code"), &self.q, "thach ha");
        let levels = UnitLevel::ALL.map(|level| (level.as_str(), level.word(lang)));
        let level = filter.choice("level", Words::new("Cấp", "Level"), &self.level, levels);
        let within = filter.code(
            "within",
            Words::new("Thuộc đơn vị mã", "In the unit of code"),
            &self.within,
            "42",
            Words::new(
                "Cần mã đơn vị gồm 2, 3 hoặc 5 chữ số.",
                "Expected a unit code of 2, 3 or 5 digits.",
            ),
        );
        let day = filter.as_of(&self.on, today);
        (filter, Asked { words, level, within, day })
    }
}

impl Asked {
    /// The units, the best name first. Who asks for nothing is shown the provinces, to go down from there.
    fn found<'a>(&self, network: &'a Network) -> Vec<&'a AdminUnit> {
        let nothing = self.words.is_empty() && self.within.is_none();
        let level = self.level.or(nothing.then_some(UnitLevel::Province));
        let looked = Looked::new(&self.words);
        let mut found = network.find_units(&looked, self.day, level, self.within.as_ref());
        found.retain(|unit| Some(&unit.code) != self.within.as_ref());
        found
    }
}

impl UnitLine {
    pub(super) fn of(unit: &AdminUnit, network: &Network, day: NaiveDate, lang: Lang) -> Self {
        let above: Vec<String> = network
            .ancestors(&unit.code, day)
            .into_iter()
            .skip(1)
            .map(|above| above.full_name(lang))
            .collect();
        Self {
            code: unit.code.to_string(),
            name: unit.full_name(lang),
            level: unit.level().word(lang),
            place: above.join(", "),
            below: match unit.level() {
                UnitLevel::Province | UnitLevel::District => {
                    let below = network.units_below(&unit.code, day).len();
                    counted(below, "đơn vị trực thuộc", "unit below", lang)
                }
                UnitLevel::Commune => String::new(),
            },
        }
    }
}

/// The units of a day
///
/// Found by name with or without marks, by code, level and what they lie in; to begin with the provinces.
#[utoipa::path(
    get,
    path = "/network/units",
    tag = "staff",
    params(UnitsQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 422, description = "The page, with what is wrong in the field", body = String, content_type = "text/html"),
    )
)]
pub async fn list(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<UnitsQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let (filter, asked) = query.read(lang, app.clock.now().date());
    let day = asked.day;
    let listed = Listed::of(
        &app,
        filter,
        query.cursor,
        move |known| asked.found(&known.network),
        |unit: &AdminUnit| unit.code.to_string(),
        move |known, unit| UnitLine::of(unit, &known.network, day, lang),
    );
    let listed = &listed.await?;
    let drawn = UnitsPage { shell: &staff.shell, listed, day };
    Ok(chosen.keep(page(listed.filter.status(), &drawn)?))
}

/// The same list as a file
///
/// CSV for spreadsheets, without pages.
#[utoipa::path(
    get,
    path = "/network/units.csv",
    tag = "staff",
    params(UnitsQuery),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"))
)]
pub async fn file(
    State(app): Shared,
    staff: Staff,
    Query(query): Query<UnitsQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let (filter, asked) = query.read(lang, app.clock.now().date());
    let day = asked.day;
    let row = move |known: &Known, unit: &AdminUnit| {
        let parent = unit.parent.as_ref().map(ToString::to_string).unwrap_or_default();
        let level = unit.level().word(lang).to_owned();
        let path = known.network.path_name(&unit.code, day, lang).unwrap_or_default();
        let period = words::period(unit.period, lang);
        vec![vec![unit.code.to_string(), unit.full_name(lang), level, parent, path, period]]
    };
    let rows = rows(&app, &filter, move |known| asked.found(&known.network), row).await?;
    let head = lang.pick(
        ["Mã", "Tên", "Cấp", "Mã đơn vị trên", "Đầy đủ", "Hiệu lực"],
        ["Code", "Name", "Level", "Code above", "In full", "In force"],
    );
    sheet::answer("units", &head, rows)
}
