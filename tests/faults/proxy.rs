//! A line between a phone and the server that breaks when it is told to: the request says so in a header
//! that the server does not look at.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::line::Line;

/// The server answers, and the answer gets lost.
pub const ANSWER_LOST: &str = "x-breaks: answer\r\n";
/// The line breaks as soon as the request is through.
pub const BREAKS_AT_ONCE: &str = "x-breaks: once\r\n";

/// Listens until it is dropped.
pub struct Proxy {
    pub at: SocketAddr,
    ended: Arc<AtomicBool>,
}

impl Proxy {
    pub fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (at, ended) = (listener.local_addr().unwrap(), Arc::new(AtomicBool::new(false)));
        std::thread::spawn({
            let ended = ended.clone();
            move || {
                for stream in listener.incoming() {
                    if ended.load(Ordering::SeqCst) {
                        return;
                    }
                    std::thread::spawn(move || carry(&stream.unwrap(), server));
                }
            }
        });
        Self { at, ended }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.at);
    }
}

/// Carries requests until one says that the line breaks, or the phone hangs up.
fn carry(phone: &TcpStream, server: SocketAddr) {
    let mut reader = BufReader::new(phone);
    let mut line = Line::to(server).unwrap();
    while let Some((head, body)) = request(&mut reader) {
        line.send(&[head.as_bytes(), &body].concat()).unwrap();
        if head.contains(BREAKS_AT_ONCE) {
            line.hang_up();
            break;
        }
        let reply = line.hear().unwrap();
        if head.contains(ANSWER_LOST) {
            break;
        }
        let (status, length) = (reply.status, reply.body.len());
        let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n\r\n");
        let mut phone = phone;
        if phone.write_all(&[head.as_bytes(), &reply.body].concat()).is_err() {
            break;
        }
    }
    let _ = phone.shutdown(Shutdown::Both);
}

fn request(reader: &mut BufReader<&TcpStream>) -> Option<(String, Vec<u8>)> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?;
    let mut body = vec![0; length.parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    Some((head, body))
}
