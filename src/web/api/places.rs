//! Points and administrative units, as of a date. Places are public: any token may read them.

use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::base::text::fold;
use crate::base::{Lang, PointCode, UnitCode};
use crate::network::{AdminUnit, Point, Position};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, NOT_FOUND, Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::lang::Speak;

/// How many points one answer holds: a person chooses among a few.
const MOST: usize = 50;

/// Which points.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PointsQuery {
    /// The nearest to `lat,lon` first.
    #[param(example = "18.35,105.9")]
    near: Option<String>,
    /// In this unit, or below it.
    #[param(value_type = Option<String>)]
    unit: Option<UnitCode>,
    /// Words of the name, with or without marks, or the start of the code.
    #[param(max_length = 100)]
    q: Option<String>,
    /// On this day; today when not given.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<NaiveDate>,
}

/// On which day.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OnQuery {
    /// On this day; today when not given.
    #[param(value_type = Option<String>, format = Date)]
    on: Option<NaiveDate>,
}

/// A point.
#[derive(Debug, Serialize, ToSchema)]
pub struct PointOut {
    code: String,
    name: String,
    #[schema(example = "cultural_post_point")]
    kind: String,
    kind_text: String,
    unit: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lat: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lon: Option<f64>,
    hours: String,
    /// `post`, `desk` or `post+desk`.
    roles: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<String>,
    valid_from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
    /// From where was asked, in metres as the crow flies.
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_m: Option<f64>,
}

/// Points.
#[derive(Debug, Serialize, ToSchema)]
pub struct PointsOut {
    items: Vec<PointOut>,
}

impl PointOut {
    fn of(point: &Point, lang: Lang, distance_m: Option<f64>) -> Self {
        Self {
            code: point.code.to_string(),
            name: point.name.clone(),
            kind: point.kind.to_string(),
            kind_text: point.kind.word(lang).to_owned(),
            unit: point.unit.to_string(),
            lat: point.position.map(|position| position.lat),
            lon: point.position.map(|position| position.lon),
            hours: point.hours.to_string(),
            roles: point.roles.as_str().to_owned(),
            agency: point.agency.clone(),
            valid_from: point.period.from.to_string(),
            valid_until: point.period.until.map(|day| day.to_string()),
            distance_m: distance_m.map(f64::round),
        }
    }
}

fn near(text: &str) -> Result<Position, Problem> {
    let read = text.split_once(',').and_then(|(lat, lon)| {
        Position::new(lat.trim().parse().ok()?, lon.trim().parse().ok()?).ok()
    });
    read.ok_or_else(|| {
        Problem::new(INVALID).field("?near").detail(
            "Cần vĩ độ,kinh độ trong Việt Nam, ví dụ 18.35,105.9",
            "Expected latitude,longitude in Viet Nam, like 18.35,105.9",
        )
    })
}

