//! A receiver of webhooks that plays whatever the test wants: it keeps what it got and answers as it is
//! told, also in ways that no HTTP library would let through.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;

/// A message as it came.
#[derive(Debug, Clone)]
pub struct Got {
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Got {
    pub fn id(&self) -> &str {
        &self.headers["webhook-id"]
    }

    pub fn event(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn case(&self) -> String {
        self.event()["subject"].as_str().unwrap().to_owned()
    }

    pub fn sequence(&self) -> i64 {
        self.event()["sequence"].as_str().unwrap().parse().unwrap()
    }
}

/// What is written back: an HTTP answer as bytes; nothing at all cuts the connection.
pub type Reply = Vec<u8>;

/// An answer of this status, with further headers (each with its line's end) and a body.
pub fn status(code: u16, headers: &str, body: &str) -> Reply {
    let length = body.len();
    format!(
        "HTTP/1.1 {code} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

pub fn ok() -> Reply {
    status(204, "", "")
}

/// A receiver on a port of its own, until it is dropped.
pub struct Receiver {
    pub url: String,
    got: Arc<Mutex<Vec<Got>>>,
    ended: Arc<AtomicBool>,
    port: u16,
}

impl Receiver {
    /// Answers each message by what `answer` makes of it.
    pub fn new(answer: impl Fn(&Got) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (got, ended) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let answer = Arc::new(answer);
        std::thread::spawn({
            let (got, ended) = (got.clone(), ended.clone());
            move || {
                for stream in listener.incoming() {
                    if ended.load(Ordering::SeqCst) {
                        return;
                    }
                    let (got, answer) = (Arc::clone(&got), Arc::clone(&answer));
                    std::thread::spawn(move || serve(&stream.unwrap(), &got, &*answer));
                }
            }
        });
        Self { url: format!("http://127.0.0.1:{port}/hook"), got, ended, port }
    }

    /// Answers every message alike.
    pub fn always(reply: Reply) -> Self {
        Self::new(move |_| reply.clone())
    }

    pub fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    /// The sequences that came of each case, in the order in which they came.
    pub fn cases(&self) -> BTreeMap<String, Vec<i64>> {
        let mut cases: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for got in self.got() {
            cases.entry(got.case()).or_default().push(got.sequence());
        }
        cases
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn serve(
    stream: &TcpStream,
    got: &Mutex<Vec<Got>>,
    answer: &(dyn Fn(&Got) -> Reply + Send + Sync),
) {
    let mut reader = BufReader::new(stream);
    let mut headers = BTreeMap::new();
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap_or(0) == 0 {
        return;
    }
    loop {
        line.clear();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let message = Got { headers, body };
    got.lock().unwrap().push(message.clone());
    let reply = answer(&message);
    // Who has heard enough hangs up.
    let _ = (&*stream).write_all(&reply);
}
