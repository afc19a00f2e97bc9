//! What chance decides in a rehearsal. Each question has dice of its own, named by what it is about, so that the
//! same question has the same answer in every column, whatever else is asked there.

use super::errand::Asked;
use crate::base::{Dice, PointCode};

/// A seed, and how often hand-offs do not take place in time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Luck {
    /// The same seed plays the same chances.
    pub seed: u64,
    /// The share of hand-offs to a run that do not take place before it leaves.
    pub missed: f64,
}

/// Names a question by the numbers it is about (FNV-1a).
fn question(about: impl IntoIterator<Item = u64>) -> u64 {
    about
        .into_iter()
        .fold(0xCBF2_9CE4_8422_2325, |name, part| (name ^ part).wrapping_mul(0x0100_0000_01B3))
}

impl Luck {
    /// Whether a hand-off is missed: of this parcel, at this point, for the so manieth time.
    pub(super) fn misses(self, asked: Asked, point: &PointCode, tries: u32) -> bool {
        let about = [asked.errand as u64, u64::from(asked.copy), u64::from(tries)];
        let place = point.as_str().bytes().map(u64::from);
        self.missed > 0.0
            && Dice::new(self.seed, question(about.into_iter().chain(place))).happens(self.missed)
    }

    /// Whether an errand is asked for once more, where a share of all are.
    pub(super) fn asks_once_more(self, errand: usize, share: f64) -> bool {
        share > 0.0 && Dice::new(self.seed, question([u64::MAX, errand as u64])).happens(share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_has_the_same_answer_and_shares_are_kept_to() {
        let luck = Luck { seed: 7, missed: 0.1 };
        let (here, there) = ("481940".parse().unwrap(), "481900".parse().unwrap());
        let missed = |luck: Luck, point: &PointCode| {
            let all = (0..10_000).map(|errand| Asked { errand, copy: 0 });
            all.map(|asked| luck.misses(asked, point, 0)).collect::<Vec<_>>()
        };
        let at_first = missed(luck, &here);
        let count = at_first.iter().filter(|missed| **missed).count();
        assert!((850..1_150).contains(&count), "{count}");
        assert_eq!(at_first, missed(luck, &here));
        assert_ne!(at_first, missed(luck, &there));
        assert_ne!(at_first, missed(Luck { seed: 8, ..luck }, &here));
        assert!(!missed(Luck { missed: 0.0, ..luck }, &here).contains(&true));
        assert!(!missed(Luck { missed: 1.0, ..luck }, &here).contains(&false));
    }
}
