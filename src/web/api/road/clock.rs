//! What time it is here, for a phone whose own clock may be anything.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::web::Shared;

/// The time.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockOut {
    #[schema(example = "2025-04-08T09:30:00+07:00")]
    now: String,
    /// The same in milliseconds since 1970.
    now_ms: i64,
}

/// What time it is
///
/// For anybody. A phone that notes when it asked and when it was answered knows how far its own clock is off, and
/// says so with every scan.
#[utoipa::path(
    get,
    path = "/api/v1/road/clock",
    tag = "road",
    responses((status = 200, body = ClockOut))
)]
pub async fn show(State(app): Shared) -> axum::Json<ClockOut> {
    let now = app.clock.now();
    axum::Json(ClockOut { now: now.to_string(), now_ms: now.millis() })
}
