//! The condition of a parcel hop by hop (law 9): what was read off its seal and counted of its papers at
//! each hand-over, and the first hop at which it was no longer as before.

use super::life::{Telling, counts};
use crate::base::ScanId;
use crate::custody::AnomalyKind;
use crate::flows::Life;
use crate::web::staff::words;

/// A parcel's condition over its way.
#[derive(Debug, Clone)]
pub struct ConditionView {
    /// What the slip lists, as `2 + 1`.
    pub listed: String,
    /// The hops at which something was said, in their order.
    pub hops: Vec<Hop>,
    /// Where it was first found otherwise than before.
    pub first: Option<FirstOdd>,
}

/// What was said at one hop.
#[derive(Debug, Clone)]
pub struct Hop {
    /// Where, and what was done.
    pub place: String,
    /// When.
    pub at: String,
    /// The number read off the seal.
    pub seal: Option<String>,
    /// Whether the seal was whole.
    pub seal_intact: Option<bool>,
    /// Papers counted.
    pub papers: Option<String>,
    /// It was otherwise than before.
    pub is_odd: bool,
}

/// The first hop at which something was otherwise.
#[derive(Debug, Clone)]
pub struct FirstOdd {
    /// Where it was found.
    pub place: String,
    /// When.
    pub at: String,
    /// What.
    pub what: &'static str,
    /// With whom it was still right.
    pub last_right: Option<String>,
}

impl ConditionView {
    /// The condition of a parcel over its life.
    pub fn of(life: &Life, telling: Telling<'_>) -> Self {
        let (lang, network) = (telling.lang(), telling.network());
        // What differs is derived with the life itself; here it is only shown.
        let odd = |scan: ScanId| {
            life.timeline.anomalies.iter().find(|one| one.scan == scan && is_condition(one.kind))
        };
        let said = life.timeline.entries.iter().filter(|entry| {
            let detail = &entry.detail;
            let any = detail.seal.is_some() || detail.seal_intact.is_some();
            entry.through.is_none() && (any || detail.papers.is_some())
        });
        let mut first = None;
        let mut hops = Vec::new();
        for entry in said {
            let place = words::point(network, &entry.at, entry.effective_at);
            let at = words::time(entry.effective_at, lang);
            let found = odd(entry.scan);
            if let (Some(one), None) = (found, &first) {
                first = Some(FirstOdd {
                    place: place.clone(),
                    at: at.clone(),
                    what: one.kind.words(lang),
                    last_right: one
                        .last_right
                        .as_ref()
                        .map(|by| words::holder(by, network, (one.at, lang))),
                });
            }
            hops.push(Hop {
                place: format!("{place} · {}", entry.action.words(lang)),
                at,
                seal: entry.detail.seal.clone(),
                seal_intact: entry.detail.seal_intact,
                papers: entry.detail.papers.as_deref().map(counts),
                is_odd: found.is_some(),
            });
        }
        Self { listed: counts(&life.subject.papers), hops, first }
    }
}

const fn is_condition(kind: AnomalyKind) -> bool {
    matches!(kind, AnomalyKind::SealBroken | AnomalyKind::SealDiffers | AnomalyKind::PapersDiffer)
}
