//! Promise and expectation of a parcel as the API tells them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::base::{At, Lang};
use crate::dispatch::forecast::Hop;
use crate::flows::Prospect;
use crate::store::dark_parcels::Dark;

/// What was promised of a parcel, and what is expected while it is under way.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutlookOut {
    /// By when it is to be with whom it is meant for. Given once, and never moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    promise: Option<PromiseOut>,
    /// When it is expected now; missing where nobody can tell, and at the end of its journey.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    expected_at: Option<At>,
    /// Why it is later than was expected before, each cause once.
    delays: Vec<CauseOut>,
    /// By which runs, the next or present one first.
    hops: Vec<HopOut>,
    /// By when it is to be scanned next; missing where no limit is loaded (`silence_margin`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    scan_due_at: Option<At>,
    /// Nobody heard of it though a scan was due.
    #[serde(skip_serializing_if = "Option::is_none")]
    dark: Option<DarkOut>,
}

/// A promise as it was given.
#[derive(Debug, Serialize, ToSchema)]
struct PromiseOut {
    #[schema(value_type = String, format = DateTime)]
    promised_at: At,
    /// From when on it counts.
    #[schema(value_type = String, format = DateTime)]
    ready_at: At,
    /// Which clock said so: `result` (the case reached status 9), `due` (the case's due date), `acceptance`.
    #[schema(example = "result")]
    ready_by: &'static str,
    /// What it was made from: `timetable` or `transit_target`.
    #[schema(example = "timetable")]
    basis: &'static str,
    /// When it was given.
    #[schema(value_type = String, format = DateTime)]
    given_at: At,
}

/// Why it is later.
#[derive(Debug, Serialize, ToSchema)]
struct CauseOut {
    #[schema(example = "missed_run")]
    cause: &'static str,
    text: &'static str,
}

/// With one run from a point to another, as planned.
#[derive(Debug, Serialize, ToSchema)]
struct HopOut {
    route: String,
    departure: String,
    /// The day on which the run starts.
    day: String,
    from: String,
    #[schema(value_type = String, format = DateTime)]
    cut_off: At,
    #[schema(value_type = String, format = DateTime)]
    departs: At,
    to: String,
    #[schema(value_type = String, format = DateTime)]
    arrives: At,
}

/// A silence, and where to search.
#[derive(Debug, Serialize, ToSchema)]
struct DarkOut {
    /// When it was last heard of.
    #[schema(value_type = String, format = DateTime)]
    silent_since: At,
    #[schema(value_type = String, format = DateTime)]
    due_at: At,
    /// The point that has it, or the last that saw it.
    point: String,
    /// The bag to search.
    #[serde(skip_serializing_if = "Option::is_none")]
    bag: Option<String>,
    /// The run to search.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<String>,
    /// Who sees to it: `owner`, `superior` or `province`.
    level: &'static str,
    /// The unit that was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    /// When the next level is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    escalates_at: Option<At>,
}

impl OutlookOut {
    /// None before anything was promised or expected.
    pub fn of(prospect: &Prospect, lang: Lang) -> Option<Self> {
        let forecast = prospect.forecast.as_ref().filter(|forecast| forecast.ended.is_none());
        let promise = prospect.promise.as_ref().map(|kept| PromiseOut {
            promised_at: kept.promise.at,
            ready_at: kept.promise.ready.at,
            ready_by: kept.promise.ready.by.as_str(),
            basis: kept.promise.basis.as_str(),
            given_at: kept.given_at,
        });
        let delays = prospect.delays.iter();
        let told = Self {
            promise,
            expected_at: forecast.and_then(|forecast| forecast.made.expected),
            delays: delays
                .map(|cause| CauseOut { cause: cause.as_str(), text: cause.words().to(lang) })
                .collect(),
            hops: forecast
                .map(|forecast| forecast.made.hops.iter().map(HopOut::from).collect())
                .unwrap_or_default(),
            scan_due_at: forecast.and_then(|forecast| forecast.scan_due),
            dark: prospect.dark.as_ref().map(DarkOut::from),
        };
        (told.promise.is_some() || told.expected_at.is_some()).then_some(told)
    }
}

impl From<&Hop> for HopOut {
    fn from(hop: &Hop) -> Self {
        Self {
            route: hop.route.to_string(),
            departure: hop.departure.to_string(),
            day: hop.day.to_string(),
            from: hop.from.to_string(),
            cut_off: hop.cut_off,
            departs: hop.departs,
            to: hop.to.to_string(),
            arrives: hop.arrives,
        }
    }
}

impl From<&Dark> for DarkOut {
    fn from(dark: &Dark) -> Self {
        Self {
            silent_since: dark.silent_since,
            due_at: dark.due,
            point: dark.point.to_string(),
            bag: dark.bag.as_ref().map(ToString::to_string),
            run: dark.run.as_ref().map(ToString::to_string),
            level: dark.level.as_str(),
            unit: dark.unit.as_ref().map(ToString::to_string),
            escalates_at: dark.escalates_at,
        }
    }
}
