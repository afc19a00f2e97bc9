//! `/counter/refused/{id}`: the sheet that a person takes along whose dossier was turned away: why, what to
//! bring, and where to go when. Nothing on it says who the person is.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;

use super::hours::next_open;
use crate::app::Known;
use crate::base::{At, Lang, PointCode};
use crate::cases::{TurnedAway, WhyTurnedAway};
use crate::people::TurnedAwayReader;
use crate::store::turned_away;
use crate::web::Shared;
use crate::web::error::{NOT_FOUND, Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, page, words};

/// The sheet for the person.
#[derive(Template)]
#[template(path = "staff/counter/refused.html")]
struct SheetPage<'a> {
    shell: &'a Shell,
    sheet: &'a SheetView,
}

/// A dossier that was turned away, in words.
struct SheetView {
    id: String,
    day: String,
    counter: String,
    procedure: String,
    code: String,
    reason: &'static str,
    why: Option<String>,
    missing: Vec<String>,
    desk: Option<DeskView>,
}

/// Where to go instead.
struct DeskView {
    name: String,
    address: Option<String>,
    hours: Option<String>,
    next: Option<String>,
}

/// The sheet for a person whose dossier was turned away
#[utoipa::path(
    get,
    path = "/counter/refused/{id}",
    tag = "staff",
    params(("id" = String, Path)),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let by = TurnedAwayReader::of(&staff.actor)?;
    let (copy, lang, now) = (app.clone(), staff.lang(), app.clock.now());
    let found = app.read(move |conn| -> Result<SheetView, Problem> {
        let one = turned_away::find(conn, &id)?.filter(|one| by.at(&one.point).is_ok());
        let one = one.ok_or_else(|| Problem::new(NOT_FOUND))?;
        let known = copy.known(conn)?;
        Ok(SheetView::of(&one, &known, now, lang))
    });
    let sheet = &found.await?;
    let shell = &Shell { here: format!("/counter/refused/{}", sheet.id), ..staff.shell };
    Ok(chosen.keep(page(StatusCode::OK, &SheetPage { shell, sheet })?))
}

impl SheetView {
    fn of(one: &TurnedAway, known: &Known, now: At, lang: Lang) -> Self {
        let refused = known.catalogue.may_receive(&one.procedure, one.day).err();
        let papers = known.catalogue.papers_on(&one.procedure, one.day);
        let missing = one.missing.iter().filter_map(|n| {
            let paper = papers.get(usize::from(*n).checked_sub(1)?)?;
            let template = paper.template.as_ref().map(|form| format!(" ({form})"));
            Some(format!("{}{}", paper.name, template.unwrap_or_default()))
        });
        let name = known.catalogue.name_of(&one.procedure, one.day);
        Self {
            id: one.id.clone(),
            day: words::day(one.day, lang),
            counter: super::point_name(known, &one.point, one.day),
            procedure: name.unwrap_or_default().to_owned(),
            code: one.procedure.to_string(),
            reason: one.reason.words(lang),
            why: refused
                .filter(|_| one.reason == WhyTurnedAway::NotByPost)
                .map(|why| why.text(lang)),
            missing: missing.collect(),
            desk: one.desk.as_ref().map(|code| DeskView::of(code, known, one.day, now, lang)),
        }
    }
}

impl DeskView {
    fn of(code: &PointCode, known: &Known, day: NaiveDate, now: At, lang: Lang) -> Self {
        let network = &known.network;
        let point = network.point_on(code, day).or_else(|| network.point(code));
        Self {
            name: super::point_name(known, code, day),
            address: point.and_then(|point| network.path_name(&point.unit, day, lang)),
            hours: point.map(|point| words::hours(&point.hours, lang)),
            next: next_open(known, code, now, lang),
        }
    }
}
