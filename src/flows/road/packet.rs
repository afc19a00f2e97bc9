//! The packet: what lies at a place or in somebody's own hands, what is on its way there, and where each goes next. It
//! is read so that a phone can say without a line whether a scan was right. No person is in it, nor what a dossier is
//! about.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::Days;

use crate::base::codes::RunCode;
use crate::base::{At, Capacity, Context, ItemKey, PointCode, RouteCode};
use crate::cases::{Direction, Leg, Wish};
use crate::custody::{Action, Custodian, Entry, Party, State, Timeline};
use crate::dispatch::Forecaster;
use crate::dispatch::desk::RunName;
use crate::dispatch::forecast::Hop;
use crate::dispatch::timetable::{CallAt, Standing};
use crate::flows::forecast::ForecastRules;
use crate::flows::read_timeline::read_timelines;
use crate::flows::refusal::FlowRefusal;
use crate::parcels::{Bag, ItemRefusal, PaperForm, Parcel, Run};
use crate::people::PhoneHolder;
use crate::store::{
    Conn, StoreError, bags, forecasts, legs, office, parcels, road, runs, view, wishes,
};

/// So many parcels and bags stand in a packet; where there are more, it says that it is not all.
pub const MOST_ITEMS: usize = 2_000;

/// So many days ahead a run may have been entered already.
const DAYS_AHEAD: u64 = 4;

/// What a phone knows of its place.
#[derive(Debug)]
pub struct Packet {
    /// The place,
    pub at: PointCode,
    /// and as what.
    pub capacity: Capacity,
    /// Whether this is all of it.
    pub complete: bool,
    /// The parcels.
    pub parcels: Vec<KnownParcel>,
    /// The bags.
    pub bags: Vec<KnownBag>,
    /// The runs that call here today and were entered.
    pub runs: Vec<KnownRun>,
}

/// Where something is to go in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Towards {
    /// A point.
    Point(PointCode),
    /// A person's address.
    Person,
}

/// Where something goes next from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// To where.
    pub point: PointCode,
    /// The bag that is made up for it here.
    pub bag: Option<String>,
    /// The route.
    pub route: RouteCode,
    /// The run, once it was entered.
    pub run: Option<RunCode>,
    /// When it leaves.
    pub departs: At,
}

/// A parcel that may be scanned at a place.
#[derive(Debug, Clone)]
pub struct KnownParcel {
    /// The parcel.
    pub parcel: Parcel,
    /// Which way its leg goes.
    pub direction: Direction,
    /// How it stands.
    pub state: State,
    /// Who has it.
    pub custodian: Custodian,
    /// The bag or run it is in.
    pub carrier: Option<String>,
    /// Whether it lies here, or with who asks.
    pub is_here: bool,
    /// Whether it is to be taken off here.
    pub due_here: bool,
    /// Where it is to go in the end.
    pub towards: Towards,
    /// Where it goes next from here.
    pub next: Option<Next>,
    /// The number last read off its seal.
    pub seal: Option<String>,
    /// How many pieces of paper each line of its list has, in which form.
    pub papers: Vec<(PaperForm, u16)>,
    /// A give that nobody has answered yet: the name of the hand-over, and to whom.
    pub handover: Option<(Option<String>, Party)>,
    /// When it is expected with whom it is for.
    pub expected: Option<At>,
    /// How often a delivery failed.
    pub failed: u32,
}

/// A bag that may be scanned at a place.
#[derive(Debug, Clone)]
pub struct KnownBag {
    /// The bag.
    pub bag: Bag,
    /// How it stands.
    pub state: State,
    /// Whether it lies here, or with who asks.
    pub is_here: bool,
    /// Whether it is to be opened here.
    pub due_here: bool,
    /// Whether it was closed under a seal.
    pub sealed: bool,
    /// The number last read off it.
    pub seal: Option<String>,
    /// The run it is on.
    pub carrier: Option<String>,
    /// By which run it goes on from here.
    pub next: Option<Next>,
}

