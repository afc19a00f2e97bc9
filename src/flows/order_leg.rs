//! A person, a desk or a one-stop system orders carriage: one leg, or two for a round trip. Each leg
//! gets a parcel with a tracking number and a QR code that can be printed at once, and is charged for where
//! its price is known.

use crate::base::codes::{CaseCode, TrackingNumber};
use crate::base::{Capacity, Context, PersonId, PointCode};
use crate::cases::{Case, CaseRefusal, Direction, Endpoint, LegRefusal, PickupWindow, Service};
use crate::parcels::{PaperList, RollRefusal};
use crate::people::{LegOrderer, PersonIn};
use crate::store::{Conn, cases, persons, write};

use super::bind_blank::{lock, usable};
use super::open_leg::{Opened, OpenedLeg, Opening, open, tell, warn_when_low};
use super::pricing::{PricedEnd, Weighed, charge, price};
use super::refusal::FlowRefusal;
use super::world::World;

/// What is ordered.
#[derive(Debug, Clone)]
pub struct LegOrder {
    /// The case whose papers travel; its record must have been told.
    pub case_code: CaseCode,
    /// The service.
    pub service: Service,
    /// Where the (first) leg begins.
    pub from: Endpoint<PersonIn>,
    /// Where it ends.
    pub to: Endpoint<PersonIn>,
    /// What lies in the (first) parcel. Nobody knows yet what a round trip brings back.
    pub papers: PaperList,
    /// When the papers can be called for at the person's address.
    pub pickup: Option<PickupWindow>,
    /// A number from outside: another carrier's, or from a pool given to the agency.
    pub tracking_number: Option<TrackingNumber>,
    /// The code of a label that was printed ahead: its two codes become the parcel's own.
    pub label: Option<String>,
    /// What it weighs, and by which category less is paid.
    pub weighed: Weighed,
}

/// What was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered {
    /// The legs, in the order in which they travel.
    pub legs: Vec<OpenedLeg>,
    /// Whether the range of tracking numbers has just begun to run low.
    pub numbers_low: bool,
}

/// Orders a leg. Ordering the same twice opens two: whoever repeats an order says so by its key.
pub fn order_leg(
    conn: &mut Conn,
    cx: &Context,
    by: &LegOrderer,
    world: &World<'_>,
    order: LegOrder,
) -> Result<Ordered, FlowRefusal> {
    check_form(&order)?;
    check_points(cx, world, &order)?;
    let ordered = write(conn, |conn| {
        // Blanks are locked before cases.
        let blank = order.label.as_deref().map(|code| lock(conn, "label", code)).transpose()?;
        let case = cases::find_for_update(conn, &order.case_code)?
            .ok_or_else(|| CaseRefusal::Unknown(order.case_code.clone()))?;
        by.at(&case.agency)?;
        for direction in order.service.directions() {
            check_listed(cx, world, &case, *direction)?;
        }

        let mut blank = blank.map(|blank| usable(blank, "label")).transpose()?;
        let ends = (PricedEnd::of_order(&order.from), PricedEnd::of_order(&order.to));
        let from = settle(conn, cx, order.from)?;
        let to = settle(conn, cx, order.to)?;
        let mut ordered = Ordered { legs: Vec::new(), numbers_low: false };
        let (mut papers, mut pickup, mut since) = (order.papers, order.pickup, Vec::new());
        for (n, direction) in order.service.directions().iter().enumerate() {
            let (from, to) = if n == 0 { (&from, &to) } else { (&to, &from) };
            let opening = Opening {
                case: case.id,
                service: order.service,
                direction: *direction,
                from: from.clone(),
                to: to.clone(),
                opened_by: None,
                pickup: pickup.take(),
                papers: std::mem::take(&mut papers),
                tracking: order.tracking_number.clone(),
                blank: blank.take(),
            };
            let Opened { leg: mut opened, since: told, low } = open(conn, cx, world, opening)?;
            // What comes back is taken to weigh what goes out, until it is weighed.
            let ends = if n == 0 { (&ends.0, &ends.1) } else { (&ends.1, &ends.0) };
            opened.postage = price(world, *direction, ends, &order.weighed, cx.now.date())?;
            if let Ok(quote) = &opened.postage {
                charge(conn, cx, &case, &opened.leg, quote)?;
            }
            ordered.legs.push(opened);
            ordered.numbers_low |= low;
            since.extend(told);
        }
        tell(conn, cx, &ordered.legs, since)?;
        Ok::<_, FlowRefusal>(ordered)
    })?;
    warn_when_low(ordered.numbers_low, world.numbers);
    Ok(ordered)
}

