//! Scans for tests, and recording them without a door.

use std::sync::Arc;

use hosopost::base::{Actor, At, Lang, Role, ScanId};
use hosopost::custody::scan::Detail;
use hosopost::custody::{Action, Scan};
use hosopost::flows::{Incoming, Outcome, Recall, Rules, record_scans};
use hosopost::store::scans::AsideFilter;
use hosopost::store::{Conn, StoreError};
use uuid::Uuid;

use super::office::{Office, actor, morning, point};

/// A scan at `minute` after the morning, under an id made from both.
pub fn scan(n: u64, minute: i64, action: Action, code: &str, at: &str) -> Scan {
    Scan {
        id: scan_id(n),
        device: "may-quet-01".to_owned(),
        action,
        code: code.to_owned(),
        at: point(at),
        capacity: None,
        happened_at: morning().plus_millis(minute * 60_000),
        clock_offset_ms: 0,
        detail: Detail::default(),
    }
}

/// The village's point is post and desk: this scan was made for the post.
pub fn at_the_village(scan: Scan) -> Scan {
    Scan { capacity: Some(hosopost::base::Capacity::Post), ..scan }
}

pub fn scan_id(n: u64) -> ScanId {
    ScanId(Uuid::from_u128(0x0196_1a2b_7c00_7000_8000_0000_0000_0000 | u128::from(n)))
}

/// Who may scan everywhere.
pub fn anyone() -> Arc<Actor> {
    Arc::new(actor(Role::Administrator, &[]))
}

/// Records a batch an hour and more after the last of it happened.
pub fn record(
    conn: &mut Conn,
    office: &Office,
    by: &Arc<Actor>,
    scans: &[Scan],
) -> Result<Vec<Outcome>, StoreError> {
    record_at(conn, morning().plus_millis(86_400_000), office, by, scans)
}

pub fn record_at(
    conn: &mut Conn,
    now: At,
    office: &Office,
    by: &Arc<Actor>,
    scans: &[Scan],
) -> Result<Vec<Outcome>, StoreError> {
    record_by(conn, now, office, by, scans, &mut Recall::default())
}

/// Records as a writer that remembers what it touched before.
pub fn record_by(
    conn: &mut Conn,
    now: At,
    office: &Office,
    by: &Arc<Actor>,
    scans: &[Scan],
    recall: &mut Recall,
) -> Result<Vec<Outcome>, StoreError> {
    let batch: Vec<Incoming> = scans
        .iter()
        .map(|scan| Incoming { scan: scan.clone(), by: by.clone(), lang: Lang::En })
        .collect();
    let rules = Rules { network: &office.network, clock_limit_ms: 300_000 };
    record_scans(conn, now, &rules, &batch, recall)
}

pub fn is_recorded(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Recorded(_))
}

/// The scans set aside that nobody has dealt with.
pub fn open_asides() -> AsideFilter {
    AsideFilter { status: Some("open".to_owned()), ..AsideFilter::default() }
}
