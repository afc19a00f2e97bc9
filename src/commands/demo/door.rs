//! How the stories reach the server: through the same API as everybody, each person with a token of
//! their own. What the server refuses ends the demo with the server's own words.

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use crate::base::{At, Clock, Ids};
use crate::client::Local;

/// The way in, the clock of the story, and the ids the devices make.
pub(super) struct Door {
    http: Local,
    clock: Clock,
    ids: Ids,
}

/// Somebody who acts: what the story calls them, where they work, and their token.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub called: &'static str,
    pub secret: String,
}

impl Door {
    pub fn new(http: Local, clock: Clock, ids: Ids) -> Self {
        Self { http, clock, ids }
    }

    /// Moves the story's clock.
    pub fn set(&self, at: At) {
        self.clock.set(at);
    }

    pub fn now(&self) -> At {
        self.clock.now()
    }

    /// An id as a device makes it.
    pub fn scan_id(&self) -> String {
        self.ids.uuid(self.clock.now()).to_string()
    }

    pub async fn get(&self, who: &Person, path: &str) -> anyhow::Result<Value> {
        let answer = self.http.get(path, Some(&who.secret)).await?;
        if !answer.is_success() {
            bail!("GET {path} as {}: {} {}", who.called, answer.status, answer.json());
        }
        Ok(answer.json())
    }

    pub async fn bytes(&self, who: &Person, path: &str) -> anyhow::Result<Vec<u8>> {
        let answer = self.http.get(path, Some(&who.secret)).await?;
        if !answer.is_success() {
            bail!("GET {path} as {}: {} {}", who.called, answer.status, answer.json());
        }
        Ok(answer.body)
    }

    pub async fn post(&self, who: &Person, path: &str, body: &Value) -> anyhow::Result<Value> {
        let answer = self.http.post(path, Some(&who.secret), body).await?;
        if !answer.is_success() {
            bail!("POST {path} as {}: {} {}", who.called, answer.status, answer.json());
        }
        Ok(answer.json())
    }

    /// Posts what is expected to be refused, and returns the refusal.
    pub async fn refused(&self, who: &Person, path: &str, body: &Value) -> anyhow::Result<Value> {
        let answer = self.http.post(path, Some(&who.secret), body).await?;
        if answer.is_success() {
            bail!("POST {path} as {} was expected to be refused", who.called);
        }
        Ok(answer.json())
    }

    /// Hands in scans of one device and returns what became of each.
    pub async fn scans(&self, who: &Person, scans: &[Value]) -> anyhow::Result<Vec<Value>> {
        let body = json!({"device": format!("may-quet-{}", who.called), "scans": scans});
        let answer = self.post(who, "/api/v1/scans", &body).await?;
        let results = answer["results"].as_array().context("results of the scans")?;
        Ok(results.clone())
    }

    /// The facts told since a cursor, and the cursor behind them.
    pub async fn feed(&self, who: &Person, after: &str) -> anyhow::Result<(Vec<Value>, String)> {
        let mut facts = Vec::new();
        let mut cursor = after.to_owned();
        loop {
            let path = format!("/api/v1/feed?after={cursor}&limit=500");
            let page = self.get(who, &path).await?;
            let events = page["events"].as_array().cloned().unwrap_or_default();
            page["next"].as_str().context("the feed's next cursor")?.clone_into(&mut cursor);
            if events.is_empty() {
                return Ok((facts, cursor));
            }
            facts.extend(events);
        }
    }
}
