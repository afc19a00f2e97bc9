//! How items stand, told from the log itself: their own events and one range read for each bag or run
//! they ever lay in. Reads only, with the same number of statements for one item and for a thousand.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::ItemKey;
use crate::custody::{Subject, Timeline, fold};
use crate::store::{Conn, StoreError, custody};

use super::custody_update::Reach;

/// The item before its first scan, and its whole timeline; none when nobody knows the item.
pub fn read_timeline(
    conn: &mut Conn,
    item: ItemKey,
) -> Result<Option<(Subject, Timeline)>, StoreError> {
    Ok(read_timelines(conn, [item])?.remove(&item))
}

/// Many items at once; those nobody knows are left out.
pub fn read_timelines(
    conn: &mut Conn,
    items: impl IntoIterator<Item = ItemKey>,
) -> Result<BTreeMap<ItemKey, (Subject, Timeline)>, StoreError> {
    let wanted: BTreeSet<ItemKey> = items.into_iter().collect();
    let reach = Reach::around(conn, wanted.clone(), &BTreeSet::new())?;
    let known = custody::subjects(conn, reach.all())?;
    let log = custody::events(conn, reach.all())?;
    let subjects: Vec<Subject> = known.into_iter().map(|(subject, _)| subject).collect();
    let mut timelines = fold(&subjects, &log);
    let asked = subjects.into_iter().filter(|subject| wanted.contains(&subject.item));
    Ok(asked
        .filter_map(|subject| {
            let timeline = timelines.remove(&subject.item)?;
            Some((subject.item, (subject, timeline)))
        })
        .collect())
}
