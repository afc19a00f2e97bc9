//! Parcels that were announced and wait to be scanned, handed out one by one to whoever scans.

use std::ops::Range;
use std::sync::Mutex;

/// Keys of parcels nobody has scanned yet.
#[derive(Debug)]
pub struct Shelf(Mutex<Range<i64>>);

impl Shelf {
    /// With these.
    pub const fn of(keys: Range<i64>) -> Self {
        Self(Mutex::new(keys))
    }

    /// The next one; none when all are on their way.
    pub fn take(&self) -> Option<i64> {
        self.0.lock().unwrap().next()
    }

    /// How many are left.
    pub fn left(&self) -> i64 {
        let left = self.0.lock().unwrap();
        left.end - left.start
    }
}
