//! Bags and runs: what a scan of them does to what lies in them, the counting of an opened bag, and their
//! own steps where they differ from a parcel's (law 7).

use super::super::action::Action;
use super::super::anomaly::AnomalyKind;
use super::super::custodian::{Custodian, Party};
use super::super::event::Event;
use super::super::state::State;
use super::super::table::{Next, Step, Then, step};
use super::Item;
use crate::parcels::ItemKind;

impl Item<'_> {
    /// A scan of the bag or run the item is in, directly or further out. `direct`: of the very one.
    /// Returns whether the item stays in it.
    pub fn carried(&mut self, event: &Event, holder: &Custodian, carrier: &Item) -> bool {
        self.hold(holder.clone(), event.effective_at);
        let direct = self.carrier == Some(carrier.subject.item);
        let mut stays = true;
        match carrier.subject.kind {
            ItemKind::Bag if direct && carrier.is_counted_by(event) => {
                self.end_containment(event.effective_at);
                let closer = carrier.closer_before();
                self.raise_with(event, AnomalyKind::BagShort, closer.clone(), |anomaly| {
                    anomaly.last_right = Some(closer);
                    anomaly.bag = Some(carrier.subject.item);
                    anomaly.run = carrier.last_run;
                });
                stays = false;
            }
            ItemKind::Run => {
                self.last_run = Some(carrier.subject.item);
                if direct && self.should_be_off(event, carrier) {
                    stays = event.action == Action::Depart;
                    self.missed_off(event, carrier);
                }
            }
            ItemKind::Bag | ItemKind::Parcel => {}
        }
        self.log(event, Some(event.item));
        stays
    }

    /// Whether a run that is counted or leaves here should not have this aboard any more: it is bound for
    /// here, or the run ends here.
    fn should_be_off(&self, event: &Event, run: &Item) -> bool {
        let here =
            |to: Option<&Party>| matches!(to, Some(Party::Point { code, .. }) if *code == event.at);
        let bound_here = if self.returning {
            self.origin.point() == Some(&event.at)
        } else {
            here(self.bound_for.as_ref())
        };
        match event.action {
            Action::Inspect => bound_here || here(run.bound_for.as_ref()),
            Action::Depart => bound_here,
            Action::Accept
            | Action::HandOver
            | Action::Receive
            | Action::Pack
            | Action::Unpack
            | Action::CloseBag
            | Action::OpenBag
            | Action::Load
            | Action::Unload
            | Action::Arrive
            | Action::OutForDelivery
            | Action::Deliver
            | Action::FailDelivery
            | Action::Hold
            | Action::Return
            | Action::Damage
            | Action::Lose
            | Action::Find
            | Action::Void
            | Action::Transfer
            | Action::Correct => false,
        }
    }

    /// It did not come off. Counted, it is not aboard either; where the run only left, it may well be.
    fn missed_off(&mut self, event: &Event, run: &Item) {
        let (loaded_by, aboard) = (self.put_in_by.clone(), event.action == Action::Depart);
        let owner = if aboard { event.here() } else { run.holder.clone() };
        if !aboard {
            self.end_containment(event.effective_at);
        }
        self.raise_with(event, AnomalyKind::RunShort, owner, |anomaly| {
            anomaly.expected = Some(event.here().to_string());
            anomaly.last_right = loaded_by;
            anomaly.run = Some(run.subject.item);
        });
    }

    /// Whether this scan of an opened bag ends the counting of its contents: the count itself, or the
    /// next time it is closed.
    pub(super) fn is_counted_by(&self, event: &Event) -> bool {
        self.opened && matches!(event.action, Action::Inspect | Action::CloseBag)
    }

    pub(super) fn closer_before(&self) -> Custodian {
        self.count_right.clone().unwrap_or_else(|| self.origin.clone())
    }

    /// Called on a bag once everything in it has seen the scan.
    pub fn settle(&mut self, event: &Event) {
        if self.subject.kind != ItemKind::Bag {
            return;
        }
        if self.is_counted_by(event) {
            self.opened = false;
        }
        match event.action {
            Action::CloseBag => {
                self.count_right = Some(event.here());
                // What it travelled on before it was filled is no place to search.
                self.last_run = None;
            }
            Action::OpenBag => self.opened = true,
            Action::Accept
            | Action::HandOver
            | Action::Receive
            | Action::Pack
            | Action::Unpack
            | Action::Load
            | Action::Unload
            | Action::Depart
            | Action::Arrive
            | Action::OutForDelivery
            | Action::Deliver
            | Action::FailDelivery
            | Action::Hold
            | Action::Return
            | Action::Inspect
            | Action::Damage
            | Action::Lose
            | Action::Find
            | Action::Void
            | Action::Transfer
            | Action::Correct => {}
        }
    }

    /// A bag opened elsewhere than its label says.
    pub(super) fn check_opened_here(&mut self, event: &Event) {
        let Some(to) = self.bound_for.clone().filter(|to| !to.is(&event.here())) else {
            return;
        };
        self.given_to.insert(event.id, to.clone());
        self.raise_with(event, AnomalyKind::WrongPlace, event.here(), |anomaly| {
            anomaly.expected = Some(to.to_string());
            anomaly.found = Some(event.here().to_string());
        });
    }
}

/// Bags are parcels that are closed and opened, and are neither accepted nor delivered. A new one is
/// simply taken into use.
pub(super) fn bag_step(state: State, action: Action) -> Step {
    let in_use = if state == State::Announced { State::AtPoint } else { state };
    match action {
        Action::CloseBag | Action::OpenBag => {
            Step { next: Next::To(State::AtPoint), then: Then::Stays, odd: None }
        }
        Action::Accept
        | Action::OutForDelivery
        | Action::Deliver
        | Action::FailDelivery
        | Action::Return
        | Action::Depart
        | Action::Arrive => not_applicable(),
        Action::Void => step(state, action),
        Action::HandOver
        | Action::Receive
        | Action::Pack
        | Action::Unpack
        | Action::Load
        | Action::Unload
        | Action::Hold
        | Action::Inspect
        | Action::Damage
        | Action::Lose
        | Action::Find
        | Action::Transfer
        | Action::Correct => step(in_use, action),
    }
}

/// A run departs and arrives, holds itself, and is counted once it is unloaded.
pub(super) fn run_step(action: Action) -> Step {
    let to = |state| Step { next: Next::To(state), then: Then::Stays, odd: None };
    match action {
        Action::Depart => to(State::OnRun),
        Action::Arrive => to(State::AtPoint),
        Action::Inspect | Action::Damage | Action::Transfer | Action::Correct => {
            Step { next: Next::Same, then: Then::Stays, odd: None }
        }
        Action::Void => to(State::Void),
        Action::Accept
        | Action::HandOver
        | Action::Receive
        | Action::Pack
        | Action::Unpack
        | Action::CloseBag
        | Action::OpenBag
        | Action::Load
        | Action::Unload
        | Action::OutForDelivery
        | Action::Deliver
        | Action::FailDelivery
        | Action::Hold
        | Action::Return
        | Action::Lose
        | Action::Find => not_applicable(),
    }
}

const fn not_applicable() -> Step {
    Step { next: Next::Same, then: Then::Stays, odd: Some(AnomalyKind::NotApplicable) }
}
