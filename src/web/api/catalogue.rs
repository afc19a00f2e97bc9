//! The catalogue as a whole: how many procedures of each level may go by post, and what people call its
//! states.

use std::str::FromStr;

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::base::place::BadCode;
use crate::catalogue::{CatalogueVersion, Counts, Gaps, LevelCounts, Listed};
use crate::flows::name_version;
use crate::people::Administrator;
use crate::store::procedures::versions as store;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::{Json, Query};

/// On which day.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OnQuery {
    /// On this day; today when not given.
    #[param(value_type = Option<String>, format = Date)]
    pub(super) on: Option<NaiveDate>,
}

/// Reads a word of a question, or says which words there are.
pub(super) fn word<T: FromStr<Err = BadCode>>(
    field: &str,
    text: Option<&String>,
) -> Result<Option<T>, Problem> {
    text.map(|text| {
        text.parse().map_err(|bad: BadCode| {
            let expected = bad.expected;
            Problem::new(INVALID)
                .field(field)
                .detail(format!("Cần: {expected}"), format!("Expected: {expected}"))
        })
    })
    .transpose()
}

/// The catalogue of a day in numbers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CatalogueCounts)]
pub struct CountsOut {
    on: String,
    /// All procedures in force.
    procedures: usize,
    /// By level, from above.
    levels: Vec<LevelOut>,
    gaps: GapsOut,
}

/// The counts of one level.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CatalogueLevel)]
pub struct LevelOut {
    /// `ministry`, `province`, `district`, `commune` or `other`.
    level: String,
    /// All procedures of the level in force.
    procedures: usize,
    /// Whose dossiers may be received by post.
    received: ListedOut,
    /// Whose results may be returned by post.
    returned: ListedOut,
    /// One way or the other: the length of the list as it is published.
    either: ListedOut,
}

/// How many a level's lists name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CatalogueListed)]
pub struct ListedOut {
    /// Codes on the list.
    listed: usize,
    /// Those of them that the catalogue knows.
    known: usize,
    /// Those of them that the catalogue, too, puts at that level.
    of_level: usize,
    /// These in percent of all procedures of the level; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    percent: Option<f64>,
}

/// What is kept although something about it is missing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CatalogueGaps)]
pub struct GapsOut {
    /// Codes on a list that the catalogue does not know.
    listed_unknown: usize,
    /// Procedures with a time whose unit nobody published.
    time_unit_unspecified: usize,
    /// Procedures without any time.
    time_missing: usize,
    /// Procedures without an authority.
    agency_missing: usize,
    /// Procedures of whose fee nothing is known.
    fee_missing: usize,
    /// Procedures whose fee is not published as a number.
    fee_by_case: usize,
    /// Procedures without a list of papers.
    papers_missing: usize,
}

impl From<Counts> for CountsOut {
    fn from(counts: Counts) -> Self {
        Self {
            on: counts.on.to_string(),
            procedures: counts.procedures,
            levels: counts.levels.into_iter().map(LevelOut::from).collect(),
            gaps: counts.gaps.into(),
        }
    }
}

impl From<LevelCounts> for LevelOut {
    fn from(counts: LevelCounts) -> Self {
        Self {
            level: counts.level.as_str().to_owned(),
            procedures: counts.procedures,
            received: counts.received.into(),
            returned: counts.returned.into(),
            either: counts.either.into(),
        }
    }
}

impl From<Listed> for ListedOut {
    fn from(Listed { listed, known, of_level, percent }: Listed) -> Self {
        Self { listed, known, of_level, percent }
    }
}

impl From<Gaps> for GapsOut {
    fn from(gaps: Gaps) -> Self {
        Self {
            listed_unknown: gaps.listed_unknown,
            time_unit_unspecified: gaps.time_unit_unspecified,
            time_missing: gaps.time_missing,
            agency_missing: gaps.agency_missing,
            fee_missing: gaps.fee_missing,
            fee_by_case: gaps.fee_by_case,
            papers_missing: gaps.papers_missing,
        }
    }
}

/// Count the catalogue
///
/// How many procedures of each level may go by post, with the share of all of that level, and what is
/// missing.
#[utoipa::path(
    get,
    path = "/api/v1/catalogue/counts",
    tag = "catalogue",
    security(("token" = [])),
    params(OnQuery),
    responses(
        (status = 200, body = CountsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn counts(
    State(app): Shared,
    _caller: Caller,
    Query(query): Query<OnQuery>,
) -> Result<axum::Json<CountsOut>, Problem> {
    let day = query.on.unwrap_or_else(|| app.clock.now().date());
    let place = app.clone();
    let counted = app.read(move |conn| Ok::<_, Problem>(place.known(conn)?.catalogue.counts(day)));
    Ok(axum::Json(counted.await?.into()))
}

/// A state of the catalogue to be named.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = CatalogueVersionIn)]
#[serde(deny_unknown_fields)]
pub struct VersionBody {
    /// The decision, as people cite it.
    #[schema(min_length = 1, max_length = 500, example = "QĐ 1234/QĐ-UBND")]
    name: String,
    /// The day whose state is meant.
    #[schema(value_type = String, format = Date)]
    on: NaiveDate,
}

/// A state of the catalogue that has a name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CatalogueVersion)]
pub struct VersionOut {
    name: String,
    on: String,
    /// Absent of what was imported before versions were noted.
    #[serde(skip_serializing_if = "Option::is_none")]
    noted_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    noted_by: Option<String>,
}

/// All states that have a name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CatalogueVersions)]
pub struct VersionsOut {
    items: Vec<VersionOut>,
}

impl From<CatalogueVersion> for VersionOut {
    fn from(version: CatalogueVersion) -> Self {
        let noted = version.noted.map(|noted| (noted.at.to_string(), noted.by));
        let (noted_at, noted_by) = noted.unzip();
        Self { name: version.name, on: version.day.to_string(), noted_at, noted_by }
    }
}

/// List versions of the catalogue
///
/// What people call its states ("the catalogue of QĐ …"), the earliest day first.
#[utoipa::path(
    get,
    path = "/api/v1/catalogue/versions",
    tag = "catalogue",
    security(("token" = [])),
    responses(
        (status = 200, body = VersionsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn versions(
    State(app): Shared,
    _caller: Caller,
) -> Result<axum::Json<VersionsOut>, Problem> {
    let all = app.read(|conn| store::load(conn).map_err(Problem::from)).await?;
    Ok(axum::Json(VersionsOut { items: all.into_iter().map(VersionOut::from).collect() }))
}

/// Name a version of the catalogue
///
/// Whoever noted a name for a day first stays; doing so again changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/catalogue/versions",
    tag = "catalogue",
    security(("token" = [])),
    request_body = VersionBody,
    responses(
        (status = 201, body = VersionOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn name(
    State(app): Shared,
    caller: Caller,
    Json(body): Json<VersionBody>,
) -> Result<(StatusCode, axum::Json<VersionOut>), Problem> {
    let cx = caller.context(&app);
    let by = Administrator::of(&cx.who)?;
    let named =
        app.intake.run(move |conn, _| name_version(conn, &cx, &by, &body.name, body.on)).await??;
    Ok((StatusCode::CREATED, axum::Json(named.into())))
}