/// A run that calls at a place today.
#[derive(Debug, Clone)]
pub struct KnownRun {
    /// The run.
    pub run: Run,
    /// How it stands.
    pub state: State,
    /// When it comes in here.
    pub arrives: Option<At>,
    /// When it leaves from here.
    pub departs: Option<At>,
    /// Where it goes on to, and when it comes in there.
    pub onward: Vec<(PointCode, At)>,
    /// Whether it does not go.
    pub cancelled: bool,
}

/// Reads it.
pub fn packet_of(
    conn: &mut Conn,
    cx: &Context,
    by: &PhoneHolder,
    rules: &ForecastRules<'_>,
    (at, capacity): (&PointCode, Capacity),
) -> Result<Packet, FlowRefusal> {
    by.at(at)?;
    let today = cx.now.date();
    let network = rules.promises.network;
    let unknown = || ItemRefusal::UnknownPoint { field: "?at", point: at.clone(), date: today };
    let point = network.point_on(at, today).ok_or_else(unknown)?;
    if !point.roles.has(capacity) {
        return Err(unknown().into());
    }
    let here = Custodian::Point { code: at.clone(), capacity };
    let own = Custodian::Postman { token: cx.who.token };
    let forecaster = Forecaster::new(rules.promises, rules.timetable, rules.limits);
    let stop = forecaster.stop_of(at, today).cloned();
    // Where days are not loaded, nobody can say what calls here; the rest is still worth knowing.
    let calls = stop.as_ref().and_then(|stop| rules.timetable.calls_at(stop, today).ok());
    let calls = calls.unwrap_or_default();
    Ok(view(conn, |conn| -> Result<Packet, StoreError> {
        // Those of yesterday may still be under way; what is scanned in the evening goes in the morning.
        let (first, last) = (today - Days::new(1), today + Days::new(DAYS_AHEAD));
        let entered = runs::of_days(conn, first, last)?;
        let calling: Vec<ItemKey> =
            calls.iter().filter_map(|call| named(&entered, call)).map(|run| run.key).collect();
        let most = MOST_ITEMS as i64 + 1;
        let mut items = road::held(conn, &own, most)?;
        items.extend(road::held(conn, &here, most)?);
        items.extend(office::aboard(conn, &calling)?.into_iter().map(|(_, item, _)| item));
        items.extend(road::bound_for(conn, at, most)?);
        let mut seen = BTreeSet::new();
        items.retain(|item| seen.insert(*item));
        let complete = items.len() <= MOST_ITEMS;
        items.truncate(MOST_ITEMS);
        let read = Read::of(conn, &items, &calling, cx.now)?;
        let places = Places { at, stop: stop.as_ref(), here: &here, own: &own };
        let open = read.open_bags(&places);
        let nexts = Nexts { calls: &calls, entered: &entered, open: &open, stop: stop.as_ref() };
        Ok(Packet {
            at: at.clone(),
            capacity,
            complete,
            parcels: items.iter().filter_map(|item| read.parcel(*item, &places, &nexts)).collect(),
            bags: items.iter().filter_map(|item| read.bag(*item, &places, &nexts)).collect(),
            runs: calls.iter().filter_map(|call| read.run(named(&entered, call)?, call)).collect(),
        })
    })?)
}

/// The run that a call of the timetable is, once it was entered.
fn named<'a>(entered: &'a [Run], call: &CallAt<'_>) -> Option<&'a Run> {
    let is = |run: &&Run| {
        run.route == *call.route
            && run.departure.as_ref() == Some(call.departure)
            && run.date == call.day
    };
    entered.iter().find(is)
}

/// Where one is.
struct Places<'a> {
    at: &'a PointCode,
    stop: Option<&'a PointCode>,
    here: &'a Custodian,
    own: &'a Custodian,
}

impl Places<'_> {
    fn hold(&self, custodian: &Custodian) -> bool {
        custodian == self.here || custodian == self.own
    }
}

/// What goes on from here.
struct Nexts<'a> {
    calls: &'a [CallAt<'a>],
    entered: &'a [Run],
    /// The bags that are open here, by where they go.
    open: &'a BTreeMap<PointCode, String>,
    stop: Option<&'a PointCode>,
}

