//! Records of liability: listing and reading them, fixing, paying and closing.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::anomalies::ReasonIn;
use super::exceptions::stage;
use super::paging::{after, limit};
use crate::base::paging::Page;
use crate::base::{Dong, Lang, LiabilityId, PointCode};
use crate::claims::{Done, Kept, Liability};
use crate::flows::claims::{
    FixIn, PayIn, SeenLiability, close_liability, fix_liability, look_at_liability,
    pay_compensation,
};
use crate::ledger::Method;
use crate::people::{Cashier, ClaimReader, LiabilityFixer, Reach};
use crate::store::claimed::Filter;
use crate::store::liabilities;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Json, Path, Query};
use crate::web::lang::Speak;

/// Which records to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `opened`, `fixed`, `paid` or `closed`; all when not given.
    #[param(pattern = "^(opened|fixed|paid|closed)$")]
    stage: Option<String>,
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// A record of liability.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Liability)]
pub struct LiabilityOut {
    #[schema(example = "lia_lost_01961a2b7c0070008000000000000001")]
    liability_id: String,
    /// `lost` or `damaged`.
    #[schema(example = "lost")]
    harm: &'static str,
    /// `opened` by the scans, `fixed`, `paid` or `closed`.
    #[schema(example = "opened")]
    stage: &'static str,
    text: &'static str,
    /// Whether the scans still tell of the harm.
    stands: bool,
    /// The point that has to answer for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "481000")]
    owner: Option<String>,
    opened_at: String,
    /// By when the compensation is to be paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
}

/// A page of records.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Liabilities)]
pub struct LiabilitiesOut {
    items: Vec<LiabilityOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A record with all that stands in it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LiabilityRecord)]
pub struct RecordOut {
    #[serde(flatten)]
    record: LiabilityOut,
    #[schema(example = "BH100000017VN")]
    tracking_number: String,
    /// What is charged for the leg.
    #[serde(skip_serializing_if = "Option::is_none")]
    charge: Option<i64>,
    /// The least that can be paid, in đồng.
    #[serde(skip_serializing_if = "Option::is_none")]
    least: Option<i64>,
    /// What the scans said, the first first.
    readings: Vec<ReadingOut>,
    /// What was done, the first first.
    stages: Vec<StageOut>,
    /// Complaints about the same parcel.
    complaints: Vec<String>,
}

/// What the scans said from a moment on; without a segment: of no harm any more.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LiabilityReading)]
pub struct ReadingOut {
    number: u32,
    recorded_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    scan_id: Option<String>,
    /// When the harm was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    harmed_at: Option<String>,
    /// Who had the parcel.
    #[serde(skip_serializing_if = "Option::is_none")]
    custodian: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    held_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    held_until: Option<String>,
    /// When the post accepted it; without it nothing is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted_at: Option<String>,
    /// The scan by which it was there again.
    #[serde(skip_serializing_if = "Option::is_none")]
    undone_by: Option<String>,
}

/// One stage.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LiabilityStage)]
pub struct StageOut {
    stage: &'static str,
    at: String,
    /// The token of who did it; none: the scans.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The reading by which it was decided.
    reading: u32,
    /// In đồng.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
    /// The entry of the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry_id: Option<String>,
}

impl LiabilityOut {
    fn of(record: &Liability, lang: Lang) -> Self {
        Self {
            liability_id: record.id.to_string(),
            harm: record.harm.as_str(),
            stage: record.stage.as_str(),
            text: record.stage.words(lang),
            stands: record.stands,
            owner: record.answers.as_ref().map(ToString::to_string),
            opened_at: record.opened_at.to_string(),
            due_at: record.due_at.map(|due| due.to_string()),
        }
    }
}

