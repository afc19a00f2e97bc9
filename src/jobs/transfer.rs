//! Once a day: what closed points hold goes to their successors, and points whose unit ended go on in the
//! one that took over. Once more than needed does no harm, also in several processes.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::Stop;
use crate::app::App;
use crate::base::{Actor, Context};
use crate::people::Administrator;

/// How often the day is looked at. The change itself takes effect at midnight, however late it is recorded.
const LOOK: Duration = Duration::from_mins(5);

/// How long after the start the first look is: it reads all places there are on the thread that writes, and
/// whoever waits for the process to be ready waits for scans to be taken.
const AFTER_START: Duration = Duration::from_secs(5);

/// Runs until asked to stop: soon after the start, and after every midnight of office time.
pub async fn daily(app: Arc<App>, stop: Stop) {
    let mut done = None;
    let mut tick = tokio::time::interval_at(Instant::now() + AFTER_START, LOOK);
    loop {
        tokio::select! {
            () = stop.asked() => return,
            _ = tick.tick() => {}
        }
        let today = app.clock.now().date();
        if done == Some(today) {
            continue;
        }
        let cx = Context { now: app.clock.now(), who: Actor::process(), ids: app.ids.clone() };
        let Ok(by) = Administrator::of(&cx.who) else { return };
        match app.transfer(cx, by, today, false).await {
            Ok(report) => {
                done = Some(today);
                let items: usize = report.handed.iter().map(|handed| handed.items).sum();
                if items > 0 || !report.points.is_empty() {
                    let points = report.points.len();
                    tracing::info!(
                        transfer.items = items,
                        transfer.points = points,
                        "what closed points held was handed on"
                    );
                }
            }
            // Tried again at the next look.
            Err(error) => tracing::warn!(error = %error, "the daily transfer came to no end"),
        }
    }
}
