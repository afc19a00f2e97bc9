//! A point ends and another one takes over: whatever it holds, whatever is bound for it, and whatever waits
//! to be received there. What it does not hold stays with whoever has it.

use super::super::custodian::{Custodian, Party};
use super::super::event::Event;
use super::super::table::{Next, Step, Then, step};
use super::Item;
use super::carriage::{bag_step, run_step};
use crate::base::{Capacity, PointCode};
use crate::parcels::ItemKind;

impl Item<'_> {
    /// Puts the point that took over (`to`) in the place of the one that ended (`at`), wherever that one
    /// stood. Says whether custody went over; a scan of before that comes in late may have shown that the
    /// item had left.
    pub fn transferred(&mut self, event: &Event) -> bool {
        let Step { next, then, .. } = match self.subject.kind {
            ItemKind::Parcel => step(self.state, event.action),
            ItemKind::Bag => bag_step(self.state, event.action),
            ItemKind::Run => run_step(event.action),
        };
        debug_assert_eq!(next, Next::Same);
        let mut moved = false;
        if let (Then::Successor, Some(Party::Point { code, capacity })) = (then, &event.detail.to) {
            let change = Change { from: &event.at, to: code, capacity: *capacity };
            // What lies in a bag is handed on with the bag.
            if let Some(holder) = change.custodian(&self.holder).filter(|_| self.carrier.is_none())
            {
                self.hold(holder, event.effective_at);
                moved = true;
            }
            if let Some(origin) = change.custodian(&self.origin) {
                self.origin = origin;
            }
            if let Some(from) = self.out_from.as_ref().and_then(|from| change.custodian(from)) {
                self.out_from = Some(from);
            }
            if let Some(bound) = self.bound_for.as_ref().and_then(|to| change.party(to)) {
                self.bound_for = Some(bound);
            }
            if let Some(give) = self.open_give.as_ref().and_then(|to| change.party(to)) {
                self.open_give = Some(give);
                self.give_moved = true;
            }
        }
        self.log(event, None);
        moved
    }
}

/// Which point takes the place of which; in the same capacity, unless it acts in the other one alone.
struct Change<'a> {
    from: &'a PointCode,
    to: &'a PointCode,
    capacity: Option<Capacity>,
}

impl Change<'_> {
    fn custodian(&self, held: &Custodian) -> Option<Custodian> {
        match held {
            Custodian::Point { code, capacity } if code == self.from => {
                let capacity = self.capacity.unwrap_or(*capacity);
                Some(Custodian::Point { code: self.to.clone(), capacity })
            }
            Custodian::Point { .. }
            | Custodian::Run { .. }
            | Custodian::Postman { .. }
            | Custodian::Citizen => None,
        }
    }

    fn party(&self, meant: &Party) -> Option<Party> {
        match meant {
            Party::Point { code, capacity } if code == self.from => {
                let capacity = capacity.map(|capacity| self.capacity.unwrap_or(capacity));
                Some(Party::Point { code: self.to.clone(), capacity })
            }
            Party::Point { .. } | Party::Run { .. } | Party::Postman { .. } | Party::Person => None,
        }
    }
}
