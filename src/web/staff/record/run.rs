//! `/runs/{code}`: one run of a mail route. Where it departed and arrived, what it carries and carried, and
//! what is odd about it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::carrier::{CountLine, LoadsView, counted, missed};
use super::life::{LifeView, Telling};
use crate::base::At;
use crate::custody::Action;
use crate::flows::{SeenCarrier, look_at_run};
use crate::network::MailRoute;
use crate::parcels::Run;
use crate::people::CarrierReader;
use crate::web::Shared;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, page, words};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/record/run.html")]
pub struct RunPage<'a> {
    shell: &'a Shell,
    view: &'a RunView,
}

/// A run in words.
#[derive(Debug, Clone)]
pub struct RunView {
    code: String,
    life: LifeView,
    route: String,
    day: String,
    stops: Vec<String>,
    aboard: LoadsView,
    carried: LoadsView,
    calls: Vec<CountLine>,
}

impl RunView {
    fn of(seen: &SeenCarrier<(Run, Option<MailRoute>)>, telling: Telling<'_>) -> Self {
        let (lang, network) = (telling.lang(), telling.network());
        let (run, route) = &seen.carrier;
        let code = run.code.to_string();
        let day = At::office(run.date, 12, 0);
        let stops = route.iter().flat_map(|route| &route.stops);
        let mut life = LifeView::of(&seen.life, &code, telling);
        life.anomalies.extend(missed(seen, &code, telling));
        Self {
            life,
            route: route.as_ref().map_or_else(
                || run.route.to_string(),
                |route| format!("{} ({})", route.name, route.code),
            ),
            day: words::day(run.date, lang),
            stops: stops.map(|stop| words::point(network, stop, day)).collect(),
            aboard: LoadsView::of(seen.loads.iter().filter(|l| l.until.is_none()), telling),
            carried: LoadsView::of(seen.loads.iter().filter(|l| l.until.is_some()), telling),
            calls: counted(seen, &[Action::Depart, Action::Arrive], telling),
            code,
        }
    }
}

/// A run's page
///
/// For the post, and for a desk at which it calls.
#[utoipa::path(
    get,
    path = "/runs/{code}",
    tag = "staff",
    params(("code" = String, Path, description = "The run's code", example = "R-250408-0001")),
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
    let view = app.read(move |conn| -> Result<RunView, Problem> {
        let known = copy.known(conn)?;
        let seen = look_at_run(conn, &by, &known.network, &code)?;
        Ok(RunView::of(&seen, Telling { staff: &asking, known: &known, now }))
    });
    let view = &view.await?;
    Ok(chosen.keep(page(StatusCode::OK, &RunPage { shell: &staff.shell, view })?))
}
