//! Rolls of labels that are printed ahead of their parcels.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::keyed::Keyed;
use super::paging::{self, limit};
use crate::base::{PointCode, RollId};
use crate::flows::{FlowRefusal, RollIn, Voided, make_roll, once, void_blanks};
use crate::parcels::{Roll, RollRefusal, Tally};
use crate::people::{Reach, RollMaker, RollReader};
use crate::store::{Conn, StoreError, rolls};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Json, Path, Query};

/// A roll to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RollIn)]
pub struct RollBody {
    /// How many labels.
    #[schema(minimum = 1, maximum = 5000, example = 500)]
    count: i64,
    /// The point that it is for; a clerk of one point need not say.
    #[schema(value_type = Option<String>, example = "481900")]
    point: Option<PointCode>,
}

/// A roll, and what became of its labels.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RollOut {
    #[schema(example = "rol_01961a2b7c0070008000000000000001")]
    roll_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    point: Option<String>,
    made_at: String,
    /// The token that made it.
    made_by: String,
    /// How many labels it has.
    count: u32,
    /// Still to be used.
    free: u32,
    /// On parcels.
    bound: u32,
    /// To be used no more.
    voided: u32,
    /// Where its free labels are to be had, with a token.
    labels: String,
}

impl RollOut {
    fn of(roll: &Roll, tally: Tally, public_url: &str) -> Self {
        Self {
            roll_id: roll.id.to_string(),
            point: roll.point.as_ref().map(ToString::to_string),
            made_at: roll.made_at.to_string(),
            made_by: roll.made_by.to_string(),
            count: roll.count,
            free: tally.free,
            bound: tally.bound,
            voided: tally.voided,
            labels: format!("{public_url}/api/v1/rolls/{}/labels", roll.id),
        }
    }
}

