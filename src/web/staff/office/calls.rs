//! `/counter/pickups`: the other side of a desk's request. The office that was asked sees who wants it to call and
//! when, and answers.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::lines::{CallLine, Telling};
use crate::app::App;
use crate::base::PickupId;
use crate::base::paging::Page;
use crate::dispatch::desk::PickupStage;
use crate::flows::office::answer_pickup;
use crate::people::PickupAnswerer;
use crate::store::pickups::Of;
use crate::store::{StoreError, pickups};
use crate::web::Shared;
use crate::web::api::paging::after;
use crate::web::error::{CONFLICT, INVALID, Problem};
use crate::web::input::Query;
use crate::web::staff::counter::{AtCounter, Here};
use crate::web::staff::form::said_over;
use crate::web::staff::listing::cursor;
use crate::web::staff::shell::Chosen;
use crate::web::staff::{FormTrouble, Shell, Staff, StaffForm, page, see};

/// How many stand on one page.
const A_PAGE: i64 = 50;
/// Those whose time ended since a day ago are shown, too.
const A_DAY: i64 = 24 * 3_600_000;

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/office/calls.html")]
struct CallsPage<'a> {
    shell: &'a Shell,
    here: &'a Here,
    calls: &'a [CallLine],
    next: Option<String>,
    answered: &'a str,
    trouble: Option<&'a FormTrouble>,
}

impl CallsPage<'_> {
    /// Whether something is wrong with the reason that was given for this one.
    fn said(&self, id: &str) -> bool {
        self.answered == id && self.trouble.is_some_and(|trouble| trouble.field() == "reason")
    }

    fn told(&self) -> &str {
        self.trouble.map_or("", FormTrouble::text)
    }

    fn over(&self) -> Option<&str> {
        said_over(self.trouble, &["reason"])
    }
}

/// Which page.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CallsQuery {
    /// The place in the list that an earlier page gave.
    #[serde(default)]
    cursor: String,
}

/// The calls an office was asked for
///
/// The earliest first, from those of yesterday on.
#[utoipa::path(
    get,
    path = "/counter/pickups",
    tag = "staff",
    params(CallsQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in, or to choose a counter"),
    )
)]
pub async fn list(
    State(app): Shared,
    AtCounter { staff, here }: AtCounter,
    chosen: Chosen,
    Query(query): Query<CallsQuery>,
) -> Result<Response, Problem> {
    draw(&app, &staff, &here, &query.cursor, ("", None)).await.map(|answer| chosen.keep(answer))
}

async fn draw(
    app: &Arc<App>,
    staff: &Staff,
    here: &Here,
    at: &str,
    (answered, trouble): (&str, Option<&FormTrouble>),
) -> Result<Response, Problem> {
    PickupAnswerer::of(&staff.actor)?.at(&here.point)?;
    let place = after::<PickupId>(cursor(at))?;
    let (copy, office, lang, now) =
        (app.clone(), here.point.clone(), staff.lang(), app.clock.now());
    let read = app.read(move |conn| -> Result<Page<CallLine>, StoreError> {
        let known = copy.known(conn)?;
        let telling = Telling { network: &known.network, now, lang };
        let of = (Of::Offices, Some(std::slice::from_ref(&office)));
        let found = pickups::list(conn, of, now.plus_millis(-A_DAY), place, A_PAGE)?;
        Ok(found.map(|one| telling.call(&one)))
    });
    let Page { items, next } = &read.await?;
    let status = if trouble.is_some() { INVALID.status } else { StatusCode::OK };
    let shell = &Shell { here: "/counter/pickups".to_owned(), ..staff.shell.clone() };
    let next = next.clone();
    page(status, &CallsPage { shell, here, calls: items, next, answered, trouble })
}

/// An answer.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct PickupAnswerForm {
    /// The counter.
    #[serde(default)]
    #[schema(example = "481000")]
    point: String,
    /// The call.
    #[serde(default)]
    id: String,
    /// `promised`, `declined` or `done`.
    #[serde(default, rename = "do")]
    deed: String,
    /// Why nobody comes.
    #[serde(default)]
    reason: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Answers a desk that asked for a call
#[utoipa::path(
    post,
    path = "/counter/pickups",
    tag = "staff",
    request_body(content = PickupAnswerForm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the list"))
)]
pub async fn answer(
    State(app): Shared,
    StaffForm { staff, form }: StaffForm<PickupAnswerForm>,
) -> Result<Response, Problem> {
    let by = PickupAnswerer::of(&staff.actor)?;
    let here = Here::named(&app, &staff, &form.point).await?;
    let read = || {
        let id: PickupId = form.id.parse().ok()?;
        let stage: PickupStage = form.deed.parse().ok()?;
        let is_theirs = match stage {
            PickupStage::Promised | PickupStage::Declined | PickupStage::Done => true,
            PickupStage::Ordered | PickupStage::Withdrawn => false,
        };
        is_theirs.then_some((id, stage))
    };
    let Some((id, stage)) = read() else {
        return Err(Problem::new(INVALID)
            .field("do")
            .detail("Hãy chọn một câu trả lời trên trang.", "Choose one of the page's answers."));
    };
    let (cx, reason) = (staff.context(&app), form.reason.clone());
    let work = app
        .intake
        .run_beside_scans(move |conn, _| answer_pickup(conn, &cx, &by, id, (stage, &reason)));
    match work.await?.map_err(Problem::from) {
        Ok(_) => Ok(see("/counter/pickups")),
        Err(problem) if [INVALID, CONFLICT].contains(&problem.kind()) => {
            let trouble = FormTrouble::of(&problem, staff.lang());
            draw(&app, &staff, &here, "", (&form.id, Some(&trouble))).await
        }
        Err(problem) => Err(problem),
    }
}
