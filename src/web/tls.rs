//! TLS of our own, for an office's network in which no proxy stands before us: browsers let a page use the camera, and
//! work without a line, only over https. A handshake that takes its time keeps nobody else waiting.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::config::TlsSettings;

/// So long a handshake may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// So many are under way at once; who comes then waits in the system's queue.
const MOST: usize = 512;

type Shaken = Option<(TlsStream<TcpStream>, SocketAddr)>;

/// Takes connections and speaks TLS on them.
pub struct TlsListener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
    shaking: FuturesUnordered<Pin<Box<dyn Future<Output = Shaken> + Send>>>,
}

impl TlsListener {
    /// Over a listener, with the certificate of the settings.
    pub fn over(tcp: TcpListener, settings: &TlsSettings) -> io::Result<Self> {
        let acceptor = TlsAcceptor::from(Arc::new(config(settings)?));
        Ok(Self { tcp, acceptor, shaking: FuturesUnordered::new() })
    }
}

fn config(settings: &TlsSettings) -> io::Result<ServerConfig> {
    let bad = |option: &str, path: &Path, problem: &dyn std::fmt::Display| {
        let path = path.display();
        io::Error::new(io::ErrorKind::InvalidInput, format!("--{option} {path}: {problem}"))
    };
    let (certificate, key) = (&settings.certificate, &settings.key);
    let of_certificate =
        |problem: &dyn std::fmt::Display| bad("tls-certificate", certificate, problem);
    let chain = CertificateDer::pem_file_iter(certificate).map_err(|e| of_certificate(&e))?;
    let chain = chain.collect::<Result<Vec<_>, _>>().map_err(|e| of_certificate(&e))?;
    if chain.is_empty() {
        return Err(of_certificate(&"expected at least one certificate in PEM"));
    }
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|e| bad("tls-key", key, &e))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(|e| of_certificate(&e))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let Self { tcp, acceptor, shaking } = self;
        loop {
            tokio::select! {
                Some(shaken) = shaking.next(), if !shaking.is_empty() => {
                    if let Some(taken) = shaken {
                        return taken;
                    }
                }
                (stream, from) = Listener::accept(tcp), if shaking.len() < MOST => {
                    let begun = acceptor.accept(stream);
                    shaking.push(Box::pin(async move {
                        let done = tokio::time::timeout(PATIENCE, begun).await.ok()?;
                        // Whoever speaks no TLS, or gave up, is no news.
                        done.ok().map(|stream| (stream, from))
                    }));
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}
