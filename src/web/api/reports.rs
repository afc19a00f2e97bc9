//! What managers are told.

use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::flows::{ReportAsked, report_units};
use crate::network::UnitLevel;
use crate::people::ReportReader;
use crate::reports::{As, Counts, UnitReport, UnitRow};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::Query;

/// The longest span, in days: ten years.
pub const MOST_DAYS: i64 = 3_660;

/// What is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnitsQuery {
    /// The first day.
    #[param(value_type = String, format = Date, example = "2025-06-01")]
    from: NaiveDate,
    /// The day after the last.
    #[param(value_type = String, format = Date, example = "2025-08-01")]
    until: NaiveDate,
    /// By the units of `then` (when not given) or of `now`.
    #[serde(rename = "as")]
    #[param(pattern = "^(then|now)$")]
    by: Option<String>,
    /// `commune` (when not given), `district` or `province`.
    #[param(pattern = "^(commune|district|province)$")]
    level: Option<String>,
}

/// Counts by unit over some days.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitsReportOut {
    from: String,
    until: String,
    /// `then` or `now`.
    #[serde(rename = "as")]
    by: &'static str,
    level: &'static str,
    rows: Vec<UnitRowOut>,
    /// All rows together: the same by the units of then and of now.
    total: UnitRowOut,
}

/// What happened in one unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitRowOut {
    /// None in the total, and for what happened at a point whose place nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    /// Since when the unit is (or was) so called: a code alone may name two.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_from: Option<String>,
    /// With those above it.
    name: String,
    /// Parcels taken in by the post.
    accepted: CountsOut,
    /// Parcels delivered.
    delivered: CountsOut,
    /// How many of both stand here because this part of a divided unit was proposed, not known.
    estimated: u64,
}

/// Parcels by the way their dossier goes.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountsOut {
    submit: u64,
    #[serde(rename = "return")]
    returned: u64,
    internal: u64,
    total: u64,
}

impl From<Counts> for CountsOut {
    fn from(counts: Counts) -> Self {
        let Counts { submit, returned, internal, total } = counts;
        Self { submit, returned, internal, total }
    }
}

impl From<UnitRow> for UnitRowOut {
    fn from(row: UnitRow) -> Self {
        Self {
            unit: row.unit.map(|unit| unit.to_string()),
            valid_from: row.valid_from.map(|day| day.to_string()),
            name: row.name,
            accepted: row.accepted.into(),
            delivered: row.delivered.into(),
            estimated: row.estimated,
        }
    }
}

impl From<UnitReport> for UnitsReportOut {
    fn from(report: UnitReport) -> Self {
        Self {
            from: report.from.to_string(),
            until: report.until.to_string(),
            by: report.by.as_str(),
            level: report.level.as_str(),
            rows: report.rows.into_iter().map(UnitRowOut::from).collect(),
            total: report.total.into(),
        }
    }
}

fn word<T: std::str::FromStr>(
    field: &str,
    text: Option<&str>,
    otherwise: T,
    expected: &str,
) -> Result<T, Problem> {
    text.map_or(Ok(otherwise), |text| {
        text.parse().map_err(|_| {
            Problem::new(INVALID)
                .field(field)
                .detail(format!("Cần: {expected}"), format!("Expected: {expected}"))
        })
    })
}

/// Count parcels by unit
///
/// Accepted and delivered, by the direction of the dossier: in the units as they were when it happened, or
/// in the units of today. A manager of some points is told of those alone.
#[utoipa::path(
    get,
    path = "/api/v1/reports/units",
    tag = "reports",
    security(("token" = [])),
    params(UnitsQuery),
    responses(
        (status = 200, body = UnitsReportOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn units(
    State(app): Shared,
    Caller(actor): Caller,
    Query(query): Query<UnitsQuery>,
) -> Result<axum::Json<UnitsReportOut>, Problem> {
    let right = ReportReader::of(&actor)?;
    let by = word("?as", query.by.as_deref(), As::Then, "then, now")?;
    let levels = "commune, district, province";
    let level = word("?level", query.level.as_deref(), UnitLevel::Commune, levels)?;
    let (from, until) = (query.from, query.until);
    if until <= from || (until - from).num_days() > MOST_DAYS {
        return Err(Problem::new(INVALID).field("?until").detail(
            format!("Cần ngày sau {from}, nhiều nhất {MOST_DAYS} ngày"),
            format!("Expected a day after {from}, at most {MOST_DAYS} days"),
        ));
    }
    let today = app.clock.now().date();
    let place = app.clone();
    let report = app.read(move |conn| {
        let known = place.known(conn)?;
        let asked = ReportAsked { from, until, by, level };
        report_units(conn, &right, &known.atlas(), asked, today).map_err(Problem::from)
    });
    Ok(axum::Json(report.await?.into()))
}
