//! How an item stands, told from the log itself: its own events and one range read for each bag or run
//! it ever lay in. Reads only.

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
    let reach = Reach::around(conn, BTreeSet::from([item]), &BTreeSet::new())?;
    let known = custody::subjects(conn, reach.all())?;
    let log = custody::events(conn, reach.all())?;
    let subjects: Vec<Subject> = known.into_iter().map(|(subject, _)| subject).collect();
    let timeline = fold(&subjects, &log).remove(&item);
    let subject = subjects.into_iter().find(|subject| subject.item == item);
    Ok(subject.zip(timeline))
}

/// The same for several items at once, with a constant number of statements.
pub(super) fn read_timelines(
    conn: &mut Conn,
    items: &[ItemKey],
) -> Result<BTreeMap<ItemKey, (Subject, Timeline)>, StoreError> {
    let reach = Reach::around(conn, items.iter().copied().collect(), &BTreeSet::new())?;
    let known = custody::subjects(conn, reach.all())?;
    let subjects: Vec<Subject> = known.into_iter().map(|(subject, _)| subject).collect();
    let events = custody::events(conn, reach.all())?;
    let mut timelines = fold(&subjects, &events);
    Ok(subjects
        .into_iter()
        .filter(|subject| items.contains(&subject.item))
        .filter_map(|subject| {
            let timeline = timelines.remove(&subject.item)?;
            Some((subject.item, (subject, timeline)))
        })
        .collect())
}
