//! The program speaks TLS itself, for an office's network without a proxy.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;

use hosopost::config::{Given, Settings, TlsSettings, Word};
use hosopost::web;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::sync::watch;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::kit::app::{TestApp, settings};
use crate::kit::databases::TestDatabase;

/// A program that speaks TLS, until it is dropped.
struct Speaking {
    at: SocketAddr,
    root: RootCertStore,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
    _dir: tempfile::TempDir,
}

fn written(dir: &Path) -> (TlsSettings, RootCertStore) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let files = TlsSettings { certificate: dir.join("hoso.crt"), key: dir.join("hoso.key") };
    std::fs::write(&files.certificate, cert.pem()).unwrap();
    std::fs::write(&files.key, signing_key.serialize_pem()).unwrap();
    let mut root = RootCertStore::empty();
    root.add(cert.der().clone()).unwrap();
    (files, root)
}

impl Speaking {
    fn here() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (files, root) = written(dir.path());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let at = listener.local_addr().unwrap();
        let database = TestDatabase::sqlite();
        let mut settings = settings(&database.url);
        settings.http.tls = Some(files);
        let app = TestApp::with(database, settings);
        let (stop, stopped) = watch::channel(false);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let asked = || {
                    let mut stopped = stopped.clone();
                    async move {
                        let _ = stopped.wait_for(|stop| *stop).await;
                    }
                };
                web::serve(&app.app, listener, asked).await.unwrap();
            });
        });
        Self { at, root, stop, thread: Some(thread), _dir: dir }
    }

    fn asked(&self, path: &str) -> String {
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(self.root.clone())
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").unwrap();
        let session = ClientConnection::new(Arc::new(config), name).unwrap();
        let mut stream = StreamOwned::new(session, TcpStream::connect(self.at).unwrap());
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // Some ends say goodbye by closing alone.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Speaking {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[test]
fn the_app_comes_by_tls_and_who_dawdles_at_the_door_holds_nobody_up() {
    let speaking = Speaking::here();
    // One who says nothing, and one who speaks no TLS.
    let silent = TcpStream::connect(speaking.at).unwrap();
    let mut plain = TcpStream::connect(speaking.at).unwrap();
    plain.write_all(b"GET /road HTTP/1.1\r\n\r\n").unwrap();
    let answer = speaking.asked("/road");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("data-decoder="), "{answer}");
    let mut heard = Vec::new();
    let _ = plain.read_to_end(&mut heard);
    assert!(!heard.starts_with(b"HTTP"), "{heard:?}");
    drop(silent);
}

#[test]
fn files_that_do_not_fit_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let (files, _) = written(dir.path());
    let elsewhere = tempfile::tempdir().unwrap();
    let (other, _) = written(elsewhere.path());
    let empty = dir.path().join("empty");
    std::fs::write(&empty, "").unwrap();
    let absent = dir.path().join("absent");
    for (certificate, key, named) in [
        (&absent, &files.key, "--tls-certificate"),
        (&empty, &files.key, "--tls-certificate"),
        (&files.certificate, &absent, "--tls-key"),
        (&files.certificate, &empty, "--tls-key"),
        (&files.certificate, &other.key, "--tls-certificate"),
    ] {
        let database = TestDatabase::sqlite();
        let mut settings = settings(&database.url);
        settings.http.tls =
            Some(TlsSettings { certificate: certificate.clone(), key: key.clone() });
        let app = TestApp::with(database, settings);
        let refused = app.wait(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            web::serve(&app.app, listener, std::future::pending::<()>).await.unwrap_err()
        });
        assert!(refused.to_string().contains(named), "{refused}");
    }
    // One without the other.
    let word = |path: &Path| Some(Word(path.display().to_string()));
    let only = [
        Given { tls_certificate: word(&files.certificate), ..Given::default() },
        Given { tls_key: word(&files.key), ..Given::default() },
    ];
    for given in only {
        assert!(Settings::understand(given).is_err());
    }
    let both = Given {
        tls_certificate: word(&files.certificate),
        tls_key: word(&files.key),
        ..Given::default()
    };
    assert!(Settings::understand(both).unwrap().http.is_https());
}
