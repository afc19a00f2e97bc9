//! Figures about the server at the end: how long pages take on the full database, how large that is, and how
//! much memory the process took.

use std::time::Duration;

use serde::Serialize;

use super::door::Door;

/// How often each page is asked for.
const ASKED: usize = 200;

/// How long answers took, in milliseconds.
#[derive(Debug, Clone, Serialize)]
pub struct Took {
    /// What was asked for.
    pub page: String,
    /// The middle one.
    pub median_ms: f64,
    /// All but one in a hundred.
    pub p99_ms: f64,
    /// How often it was asked for.
    pub asked: usize,
}

impl Took {
    /// Of durations in any order; none of none.
    pub(super) fn of(page: &str, mut took: Vec<Duration>) -> Option<Self> {
        took.sort_unstable();
        let at = |share: f64| {
            let place = ((took.len() as f64 * share).ceil() as usize).clamp(1, took.len()) - 1;
            (took[place].as_secs_f64() * 1e5).round() / 100.0
        };
        (!took.is_empty()).then(|| Self {
            page: page.to_owned(),
            median_ms: at(0.5),
            p99_ms: at(0.99),
            asked: took.len(),
        })
    }
}

/// Pages of parcels spread over all that was made, and lists. What is not answered well is named.
pub(super) async fn pages(door: &Door) -> anyhow::Result<(Vec<Took>, Vec<String>)> {
    let named: Vec<_> = door.names.iter().flatten().collect();
    let step = (named.len() / ASKED).max(1);
    let some: Vec<_> = named.iter().step_by(step).take(ASKED).collect();
    let of_parcels = |before: &'static str, after: &'static str, qr: bool| -> Vec<String> {
        let code = |names: &&&super::door::Names| {
            if qr { names.qr.clone() } else { names.tracking.clone() }
        };
        some.iter().map(|names| format!("{before}{}{after}", code(names))).collect()
    };
    let lists = |path: &str| vec![path.to_owned(); ASKED.min(20)];
    let asked = [
        ("citizen's page /q/{qr}", of_parcels("/q/", "", true), false),
        ("/api/v1/parcels/{code}", of_parcels("/api/v1/parcels/", "", false), true),
        ("…/timeline", of_parcels("/api/v1/parcels/", "/timeline", false), true),
        ("/api/v1/anomalies?status=open", lists("/api/v1/anomalies?status=open"), true),
        ("/api/v1/feed?after=0", lists("/api/v1/feed?after=0&limit=100"), true),
        ("/api/v1/set-aside", lists("/api/v1/set-aside"), true),
    ];
    let (mut all, mut failed) = (Vec::new(), Vec::new());
    for (page, paths, signed) in asked {
        let mut took = Vec::new();
        for path in paths {
            let (answer, time) = door.look(&path, signed).await?;
            if answer.is_success() {
                took.push(time);
            } else {
                failed.push(format!("{page}: {}", answer.status));
            }
        }
        all.extend(Took::of(page, took));
    }
    Ok((all, failed))
}

/// The most memory this process had at once, in bytes; none where the system does not say.
pub(super) fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok().map(|kib| kib * 1024)
}
