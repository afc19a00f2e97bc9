//! `/parcels/{code}/redirect`: another delivery, noted down for a receiver who rang up or stands at the
//! counter. The same three ways as on the citizen's own page, and the same answers.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::wish::wish_words;
use crate::app::{App, Known};
use crate::flows::{Asking, Deliverable, FlowRefusal, look_at_delivery, redirect};
use crate::people::Redirector;
use crate::web::Shared;
use crate::web::error::{CONFLICT, INVALID, Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, StaffForm, page, see};
use crate::web::wished::{Choices, Wished, is_over, wrong_at};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/record/redirect.html")]
struct RedirectPage<'a> {
    shell: &'a Shell,
    tracking: String,
    wish: Option<String>,
    choices: Choices,
    typed: &'a Wished,
    wrong: Option<(String, String)>,
}

impl RedirectPage<'_> {
    fn is(&self, kind: &str) -> bool {
        self.typed.kind == kind
    }

    fn wrong(&self, field: &str) -> Option<&str> {
        self.wrong.as_ref().filter(|(at, _)| at == field).map(|(_, text)| text.as_str())
    }

    /// What is wrong with no field of the form.
    fn wrong_over(&self) -> Option<&str> {
        self.wrong.as_ref().filter(|(at, _)| is_over(at)).map(|(_, text)| text.as_str())
    }
}

fn to_parcel(found: &Deliverable) -> Response {
    see(&format!("/parcels/{}", found.parcel.tracking))
}

/// The parcel, and what choices stand on.
async fn look(
    app: &Arc<App>,
    staff: &Staff,
    code: String,
) -> Result<(Deliverable, Arc<Known>), Problem> {
    let by = Redirector::of(&staff.actor)?;
    let (copy, now) = (app.clone(), app.clock.now());
    let found = app.read(move |conn| -> Result<_, Problem> {
        let found = look_at_delivery(conn, now, &by, &code)?;
        Ok((found, copy.known(conn)?))
    });
    found.await
}

fn draw(
    app: &App,
    staff: &Staff,
    (found, known): &(Deliverable, Arc<Known>),
    typed: &Wished,
    status: StatusCode,
    wrong: Option<(String, String)>,
) -> Result<Response, Problem> {
    let lang = staff.lang();
    let tracking = found.parcel.tracking.to_string();
    let shell = &Shell { here: format!("/parcels/{tracking}/redirect"), ..staff.shell.clone() };
    let drawn = RedirectPage {
        shell,
        tracking,
        wish: found
            .wish
            .as_ref()
            .map(|kept| wish_words(kept, &known.network, (app.clock.now(), lang))),
        choices: Choices::of(app, known, found.home.as_ref(), &typed.commune, lang),
        typed,
        wrong,
    };
    page(status, &drawn)
}

/// The form for another delivery
///
/// For a parcel on its way to a person; of any other, and when it is too late, to the parcel's page.
#[utoipa::path(
    get,
    path = "/parcels/{code}/redirect",
    tag = "staff",
    params(("code" = String, Path, description = "The tracking number", example = "BH100000017VN")),
    responses(
        (status = 200, description = "The form", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in, or to the parcel's page: there is nothing to choose"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn form(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let found = look(&app, &staff, code).await?;
    if found.0.open.is_err() {
        return Ok(to_parcel(&found.0));
    }
    let typed = Wished { kind: "day".to_owned(), ..Wished::default() };
    Ok(chosen.keep(draw(&app, &staff, &found, &typed, StatusCode::OK, None)?))
}

/// Notes down another delivery
///
/// The last wish holds, and it can be withdrawn, until the parcel is delivered or goes back.
#[utoipa::path(
    post,
    path = "/parcels/{code}/redirect",
    tag = "staff",
    params(("code" = String, Path, description = "The tracking number", example = "BH100000017VN")),
    request_body(content = Wished, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "To the parcel's page"),
        (status = 200, description = "The form with the points of a commune", body = String, content_type = "text/html"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The form again: it is too late for that", body = String, content_type = "text/html"),
        (status = 422, description = "The form again: what is wrong stands at the field", content((String = "text/html"), (ProblemBody = "application/problem+json"))),
    )
)]
pub async fn note(
    State(app): Shared,
    Path(code): Path<String>,
    StaffForm { staff, form: typed }: StaffForm<Wished>,
) -> Result<Response, Problem> {
    let found = look(&app, &staff, code).await?;
    if typed.step == "find" {
        let typed = Wished { kind: "point".to_owned(), ..typed };
        return draw(&app, &staff, &found, &typed, StatusCode::OK, None);
    }
    let noted = match typed.read() {
        Ok(wish) => {
            let by = Redirector::of(&staff.actor)?;
            let (cx, place) = (staff.context(&app), app.clone());
            let number = found.0.parcel.tracking.to_string();
            let kept = app.intake.run(move |conn, known| {
                let rules = known.redirecting(&place.settings);
                redirect(conn, &cx, &rules, Asking::Staff(&number, &by), wish)
            });
            match kept.await? {
                Ok(_) => Ok(()),
                Err(FlowRefusal::Store(error)) => return Err(error.into()),
                Err(refusal) => Err(Problem::from(refusal)),
            }
        }
        Err(wrong) => Err(wrong),
    };
    match noted {
        Ok(()) => Ok(to_parcel(&found.0)),
        Err(wrong) if [INVALID.status, CONFLICT.status].contains(&wrong.kind().status) => {
            let said = wrong_at(&wrong, staff.lang());
            draw(&app, &staff, &found, &typed, wrong.kind().status, Some(said))
        }
        Err(problem) => Err(problem),
    }
}
