//! A parcel is weighed when the post takes it, and priced again: the charge that stood is taken back by
//! an entry of its own, and the new one put in its place. Nothing is edited.

use crate::base::{Context, EntryId, LegId};
use crate::cases::LegRefusal;
use crate::custody::State;
use crate::ledger::Entry;
use crate::parcels::Parcel;
use crate::people::Weigher;
use crate::postage::{PostageRefusal, Quote};
use crate::store::{Conn, StoreError, cases, ledger, legs, parcels, write};

use super::pricing::{PricedEnd, Weighed, charge, price, quote_of};
use super::read_timeline::read_timeline;
use super::refusal::FlowRefusal;
use super::reverse_entry::take_back;
use super::world::World;

/// What became of a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricedLeg {
    /// The price that stands now.
    pub quote: Quote,
    /// The entry that charges it.
    pub entry: EntryId,
    /// The charge it replaced.
    pub replaced: Option<EntryId>,
}

/// Prices a leg by the weight now known and the tariff of today. The same price again changes nothing.
pub fn price_leg(
    conn: &mut Conn,
    cx: &Context,
    _by: &Weigher,
    world: &World<'_>,
    id: LegId,
    weighed: &Weighed,
) -> Result<PricedLeg, FlowRefusal> {
    write(conn, |conn| {
        let leg = legs::find(conn, id)?.ok_or(LegRefusal::Unknown(id))?;
        // Locked: of two who weigh the same parcel one is first.
        let case = cases::load_for_update(conn, leg.case)?;
        let parcel = parcels::find(conn, leg.parcel)?;
        let parcel = parcel.ok_or_else(|| StoreError::bad_row("legs", id, "its parcel is gone"))?;
        still_open(conn, id, &parcel)?;

        let (from, to) = (PricedEnd::of_leg(conn, &leg.from)?, PricedEnd::of_leg(conn, &leg.to)?);
        let quote = price(world, leg.direction, (&from, &to), weighed, cx.now.date())?
            .map_err(PostageRefusal::NoPrice)?;
        let standing = ledger::standing_charge(conn, id)?.map(|held| held.entry);
        if let Some(Entry { id: entry, .. }) = &standing
            && standing.as_ref().map(quote_of).transpose()?.as_ref() == Some(&quote)
        {
            return Ok(PricedLeg { quote, entry: *entry, replaced: None });
        }
        if let Some(charge) = &standing {
            take_back(conn, cx, charge, "priced again")?;
        }
        let entry = charge(conn, cx, &case, &leg, &quote)?.id;
        Ok(PricedLeg { quote, entry, replaced: standing.map(|charge| charge.id) })
    })
}

/// A parcel that has arrived, or was given up, is priced no more.
fn still_open(conn: &mut Conn, leg: LegId, parcel: &Parcel) -> Result<(), FlowRefusal> {
    let gone = || StoreError::bad_row("parcels", parcel.id, "it is not in custody");
    let (_, now) = read_timeline(conn, parcel.key)?.ok_or_else(gone)?;
    match now.state {
        State::Delivered | State::Returned | State::Void => {
            Err(PostageRefusal::Settled { leg, state: now.state.to_string() }.into())
        }
        State::Announced
        | State::Accepted
        | State::AtPoint
        | State::InBag
        | State::OnRun
        | State::InHandover
        | State::OutForDelivery
        | State::DeliveryFailed
        | State::Held
        | State::Returning
        | State::Lost
        | State::Found => Ok(()),
    }
}
