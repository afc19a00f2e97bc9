//! What else happened at a door beside the delivery.

use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::base::{At, Dong, PointCode};
use crate::flows::PaidFor;
use crate::flows::road::{DoorIn, done_at_door};
use crate::parcels::{Paper, PaperForm, PaperList};
use crate::people::Collector;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::Json;

/// What happened at a door.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = RoadDoor)]
#[serde(deny_unknown_fields)]
pub struct DoorBody {
    /// A UUID made on the phone. Sending the same again under it is harmless.
    #[schema(example = "01961a2b-7c00-7000-8000-000000000001")]
    id: Uuid,
    /// The scan beside which it happened.
    #[serde(default)]
    scan: Option<Uuid>,
    /// The parcel's tracking number or QR code.
    #[schema(min_length = 1, max_length = 200, example = "BH100000017VN")]
    code: String,
    /// The point of the post from which one goes.
    #[schema(value_type = String, example = "481900")]
    at: PointCode,
    /// When it happened, by the phone's clock.
    #[schema(value_type = String, example = "2025-04-08T09:30:00+07:00")]
    happened_at: At,
    /// How far the phone's clock is behind the server's, in milliseconds.
    #[serde(default)]
    #[schema(example = 0)]
    clock_offset_ms: i64,
    /// Originals that were collected against the result: they go back to the agency.
    #[serde(default)]
    #[schema(max_items = 200)]
    originals: Option<Vec<OriginalIn>>,
    /// What was paid in cash.
    #[serde(default)]
    fee: Option<FeeIn>,
    /// The day for which the receiver asked after a failed attempt.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "2025-04-09")]
    next: Option<NaiveDate>,
}

/// An original that was collected.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = RoadOriginal)]
#[serde(deny_unknown_fields)]
pub struct OriginalIn {
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    #[schema(minimum = 1, maximum = 999)]
    count: i64,
}

/// What was paid.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = RoadFee)]
#[serde(deny_unknown_fields)]
pub struct FeeIn {
    /// In đồng.
    #[schema(minimum = 1)]
    amount: i64,
    /// `procedure_fee` (when not given) or `postage`.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "procedure_fee")]
    what: Option<PaidFor>,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoadDoorOut)]
pub struct DoorOut {
    id: String,
    /// `recorded` or `repeated`.
    #[schema(example = "recorded")]
    outcome: &'static str,
    /// The leg that carries the originals back, and the number of its parcel.
    #[serde(skip_serializing_if = "Option::is_none")]
    leg: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking: Option<String>,
}

/// Say what else happened at a door
///
/// Beside the scan of the delivery, or of the attempt that failed: originals that were collected open the leg that
/// carries them back, a fee is recorded as held, another day is noted as the receiver's wish. All of it or nothing;
/// sending the same again is harmless.
#[utoipa::path(
    post,
    path = "/api/v1/road/doors",
    tag = "road",
    security(("token" = [])),
    request_body = DoorBody,
    responses(
        (status = 200, body = DoorOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The id says something else already, or originals of this leg were collected before", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn hand_in(
    State(app): Shared,
    caller: Caller,
    Json(body): Json<DoorBody>,
) -> Result<axum::Json<DoorOut>, Problem> {
    Collector::of(&caller.0)?;
    let cx = caller.context(&app);
    // The offset of the clock is measured anew each time.
    let body = DoorBody { clock_offset_ms: 0, ..body };
    let fingerprint = serde_json::to_string(&body).expect("what was read as JSON is JSON");
    let fee = body.fee.as_ref().map(|fee| -> Result<_, Problem> {
        let amount = Dong::new(fee.amount).map_err(|told| {
            let problem = Problem::new(INVALID).field("fee.amount");
            problem.detail("Cần số tiền bằng đồng, từ 1 trở lên", told.to_string())
        })?;
        Ok((fee.what.unwrap_or(PaidFor::ProcedureFee), amount))
    });
    let input = DoorIn {
        id: body.id,
        fingerprint,
        code: body.code,
        at: body.at,
        happened_at: body.happened_at,
        originals: body.originals.as_deref().map(originals).transpose()?,
        fee: fee.transpose()?,
        next: body.next,
    };
    let (place, id) = (app.clone(), body.id.to_string());
    let done = app.intake.run(move |conn, known| {
        let rules = (&known.world(&place.settings), &known.redirecting(&place.settings));
        done_at_door(conn, &cx, rules, &input)
    });
    let (done, first) = done.await?.map_err(|refusal| {
        // Elsewhere the fields stand by themselves.
        let field = match refusal.field() {
            Some("amount") => Some("fee.amount"),
            Some("day") => Some("next"),
            _ => None,
        };
        let problem = Problem::from(refusal);
        match field {
            Some(field) => problem.field(field),
            None => problem,
        }
    })?;
    let outcome = if first { "recorded" } else { "repeated" };
    Ok(axum::Json(DoorOut { id, outcome, leg: done.leg, tracking: done.tracking }))
}

/// The originals as a list of papers; the refusal names the line.
fn originals(lines: &[OriginalIn]) -> Result<PaperList, Problem> {
    use crate::flows::FlowRefusal;
    let read = lines.iter().enumerate().map(|(n, line)| {
        Paper::new(&line.name, PaperForm::Original, line.count).map_err(|refusal| {
            let field = refusal.field().replace("papers.", &format!("originals[{n}]."));
            Problem::from(FlowRefusal::from(refusal)).field(field)
        })
    });
    let lines = read.collect::<Result<Vec<Paper>, Problem>>()?;
    PaperList::new(lines).map_err(|refusal| FlowRefusal::from(refusal).into())
}
