//! What is before a one-stop desk, for its own system: results to be handed over, dossiers on their way, runs.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::paging::{after, limit, place};
use crate::base::paging::Page;
use crate::base::{At, PointCode};
use crate::dispatch::desk::{DeskPlan, RunName};
use crate::dispatch::forecast::Hop;
use crate::flows::FlowRefusal;
use crate::flows::office::{DeskRun, Standing, Waiting, desk_runs, waiting_at};
use crate::people::DeskReader;
use crate::store::office::{self, ComesIn};
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::{Path, Query};
use crate::web::lang::Speak;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// `next` of an earlier page.
    cursor: Option<String>,
    /// At most so many.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
}

/// A run of the timetable.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = RunName)]
#[serde(deny_unknown_fields)]
pub struct RunNameBody {
    /// The mail route.
    #[schema(value_type = String, example = "DT-HT-TH")]
    route: crate::base::RouteCode,
    /// Which of its departures.
    #[schema(value_type = String, example = "V1")]
    departure: crate::base::DepartureCode,
    /// The day on which it starts.
    #[schema(value_type = String, format = Date, example = "2025-04-08")]
    date: chrono::NaiveDate,
}

impl From<RunNameBody> for RunName {
    fn from(body: RunNameBody) -> Self {
        Self { route: body.route, departure: body.departure, day: body.date }
    }
}

impl From<&RunName> for RunNameBody {
    fn from(run: &RunName) -> Self {
        Self { route: run.route.clone(), departure: run.departure.clone(), date: run.day }
    }
}

/// A result, or whatever else the desk has to hand over.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeskResult)]
pub struct ResultOut {
    #[schema(example = "BH100000017VN")]
    tracking_number: String,
    #[schema(example = "H27.00-250408-0101")]
    case_code: String,
    /// `return`, `internal` or `submit`.
    #[schema(example = "return")]
    direction: &'static str,
    /// `waiting`, `held`, or `given`: handed over, and not yet taken over by the post.
    #[schema(example = "waiting")]
    stands: &'static str,
    /// Since when it can go.
    ready_at: String,
    /// By when it is to be with whom it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    promised_at: Option<String>,
    /// When it is expected there.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_at: Option<String>,
    /// The latest moment for handing it over so that the promise is kept; not there when it is too late, or when
    /// nobody can tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    hand_in_by: Option<String>,
    /// The run that closes then.
    #[serde(skip_serializing_if = "Option::is_none")]
    hand_in_for: Option<RunNameBody>,
    /// The promise can no longer be kept.
    too_late: bool,
    /// The run that the desk chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    planned: Option<RunNameBody>,
    /// Why the desk holds it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_because: Option<String>,
}

