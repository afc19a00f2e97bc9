//! How long the post may take from here to there, and what that promises.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::deadline_out::{DeadlineOut, TimeOut};
use crate::base::{At, Lang, PointCode};
use crate::cases::Direction;
use crate::dispatch::{Promise, Promises};
use crate::network::ZoneMember;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, NOT_FOUND, Problem, ProblemBody};
use crate::web::input::Query;
use crate::web::lang::Speak;

/// From where to where, and when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TransitQuery {
    /// `submit`, `return` or `internal`; a round trip is the first two.
    #[param(value_type = String, pattern = "^(submit|return|internal)$", example = "submit")]
    service: Direction,
    /// The code of a point or of an administrative unit.
    #[param(value_type = String, example = "481940")]
    from: PointCode,
    /// The code of a point or of an administrative unit.
    #[param(value_type = String, example = "H27.00")]
    to: PointCode,
    /// When the post accepts it; now when not given.
    #[param(value_type = Option<String>, example = "2025-04-08T09:30:00+07:00")]
    accepted_at: Option<At>,
}

/// A transit target, and the delivery it promises.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransitOut {
    #[schema(example = "submit")]
    service: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    from_zone: Option<ZoneOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_zone: Option<ZoneOut>,
    target: TargetOut,
    /// The expected delivery (`due_at`), counted in the post's working time.
    expected: DeadlineOut,
}

/// A zone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZoneOut {
    #[schema(example = "HT.TH")]
    code: String,
    name: String,
}

/// The row of the table that was used.
#[derive(Debug, Serialize, ToSchema)]
pub struct TargetOut {
    /// The zones the row names, as patterns.
    #[schema(example = "HT.*")]
    from: String,
    #[schema(example = "HT.*")]
    to: String,
    time: TimeOut,
    valid_from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
    decision: String,
}

impl TransitOut {
    /// The promise in one language.
    pub fn of(promise: &Promise<'_>, lang: Lang) -> Self {
        let zone = |member: &ZoneMember| ZoneOut {
            code: member.zone.to_string(),
            name: member.name.clone(),
        };
        let target = promise.target;
        Self {
            service: target.service.as_str(),
            from_zone: promise.from.map(zone),
            to_zone: promise.to.map(zone),
            target: TargetOut {
                from: target.zones.from.to_string(),
                to: target.zones.to.to_string(),
                time: TimeOut::of(target.time, lang),
                valid_from: target.period.from.to_string(),
                valid_until: target.period.until.map(|day| day.to_string()),
                decision: target.decision.clone(),
            },
            expected: DeadlineOut::of(&promise.deadline, lang),
        }
    }
}

/// Ask how long carriage may take
///
/// The transit target that holds between two places for what is accepted then, and the delivery it
/// promises. Where no target was imported nothing is promised.
#[utoipa::path(
    get,
    path = "/api/v1/transit",
    tag = "time",
    security(("token" = [])),
    params(TransitQuery),
    responses(
        (status = 200, body = TransitOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No target holds, or the post's working time was not loaded", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn quote(
    State(app): Shared,
    _caller: Caller,
    Speak(lang): Speak,
    Query(query): Query<TransitQuery>,
) -> Result<axum::Json<TransitOut>, Problem> {
    let at = query.accepted_at.unwrap_or_else(|| app.clock.now());
    let place = app.clone();
    let told = app.read(move |conn| {
        let known = place.known(conn)?;
        let promises = known.promises();
        let from = unit(&promises, "?from", &query.from, at)?;
        let to = unit(&promises, "?to", &query.to, at)?;
        let promise = promises.promise(query.service, (from, to), at)?.ok_or_else(none_holds)?;
        Ok::<_, Problem>(TransitOut::of(&promise, lang))
    });
    Ok(axum::Json(told.await?))
}

fn unit<'a>(
    promises: &Promises<'a>,
    field: &str,
    code: &PointCode,
    at: At,
) -> Result<&'a crate::base::UnitCode, Problem> {
    let day = at.date();
    promises.unit_of(code, day).ok_or_else(|| {
        Problem::new(INVALID).field(field).detail(
            format!("Cần mã một điểm hoặc đơn vị hành chính có vào ngày {day}, đã nhận {code}"),
            format!("Expected the code of a point or administrative unit of {day}, got {code}"),
        )
    })
}

fn none_holds() -> Problem {
    Problem::new(NOT_FOUND).detail(
        "Chưa có chỉ tiêu thời gian toàn trình cho chặng này: hosopost import targets TỆP",
        "No transit target holds here: hosopost import targets FILE",
    )
}
