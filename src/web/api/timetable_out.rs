//! Runs and journeys as they go out.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::base::{At, PointCode, RouteCode};
use crate::dispatch::Journey;
use crate::dispatch::timetable::{CallAt, Exception, Ride, Room, Standing};
use crate::network::Network;

/// The way of something that is ready at a point to another one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Journey)]
pub struct JourneyOut {
    from: StopOut,
    to: StopOut,
    /// Since when it is ready.
    ready_at: String,
    /// When it comes in.
    #[schema(example = "2025-04-08T10:50:00+07:00")]
    arrives_at: String,
    /// How often it changes from one run to another.
    changes: usize,
    /// The runs it travels with; none when it is there already.
    rides: Vec<RideOut>,
}

/// With one run from a point to another.
#[derive(Debug, Serialize, ToSchema)]
pub struct RideOut {
    #[serde(flatten)]
    departure: DepartureOut,
    from: StopOut,
    to: StopOut,
    /// From when on it can be handed in: when it is ready, or came in and was handled.
    ready_at: String,
    /// By when it has to be handed in.
    cut_off_at: String,
    departs_at: String,
    arrives_at: String,
    /// From when it can be handed in until the run leaves.
    #[schema(example = 20)]
    waits_minutes: i64,
}

/// A point.
#[derive(Debug, Serialize, ToSchema)]
pub struct StopOut {
    #[schema(example = "481900")]
    point: String,
    name: String,
}

/// A departure on a day, and how much it takes; what is not said is not limited.
#[derive(Debug, Serialize, ToSchema)]
pub struct DepartureOut {
    #[schema(example = "DT-HT-TH")]
    route: String,
    route_name: String,
    #[schema(example = "S1")]
    departure: String,
    /// The day on which the run starts.
    #[schema(example = "2025-04-08")]
    day: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parcels: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bags: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kg: Option<u32>,
}

/// A run at a point.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallOut {
    #[serde(flatten)]
    departure: DepartureOut,
    /// When it comes in; none where it starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    arrives_at: Option<String>,
    /// When it leaves; none where it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    departs_at: Option<String>,
    /// By when one has to hand in what is to go along.
    #[serde(skip_serializing_if = "Option::is_none")]
    cut_off_at: Option<String>,
    /// Where it goes on to.
    onward: Vec<OnwardOut>,
    /// `as_planned`, `extra` or `cancelled`.
    #[schema(example = "as_planned")]
    standing: &'static str,
    /// Why it is extra or cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// A point further on.
#[derive(Debug, Serialize, ToSchema)]
pub struct OnwardOut {
    #[serde(flatten)]
    stop: StopOut,
    arrives_at: String,
}

impl JourneyOut {
    /// A journey, its points called as they then are.
    pub fn of(journey: &Journey, network: &Network) -> Self {
        let Journey { from, to, ready, rides } = journey;
        Self {
            from: StopOut::of(from, ready.date(), network),
            to: StopOut::of(to, journey.arrives().date(), network),
            ready_at: ready.to_string(),
            arrives_at: journey.arrives().to_string(),
            changes: journey.changes(),
            rides: rides.iter().map(|ride| RideOut::of(ride, network)).collect(),
        }
    }
}

impl RideOut {
    fn of(ride: &Ride, network: &Network) -> Self {
        let (on, off) = (&ride.board, &ride.alight);
        let name = network.route_name(&ride.route, ride.day);
        Self {
            departure: DepartureOut::of(
                &ride.route,
                name,
                ride.departure.as_str(),
                ride.day,
                ride.room,
            ),
            from: StopOut::of(&on.point, on.departs.date(), network),
            to: StopOut::of(&off.point, off.arrives.date(), network),
            ready_at: on.ready.to_string(),
            cut_off_at: on.cut_off.to_string(),
            departs_at: on.departs.to_string(),
            arrives_at: off.arrives.to_string(),
            waits_minutes: on.waits_minutes(),
        }
    }
}

impl StopOut {
    fn of(code: &PointCode, day: NaiveDate, network: &Network) -> Self {
        let point = network.point_on(code, day).or_else(|| network.point(code));
        let name = point.map_or_else(|| code.to_string(), |point| point.name.clone());
        Self { point: code.to_string(), name }
    }
}

impl DepartureOut {
    fn of(
        route: &RouteCode,
        route_name: String,
        departure: &str,
        day: NaiveDate,
        room: Room,
    ) -> Self {
        let Room { parcels, bags, kg } = room;
        Self {
            route: route.to_string(),
            route_name,
            departure: departure.to_owned(),
            day: day.to_string(),
            parcels,
            bags,
            kg,
        }
    }
}

impl CallOut {
    /// A run at a point.
    pub fn of(call: &CallAt<'_>, network: &Network) -> Self {
        let (standing, said): (_, Option<&Exception>) = match call.standing {
            Standing::AsPlanned => ("as_planned", None),
            Standing::Extra(said) | Standing::Cancelled(said) => (said.kind.as_str(), Some(said)),
        };
        let written = |at: Option<At>| at.map(|at| at.to_string());
        let name = network.route_name(call.route, call.day);
        let onward = call.onward.iter().map(|(point, at)| OnwardOut {
            stop: StopOut::of(point, at.date(), network),
            arrives_at: at.to_string(),
        });
        Self {
            departure: DepartureOut::of(
                call.route,
                name,
                call.departure.as_str(),
                call.day,
                call.room,
            ),
            arrives_at: written(call.arrives),
            departs_at: written(call.departs),
            cut_off_at: written(call.cut_off),
            onward: onward.collect(),
            standing,
            reason: said.map(|said| said.reason.clone()),
        }
    }
}