impl Nexts<'_> {
    /// By a hop of a plan that begins here.
    fn by_hop(&self, hop: &Hop, towards: &Towards) -> Next {
        let name =
            RunName { route: hop.route.clone(), departure: hop.departure.clone(), day: hop.day };
        let end = match towards {
            Towards::Point(point) => self.open.get(point),
            Towards::Person => None,
        };
        Next {
            bag: self.open.get(&hop.to).or(end).cloned(),
            route: hop.route.clone(),
            run: self.code_of(&name),
            departs: hop.departs,
            point: hop.to.clone(),
        }
    }

    /// The soonest run from here that goes on to a point.
    fn to(&self, point: &PointCode, now: At) -> Option<Next> {
        let leaves = |call: &&CallAt<'_>| {
            let goes = !matches!(call.standing, Standing::Cancelled(_));
            goes && call.departs.is_some_and(|at| at >= now)
                && call.onward.iter().any(|(stop, _)| *stop == point)
        };
        let call = self.calls.iter().find(leaves)?;
        let run = named(self.entered, call);
        Some(Next {
            point: point.clone(),
            bag: None,
            route: call.route.clone(),
            run: run.map(|run| run.code.clone()),
            departs: call.departs?,
        })
    }

    fn code_of(&self, name: &RunName) -> Option<RunCode> {
        let is = |run: &&Run| {
            run.route == name.route
                && run.departure.as_ref() == Some(&name.departure)
                && run.date == name.day
        };
        self.entered.iter().find(is).map(|run| run.code.clone())
    }
}

/// All that was read of the items, in as many statements whatever their number.
struct Read {
    lives: BTreeMap<ItemKey, Timeline>,
    parcels: HashMap<ItemKey, Parcel>,
    bags: HashMap<ItemKey, Bag>,
    carriers: HashMap<ItemKey, String>,
    legs: HashMap<ItemKey, Leg>,
    hops: HashMap<ItemKey, (Vec<Hop>, Option<At>)>,
    collected: HashMap<ItemKey, PointCode>,
    now: At,
}

impl Read {
    fn of(
        conn: &mut Conn,
        items: &[ItemKey],
        calling: &[ItemKey],
        now: At,
    ) -> Result<Self, StoreError> {
        let lives = read_timelines(conn, items.iter().chain(calling).copied())?;
        let lives: BTreeMap<ItemKey, Timeline> =
            lives.into_iter().map(|(item, (_, life))| (item, life)).collect();
        let carriers: BTreeSet<ItemKey> = lives.values().filter_map(|life| life.carrier).collect();
        let carriers: Vec<ItemKey> = carriers.into_iter().collect();
        let mut codes = HashMap::new();
        for bag in bags::find_many(conn, &carriers)? {
            codes.insert(bag.key, bag.code.to_string());
        }
        for run in runs::find_many(conn, &carriers)? {
            codes.insert(run.key, run.code.to_string());
        }
        let kept = forecasts::find_many(conn, &items.iter().copied().collect())?;
        let asked = wishes::of_items(conn, items)?;
        let collected = asked.into_iter().filter_map(|(item, kept)| match kept.wish {
            Wish::Point(point) => Some((item, point)),
            Wish::Day(_) | Wish::Proxy(_) | Wish::Withdrawn => None,
        });
        Ok(Self {
            parcels: parcels::find_many(conn, items)?
                .into_iter()
                .map(|one| (one.key, one))
                .collect(),
            bags: bags::find_many(conn, items)?.into_iter().map(|one| (one.key, one)).collect(),
            carriers: codes,
            legs: legs::of_items(conn, items)?,
            hops: kept
                .into_iter()
                .map(|one| (one.item, (one.made.hops, one.made.expected)))
                .collect(),
            collected: collected.collect(),
            now,
            lives,
        })
    }

    /// The bags that are open here, by where they go.
    fn open_bags(&self, places: &Places<'_>) -> BTreeMap<PointCode, String> {
        let open = self.bags.values().filter(|bag| {
            let life = self.lives.get(&bag.key);
            life.is_some_and(|life| !life.closed && places.hold(&life.custodian))
        });
        let mut named: Vec<(&PointCode, String)> = open
            .filter(|bag| bag.to != *places.at)
            .map(|bag| (&bag.to, bag.code.to_string()))
            .collect();
        named.sort();
        named.into_iter().map(|(to, code)| (to.clone(), code)).collect()
    }

