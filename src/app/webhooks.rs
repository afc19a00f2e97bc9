//! Calling a webhook: a message signed, sent, timed and counted. What is due, and what an answer means, is
//! decided elsewhere.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::metrics::Metrics;
use crate::base::Clock;
use crate::client::{Outgoing, Reach};
use crate::config::{BadSettings, SettingProblem, WebhookSettings};
use crate::feed::webhook::{Exchange, Message, Outcome, Tried, WebhookKey, WebhookUrl, headers};

/// Calls webhooks.
#[derive(Clone)]
pub struct Caller {
    outgoing: Arc<Outgoing>,
    clock: Clock,
    metrics: Arc<Metrics>,
}

impl Caller {
    /// As the settings say.
    pub(super) fn new(
        settings: &WebhookSettings,
        clock: Clock,
        metrics: Arc<Metrics>,
    ) -> Result<Self, BadSettings> {
        let bad = |expected: String| {
            let got = settings.roots.as_ref().map(|path| path.display().to_string());
            let problem =
                SettingProblem::new("webhook-roots", expected, got.as_deref().unwrap_or_default());
            BadSettings::Values(vec![problem])
        };
        let roots = match &settings.roots {
            None => Vec::new(),
            Some(path) => std::fs::read(path)
                .map_err(|error| bad(format!("a file that can be read ({error})")))?,
        };
        let outgoing =
            Outgoing::new(reach(settings), roots).map_err(|rule| bad(rule.to_string()))?;
        Ok(Self { outgoing: Arc::new(outgoing), clock, metrics })
    }

    /// Which addresses may be called.
    pub fn reach(&self) -> Reach {
        self.outgoing.reach()
    }

    /// Sends a message, and says what came back.
    pub async fn call(&self, url: &WebhookUrl, keys: &[WebhookKey], message: Message) -> Exchange {
        let (at, begun) = (self.clock.now(), Instant::now());
        let signed = headers(&message, keys, at);
        let headers = [
            ("content-type", "application/cloudevents+json; charset=utf-8".to_owned()),
            ("webhook-id", signed.id),
            ("webhook-timestamp", signed.timestamp),
            ("webhook-signature", signed.signature),
        ];
        let came = self.outgoing.post(url.as_url(), &headers, message.body).await;
        let (took, tried) = (begun.elapsed(), Tried::from(came));
        self.metrics.webhook(Outcome::from(&tried), took);
        Exchange { at, took_ms: i64::try_from(took.as_millis()).unwrap_or(i64::MAX), tried }
    }

    /// A fact recorded at this time is called about for the first time now.
    pub fn first(&self, recorded_at: crate::base::At) {
        let after = self.clock.now().millis() - recorded_at.millis();
        self.metrics.webhook_first(Duration::from_millis(after.max(0).unsigned_abs()));
    }
}

/// Which addresses the settings allow, for whoever takes an address without calling it.
pub fn reach(settings: &WebhookSettings) -> Reach {
    if settings.private { Reach::Anywhere } else { Reach::Public }
}
