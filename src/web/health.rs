//! Is the process up, is it ready to serve, what does it count. For supervisors and dashboards; nothing
//! here names a person, a parcel or a case.

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::Shared;
use super::error::{BUSY, Problem, ProblemBody};
use crate::app::NotReady;
use crate::store::schema;

/// The process answers.
#[derive(Serialize, ToSchema)]
pub struct Live {
    /// Always `up`.
    #[schema(example = "up")]
    status: &'static str,
    /// The program's version.
    version: &'static str,
}

/// The process can serve.
#[derive(Serialize, ToSchema)]
pub struct Ready {
    /// Always `ready`.
    #[schema(example = "ready")]
    status: &'static str,
    /// The kind of database that answered.
    #[schema(example = "PostgreSQL")]
    database: &'static str,
    /// `current`, or `newer`: a newer version has brought the database up, and this process goes on beside
    /// it until it is replaced.
    #[schema(example = "current")]
    schema: &'static str,
}

/// Liveness: the process answers
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, body = Live)))]
pub async fn live() -> axum::Json<Live> {
    axum::Json(Live { status: "up", version: env!("CARGO_PKG_VERSION") })
}

/// Readiness: the database answers, fits this program and takes what is written, and the intake takes scans
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "operation",
    responses(
        (status = 200, body = Ready),
        (status = 503, description = "Not now", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn ready(State(app): Shared) -> Result<axum::Json<Ready>, Problem> {
    let standing = app.read(|conn| schema::standing(conn).map_err(Problem::from)).await?;
    let pending = standing.pending.len();
    if pending > 0 {
        return Err(Problem::new(BUSY).retry_after(30).detail(
            format!("Cơ sở dữ liệu thiếu {pending} bước cập nhật; chạy hosopost migrate"),
            format!("The database lacks {pending} migrations; run hosopost migrate"),
        ));
    }
    if let Err(why) = app.intake.ready().await {
        let (seconds, vi, en) = match why {
            NotReady::Stopped => (
                30,
                "Luồng ghi nhận đã dừng; khởi động lại dịch vụ",
                "The intake has stopped; start the service again",
            ),
            NotReady::Full => {
                (2, "Quá nhiều lần quét đang chờ ghi", "Too many scans wait to be recorded")
            }
            NotReady::CannotWrite => (
                5,
                "Cơ sở dữ liệu chưa ghi được: bị khóa, hết chỗ, chỉ đọc hoặc mất kết nối",
                "The database takes no writing: locked, full, read-only or gone",
            ),
        };
        return Err(Problem::new(BUSY).retry_after(seconds).detail(vi, en));
    }
    // Every migration lets the version before it go on, so a newer schema is no reason to stop.
    let schema = if standing.unknown.is_empty() { "current" } else { "newer" };
    Ok(axum::Json(Ready { status: "ready", database: app.database.kind(), schema }))
}

/// Figures in Prometheus's text form
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "operation",
    responses((status = 200, description = "OpenMetrics text", body = String, content_type = "application/openmetrics-text"))
)]
pub async fn metrics(State(app): Shared) -> impl IntoResponse {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], app.metrics.text(app.intake.waiting()))
}
