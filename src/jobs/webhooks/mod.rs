//! The loop that tells webhooks. It wakes when this process has committed something, when an exchange has
//! ended, and when something falls due; what other processes commit it sees at the next look.

mod reading;
mod teller;

use std::sync::Arc;
use std::time::Duration;

use super::Stop;
use crate::app::App;

pub use teller::Teller;

/// How often to look for what other processes told.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How long exchanges that have begun may still take after the word to stop.
const LAST_WORDS: Duration = Duration::from_secs(8);

/// Tells webhooks until the word to stop comes; what has begun is then finished and written down.
pub async fn webhooks(app: Arc<App>, stop: Stop) {
    let mut news = app.news();
    let mut teller = Teller::new(app);
    while !stop.is_asked() {
        // Before the work: what is committed while it goes on wakes the wait after it.
        news.mark_unchanged();
        let wait = match teller.advance().await {
            Ok(()) => teller.patience().map_or(LOOK_AGAIN, |due| due.min(LOOK_AGAIN)),
            Err(error) => {
                tracing::warn!(error = %error, "webhooks were not told: it is tried again");
                LOOK_AGAIN
            }
        };
        let woken = async {
            tokio::select! {
                () = teller.ended() => false,
                _ = news.changed() => true,
                () = stop.asked() => false,
            }
        };
        // When nothing woke it something is due, or others may have told something.
        if tokio::time::timeout(wait, woken).await.unwrap_or(true) {
            teller.look_again();
        }
    }
    let _ = tokio::time::timeout(LAST_WORDS, teller.finish()).await;
    // What is still open comes due again with its lease, in this process's successor.
    if let Err(error) = teller.leave().await {
        tracing::warn!(error = %error, "what webhooks answered last was not written down");
    }
}
