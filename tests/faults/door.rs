//! Where the servers answer at the moment. One that was started again answers elsewhere; whoever knocks
//! looks here first.

use std::net::SocketAddr;
use std::sync::Mutex;

/// The addresses of the servers that run.
pub struct Door(Mutex<Vec<SocketAddr>>);

impl Door {
    pub fn of(servers: impl IntoIterator<Item = SocketAddr>) -> Self {
        Self(Mutex::new(servers.into_iter().collect()))
    }

    /// A server was started in the place of another.
    pub fn moves(&self, nth: usize, to: SocketAddr) {
        self.0.lock().unwrap()[nth] = to;
    }

    /// Where the client of this number knocks.
    pub fn at(&self, client: usize) -> SocketAddr {
        let servers = self.0.lock().unwrap();
        servers[client % servers.len()]
    }
}
