//! Working time: what a day is, and the working day so many days on.

use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::calendar::{Audience, DayKind, NotLoaded};
use crate::store::holidays;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, NOT_FOUND, Problem, ProblemBody};
use crate::web::input::{Path, Query};

/// The most days to count on: three years of them.
const MOST: u32 = 1000;

/// For whom, and how far.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DayQuery {
    /// `authority` (when not given) or `post`: the post works on Saturdays.
    #[param(pattern = "^(authority|post)$")]
    audience: Option<String>,
    /// Count so many working days on from the day.
    #[param(minimum = 0, maximum = 1000, default = 0)]
    add: Option<u32>,
}

/// A day, and where counting from it leads.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayOut {
    #[schema(example = "2025-04-30")]
    date: String,
    /// `working`, `rest`, or what was loaded: `holiday`, `observed`, `swap_rest`, `swap_working`, `half_day`.
    #[schema(example = "holiday")]
    kind: String,
    /// Whether it is worked.
    working: bool,
    /// The working day that `add` working days later is; with 0 the day itself, or the first one after it.
    #[schema(example = "2025-05-05")]
    then: String,
}

/// Ask about a day
///
/// By the holidays and exchanged days that were imported. A year nobody has loaded is said to be missing,
/// never guessed.
#[utoipa::path(
    get,
    path = "/api/v1/calendar/{date}",
    tag = "places",
    security(("token" = [])),
    params(("date" = String, Path, example = "2025-04-30"), DayQuery),
    responses(
        (status = 200, body = DayOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "The days of that year were not loaded", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn day(
    State(app): Shared,
    _caller: Caller,
    Path(date): Path<NaiveDate>,
    Query(query): Query<DayQuery>,
) -> Result<axum::Json<DayOut>, Problem> {
    let audience = match query.audience.as_deref() {
        None | Some("authority") => Audience::Authority,
        Some("post") => Audience::Post,
        Some(_) => return Err(bad("?audience", "authority, post")),
    };
    let add = query.add.unwrap_or(0);
    if add > MOST {
        return Err(bad("?add", &format!("0–{MOST}")));
    }
    let calendar = app
        .read(move |conn| holidays::load_calendar(conn, audience).map_err(Problem::from))
        .await?;
    let kind = calendar.day_kind(date).map_err(missing)?;
    let then = calendar.add_working_days(date, add).map_err(missing)?;
    let kind_word = match kind {
        DayKind::Working => "working",
        DayKind::Rest => "rest",
        DayKind::Special(special) => special.as_str(),
    };
    Ok(axum::Json(DayOut {
        date: date.to_string(),
        kind: kind_word.to_owned(),
        working: kind.is_working(),
        then: then.to_string(),
    }))
}

fn bad(field: &str, expected: &str) -> Problem {
    Problem::new(INVALID)
        .field(field)
        .detail(format!("Cần: {expected}"), format!("Expected: {expected}"))
}

fn missing(NotLoaded { year }: NotLoaded) -> Problem {
    Problem::new(NOT_FOUND).detail(
        format!("Chưa nạp lịch năm {year}: hosopost import holidays"),
        format!("The days of {year} were not loaded: hosopost import holidays"),
    )
}