/// Find points
///
/// At most 50: the nearest, or by code.
#[utoipa::path(
    get,
    path = "/api/v1/points",
    tag = "places",
    security(("token" = [])),
    params(PointsQuery),
    responses(
        (status = 200, body = PointsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn points(
    State(app): Shared,
    _caller: Caller,
    Speak(lang): Speak,
    Query(query): Query<PointsQuery>,
) -> Result<axum::Json<PointsOut>, Problem> {
    let from = query.near.as_deref().map(near).transpose()?;
    let day = query.on.unwrap_or_else(|| app.clock.now().date());
    let words = query.q.as_deref().map(fold).unwrap_or_default();
    let unit = query.unit;
    let place = app.clone();
    let found = app.read(move |conn| {
        let known = place.known(conn)?;
        let network = &known.network;
        let in_unit = |point: &Point| {
            unit.as_ref().is_none_or(|unit| {
                network.ancestors(&point.unit, day).iter().any(|above| above.code == *unit)
                    || point.unit == *unit
            })
        };
        let wanted = |point: &Point| {
            let named =
                fold(&point.name).contains(&words) || fold(point.code.as_str()).starts_with(&words);
            named && in_unit(point)
        };
        let found: Vec<(&Point, Option<f64>)> = if let Some(from) = from {
            let near = network.nearest_points(from, day, wanted).into_iter();
            near.map(|(point, away)| (point, Some(away))).collect()
        } else {
            let all = network.points_on(day).into_iter();
            all.filter(|point| wanted(point)).map(|point| (point, None)).collect()
        };
        let items =
            found.into_iter().take(MOST).map(|(point, away)| PointOut::of(point, lang, away));
        Ok::<_, Problem>(PointsOut { items: items.collect() })
    });
    Ok(axum::Json(found.await?))
}

/// Look at a point
#[utoipa::path(
    get,
    path = "/api/v1/points/{code}",
    tag = "places",
    security(("token" = [])),
    params(("code" = String, Path, example = "481900"), OnQuery),
    responses(
        (status = 200, body = PointOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such point on that day", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn point(
    State(app): Shared,
    _caller: Caller,
    Speak(lang): Speak,
    Path(code): Path<PointCode>,
    Query(query): Query<OnQuery>,
) -> Result<axum::Json<PointOut>, Problem> {
    let day = query.on.unwrap_or_else(|| app.clock.now().date());
    let place = app.clone();
    let found = app.read(move |conn| {
        let known = place.known(conn)?;
        let point = known.network.point_on(&code, day).ok_or_else(|| not_on(&code, day))?;
        Ok::<_, Problem>(PointOut::of(point, lang, None))
    });
    Ok(axum::Json(found.await?))
}

fn not_on(code: &dyn std::fmt::Display, day: NaiveDate) -> Problem {
    Problem::new(NOT_FOUND)
        .detail(format!("Không có {code} vào ngày {day}"), format!("There is no {code} on {day}"))
}

/// An administrative unit on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitOut {
    code: String,
    /// With the word before it.
    #[schema(example = "xã Thạch Đài")]
    name: String,
    /// `province`, `district` or `commune`.
    level: String,
    valid_from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
    /// The units above it, the nearest first.
    above: Vec<NamedOut>,
    /// What holds its land today, when that is no longer itself; the proposed one first.
    successors: Vec<SuccessorOut>,
}

/// A unit by code and name.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedOut {
    code: String,
    name: String,
}

/// A unit that holds (part of) the land today.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuccessorOut {
    code: String,
    name: String,
    /// Whether it is the one to propose when nobody has decided.
    proposed: bool,
}

/// Look at an administrative unit
///
/// As it was on a day: its name, what it lay in, and what holds its land today.
#[utoipa::path(
    get,
    path = "/api/v1/units/{code}",
    tag = "places",
    security(("token" = [])),
    params(("code" = String, Path, example = "18592"), OnQuery),
    responses(
        (status = 200, body = UnitOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "No such unit on that day", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn unit(
    State(app): Shared,
    _caller: Caller,
    Speak(lang): Speak,
    Path(code): Path<UnitCode>,
    Query(query): Query<OnQuery>,
) -> Result<axum::Json<UnitOut>, Problem> {
    let today = app.clock.now().date();
    let day = query.on.unwrap_or(today);
    let place = app.clone();
    let found = app.read(move |conn| {
        let known = place.known(conn)?;
        let network = &known.network;
        let unit = network.unit_on(&code, day).ok_or_else(|| not_on(&code, day))?;
        let named = |unit: &&AdminUnit| NamedOut {
            code: unit.code.to_string(),
            name: unit.full_name(lang),
        };
        let later = network.successors(&code, day, today.max(day));
        let successors = later.iter().filter(|later| later.unit != unit);
        Ok::<_, Problem>(UnitOut {
            code: unit.code.to_string(),
            name: unit.full_name(lang),
            level: unit.level().to_string(),
            valid_from: unit.period.from.to_string(),
            valid_until: unit.period.until.map(|day| day.to_string()),
            above: network.ancestors(&code, day).iter().skip(1).map(named).collect(),
            successors: successors
                .map(|later| SuccessorOut {
                    code: later.unit.code.to_string(),
                    name: later.unit.full_name(lang),
                    proposed: later.is_default,
                })
                .collect(),
        })
    });
    Ok(axum::Json(found.await?))
}
