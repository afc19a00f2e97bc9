//! When a time limit ends, for who asks; nothing is kept.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::deadline_out::DeadlineOut;
use crate::base::At;
use crate::calendar::deadline::deadline;
use crate::calendar::{Audience, Pause, PauseReason, TimeLimit, TimeRefusal, TimeUnit};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::Json;
use crate::web::lang::Speak;

/// The most pauses of one case.
const MOST_PAUSES: usize = 100;

/// What is asked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadlineIn {
    /// Whose working time: `authority`, `post`, `unit:CODE` or `point:CODE`.
    #[schema(value_type = String, example = "authority", pattern = "^(authority|post|unit:.+|point:.+)$")]
    audience: Audience,
    /// When the dossier came.
    #[schema(value_type = String, example = "2025-04-25T16:00:00+07:00")]
    received_at: At,
    time: TimeIn,
    /// While something was awaited; they may overlap.
    #[serde(default)]
    #[schema(max_items = 100)]
    pauses: Vec<PauseIn>,
}

/// So many of a unit of time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeIn {
    #[schema(minimum = 1, maximum = 1000, example = 5)]
    amount: u32,
    /// `working_hour`, `working_day`, `day` or `month`.
    #[schema(value_type = String, example = "working_day")]
    unit: TimeUnit,
}

/// A span in which the clock stands.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PauseIn {
    /// `supplement` or `payment`.
    #[schema(value_type = String, example = "supplement")]
    reason: PauseReason,
    /// When it was asked for.
    #[schema(value_type = String, example = "2025-04-28T10:00:00+07:00")]
    from: At,
    /// When it came; not given while it is awaited.
    #[schema(value_type = Option<String>, example = "2025-04-29T10:00:00+07:00")]
    until: Option<At>,
}

impl DeadlineIn {
    fn pauses(&self) -> Result<Vec<Pause>, Problem> {
        if self.pauses.len() > MOST_PAUSES {
            return Err(bad("pauses", &format!("≤ {MOST_PAUSES}")));
        }
        let read = self.pauses.iter().enumerate().map(|(n, pause)| {
            if pause.from < self.received_at {
                return Err(bad(&format!("pauses[{n}].from"), &format!("≥ {}", self.received_at)));
            }
            Pause::new(pause.reason, pause.from, pause.until)
                .map_err(|_| bad(&format!("pauses[{n}].until"), &format!("> {}", pause.from)))
        });
        read.collect()
    }
}

fn bad(field: &str, expected: &str) -> Problem {
    Problem::new(INVALID)
        .field(field)
        .detail(format!("Cần: {expected}"), format!("Expected: {expected}"))
}

/// Ask when a time limit ends
///
/// Counted in the working time that was imported, with pauses, and explained: from when it counts, which
/// days were passed over and why, which decisions it rests on. Nothing is kept.
#[utoipa::path(
    post,
    path = "/api/v1/deadlines",
    tag = "time",
    security(("token" = [])),
    request_body = DeadlineIn,
    responses(
        (status = 200, body = DeadlineOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "The days of a year, or a week, were not loaded", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn ask(
    State(app): Shared,
    _caller: Caller,
    Speak(lang): Speak,
    Json(input): Json<DeadlineIn>,
) -> Result<axum::Json<DeadlineOut>, Problem> {
    let time = TimeLimit::new(input.time.amount, input.time.unit)
        .ok_or_else(|| bad("time.amount", &format!("1–{}", TimeLimit::MOST)))?;
    let pauses = input.pauses()?;
    let place = app.clone();
    let told = app.read(move |conn| {
        let known = place.known(conn)?;
        let (network, at) = (&known.network, input.received_at);
        let calendar = network.calendar(&known.calendars, &input.audience, at.date())?;
        let told = deadline(&calendar, at, time, &pauses).map_err(TimeRefusal::from)?;
        Ok::<_, Problem>(DeadlineOut::of(&told, lang))
    });
    Ok(axum::Json(told.await?))
}
