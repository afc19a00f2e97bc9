//! Waiting for what another process does: by looking again, with a bounded number of looks.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Nothing that is waited for takes longer, on a machine that is busy with other tests too.
const LONGEST: Duration = Duration::from_secs(90);

/// Looks until there is something to see.
#[track_caller]
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(begun.elapsed() < LONGEST, "waited too long until {what}");
        pause(5);
    }
}

/// Between two looks at what another process does, or until the moment that chance has chosen.
#[expect(clippy::disallowed_methods, reason = "what another process does can only be looked at")]
pub fn pause(millis: u64) {
    std::thread::sleep(Duration::from_millis(millis));
}

/// Tells others that they may stop, also when the test fails: else nobody would ever hear of it.
pub struct Stops<'a>(pub &'a AtomicBool);

impl Drop for Stops<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
