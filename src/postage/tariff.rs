//! A tariff: what one way of carriage costs between two zones, by weight, while a decision holds.

use crate::base::{Dong, Period};
use crate::cases::Direction;
use crate::network::ZonePair;

use super::weight::Grams;

/// One row of the weight table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Up to this weight, and beyond the step before.
    UpTo(Grams, Dong),
    /// For each further so many grams, begun or full, beyond the step before.
    EachFurther(Grams, Dong),
}

impl Step {
    /// Its weight.
    pub const fn weight(self) -> Grams {
        match self {
            Self::UpTo(grams, _) | Self::EachFurther(grams, _) => grams,
        }
    }

    /// Its amount.
    pub const fn amount(self) -> Dong {
        match self {
            Self::UpTo(_, amount) | Self::EachFurther(_, amount) => amount,
        }
    }
}

/// The weight table: at least one step, each heavier than the one before and not cheaper; what is heavier
/// than the last costs so much for each further part, where the table says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    up_to: Vec<(Grams, Dong)>,
    further: Option<(Grams, Dong)>,
}

/// Steps that make no table, and what was expected in the place of the one at fault (counted from 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSteps {
    /// The first step is not one up to a weight.
    #[error("a weight on the first step")]
    NoFirst,
    /// A step that is not heavier than the one before.
    #[error("a weight above the {} g of the step before", before.grams())]
    NotAscending {
        /// Which.
        at: usize,
        /// The weight before.
        before: Grams,
    },
    /// A heavier step that costs less.
    #[error("at least the {} đồng of the lighter step before", before.dong())]
    Cheaper {
        /// Which.
        at: usize,
        /// The amount before.
        before: Dong,
    },
    /// A step after the one for each further part.
    #[error("nothing on any step but the last")]
    AfterLast {
        /// Which.
        at: usize,
    },
}

impl BadSteps {
    /// Whether the amount is at fault, not the weight.
    pub const fn is_about_amount(self) -> bool {
        matches!(self, Self::Cheaper { .. })
    }

    /// The place of the step at fault, from 0.
    pub const fn at(self) -> usize {
        match self {
            Self::NoFirst => 0,
            Self::NotAscending { at, .. } | Self::Cheaper { at, .. } | Self::AfterLast { at } => at,
        }
    }
}

impl Steps {
    /// A table of these steps in their order.
    pub fn new(steps: &[Step]) -> Result<Self, BadSteps> {
        let mut table = Self { up_to: Vec::new(), further: None };
        for (at, step) in steps.iter().enumerate() {
            if table.further.is_some() {
                // The one that should have been the last is at fault.
                return Err(BadSteps::AfterLast { at: at - 1 });
            }
            match (*step, table.up_to.last().copied()) {
                (Step::UpTo(grams, _), Some((before, _))) if grams <= before => {
                    return Err(BadSteps::NotAscending { at, before });
                }
                (Step::UpTo(_, amount), Some((_, before))) if amount < before => {
                    return Err(BadSteps::Cheaper { at, before });
                }
                (Step::UpTo(grams, amount), _) => table.up_to.push((grams, amount)),
                (Step::EachFurther(..), None) => return Err(BadSteps::NoFirst),
                (Step::EachFurther(grams, amount), Some(_)) => {
                    table.further = Some((grams, amount));
                }
            }
        }
        if table.up_to.is_empty() { Err(BadSteps::NoFirst) } else { Ok(table) }
    }

    /// The steps in their order.
    pub fn list(&self) -> impl Iterator<Item = Step> + '_ {
        let up_to = self.up_to.iter().map(|(grams, amount)| Step::UpTo(*grams, *amount));
        up_to.chain(self.further.map(|(grams, amount)| Step::EachFurther(grams, amount)))
    }

    /// The heaviest weight that has a step of its own.
    pub fn heaviest(&self) -> Option<Grams> {
        self.up_to.last().map(|(grams, _)| *grams)
    }

    /// What each further part weighs, where the table has such a step.
    pub(super) fn further_part(&self) -> Option<Grams> {
        self.further.map(|(each, _)| each)
    }

    /// What a weight costs: the step it falls into, how many further parts, and the amount. Nothing when
    /// it is heavier than the table reaches.
    pub(super) fn amount(&self, weight: Grams) -> Option<(Grams, u32, Dong)> {
        if let Some((grams, amount)) = self.up_to.iter().find(|(grams, _)| weight <= *grams) {
            return Some((*grams, 0, *amount));
        }
        let ((last, amount), (each, more)) = (*self.up_to.last()?, self.further?);
        let parts = (weight.grams() - last.grams()).div_ceil(each.grams());
        Some((last, parts, amount.checked_add(more.times(parts)?)?))
    }
}

/// What one way of carriage costs between two zones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tariff {
    /// Which way. A round trip costs what its two legs cost.
    pub direction: Direction,
    /// Between which zones.
    pub zones: ZonePair,
    /// While the decision holds.
    pub period: Period,
    /// By weight.
    pub steps: Steps,
    /// The tax that comes on top of the table, in per cent; 0 where the table says what is paid, because
    /// the tax is in it or none is owed.
    pub vat_percent: u8,
    /// What is paid is a multiple of so many đồng, to the nearest, halves up; after tax and reduction.
    pub round_to: u32,
    /// The decision that set it.
    pub decision: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn up_to(grams: u32, dong: i64) -> Step {
        Step::UpTo(Grams::new(grams).unwrap(), Dong::kept(dong))
    }

    fn further(grams: u32, dong: i64) -> Step {
        Step::EachFurther(Grams::new(grams).unwrap(), Dong::kept(dong))
    }

    #[test]
    fn a_weight_falls_into_the_first_step_that_holds_it() {
        let steps = [up_to(100, 26_000), up_to(250, 28_500), further(500, 3_000)];
        let table = Steps::new(&steps).unwrap();
        assert_eq!(table.list().collect::<Vec<_>>(), steps);
        for (grams, dong) in [
            (1, 26_000),
            (100, 26_000),
            (101, 28_500),
            (250, 28_500),
            (251, 31_500),
            (750, 31_500),
            (751, 34_500),
        ] {
            let found = table.amount(Grams::new(grams).unwrap()).map(|(.., dong)| dong.dong());
            assert_eq!(found, Some(dong), "{grams} g");
        }
        let closed = Steps::new(&steps[..2]).unwrap();
        assert_eq!(closed.amount(Grams::new(251).unwrap()), None);
    }

    #[test]
    fn steps_that_make_no_table_are_named_by_their_place() {
        let bad = |steps: &[Step]| Steps::new(steps).unwrap_err();
        assert_eq!(bad(&[]), BadSteps::NoFirst);
        assert_eq!(bad(&[further(500, 1)]), BadSteps::NoFirst);
        assert_eq!(bad(&[up_to(100, 1), up_to(100, 2)]).at(), 1);
        assert_eq!(bad(&[up_to(100, 1), up_to(50, 2)]).at(), 1);
        assert!(matches!(bad(&[up_to(100, 2), up_to(250, 1)]), BadSteps::Cheaper { at: 1, .. }));
        let after = [up_to(100, 1), further(500, 1), up_to(2_000, 9)];
        assert_eq!(bad(&after), BadSteps::AfterLast { at: 1 });
    }
}
