//! Which statuses a case went through, as far as it was told.

use super::status::Status;
use crate::base::At;
use crate::calendar::{Pause, PauseReason};

/// A status, and the moment as of which the one-stop system said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusTold {
    /// As of when.
    pub as_of: At,
    /// The status.
    pub status: Status,
}

/// The statuses of a case in the order of their time. A status begins with the first record that tells
/// it and ends with the first that tells another: what lies between two records is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    told: Vec<StatusTold>,
}

impl Status {
    /// What is awaited from the person while a case has this status.
    pub const fn awaits(self) -> Option<PauseReason> {
        match self {
            Self::SupplementAsked => Some(PauseReason::Supplement),
            Self::PaymentAsked => Some(PauseReason::Payment),
            Self::NewOnline
            | Self::Accepted
            | Self::Refused
            | Self::Processing
            | Self::WithdrawalAsked
            | Self::Stopped
            | Self::Processed
            | Self::Returned => None,
        }
    }
}

impl History {
    /// Out of what was told, in whatever order it came.
    pub fn new(mut told: Vec<StatusTold>) -> Self {
        told.sort_by_key(|one| one.as_of);
        Self { told }
    }

    /// The spans in which the clock of the case stands; the last is open while something is awaited.
    pub fn pauses(&self) -> Vec<Pause> {
        let mut pauses: Vec<Pause> = Vec::new();
        for told in &self.told {
            let open = pauses.last_mut().filter(|pause| pause.until.is_none());
            let awaits = told.status.awaits();
            if let Some(open) = open {
                if awaits == Some(open.reason) {
                    continue;
                }
                open.until = Some(told.as_of);
            }
            pauses.extend(awaits.map(|reason| Pause { reason, from: told.as_of, until: None }));
        }
        pauses
    }

    /// Since when the result lies ready at the one-stop desk: the first record that says so and is not
    /// taken back by a later one. A result that was handed over or returned was ready before.
    pub fn ready_since(&self) -> Option<At> {
        let ready =
            |told: &&StatusTold| matches!(told.status, Status::Processed | Status::Returned);
        self.told.iter().rev().take_while(ready).last().map(|told| told.as_of)
    }

    /// How often a supplement was asked for.
    pub fn supplements(&self) -> usize {
        let asked = |pause: &&Pause| pause.reason == PauseReason::Supplement;
        self.pauses().iter().filter(asked).count()
    }

    /// Whether a second supplement was asked for, which makes a case late whatever the calendar says.
    pub fn is_late_by_supplements(&self) -> bool {
        self.supplements() > 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn history(statuses: &[(i64, i64)]) -> History {
        let told = statuses.iter().map(|(as_of, status)| StatusTold {
            as_of: At::from_millis(*as_of),
            status: Status::from_number(*status).unwrap(),
        });
        History::new(told.collect())
    }

    fn spans(history: &History) -> Vec<(PauseReason, i64, Option<i64>)> {
        let pauses = history.pauses();
        pauses
            .iter()
            .map(|one| (one.reason, one.from.millis(), one.until.map(At::millis)))
            .collect()
    }

    #[test]
    fn the_clock_stands_until_the_status_leaves() {
        use PauseReason::{Payment, Supplement};
        let told = history(&[(1, 2), (2, 5), (3, 5), (4, 4), (6, 6), (8, 5), (9, 4), (10, 6)]);
        let expected = [
            (Supplement, 2, Some(4)),
            (Payment, 6, Some(8)),
            (Supplement, 8, Some(9)),
            (Payment, 10, None),
        ];
        assert_eq!(spans(&told), expected);
        assert_eq!(told.supplements(), 2);
        assert!(told.is_late_by_supplements());
        assert!(!history(&[(1, 5), (2, 5), (3, 4)]).is_late_by_supplements());
        assert_eq!(history(&[]).pauses(), []);
    }

    #[test]
    fn a_result_is_ready_from_the_first_record_that_nobody_took_back() {
        let ready = |statuses: &[(i64, i64)]| history(statuses).ready_since().map(At::millis);
        assert_eq!(ready(&[(1, 2), (2, 4), (5, 9), (7, 9), (9, 10)]), Some(5));
        assert_eq!(ready(&[(1, 9), (2, 4), (5, 9)]), Some(5), "it was told too early");
        assert_eq!(ready(&[(1, 9), (2, 4)]), None);
        assert_eq!(ready(&[]), None);
    }

    proptest! {
        #[test]
        fn the_order_in_which_statuses_are_told_does_not_matter(
            statuses in prop::collection::btree_map(0i64..100, 1i64..=10, 0..12), seed: u64,
        ) {
            let told: Vec<(i64, i64)> = statuses.into_iter().collect();
            let mut shuffled = told.clone();
            shuffled.sort_by_key(|(as_of, _)| (*as_of as u64).wrapping_mul(seed | 1));
            prop_assert_eq!(history(&told), history(&shuffled));
        }
    }
}
