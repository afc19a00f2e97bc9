//! Seal and papers, against what was last said of them (law 9).

use super::super::action::Action;
use super::super::anomaly::AnomalyKind;
use super::super::custodian::Custodian;
use super::super::event::Event;
use super::Item;
use crate::base::ItemKey;
use crate::parcels::ItemKind;

impl Item<'_> {
    /// Seal and papers, against what was last said of them (law 9).
    pub(super) fn check_condition(&mut self, event: &Event, before: &Custodian) {
        let detail = &event.detail;
        let reseals = matches!(event.action, Action::Accept | Action::CloseBag);
        if let Some(seal) = &detail.seal {
            if let Some(known) = self.seal.clone().filter(|known| known != seal && !reseals) {
                self.raise_condition(event, AnomalyKind::SealDiffers, before, known, seal.clone());
            }
            self.seal = Some(seal.clone());
        }
        if detail.seal_intact == Some(false) {
            let seal = self.seal.clone().unwrap_or_default();
            self.raise_condition(event, AnomalyKind::SealBroken, before, seal.clone(), seal);
        }
        if let Some(counted) = &detail.papers {
            if *counted != self.papers && self.subject.kind == ItemKind::Parcel {
                let (expected, found) = (counts(&self.papers), counts(counted));
                self.raise_condition(event, AnomalyKind::PapersDiffer, before, expected, found);
            }
            self.papers.clone_from(counted);
        }
        let looked_at = detail.seal_intact == Some(true) || detail.papers.is_some() || reseals;
        if looked_at {
            self.right_with = Some(event.hand());
        }
    }

    pub(super) fn raise_condition(
        &mut self,
        event: &Event,
        kind: AnomalyKind,
        before: &Custodian,
        expected: String,
        found: String,
    ) {
        let right = self.right_with.clone();
        let (bag, run) = self.to_search();
        self.raise_with(event, kind, before.clone(), |anomaly| {
            anomaly.expected = Some(expected);
            anomaly.found = Some(found);
            anomaly.last_right = right;
            (anomaly.bag, anomaly.run) = (bag, run);
        });
    }

    /// The bag and the run it came by last; of a bag, the bag itself.
    pub(super) fn to_search(&self) -> (Option<ItemKey>, Option<ItemKey>) {
        let bag = match self.subject.kind {
            ItemKind::Bag => Some(self.subject.item),
            ItemKind::Parcel => self.last_bag,
            ItemKind::Run => None,
        };
        (bag, self.last_run)
    }
}

fn counts(papers: &[u16]) -> String {
    papers.iter().map(ToString::to_string).collect::<Vec<_>>().join("+")
}
