//! The round of a day: what somebody has in hand to deliver, and where they are to call. It names persons, so every
//! one of them leaves a line in the access log, each time it is asked for.

use std::collections::HashMap;

use crate::base::{At, Context, ItemKey, Lang, PersonId, PointCode};
use crate::cases::{Leg, PickupWindow};
use crate::custody::{Action, Custodian, Timeline};
use crate::dispatch::Forecaster;
use crate::dispatch::desk::Pickup;
use crate::flows::forecast::ForecastRules;
use crate::flows::read_timeline::read_timelines;
use crate::flows::refusal::FlowRefusal;
use crate::network::Network;
use crate::parcels::Parcel;
use crate::people::{Person, RoundReader, View};
use crate::store::pickups::Of;
use crate::store::{Conn, StoreError, access_log, legs, parcels, persons, pickups, road, wishes};

/// So many stops stand on a round.
const MOST: i64 = 500;

/// Whose round, and where it starts.
#[derive(Debug, Clone)]
pub struct RoundAsked {
    /// The point it starts from.
    pub at: PointCode,
    /// The language of what is said about a stop.
    pub lang: Lang,
}

/// What is to be done at a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopKind {
    /// Something is handed over.
    Deliver,
    /// Something is fetched.
    PickUp,
}

/// A stop of the round.
#[derive(Debug, Clone)]
pub struct Stop {
    /// What is to be done.
    pub kind: StopKind,
    /// The parcel; none where a desk asked the post to call.
    pub parcel: Option<Parcel>,
    /// Whom it is about; none of who was erased, and where a desk is called at.
    pub person: Option<Person>,
    /// The desk, or the point where it is to be handed over.
    pub point: Option<PointCode>,
    /// How often it was tried.
    pub failed: u32,
    /// Why it failed last.
    pub last_reason: Option<String>,
    /// When one is to be there.
    pub window: Option<PickupWindow>,
    /// How many parcels are to be fetched, where a desk said so.
    pub parcels: Option<u32>,
    /// What the receiver asked for, in a sentence.
    pub note: Option<String>,
}

/// Reads it.
pub fn round_of(
    conn: &mut Conn,
    cx: &Context,
    by: &RoundReader,
    rules: &ForecastRules<'_>,
    asked: &RoundAsked,
) -> Result<Vec<Stop>, FlowRefusal> {
    by.at(&asked.at)?;
    let day = cx.now.date();
    let begins = At::office(day, 0, 0);
    let today = (begins, begins.plus_millis(86_400_000));
    let own = Custodian::Postman { token: cx.who.token };
    let carried = road::held(conn, &own, MOST)?;
    let called = fetched_here(conn, rules, &asked.at, today)?;
    let all: Vec<ItemKey> = carried.iter().chain(&called).copied().collect();
    let read = Read::of(conn, cx, &all, &called)?;
    let network = rules.promises.network;
    let mut stops: Vec<Stop> = Vec::with_capacity(all.len());
    for (kind, items) in [(StopKind::Deliver, &carried), (StopKind::PickUp, &called)] {
        stops.extend(items.iter().filter_map(|item| read.stop(kind, *item, network, asked.lang)));
    }
    // As one goes: commune by commune, and in it by what the address says.
    stops.sort_by_cached_key(|stop| {
        let person = stop.person.as_ref();
        let unit = person.and_then(|person| person.address.unit().map(ToString::to_string));
        (unit, person.map(|person| person.address.in_full().to_owned()))
    });
    let points = [asked.at.clone()];
    let asked_for =
        pickups::list(conn, (Of::Offices, Some(&points[..])), today.0, None, MOST)?.items;
    let today_or_before = |call: &&Pickup| call.stage.is_open() && call.from < today.1;
    stops.extend(asked_for.iter().filter(today_or_before).map(|call| Stop {
        kind: StopKind::PickUp,
        parcel: None,
        person: None,
        point: Some(call.desk.clone()),
        failed: 0,
        last_reason: None,
        window: Some(PickupWindow { from: call.from, until: call.until }),
        parcels: Some(call.parcels),
        note: None,
    }));
    Ok(stops)
}

