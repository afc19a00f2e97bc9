//! The processes that are measured: the program as it ships, and the echo. Each is ended with its value.

use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::database::Ground;
use super::http::{Line, blocking, write_request};

/// How long a server may take until it is ready, in whatever build.
const PATIENCE: Duration = Duration::from_mins(1);

/// A process that serves.
pub struct Served {
    child: Child,
    /// Where.
    pub address: SocketAddr,
    /// How long it took from its start to its first good answer.
    pub ready: Duration,
}

impl Served {
    /// The product on a database. It logs warnings alone: a line for each request is the office's choice,
    /// and the echo writes none.
    pub fn product(ground: &Ground) -> Self {
        // Given back at once: the program takes it before anybody else asks for a port.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let begun = Instant::now();
        let listen = address.to_string();
        let words = ["serve", "--webhook-private", "true", "--listen", &listen];
        let child = ground.program(&words).spawn().unwrap();
        let mut served = Self { child, address, ready: Duration::ZERO };
        while !served.is_ready() {
            assert!(begun.elapsed() < PATIENCE, "the server is not ready");
            assert!(served.child.try_wait().unwrap().is_none(), "the server has ended");
            #[expect(clippy::disallowed_methods, reason = "nothing tells that a port is open")]
            std::thread::sleep(Duration::from_millis(1));
        }
        served.ready = begun.elapsed();
        served
    }

    /// The echo.
    pub fn echo() -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg("--echo")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut told).unwrap();
        Self { child, address: told.trim().parse().unwrap(), ready: Duration::ZERO }
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    fn is_ready(&self) -> bool {
        let mut request = Vec::new();
        write_request(&mut request, "GET", "/readyz", "", "");
        blocking(async {
            let Ok(mut line) = Line::open(self.address).await else { return false };
            line.ask(&request).await.is_ok_and(|answer| answer.status == 200)
        })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself; either way there is nobody left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
