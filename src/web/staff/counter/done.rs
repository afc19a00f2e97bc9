//! `/counter/taken/{code}`: a dossier is taken in. Its number, its papers to print, or a blank label to bind
//! by scanning it; and the next one. Nothing about any person.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::AtCounter;
use super::typed::Troubles;
use crate::base::codes::scanned;
use crate::cases::Leg;
use crate::flows::{Rules, SeenParcel, bind_blank, look_at_parcel};
use crate::parcels::Parcel;
use crate::people::{BlankBinder, CounterWorker, ParcelReader};
use crate::store::{legs, parcels};
use crate::web::Shared;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::staff::shell::Chosen;
use crate::web::staff::{Shell, Staff, StaffForm, page, see, words};

/// What the template draws.
#[derive(Template)]
#[template(path = "staff/counter/done.html")]
struct DonePage<'a> {
    shell: &'a Shell,
    view: &'a DoneView,
    bound: bool,
    typed: &'a str,
    troubles: &'a Troubles,
}

/// A dossier that was taken in, in words.
struct DoneView {
    tracking: String,
    others: Vec<(String, &'static str)>,
    direction: &'static str,
    state: &'static str,
    case_code: String,
    is_provisional: bool,
    agency: String,
    pieces: u32,
    seal: Option<String>,
}

impl DoneView {
    fn of(seen: &SeenParcel, others: &[(Leg, Parcel)], agency: String, staff: &Staff) -> Self {
        let lang = staff.lang();
        let entries = seen.life.timeline.entries.iter().rev();
        Self {
            tracking: seen.parcel.tracking.to_string(),
            others: others
                .iter()
                .map(|(leg, parcel)| {
                    (parcel.tracking.to_string(), words::direction(leg.direction).to(lang))
                })
                .collect(),
            direction: words::direction(seen.leg.direction).to(lang),
            state: seen.life.timeline.state.words(lang),
            case_code: seen.case.code.to_string(),
            is_provisional: seen.case.code.is_provisional(),
            agency,
            pieces: seen.parcel.papers.pieces(),
            seal: entries.into_iter().find_map(|entry| entry.detail.seal.clone()),
        }
    }
}

/// Whether something was just done.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DoneQuery {
    /// A blank label was bound.
    #[serde(default)]
    bound: String,
}

/// A dossier that was taken in
#[utoipa::path(
    get,
    path = "/counter/taken/{code}",
    tag = "staff",
    params(("code" = String, Path, description = "The tracking number", example = "BH100000017VN"), DoneQuery),
    responses(
        (status = 200, description = "The page", body = String, content_type = "text/html"),
        (status = 303, description = "To the form to sign in, or to choose a counter"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    AtCounter { staff, .. }: AtCounter,
    chosen: Chosen,
    Path(code): Path<String>,
    Query(query): Query<DoneQuery>,
) -> Result<Response, Problem> {
    let troubles = Troubles::default();
    let bound = !query.bound.is_empty();
    draw(&app, &staff, code, bound, "", &troubles).await.map(|answer| chosen.keep(answer))
}

async fn draw(
    app: &std::sync::Arc<crate::app::App>,
    staff: &Staff,
    code: String,
    bound: bool,
    typed: &str,
    troubles: &Troubles,
) -> Result<Response, Problem> {
    let by = ParcelReader::of(&staff.actor)?;
    let (copy, asking) = (app.clone(), staff.clone());
    let view = app.read(move |conn| -> Result<DoneView, Problem> {
        let seen = look_at_parcel(conn, &by, &code)?;
        // The other half of a round trip was ordered with it.
        let together = legs::of_case(conn, seen.case.id)?.into_iter().filter(|leg| {
            leg.id != seen.leg.id
                && leg.ordered_at == seen.leg.ordered_at
                && leg.service == seen.leg.service
        });
        let mut others = Vec::new();
        for leg in together {
            if let Some(parcel) = parcels::find(conn, leg.parcel)? {
                others.push((leg, parcel));
            }
        }
        let agency = words::point(&copy.known(conn)?.network, &seen.case.agency, copy.clock.now());
        Ok(DoneView::of(&seen, &others, agency, &asking))
    });
    let view = &view.await?;
    let status = if troubles.is_empty() { StatusCode::OK } else { INVALID.status };
    let here = format!("/counter/taken/{}", view.tracking);
    let shell = &Shell { here, ..staff.shell.clone() };
    page(status, &DonePage { shell, view, bound, typed, troubles })
}

/// A blank label on a parcel.
#[derive(Debug, Deserialize, ToSchema)]
pub struct Bind {
    /// The label's tracking number or QR code.
    #[serde(default)]
    #[schema(example = "BH100042316VN")]
    blank: String,
    /// The hidden word of the form.
    #[serde(default, rename = "form_token")]
    #[expect(dead_code, reason = "read by the extractor; here for the description")]
    form_token: String,
}

/// Binds a blank label to a parcel
///
/// Instead of printing one. Doing so again changes nothing.
#[utoipa::path(
    post,
    path = "/counter/taken/{code}/label",
    tag = "staff",
    params(("code" = String, Path, description = "The tracking number", example = "BH100000017VN")),
    request_body(content = Bind, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 303, description = "Back to the page"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn bind(
    State(app): Shared,
    Path(code): Path<String>,
    StaffForm { staff, form }: StaffForm<Bind>,
) -> Result<Response, Problem> {
    CounterWorker::of(&staff.actor)?;
    let by = BlankBinder::of(&staff.actor)?;
    let blank = scanned(&form.blank);
    let mut troubles = Troubles::default();
    if blank.is_empty() {
        let told = staff.lang().pick("Hãy quét nhãn in sẵn.", "Scan the blank label.");
        troubles.add("blank", told);
        return draw(&app, &staff, code, false, "", &troubles).await;
    }
    let (cx, parcel) = (staff.context(&app), code.clone());
    let clock_limit_ms = app.settings.scans.clock_skew_ms;
    let bound = app.intake.run(move |conn, known| {
        let rules = Rules { network: &known.network, clock_limit_ms };
        bind_blank(conn, &cx, &by, &rules, &parcel, &blank)
    });
    match bound.await? {
        Ok(bound) => Ok(see(&format!("/counter/taken/{}?bound=1", bound.parcel.tracking))),
        Err(refusal) => {
            let problem = Problem::from(refusal);
            // Of a parcel that is not there no page can be drawn.
            let troubles = Troubles::of(problem.clone(), staff.lang(), |field| {
                (field == "blank").then(|| field.to_owned())
            })?;
            if troubles.at("blank").is_none() {
                return Err(problem);
            }
            draw(&app, &staff, code, false, form.blank.trim(), &troubles).await
        }
    }
}
