//! What runs beside the answering of requests, and how a process comes to an end. The only place that
//! starts a loop, so that stopping stops all of them.

mod forecasts;
pub mod transfer;
mod webhooks;

use std::future::Future;

use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use forecasts::forecasts;
pub use webhooks::{Teller, webhooks};

/// The word to stop. Copies hear it at the same moment; once said it stays said.
#[derive(Debug, Clone)]
pub struct Stop {
    sender: watch::Sender<bool>,
}

impl Default for Stop {
    fn default() -> Self {
        Self { sender: watch::Sender::new(false) }
    }
}

impl Stop {
    /// Says it.
    pub fn ask(&self) {
        self.sender.send_replace(true);
    }

    /// Waits until it is said.
    pub async fn asked(&self) {
        // The sender lives in `self`, so waiting cannot fail before the word comes.
        let _ = self.sender.subscribe().wait_for(|said| *said).await;
    }

    /// Whether it has been said.
    pub fn is_asked(&self) -> bool {
        *self.sender.borrow()
    }

    /// Says it when the system or a person at the keyboard ends the process (SIGTERM, SIGINT).
    pub fn on_signals(&self) -> std::io::Result<JoinHandle<()>> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let stop = self.clone();
        Ok(start(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            tracing::info!("asked to stop: finishing what has begun");
            stop.ask();
        }))
    }
}

/// Starts a loop; it is expected to end by itself when [`Stop`] is asked.
#[expect(clippy::disallowed_methods, reason = "this is the one home of loops")]
pub fn start(work: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(work)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn everyone_who_waits_hears_the_word_also_afterwards() {
        let stop = Stop::default();
        let waiting = start({
            let stop = stop.clone();
            async move { stop.asked().await }
        });
        assert!(!stop.is_asked());
        stop.ask();
        waiting.await.unwrap();
        stop.asked().await;
        assert!(stop.is_asked());
    }
}
