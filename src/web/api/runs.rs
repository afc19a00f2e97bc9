//! Runs of mail routes are entered, and looked at.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::bags::{ContentOut, contents};
use super::keyed::Keyed;
use crate::base::codes::RunCode;
use crate::base::{DepartureCode, RouteCode};
use crate::flows::{RunIn, RunRoom, find_run, once, read_timeline, register_run, room_of};
use crate::people::{CarrierReader, RunOpener};
use crate::store::StoreError;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{Problem, ProblemBody};
use crate::web::input::Path;
use crate::web::lang::Speak;

/// A run to be entered.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = RunIn)]
#[serde(deny_unknown_fields)]
pub struct RunBody {
    /// The code on its manifest; without one it is numbered.
    #[schema(value_type = Option<String>, max_length = 32)]
    code: Option<RunCode>,
    /// The mail route.
    #[schema(value_type = String, example = "HT-03")]
    route: RouteCode,
    /// The departure of the timetable that it is; none when it goes beside the timetable.
    #[schema(value_type = Option<String>, example = "S1")]
    departure: Option<DepartureCode>,
    /// The day on which it departs.
    #[schema(value_type = String, format = Date, example = "2025-04-08")]
    date: NaiveDate,
}

/// A run that was entered.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NewRunOut {
    run_id: String,
    code: String,
}

/// Enter a run
///
/// Whoever works at one of the route's stops may. A departure of the timetable is one run of a day: what room it
/// has and where it ends follow from it. With an `Idempotency-Key` the same request twice
/// enters one run.
#[utoipa::path(
    post,
    path = "/api/v1/runs",
    tag = "bags",
    security(("token" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 200 visible ASCII characters", pattern = "^[!-~]{1,200}$")),
    request_body = RunBody,
    responses(
        (status = 201, body = NewRunOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn enter(
    State(app): Shared,
    caller: Caller,
    Keyed { input, key }: Keyed<RunBody>,
) -> Result<(StatusCode, axum::Json<NewRunOut>), Problem> {
    let cx = caller.context(&app);
    let by = RunOpener::of(&cx.who)?;
    let RunBody { code, route, departure, date } = input;
    let entered = app.intake.run(move |conn, known| {
        once(conn, &cx, key.as_ref(), |conn| {
            let asked = RunIn { code, route, departure, date };
            let world = (&known.network, known.timetable.as_ref());
            let run = register_run(conn, &cx, &by, world, asked)?;
            Ok(NewRunOut { run_id: run.id.to_string(), code: run.code.to_string() })
        })
    });
    Ok((StatusCode::CREATED, axum::Json(entered.await??)))
}

/// A run, and what is on it by the record.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunOut {
    run_id: String,
    code: String,
    route: String,
    /// The departure of the timetable that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    departure: Option<String>,
    date: String,
    state: String,
    state_text: String,
    room: RoomOut,
    contents: Vec<ContentOut>,
}

/// How much a run takes, and what is aboard. What is not limited is left out.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoomOut {
    /// How many parcels it takes, in bags or loose,
    #[serde(skip_serializing_if = "Option::is_none")]
    parcels: Option<u32>,
    /// how many bags,
    #[serde(skip_serializing_if = "Option::is_none")]
    bags: Option<u32>,
    /// and how many kilograms. What is aboard is not weighed.
    #[serde(skip_serializing_if = "Option::is_none")]
    kg: Option<u32>,
    /// Parcels aboard, in bags or loose.
    parcels_aboard: u32,
    /// Bags aboard.
    bags_aboard: u32,
    /// How many more parcels it takes; less than nothing when too many are aboard.
    #[serde(skip_serializing_if = "Option::is_none")]
    parcels_left: Option<i64>,
    /// How many more bags.
    #[serde(skip_serializing_if = "Option::is_none")]
    bags_left: Option<i64>,
    /// Too much is aboard.
    is_over: bool,
}

impl RoomOut {
    fn of(of: &RunRoom) -> Self {
        let left = of.left();
        Self {
            parcels: of.room.parcels,
            bags: of.room.bags,
            kg: of.room.kg,
            parcels_aboard: of.aboard.parcels,
            bags_aboard: of.aboard.bags,
            parcels_left: left.parcels,
            bags_left: left.bags,
            is_over: left.is_over(),
        }
    }
}

/// Look at a run
#[utoipa::path(
    get,
    path = "/api/v1/runs/{code}",
    tag = "bags",
    security(("token" = [])),
    params(("code" = String, Path)),
    responses(
        (status = 200, body = RunOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show(
    State(app): Shared,
    Caller(actor): Caller,
    Speak(lang): Speak,
    Path(code): Path<String>,
) -> Result<axum::Json<RunOut>, Problem> {
    let reader = CarrierReader::of(&actor)?;
    let place = app.clone();
    let shown = app.read(move |conn| {
        let known = place.known(conn)?;
        let (run, _) = find_run(conn, &reader, &known.network, &code)?;
        let gone = || StoreError::bad_row("runs", run.id, "it is not in custody");
        let (_, now) = read_timeline(conn, run.key)?.ok_or_else(gone)?;
        Ok::<_, Problem>(RunOut {
            run_id: run.id.to_string(),
            code: run.code.to_string(),
            route: run.route.to_string(),
            departure: run.departure.as_ref().map(ToString::to_string),
            room: RoomOut::of(&room_of(conn, &known.timetable, &run)?),
            date: run.date.to_string(),
            state: now.state.to_string(),
            state_text: now.state.words(lang).to_owned(),
            contents: contents(conn, run.key)?,
        })
    });
    Ok(axum::Json(shown.await?))
}
