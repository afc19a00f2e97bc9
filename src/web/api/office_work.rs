//! What a one-stop desk decides about what it has to hand over: planned onto a run, held back, or neither any more.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::office::RunNameBody;
use crate::base::PointCode;
use crate::base::codes::scanned;
use crate::flows::office::{HoldIn, PlanIn, hold_results, plan_results, release_results};
use crate::people::DeskPlanner;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Json, Path};

/// What goes with a run.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = DeskPlanIn)]
#[serde(deny_unknown_fields)]
pub struct PlanBody {
    /// Tracking numbers or QR codes of parcels that wait at the desk; all of them are planned, or none.
    #[schema(min_items = 1, max_items = 200, example = json!(["BH100000017VN"]))]
    codes: Vec<String>,
    /// The run.
    run: RunNameBody,
    /// Plan them although the run has no room.
    #[serde(default)]
    over: bool,
}

/// What waits, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = DeskHoldIn)]
#[serde(deny_unknown_fields)]
pub struct HoldBody {
    /// Tracking numbers or QR codes.
    #[schema(min_items = 1, max_items = 200, example = json!(["BH100000017VN"]))]
    codes: Vec<String>,
    /// Why: about the parcel, never about a person.
    #[schema(min_length = 1, max_length = 500, example = "Chờ đóng dấu")]
    reason: String,
}

/// What is planned and held no more.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = DeskReleaseIn)]
#[serde(deny_unknown_fields)]
pub struct ReleaseBody {
    /// Tracking numbers or QR codes.
    #[schema(min_items = 1, max_items = 200, example = json!(["BH100000017VN"]))]
    codes: Vec<String>,
}

/// With how many it was done.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeskDone)]
pub struct DoneOut {
    #[schema(example = 1)]
    parcels: usize,
}

fn read(codes: &[String]) -> Vec<String> {
    codes.iter().map(|code| scanned(code)).collect()
}

/// Plan onto a run
///
/// What is expected of the parcels follows. A run that is closed, cancelled, full, or does not lead there is
/// refused. Deciding the same again is harmless.
#[utoipa::path(
    post,
    path = "/api/v1/office/{desk}/plan",
    tag = "office",
    security(("token" = [])),
    params(("desk" = String, Path, description = "The desk's code", example = "H27.00")),
    request_body = PlanBody,
    responses(
        (status = 200, body = DoneOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "A parcel does not wait there, or the run has closed, is cancelled or has no room", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn plan(
    State(app): Shared,
    caller: Caller,
    Path(desk): Path<PointCode>,
    Json(body): Json<PlanBody>,
) -> Result<axum::Json<DoneOut>, Problem> {
    let cx = caller.context(&app);
    let by = DeskPlanner::of(&cx.who)?;
    let PlanBody { codes, run, over } = body;
    let input = PlanIn { desk, codes: read(&codes), run: run.into(), over };
    let work = app.intake.run_beside_scans(move |conn, known| {
        plan_results(conn, &cx, &by, &known.forecasting(), input)
    });
    Ok(axum::Json(DoneOut { parcels: work.await?? }))
}

/// Hold back
///
/// Nothing is expected of the parcels until they are released or planned.
#[utoipa::path(
    post,
    path = "/api/v1/office/{desk}/hold",
    tag = "office",
    security(("token" = [])),
    params(("desk" = String, Path, description = "The desk's code", example = "H27.00")),
    request_body = HoldBody,
    responses(
        (status = 200, body = DoneOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "A parcel does not wait there", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn hold(
    State(app): Shared,
    caller: Caller,
    Path(desk): Path<PointCode>,
    Json(body): Json<HoldBody>,
) -> Result<axum::Json<DoneOut>, Problem> {
    let cx = caller.context(&app);
    let by = DeskPlanner::of(&cx.who)?;
    let input = HoldIn { desk, codes: read(&body.codes), reason: body.reason };
    let work = app.intake.run_beside_scans(move |conn, _| hold_results(conn, &cx, &by, input));
    Ok(axum::Json(DoneOut { parcels: work.await?? }))
}

/// Plan and hold no more
#[utoipa::path(
    post,
    path = "/api/v1/office/{desk}/release",
    tag = "office",
    security(("token" = [])),
    params(("desk" = String, Path, description = "The desk's code", example = "H27.00")),
    request_body = ReleaseBody,
    responses(
        (status = 200, body = DoneOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "A parcel does not wait there", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn release(
    State(app): Shared,
    caller: Caller,
    Path(desk): Path<PointCode>,
    Json(body): Json<ReleaseBody>,
) -> Result<axum::Json<DoneOut>, Problem> {
    let cx = caller.context(&app);
    let by = DeskPlanner::of(&cx.who)?;
    let codes = read(&body.codes);
    let work = app
        .intake
        .run_beside_scans(move |conn, _| release_results(conn, &cx, &by, (&desk, &codes)));
    Ok(axum::Json(DoneOut { parcels: work.await?? }))
}
