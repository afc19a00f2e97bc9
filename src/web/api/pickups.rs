//! Calls: a desk asks the post to come and fetch what is ready, the office answers.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::keyed::Keyed;
use super::paging::{after, limit};
use crate::base::paging::Page;
use crate::base::{Actor, At, Lang, PickupId, PointCode};
use crate::dispatch::desk::{Pickup, PickupStage};
use crate::flows::office::{PickupIn, answer_pickup, order_pickup, withdraw_pickup};
use crate::flows::{FlowRefusal, once};
use crate::people::{DeskPlanner, DeskReader, PickupAnswerer, Reach};
use crate::store::pickups::{self, Of};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::{Json, Path, Query};
use crate::web::lang::Speak;

/// A call that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = DeskPickupIn)]
#[serde(deny_unknown_fields)]
pub struct PickupBody {
    /// Where to call: a one-stop desk.
    #[schema(value_type = String, example = "H27.00")]
    desk: PointCode,
    /// Whom to ask; the office that takes on what is handed over there, when not given.
    #[schema(value_type = Option<String>, example = "480990")]
    office: Option<PointCode>,
    /// Not before.
    #[schema(value_type = String, example = "2025-04-08T14:00:00+07:00")]
    from: At,
    /// Not after.
    #[schema(value_type = String, example = "2025-04-08T16:00:00+07:00")]
    until: At,
    /// How many parcels wait, about.
    #[schema(minimum = 1, maximum = 10_000, example = 12)]
    parcels: i64,
}

/// A call.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = DeskPickup)]
pub struct PickupOut {
    #[schema(example = "pku_01961a2b7c0070008000000000000001")]
    pickup_id: String,
    #[schema(example = "H27.00")]
    desk: String,
    #[schema(example = "480990")]
    office: String,
    from: String,
    until: String,
    #[schema(example = 12)]
    parcels: u32,
    ordered_at: String,
    /// `ordered`, `promised`, `declined`, `withdrawn` or `done`.
    #[schema(example = "ordered")]
    stage: String,
    /// The stage in words.
    text: String,
    /// Since when.
    stage_at: String,
    /// Why the office does not come.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl PickupOut {
    fn of(one: &Pickup, lang: Lang) -> Self {
        Self {
            pickup_id: one.id.to_string(),
            desk: one.desk.to_string(),
            office: one.office.to_string(),
            from: one.from.to_string(),
            until: one.until.to_string(),
            parcels: one.parcels,
            ordered_at: one.ordered.0.to_string(),
            stage: one.stage.to_string(),
            text: one.stage.words().to(lang).to_owned(),
            stage_at: one.staged.0.to_string(),
            reason: one.reason.clone(),
        }
    }
}

