//! What closed points hand on to their successors, and points that go on in another unit.

use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::TransferStopped;
use crate::flows::transfer::TransferReport;
use crate::network::Continued;
use crate::people::Administrator;
use crate::store::continued;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Json;

/// A transfer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferIn {
    /// For what closed up to this day; today when not given.
    #[schema(value_type = Option<String>, format = Date)]
    on: Option<NaiveDate>,
    /// Only say what would be done; may look ahead.
    #[serde(default)]
    dry_run: bool,
}

/// What was done, or would be.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransferOut {
    dry_run: bool,
    /// Points that go on in another unit.
    points: Vec<ContinuedOut>,
    /// What was handed on.
    handed: Vec<HandedOut>,
    /// Closed points without a successor that still hold something: a person decides.
    stranded: Vec<StrandedOut>,
}

/// A point that goes on in another unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContinuedOut {
    point: String,
    /// The day of the change.
    on: String,
    old: String,
    new: String,
    /// `merger`, `position`, `decision` or `proposal`.
    found_by: &'static str,
    /// Whether a person must look: import the point's row of that day to say where it lies.
    guess: bool,
}

/// What one point handed on to another.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandedOut {
    from: String,
    to: String,
    on: String,
    /// Parcels and bags it held, awaited or was to get back.
    items: usize,
}

/// A closed point that still holds something.
#[derive(Debug, Serialize, ToSchema)]
pub struct StrandedOut {
    point: String,
    items: usize,
}

impl From<&Continued> for ContinuedOut {
    fn from(one: &Continued) -> Self {
        Self {
            point: one.point.to_string(),
            on: one.on.to_string(),
            old: one.old.to_string(),
            new: one.new.to_string(),
            found_by: one.found.as_str(),
            guess: one.found.is_guess(),
        }
    }
}

impl TransferOut {
    fn of(report: &TransferReport, dry_run: bool) -> Self {
        let handed = report.handed.iter().map(|one| HandedOut {
            from: one.from.to_string(),
            to: one.to.to_string(),
            on: one.on.to_string(),
            items: one.items,
        });
        let stranded = report.stranded.iter();
        Self {
            dry_run,
            points: report.points.iter().map(ContinuedOut::from).collect(),
            handed: handed.collect(),
            stranded: stranded
                .map(|(point, items)| StrandedOut { point: point.to_string(), items: *items })
                .collect(),
        }
    }
}

impl From<TransferStopped> for Problem {
    fn from(stopped: TransferStopped) -> Self {
        match stopped {
            TransferStopped::Refused(refusal) => refusal.into(),
            TransferStopped::NotTaken(reason) => reason.into(),
        }
    }
}

/// Hand on what closed points hold
///
/// Parcels and bags that a closed point holds or awaits go to the point that took over, as of the day of
/// the change; points whose unit ended go on in the one that took over. Runs by itself every day; doing
/// it again changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/transfers",
    tag = "places",
    security(("token" = [])),
    request_body = TransferIn,
    responses(
        (status = 200, body = TransferOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn run(
    State(app): Shared,
    caller: Caller,
    Json(body): Json<TransferIn>,
) -> Result<axum::Json<TransferOut>, Problem> {
    let cx = caller.context(&app);
    let by = Administrator::of(&cx.who)?;
    let on = body.on.unwrap_or_else(|| cx.now.date());
    let report = app.transfer(cx, by, on, body.dry_run).await?;
    Ok(axum::Json(TransferOut::of(&report, body.dry_run)))
}

/// Points that went on.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContinuedListOut {
    items: Vec<ContinuedOut>,
}

/// List points that went on in another unit
///
/// The latest change first; those that are a guess wait for a person.
#[utoipa::path(
    get,
    path = "/api/v1/transfers/points",
    tag = "places",
    security(("token" = [])),
    responses(
        (status = 200, body = ContinuedListOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn points(
    State(app): Shared,
    Caller(actor): Caller,
) -> Result<axum::Json<ContinuedListOut>, Problem> {
    Administrator::of(&actor)?;
    let kept = app.read(continued::list).await?;
    let items = kept.iter().map(|(one, _)| ContinuedOut::from(one)).collect();
    Ok(axum::Json(ContinuedListOut { items }))
}
