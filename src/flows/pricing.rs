//! What a leg costs: the zones of its two ends today, and the price list between them. Charging it is a
//! matter of the ledger and stands here too, because ordering a leg and pricing it again share it.

use chrono::NaiveDate;

use crate::base::{Context, EntryId, PointCode, UnitCode};
use crate::cases::{Case, Direction, Endpoint, Leg};
use crate::ledger::{About, Account, Entry, EntryKind, charged};
use crate::network::{AdminUnit, Network, ZoneCode, ZoneScheme};
use crate::people::PersonIn;
use crate::postage::{Category, Grams, NoPrice, Payer, PostageRefusal, Priced, Quote};
use crate::store::{Conn, StoreError, ledger, persons};

use super::world::World;

/// What is known of a parcel's weight, and what the person claims.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Weighed {
    /// The weight; none while nobody has weighed it.
    pub weight: Option<Grams>,
    /// The category by which less is paid, its proof having been seen.
    pub reduction: Option<Category>,
}

/// An end of a leg, as far as its price goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PricedEnd {
    /// A point of the network.
    Point(PointCode),
    /// A unit; none where an address names none.
    Unit(Option<UnitCode>),
}

impl PricedEnd {
    /// Reads the code of a point in service on the day or, where there is none, that of a unit.
    pub fn read(network: &Network, code: &str, on: NaiveDate) -> Option<Self> {
        let point: Option<PointCode> = code.parse().ok();
        if let Some(point) = point.filter(|point| network.point_on(point, on).is_some()) {
            return Some(Self::Point(point));
        }
        let unit: UnitCode = code.parse().ok()?;
        last_under(network, &unit, on)?;
        Some(Self::Unit(Some(unit)))
    }

    /// The end of a leg that is being ordered.
    pub(super) fn of_order(end: &Endpoint<PersonIn>) -> Self {
        match end {
            Endpoint::Point(point) => Self::Point(point.clone()),
            Endpoint::Person(person) => Self::Unit(person.address.unit().cloned()),
        }
    }

    /// The end of a leg that is kept. Of a person who was erased no unit is known any more.
    pub(super) fn of_leg(conn: &mut Conn, end: &Endpoint) -> Result<Self, StoreError> {
        Ok(match end {
            Endpoint::Point(point) => Self::Point(point.clone()),
            Endpoint::Person(id) => {
                let person = persons::find(conn, *id)?;
                Self::Unit(person.and_then(|person| person.address.unit().cloned()))
            }
        })
    }
}

/// What a leg between two ends costs on a day, or why there is no price. Only a claim that cannot be met
/// is refused.
pub(super) fn price(
    world: &World<'_>,
    direction: Direction,
    (from, to): (&PricedEnd, &PricedEnd),
    weighed: &Weighed,
    on: NaiveDate,
) -> Result<Priced, PostageRefusal> {
    let claimed = weighed.reduction.as_ref();
    let reduction =
        claimed.map(|category| world.prices.reduction(category, direction, on)).transpose()?;
    let Some(weight) = weighed.weight else { return Ok(Err(NoPrice::NoWeight)) };
    Ok(zone(world.network, "from", from, on).and_then(|from| {
        let to = zone(world.network, "to", to, on)?;
        world.prices.price(direction, (from, to), weight, reduction, on)
    }))
}

/// The tariff zone in which an end lies. A code of a unit that has ended stands for the unit that took
/// most of it over.
fn zone<'a>(
    network: &'a Network,
    end: &'static str,
    place: &PricedEnd,
    on: NaiveDate,
) -> Result<&'a ZoneCode, NoPrice> {
    let unit = match place {
        PricedEnd::Point(code) => network.point_on(code, on).map(|point| &point.unit),
        PricedEnd::Unit(unit) => unit.as_ref(),
    };
    let unit = unit.ok_or(NoPrice::NoUnit { end })?;
    let of = |unit| network.zone_of(ZoneScheme::Postage, unit, on);
    of(unit)
        .or_else(|| {
            let ended = last_under(network, unit, on)?;
            let successors = network.successors(unit, ended.period.from, on);
            of(&successors.into_iter().find(|successor| successor.is_default)?.unit.code)
        })
        .map(|member| &member.zone)
        .ok_or(NoPrice::NoZone { end, on })
}

/// What bore a code last by a day, whether it is in force then or has ended.
fn last_under<'a>(network: &'a Network, code: &UnitCode, on: NaiveDate) -> Option<&'a AdminUnit> {
    network.rows_of(code).filter(|unit| unit.period.from <= on).last()
}

/// Charges a quote to whoever pays for the leg.
pub(super) fn charge(
    conn: &mut Conn,
    cx: &Context,
    case: &Case,
    leg: &Leg,
    quote: &Quote,
) -> Result<Entry, StoreError> {
    let id = EntryId::new(cx.ids.uuid(cx.now));
    let unwritable =
        |problem: &dyn std::fmt::Display| StoreError::bad_row("ledger_entries", id, problem);
    let postings =
        charged(owing(case, leg), quote.amount, case.id).map_err(|problem| unwritable(&problem))?;
    let entry = Entry {
        id,
        kind: EntryKind::PostageCharged,
        at: cx.now,
        by: cx.who.token,
        about: About {
            case: Some(case.id),
            leg: Some(leg.id),
            agency: Some(case.agency.clone()),
            point: None,
        },
        method: None,
        note: None,
        reverses: None,
        flags: Vec::new(),
        basis: Some(serde_json::to_value(quote).map_err(|problem| unwritable(&problem))?),
        postings,
    };
    ledger::append(conn, &entry, &[])?;
    Ok(entry)
}

/// The account that owes for a leg.
pub(super) fn owing(case: &Case, leg: &Leg) -> Account {
    match Payer::of(leg.direction) {
        Payer::Person => Account::owing(leg.id, None),
        Payer::Authority => Account::owing(leg.id, Some(&case.agency)),
    }
}

/// The quote that a charge rests on.
pub fn quote_of(charge: &Entry) -> Result<Quote, StoreError> {
    let basis = charge.basis.clone().unwrap_or_default();
    serde_json::from_value(basis)
        .map_err(|problem| StoreError::bad_row("ledger_entries", charge.id, problem))
}
