//! Which devices a batch came from, and how they stand: part of recording scans.

use std::collections::BTreeMap;

use crate::base::{Actor, TokenId};
use crate::store::devices::Heard;

use super::record_scans::{Incoming, Outcome};

/// What a batch says of its devices, in the order in which all write them. What the system scans for a
/// self-test comes from no device.
pub(super) fn heard(batch: &[Incoming], outcomes: &[Outcome]) -> Vec<Heard> {
    let mut devices: BTreeMap<(TokenId, &str), (Heard, Vec<i64>)> = BTreeMap::new();
    let system = Actor::process().token;
    for (incoming, outcome) in batch.iter().zip(outcomes) {
        let (token, device) = (incoming.by.token, incoming.scan.device.as_str());
        if token == system {
            continue;
        }
        let new =
            || Heard { token, device: device.to_owned(), scans: 0, set_aside: 0, offset_ms: 0 };
        let (heard, offsets) =
            devices.entry((token, device)).or_insert_with(|| (new(), Vec::new()));
        match outcome {
            Outcome::Recorded(_) => heard.scans += 1,
            Outcome::SetAside(_) => {
                heard.scans += 1;
                heard.set_aside += 1;
            }
            Outcome::Repeated(_) | Outcome::Conflict => {}
        }
        offsets.push(incoming.scan.clock_offset_ms);
    }
    let middle = |(mut heard, mut offsets): (Heard, Vec<i64>)| {
        offsets.sort_unstable();
        heard.offset_ms = offsets.get(offsets.len() / 2).copied().unwrap_or_default();
        heard
    };
    devices.into_values().map(middle).collect()
}
