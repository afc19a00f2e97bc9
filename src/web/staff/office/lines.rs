//! The lines of a desk's board, in words.

use crate::base::{At, Lang, PointCode};
use crate::dispatch::desk::{DeskPlan, Pickup, RunName};
use crate::dispatch::forecast::{End, Taking};
use crate::dispatch::room::Left;
use crate::dispatch::timetable::Room;
use crate::flows::office::{DeskRun, Standing, Waiting};
use crate::network::Network;
use crate::store::office::ComesIn;
use crate::web::staff::timetable::clock;
use crate::web::staff::words;

use super::left;

/// By what lines are told.
#[derive(Clone, Copy)]
pub(super) struct Telling<'a> {
    pub network: &'a Network,
    pub now: At,
    pub lang: Lang,
}

/// A moment that comes nearer.
pub(super) struct Moment {
    /// For the script.
    pub millis: i64,
    /// `14:10`, with its day where that is another.
    pub text: String,
    /// `còn 25 phút`.
    pub left: String,
    /// Less than an hour is left.
    pub is_soon: bool,
}

/// Something to be handed over.
pub(super) struct ReadyLine {
    pub code: String,
    pub case: String,
    pub way: &'static str,
    pub to: String,
    pub by: Option<Moment>,
    /// The run that closes then.
    pub run: String,
    pub promised: Option<String>,
    pub expected: Option<String>,
    pub is_late: bool,
    pub plan: Option<PlanLine>,
    pub held: Option<String>,
    /// Since when it could have gone.
    pub since: String,
}

/// The run that a desk chose for something.
pub(super) struct PlanLine {
    pub run: String,
    /// It went without it.
    pub is_missed: bool,
    /// It comes too late for what was promised.
    pub is_too_late: bool,
}

/// A run that takes what is handed over.
pub(super) struct RunLine {
    pub name: String,
    pub departure: String,
    pub route: String,
    pub by: Moment,
    pub departs: String,
    pub onward: String,
    pub room: String,
    pub planned: u32,
    pub is_full: bool,
    pub is_open: bool,
    pub cancelled: Option<String>,
    pub code: Option<String>,
}

/// Something on its way here.
pub(super) struct ComingLine {
    pub code: String,
    pub case: String,
    pub way: &'static str,
    pub state: &'static str,
    pub holder: String,
    pub expected: Option<String>,
    pub is_late: bool,
    pub pickup: Option<String>,
}

/// A call that was asked for.
pub(super) struct CallLine {
    pub id: String,
    pub desk: String,
    pub office: String,
    pub window: String,
    pub parcels: u32,
    pub stage: &'static str,
    pub is_open: bool,
    pub is_ordered: bool,
    pub reason: Option<String>,
}

