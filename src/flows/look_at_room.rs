//! How much room a run has by the timetable, and what is aboard. Reads only.

use crate::base::ItemKey;
use crate::dispatch::Timetable;
use crate::dispatch::room::{Aboard, Left};
use crate::dispatch::timetable::Room;
use crate::parcels::Run;
use crate::store::{Conn, StoreError, bags, custody};

/// Bags in bags in bags: no chain is longer.
const MAX_DEPTH: usize = 4;

/// A run's room, and what of it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RunRoom {
    /// How much its departure takes; nothing is limited for a run that is none.
    pub room: Room,
    /// What is aboard.
    pub aboard: Aboard,
}

impl RunRoom {
    /// How much more fits.
    pub fn left(&self) -> Left {
        self.aboard.left_in(self.room)
    }
}

/// The room of a run as it stands.
pub fn room_of(conn: &mut Conn, timetable: &Timetable, run: &Run) -> Result<RunRoom, StoreError> {
    let call = run.departure.as_ref().map(|code| timetable.starting(&run.route, code, run.date));
    // A year whose days are not loaded limits nothing: the run is under way all the same.
    let room = call.and_then(Result::ok).flatten().map_or_else(Room::default, |call| call.room);
    let direct = custody::contents_now(conn, run.key)?;
    Ok(RunRoom { room, aboard: counted(conn, &direct)? })
}

/// How many bags and parcels these are, with what lies in the bags.
pub fn counted(conn: &mut Conn, direct: &[ItemKey]) -> Result<Aboard, StoreError> {
    let mut aboard = Aboard::default();
    let mut here = direct.to_vec();
    for _ in 0..MAX_DEPTH {
        let bags: Vec<ItemKey> =
            bags::find_many(conn, &here)?.into_iter().map(|bag| bag.key).collect();
        aboard.bags += bags.len() as u32;
        aboard.parcels += (here.len() - bags.len()) as u32;
        if bags.is_empty() {
            break;
        }
        here = custody::contents_now_of(conn, &bags)?;
    }
    Ok(aboard)
}
