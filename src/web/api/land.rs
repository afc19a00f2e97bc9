//! Whose land it is: the unit at a coordinate, outlines that come in, and maps that go out.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::addresses::position;
use crate::base::{Lang, UnitCode};
use crate::flows::{BoundariesRefusal, BoundariesReport, import_boundaries};
use crate::network::map::map_svg;
use crate::people::Administrator;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, NOT_FOUND, Problem, ProblemBody};
use crate::web::input::{JsonText, Path, Query};
use crate::web::lang::Speak;

/// The most bytes of outlines that one request may bring; a larger map comes by the command line.
pub const MAX_OUTLINES: usize = 32 * 1024 * 1024;

/// Where.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AtQuery {
    /// Degrees north.
    #[param(example = 18.35, minimum = 6, maximum = 24)]
    lat: f64,
    /// Degrees east.
    #[param(example = 105.9, minimum = 102, maximum = 118)]
    lon: f64,
    /// On this day; today when not given.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<NaiveDate>,
}

/// The unit at a coordinate.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitAtOut {
    #[schema(example = "18073")]
    code: String,
    /// With those above it.
    #[schema(example = "phường Thành Sen, tỉnh Hà Tĩnh")]
    name: String,
    /// `commune`, or a level above where only its outline was imported.
    level: String,
}

/// Find the unit at a coordinate
///
/// By the outlines that were imported. On a border it is exactly one, and always the same.
#[utoipa::path(
    get,
    path = "/api/v1/units/at",
    tag = "places",
    security(("token" = [])),
    params(AtQuery),
    responses(
        (status = 200, body = UnitAtOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "At sea, abroad, or where no outline was imported", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn at(
    State(app): Shared,
    _caller: Caller,
    Speak(lang): Speak,
    Query(query): Query<AtQuery>,
) -> Result<axum::Json<UnitAtOut>, Problem> {
    let at = position(("?lat", "?lon"), Some(query.lat), Some(query.lon))?;
    let day = query.on.unwrap_or_else(|| app.clock.now().date());
    let place = app.clone();
    let found = app.read(move |conn| {
        let known = place.known(conn)?;
        let here = at.and_then(|at| known.boundaries.at(at, day));
        let unit = here.and_then(|here| known.network.unit_on(&here.unit, day));
        let out = unit.map(|unit| UnitAtOut {
            code: unit.code.to_string(),
            name: known.network.path_name(&unit.code, day, lang).unwrap_or_default(),
            level: unit.level().to_string(),
        });
        Ok::<_, Problem>((out, known.boundaries.is_empty()))
    });
    let (out, nothing_imported) = found.await?;
    out.map(axum::Json).ok_or_else(|| nowhere(nothing_imported))
}

fn nowhere(nothing_imported: bool) -> Problem {
    let problem = Problem::new(NOT_FOUND);
    if nothing_imported {
        problem.code("no_boundaries").detail(
            "Chưa nạp ranh giới nào: hosopost import boundaries",
            "No outlines were imported: hosopost import boundaries",
        )
    } else {
        problem.code("outside_boundaries").detail(
            "Tọa độ nằm ngoài mọi ranh giới đã nạp: trên biển, ngoài nước hoặc chưa có bản đồ",
            "The coordinate lies outside every outline imported: at sea, abroad or not mapped",
        )
    }
}

/// On which day.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MapQuery {
    /// On this day; today when not given.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<NaiveDate>,
}

/// Draw a unit
///
/// An image that can stand in a page: its parts in outline with their names, and its points. Where no
/// outlines were imported, the points alone.
#[utoipa::path(
    get,
    path = "/api/v1/units/{code}/map.svg",
    tag = "places",
    security(("token" = [])),
    params(("code" = String, Path, example = "42"), MapQuery),
    responses(
        (status = 200, body = String, content_type = "image/svg+xml"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such unit on that day", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn map(
    State(app): Shared,
    _caller: Caller,
    Speak(lang): Speak,
    Path(code): Path<UnitCode>,
    Query(query): Query<MapQuery>,
) -> Result<Response, Problem> {
    let day = query.on.unwrap_or_else(|| app.clock.now().date());
    let place = app.clone();
    let drawn = app.read(move |conn| {
        let known = place.known(conn)?;
        map_svg(&known.atlas(), &code, day, lang).ok_or_else(|| {
            let (vi, en) =
                (format!("Không có {code} vào ngày {day}"), format!("There is no {code} on {day}"));
            Problem::new(NOT_FOUND).detail(vi, en)
        })
    });
    let headers = [(header::CONTENT_TYPE, "image/svg+xml; charset=utf-8")];
    Ok((headers, drawn.await?).into_response())
}

/// From when the outlines hold.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OutlinesQuery {
    /// The first day of outlines that changed while their units went on; without it they hold as long as
    /// the units do.
    #[param(value_type = Option<String>, format = Date)]
    valid_from: Option<NaiveDate>,
    /// Say what would change, and change nothing.
    #[param(default = false)]
    dry_run: Option<bool>,
}

/// What an import of outlines did.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutlinesOut {
    read: usize,
    added: usize,
    changed: usize,
    unchanged: usize,
}