/// Whether the order makes sense by itself.
fn check_form(order: &LegOrder) -> Result<(), FlowRefusal> {
    order.service.check(&order.from, &order.to)?;
    if order.service == Service::RoundTrip && order.tracking_number.is_some() {
        return Err(LegRefusal::NumberForTwo.into());
    }
    if order.service == Service::RoundTrip && order.label.is_some() {
        return Err(RollRefusal::ForTwo.into());
    }
    if order.tracking_number.is_some() && order.label.is_some() {
        return Err(RollRefusal::TwoNumbers.into());
    }
    if order.pickup.is_some() && order.from.person().is_none() {
        return Err(LegRefusal::PickupAtPoint.into());
    }
    Ok(())
}

/// Whether its points are in service today, and a desk stands where papers are taken in or given out.
fn check_points(cx: &Context, world: &World<'_>, order: &LegOrder) -> Result<(), LegRefusal> {
    let (from_desk, to_desk) = match order.service {
        Service::Submit | Service::RoundTrip => (false, true),
        Service::Return => (true, false),
        Service::Internal => (false, false),
    };
    for (field, end, desk) in [("from", &order.from, from_desk), ("to", &order.to, to_desk)] {
        if let Some(point) = end.point() {
            check_point(cx, world, field, point, desk)?;
        }
    }
    Ok(())
}

pub(super) fn check_point(
    cx: &Context,
    world: &World<'_>,
    field: &'static str,
    code: &PointCode,
    desk: bool,
) -> Result<(), LegRefusal> {
    let point = world
        .network
        .point_on(code, cx.now.date())
        .ok_or_else(|| LegRefusal::UnknownPoint { field, point: code.clone(), at: cx.now })?;
    if desk && !point.roles.has(Capacity::Desk) {
        return Err(LegRefusal::NotADesk { field, point: code.clone() });
    }
    Ok(())
}

/// Whether the procedure is on the list of what may go this way by post today; if not, which desk takes
/// it: the agency's, or the one that took over from it.
fn check_listed(
    cx: &Context,
    world: &World<'_>,
    case: &Case,
    direction: Direction,
) -> Result<(), LegRefusal> {
    let Some(list) = direction.listed_as() else { return Ok(()) };
    let today = cx.now.date();
    match world.catalogue.may_go(&case.procedure, list, today) {
        Ok(_) => Ok(()),
        Err(reason) => {
            let network = world.network;
            let desk = network
                .successor_point(&case.agency, today)
                .or_else(|| network.point(&case.agency));
            Err(LegRefusal::NotByPost {
                reason,
                desk: desk.map_or_else(|| case.agency.clone(), |point| point.code.clone()),
                desk_name: desk.map_or_else(String::new, |point| point.name.clone()),
            })
        }
    }
}

/// Gives a person who was named in full a row of their own.
fn settle(conn: &mut Conn, cx: &Context, end: Endpoint<PersonIn>) -> Result<Endpoint, FlowRefusal> {
    match end {
        Endpoint::Point(point) => Ok(Endpoint::Point(point)),
        Endpoint::Person(details) => {
            let person = details.into_person(PersonId::new(cx.ids.uuid(cx.now)));
            persons::save(conn, &person, cx.now)?;
            Ok(Endpoint::Person(person.id))
        }
    }
}
