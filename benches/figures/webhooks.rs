//! Webhooks: how many messages a second a receiver on this machine acknowledges, and how soon after the
//! answer to a scan it is called about it. The receiver keeps nothing, so that it is the teller that is
//! measured.

use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::routing::post;
use serde_json::{Value, json};

use super::fill::qr;
use super::http::blocking;
use super::journey::{WAYS, one};
use super::load::percentile;
use super::office::Office;

/// How long nothing may come until the run is given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// Plays the case system; it listens until the process ends.
pub struct Listener {
    address: SocketAddr,
    heard: Receiver<(Instant, Bytes)>,
}

impl Listener {
    /// Begins to listen.
    pub fn start() -> Self {
        let (tell, heard) = channel();
        let (say, where_to) = channel();
        std::thread::spawn(move || {
            blocking(async {
                let hook = async move |body: Bytes| {
                    // Nobody listens any more when the run is over.
                    let _ = tell.send((Instant::now(), body));
                    StatusCode::NO_CONTENT
                };
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                say.send(listener.local_addr().unwrap()).unwrap();
                let routes = axum::Router::new().route("/hook", post(hook));
                axum::serve(listener, routes).await.unwrap();
            });
        });
        Self { address: where_to.recv().unwrap(), heard }
    }

    /// Makes a webhook that leads here; `after` is the cursor it begins behind.
    fn webhook(&self, office: &Office, after: Option<i64>) -> String {
        while self.heard.try_recv().is_ok() {}
        let mut body = json!({"url": format!("http://{}/hook", self.address)});
        if let Some(after) = after {
            body["after"] = after.to_string().into();
        }
        let made = office.ask("POST", "/api/v1/webhooks", &body.to_string());
        made["webhook_id"].as_str().unwrap().to_owned()
    }

    /// Deliveries a second of the last so many facts.
    pub fn deliveries(&self, office: &mut Office, facts: i64) -> f64 {
        let after = (office.facts() - facts).max(0);
        let expected = office.facts() - after;
        let begun = Instant::now();
        let id = self.webhook(office, Some(after));
        let mut last = begun;
        for _ in 0..expected {
            (last, _) = self.next();
        }
        office.ask("DELETE", &format!("/api/v1/webhooks/{id}"), "");
        expected as f64 / (last - begun).as_secs_f64()
    }

    /// How many milliseconds after the answer to a scan the webhook is called about it, half of them and
    /// 99 in a hundred: one scan after the other, each of another case.
    pub fn delays(&self, office: &Office, scans: usize) -> (f64, f64) {
        let id = self.webhook(office, None);
        let mut delays: Vec<Duration> = (0..scans).map(|_| self.delay(office)).collect();
        delays.sort_unstable();
        office.ask("DELETE", &format!("/api/v1/webhooks/{id}"), "");
        (percentile(&delays, 50), percentile(&delays, 99))
    }

    fn delay(&self, office: &Office) -> Duration {
        let key = office.shelf.take().unwrap();
        let body = one(key as usize % WAYS.len(), &qr(key), 0);
        let told = office.ask("POST", "/api/v1/scans", &body);
        let answered = Instant::now();
        let scan = &told["results"][0]["id"];
        loop {
            let (called, message) = self.next();
            let event: Value = serde_json::from_slice(&message).unwrap();
            if event["data"]["scan_id"] == *scan {
                return called.saturating_duration_since(answered);
            }
        }
    }

    fn next(&self) -> (Instant, Bytes) {
        match self.heard.recv_timeout(PATIENCE) {
            Ok(heard) => heard,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                panic!("no webhook was called for {} s", PATIENCE.as_secs())
            }
        }
    }
}
