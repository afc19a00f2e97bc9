//! Outgoing HTTP, and the only home of reqwest: time-outs on everything, redirects never followed, and a
//! guard that says which addresses may be reached.
//!
//! [`Local`] asks servers on this machine and no other; [`Outgoing`] calls addresses that others named,
//! behind [`guard`].

pub mod guard;
mod outgoing;

#[cfg(test)]
mod tests;

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use serde_json::Value;

pub use outgoing::{BadRoots, EXCERPT, NoReply, Outgoing, Reach, Reply};

/// How long a whole exchange may take; drawing many pages takes its time.
const PATIENCE: Duration = Duration::from_mins(1);

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null when it is not.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// Whether the status says that it went well.
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}

/// Why a request got no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// The address is not one this client may reach.
    #[error("expected an address of this machine, got {0}")]
    NotLocal(IpAddr),
    /// Nobody answered in time, or the answer broke off.
    #[error("no answer: {0}")]
    Failed(#[from] reqwest::Error),
}

/// Says which library does the cryptography of TLS. No client can be made before, not even one that will
/// never speak it.
fn provide_cryptography() {
    // Whoever came first has said the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Asks a server on this machine, and no other.
#[derive(Debug, Clone)]
pub struct Local {
    base: String,
    client: reqwest::Client,
}

impl Local {
    /// For the server that listens at `address`, which must be a loopback address.
    pub fn new(address: SocketAddr) -> Result<Self, Unanswered> {
        if !address.ip().is_loopback() {
            return Err(Unanswered::NotLocal(address.ip()));
        }
        provide_cryptography();
        #[expect(clippy::disallowed_methods, reason = "this is the one home of outgoing HTTP")]
        let client = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { base: format!("http://{address}"), client })
    }

    /// Gets a path, with a bearer token when one is given.
    pub async fn get(&self, path: &str, token: Option<&str>) -> Result<Answer, Unanswered> {
        self.send(self.client.get(format!("{}{path}", self.base)), token).await
    }

    /// Posts JSON to a path.
    pub async fn post(
        &self,
        path: &str,
        token: Option<&str>,
        body: &Value,
    ) -> Result<Answer, Unanswered> {
        self.send(self.client.post(format!("{}{path}", self.base)).json(body), token).await
    }

    async fn send(
        &self,
        mut request: reqwest::RequestBuilder,
        token: Option<&str>,
    ) -> Result<Answer, Unanswered> {
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        Ok(Answer { status, body: response.bytes().await?.to_vec() })
    }
}
