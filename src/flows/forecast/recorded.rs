//! What was carried in some days, as a rehearsal plays it again: read from the log, and nobody's name with it.

use super::gather::Gathered;
use crate::base::{At, ItemKey, Period};
use crate::dispatch::rehearsal::Errand;
use crate::store::{Conn, StoreError, legs, reports, view};

/// How many parcels are read at once.
const PORTION: i64 = 1_000;

/// So many days after the last one are read too: what was ready then may have been scanned first only later.
const AFTERWARDS: i64 = 31;

/// Everything that became ready in these days, in the order of the parcels' keys. Parcels of self-tests are none,
/// nor is what nobody ever scanned. `progress` is told how many were read.
pub fn recorded(
    conn: &mut Conn,
    days: Period,
    progress: &mut dyn FnMut(usize),
) -> Result<Vec<Errand>, StoreError> {
    view(conn, |conn| {
        let last = days.until.unwrap_or(days.from) + chrono::Duration::days(AFTERWARDS);
        let span = (At::office(days.from, 0, 0), At::office(last, 0, 0));
        let mut errands = Vec::new();
        let (mut after, mut read) = (ItemKey(i64::MIN), 0);
        loop {
            let items = reports::parcels_between(conn, span.0, span.1, after, PORTION)?;
            let Some(last) = items.last() else { return Ok(errands) };
            (after, read) = (*last, read + items.len());
            let legs = legs::of_items(conn, &items)?;
            let of_case = |item: &ItemKey| Some((*item, legs.get(item)?.case));
            let parcels: Vec<_> = items.iter().filter_map(of_case).collect();
            let gathered = Gathered::read(conn, &parcels)?;
            let carried = parcels.iter().filter_map(|(item, case)| gathered.carried(*item, *case));
            let found = carried.filter_map(|carried| Errand::of(&carried));
            errands.extend(found.filter(|errand| days.contains(errand.day())));
            progress(read);
        }
    })
}
