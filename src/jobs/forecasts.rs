//! Forecasts parcels beside everything else: after news of this process, when a moment comes at which something
//! should have happened, and every few seconds for the news of other processes.

use std::sync::Arc;
use std::time::Duration;

use super::Stop;
use crate::app::App;

/// How often to look for what other processes told, and for what is due.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// How long news gather before they are looked at: a parcel that is scanned three times in a second is
/// forecast once.
const TOGETHER: Duration = Duration::from_secs(1);

/// When so many scans wait, they go first.
const BUSY: usize = 1_000;

/// Forecasts until the word to stop comes.
pub async fn forecasts(app: Arc<App>, stop: Stop) {
    let lease = app.ids.uuid(app.clock.now()).simple().to_string();
    let mut news = app.news();
    while !stop.is_asked() {
        news.mark_unchanged();
        let more = if app.intake.waiting() > BUSY {
            true
        } else {
            match app.forecast(&lease).await {
                Ok(Some(done)) => done.more,
                Ok(None) => false,
                Err(error) => {
                    tracing::warn!(error = %error, "parcels were not forecast: it is tried again");
                    false
                }
            }
        };
        if more && app.intake.waiting() <= BUSY {
            continue;
        }
        tokio::select! {
            () = stop.asked() => return,
            _ = tokio::time::timeout(LOOK_AGAIN, news.changed()) => {}
        }
        tokio::select! {
            () = stop.asked() => return,
            () = tokio::time::sleep(TOGETHER) => {}
        }
    }
}
