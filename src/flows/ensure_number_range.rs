//! The range of tracking numbers that the settings name is set up. Said again at every start.

use crate::parcels::{NumberRange, NumberRefusal};
use crate::people::Administrator;
use crate::store::numbers::Kept;
use crate::store::{Conn, numbers, write};

use super::refusal::FlowRefusal;

/// Sets up a range, lengthens the one there is, or goes on in a new one. A number that was given out is
/// never given out by a range again.
pub fn ensure_number_range(
    conn: &mut Conn,
    _by: &Administrator,
    range: &NumberRange,
) -> Result<(), FlowRefusal> {
    write(conn, |conn| {
        let next = match numbers::find_for_update(conn, range.prefix())? {
            Some(kept) if kept.range == *range => return Ok(()),
            // The same range, longer or shorter, as long as what was given out lies in it.
            Some(kept) if kept.range.from() == range.from() && kept.next <= range.until() => {
                kept.next
            }
            Some(kept) if range.from() < kept.next => {
                let (prefix, next) = (range.prefix().clone(), kept.next);
                return Err(NumberRefusal::RangeUsed { prefix, next }.into());
            }
            Some(_) | None => range.from(),
        };
        numbers::save(conn, &Kept { range: range.clone(), next })?;
        Ok(())
    })
}
