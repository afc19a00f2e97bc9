//! The way of a parcel that is scanned ten times: from a village over the sorting office to an agency's
//! desk. Every scan is in order, so nothing odd is raised, and the next of a parcel is sent when the one
//! before was answered, as on the road.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use hosopost::base::{At, Clock};
use uuid::Builder;

use super::fill::qr;

/// Where parcels are accepted and where they are bound for, by turns of their keys.
pub const WAYS: [(&str, &str); 8] = [
    ("481960", "H27.00"),
    ("481961", "H27.101.00"),
    ("481962", "H27.102.00"),
    ("481963", "H27.103.00"),
    ("481964", "H27.104.00"),
    ("480960", "H27.105.00"),
    ("487660", "H27.106.00"),
    ("484460", "H27.107.00"),
];
const SORTING: &str = "480990";
const PROVINCE: &str = "480000";

/// How often a parcel is scanned on its way.
pub const STEPS: usize = 10;

/// Writes one scan of a parcel on its way into a batch.
fn write_scan(into: &mut String, now: At, way: usize, code: &str, step: usize) {
    let (village, desk) = WAYS[way];
    let (action, at, to) = match step {
        0 => ("accept", village, None),
        1 => ("hand_over", village, Some((SORTING, "post"))),
        2 => ("receive", SORTING, None),
        3 => ("inspect", SORTING, None),
        4 => ("hand_over", SORTING, Some((PROVINCE, "post"))),
        5 => ("receive", PROVINCE, None),
        6 => ("inspect", PROVINCE, None),
        7 => ("hand_over", PROVINCE, Some((desk, "desk"))),
        8 => ("receive", desk, None),
        _ => ("inspect", desk, None),
    };
    let capacity = if at == desk { "desk" } else { "post" };
    write!(
        into,
        r#"{{"id":"{}","action":"{action}","code":"{code}","at":"{at}","as":"{capacity}","happened_at":"{now}""#,
        scan_id(now),
    )
    .unwrap();
    if let Some((to, capacity)) = to {
        write!(into, r#","to":{{"point":"{to}","as":"{capacity}"}}"#).unwrap();
    }
    into.push('}');
}

/// Writes the batch in which these parcels are scanned for the `step`th time.
pub fn write_batch(into: &mut String, device: &str, parcels: &[i64], step: usize) {
    let now = Clock::System.now();
    into.clear();
    write!(into, r#"{{"device":"{device}","scans":["#).unwrap();
    for (n, key) in parcels.iter().enumerate() {
        if n > 0 {
            into.push(',');
        }
        write_scan(into, now, *key as usize % WAYS.len(), &qr(*key), step);
    }
    into.push_str("]}");
}

/// The batch of one scan of one parcel.
pub fn one(way: usize, code: &str, step: usize) -> String {
    let mut batch = r#"{"device":"bench","scans":["#.to_owned();
    write_scan(&mut batch, Clock::System.now(), way, code, step);
    batch + "]}"
}

/// A UUIDv7 that sorts behind every earlier one also within the same millisecond, so that two scans of a
/// parcel stand in the order in which they were made.
fn scan_id(now: At) -> uuid::Uuid {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let mut bytes = [0; 10];
    bytes[2..].copy_from_slice(&MADE.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    Builder::from_unix_timestamp_millis(now.millis().unsigned_abs(), &bytes).into_uuid()
}
