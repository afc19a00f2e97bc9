//! Who forecasts, and what it has seen.

use std::num::NonZeroUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use crate::base::ItemKey;

/// Of so many parcels it is known how far they were looked at, those of the latest looks.
const PARCELS: NonZeroUsize = NonZeroUsize::new(20_000).unwrap();

/// One that forecasts; a process has one. A parcel that is scanned again and again is told of in the feed as
/// often, and the first look sees all of it: what the feed told before that look is no news any more.
#[derive(Debug)]
pub struct Lookout {
    name: String,
    seen: Mutex<LruCache<ItemKey, i64>>,
}

impl Lookout {
    /// One that has seen nothing yet. By its name nobody else forecasts meanwhile.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), seen: Mutex::new(LruCache::new(PARCELS)) }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether a parcel was looked at when the feed had come to this position.
    pub(super) fn has_seen(&self, item: ItemKey, position: i64) -> bool {
        self.seen().peek(&item).is_some_and(|seen| *seen >= position)
    }

    /// Remembers up to where parcels were looked at, after what was made of it is written.
    pub fn saw(&self, items: impl IntoIterator<Item = ItemKey>, position: i64) {
        let mut seen = self.seen();
        for item in items {
            seen.put(item, position);
        }
    }

    /// A panic of who held it leaves it whole.
    fn seen(&self) -> MutexGuard<'_, LruCache<ItemKey, i64>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_feed_told_before_a_look_is_no_news() {
        let lookout = Lookout::new("one");
        assert!(!lookout.has_seen(ItemKey(1), 7));
        lookout.saw([ItemKey(1)], 7);
        assert!(lookout.has_seen(ItemKey(1), 7));
        assert!(!lookout.has_seen(ItemKey(1), 8));
        assert!(!lookout.has_seen(ItemKey(2), 7));
    }
}
