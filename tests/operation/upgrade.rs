//! Upgrades with running processes: an old schema under this program, a newer one under it, and two servers that
//! are replaced one after the other while scans come in.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;

use diesel::connection::SimpleConnection;
use hosopost::store::schema::{self, beside_servers};
use serde_json::Value;

use super::{batch, laws, on_both, on_postgres, open, scanned};
use crate::cli::{err, out};
use crate::kit::app::TestApp;
use crate::kit::wait::{Stops, until};

/// What the version before had not.
const OLD: &str = "DROP INDEX heads_under_way_ix; DROP INDEX persons_name_unfolded_ix; \
                   CREATE INDEX heads_custodian_point_ix ON heads (custodian_point); \
                   ALTER TABLE webhooks DROP COLUMN reader; \
                   ALTER TABLE webhooks DROP COLUMN reader_until; \
                   DELETE FROM __diesel_schema_migrations WHERE version = '20260101000020'";

/// What a newer version would do first: add, so that who does not know of it goes on.
const EXPAND: &str = "CREATE TABLE later (id TEXT NOT NULL, CONSTRAINT later_pk PRIMARY KEY (id)); \
                      ALTER TABLE cases ADD COLUMN later TEXT; \
                      ALTER TABLE scans ADD COLUMN later BIGINT DEFAULT 0 NOT NULL; \
                      INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000001')";

#[test]
fn a_program_over_an_older_schema_is_not_ready_until_it_is_migrated() {
    on_both(|ground| {
        let (url, province) = ground.province("old");
        assert_eq!(province.app.get("/readyz").send().json()["schema"], "current");
        open(&url).batch_execute(OLD).unwrap();
        let told = province.app.get("/readyz").english().send();
        let problem = told.problem(503, "busy");
        assert_eq!(problem["detail"], "The database lacks 1 migrations; run hosopost migrate");
        assert_eq!(told.header("retry-after"), "30");
        assert_eq!(province.app.get("/healthz").send().status, 200, "the process itself is well");
        let refused = ground.run(&url, &["export", "facts", "--after", "0"]);
        assert!(err(&refused).contains("run hosopost migrate"), "{}", err(&refused));
        let migrated = ground.run(&url, &["migrate"]);
        assert!(out(&migrated).contains("now fits this program"), "{}", out(&migrated));
        assert_eq!(province.app.get("/readyz").send().json()["status"], "ready");
        let recorded = scanned(&province.app, &province.clerk, &batch(&province.codes, 0, 8));
        assert!(recorded.iter().all(|outcome| outcome == "recorded"), "{recorded:?}");
    });
}

#[test]
fn a_program_over_a_newer_schema_goes_on_and_says_so() {
    on_both(|ground| {
        let (url, province) = ground.province("newer");
        open(&url).batch_execute(EXPAND).unwrap();
        let ready = province.app.get("/readyz").send();
        assert_eq!((ready.status.as_u16(), &ready.json()["schema"]), (200, &"newer".into()));
        let recorded = scanned(&province.app, &province.clerk, &batch(&province.codes, 0, 8));
        assert!(recorded.iter().all(|outcome| outcome == "recorded"), "{recorded:?}");
        // One that starts anew, as after a crash in the middle of an upgrade, goes on too.
        let again = TestApp::over(&url);
        again.app.set_up().unwrap();
        assert_eq!(again.get("/readyz").send().json()["status"], "ready");
        let repeated = scanned(&again, &province.clerk, &batch(&province.codes, 0, 8));
        assert!(repeated.iter().all(|outcome| outcome == "repeated"), "{repeated:?}");
        let migrated = ground.run(&url, &["migrate"]);
        assert!(
            out(&migrated).contains("of a newer version (it has 29990101000001)"),
            "{}",
            out(&migrated)
        );
        assert!(laws(&url).is_kept());
    });
}

/// A server of the real program.
pub struct Server {
    child: Child,
    pub address: String,
    log: JoinHandle<String>,
}

impl Server {
    fn start(dir: &Path, url: &str) -> Self {
        Self::logging(dir, url, "warn,hosopost::commands=info")
    }

    /// One that says so much.
    pub fn logging(dir: &Path, url: &str, filter: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hosopost"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("HOSOPOST_") {
                command.env_remove(name);
            }
        }
        let words = ["serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--log", filter];
        command.current_dir(dir).args(words).args(["--database-url", url]).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        let address = loop {
            line.clear();
            assert!(log.read_line(&mut line).unwrap() > 0, "the server ended early");
            let told: Value = serde_json::from_str(&line).unwrap();
            if told["message"] == "serving" {
                break told["listen"].as_str().unwrap().to_owned();
            }
        };
        // What it says later is read all the while, so that it never waits for a reader.
        let log = std::thread::spawn(move || {
            let mut rest = String::new();
            log.read_to_string(&mut rest).unwrap();
            rest
        });
        Self { child, address, log }
    }

    /// Asks it to stop, waits until it has answered everybody and ended well, and returns what it said.
    pub fn stopped(mut self) -> String {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(asked.unwrap().success());
        assert!(self.child.wait().unwrap().success());
        self.log.join().unwrap()
    }
}

