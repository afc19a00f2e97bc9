//! The line between a phone and the server, as it is on the road: it carries, it is not there, or it loses every third
//! answer after the server has acted on the request. What went through is kept, so that a test can look at the order.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

/// How the line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// It carries everything.
    Fair,
    /// Nothing goes through.
    Down,
    /// Pages come, but nothing of the programs' interface: a portal stands in between.
    PagesOnly,
    /// The server hears everything; of what it answers to what is posted every third is lost.
    LosesEveryThird,
}

/// A batch that went to the server.
#[derive(Debug)]
pub struct Sent {
    pub path: String,
    pub body: Vec<u8>,
    pub answer_lost: bool,
}

struct Inside {
    server: OnceLock<SocketAddr>,
    weather: Mutex<Weather>,
    sent: Mutex<Vec<Sent>>,
    /// The server's version of the app, and what it is to be taken for.
    renamed: Mutex<Option<(String, String)>>,
    ended: AtomicBool,
}

/// Listens until it is dropped.
pub struct WeakLine {
    at: SocketAddr,
    inside: Arc<Inside>,
}

impl WeakLine {
    /// A line whose other end is not known yet.
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let inside = Arc::new(Inside {
            server: OnceLock::new(),
            weather: Mutex::new(Weather::Fair),
            sent: Mutex::new(Vec::new()),
            renamed: Mutex::new(None),
            ended: AtomicBool::new(false),
        });
        let own = inside.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if own.ended.load(Ordering::SeqCst) {
                    return;
                }
                let own = own.clone();
                // A browser that hangs up in the middle is no fault of the line.
                std::thread::spawn(move || stream.and_then(|phone| carry(&phone, &own)));
            }
        });
        Self { at, inside }
    }

    /// Where phones call.
    pub fn home(&self) -> String {
        format!("http://{}", self.at)
    }

    /// The address of a page.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.home())
    }

    /// Lays the line to the server at this address.
    pub fn to(&self, home: &str) {
        let server = home.trim_start_matches("http://").parse().unwrap();
        self.inside.server.set(server).unwrap();
    }

    pub fn is(&self, weather: Weather) {
        *self.inside.weather.lock().unwrap() = weather;
    }

    /// From now on the app is of another version: the same files under the name of the new one.
    pub fn brings_a_new_version(&self, now: &str, new: &str) {
        assert_eq!(now.len(), new.len());
        *self.inside.renamed.lock().unwrap() = Some((now.to_owned(), new.to_owned()));
    }

    /// What was posted to a path and reached the server, in its order.
    pub fn sent_to<T>(&self, path: &str, read: impl Fn(&Sent) -> T) -> Vec<T> {
        self.inside.sent.lock().unwrap().iter().filter(|sent| sent.path == path).map(read).collect()
    }
}

impl Drop for WeakLine {
    fn drop(&mut self) {
        self.inside.ended.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.at);
    }
}

/// Puts one name in the place of another of the same length.
fn rename(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    for at in 0..=bytes.len().saturating_sub(from.len()) {
        if bytes[at..].starts_with(from) {
            bytes[at..at + from.len()].copy_from_slice(to);
        }
    }
}

/// Carries one request and its answer; each comes on a connection of its own.
fn carry(phone: &TcpStream, inside: &Inside) -> std::io::Result<()> {
    let mut reader = BufReader::new(phone);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(());
        }
    }
    let named = |name: &str| {
        head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    let length = named("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let weather = *inside.weather.lock().unwrap();
    let is_cut = weather == Weather::Down
        || weather == Weather::PagesOnly
            && head.split(' ').nth(1).is_some_and(|to| to.starts_with("/api/"));
    let server = inside.server.get().filter(|_| !is_cut);
    let Some(server) = server else {
        return phone.shutdown(Shutdown::Both);
    };
    let renamed = inside.renamed.lock().unwrap().clone();
    let mut line = TcpStream::connect(server)?;
    let kept: Vec<&str> = head
        .trim_end()
        .lines()
        .filter(|line| {
            let line = line.to_ascii_lowercase();
            // Text that is packed, or not sent because it is known, cannot be renamed.
            let hides = line.starts_with("accept-encoding:") || line.starts_with("if-none-match:");
            !line.starts_with("connection:") && !(renamed.is_some() && hides)
        })
        .collect();
    let mut head = format!("{}\r\nconnection: close\r\n\r\n", kept.join("\r\n"));
    if let Some((now, new)) = &renamed {
        // The former version is gone from the server.
        head = head.replace(&format!("/a/{now}/"), "/a/gone/").replace(new, now);
    }
    line.write_all(head.as_bytes())?;
    line.write_all(&body)?;
    let mut answer = Vec::new();
    line.read_to_end(&mut answer)?;
    if let Some((now, new)) = &renamed {
        rename(&mut answer, now.as_bytes(), new.as_bytes());
    }
    let mut words = head.split(' ');
    if words.next() == Some("POST") {
        let path = words.next().unwrap_or_default().to_owned();
        let mut sent = inside.sent.lock().unwrap();
        let posted = sent.iter().filter(|sent| sent.path == path).count() + 1;
        let answer_lost = weather == Weather::LosesEveryThird && posted % 3 == 0;
        sent.push(Sent { path, body, answer_lost });
        if answer_lost {
            return phone.shutdown(Shutdown::Both);
        }
    }
    let mut phone = phone;
    phone.write_all(&answer)?;
    phone.shutdown(Shutdown::Both)
}