    fn carrier(&self, life: &Timeline) -> Option<String> {
        life.carrier.and_then(|key| self.carriers.get(&key)).cloned()
    }

    fn parcel(&self, item: ItemKey, places: &Places<'_>, nexts: &Nexts<'_>) -> Option<KnownParcel> {
        let (parcel, life) = (self.parcels.get(&item)?, self.lives.get(&item)?);
        let leg = self.legs.get(&item)?;
        let towards = self.towards(item, life, leg);
        let none = (Vec::new(), None);
        let (hops, expected) = self.hops.get(&item).unwrap_or(&none);
        let ends_here = towards == Towards::Point(places.at.clone());
        let is_stop = |point: &PointCode| point == places.at || Some(point) == places.stop;
        let from_here = hops.iter().find(|hop| is_stop(&hop.from)).filter(|_| !ends_here);
        Some(KnownParcel {
            direction: leg.direction,
            state: life.state,
            custodian: life.custodian.clone(),
            carrier: self.carrier(life),
            is_here: places.hold(&life.custodian),
            due_here: ends_here || hops.iter().any(|hop| is_stop(&hop.to)),
            next: from_here.map(|hop| nexts.by_hop(hop, &towards)),
            towards,
            seal: seal(life),
            papers: parcel.papers.lines().iter().map(|line| (line.form(), line.count())).collect(),
            handover: handover(life),
            expected: *expected,
            failed: life.failed_attempts,
            parcel: parcel.clone(),
        })
    }

    /// Where it is to go: back, where the receiver asked, to the point that took over, or as ordered.
    fn towards(&self, item: ItemKey, life: &Timeline, leg: &Leg) -> Towards {
        if life.returning {
            return life.origin.point().cloned().map_or(Towards::Person, Towards::Point);
        }
        if let Some(point) = self.collected.get(&item) {
            return Towards::Point(point.clone());
        }
        let said = life.bound_for.as_ref().and_then(Party::point).or_else(|| leg.to.point());
        said.cloned().map_or(Towards::Person, Towards::Point)
    }

    fn bag(&self, item: ItemKey, places: &Places<'_>, nexts: &Nexts<'_>) -> Option<KnownBag> {
        let (bag, life) = (self.bags.get(&item)?, self.lives.get(&item)?);
        let due_here = bag.to == *places.at || Some(&bag.to) == places.stop;
        let next = if due_here { None } else { nexts.to(&bag.to, self.now) };
        Some(KnownBag {
            state: life.state,
            is_here: places.hold(&life.custodian),
            due_here,
            sealed: life.closed,
            seal: seal(life),
            carrier: self.carrier(life),
            next: next.filter(|_| nexts.stop.is_some()),
            bag: bag.clone(),
        })
    }

    fn run(&self, run: &Run, call: &CallAt<'_>) -> Option<KnownRun> {
        let life = self.lives.get(&run.key)?;
        Some(KnownRun {
            run: run.clone(),
            state: life.state,
            arrives: call.arrives,
            departs: call.departs,
            onward: call.onward.iter().map(|(point, at)| ((*point).clone(), *at)).collect(),
            cancelled: matches!(call.standing, Standing::Cancelled(_)),
        })
    }
}

/// The number last read off an item's own seal.
fn seal(life: &Timeline) -> Option<String> {
    let own = |entry: &&Entry| entry.through.is_none();
    life.entries.iter().rev().filter(own).find_map(|entry| entry.detail.seal.clone())
}

/// The give that nobody has answered yet.
fn handover(life: &Timeline) -> Option<(Option<String>, Party)> {
    let to = life.open_handover.clone()?;
    let gave = life.entries.iter().rev().find(|entry| entry.action == Action::HandOver);
    Some((gave.and_then(|gave| gave.detail.handover_id.clone()), to))
}
