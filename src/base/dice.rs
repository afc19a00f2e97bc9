//! Choices that a seed repeats, for invented traffic. Each part of a plan rolls dice of its own, so that how
//! often one part rolls leaves the others' choices as they were.

use uuid::Uuid;

use super::clock::At;
use super::ids::Ids;

/// A repeatable sequence of choices.
#[derive(Debug)]
pub struct Dice(Ids);

impl Dice {
    /// The dice of one part of a plan, for a seed.
    pub fn new(seed: u64, part: u64) -> Self {
        Self(Ids::seeded(seed.rotate_left(17) ^ part.wrapping_mul(0xA24B_AED4_963E_E407)))
    }

    fn word(&self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// Evenly from 0 up to 1.
    fn unit(&self) -> f64 {
        (self.word() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something with this share happens.
    pub fn happens(&self, share: f64) -> bool {
        self.unit() < share
    }

    /// One of the numbers from `least` to `most`.
    pub fn between(&self, least: i64, most: i64) -> i64 {
        let span = most.saturating_sub(least).max(0).unsigned_abs() + 1;
        least + (self.word() % span) as i64
    }

    /// One of `count` places; 0 where there is none.
    pub fn below(&self, count: usize) -> usize {
        (self.word() % (count.max(1) as u64)) as usize
    }

    /// One of the things, each as likely as the others.
    pub fn one<'a, T>(&self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// The place of one of the weights.
    pub fn weighted(&self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (place, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return place;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// An id as a device makes it at that moment.
    pub fn id(&self, at: At) -> Uuid {
        self.0.uuid(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_its_choices_and_parts_choose_apart() {
        let rolled = |seed, part| {
            let dice = Dice::new(seed, part);
            (0..50).map(|_| dice.between(1, 1000)).collect::<Vec<_>>()
        };
        assert_eq!(rolled(7, 1), rolled(7, 1));
        assert_ne!(rolled(7, 1), rolled(7, 2));
        assert_ne!(rolled(7, 1), rolled(8, 1));
    }

    #[test]
    fn shares_and_weights_are_kept_to() {
        let dice = Dice::new(1, 1);
        let often = (0..10_000).filter(|_| dice.happens(0.3)).count();
        assert!((2_700..3_300).contains(&often), "{often}");
        assert!(!(0..1_000).any(|_| dice.happens(0.0)));
        assert!((0..1_000).all(|_| dice.happens(1.0)));
        let seconds = (0..10_000).filter(|_| dice.weighted(&[1.0, 3.0, 0.0]) == 1).count();
        assert!((7_200..7_800).contains(&seconds), "{seconds}");
        assert!((0..1_000).all(|_| (3..=5).contains(&dice.between(3, 5))));
        assert_eq!(dice.one::<u8>(&[]), None);
    }
}
