//! Calling addresses that others named: behind the guard, with a limit on time and on what is read back,
//! over TLS that is checked, and never led elsewhere by a redirect.
//!
//! The guard looks at the address that is connected to, not at the name: a name may point anywhere, and
//! elsewhere at the next look.

use std::error::Error;
use std::net::{IpAddr, SocketAddr};
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::guard::is_public;
use crate::base::place::BadCode;

/// How long a whole exchange may take.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// How long connecting may take, TLS included.
const CONNECTING: Duration = Duration::from_secs(10);
/// How much of an answer is read: enough to see what a receiver complains of.
pub const EXCERPT: usize = 1024;

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The header Retry-After, as it was.
    pub retry_after: Option<String>,
    /// The first bytes of the body, at most [`EXCERPT`].
    pub excerpt: Vec<u8>,
}

/// Why nothing came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoReply {
    /// The address is not one we may call.
    AddressRefused,
    /// The name stands for no address.
    NameUnknown,
    /// Nobody listens there, or nobody can be reached.
    NotConnected,
    /// Its certificate is not one we trust, or it speaks no TLS.
    Untrusted,
    /// It took too long.
    TimedOut,
    /// The connection broke before there was an answer, or the answer was no HTTP.
    BrokenOff,
    /// Outgoing connections cannot be made here at all; the log says why.
    NotReady,
}

/// Calls addresses that others named.
#[derive(Debug)]
pub struct Outgoing {
    reach: Reach,
    roots: Vec<u8>,
    patience: Duration,
    client: OnceLock<Option<reqwest::Client>>,
}

/// Which addresses may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those of the public Internet.
    Public,
    /// Those of this machine and the office's network too, and without TLS.
    Anywhere,
}

impl Reach {
    /// Whether an address may be called.
    pub fn allows(self, address: IpAddr) -> bool {
        self == Self::Anywhere || is_public(address)
    }
}

/// A file of certificates that holds none.
#[derive(Debug, thiserror::Error)]
#[error("expected certificates in PEM")]
pub struct BadRoots;

impl Outgoing {
    /// With this reach; `roots` are certificates (PEM) of authorities trusted beside the machine's own,
    /// or nothing.
    pub fn new(reach: Reach, roots: Vec<u8>) -> Result<Self, BadRoots> {
        if !roots.is_empty() {
            let read = reqwest::Certificate::from_pem_bundle(&roots).map_err(|_| BadRoots)?;
            if read.is_empty() {
                return Err(BadRoots);
            }
        }
        Ok(Self { reach, roots, patience: PATIENCE, client: OnceLock::new() })
    }

    /// The same in a hurry.
    #[cfg(test)]
    pub(super) const fn within(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Which addresses may be called.
    pub const fn reach(&self) -> Reach {
        self.reach
    }

    /// Posts a body with these headers.
    pub async fn post(
        &self,
        url: &Url,
        headers: &[(&'static str, String)],
        body: Vec<u8>,
    ) -> Result<Reply, NoReply> {
        // A name is looked up behind the guard; a bare address never is, so it is looked at here.
        let bare = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) | None => None,
        };
        if bare.is_some_and(|address| !self.reach.allows(address)) {
            return Err(NoReply::AddressRefused);
        }
        let client = self.client.get_or_init(|| self.build()).as_ref().ok_or(NoReply::NotReady)?;
        let mut request = client.post(url.clone()).body(body);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let mut response = request.send().await.map_err(|error| why(&error))?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get("retry-after").and_then(|v| v.to_str().ok());
        let retry_after = retry_after.map(str::to_owned);
        let mut excerpt = Vec::new();
        // The status has been heard; a body that breaks off or never ends changes nothing.
        while excerpt.len() < EXCERPT {
            let Ok(Some(chunk)) = response.chunk().await else { break };
            excerpt.extend_from_slice(&chunk[..chunk.len().min(EXCERPT - excerpt.len())]);
        }
        Ok(Reply { status, retry_after, excerpt })
    }

    /// Made when it is first needed: reading the machine's certificates takes its time.
    fn build(&self) -> Option<reqwest::Client> {
        super::provide_cryptography();
        let roots = if self.roots.is_empty() {
            Vec::new()
        } else {
            reqwest::Certificate::from_pem_bundle(&self.roots).unwrap_or_default()
        };
        self.client(|client| client.tls_certs_merge(roots.clone()))
            .or_else(|error| {
                tracing::warn!(error = ?error, "this machine trusts no certificates: install ca-certificates");
                self.client(|client| client.tls_certs_only(roots))
            })
            .map_err(|error| tracing::error!(error = ?error, "outgoing HTTP cannot be set up"))
            .ok()
    }

    fn client(
        &self,
        trusting: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
    ) -> reqwest::Result<reqwest::Client> {
        #[expect(clippy::disallowed_methods, reason = "this is the one home of outgoing HTTP")]
        let builder = reqwest::Client::builder()
            .timeout(self.patience)
            .connect_timeout(CONNECTING)
            .redirect(reqwest::redirect::Policy::none())
            // A proxy would connect for us, beyond the guard.
            .no_proxy()
            .dns_resolver(Guarded(self.reach))
            .user_agent(concat!("hosopost/", env!("CARGO_PKG_VERSION")));
        trusting(builder).build()
    }
}

/// Looks names up and gives back the addresses that may be called; only those are connected to.
struct Guarded(Reach);

/// Told through the client's own errors, and found again in [`why`].
#[derive(Debug, thiserror::Error)]
enum LookUp {
    #[error("every address of this name is refused")]
    Refused,
    #[error("this name stands for no address")]
    Unknown,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            let found: Vec<SocketAddr> = found.map_err(|_| LookUp::Unknown)?.collect();
            if found.is_empty() {
                return Err(LookUp::Unknown.into());
            }
            let allowed: Vec<SocketAddr> =
                found.into_iter().filter(|address| reach.allows(address.ip())).collect();
            if allowed.is_empty() {
                return Err(LookUp::Refused.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

fn why(error: &reqwest::Error) -> NoReply {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(one) = cause {
        match one.downcast_ref::<LookUp>() {
            Some(LookUp::Refused) => return NoReply::AddressRefused,
            Some(LookUp::Unknown) => return NoReply::NameUnknown,
            None => {}
        }
        if one.is::<rustls::Error>() {
            return NoReply::Untrusted;
        }
        // An error of input and output hides what it was made of from `source`.
        let hidden = one.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        cause = match hidden {
            Some(inner) => Some(inner),
            None => one.source(),
        };
    }
    if error.is_timeout() {
        NoReply::TimedOut
    } else if error.is_connect() {
        NoReply::NotConnected
    } else {
        NoReply::BrokenOff
    }
}

impl NoReply {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::AddressRefused,
        Self::NameUnknown,
        Self::NotConnected,
        Self::Untrusted,
        Self::TimedOut,
        Self::BrokenOff,
        Self::NotReady,
    ];

    /// The word in data and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AddressRefused => "address_refused",
            Self::NameUnknown => "name_unknown",
            Self::NotConnected => "not_connected",
            Self::Untrusted => "untrusted",
            Self::TimedOut => "timed_out",
            Self::BrokenOff => "broken_off",
            Self::NotReady => "not_ready",
        }
    }
}

impl std::str::FromStr for NoReply {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|reason| reason.as_str() == text)
            .ok_or_else(|| BadCode::new("why there was no reply", text))
    }
}