/// A page of calls.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeskPickups)]
pub struct PickupsOut {
    items: Vec<PickupOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Ask the post to call
///
/// The office sees it at once, and answers. With an `Idempotency-Key` the same request twice asks once.
#[utoipa::path(
    post,
    path = "/api/v1/office/pickups",
    tag = "office",
    security(("token" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 200 visible ASCII characters", pattern = "^[!-~]{1,200}$")),
    request_body = PickupBody,
    responses(
        (status = 201, body = PickupOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "No office serves the desk, or the key was used for another request", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn order(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Keyed { input, key }: Keyed<PickupBody>,
) -> Result<(StatusCode, axum::Json<PickupOut>), Problem> {
    let cx = caller.context(&app);
    let by = DeskPlanner::of(&cx.who)?;
    let PickupBody { desk, office, from, until, parcels } = input;
    let work = app.intake.run_beside_scans(move |conn, known| {
        once(conn, &cx, key.as_ref(), |conn| {
            let asked = PickupIn { desk, office, from, until, parcels };
            let ordered = order_pickup(conn, &cx, &by, &known.forecasting(), asked)?;
            Ok::<_, FlowRefusal>(PickupOut::of(&ordered, lang))
        })
    });
    Ok((StatusCode::CREATED, axum::Json(work.await??)))
}

/// Which calls to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `desk` (when not given) for those that one's desks asked for, `office` for those that one's offices are
    /// asked for.
    #[param(pattern = "^(desk|office)$")]
    by: Option<String>,
    /// Those whose time is not over before this moment; a day ago when not given.
    #[param(value_type = Option<String>, example = "2025-04-08T00:00:00+07:00")]
    since: Option<At>,
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

fn reach(actor: &Actor, by: Option<&str>) -> Result<(Of, Reach), Problem> {
    match by {
        None | Some("desk") => Ok((Of::Desks, DeskReader::of(actor)?.reach().clone())),
        Some("office") => Ok((Of::Offices, PickupAnswerer::of(actor)?.reach().clone())),
        Some(other) => Err(Problem::new(INVALID)
            .field("?by")
            .detail("Cần desk hoặc office", format!("Expected desk or office, got {other:?}"))),
    }
}

/// List calls
///
/// Those of one's own desks, or those that one's own offices are asked for, by the end of their time.
#[utoipa::path(
    get,
    path = "/api/v1/office/pickups",
    tag = "office",
    security(("token" = [])),
    params(ListQuery),
    responses(
        (status = 200, body = PickupsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Speak(lang): Speak,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<PickupsOut>, Problem> {
    let (of, reach) = reach(&actor, query.by.as_deref())?;
    let (after, limit) = (after(query.cursor.as_deref())?, limit(query.limit)?);
    let since = query.since.unwrap_or_else(|| app.clock.now().plus_millis(-24 * 3_600_000));
    let read = app.read(move |conn| {
        let points = match &reach {
            Reach::Everywhere => None,
            Reach::Points(points) => Some(points.as_slice()),
        };
        pickups::list(conn, (of, points), since, after, limit)
    });
    let Page { items, next } = read.await?.map(|one| PickupOut::of(&one, lang));
    Ok(axum::Json(PickupsOut { items, next }))
}

/// What becomes of a call.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PickupAnswerIn)]
#[serde(deny_unknown_fields)]
pub struct AnswerBody {
    /// The office: `promised`, `declined` or `done`; the desk: `withdrawn` or `done`.
    #[schema(example = "promised", pattern = "^(promised|declined|withdrawn|done)$")]
    stage: String,
    /// Why the office does not come.
    #[schema(max_length = 500, example = "Xe hỏng")]
    reason: Option<String>,
}

/// Answer a call
///
/// Whoever works at the office says that it comes, came, or why it does not; whoever works at the desk, that it is
/// needed no longer, or that somebody came.
#[utoipa::path(
    post,
    path = "/api/v1/office/pickups/{pickup_id}",
    tag = "office",
    security(("token" = [])),
    params(("pickup_id" = String, Path, example = "pku_01961a2b7c0070008000000000000001")),
    request_body = AnswerBody,
    responses(
        (status = 200, body = PickupOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "It is over already", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn answer(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Path(id): Path<PickupId>,
    Json(body): Json<AnswerBody>,
) -> Result<axum::Json<PickupOut>, Problem> {
    let cx = caller.context(&app);
    let (desk, office) = (DeskPlanner::of(&cx.who), PickupAnswerer::of(&cx.who));
    let stage =
        body.stage.parse::<PickupStage>().ok().filter(|stage| *stage != PickupStage::Ordered);
    let stage = stage.ok_or_else(|| {
        Problem::new(INVALID).field("stage").detail(
            "Cần promised, declined, withdrawn hoặc done",
            "Expected promised, declined, withdrawn or done",
        )
    })?;
    let reason = body.reason.unwrap_or_default();
    let done = stage == PickupStage::Done;
    let is_desks = stage == PickupStage::Withdrawn || done && office.is_err();
    let work = app.intake.run_beside_scans(move |conn, _| -> Result<Pickup, FlowRefusal> {
        if is_desks {
            withdraw_pickup(conn, &cx, &desk?, (id, done))
        } else {
            answer_pickup(conn, &cx, &office?, id, (stage, &reason))
        }
    });
    Ok(axum::Json(PickupOut::of(&work.await??, lang)))
}
