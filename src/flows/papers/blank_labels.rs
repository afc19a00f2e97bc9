//! The labels of a roll that are still to be used.

use super::{PrintRoom, words};
use crate::base::RollId;
use crate::flows::refusal::FlowRefusal;
use crate::parcels::{Blank, BlankStatus, Roll, RollRefusal};
use crate::people::RollMaker;
use crate::print::{BlankLabel, Label};
use crate::store::{Conn, rolls};

/// The free labels of a roll from one place to another, with the roll. What is on a parcel or was voided is
/// not printed a second time.
pub fn blank_labels_of(
    conn: &mut Conn,
    by: &RollMaker,
    room: &PrintRoom<'_>,
    roll: RollId,
    places: (u32, u32),
) -> Result<(Roll, Vec<Label>), FlowRefusal> {
    let unknown = || RollRefusal::UnknownRoll(roll);
    let kept = rolls::find(conn, roll)?.ok_or_else(unknown)?;
    by.may_use(kept.point.as_ref()).map_err(|_| unknown())?;
    let mut blanks = rolls::blanks(conn, roll, places)?;
    blanks.retain(|blank| blank.status == BlankStatus::Free);
    if blanks.is_empty() {
        return Err(RollRefusal::NothingFree.into());
    }
    let printed_at = words::time(room.now());
    let label = |blank: &Blank| {
        let (tracking_number, qr) = (blank.tracking.to_string(), room.qr(&blank.qr));
        Label::from(BlankLabel { tracking_number, qr, printed_at: printed_at.clone() })
    };
    Ok((kept, blanks.iter().map(label).collect()))
}
