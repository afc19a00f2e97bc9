//! `/parcels/{code}/complaint`: a complaint taken down for somebody who came or rang up. The same form as on the
//! citizen's own page.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::app::App;
use crate::claims::Via;
use crate::flows::claims::{Complaining, file_complaint};
use crate::flows::look_at_parcel;
use crate::people::{ComplaintTaker, ParcelReader};
use crate::web::Shared;
use crate::web::complained::{Complained, kinds};
use crate::web::error::{CONFLICT, INVALID, Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::staff::form::{said_at, said_over};
use crate::web::staff::shell::Chosen;
use crate::web::staff::{FormTrouble, Shell, Staff, StaffForm, page, see};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/exceptions/file_complaint.html")]
struct FilePage<'a> {
    shell: &'a Shell,
    tracking: String,
    kinds: Vec<(&'static str, &'static str)>,
    typed: &'a Complained,
    trouble: Option<FormTrouble>,
}

impl FilePage<'_> {
    fn wrong(&self, field: &str) -> Option<&str> {
        said_at(self.trouble.as_ref(), field)
    }

    fn over(&self) -> Option<&str> {
        said_over(self.trouble.as_ref(), &["kind", "words"])
    }
}

async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    code: String,
    typed: &Complained,
    wrong: Option<(StatusCode, FormTrouble)>,
) -> Result<Response, Problem> {
    let by = ParcelReader::of(&staff.actor)?;
    ComplaintTaker::of(&staff.actor)?;
    let seen = app.read(move |conn| look_at_parcel(conn, &by, &code)).await?;
    let tracking = seen.parcel.tracking.to_string();
    let shell = &Shell { here: format!("/parcels/{tracking}/complaint"), ..staff.shell.clone() };
    let (status, trouble) = wrong.map_or((StatusCode::OK, None), |(status, it)| (status, Some(it)));
    page(status, &FilePage { shell, tracking, kinds: kinds(staff.lang()), typed, trouble })
}

/// The form of a complaint
///
/// For somebody who came or rang up.
#[utoipa::path(
    get,
    path = "/parcels/{code}/complaint",
    tag = "staff",
    params(("code" = String, Path, description = "The tracking number", example = "BH100000017VN")),
    responses(
        (status = 200, description = "The form", body = String, content_type = "text/html"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn form(
    State(app): Shared,
    staff: Staff,
    chosen: Chosen,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    Ok(chosen.keep(draw(&app, &staff, code, &Complained::default(), None).await?))
}

/// Takes a complaint down
///
/// The point that took the parcel in has to answer it in time.
#[utoipa::path(
    post,
    path = "/parcels/{code}/complaint",
    tag = "staff",
    params(("code" = String, Path, description = "The tracking number", example = "BH100000017VN")),
    request_body(content = Complained, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "To the parcel's page"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The form again: it is too late, or the same waits for an answer", body = String, content_type = "text/html"),
    )
)]
pub async fn file(
    State(app): Shared,
    Path(code): Path<String>,
    StaffForm { staff, form: typed }: StaffForm<Complained>,
) -> Result<Response, Problem> {
    let by = ComplaintTaker::of(&staff.actor)?;
    let done = match typed.read() {
        Ok(input) => {
            let (cx, number) = (staff.context(&app), code.clone());
            let filed = app.intake.run(move |conn, known| {
                let who = Complaining::Staff(&number, &by, Via::Counter);
                file_complaint(conn, &cx, (&known.claims(), &known.promises()), who, &input)
            });
            filed.await?.map(drop).map_err(Problem::from)
        }
        Err(problem) => Err(problem),
    };
    match done {
        Ok(()) => Ok(see(&format!("/parcels/{code}"))),
        Err(problem) if [INVALID, CONFLICT].contains(&problem.kind()) => {
            let trouble = FormTrouble::of(&problem, staff.lang());
            draw(&app, &staff, code, &typed, Some((problem.kind().status, trouble))).await
        }
        Err(problem) => Err(problem),
    }
}
