//! Everything that somebody has to look into, as one list.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::anomalies::status;
use super::paging::{after, limit};
use crate::base::paging::Page;
use crate::base::{At, PointCode};
use crate::claims::{Exception, Source};
use crate::flows::claims::list_exceptions;
use crate::parcels::ItemKind;
use crate::people::{AnomalyResolver, Reach};
use crate::store::exceptions::{Filter, Order};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::Query;

/// Which exceptions to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// `anomaly`, `dark`, `liability` or `complaint`; all when not given.
    #[param(pattern = "^(anomaly|dark|liability|complaint)$")]
    source: Option<String>,
    /// Those a point has to look into.
    #[param(value_type = Option<String>)]
    point: Option<PointCode>,
    /// Those that are due before this moment.
    #[param(value_type = Option<String>, example = "2025-04-10T17:00:00+07:00")]
    due_before: Option<At>,
    /// `due` (when not given) or `age`: what comes first.
    #[param(pattern = "^(due|age)$")]
    order: Option<String>,
    /// `next` of an earlier page, of the same order.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// Something to look into.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Exception)]
pub struct ExceptionOut {
    /// `anomaly`, `dark` (nobody heard of it although a scan was due), `liability` or `complaint`.
    #[schema(example = "liability")]
    source: &'static str,
    /// Its id among those.
    id: String,
    /// Of which kind: of an anomaly as `skipped_handoff`, of harm `lost` or `damaged`, of a complaint what it is
    /// about.
    #[schema(example = "lost")]
    kind: String,
    /// The number or code of what it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "BH100000017VN")]
    code: Option<String>,
    /// The point that has to look into it; none: no point had it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "481000")]
    owner: Option<String>,
    /// Known since.
    since: String,
    /// By when something is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
}

/// A page of exceptions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Exceptions)]
pub struct ExceptionsOut {
    items: Vec<ExceptionOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl ExceptionOut {
    fn of((one, code): (Exception, Option<(ItemKind, String)>)) -> Self {
        Self {
            source: one.source.as_str(),
            id: one.id,
            kind: one.kind,
            code: code.map(|(_, code)| code),
            owner: one.owner.map(|owner| owner.to_string()),
            since: one.since.to_string(),
            due_at: one.due_at.map(|due| due.to_string()),
        }
    }
}

/// List exceptions
///
/// Open anomalies, parcels nobody heard of, harm that is to be answered for, and complaints that wait for an answer, what is due first on
/// top. Whoever works at points sees those their points have to look into.
#[utoipa::path(
    get,
    path = "/api/v1/exceptions",
    tag = "claims",
    security(("token" = [])),
    params(ListQuery),
    responses(
        (status = 200, body = ExceptionsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list(
    State(app): Shared,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<axum::Json<ExceptionsOut>, Problem> {
    let reader = AnomalyResolver::of(&actor)?;
    let points = match (reader.reach(), query.point) {
        (_, Some(point)) => {
            reader.at(&point)?;
            Some(vec![point])
        }
        (Reach::Everywhere, None) => None,
        (Reach::Points(points), None) => Some(points.clone()),
    };
    let source = query.source.map(|source| source.parse::<Source>()).transpose();
    let source = source.map_err(|told| {
        Problem::new(INVALID)
            .field("?source")
            .detail("Cần anomaly, dark, liability hoặc complaint", told.to_string())
    })?;
    let order = match query.order.as_deref() {
        None | Some("due") => Order::Due,
        Some("age") => Order::Age,
        Some(other) => {
            return Err(Problem::new(INVALID)
                .field("?order")
                .detail("Cần due hoặc age", format!("Expected due or age, got {other:?}")));
        }
    };
    let (after, limit) = (after(query.cursor.as_deref())?, limit(query.limit)?);
    let due_before = query.due_before;
    let filter = Filter { source, points, away: false, before: None, due_before, order };
    let Page { items, next } =
        app.read(move |conn| list_exceptions(conn, &filter, after, limit)).await?;
    let items = items.into_iter().map(ExceptionOut::of).collect();
    Ok(axum::Json(ExceptionsOut { items, next }))
}

/// One of the stages a list can be asked for.
pub(super) fn stage<T: std::str::FromStr>(
    asked: Option<String>,
    words: &[&str],
) -> Result<Option<T>, Problem> {
    let asked = status(asked, words).map_err(|problem| problem.field("?stage"))?;
    Ok(asked.and_then(|stage| stage.parse().ok()))
}
