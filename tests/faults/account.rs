//! What was acknowledged, held against what is found: the counts of the table.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use hosopost::base::ScanId;
use hosopost::store::{custody, scans};
use serde_json::Value;
use uuid::Uuid;

use super::ground::Ground;
use super::server::Server;
use crate::cli::{hosopost, out};

/// What the phones were told.
#[derive(Default)]
pub struct Account {
    acknowledged: Mutex<HashSet<Uuid>>,
    repeated: Mutex<HashMap<Uuid, u64>>,
    turned_away: AtomicU64,
    cut_off: AtomicU64,
}

/// The feed as it is read from cursor 0.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Subject and sequence of each fact, in the order of the feed.
    pub facts: Vec<(String, u64)>,
    /// Where to go on.
    pub next: String,
}

impl Account {
    /// The answers to a batch: whatever is not refused is on record.
    #[track_caller]
    pub fn answered(&self, batch: &[Value], reply: &Value) {
        let results = reply["results"].as_array().unwrap();
        assert_eq!(results.len(), batch.len());
        let mut acknowledged = self.acknowledged.lock().unwrap();
        for (scan, result) in batch.iter().zip(results) {
            assert_eq!(scan["id"], result["id"], "{result}");
            match result["outcome"].as_str().unwrap() {
                "recorded" | "set_aside" => {}
                "repeated" => {
                    let mut repeated = self.repeated.lock().unwrap();
                    *repeated.entry(id_of(scan)).or_default() += 1;
                }
                other => panic!("{other}: {scan} {result}"),
            }
            acknowledged.insert(id_of(scan));
        }
    }

    pub fn turned_away(&self) {
        self.turned_away.fetch_add(1, Ordering::SeqCst);
    }

    pub fn cut_off(&self) {
        self.cut_off.fetch_add(1, Ordering::SeqCst);
    }

    pub fn acknowledged(&self) -> u64 {
        self.acknowledged.lock().unwrap().len() as u64
    }

    /// How many scans were answered as known already.
    pub fn repeated(&self) -> u64 {
        self.repeated.lock().unwrap().values().sum()
    }

    /// How often these were.
    pub fn repeated_of(&self, batch: &[Value]) -> u64 {
        let repeated = self.repeated.lock().unwrap();
        batch.iter().filter_map(|scan| repeated.get(&id_of(scan))).sum()
    }

    /// How many requests were answered 503.
    pub fn busy(&self) -> u64 {
        self.turned_away.load(Ordering::SeqCst)
    }

    /// Looks for everything, lets the doctor look at every law, reads the feed from the beginning, writes the
    /// line of the table; and fails when something is missing or there twice.
    #[track_caller]
    pub fn settle(&self, fault: &str, times: u32, ground: &Ground, server: &Server) {
        let acknowledged = self.acknowledged.lock().unwrap().clone();
        let mut conn = ground.open();
        let keys = ground.parcels.iter().map(|parcel| parcel.key);
        let mut times_found: HashMap<Uuid, u64> = HashMap::new();
        for event in custody::events(&mut conn, keys).unwrap() {
            *times_found.entry(event.id.0).or_default() += 1;
        }
        let others: Vec<ScanId> = acknowledged
            .iter()
            .filter(|id| !times_found.contains_key(id))
            .map(|id| ScanId(*id))
            .collect();
        for aside in scans::answered(&mut conn, &others).unwrap().into_keys() {
            times_found.insert(aside.0, 1);
        }
        let found = acknowledged.iter().filter(|id| times_found.contains_key(id)).count();
        let doubled = times_found.values().filter(|times| **times > 1).count();
        let (told, gaps) = feed(server, &ground.administrator, "0");
        let row = Row {
            fault,
            database: ground.kind(),
            times,
            acknowledged: acknowledged.len(),
            found,
            doubled,
            gaps,
            facts: told.facts.len(),
            repeated: self.repeated(),
            turned_away: self.turned_away.load(Ordering::SeqCst),
            cut_off: self.cut_off.load(Ordering::SeqCst),
        };
        row.write();
        assert!(!acknowledged.is_empty(), "{fault}: nothing was scanned");
        assert_eq!((found, doubled, gaps), (acknowledged.len(), 0, 0), "{fault}");
        let words = ["doctor", "--laws", "--database-url", ground.url()];
        let doctor = hosopost(ground.dir(), &words);
        assert!(doctor.status.success(), "{}", out(&doctor));
    }
}

fn id_of(scan: &Value) -> Uuid {
    scan["id"].as_str().unwrap().parse().unwrap()
}

/// The feed behind a cursor, page by page; and how often a case was not told 1, 2, 3 …
#[track_caller]
pub fn feed(server: &Server, token: &str, after: &str) -> (Told, usize) {
    let mut told = Told { facts: Vec::new(), next: after.to_owned() };
    let mut last: BTreeMap<String, u64> = BTreeMap::new();
    let mut gaps = 0;
    loop {
        let path = format!("/api/v1/feed?limit=500&after={}", told.next);
        let reply = server.get(&path, token);
        assert_eq!(reply.status, 200, "{}", reply.text());
        let page = reply.json();
        let events = page["events"].as_array().unwrap();
        page["next"].as_str().unwrap().clone_into(&mut told.next);
        if events.is_empty() {
            return (told, gaps);
        }
        for event in events {
            let case = event["subject"].as_str().unwrap().to_owned();
            let sequence: u64 = event["sequence"].as_str().unwrap().parse().unwrap();
            let before = last.insert(case.clone(), sequence).unwrap_or_default();
            gaps += usize::from(after == "0" && sequence != before + 1);
            told.facts.push((case, sequence));
        }
    }
}

/// What the columns count: how often the fault was done; scans acknowledged, found in the log or set aside, and
/// there twice; facts told and gaps in their sequences; answers `repeated`, requests answered 503, and requests
/// whose answer did not come.
const HEAD: &str = "fault                                    database   times acknowledged  found doubled  \
                    facts gaps repeated    503     cut\n";

/// A line of the table.
struct Row<'a> {
    fault: &'a str,
    database: &'static str,
    times: u32,
    acknowledged: usize,
    found: usize,
    doubled: usize,
    gaps: usize,
    facts: usize,
    repeated: u64,
    turned_away: u64,
    cut_off: u64,
}

impl Row<'_> {
    /// On the terminal, and into the file that `make faults` prints at its end.
    fn write(&self) {
        let Self { fault, database, times, acknowledged, found, doubled, gaps, facts, .. } = self;
        let Self { repeated, turned_away, cut_off, .. } = self;
        let line = format!(
            "{fault:<40} {database:<10} {times:>5} {acknowledged:>12} {found:>6} {doubled:>7} \
             {facts:>6} {gaps:>4} {repeated:>8} {turned_away:>6} {cut_off:>7}\n"
        );
        print!("{line}");
        #[expect(clippy::disallowed_methods, reason = "`make faults` names the file")]
        if let Ok(path) = std::env::var("HOSOPOST_FAULTS_OUT") {
            let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
            let mut file = file.unwrap();
            if file.metadata().unwrap().len() == 0 {
                file.write_all(HEAD.as_bytes()).unwrap();
            }
            file.write_all(line.as_bytes()).unwrap();
        }
    }
}
