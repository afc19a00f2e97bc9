//! `/home`: what there is to do, by role and place; the first thing is to scan something.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use super::shell::Chosen;
use super::{Shell, Staff, page, see};
use crate::base::{Actor, PointCode};
use crate::people::{AnomalyResolver, Reach};
use crate::store::desk::{self, Waiting};
use crate::web::Shared;
use crate::web::cookies::Cookie;
use crate::web::error::Problem;
use crate::web::input::Query;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/home.html")]
pub struct HomePage<'a> {
    shell: &'a Shell,
    waiting: Waiting,
    resolves: bool,
    changed: bool,
}

impl<'a> HomePage<'a> {
    /// The page; `resolves` when anomalies are this person's to clear up, `changed` right after a change
    /// of the password.
    pub const fn new(shell: &'a Shell, waiting: Waiting, resolves: bool, changed: bool) -> Self {
        Self { shell, waiting, resolves, changed }
    }

    fn is_all_done(&self) -> bool {
        self.waiting == Waiting::default()
    }
}

/// Whether something was just done.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HomeQuery {
    /// The password was changed.
    #[serde(default)]
    changed: String,
}

/// What there is to do
///
/// Counts of what waits at one's own points, and the field for the scanner.
#[utoipa::path(
    get,
    path = "/home",
    tag = "staff",
    params(HomeQuery),
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    query: Result<Query<HomeQuery>, Problem>,
) -> Result<Response, Problem> {
    let points = own_points(&staff.actor);
    let waiting = app.read(move |conn| desk::waiting(conn, points.as_deref())).await?;
    let resolves = AnomalyResolver::of(&staff.actor).is_ok();
    let changed = query.is_ok_and(|Query(query)| !query.changed.is_empty());
    let shell = Shell { here: "/home".to_owned(), ..staff.shell };
    let answer = page(StatusCode::OK, &HomePage::new(&shell, waiting, resolves, changed))?;
    Ok(chosen.keep(answer))
}

/// The points somebody answers for; none: all.
pub(super) fn own_points(actor: &Actor) -> Option<Vec<PointCode>> {
    match AnomalyResolver::of(actor).as_ref().map(AnomalyResolver::reach) {
        Ok(Reach::Everywhere) => None,
        Ok(Reach::Points(points)) => Some(points.clone()),
        Err(_) => Some(actor.places.clone()),
    }
}

/// The first page
///
/// Staff who are signed in to what there is to do, everybody else to the citizens' look-up.
#[utoipa::path(
    get,
    path = "/",
    tag = "staff",
    responses((status = 303, description = "To `/home` or `/t`"))
)]
pub async fn root(State(app): Shared, headers: axum::http::HeaderMap) -> Response {
    let held = Cookie::Session.read(&headers, &app.settings.http);
    see(if held.is_some() { "/home" } else { "/t" }).into_response()
}
