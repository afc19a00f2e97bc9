//! What is counted and timed, in the text form that Prometheus reads.

mod intake;

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text::encode};
use prometheus_client::metrics::{counter::Counter, family::Family, histogram::Histogram};
use prometheus_client::registry::Registry;

use crate::feed::webhook;
use intake::IntakeFigures;

/// Which requests a figure is about. The route is the pattern (`/q/{code}`), never the path: a code in a
/// label would be kept for ever, and there would be one series per parcel.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Viewed {
    from: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Called {
    outcome: &'static str,
}

/// From a millisecond to ten seconds: the span in which a person at a counter notices a difference.
const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// The figures of one process.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter<u64, AtomicU64>>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
    views: Family<Viewed, Counter<u64, AtomicU64>>,
    intake: IntakeFigures,
    webhook_attempts: Family<Called, Counter<u64, AtomicU64>>,
    webhook_seconds: Histogram,
    webhook_first_seconds: Histogram,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// All figures at nought.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("hosopost");
        let requests = Family::default();
        let seconds =
            Family::new_with_constructor((|| Histogram::new(SECONDS)) as fn() -> Histogram);
        registry.register(
            "http_requests",
            "Requests answered, by route and status",
            requests.clone(),
        );
        registry.register("http_seconds", "Time from request to answer, by route", seconds.clone());
        let views = Family::default();
        registry.register(
            "citizen_views",
            "Citizens' pages drawn without a proof, by whether the parcel was read anew",
            views.clone(),
        );
        let intake = IntakeFigures::registered(&mut registry);
        let webhook_attempts = Family::default();
        registry.register(
            "webhook_attempts",
            "Calls of webhooks, by what became of them",
            webhook_attempts.clone(),
        );
        let webhook_seconds = Histogram::new(SECONDS);
        registry.register(
            "webhook_seconds",
            "Time from calling a webhook to its answer",
            webhook_seconds.clone(),
        );
        let webhook_first_seconds = Histogram::new(SECONDS);
        registry.register(
            "webhook_first_seconds",
            "Time from recording a fact to its first call of a webhook",
            webhook_first_seconds.clone(),
        );
        Self {
            registry,
            requests,
            seconds,
            views,
            intake,
            webhook_attempts,
            webhook_seconds,
            webhook_first_seconds,
        }
    }

    /// One request was answered.
    pub fn request(&self, method: &str, route: &str, status: u16, took: Duration) {
        let (method, route) = (method.to_owned(), route.to_owned());
        self.seconds.get_or_create(&Route { route: route.clone() }).observe(took.as_secs_f64());
        self.requests.get_or_create(&Request { method, route, status }).inc();
    }

    /// A parcel's public view was asked for and there is one, in memory or in the database.
    pub fn view(&self, remembered: bool) {
        let from = if remembered { "memory" } else { "database" };
        self.views.get_or_create(&Viewed { from }).inc();
    }

    /// A webhook was called.
    pub fn webhook(&self, outcome: webhook::Outcome, took: Duration) {
        self.webhook_attempts.get_or_create(&Called { outcome: outcome.as_str() }).inc();
        self.webhook_seconds.observe(took.as_secs_f64());
    }

    /// A fact is told for the first time, so long after it was recorded.
    pub fn webhook_first(&self, after: Duration) {
        self.webhook_first_seconds.observe(after.as_secs_f64());
    }

    /// The text of `/metrics`, while so many scans wait.
    pub fn text(&self, waiting: usize) -> String {
        self.intake.waiting.set(waiting as i64);
        let mut text = String::new();
        // Writing into a string cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_counted_by_route_and_status() {
        let metrics = Metrics::new();
        metrics.request("GET", "/q/{code}", 200, Duration::from_millis(3));
        let text = metrics.text(0);
        let line = r#"hosopost_http_requests_total{method="GET",route="/q/{code}",status="200"} 1"#;
        assert!(text.contains(line), "{text}");
        assert!(
            text.contains(r#"hosopost_http_seconds_bucket{le="0.005",route="/q/{code}"} 1"#),
            "{text}"
        );
    }
}
