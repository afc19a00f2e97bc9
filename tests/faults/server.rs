//! The program as its own process, on a port that the system chose: started, killed, asked to stop.

use std::fs::File;
use std::io::Read;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

use super::line::{Line, Reply, get};
use crate::kit::wait::until;

/// A running server. It is killed when dropped.
pub struct Server {
    child: Child,
    log: PathBuf,
    pub at: SocketAddr,
}

impl Server {
    /// Starts one on a database and waits until it says where it listens.
    pub fn start(url: &str, dir: &Path) -> Self {
        Self::run(Command::new(env!("CARGO_BIN_EXE_hosopost")), url, dir)
    }

    /// One that is told of a full disk by the write that fails, as by any disk: without this, the limit on
    /// the size of its files that a test sets would end it by a signal.
    pub fn without_signal_of_full(url: &str, dir: &Path) -> Self {
        let mut shell = Command::new("bash");
        let script = "trap '' XFSZ; exec \"$0\" \"$@\"";
        shell.args(["-c", script, env!("CARGO_BIN_EXE_hosopost")]);
        Self::run(shell, url, dir)
    }

    fn run(mut command: Command, url: &str, dir: &Path) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let log = dir.join(format!("server-{}.log", COUNT.fetch_add(1, Ordering::SeqCst)));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("HOSOPOST_") {
                command.env_remove(name);
            }
        }
        let child = command
            .current_dir(dir)
            .args(["serve", "--listen", "127.0.0.1:0", "--database-url", url])
            .args(["--log-format", "json", "--log", "info,hosopost::web=warn"])
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut server = Self { child, log, at: SocketAddr::from(([127, 0, 0, 1], 0)) };
        server.at = until("the server listens", || server.listens());
        server
    }

    fn listens(&mut self) -> Option<SocketAddr> {
        let ended = self.child.try_wait().unwrap();
        assert!(ended.is_none(), "the server ended early: {}", self.told());
        self.told().lines().find_map(|line| {
            let told: Value = serde_json::from_str(line).ok()?;
            if told["message"] == "serving" { told["listen"].as_str()?.parse().ok() } else { None }
        })
    }

    /// Its log so far.
    pub fn told(&self) -> String {
        let mut text = String::new();
        File::open(&self.log).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`: nothing is finished, nobody is answered.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM.
    pub fn ask_to_stop(&self) {
        let asked = Command::new("kill").args(["-TERM", &self.id().to_string()]).status().unwrap();
        assert!(asked.success());
    }

    pub fn ended(&mut self) -> ExitStatus {
        until("the server has ended", || self.child.try_wait().unwrap())
    }

    pub fn get(&self, path: &str, token: &str) -> Reply {
        Line::to(self.at).unwrap().ask(&get(path, token)).unwrap()
    }

    /// Whether it says that it can take scans.
    pub fn is_ready(&self) -> bool {
        let reply = self.get("/readyz", "");
        if reply.status != 200 {
            reply.is_busy();
        }
        reply.status == 200
    }

    /// What it has in memory, in KiB.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended cannot be killed again.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("{}", self.told());
        }
    }
}
