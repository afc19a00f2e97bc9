//! Scans that could not be put on an item, until a person matches or closes them.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::anomalies::{ReasonIn, status};
use super::paging::{after, limit};
use crate::base::codes::scanned;
use crate::base::{Capacity, PointCode, ScanId};
use crate::flows::{Match, Rules, close_set_aside, match_set_aside};
use crate::people::{AnomalyResolver, Reach};
use crate::store::scans::{self, AsideFilter, SetAside};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Json, Path, Query};

/// Which scans to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `open` (when not given), `matched` or `closed`.
    status: Option<String>,
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// A scan that was set aside.
#[derive(Debug, Serialize, ToSchema)]
pub struct SetAsideOut {
    scan_id: String,
    /// Why: `unknown_code`, `revoked`, `wrong_place` and so on.
    reason: String,
    /// `open`, `matched` or `closed`.
    status: String,
    /// When it came in.
    recorded_at: String,
    /// The token it came with.
    by: String,
    /// All that was read.
    scan: Value,
    /// What the person who dealt with it noted.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// A page of scans.
#[derive(Debug, Serialize, ToSchema)]
pub struct SetAsidesOut {
    items: Vec<SetAsideOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl From<SetAside> for SetAsideOut {
    fn from(aside: SetAside) -> Self {
        Self {
            scan_id: aside.scan.to_string(),
            reason: aside.reason,
            status: aside.status,
            recorded_at: aside.recorded_at.to_string(),
            by: aside.by.to_string(),
            scan: serde_json::from_str(&aside.body).unwrap_or(Value::String(aside.body)),
            note: aside.note,
        }
    }
}

/// List scans that were set aside
///
/// Oldest first. Whoever works at points sees those that were made there.
#[utoipa::path(
    get,
    path = "/api/v1/set-aside",
    tag = "scans",
    security(("token" = [])),
    params(ListQuery),
    responses(
        (status = 200, body = SetAsidesOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<SetAsidesOut>, Problem> {
    let points = match AnomalyResolver::of(&actor)?.reach() {
        Reach::Everywhere => None,
        Reach::Points(points) => Some(points.clone()),
    };
    let status = status(query.status, &["open", "matched", "closed"])?;
    let status = Some(status.unwrap_or_else(|| "open".to_owned()));
    let filter = AsideFilter { status, points, ..AsideFilter::default() };
    let after = after::<Uuid>(query.cursor.as_deref())?.map(|(at, id)| (at, ScanId(id)));
    let limit = limit(query.limit)?;
    let page = app
        .read(move |conn| scans::list_set_aside(conn, &filter, after, limit))
        .await
        .map_err(Problem::from)?
        .map(SetAsideOut::from);
    Ok(axum::Json(SetAsidesOut { items: page.items, next: page.next }))
}

/// What a scan belongs to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchIn {
    /// The code of the item it was about.
    #[schema(example = "BH100000017VN", min_length = 1, max_length = 200)]
    code: String,
    /// The point, when that was what did not fit.
    #[schema(value_type = Option<String>)]
    at: Option<PointCode>,
    /// For the `post` or the `desk`, when that was what did not fit.
    #[serde(rename = "as")]
    #[schema(value_type = Option<String>)]
    capacity: Option<Capacity>,
    /// Why you think so.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// Match a scan that was set aside
///
/// It goes on record as it was made, with the times it had when it came in.
#[utoipa::path(
    post,
    path = "/api/v1/set-aside/{scan_id}/match",
    tag = "scans",
    security(("token" = [])),
    params(("scan_id" = String, Path, description = "The scan's id")),
    request_body = MatchIn,
    responses(
        (status = 204, description = "On record"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn match_scan(
    State(app): Shared,
    caller: Caller,
    Path(scan): Path<Uuid>,
    Json(to): Json<MatchIn>,
) -> Result<StatusCode, Problem> {
    let by = AnomalyResolver::of(&caller.0)?;
    let cx = caller.context(&app);
    let clock_limit_ms = app.settings.scans.clock_skew_ms;
    let MatchIn { code, at, capacity, reason } = to;
    let to = Match { code: scanned(&code), at, capacity, reason };
    app.intake
        .run(move |conn, known| {
            let rules = Rules { network: &known.network, clock_limit_ms };
            match_set_aside(conn, &cx, &by, &rules, ScanId(scan), &to)
        })
        .await??;
    Ok(StatusCode::NO_CONTENT)
}

/// Close a scan that was set aside
///
/// It was looked at and is about nothing that is carried here. It stays in the list of closed ones.
#[utoipa::path(
    post,
    path = "/api/v1/set-aside/{scan_id}/close",
    tag = "scans",
    security(("token" = [])),
    params(("scan_id" = String, Path, description = "The scan's id")),
    request_body = ReasonIn,
    responses(
        (status = 204, description = "Closed"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn close(
    State(app): Shared,
    caller: Caller,
    Path(scan): Path<Uuid>,
    Json(given): Json<ReasonIn>,
) -> Result<StatusCode, Problem> {
    let by = AnomalyResolver::of(&caller.0)?;
    let cx = caller.context(&app);
    app.intake
        .run(move |conn, _| close_set_aside(conn, &cx, &by, ScanId(scan), given.reason()))
        .await??;
    Ok(StatusCode::NO_CONTENT)
}
