//! What ordering a leg and collecting originals have in common: a leg, its parcel, and the parcel's
//! two codes come into being together.

use crate::base::codes::{QrCode, S10Prefix, TrackingNumber};
use crate::base::{CaseId, Context, LegId, ParcelId};
use crate::cases::{Direction, Endpoint, Leg, LegRefusal, PickupWindow, Service};
use crate::feed::NewFact;
use crate::parcels::{CodeOwner, ItemKind, NumberRefusal, PaperList, Parcel, free_again};
use crate::postage::{NoPrice, Priced};
use crate::store::codes::Bound;
use crate::store::{Conn, StoreError, codes, facts, items, legs, numbers, parcels};

use super::refusal::FlowRefusal;
use super::take_custody;
use super::world::World;

/// A leg that was opened, with its parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedLeg {
    /// The leg.
    pub leg: Leg,
    /// The parcel that travels it.
    pub parcel: Parcel,
    /// What it costs, as far as that is known.
    pub postage: Priced,
}

/// What a leg to be opened is like.
pub(super) struct Opening {
    pub case: CaseId,
    pub service: Service,
    pub direction: Direction,
    pub from: Endpoint,
    pub to: Endpoint,
    pub opened_by: Option<LegId>,
    pub pickup: Option<PickupWindow>,
    pub papers: PaperList,
    pub tracking: Option<TrackingNumber>,
}

/// Opens a leg inside the caller's transaction. The flag says that the range of numbers runs low and
/// nobody was told yet.
pub(super) fn open(
    conn: &mut Conn,
    cx: &Context,
    world: &World<'_>,
    opening: Opening,
) -> Result<(OpenedLeg, bool), FlowRefusal> {
    let key = items::register(conn, cx.now, ItemKind::Parcel)?;
    let owner = CodeOwner { key, kind: ItemKind::Parcel };
    let number = Bound { owner, at: cx.now, reusable: true };
    let (tracking, warn) = match opening.tracking {
        Some(given) => {
            give(conn, &given, &number)?;
            (given, false)
        }
        None => draw(conn, world.numbers, &number)?,
    };
    let qr = QrCode::draw(&cx.ids);
    if !codes::bind(conn, qr.as_str(), &Bound { owner, at: cx.now, reusable: false })? {
        // Once in 2^81 draws, or a seed used twice: trying again draws another.
        return Err(StoreError::Stale.into());
    }

    let leg = Leg {
        id: LegId::new(cx.ids.uuid(cx.now)),
        case: opening.case,
        service: opening.service,
        direction: opening.direction,
        from: opening.from,
        to: opening.to,
        parcel: ParcelId::new(cx.ids.uuid(cx.now)),
        opened_by: opening.opened_by,
        pickup: opening.pickup,
        ordered_at: cx.now,
    };
    let parcel = Parcel {
        id: leg.parcel,
        key,
        tracking,
        qr,
        leg: leg.id,
        papers: opening.papers,
        created_at: cx.now,
    };
    if !legs::insert(conn, &leg)? {
        return Err(LegRefusal::AlreadyCollected(opening.opened_by.unwrap_or(leg.id)).into());
    }
    parcels::insert(conn, &parcel)?;
    let opened = OpenedLeg { leg, parcel, postage: Err(NoPrice::NoWeight) };
    take_custody::of_parcel(conn, world.network, &opened)?;
    Ok((opened, warn))
}

/// Tells the case of the legs that were opened. Last in the transaction, like everything that is told.
pub(super) fn tell(conn: &mut Conn, cx: &Context, opened: &[OpenedLeg]) -> Result<(), StoreError> {
    let ordered: Vec<NewFact> =
        opened.iter().map(|OpenedLeg { leg, parcel, .. }| NewFact::ordered(leg, parcel)).collect();
    facts::append(conn, &ordered, cx.now)
}

/// Binds a number from outside: free-form, but not one that another parcel bore not long ago.
fn give(conn: &mut Conn, number: &TrackingNumber, bound: &Bound) -> Result<(), FlowRefusal> {
    if codes::bind(conn, number.as_str(), bound)? {
        return Ok(());
    }
    let held = codes::find_for_update(conn, number.as_str())?.ok_or(StoreError::Stale)?;
    if !held.reusable {
        return Err(NumberRefusal::Taken(number.clone()).into());
    }
    let free = free_again(held.at.date());
    if bound.at.date() < free {
        let (number, used) = (number.clone(), held.at.date());
        return Err(NumberRefusal::InUse { number, used, free }.into());
    }
    codes::rebind(conn, number.as_str(), bound)?;
    Ok(())
}

/// Draws from the range until a number is free: one of ours may have come in from outside before.
fn draw(
    conn: &mut Conn,
    prefix: &S10Prefix,
    bound: &Bound,
) -> Result<(TrackingNumber, bool), FlowRefusal> {
    while let Some(drawn) = numbers::draw(conn, prefix)? {
        match give(conn, &drawn.number, bound) {
            Ok(()) => {
                let warn = drawn.low && numbers::note_warning(conn, prefix)?;
                return Ok((drawn.number, warn));
            }
            Err(FlowRefusal::Number(_)) => {}
            Err(other) => return Err(other),
        }
    }
    let refusal = match numbers::find_for_update(conn, prefix)? {
        Some(_) => NumberRefusal::Exhausted(prefix.clone()),
        None => NumberRefusal::NoRange(prefix.clone()),
    };
    Err(refusal.into())
}

/// Says in the log that a range runs low, after the commit that noted it.
pub(super) fn warn_when_low(low: bool, prefix: &S10Prefix) {
    if low {
        tracing::warn!(
            numbers.prefix = %prefix,
            "nine in ten tracking numbers of {prefix} are used: a new range is needed soon"
        );
    }
}