impl From<&Kept> for ReadingOut {
    fn from(kept: &Kept) -> Self {
        let said = kept.reading.as_ref();
        Self {
            number: kept.number,
            recorded_at: kept.recorded_at.to_string(),
            scan_id: said.map(|said| said.scan.to_string()),
            harmed_at: said.map(|said| said.at.to_string()),
            custodian: said.map(|said| json!(said.segment.held_by)),
            held_from: said.map(|said| said.segment.from.to_string()),
            held_until: said.map(|said| said.segment.until.to_string()),
            accepted_at: said.and_then(|said| Some(said.accepted_at?.to_string())),
            undone_by: said.and_then(|said| Some(said.undone_by?.to_string())),
        }
    }
}

impl From<&Done> for StageOut {
    fn from(done: &Done) -> Self {
        Self {
            stage: done.stage.as_str(),
            at: done.at.to_string(),
            by: done.by.map(|by| by.to_string()),
            reason: done.reason.clone(),
            reading: done.reading,
            amount: done.amount.map(Dong::dong),
            due_at: done.due_at.map(|due| due.to_string()),
            entry_id: done.entry.map(|entry| entry.to_string()),
        }
    }
}

impl RecordOut {
    fn of(seen: &SeenLiability, lang: Lang) -> Self {
        Self {
            record: LiabilityOut::of(&seen.record, lang),
            tracking_number: seen.parcel.tracking.to_string(),
            charge: seen.charge.map(Dong::dong),
            least: seen.least.as_ref().map(|least| least.amount.dong()),
            readings: seen.readings.iter().map(Into::into).collect(),
            stages: seen.stages.iter().map(Into::into).collect(),
            complaints: seen.complaints.iter().map(|one| one.id.to_string()).collect(),
        }
    }
}

/// The points of a reach; none: all.
pub(super) fn points(reach: &Reach) -> Option<Vec<PointCode>> {
    match reach {
        Reach::Everywhere => None,
        Reach::Points(points) => Some(points.clone()),
    }
}

/// List records of liability
///
/// The oldest first: those that one's points have to answer for, and those about cases of one's agencies.
#[utoipa::path(
    get,
    path = "/api/v1/liabilities",
    tag = "claims",
    security(("token" = [])),
    params(ListQuery),
    responses(
        (status = 200, body = LiabilitiesOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Speak(lang): Speak,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<LiabilitiesOut>, Problem> {
    let by = ClaimReader::of(&actor)?;
    let stage = stage(query.stage, &["opened", "fixed", "paid", "closed"])?;
    let (after, limit) = (after(query.cursor.as_deref())?, limit(query.limit)?);
    let filter = Filter { stage, points: points(by.reach()) };
    let Page { items, next } =
        app.read(move |conn| liabilities::list(conn, &filter, after, limit)).await?;
    let items = items.iter().map(|record| LiabilityOut::of(record, lang)).collect();
    Ok(axum::Json(LiabilitiesOut { items, next }))
}

/// Read a record of liability
///
/// With every reading of the scans, and every stage.
#[utoipa::path(
    get,
    path = "/api/v1/liabilities/{id}",
    tag = "claims",
    security(("token" = [])),
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, body = RecordOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    Caller(actor): Caller,
    Speak(lang): Speak,
    Path(id): Path<String>,
) -> Result<axum::Json<RecordOut>, Problem> {
    let by = ClaimReader::of(&actor)?;
    let copy = app.clone();
    let seen = app.read(move |conn| -> Result<_, Problem> {
        let known = copy.known(conn)?;
        Ok(look_at_liability(conn, &by, &known.claims(), &LiabilityId(id))?)
    });
    Ok(axum::Json(RecordOut::of(&seen.await?, lang)))
}

/// What is fixed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LiabilityFixIn)]
pub struct FixBody {
    /// In whole đồng; the least that can be paid, when not given.
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000_000i64, example = 122_000)]
    amount: Option<Dong>,
    /// What was found; no names of citizens.
    #[schema(
        example = "Mất tại khâu khai thác, không tìm thấy sau ba ngày",
        min_length = 1,
        max_length = 500
    )]
    reason: String,
}

