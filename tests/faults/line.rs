//! One connection to a server, as the program in a scanner holds it. It is written by hand because what
//! matters here is how an answer fails to come.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// An answer that has not begun by then never comes: the server gives up a request before.
const PATIENCE: Duration = Duration::from_mins(1);

/// A connection that is kept open.
pub struct Line {
    reader: BufReader<TcpStream>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()))
    }

    /// That the server cannot now, said as it should be.
    #[track_caller]
    pub fn is_busy(&self) -> Value {
        assert_eq!(self.status, 503, "{}", self.text());
        assert_eq!(self.headers["content-type"], "application/problem+json");
        let after: u32 = self.headers["retry-after"].parse().unwrap();
        assert!((1..=60).contains(&after), "{after}");
        let problem = self.json();
        assert_eq!(problem["code"], "busy", "{problem}");
        problem
    }
}

/// The text of a request with a body of JSON.
pub fn post(path: &str, token: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nhost: h\r\nauthorization: Bearer {token}\r\naccept-language: en\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n{headers}\r\n"
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}

/// The text of a request that reads.
pub fn get(path: &str, token: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nhost: h\r\nauthorization: Bearer {token}\r\naccept-language: en\r\n\r\n"
    )
    .into_bytes()
}

impl Line {
    pub fn to(at: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect_timeout(&at, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { reader: BufReader::new(stream) })
    }

    pub fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.reader.get_mut().write_all(bytes)
    }

    pub fn ask(&mut self, request: &[u8]) -> Result<Reply> {
        self.send(request)?;
        self.hear()
    }

    /// Reads an answer to its end.
    pub fn hear(&mut self) -> Result<Reply> {
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| Error::new(ErrorKind::InvalidData, first))?;
        let mut headers = BTreeMap::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(": ").unwrap_or((&line, ""));
            headers.insert(name.to_ascii_lowercase(), value.to_owned());
        }
        let length = headers.get("content-length").and_then(|length| length.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        self.reader.read_exact(&mut body)?;
        Ok(Reply { status, headers, body })
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.reader.read_line(&mut line)? == 0 || !line.ends_with('\n') {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }

    /// Says that nothing more will be sent.
    pub fn hang_up(&self) {
        // Who has hung up first needs no telling.
        let _ = self.reader.get_ref().shutdown(std::net::Shutdown::Both);
    }
}
