//! Finding administrative units by their names.

use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::paging::limit;
use crate::base::{Lang, UnitCode};
use crate::network::{AdminUnit, Network, UnitLevel, Words};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::Query;
use crate::web::lang::Speak;

/// The longest that is looked for.
const LONGEST: usize = 100;

/// Which units.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnitsQuery {
    /// Words of the name, with or without marks, or the start of the code; all units when not given.
    #[param(max_length = 100, example = "thach ha")]
    q: Option<String>,
    /// On this day; today when not given.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<NaiveDate>,
    /// Only `province`, `district` or `commune`.
    level: Option<String>,
    /// Only this unit and what lies in it.
    #[param(value_type = Option<String>, example = "42")]
    within: Option<UnitCode>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// A unit that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundUnitOut {
    #[schema(example = "18562")]
    code: String,
    /// With the word before it.
    #[schema(example = "xã Thạch Hà")]
    name: String,
    /// With all units above it.
    #[schema(example = "xã Thạch Hà, tỉnh Hà Tĩnh")]
    path: String,
    /// `province`, `district` or `commune`.
    level: String,
    valid_from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
}

/// Units that were found, the best first.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundUnitsOut {
    items: Vec<FoundUnitOut>,
    /// How many there are, beyond the limit too.
    total: usize,
}

impl FoundUnitOut {
    fn of(unit: &AdminUnit, network: &Network, day: NaiveDate, lang: Lang) -> Self {
        Self {
            code: unit.code.to_string(),
            name: unit.full_name(lang),
            path: network.path_name(&unit.code, day, lang).unwrap_or_default(),
            level: unit.level().to_string(),
            valid_from: unit.period.from.to_string(),
            valid_until: unit.period.until.map(|day| day.to_string()),
        }
    }
}

/// Find administrative units
///
/// Names with the marks that were typed come first, then those without; within each, whole names, then
/// those that begin so, then those that hold it.
#[utoipa::path(
    get,
    path = "/api/v1/units",
    tag = "places",
    security(("token" = [])),
    params(UnitsQuery),
    responses(
        (status = 200, body = FoundUnitsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn units(
    State(app): Shared,
    _caller: Caller,
    Speak(lang): Speak,
    Query(query): Query<UnitsQuery>,
) -> Result<axum::Json<FoundUnitsOut>, Problem> {
    let typed = query.q.unwrap_or_default();
    if typed.chars().count() > LONGEST {
        return Err(Problem::new(INVALID).field("?q").detail(
            format!("Cần tối đa {LONGEST} ký tự"),
            format!("Expected at most {LONGEST} characters"),
        ));
    }
    let level = query.level.map(|level| level.parse::<UnitLevel>()).transpose().map_err(|bad| {
        Problem::new(INVALID).field("?level").detail(
            "Cần province, district hoặc commune",
            format!("Expected {}, got {:?}", bad.expected, bad.got),
        )
    })?;
    let limit = usize::try_from(limit(query.limit)?).unwrap_or_default();
    let day = query.on.unwrap_or_else(|| app.clock.now().date());
    let (words, within) = (Words::new(&typed), query.within);
    let place = app.clone();
    let found = app.read(move |conn| {
        let known = place.known(conn)?;
        let network = &known.network;
        let found = network.find_units(&words, day, level, within.as_ref());
        let items = found.iter().take(limit);
        let items = items.map(|unit| FoundUnitOut::of(unit, network, day, lang)).collect();
        Ok::<_, Problem>(FoundUnitsOut { items, total: found.len() })
    });
    Ok(axum::Json(found.await?))
}
