//! The timetable: how something gets from a point to another soonest, and what calls at a point on a day.
//! Times of runs are public: any token may read them.

use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::timetable_out::{CallOut, JourneyOut};
use crate::base::{At, PointCode};
use crate::network::Network;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::Query;

/// So many journeys are told when nobody says.
const JOURNEYS: u8 = 3;
/// And at the most.
const MOST_JOURNEYS: u8 = 10;

/// From where to where, and from when on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JourneysQuery {
    /// The code of the point where it is ready; in service on that day.
    #[param(value_type = String, example = "481940")]
    from: PointCode,
    /// The code of the point where it is to go.
    #[param(value_type = String, example = "H27.00")]
    to: PointCode,
    /// From when on it is ready to be handed in; now when not given.
    #[param(value_type = Option<String>, example = "2025-04-08T07:30:00+07:00")]
    at: Option<At>,
    /// How many are told: the soonest, and what is left for who misses it.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 10, default = 3)]
    limit: Option<u8>,
}

/// Which point, and on which day.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeparturesQuery {
    /// The code of the point; in service on that day.
    #[param(value_type = String, example = "481900")]
    point: PointCode,
    /// On this day; today when not given.
    #[param(value_type = Option<String>, format = Date, example = "2025-04-08")]
    on: Option<NaiveDate>,
}

/// Journeys, the soonest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct JourneysOut {
    items: Vec<JourneyOut>,
}

/// What calls at a point on a day, by time.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallsOut {
    items: Vec<CallOut>,
}

/// Ask how something gets there soonest
///
/// The earliest arrival by the runs of the timetable, with the fewest changes among those that arrive at the
/// same minute; then what is left for who comes when each before it has closed. None where no runs lead
/// there within thirty days.
#[utoipa::path(
    get,
    path = "/api/v1/timetable/journeys",
    tag = "timetable",
    security(("token" = [])),
    params(JourneysQuery),
    responses(
        (status = 200, body = JourneysOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "The days that the runs keep were not loaded", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn journeys(
    State(app): Shared,
    _caller: Caller,
    Query(query): Query<JourneysQuery>,
) -> Result<axum::Json<JourneysOut>, Problem> {
    let JourneysQuery { from, to, at, limit } = query;
    let ready = at.unwrap_or_else(|| app.clock.now());
    let limit = limit.unwrap_or(JOURNEYS);
    if !(1..=MOST_JOURNEYS).contains(&limit) {
        return Err(Problem::new(INVALID).field("?limit").detail(
            format!("Cần một số từ 1 đến {MOST_JOURNEYS}"),
            format!("Expected a number from 1 to {MOST_JOURNEYS}"),
        ));
    }
    let place = app.clone();
    let found = app.read(move |conn| {
        let known = place.known(conn)?;
        let network = &known.network;
        in_service(network, "?from", &from, ready.date())?;
        if network.point(&to).is_none() {
            return Err(no_point("?to", &to, ready.date()));
        }
        let journeys = known.timetable.next_journeys(&from, &to, ready, usize::from(limit))?;
        let items = journeys.iter().map(|journey| JourneyOut::of(journey, network));
        Ok::<_, Problem>(JourneysOut { items: items.collect() })
    });
    Ok(axum::Json(found.await?))
}

/// Ask what calls at a point
///
/// The runs of a day with their cut-offs and how much they take; those that were cancelled are among them.
#[utoipa::path(
    get,
    path = "/api/v1/timetable/departures",
    tag = "timetable",
    security(("token" = [])),
    params(DeparturesQuery),
    responses(
        (status = 200, body = CallsOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "The days that the runs keep were not loaded", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn departures(
    State(app): Shared,
    _caller: Caller,
    Query(query): Query<DeparturesQuery>,
) -> Result<axum::Json<CallsOut>, Problem> {
    let day = query.on.unwrap_or_else(|| app.clock.now().date());
    let place = app.clone();
    let found = app.read(move |conn| {
        let known = place.known(conn)?;
        let network = &known.network;
        in_service(network, "?point", &query.point, day)?;
        let calls = known.timetable.calls_at(&query.point, day)?;
        let items = calls.iter().map(|call| CallOut::of(call, network));
        Ok::<_, Problem>(CallsOut { items: items.collect() })
    });
    Ok(axum::Json(found.await?))
}

fn in_service(
    network: &Network,
    field: &str,
    code: &PointCode,
    day: NaiveDate,
) -> Result<(), Problem> {
    network.point_on(code, day).map(|_| ()).ok_or_else(|| no_point(field, code, day))
}

fn no_point(field: &str, code: &PointCode, day: NaiveDate) -> Problem {
    Problem::new(INVALID).field(field).detail(
        format!("Cần mã một điểm hoạt động vào ngày {day}, đã nhận {code}"),
        format!("Expected the code of a point in service on {day}, got {code}"),
    )
}
