//! Forecasts parcels beside everything else: after news of this process, when a moment comes at which something
//! should have happened, and every few seconds for the news of other processes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Stop;
use crate::app::App;
use crate::flows::forecast::Lookout;

/// How often to look for what other processes told, and for what is due.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// How long news gather before they are looked at: a parcel that is scanned three times in a second is
/// forecast once.
const TOGETHER: Duration = Duration::from_secs(1);

/// While others write, it rests so many times as long as it worked: scans go first, and what a province
/// scans in its busiest minute is still forecast within it.
const RESTS: u32 = 9;

/// Forecasts until the word to stop comes.
pub async fn forecasts(app: Arc<App>, stop: Stop) {
    let name = app.ids.uuid(app.clock.now()).simple().to_string();
    let lookout = Arc::new(Lookout::new(name));
    let mut news = app.news();
    while !stop.is_asked() {
        news.mark_unchanged();
        let begun = Instant::now();
        let more = match app.forecast(&lookout).await {
            Ok(Some(done)) => done.more,
            Ok(None) => false,
            Err(error) => {
                tracing::warn!(error = %error, "parcels were not forecast: it is tried again");
                false
            }
        };
        let took = begun.elapsed();
        let rest = async {
            if !more {
                let _ = tokio::time::timeout(LOOK_AGAIN, news.changed()).await;
                TOGETHER
            } else if app.intake.waiting() > 0 {
                took * RESTS
            } else {
                Duration::ZERO
            }
        };
        let pause = tokio::select! {
            () = stop.asked() => return,
            pause = rest => pause,
        };
        // The word to stop ends the pause.
        let _ = tokio::time::timeout(pause, stop.asked()).await;
    }
}
