//! Harm to a parcel as the custody log tells it: what happened, and in whose custody. Derived from a timeline
//! like everything of custody, so a late or corrected scan may name another segment; what is kept of it is
//! then a new reading, never an edited one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::base::place::BadCode;
use crate::base::{At, Lang, LiabilityId, ParcelId, PointCode, ScanId};
use crate::custody::{Action, AnomalyKind, Custodian, Entry, Timeline};

/// What the post answers for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Harm {
    /// Nobody has it, or the bag in which it lay (mất).
    Lost,
    /// It came to harm (hư hỏng).
    Damaged,
}

impl Harm {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Lost, Self::Damaged];

    /// The word in data and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Damaged => "damaged",
        }
    }

    /// What people call it.
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Lost => lang.pick("Mất bưu gửi", "Parcel lost"),
            Self::Damaged => lang.pick("Hư hỏng bưu gửi", "Parcel damaged"),
        }
    }
}

impl fmt::Display for Harm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Harm {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|harm| harm.as_str() == text)
            .ok_or_else(|| BadCode::new("lost or damaged", text))
    }
}

/// The name of the record about this harm to this parcel: there is one of each at the most.
pub fn liability_id(harm: Harm, parcel: ParcelId) -> LiabilityId {
    LiabilityId(format!("lia_{harm}_{}", parcel.uuid().simple()))
}

/// The stretch of custody in which the harm came about, as far as the log can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Who had it.
    pub held_by: Custodian,
    /// From when.
    pub from: At,
    /// Until when: the hand-over to the next, or the moment at which the harm was told.
    pub until: At,
}

/// What the log says of one harm to one parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The harm.
    pub harm: Harm,
    /// The scan that told it first.
    pub scan: ScanId,
    /// When that took effect.
    pub at: At,
    /// In whose custody.
    pub segment: Segment,
    /// The point that has to answer for it: the holder, else the last point that had it before.
    pub answers: Option<PointCode>,
    /// When the post accepted it; none: nothing proves that it ever did.
    pub accepted_at: Option<At>,
    /// The scan by which it was there again.
    pub undone_by: Option<ScanId>,
}

impl Reading {
    /// Whether the harm stands: what was found again is lost no more.
    pub const fn stands(&self) -> bool {
        self.undone_by.is_none()
    }
}

/// What the log says of each harm, at most one reading of each kind. Of losses that were undone only the
/// last tells how it stands now; of damage the first report tells in whose custody it came about.
pub fn readings(timeline: &Timeline) -> Vec<Reading> {
    let (mut lost, mut damaged): (Option<Reading>, Option<Reading>) = (None, None);
    for entry in &timeline.entries {
        // A lost bag takes its contents along; a damaged one may not have hurt them.
        if entry.action == Action::Lose && lost.as_ref().is_none_or(|lost| !lost.stands()) {
            lost = Some(reading(timeline, Harm::Lost, entry));
        } else if entry.action == Action::Damage && entry.through.is_none() && damaged.is_none() {
            damaged = Some(reading(timeline, Harm::Damaged, entry));
        } else if entry.action.proves_presence()
            && let Some(lost) = lost.as_mut().filter(|lost| lost.stands())
        {
            lost.undone_by = Some(entry.scan);
        }
    }
    lost.into_iter().chain(damaged).collect()
}

fn reading(timeline: &Timeline, harm: Harm, entry: &Entry) -> Reading {
    let at = entry.effective_at;
    let segment = segment(timeline, harm, entry);
    let answers = segment.held_by.point().cloned().or_else(|| {
        let mut before = timeline.spans.iter().rev().filter(|span| span.from <= segment.from);
        before.find_map(|span| span.custodian.point().cloned())
    });
    let accepted = timeline.taken_in();
    Reading {
        harm,
        scan: entry.scan,
        at,
        segment,
        answers,
        accepted_at: accepted.map(|entry| entry.effective_at).filter(|accepted| *accepted <= at),
        undone_by: None,
    }
}

/// Who had it when the harm was told; but where something was found wrong as it came into that hand, or it was
/// missing from a bag, then with whom it was still right.
fn segment(timeline: &Timeline, harm: Harm, told: &Entry) -> Segment {
    let at = told.effective_at;
    let span_of = |holder: &Custodian, by: At| {
        timeline.spans.iter().rfind(|span| span.custodian == *holder && span.from <= by)
    };
    let began = span_of(&told.custodian, at).map_or(at, |span| span.from);
    let points_back = |kind: AnomalyKind| match harm {
        Harm::Lost => kind == AnomalyKind::BagShort,
        Harm::Damaged => matches!(kind, AnomalyKind::SealBroken | AnomalyKind::SealDiffers),
    };
    let earlier = timeline.anomalies.iter().find(|anomaly| {
        points_back(anomaly.kind) && (began..=at).contains(&anomaly.at) && {
            // What a scan between the two explained was right again.
            let explained = anomaly.explained_by;
            let when = |scan| timeline.entries.iter().find(|entry| entry.scan == scan);
            explained.and_then(when).is_none_or(|entry| entry.effective_at >= at)
        }
    });
    let found = earlier.and_then(|anomaly| {
        // A broken seal is its giver's, whoever counted it whole before.
        let holder = match harm {
            Harm::Lost => anomaly.last_right.as_ref()?,
            Harm::Damaged => &anomaly.owner,
        };
        Some((span_of(holder, anomaly.at)?, anomaly.at))
    });
    let Some((span, until)) = found.or_else(|| Some((span_of(&told.custodian, at)?, at))) else {
        return Segment { held_by: told.custodian.clone(), from: at, until: at };
    };
    Segment {
        held_by: span.custodian.clone(),
        from: span.from,
        until: span.until.map_or(until, |ended| ended.min(until)),
    }
}