impl Telling<'_> {
    /// A time of today by the clock, of another day with that.
    pub fn at(self, at: At) -> String {
        clock(at, self.now.date(), self.lang)
    }

    fn moment(self, at: At) -> Moment {
        let minutes = (at.millis() - self.now.millis()).div_euclid(60_000);
        Moment {
            millis: at.millis(),
            text: self.at(at),
            left: left(at, self.now, self.lang),
            is_soon: minutes < 60,
        }
    }

    fn end(self, end: &End) -> String {
        match end {
            End::Point(point) => words::point(self.network, point, self.now),
            End::Person(Some(unit)) => {
                let named = self.network.path_name(unit, self.now.date(), self.lang);
                // The commune is enough: the province is nearly always ours.
                let first = named.as_deref().and_then(|named| named.split(", ").next());
                first.map_or_else(|| unit.to_string(), str::to_owned)
            }
            End::Person(None) => self.lang.pick("địa bàn chưa rõ", "place not known").to_owned(),
        }
    }

    pub fn ready(self, one: &Waiting) -> ReadyLine {
        let on = &one.on;
        let hand_in = match &one.standing {
            Standing::Keeps(hand_in) => Some(hand_in),
            Standing::Late | Standing::Open => None,
        };
        let hop = hand_in.and_then(|hand_in| hand_in.way.hops.first());
        let last = hop.map(|hop| hop.departs);
        let run = match (hand_in, hop) {
            (Some(_), Some(hop)) => format!("{} {}", hop.departure, hop.route),
            (Some(_), None) => self.lang.pick("phát tại chỗ", "delivered from here").to_owned(),
            (None, _) => String::new(),
        };
        let chosen = one.plan.as_ref().and_then(|kept| match &kept.plan {
            DeskPlan::Run(run) => Some(self.plan(run, one.taking, last)),
            DeskPlan::Held { .. } | DeskPlan::Open => None,
        });
        ReadyLine {
            code: on.tracking.to_string(),
            case: on.case.to_string(),
            way: words::direction(on.direction).to(self.lang),
            to: self.end(&on.end),
            by: hand_in.map(|hand_in| self.moment(hand_in.by)),
            run,
            promised: on.promised.map(|at| self.at(at)),
            expected: on.expected.map(|at| self.at(at)),
            is_late: one.standing == Standing::Late,
            plan: chosen,
            held: one.held().map(str::to_owned),
            since: self.at(on.ready),
        }
    }

    fn plan(self, run: &RunName, taking: Option<Taking>, last: Option<At>) -> PlanLine {
        let departs = taking.map(|taking| taking.departs);
        PlanLine {
            run: match departs {
                Some(at) => format!("{} {} {}", run.departure, run.route, self.at(at)),
                None => format!("{} {}", run.departure, run.route),
            },
            is_missed: departs.is_none_or(|at| at <= self.now),
            is_too_late: departs.zip(last).is_some_and(|(departs, last)| departs > last),
        }
    }

    pub fn run(self, run: &DeskRun) -> RunLine {
        let left = run.left();
        let full = |left: Option<i64>| left.is_some_and(|left| left <= 0);
        let stops: Vec<String> = run
            .onward
            .iter()
            .map(|(point, at)| {
                format!("{} {}", words::point(self.network, point, self.now), self.at(*at))
            })
            .collect();
        RunLine {
            name: run.name.to_string(),
            departure: run.name.departure.to_string(),
            route: self.network.route_name(&run.name.route, run.name.day),
            by: self.moment(run.by),
            departs: self.at(run.departs),
            onward: stops.join(" · "),
            room: room(run.room, left, self.lang),
            planned: run.planned,
            is_full: full(left.parcels),
            is_open: run.is_open(self.now),
            cancelled: run.cancelled.clone(),
            code: run.code.as_ref().map(ToString::to_string),
        }
    }

    pub fn coming(self, one: &ComesIn) -> ComingLine {
        let late = one.expected.zip(one.promised).is_some_and(|(at, promised)| at > promised);
        ComingLine {
            code: one.tracking.to_string(),
            case: one.case.to_string(),
            way: words::direction(one.direction).to(self.lang),
            state: one.state.words(self.lang),
            holder: words::holder(&one.custodian, self.network, (self.now, self.lang)),
            expected: one.expected.map(|at| self.at(at)),
            is_late: late || one.expected.is_some_and(|at| at < self.now),
            pickup: one.pickup.map(|pickup| self.window(pickup.from, pickup.until)),
        }
    }

    fn window(self, from: At, until: At) -> String {
        format!("{} – {}", self.at(from), clock(until, from.date(), self.lang))
    }

    pub fn call(self, one: &Pickup) -> CallLine {
        let named = |code: &PointCode| words::point(self.network, code, self.now);
        CallLine {
            id: one.id.to_string(),
            desk: named(&one.desk),
            office: named(&one.office),
            window: self.window(one.from, one.until),
            parcels: one.parcels,
            stage: one.stage.words().to(self.lang),
            is_open: one.stage.is_open(),
            is_ordered: one.stage == crate::dispatch::desk::PickupStage::Ordered,
            reason: one.reason.clone(),
        }
    }
}

/// `còn chỗ 28 bưu gửi, 4 túi`.
fn room(room: Room, left: Left, lang: Lang) -> String {
    let of = |left: Option<i64>, what: &str| left.map(|left| format!("{left} {what}"));
    let parts = [
        of(left.parcels, lang.pick("bưu gửi", "parcels")),
        of(left.bags, lang.pick("túi", "bags")),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        return if room == Room::default() {
            lang.pick("không giới hạn chỗ", "no limit of room").to_owned()
        } else {
            String::new()
        };
    }
    format!("{} {}", lang.pick("còn chỗ", "room for"), parts.join(", "))
}
