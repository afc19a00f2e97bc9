//! Somebody of staff signs in to a phone, once: from then on it shows a secret of its own. Signed in to again, a
//! phone stays the one it was, with what lies unsent on it; its former secret ends.

use crate::base::{Context, PhoneId, UserId};
use crate::network::Network;
use crate::people::{Handset, HandsetIn, PhoneHolder, PhoneRefusal, Secret};
use crate::store::{Conn, phones, write};

use super::refusal::FlowRefusal;

/// A phone to be signed in to: what it should be, and which one it was before.
#[derive(Debug, Clone)]
pub struct PhoneOrder {
    /// What it should be.
    pub phone: HandsetIn,
    /// The same phone once more.
    pub again: Option<PhoneId>,
}

/// Signs in to a phone and returns it with its secret, which cannot be read again.
pub fn enrol_phone(
    conn: &mut Conn,
    cx: &Context,
    by: &PhoneHolder,
    network: &Network,
    user: UserId,
    order: PhoneOrder,
) -> Result<(Handset, Secret), FlowRefusal> {
    for place in order.phone.places() {
        by.at(place)?;
        if network.point(place).is_none() {
            return Err(PhoneRefusal::UnknownPoint(place.clone()).into());
        }
    }
    let secret = Secret::draw_for_phone(&cx.ids);
    write(conn, |conn| {
        let before = order.again.map(|id| own(conn, user, id)).transpose()?;
        let id = before.as_ref().map_or_else(|| PhoneId::new(cx.ids.uuid(cx.now)), |old| old.id);
        let phone = order.phone.into_phone(id, by, user, cx.now);
        let Some(before) = before else {
            if phones::count_in_force(conn, user)? >= Handset::MOST {
                return Err(PhoneRefusal::TooMany.into());
            }
            phones::insert(conn, &phone, &secret)?;
            return Ok((phone, secret));
        };
        phones::renew(conn, &phone, &secret)?;
        Ok((Handset { created_at: before.created_at, ..phone }, secret))
    })
}

/// The phone of this id, which must be this user's and in force.
fn own(conn: &mut Conn, user: UserId, id: PhoneId) -> Result<Handset, FlowRefusal> {
    let (phone, _) = phones::find(conn, id)?.ok_or(PhoneRefusal::Unknown(id))?;
    if phone.user != user {
        return Err(PhoneRefusal::OfAnother(id).into());
    }
    if phone.ended_at.is_some() {
        return Err(PhoneRefusal::Ended(id).into());
    }
    Ok(phone)
}