/// Make a roll of blank labels
///
/// Each label has a tracking number and a QR code that are nobody else's; they name a parcel once it is
/// bound. With an `Idempotency-Key` the same request twice makes one roll.
#[utoipa::path(
    post,
    path = "/api/v1/rolls",
    tag = "rolls",
    security(("token" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 200 visible ASCII characters", pattern = "^[!-~]{1,200}$")),
    request_body = RollBody,
    responses(
        (status = 201, body = RollOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Not enough numbers are left, or the key was used for another request", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn make(
    State(app): Shared,
    caller: Caller,
    Keyed { input, key }: Keyed<RollBody>,
) -> Result<(StatusCode, axum::Json<RollOut>), Problem> {
    let cx = caller.context(&app);
    let by = RollMaker::of(&cx.who)?;
    let input = RollIn { count: input.count, point: input.point };
    let place = app.clone();
    let made = app.intake.run(move |conn, known| {
        once(conn, &cx, key.as_ref(), |conn| {
            let with = (&known.network, &place.settings.numbers.prefix);
            let roll = make_roll(conn, &cx, &by, with, input)?;
            let tally = Tally { free: roll.count, ..Tally::default() };
            Ok(RollOut::of(&roll, tally, &place.settings.http.public_url))
        })
    });
    Ok((StatusCode::CREATED, axum::Json(made.await??)))
}

/// Which rolls to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `next` of an earlier page.
    pub(super) cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    pub(super) limit: Option<i64>,
}

/// A page of rolls.
#[derive(Debug, Serialize, ToSchema)]
pub struct RollsOut {
    items: Vec<RollOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// List rolls
///
/// The newest first. A clerk sees those of the own points.
#[utoipa::path(
    get,
    path = "/api/v1/rolls",
    tag = "rolls",
    security(("token" = [])),
    params(ListQuery),
    responses(
        (status = 200, body = RollsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<RollsOut>, Problem> {
    let points = match RollReader::of(&actor)?.reach() {
        Reach::Everywhere => None,
        Reach::Points(points) => Some(points.clone()),
    };
    let before = paging::place(query.cursor.as_deref())?;
    let limit = limit(query.limit)?;
    let place = app.clone();
    let page = app.read(move |conn| {
        let page = rolls::list(conn, points.as_deref(), before, limit)?;
        let ids: Vec<RollId> = page.items.iter().map(|roll| roll.id).collect();
        let tallies = rolls::tallies(conn, &ids)?;
        Ok::<_, StoreError>(page.map(|roll| {
            let tally = tallies.get(&roll.id).copied().unwrap_or_default();
            RollOut::of(&roll, tally, &place.settings.http.public_url)
        }))
    });
    let page = page.await?;
    Ok(axum::Json(RollsOut { items: page.items, next: page.next }))
}

/// A roll that the caller may see; else the same answer as for one that is not there.
pub(super) fn find_readable(conn: &mut Conn, by: &RollReader, id: RollId) -> Result<Roll, Problem> {
    let unknown = || Problem::from(FlowRefusal::from(RollRefusal::UnknownRoll(id)));
    let roll = rolls::find(conn, id)?.ok_or_else(unknown)?;
    let may = match (&roll.point, by.reach()) {
        (_, Reach::Everywhere) => true,
        (Some(point), Reach::Points(points)) => points.contains(point),
        (None, Reach::Points(_)) => false,
    };
    if may { Ok(roll) } else { Err(unknown()) }
}

/// Look at a roll
///
/// How many of its labels are on parcels, voided, and still to be used.
#[utoipa::path(
    get,
    path = "/api/v1/rolls/{roll_id}",
    tag = "rolls",
    security(("token" = [])),
    params(("roll_id" = String, Path)),
    responses(
        (status = 200, body = RollOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    Caller(actor): Caller,
    Path(id): Path<RollId>,
) -> Result<axum::Json<RollOut>, Problem> {
    let by = RollReader::of(&actor)?;
    let place = app.clone();
    let shown = app.read(move |conn| {
        let roll = find_readable(conn, &by, id)?;
        let tally = rolls::tallies(conn, &[id])?.remove(&id).unwrap_or_default();
        Ok::<_, Problem>(RollOut::of(&roll, tally, &place.settings.http.public_url))
    });
    Ok(axum::Json(shown.await?))
}

/// Labels to be used no more: some by their codes, or all that are still free.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidIn {
    /// Tracking numbers or QR codes of labels of the roll.
    #[serde(default)]
    #[schema(max_items = 5000)]
    codes: Vec<String>,
    /// All that are still free.
    #[serde(default)]
    rest: bool,
    /// Why.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// Void blank labels
///
/// Torn, misprinted, lost, or the rest of a roll. Doing so again changes nothing; when one of them is on a
/// parcel, none is voided.
#[utoipa::path(
    post,
    path = "/api/v1/rolls/{roll_id}/void",
    tag = "rolls",
    security(("token" = [])),
    params(("roll_id" = String, Path)),
    request_body = VoidIn,
    responses(
        (status = 200, body = RollOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such roll, or no such label on it", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "One of them is on a parcel", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn void(
    State(app): Shared,
    caller: Caller,
    Path(id): Path<RollId>,
    Json(input): Json<VoidIn>,
) -> Result<axum::Json<RollOut>, Problem> {
    let by = RollMaker::of(&caller.0)?;
    let cx = caller.context(&app);
    let which = match (input.codes.is_empty(), input.rest) {
        (false, false) => Voided::These(input.codes),
        (true, true) => Voided::Rest,
        (true, false) | (false, true) => {
            return Err(FlowRefusal::from(RollRefusal::VoidWhat).into());
        }
    };
    let place = app.clone();
    let voided = app.intake.run(move |conn, _| {
        let tally = void_blanks(conn, &cx, &by, id, &which, &input.reason)?;
        let unknown = || FlowRefusal::from(RollRefusal::UnknownRoll(id));
        let roll = rolls::find(conn, id)?.ok_or_else(unknown)?;
        Ok::<_, FlowRefusal>(RollOut::of(&roll, tally, &place.settings.http.public_url))
    });
    Ok(axum::Json(voided.await??))
}
