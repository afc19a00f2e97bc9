//! `/catalogue`: the procedures of a day, by a few letters, level, authority and what may go by post.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

use super::super::filter::Filter;
use super::super::listed::{Listed, rows};
use super::super::sheet;
use super::super::shell::Chosen;
use super::{Shell, all_levels, levels, page};
use crate::app::Known;
use crate::base::{Lang, Words};
use crate::catalogue::{Catalogue, Direction, Procedure, Search};
use crate::web::Shared;
use crate::web::error::Problem;
use crate::web::input::Query;
use crate::web::staff::Staff;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/catalogue/list.html")]
pub struct CataloguePage<'a> {
    shell: &'a Shell,
    listed: &'a Listed<ProcedureLine>,
    day: NaiveDate,
}

/// A procedure in a list.
#[derive(Debug)]
struct ProcedureLine {
    code: String,
    name: String,
    field: String,
    levels: String,
    agency: String,
    received: bool,
    returned: bool,
}

/// Which procedures.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CatalogueQuery {
    /// Words of the name in any order, with or without marks, or the beginning of the code.
    #[serde(default)]
    q: String,
    /// Decided at this level, as `province`; all when empty.
    #[serde(default)]
    level: String,
    /// May go by post this way on the day: `received` or `returned`; all when empty.
    #[serde(default)]
    by_post: String,
    /// Words of the authority that decides.
    #[serde(default)]
    agency: String,
    /// On this day; today when empty.
    #[serde(default)]
    on: String,
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

impl CatalogueQuery {
    fn read(&self, lang: Lang, today: NaiveDate) -> (Filter, Search, NaiveDate) {
        let mut filter = Filter::new("/catalogue", lang).with_file().focused();
        let label = Words::new("Tên hoặc mã thủ tục", "Name or code");
        let words = filter.text("q", label, &self.q, "dat dai");
        let level =
            filter.choice("level", Words::new("Cấp", "Level"), &self.level, all_levels(lang));
        let ways = Direction::ALL.map(|way| (way.as_str(), way.text(lang)));
        let label = Words::new("Qua bưu điện", "By post");
        let by_post = filter.choice("by_post", label, &self.by_post, ways);
        let label = Words::new("Cơ quan thực hiện", "Authority");
        let agency = filter.text("agency", label, &self.agency, "so noi vu");
        let day = filter.as_of(&self.on, today);
        let mut search = Search::new(&words, "").of_agency(&agency);
        search.level = level;
        search.by_post = by_post;
        (filter, search, day)
    }
}

impl ProcedureLine {
    fn of(catalogue: &Catalogue, procedure: &Procedure, day: NaiveDate, lang: Lang) -> Self {
        let listed =
            |way| catalogue.listed_on(&procedure.code, day).any(|one| one.direction == way);
        Self {
            code: procedure.code.to_string(),
            name: procedure.name.clone(),
            field: procedure.field.clone(),
            levels: levels(&procedure.levels, lang),
            agency: procedure.agency.clone().unwrap_or_default(),
            received: listed(Direction::Received),
            returned: listed(Direction::Returned),
        }
    }
}

fn found<'a>(known: &'a Known, search: &Search, day: NaiveDate) -> Vec<&'a Procedure> {
    known.catalogue.search(day, search, None).collect()
}

/// The procedures of a day
///
/// Found by a few letters with or without marks, by code, level, authority and what may go by post.
#[utoipa::path(
    get,
    path = "/catalogue",
    tag = "staff",
    params(CatalogueQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 422, description = "The page, with what is wrong in the field", body = String, content_type = "text/html"),
    )
)]
pub async fn list(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<CatalogueQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let (filter, search, day) = query.read(lang, app.clock.now().date());
    let listed = Listed::of(
        &app,
        filter,
        query.cursor,
        move |known| found(known, &search, day),
        |one: &Procedure| one.code.to_string(),
        move |known, one| ProcedureLine::of(&known.catalogue, one, day, lang),
    );
    let listed = &listed.await?;
    let drawn = CataloguePage { shell: &staff.shell, listed, day };
    Ok(chosen.keep(page(listed.filter.status(), &drawn)?))
}

/// The same list as a file
///
/// CSV for spreadsheets, without pages.
#[utoipa::path(
    get,
    path = "/catalogue.csv",
    tag = "staff",
    params(CatalogueQuery),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv"))
)]
pub async fn file(
    State(app): Shared,
    staff: Staff,
    Query(query): Query<CatalogueQuery>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let (filter, search, day) = query.read(lang, app.clock.now().date());
    let row = move |known: &Known, one: &Procedure| {
        let line = ProcedureLine::of(&known.catalogue, one, day, lang);
        let mark = |listed: bool| if listed { "x".to_owned() } else { String::new() };
        let (received, returned) = (mark(line.received), mark(line.returned));
        vec![vec![line.code, line.name, line.field, line.levels, line.agency, received, returned]]
    };
    let rows = rows(&app, &filter, move |known| found(known, &search, day), row).await?;
    let head = lang.pick(
        ["Mã", "Tên", "Lĩnh vực", "Cấp", "Cơ quan", "Nhận qua bưu điện", "Trả qua bưu điện"],
        ["Code", "Name", "Field", "Level", "Authority", "Received by post", "Returned by post"],
    );
    sheet::answer("catalogue", &head, rows)
}
