//! What the procedure of a case costs by the catalogue, and what was collected of it: for the slip, which
//! says what is to be paid, and for the counter, which records what was.

use crate::base::Dong;
use crate::cases::Case;
use crate::catalogue::{Catalogue, FeeAmount};
use crate::ledger::{EntryKind, Flag, FlagKind, Held};

/// The published fee of a case, and what stands collected of it.
pub(super) struct FeeDue {
    /// As published for the channel and the day on which the dossier came in; nothing where nobody
    /// published one.
    pub published: Option<FeeAmount>,
    /// What was collected, less what was taken back.
    pub collected: Dong,
}

impl FeeDue {
    /// Out of the catalogue and the entries of the case.
    pub(super) fn of(catalogue: &Catalogue, case: &Case, entries: &[Held]) -> Self {
        let day = case.received_at.date();
        let fee = catalogue.fee_of(&case.procedure, case.channel, day);
        let collected = standing_fees(entries).map(|held| held.entry.postings.amount());
        Self {
            published: fee.map(|fee| fee.total),
            collected: Dong::total(collected).unwrap_or_default(),
        }
    }

    /// The least and the most that are asked for, where they are known as numbers.
    fn bounds(&self) -> Option<(Dong, Dong)> {
        let (from, to) = self.published?.bounds()?;
        let dong = |amount: u64| Dong::new(i64::try_from(amount).ok()?).ok();
        Some((dong(from)?, dong(to)?))
    }

    /// What the whole fee is: the published amount where it is one, else what was collected, where
    /// anything was.
    pub(super) fn whole(&self) -> Option<Dong> {
        match self.bounds() {
            Some((from, to)) if from == to => Some(from),
            Some(_) | None => Some(self.collected).filter(|fee| *fee > Dong::ZERO),
        }
    }

    /// What there is to look at when so much more is collected: it makes the fee less or more than what
    /// is published. What nobody published as a number cannot differ.
    pub(super) fn flag(&self, amount: Dong) -> Option<Flag> {
        let (least, most) = self.bounds()?;
        let together = self.collected.checked_add(amount)?;
        let expected = together.clamp(least, most).beyond(self.collected);
        Flag::unless_equal(FlagKind::DiffersFromFee, expected, amount)
    }
}

/// The entries by which the fee was collected and that nobody took back.
pub(super) fn standing_fees(entries: &[Held]) -> impl Iterator<Item = &Held> {
    entries
        .iter()
        .filter(|held| held.entry.kind == EntryKind::FeeCollected && held.reversed_by.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(published: Option<FeeAmount>, collected: i64) -> FeeDue {
        FeeDue { published, collected: Dong::kept(collected) }
    }

    fn expected(due: &FeeDue, amount: i64) -> Option<i64> {
        due.flag(Dong::kept(amount)).map(|flag| flag.expected.dong())
    }

    #[test]
    fn what_is_not_the_published_fee_is_flagged_with_what_was_left_of_it() {
        let fixed = Some(FeeAmount::Fixed(100_000));
        assert_eq!(expected(&due(fixed, 0), 100_000), None);
        assert_eq!(expected(&due(fixed, 0), 90_000), Some(100_000));
        assert_eq!(expected(&due(fixed, 60_000), 40_000), None);
        assert_eq!(expected(&due(fixed, 60_000), 60_000), Some(40_000));
        assert_eq!(expected(&due(Some(FeeAmount::Free), 0), 5_000), Some(0));
    }

    #[test]
    fn a_fee_within_its_range_or_by_the_case_is_not() {
        let range = Some(FeeAmount::Range { from: 10_000, to: 20_000 });
        assert_eq!(expected(&due(range, 0), 15_000), None);
        assert_eq!(expected(&due(range, 0), 25_000), Some(20_000));
        assert_eq!(expected(&due(range, 0), 5_000), Some(10_000));
        assert_eq!(expected(&due(Some(FeeAmount::ByCase), 0), 5_000), None);
        assert_eq!(expected(&due(None, 0), 5_000), None);
    }

    #[test]
    fn the_whole_fee_is_known_when_it_is_one_amount_or_was_collected() {
        assert_eq!(due(Some(FeeAmount::Fixed(80_000)), 0).whole(), Some(Dong::kept(80_000)));
        assert_eq!(due(Some(FeeAmount::Free), 0).whole(), Some(Dong::ZERO));
        assert_eq!(due(Some(FeeAmount::ByCase), 0).whole(), None);
        assert_eq!(due(Some(FeeAmount::ByCase), 7_000).whole(), Some(Dong::kept(7_000)));
        assert_eq!(due(None, 0).whole(), None);
    }
}