/// A page of them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeskResults)]
pub struct ResultsOut {
    items: Vec<ResultOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl ResultOut {
    fn of(one: &Waiting) -> Self {
        let held = one.held().map(str::to_owned);
        let hand_in = match &one.standing {
            Standing::Keeps(hand_in) => Some(hand_in),
            Standing::Late | Standing::Open => None,
        };
        let run = |hop: &Hop| RunNameBody::from(&RunName::from(hop));
        let on = &one.on;
        let stands = if on.is_given {
            "given"
        } else if held.is_some() {
            "held"
        } else {
            "waiting"
        };
        Self {
            tracking_number: on.tracking.to_string(),
            case_code: on.case.to_string(),
            direction: on.direction.as_str(),
            stands,
            ready_at: on.ready.to_string(),
            promised_at: on.promised.map(|at| at.to_string()),
            expected_at: on.expected.map(|at| at.to_string()),
            hand_in_by: hand_in.map(|hand_in| hand_in.by.to_string()),
            hand_in_for: hand_in.and_then(|hand_in| hand_in.way.hops.first()).map(run),
            too_late: one.standing == Standing::Late,
            planned: one.plan.as_ref().and_then(|kept| match &kept.plan {
                DeskPlan::Run(run) => Some(run.into()),
                DeskPlan::Held { .. } | DeskPlan::Open => None,
            }),
            held_because: held,
        }
    }
}

/// What a desk has to hand over
///
/// Results that are there and whatever else the desk has for somebody else, by the latest departure that still
/// keeps the promise: first what is too late already, last what nothing was promised of. What lies there without
/// status 9 of its case is not ready and not listed.
#[utoipa::path(
    get,
    path = "/api/v1/office/{desk}/results",
    tag = "office",
    security(("token" = [])),
    params(("desk" = String, Path, description = "The desk's code", example = "H27.00"), PageQuery),
    responses(
        (status = 200, body = ResultsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn results(
    State(app): Shared,
    Caller(actor): Caller,
    Path(desk): Path<PointCode>,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<ResultsOut>, Problem> {
    DeskReader::of(&actor)?.at(&desk)?;
    let (after, limit) = (place(query.cursor.as_deref())?, limit(query.limit)?);
    let (copy, now) = (app.clone(), app.clock.now());
    let read = app.read(move |conn| -> Result<_, Problem> {
        let known = copy.known(conn)?;
        let (all, _) = waiting_at(conn, &known.forecasting(), &desk, now)?;
        let begins = all.partition_point(|one| after.is_some_and(|after| one.place() <= after));
        let rest: Vec<Waiting> = all.into_iter().skip(begins).take(limit as usize + 1).collect();
        Ok(Page::from_overfull(rest, limit, |one| one.place().to_string()))
    });
    let Page { items, next } = read.await?.map(|one| ResultOut::of(&one));
    Ok(axum::Json(ResultsOut { items, next }))
}

/// A parcel on its way to the desk.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeskComing)]
pub struct ComingOut {
    #[schema(example = "BH100000017VN")]
    tracking_number: String,
    #[schema(example = "H27.00-250408-0101")]
    case_code: String,
    /// `submit`, `internal`, or `return` for what could not be delivered.
    #[schema(example = "submit")]
    direction: &'static str,
    #[schema(example = "in_bag")]
    state: &'static str,
    state_text: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    promised_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_at: Option<String>,
    /// When the post calls for it at a person's address,
    #[serde(skip_serializing_if = "Option::is_none")]
    pickup_from: Option<String>,
    /// until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pickup_until: Option<String>,
}

/// A page of them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeskComings)]
pub struct ComingsOut {
    items: Vec<ComingOut>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// What is on its way to a desk
///
/// The soonest first; last what nobody can say when to expect.
#[utoipa::path(
    get,
    path = "/api/v1/office/{desk}/coming",
    tag = "office",
    security(("token" = [])),
    params(("desk" = String, Path, description = "The desk's code", example = "H27.00"), PageQuery),
    responses(
        (status = 200, body = ComingsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn coming(
    State(app): Shared,
    Caller(actor): Caller,
    Speak(lang): Speak,
    Path(desk): Path<PointCode>,
    Query(query): Query<PageQuery>,
) -> Result<axum::Json<ComingsOut>, Problem> {
    DeskReader::of(&actor)?.at(&desk)?;
    let (after, limit) = (after(query.cursor.as_deref())?, limit(query.limit)?);
    let read = app.read(move |conn| office::coming_in(conn, &desk, after, limit));
    let at = |at: Option<At>| at.map(|at| at.to_string());
    let out = |one: ComesIn| ComingOut {
        tracking_number: one.tracking.to_string(),
        case_code: one.case.to_string(),
        direction: one.direction.as_str(),
        state: one.state.as_str(),
        state_text: one.state.words(lang),
        promised_at: at(one.promised),
        expected_at: at(one.expected),
        pickup_from: at(one.pickup.map(|pickup| pickup.from)),
        pickup_until: at(one.pickup.map(|pickup| pickup.until)),
    };
    let Page { items, next } = read.await?.map(out);
    Ok(axum::Json(ComingsOut { items, next }))
}

/// A run that takes what the desk hands over.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeskRun)]
pub struct DeskRunOut {
    /// The mail route.
    #[schema(example = "DT-HT-TH")]
    route: String,
    /// Which of its departures.
    #[schema(example = "V1")]
    departure: String,
    /// The day on which it starts.
    #[schema(format = Date, example = "2025-04-08")]
    date: String,
    /// Where one hands in: the desk itself, or the office beside it.
    #[schema(example = "481900")]
    stop: String,
    /// By when it is to be handed over at the desk.
    hand_in_by: String,
    departs_at: String,
    /// It goes, and has not closed.
    is_open: bool,
    /// Where it goes on to.
    onward: Vec<OnwardOut>,
    /// Planned by desks for it, and not aboard yet.
    planned: u32,
    #[serde(flatten)]
    left: LeftOut,
    /// The vehicle's run, once it was entered.
    #[serde(skip_serializing_if = "Option::is_none")]
    run_code: Option<String>,
}

/// A stop to come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeskRunStop)]
pub struct OnwardOut {
    #[schema(example = "H27.00")]
    point: String,
    arrives_at: String,
}

/// How much more a run takes; what is not limited is left out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeskRunLeft)]
pub struct LeftOut {
    #[serde(skip_serializing_if = "Option::is_none")]
    parcels_left: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bags_left: Option<i64>,
}

/// Runs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeskRuns)]
pub struct DeskRunsOut {
    items: Vec<DeskRunOut>,
}

/// The runs that take what a desk hands over
///
/// Today's, with those of the next day that has any when all of today's have closed.
#[utoipa::path(
    get,
    path = "/api/v1/office/{desk}/runs",
    tag = "office",
    security(("token" = [])),
    params(("desk" = String, Path, description = "The desk's code", example = "H27.00")),
    responses(
        (status = 200, body = DeskRunsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The days of the year are not loaded", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn runs(
    State(app): Shared,
    Caller(actor): Caller,
    Path(desk): Path<PointCode>,
) -> Result<axum::Json<DeskRunsOut>, Problem> {
    DeskReader::of(&actor)?.at(&desk)?;
    let (copy, now) = (app.clone(), app.clock.now());
    let read = app.read(move |conn| -> Result<_, Problem> {
        let known = copy.known(conn)?;
        let found = desk_runs(conn, &known.forecasting(), &desk, now)?;
        Ok(found.map_err(FlowRefusal::from)?)
    });
    let out = |run: DeskRun| DeskRunOut {
        route: run.name.route.to_string(),
        departure: run.name.departure.to_string(),
        date: run.name.day.to_string(),
        stop: run.stop.to_string(),
        hand_in_by: run.by.to_string(),
        departs_at: run.departs.to_string(),
        is_open: run.is_open(now),
        planned: run.planned,
        left: LeftOut { parcels_left: run.left().parcels, bags_left: run.left().bags },
        run_code: run.code.as_ref().map(ToString::to_string),
        onward: run
            .onward
            .into_iter()
            .map(|(point, at)| OnwardOut { point: point.to_string(), arrives_at: at.to_string() })
            .collect(),
    };
    Ok(axum::Json(DeskRunsOut { items: read.await?.into_iter().map(out).collect() }))
}