/// What is to be called for today at addresses that this point delivers to.
fn fetched_here(
    conn: &mut Conn,
    rules: &ForecastRules<'_>,
    at: &PointCode,
    today: (At, At),
) -> Result<Vec<ItemKey>, StoreError> {
    let waiting = road::called_for(conn, today, MOST)?;
    let legs = legs::of_items(conn, &waiting)?;
    let senders: Vec<PersonId> =
        legs.values().filter_map(|leg| leg.from.person()).copied().collect();
    let units = persons::units_of(conn, &senders)?;
    let forecaster = Forecaster::new(rules.promises, rules.timetable, rules.limits);
    let is_ours = |item: &ItemKey| {
        let unit = legs.get(item).and_then(|leg| units.get(leg.from.person()?));
        unit.and_then(|unit| forecaster.office_of(unit, today.0.date())) == Some(at)
    };
    Ok(waiting.into_iter().filter(is_ours).collect())
}

struct Read {
    parcels: HashMap<ItemKey, Parcel>,
    legs: HashMap<ItemKey, Leg>,
    lives: HashMap<ItemKey, Timeline>,
    persons: HashMap<PersonId, Person>,
    wishes: HashMap<ItemKey, crate::cases::KeptWish>,
}

impl Read {
    /// Everything that is said of the stops; that somebody looks at the persons is noted first.
    fn of(
        conn: &mut Conn,
        cx: &Context,
        items: &[ItemKey],
        called: &[ItemKey],
    ) -> Result<Self, StoreError> {
        let parcels: HashMap<ItemKey, Parcel> =
            parcels::find_many(conn, items)?.into_iter().map(|one| (one.key, one)).collect();
        let legs = legs::of_items(conn, items)?;
        let looks = items.iter().filter_map(|item| {
            let (parcel, leg) = (parcels.get(item)?, legs.get(item)?);
            let person = if called.contains(item) { leg.from.person() } else { leg.to.person() };
            Some(View::of(cx, "round", leg.case, Some(parcel.id), *person?))
        });
        let looks: Vec<View> = looks.collect();
        let noted = access_log::note(conn, &looks)?;
        let persons = persons::read(conn, noted)?;
        let lives = read_timelines(conn, items.iter().copied())?;
        Ok(Self {
            persons: persons.into_iter().map(|person| (person.id, person)).collect(),
            lives: lives.into_iter().map(|(item, (_, life))| (item, life)).collect(),
            wishes: wishes::of_items(conn, items)?,
            parcels,
            legs,
        })
    }

    /// What is said of a parcel's stop.
    fn stop(&self, kind: StopKind, item: ItemKey, network: &Network, lang: Lang) -> Option<Stop> {
        let (parcel, leg) = (self.parcels.get(&item)?, self.legs.get(&item)?);
        let life = self.lives.get(&item)?;
        let end = match kind {
            StopKind::Deliver => &leg.to,
            StopKind::PickUp => &leg.from,
        };
        let failed = life.entries.iter().rev().find(|entry| entry.action == Action::FailDelivery);
        let wish = self.wishes.get(&item).filter(|_| kind == StopKind::Deliver);
        let name = |code: &PointCode| {
            network.point(code).map_or_else(|| code.to_string(), |point| point.name.clone())
        };
        Some(Stop {
            kind,
            person: end.person().and_then(|person| self.persons.get(person)).cloned(),
            point: end.point().cloned(),
            failed: life.failed_attempts,
            last_reason: failed.and_then(|entry| entry.detail.reason.clone()),
            window: leg.pickup.filter(|_| kind == StopKind::PickUp),
            parcels: None,
            note: wish.and_then(|kept| kept.wish.advice(lang, name)),
            parcel: Some(parcel.clone()),
        })
    }
}