/// A request on a connection of its own; none when the server is not there or does not answer to the end.
pub fn asked(address: &str, line: &str, secret: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(address).ok()?;
    let length = body.len();
    write!(
        stream,
        "{line} HTTP/1.1\r\nhost: h\r\nconnection: close\r\nauthorization: Bearer {secret}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    Some((status, answer.split_once("\r\n\r\n")?.1.to_owned()))
}

#[test]
#[cfg(unix)]
fn two_servers_are_replaced_one_after_the_other_and_no_scan_is_lost() {
    on_postgres(|ground| {
        let (url, province) = ground.province("rolling");
        let start = || Server::start(ground.dir.path(), &url);
        let (first, second) = (start(), start());
        let addresses = Mutex::new([first.address.clone(), second.address.clone()]);
        let (stop, acknowledged) = (AtomicBool::new(false), AtomicUsize::new(0));
        let wait = |more: usize| {
            let enough = acknowledged.load(Ordering::SeqCst) + more;
            until("more scans are answered", || {
                (acknowledged.load(Ordering::SeqCst) >= enough).then_some(())
            });
        };
        std::thread::scope(|scope| {
            let _stops = Stops(&stop);
            scope.spawn(|| {
                let mut turn = 0;
                while !stop.load(Ordering::SeqCst) {
                    let body =
                        batch(&province.codes, acknowledged.load(Ordering::SeqCst), 5).to_string();
                    turn += 1;
                    let address = addresses.lock().unwrap()[turn % 2].clone();
                    let answer = asked(&address, "POST /api/v1/scans", &province.clerk, &body);
                    // Who got no answer sends the same again, to the other.
                    let Some((200, answer)) = answer else { continue };
                    let recorded = answer.matches("\"recorded\"").count();
                    assert_eq!(recorded + answer.matches("\"repeated\"").count(), 5, "{answer}");
                    acknowledged.fetch_add(5, Ordering::SeqCst);
                }
            });
            wait(20);
            // The new version's `migrate` first, while the old ones serve.
            beside_servers(|| Ok(open(&url).batch_execute(EXPAND)?)).unwrap();
            for server in [&first, &second] {
                let ready = asked(&server.address, "GET /readyz", "", "").unwrap();
                assert!(ready.0 == 200 && ready.1.contains("\"newer\""), "{ready:?}");
            }
            wait(20);
            // Then one after the other.
            first.stopped();
            let new = start();
            addresses.lock().unwrap()[0].clone_from(&new.address);
            wait(20);
            second.stopped();
            let other = start();
            addresses.lock().unwrap()[1].clone_from(&other.address);
            wait(20);
            stop.store(true, Ordering::SeqCst);
            for server in [new, other] {
                server.stopped();
            }
        });
        let found = laws(&url);
        assert!(found.is_kept(), "{found:?}");
        let acknowledged = acknowledged.into_inner() as u64;
        // One batch may have been recorded and its answer not heard.
        assert!(
            (acknowledged..=acknowledged + 5).contains(&found.events),
            "{acknowledged}: {found:?}"
        );
    });
}

#[test]
fn a_change_of_the_schema_that_meets_a_writer_begins_again() {
    on_postgres(|ground| {
        let url = ground.empty("met");
        schema::migrate(&mut open(&url)).unwrap();
        // Whoever looks first who waits for whom is ended: that is not to be the writer.
        let mut writer = open(&url);
        writer
            .batch_execute(
                "SET deadlock_timeout = '5min'; BEGIN; LOCK TABLE scans IN ROW EXCLUSIVE MODE",
            )
            .unwrap();
        let tries = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            let change = scope.spawn(|| {
                beside_servers(|| {
                    tries.fetch_add(1, Ordering::SeqCst);
                    Ok(open(&url).batch_execute(EXPAND)?)
                })
            });
            until("the change waits for the writer", || {
                open(&url)
                    .batch_execute(
                        "SELECT 1 / COUNT(*) FROM pg_locks \
                         WHERE NOT granted AND relation = 'scans'::regclass",
                    )
                    .ok()
            });
            writer.batch_execute("LOCK TABLE cases IN ROW EXCLUSIVE MODE; COMMIT").unwrap();
            change.join().unwrap().unwrap();
        });
        assert_eq!(tries.into_inner(), 2);
        assert_eq!(schema::standing(&mut open(&url)).unwrap().unknown, ["29990101000001"]);
    });
}
