//! What PostgreSQL itself can do on this machine: its own `pgbench`, one event inserted and one head
//! updated in each transaction, and `COPY` of event rows. The tables are made like the product's, in the
//! same database.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use hosopost::store::Conn;

use super::database::Ground;

/// How many heads are updated, at random.
const HEADS: i64 = 20_000;

/// Prepared statements, and the event's place taken from the head that was just updated: as little work as
/// keeps the log's key.
const SCRIPT: &str = "\\set key random(1, 20000)\n\
    BEGIN;\n\
    UPDATE bench_heads SET version = version + 1, state = 'at_point', changed_at = changed_at + 1 \
    WHERE item_key = :key;\n\
    INSERT INTO bench_events SELECT item_key, version, uuid_send(gen_random_uuid()), 'receive', \
    changed_at, changed_at, changed_at, FALSE, 'H27.00', 'post', \
    'tok_019a0000000070008000000000000000', 'administrator', NULL, '{}' \
    FROM bench_heads WHERE item_key = :key;\n\
    COMMIT;\n";

/// The tables, the script, and where PostgreSQL's programs lie.
pub struct Yard {
    bin: PathBuf,
    url: String,
    script: PathBuf,
    rows: PathBuf,
    copied: i64,
}

impl Yard {
    /// Lays it out beside the product's tables; none where PostgreSQL's programs are not installed.
    pub fn lay(ground: &Ground, conn: &mut Conn) -> Option<Self> {
        let bin = programs()?;
        conn.batch_execute(&format!(
            "CREATE TABLE bench_heads (LIKE heads INCLUDING ALL); \
             CREATE TABLE bench_events (LIKE events INCLUDING ALL); \
             CREATE TABLE bench_copied (LIKE events INCLUDING ALL); \
             INSERT INTO bench_heads SELECT n, 0, 'announced', '{{\"kind\":\"citizen\"}}', NULL, NULL, 0 \
             FROM generate_series(1, {HEADS}) AS n; ANALYZE bench_heads"
        ))
        .unwrap();
        let script = ground.folder.path().join("transaction.sql");
        std::fs::write(&script, SCRIPT).unwrap();
        let rows = ground.folder.path().join("events.copy");
        Some(Self { bin, url: ground.url.clone(), script, rows, copied: 0 })
    }

    /// Transactions a second with so many clients.
    pub fn transactions(&self, clients: usize, span: Duration) -> f64 {
        let threads = clients.min(std::thread::available_parallelism().map_or(1, usize::from));
        let out = Command::new(self.bin.join("pgbench"))
            .args(["-n", "-M", "prepared", "-c", &clients.to_string(), "-j", &threads.to_string()])
            .args(["-T", &span.as_secs().max(1).to_string(), "-f"])
            .args([self.script.as_os_str(), self.url.as_ref()])
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&out.stdout);
        let rate = told.lines().find_map(|line| line.strip_prefix("tps = "));
        let rate = rate.and_then(|rest| rest.split(' ').next()).and_then(|rate| rate.parse().ok());
        rate.unwrap_or_else(|| panic!("{told}{}", String::from_utf8_lossy(&out.stderr)))
    }

    /// Takes rows out of the product's own log, for [`Self::copy`].
    pub fn take_rows(&mut self, limit: i64) {
        let rows = self.rows.display();
        self.psql(&[&format!("\\copy (SELECT * FROM events LIMIT {limit}) TO '{rows}'")]);
        self.copied = std::fs::read_to_string(&self.rows).unwrap().lines().count() as i64;
    }

    /// Rows a second that `COPY` writes, over and over until the time is up; emptying the table in between
    /// is not counted.
    pub fn copy(&self, span: Duration) -> f64 {
        let copy = format!("\\copy bench_copied FROM '{}'", self.rows.display());
        let (mut took, mut rows) = (Duration::ZERO, 0);
        while took < span {
            let told = self.psql(&["TRUNCATE bench_copied", "\\timing on", &copy]);
            // `Time: 123.456 ms (00:00.123)`
            let time = told.lines().find_map(|line| line.strip_prefix("Time: ")).unwrap();
            let ms: f64 = time.split(' ').next().and_then(|ms| ms.parse().ok()).unwrap();
            took += Duration::from_secs_f64(ms / 1000.0);
            rows += self.copied;
        }
        rows as f64 / took.as_secs_f64()
    }

    fn psql(&self, commands: &[&str]) -> String {
        let mut psql = Command::new(self.bin.join("psql"));
        psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1"]);
        for command in commands {
            psql.args(["-c", command]);
        }
        let out = psql.arg(&self.url).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stdout).into_owned()
    }
}

/// The folder of PostgreSQL's programs: beside `initdb` of the newest version, as Debian lays them.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
    let number = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions.map(|entry| entry.path()).max_by_key(number)?;
    let bin = newest.join("bin");
    bin.join("pgbench").exists().then_some(bin)
}
