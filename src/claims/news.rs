//! What is new of a harm when the log reads otherwise than it did.

use super::{Harm, Liability, Reading, Stage, liability_id};
use crate::base::{At, ItemKey, ParcelId};

/// A record that is there.
#[derive(Debug, Clone)]
pub struct Known {
    /// Where it stands.
    pub record: Liability,
    /// What the log said last; none where it said that there was no harm.
    pub reading: Option<Reading>,
    /// How many stages it has.
    pub stages: i64,
}

/// What is to be written of one harm.
#[derive(Debug, Clone)]
pub struct News<'a> {
    /// Where the record stands now.
    pub head: Liability,
    /// What the log says now; none where it says that there is no harm.
    pub reading: Option<&'a Reading>,
    /// The number of a stage that the log itself adds.
    pub opens: Option<i64>,
}

impl<'a> News<'a> {
    /// Nothing where the harm reads as it did. What was closed is open again when there is harm once more.
    pub fn of(
        (item, parcel): (ItemKey, ParcelId),
        (harm, reading): (Harm, Option<&'a Reading>),
        known: Option<&Known>,
        now: At,
    ) -> Option<Self> {
        let stands = reading.is_some_and(Reading::stands);
        let answers = reading.and_then(|reading| reading.answers.clone());
        let Some(known) = known else {
            let head = Liability {
                id: liability_id(harm, parcel),
                item,
                harm,
                stage: Stage::Opened,
                readings: 1,
                stands,
                answers,
                opened_at: now,
                due_at: None,
            };
            return reading.map(|reading| Self { head, reading: Some(reading), opens: Some(1) });
        };
        if known.reading.as_ref() == reading {
            return None;
        }
        let record = &known.record;
        let again = record.stage == Stage::Closed && stands;
        let head = Liability {
            stage: if again { Stage::Opened } else { record.stage },
            readings: record.readings + 1,
            stands,
            answers: answers.or_else(|| record.answers.clone()),
            ..record.clone()
        };
        Some(Self { head, reading, opens: again.then_some(known.stages + 1) })
    }
}
