//! Calling out, against receivers that behave in all the ways there are.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};
use url::Url;

use super::*;

#[test]
fn no_other_machine_is_reached() {
    for address in ["10.0.0.1:80", "192.168.1.1:80", "8.8.8.8:443", "[fe80::1]:80"] {
        let refused = Local::new(address.parse().unwrap());
        assert!(matches!(refused, Err(Unanswered::NotLocal(_))), "{address}");
    }
    assert!(Local::new("127.0.0.1:80".parse().unwrap()).is_ok());
    assert!(Local::new("[::1]:80".parse().unwrap()).is_ok());
}

/// A listener whose every connection is handed to `serve`; its port.
fn listening(serve: impl Fn(TcpStream) + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            serve(stream.unwrap());
        }
    });
    port
}

/// Reads a request as far as its head, and answers.
fn answering(reply: Vec<u8>) -> u16 {
    listening(move |mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(&reply);
    })
}

fn calling(outgoing: &Outgoing, url: &str) -> Result<Reply, NoReply> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let url: Url = url.parse().unwrap();
    runtime.block_on(outgoing.post(&url, &[("webhook-id", "1".to_owned())], b"{}".to_vec()))
}

fn anywhere() -> Outgoing {
    Outgoing::new(Reach::Anywhere, Vec::new()).unwrap()
}

#[test]
fn addresses_that_are_not_public_are_refused_whether_bare_or_behind_a_name() {
    let heard = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let port = listening({
        let heard = heard.clone();
        move |_| heard.store(true, std::sync::atomic::Ordering::SeqCst)
    });
    let public = Outgoing::new(Reach::Public, Vec::new()).unwrap();
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f.1", "0.0.0.0", "[::1]"] {
        let came = calling(&public, &format!("http://{host}:{port}/"));
        assert_eq!(came, Err(NoReply::AddressRefused), "{host}");
    }
    let unknown = calling(&public, "http://no-such-host.invalid/");
    assert_eq!(unknown, Err(NoReply::NameUnknown));
    assert!(!heard.load(std::sync::atomic::Ordering::SeqCst), "nothing was connected to");
}

#[test]
fn a_redirect_is_an_answer_like_any_other() {
    let port = answering(
        b"HTTP/1.1 302 X\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n".to_vec(),
    );
    let came = calling(&anywhere(), &format!("http://127.0.0.1:{port}/")).unwrap();
    assert_eq!((came.status, came.excerpt.len()), (302, 0));
}

#[test]
fn a_slow_answer_is_given_up_and_a_slow_body_is_no_reason_to() {
    let hurried = || anywhere().within(Duration::from_millis(300));
    let (hold, until) = std::sync::mpsc::channel::<()>();
    let until = std::sync::Mutex::new(until);
    let silent = listening(move |mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = until.lock().unwrap().recv();
    });
    let begun = Instant::now();
    let came = calling(&hurried(), &format!("http://127.0.0.1:{silent}/"));
    assert_eq!(came, Err(NoReply::TimedOut));
    assert!(begun.elapsed() < Duration::from_secs(5));
    drop(hold);

    let (hold, until) = std::sync::mpsc::channel::<()>();
    let until = std::sync::Mutex::new(until);
    let dribbling = listening(move |mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"HTTP/1.1 200 X\r\ncontent-length: 10\r\n\r\nok");
        let _ = until.lock().unwrap().recv();
    });
    let came = calling(&hurried(), &format!("http://127.0.0.1:{dribbling}/")).unwrap();
    assert_eq!((came.status, came.excerpt.as_slice()), (200, &b"ok"[..]));
    drop(hold);
}

#[test]
fn a_cut_connection_and_an_answer_that_is_none_are_told_apart_from_nobody_there() {
    for reply in [&b""[..], b"HTTP/1.1 20", b"hello\r\n\r\n", b"HTTP/1.1 xyz OK\r\n\r\n"] {
        let port = answering(reply.to_vec());
        let came = calling(&anywhere(), &format!("http://127.0.0.1:{port}/"));
        assert_eq!(came, Err(NoReply::BrokenOff), "{}", String::from_utf8_lossy(reply));
    }
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(calling(&anywhere(), &format!("http://{free}/")), Err(NoReply::NotConnected));
}

#[test]
fn of_a_body_without_an_end_only_the_beginning_is_read() {
    let port = listening(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"HTTP/1.1 200 X\r\n\r\n");
        while stream.write_all(&[b'x'; 8192]).is_ok() {}
    });
    let came = calling(&anywhere(), &format!("http://127.0.0.1:{port}/")).unwrap();
    assert_eq!((came.status, came.excerpt.len()), (200, EXCERPT));
}

/// A server that speaks TLS under a name; its port and its certificate.
fn secure(name: &str) -> (u16, String) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let pem = made.cert.pem();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let port = listening(move |stream| {
        let connection = ServerConnection::new(config.clone()).unwrap();
        let mut stream = StreamOwned::new(connection, stream);
        // A client that does not trust us is gone by now.
        if stream.read(&mut [0; 4096]).is_ok() {
            let _ = stream.write_all(b"HTTP/1.1 204 X\r\nconnection: close\r\n\r\n");
        }
    });
    (port, pem)
}

#[test]
fn a_certificate_is_trusted_when_its_authority_is_and_its_name_fits() {
    let (port, pem) = secure("localhost");
    let url = format!("https://localhost:{port}/");
    assert_eq!(calling(&anywhere(), &url), Err(NoReply::Untrusted));
    let trusting = Outgoing::new(Reach::Anywhere, pem.into_bytes()).unwrap();
    assert_eq!(calling(&trusting, &url).unwrap().status, 204);
    let (other, pem) = secure("receiver.example");
    let trusting = Outgoing::new(Reach::Anywhere, pem.into_bytes()).unwrap();
    let came = calling(&trusting, &format!("https://localhost:{other}/"));
    assert_eq!(came, Err(NoReply::Untrusted));
    // Without TLS on the other side.
    let plain = answering(b"HTTP/1.1 200 X\r\n\r\n".to_vec());
    let came = calling(&trusting, &format!("https://localhost:{plain}/"));
    assert_eq!(came, Err(NoReply::Untrusted));
    for bad in ["not a certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n"] {
        assert!(Outgoing::new(Reach::Public, bad.as_bytes().to_vec()).is_err(), "{bad}");
    }
}

#[test]
fn every_reason_reads_back() {
    for reason in NoReply::ALL {
        assert_eq!(reason.as_str().parse(), Ok(reason));
    }
    assert!("because".parse::<NoReply>().is_err());
}