/// Fix liability
///
/// Who answers is what the scans say; here it is put on record, with what is paid. From now on the time for paying
/// counts. May be done again, as long as nothing was paid.
#[utoipa::path(
    post,
    path = "/api/v1/liabilities/{id}/fix",
    tag = "claims",
    security(("token" = [])),
    params(("id" = String, Path, description = "Its id")),
    request_body = FixBody,
    responses(
        (status = 200, body = LiabilityOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "It was paid, the harm was undone, or nothing proves that the post had it", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn fix(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Path(id): Path<String>,
    Json(body): Json<FixBody>,
) -> Result<axum::Json<LiabilityOut>, Problem> {
    let cx = caller.context(&app);
    let by = LiabilityFixer::of(&cx.who)?;
    let input = FixIn { amount: body.amount, reason: body.reason };
    let fixed = app.intake.run(move |conn, known| {
        fix_liability(conn, &cx, &by, &known.claims(), &LiabilityId(id), &input)
    });
    Ok(axum::Json(LiabilityOut::of(&fixed.await??, lang)))
}

/// How the compensation was paid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CompensationIn)]
pub struct PayBody {
    /// A UUIDv7 made for this entry: sending it again is harmless.
    id: Option<Uuid>,
    /// `cash` or `transfer`.
    #[schema(value_type = String, example = "transfer")]
    method: Method,
    /// The point of the post that pays; the token's own when it has one.
    #[schema(value_type = Option<String>, example = "481000")]
    at: Option<PointCode>,
    /// The voucher's number, the bank's reference.
    #[schema(min_length = 1, max_length = 100, example = "PC-0042")]
    reference: Option<String>,
}

/// Record compensation paid
///
/// The whole of what was fixed, as an entry of the ledger.
#[utoipa::path(
    post,
    path = "/api/v1/liabilities/{id}/pay",
    tag = "claims",
    security(("token" = [])),
    params(("id" = String, Path, description = "Its id")),
    request_body = PayBody,
    responses(
        (status = 201, body = LiabilityOut),
        (status = 200, description = "It was recorded before", body = LiabilityOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "It was not fixed, or was paid already", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn pay(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Path(id): Path<String>,
    Json(body): Json<PayBody>,
) -> Result<(StatusCode, axum::Json<LiabilityOut>), Problem> {
    let cx = caller.context(&app);
    let by = (Cashier::of(&cx.who)?, ClaimReader::of(&cx.who)?);
    let PayBody { id: entry, method, at, reference } = body;
    let input = PayIn { id: entry, method, at, reference };
    let paid = app.intake.run(move |conn, known| {
        let id = LiabilityId(id);
        pay_compensation(conn, &cx, (&by.0, &by.1), &known.network, &id, &input)
    });
    let (record, recorded) = paid.await??;
    let status = if recorded.repeated { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, axum::Json(LiabilityOut::of(&record, lang))))
}

/// Close a record of liability
///
/// Without compensation, for a reason that stays beside it.
#[utoipa::path(
    post,
    path = "/api/v1/liabilities/{id}/close",
    tag = "claims",
    security(("token" = [])),
    params(("id" = String, Path, description = "Its id")),
    request_body = ReasonIn,
    responses(
        (status = 200, body = LiabilityOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "It is over already", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn close(
    State(app): Shared,
    caller: Caller,
    Speak(lang): Speak,
    Path(id): Path<String>,
    Json(given): Json<ReasonIn>,
) -> Result<axum::Json<LiabilityOut>, Problem> {
    let cx = caller.context(&app);
    let by = LiabilityFixer::of(&cx.who)?;
    let closed = app
        .intake
        .run(move |conn, _| close_liability(conn, &cx, &by, &LiabilityId(id), given.reason()));
    Ok(axum::Json(LiabilityOut::of(&closed.await??, lang)))
}
