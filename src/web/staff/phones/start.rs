//! `/road/start`: somebody who is signed in makes the phone in the hand one that scans on the road. The phone makes a
//! key and is told its secret, which takes a script; what it is and where it is used is chosen here.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::{name_of, standing};
use crate::app::App;
use crate::base::paging::MAX_LIMIT;
use crate::base::{At, PointCode};
use crate::people::{Handset, PhoneHolder, User, WhosePhones};
use crate::store::phones;
use crate::web::Shared;
use crate::web::error::Problem;
use crate::web::input::Query;
use crate::web::road::files::ALL;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, live_page, words};

/// A point to choose.
struct Place {
    code: String,
    name: String,
}

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/phones/start.html")]
pub struct StartPage<'a> {
    shell: &'a Shell,
    user: &'a User,
    script: String,
    places: Vec<Place>,
    unknown: Option<String>,
    phones: &'a [(Handset, User)],
    revoked: bool,
    now: At,
}

impl StartPage<'_> {
    fn standing(&self, phone: &Handset) -> (&'static str, bool) {
        standing(phone, self.user, self.now, self.shell.lang)
    }

    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates hand values over by reference"
    )]
    fn time(&self, at: &At) -> String {
        words::time(*at, self.shell.lang)
    }
}

/// What the page was told.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StartQuery {
    /// For who acts everywhere: the point at which this phone is used.
    #[serde(default)]
    place: String,
    /// That a phone was revoked.
    #[serde(default)]
    revoked: String,
}

/// Sign in to a phone
///
/// For who scans. Opened on the phone itself; lists one's own phones, and revokes them.
#[utoipa::path(
    get,
    path = "/road/start",
    tag = "staff",
    params(StartQuery),
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub async fn show(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Query(query): Query<StartQuery>,
) -> Result<Response, Problem> {
    PhoneHolder::of(&staff.actor)?;
    let user = &staff.signed.user;
    let typed = query.place.trim().to_owned();
    let own = if user.role.needs_place() { user.places.clone() } else { Vec::new() };
    let (copy, now, whose) = (app.clone(), app.clock.now(), WhosePhones::Of(user.id));
    let asked = typed.clone();
    let read = app.read(move |conn| -> Result<_, Problem> {
        let places = places(&copy, conn, &own, &asked, now)?;
        Ok((places, phones::list(conn, whose, None, MAX_LIMIT)?.items))
    });
    let (places, phones) = read.await?;
    let shell = &Shell { here: "/road/start".to_owned(), ..staff.shell.clone() };
    let drawn = StartPage {
        shell,
        user,
        script: ALL.path("start.js"),
        unknown: Some(typed).filter(|typed| !typed.is_empty() && places.is_empty()),
        places,
        phones: &phones,
        revoked: !query.revoked.is_empty(),
        now,
    };
    Ok(chosen.keep(live_page(StatusCode::OK, &drawn)?))
}

/// The points to choose from: one's own; who acts everywhere names one.
fn places(
    app: &Arc<App>,
    conn: &mut crate::store::Conn,
    own: &[PointCode],
    typed: &str,
    now: At,
) -> Result<Vec<Place>, Problem> {
    let known = app.known(conn)?;
    let named = typed.parse::<PointCode>().ok();
    let named = named.filter(|code| own.is_empty() && known.network.point(code).is_some());
    let all = own.iter().chain(&named);
    let place = |code: &PointCode| Place {
        code: code.to_string(),
        name: name_of(&known.network, code, now),
    };
    Ok(all.map(place).collect())
}
