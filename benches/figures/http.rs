//! HTTP/1.1 on one connection that is kept, as little of it as is needed: the machine that is measured
//! also carries whoever asks, and what an HTTP library costs would be taken for the product's.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// What came back.
pub struct Answer<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: &'a [u8],
}

impl Answer<'_> {
    /// The body as JSON; ends the run where the answer is not a good one.
    pub fn json(&self) -> Value {
        self.is_good();
        serde_json::from_slice(self.body).unwrap_or(Value::Null)
    }

    /// Ends the run where the answer is not a good one.
    pub fn is_good(&self) {
        let text = String::from_utf8_lossy(self.body);
        assert!((200..300).contains(&self.status), "{} {text}", self.status);
    }
}

/// A connection.
pub struct Line {
    stream: TcpStream,
    heard: Vec<u8>,
}

impl Line {
    /// Connects.
    pub async fn open(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, heard: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request and waits for its whole answer.
    pub async fn ask(&mut self, request: &[u8]) -> std::io::Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.heard.clear();
        let (status, head, length) = loop {
            self.hear().await?;
            if let Some(read) = read_head(&self.heard) {
                break read;
            }
        };
        while self.heard.len() < head + length {
            self.hear().await?;
        }
        Ok(Answer { status, body: &self.heard[head..head + length] })
    }

    async fn hear(&mut self) -> std::io::Result<()> {
        match self.stream.read_buf(&mut self.heard).await? {
            0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}

/// Status, where the body begins, and how long it is; none while the head is not whole.
fn read_head(heard: &[u8]) -> Option<(u16, usize, usize)> {
    let end = heard.windows(4).position(|four| four == b"\r\n\r\n")?;
    let lines = std::str::from_utf8(&heard[..end]).unwrap();
    let status = lines.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
    let length = lines.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().unwrap())
    });
    Some((status, end + 4, length.unwrap_or(0)))
}

/// Writes a request; `token` may be empty.
pub fn write_request(into: &mut Vec<u8>, method: &str, path: &str, token: &str, body: &str) {
    use std::io::Write as _;
    into.clear();
    write!(into, "{method} {path} HTTP/1.1\r\nhost: bench\r\n").unwrap();
    if !token.is_empty() {
        write!(into, "authorization: Bearer {token}\r\n").unwrap();
    }
    if !body.is_empty() {
        write!(into, "content-type: application/json\r\ncontent-length: {}\r\n", body.len())
            .unwrap();
    }
    write!(into, "\r\n{body}").unwrap();
}

/// Runs something that waits for the network, on a thread that has nothing else to do.
pub fn blocking<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// One request on a connection of its own.
pub fn ask(address: SocketAddr, method: &str, path: &str, token: &str, body: &str) -> Value {
    let mut request = Vec::new();
    write_request(&mut request, method, path, token, body);
    blocking(async {
        let mut line = Line::open(address).await.unwrap();
        line.ask(&request).await.unwrap().json()
    })
}
