//! `/bags/{code}`: one bag. What lies in it, how many lay in it each time it was closed and opened and what
//! was then missing, its seal, the way it went, and its label to print again.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::carrier::{CountLine, LoadsView, counted, missed};
use super::life::{LifeView, Telling};
use crate::custody::Action;
use crate::flows::{SeenCarrier, look_into_bag};
use crate::parcels::Bag;
use crate::people::CarrierReader;
use crate::web::Shared;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, page, words};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/record/bag.html")]
pub struct BagPage<'a> {
    shell: &'a Shell,
    view: &'a BagView,
}

/// A bag in words.
#[derive(Debug, Clone)]
pub struct BagView {
    code: String,
    life: LifeView,
    from: String,
    to: String,
    made: String,
    is_closed: bool,
    seal: Option<String>,
    inside: LoadsView,
    counts: Vec<CountLine>,
    last_right: Option<String>,
}

impl BagView {
    fn of(seen: &SeenCarrier<Bag>, telling: Telling<'_>) -> Self {
        let (lang, network) = (telling.lang(), telling.network());
        let bag = &seen.carrier;
        let timeline = &seen.life.timeline;
        let code = bag.code.to_string();
        let own = timeline.entries.iter().rev().filter(|entry| entry.through.is_none());
        let mut life = LifeView::of(&seen.life, &code, telling);
        life.anomalies.extend(missed(seen, &code, telling));
        let right = seen.missed.iter().find_map(|kept| kept.anomaly.last_right.as_ref());
        Self {
            life,
            from: words::point(network, &bag.from, bag.created_at),
            to: words::point(network, &bag.to, bag.created_at),
            made: words::time(bag.created_at, lang),
            is_closed: timeline.closed,
            seal: own.clone().find_map(|entry| entry.detail.seal.clone()),
            inside: LoadsView::of(seen.loads.iter().filter(|l| l.until.is_none()), telling),
            counts: counted(seen, &[Action::CloseBag, Action::OpenBag, Action::Inspect], telling),
            last_right: right.map(|by| words::holder(by, network, (bag.created_at, lang))),
            code,
        }
    }
}

/// A bag's page
///
/// For the post, and for a desk with which it begins or ends.
#[utoipa::path(
    get,
    path = "/bags/{code}",
    tag = "staff",
    params(("code" = String, Path, description = "The bag's code", example = "T-250408-0001")),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let by = CarrierReader::of(&staff.actor)?;
    let (copy, now, asking) = (app.clone(), app.clock.now(), staff.clone());
    let view = app.read(move |conn| -> Result<BagView, Problem> {
        let seen = look_into_bag(conn, &by, &code)?;
        let known = copy.known(conn)?;
        Ok(BagView::of(&seen, Telling { staff: &asking, known: &known, now }))
    });
    let view = &view.await?;
    Ok(chosen.keep(page(StatusCode::OK, &BagPage { shell: &staff.shell, view })?))
}
