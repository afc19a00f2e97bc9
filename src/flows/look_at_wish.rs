//! Somebody looks at what the receiver of a parcel asked for. The neighbour who takes it is shown whole to the
//! post where it has the parcel in custody, who has to find and ring them, and each such look is on record;
//! others of the staff see the mask that the citizen sees.

use super::look_at_parcel::SeenParcel;
use super::redirect::check_redirectable;
use crate::base::{Capacity, Context, PointCode};
use crate::cases::{KeptWish, Wish};
use crate::custody::{Custodian, Timeline};
use crate::people::{Person, ProxyReader, Redirector, View};
use crate::store::{Conn, StoreError, access_log, persons, wishes};

/// What the receiver of a parcel asked for, as far as this reader may know.
#[derive(Debug, Clone)]
pub struct SeenWish {
    /// What holds now.
    pub wish: Option<KeptWish>,
    /// The neighbour, where it is one.
    pub neighbour: Option<Neighbour>,
    /// Whether this reader may note another down.
    pub redirectable: bool,
}

/// A neighbour who takes a parcel.
#[derive(Debug, Clone)]
pub enum Neighbour {
    /// For who has to find them.
    Whole(Person),
    /// For others: the masked name and number.
    Masked(String, Option<String>),
    /// Their details were erased.
    Erased,
}

/// Looks at the wish of a parcel that was found for this reader. To be shown a neighbour whole is noted.
pub fn look_at_wish(
    conn: &mut Conn,
    cx: &Context,
    seen: &SeenParcel,
) -> Result<SeenWish, StoreError> {
    let SeenParcel { parcel, leg, case, life } = seen;
    let wish = wishes::standing(conn, parcel.key)?;
    let neighbour = match &wish {
        Some(KeptWish { wish: Wish::Proxy(person), .. }) if has_in_hand(cx, &life.timeline) => {
            let view = View::of(cx, "parcel", case.id, Some(parcel.id), *person);
            let noted = access_log::note(conn, &[view])?;
            let found = persons::read(conn, noted)?.pop();
            Some(found.map_or(Neighbour::Erased, Neighbour::Whole))
        }
        Some(KeptWish { wish: Wish::Proxy(person), .. }) => {
            let masked = persons::masked(conn, *person)?;
            Some(masked.map_or(Neighbour::Erased, |(name, phone)| Neighbour::Masked(name, phone)))
        }
        Some(_) | None => None,
    };
    let may = Redirector::of(&cx.who).is_ok_and(|by| by.at(&case.agency).is_ok());
    let redirectable = may && check_redirectable(leg, &life.timeline).is_ok();
    Ok(SeenWish { wish, neighbour, redirectable })
}

/// Whether who looks works where the post has the parcel now: at the point that holds it, or at the one from
/// which a postman took it out.
fn has_in_hand(cx: &Context, timeline: &Timeline) -> bool {
    let place: Option<&PointCode> = match &timeline.custodian {
        Custodian::Point { code, capacity: Capacity::Post } => Some(code),
        Custodian::Postman { .. } => timeline.entries.last().map(|entry| &entry.at),
        Custodian::Point { capacity: Capacity::Desk, .. }
        | Custodian::Run { .. }
        | Custodian::Citizen => None,
    };
    let by = ProxyReader::of(&cx.who);
    by.is_ok_and(|by| place.is_some_and(|place| by.at(place).is_ok()))
}