/// Import outlines of units
///
/// A GeoJSON FeatureCollection of polygons; each feature's `id`, or its property `code`, is the unit's
/// code. The whole file, or nothing and the first bad feature by its index.
#[utoipa::path(
    post,
    path = "/api/v1/boundaries",
    tag = "places",
    security(("token" = [])),
    params(OutlinesQuery),
    request_body(content = serde_json::Value, content_type = "application/geo+json", description = "A FeatureCollection"),
    responses(
        (status = 200, body = OutlinesOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn import(
    State(app): Shared,
    caller: Caller,
    Query(query): Query<OutlinesQuery>,
    JsonText(bytes): JsonText<MAX_OUTLINES>,
) -> Result<(StatusCode, axum::Json<OutlinesOut>), Problem> {
    let cx = caller.context(&app);
    Administrator::of(&cx.who)?;
    let done = app.intake.run(move |conn, _| taken(conn, &bytes, &query)).await??;
    let BoundariesReport { read, added, changed, unchanged } = done;
    Ok((StatusCode::OK, axum::Json(OutlinesOut { read, added, changed, unchanged })))
}

fn taken(
    conn: &mut crate::store::Conn,
    bytes: &Bytes,
    query: &OutlinesQuery,
) -> Result<BoundariesReport, Problem> {
    let dry_run = query.dry_run.unwrap_or(false);
    import_boundaries(conn, bytes, query.valid_from, dry_run, &mut |_| {}).map_err(|refusal| {
        match refusal {
            BoundariesRefusal::NotGeoJson(_) => Problem::new(INVALID).code("not_geojson").detail(
                format!("Cần tệp GeoJSON kiểu FeatureCollection: {refusal}"),
                refusal.to_string(),
            ),
            BoundariesRefusal::Features { total, problems } => {
                let first = problems.first();
                let place = first.map(|one| format!("features[{}].{}", one.feature, one.field));
                let told: Vec<String> = problems.iter().take(20).map(ToString::to_string).collect();
                let told = told.join("; ");
                let problem = Problem::new(INVALID).code("bad_features").detail(
                    format!("{total} đối tượng không nạp được, chưa nạp gì: {told}"),
                    format!("{total} features cannot be taken, nothing was imported: {told}"),
                );
                match place {
                    Some(place) => problem.field(place),
                    None => problem,
                }
            }
            BoundariesRefusal::Store(error) => error.into(),
        }
    })
}

/// The words for a person at the command line.
pub fn nowhere_words(nothing_imported: bool, lang: Lang) -> String {
    nowhere(nothing_imported).told(lang).unwrap_or_default().to_owned()
}
