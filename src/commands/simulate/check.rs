//! What the plan knows it did, against what the server says: where each parcel is, what became of each scan,
//! which anomalies are open.

use std::collections::BTreeMap;

use anyhow::Context as _;
use futures_util::StreamExt as _;
use serde::Serialize;
use serde_json::{Value, json};

use super::door::Door;
use super::plan::{Holder, Journey, Plan};
use crate::custody::AnomalyKind;

/// As many as these are told one by one.
const TOLD: usize = 50;
const AT_ONCE: usize = 8;

/// Anomalies of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Found {
    /// What the plan did that must raise one.
    pub played: u64,
    /// Raised, whatever became of it.
    pub raised: u64,
    /// Not explained by a later scan.
    pub open: u64,
}

/// Where the two accounts differ.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Differences {
    /// All of them.
    pub count: usize,
    /// The first ones, in words.
    pub told: Vec<String>,
}

impl Differences {
    pub(super) fn note(&mut self, said: impl FnOnce() -> String) {
        self.count += 1;
        if self.told.len() < TOLD {
            self.told.push(said());
        }
    }
}

/// Asks the server for every parcel.
pub(super) async fn parcels(
    door: &Door,
    plan: &Plan,
    found: &mut Differences,
) -> anyhow::Result<()> {
    let all = plan.parcels.iter().zip(&door.names);
    let asked = all.filter_map(|(parcel, names)| Some((parcel, names.as_ref()?)));
    let answers = futures_util::stream::iter(asked.map(|(parcel, names)| async move {
        let path = format!("/api/v1/parcels/{}", names.tracking);
        let (answer, _) = door.look(&path, true).await?;
        anyhow::Ok((parcel, names, answer))
    }))
    .buffered(AT_ONCE)
    .collect::<Vec<_>>()
    .await;
    for answer in answers {
        let (parcel, names, answer) = answer?;
        let said = answer.json();
        let expected = holder(door, &parcel.holder);
        if said["custodian"] != expected {
            found.note(|| {
                format!(
                    "{}: {} has it, the record says {}",
                    names.tracking, expected, said["custodian"]
                )
            });
        }
        let state = said["state"].as_str().unwrap_or_default();
        if !fits(parcel.journey, state) {
            found.note(|| {
                format!("{}: {:?}, the record says {state}", names.tracking, parcel.journey)
            });
        }
    }
    Ok(())
}

fn holder(door: &Door, holder: &Holder) -> Value {
    match holder {
        Holder::Point(code, capacity) => json!({"kind": "point", "code": code, "as": capacity}),
        Holder::Run(code) => json!({"kind": "run", "code": code}),
        Holder::Postman(who) => json!({"kind": "postman", "token": door.token(*who)}),
        Holder::Citizen => json!({"kind": "citizen"}),
    }
}

fn fits(journey: Journey, state: &str) -> bool {
    match journey {
        Journey::Delivered => state == "delivered",
        Journey::Returned => state == "returned",
        Journey::Lost => state == "lost",
        Journey::Open => !matches!(state, "delivered" | "returned" | "lost" | "void"),
    }
}

/// What became of scans, against what was played.
pub(super) fn outcomes(door: &Door, plan: &Plan, found: &mut Differences) {
    let expected: BTreeMap<&str, u64> =
        plan.expected.outcomes.iter().map(|(outcome, count)| (*outcome, *count)).collect();
    let all = expected.keys().copied().chain(door.tally.outcomes.keys().map(String::as_str));
    for outcome in all.collect::<std::collections::BTreeSet<_>>() {
        let played = expected.get(outcome).copied().unwrap_or_default();
        let got = door.tally.outcomes.get(outcome).copied().unwrap_or_default();
        if played != got {
            found.note(|| format!("scans {outcome}: {played} were played, {got} were answered so"));
        }
    }
}

/// All anomalies the server lists, by kind.
pub(super) async fn listed(door: &Door) -> anyhow::Result<BTreeMap<String, Found>> {
    let mut kinds: BTreeMap<String, Found> = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let from = if cursor.is_empty() { String::new() } else { format!("&cursor={cursor}") };
        let path = format!("/api/v1/anomalies?limit=500{from}");
        let page = door.look(&path, true).await?.0.json();
        for one in page["items"].as_array().context("a page of anomalies")? {
            let kind = one["kind"].as_str().unwrap_or_default();
            let counted = kinds.entry(kind.to_owned()).or_default();
            counted.raised += 1;
            counted.open += u64::from(one["status"] == "open");
        }
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return Ok(kinds),
        }
    }
}

/// The anomalies that came since `before`, against what was played.
pub(super) async fn anomalies(
    door: &Door,
    plan: &Plan,
    before: &BTreeMap<String, Found>,
    found: &mut Differences,
) -> anyhow::Result<BTreeMap<String, Found>> {
    let mut kinds = listed(door).await?;
    for (kind, counted) in &mut kinds {
        if let Some(before) = before.get(kind) {
            counted.raised = counted.raised.saturating_sub(before.raised);
            counted.open = counted.open.saturating_sub(before.open);
        }
    }
    for (kind, played) in &plan.expected.anomalies {
        kinds.entry(kind.to_string()).or_default().played = *played;
    }
    kinds.retain(|_, counted| *counted != Found::default());
    for (kind, counted) in &kinds {
        if counted.open > counted.played {
            let Found { played, open, .. } = counted;
            found.note(|| format!("anomalies {kind}: {open} are open, {played} were played"));
        }
        // A broken seal is broken whatever comes later; a gap may be filled before anybody saw it.
        let stays = [AnomalyKind::SealBroken, AnomalyKind::PapersDiffer, AnomalyKind::Damaged];
        if stays.iter().any(|one| one.as_str() == kind) && counted.open != counted.played {
            let Found { played, open, .. } = counted;
            found.note(|| format!("anomalies {kind}: {played} were played, {open} are open"));
        }
    }
    Ok(kinds)
}
