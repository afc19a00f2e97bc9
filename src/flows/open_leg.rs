//! What ordering a leg and collecting originals have in common: a leg, its parcel, and the parcel's
//! two codes come into being together.

use crate::base::codes::{QrCode, S10Prefix, TrackingNumber};
use crate::base::{CaseId, Context, LegId, ParcelId};
use crate::cases::{Direction, Endpoint, Leg, LegRefusal, PickupWindow, Service};
use crate::feed::NewFact;
use crate::parcels::{Blank, CodeOwner, ItemKind, NumberRefusal, PaperList, Parcel, free_again};
use crate::postage::{NoPrice, Priced};
use crate::store::codes::Bound;
use crate::store::{Conn, StoreError, codes, facts, items, legs, numbers, parcels, rolls};

use super::bind_blank;
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
    /// A label that was printed ahead, locked; it is on the envelope already.
    pub blank: Option<Blank>,
}

/// Opens a leg inside the caller's transaction.
pub(super) fn open(
    conn: &mut Conn,
    cx: &Context,
    world: &World<'_>,
    opening: Opening,
) -> Result<Opened, FlowRefusal> {
    let key = items::register(conn, cx.now, ItemKind::Parcel)?;
    let owner = CodeOwner { key, kind: ItemKind::Parcel };
    let number = Bound { owner, at: cx.now, reusable: true };
    let (tracking, qr, warn) = if let Some(blank) = &opening.blank {
        bind_blank::name(conn, cx, blank, owner)?;
        (blank.tracking.clone(), blank.qr.clone(), false)
    } else {
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
        (tracking, qr, warn)
    };

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
    let since = match opening.blank {
        Some(blank) => bind_blank::put_on_record(conn, cx, &world.rules(), &blank, owner)?.0,
        None => Vec::new(),
    };
    Ok(Opened { leg: opened, since, low: warn })
}

/// A leg that was opened, and what comes of it.
pub(super) struct Opened {
    pub leg: OpenedLeg,
    /// What its case is told once it was told of the leg: scans of its label that came in before it.
    pub since: Vec<NewFact>,
    /// The range of numbers runs low and nobody was told yet.
    pub low: bool,
}

/// Tells the case of the legs that were opened, and what has come of them since. Last in the transaction,
/// like everything that is told.
pub(super) fn tell(
    conn: &mut Conn,
    cx: &Context,
    opened: &[OpenedLeg],
    since: Vec<NewFact>,
) -> Result<(), StoreError> {
    let ordered = opened.iter().map(|OpenedLeg { leg, parcel, .. }| NewFact::ordered(leg, parcel));
    let told: Vec<NewFact> = ordered.chain(since).collect();
    facts::tell(conn, told, cx.now)
}

/// Binds a number from outside: free-form, but not one that another parcel bore not long ago.
fn give(conn: &mut Conn, number: &TrackingNumber, bound: &Bound) -> Result<(), FlowRefusal> {
    if codes::bind(conn, number.as_str(), bound)? {
        return Ok(());
    }
    let Some(held) = codes::find_for_update(conn, number.as_str())? else {
        // It stands on a label that was printed ahead, or was bound by a transaction that failed since.
        let printed = !rolls::printed(conn, &[number.to_string()])?.is_empty();
        let taken = || NumberRefusal::Taken(number.clone()).into();
        return Err(if printed { taken() } else { StoreError::Stale.into() });
    };
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
