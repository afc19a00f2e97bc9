//! In whose hand an item is: presence moves custody, and what it lay in lets go of it (laws 1, 6 and 7).

use super::super::action::Action;
use super::super::anomaly::AnomalyKind;
use super::super::custodian::{Custodian, Party};
use super::super::event::Event;
use super::super::state::State;
use super::super::timeline::{Containment, Span};
use super::{CarrierView, Item};
use crate::base::{At, Role};
use crate::parcels::ItemKind;

impl Item<'_> {
    /// Presence ends the time in a bag or on a run, except where the scan only says again that it is in.
    pub(super) fn leave_carrier(&mut self, event: &Event, named: Option<&CarrierView>) {
        let Some(carrier) = self.carrier else { return };
        let says_again = matches!(event.action, Action::Pack | Action::Load)
            && named.is_some_and(|named| named.key == carrier);
        if says_again {
            return;
        }
        if event.action == Action::Unpack && named.is_some_and(|named| named.key != carrier) {
            let (packed_by, (_, run)) = (self.put_in_by.clone(), self.to_search());
            self.raise_with(event, AnomalyKind::WrongBag, event.here(), |anomaly| {
                anomaly.last_right = packed_by;
                (anomaly.bag, anomaly.run) = (Some(carrier), run);
            });
        }
        self.end_containment(event.effective_at);
    }

    /// Who has the item in hand holds it, whoever held it by the record (law 1).
    pub(super) fn come_to_hand(&mut self, event: &Event) {
        let hand = event.hand();
        let own_round =
            event.role == Role::Courier && self.holder == Custodian::Postman { token: event.by };
        if self.holder == hand || self.holder == event.here() || own_round {
            return;
        }
        let meant_for_us = |to: &Party| to.is(&hand) || to.is(&event.here());
        let given = self.pairs.was_given(event.id)
            || (self.give_moved && self.open_give.as_ref().is_some_and(meant_for_us));
        let from_run = matches!(self.holder, Custodian::Run { .. })
            && matches!(event.action, Action::Unload | Action::Receive);
        let from_citizen = self.holder == Custodian::Citizen;
        let back_from_round = matches!(self.holder, Custodian::Postman { .. })
            && self.out_from.as_ref() == Some(&hand);
        let unused = self.subject.kind == ItemKind::Bag && self.state == State::Announced;
        if !(given || from_run || from_citizen || back_from_round || unused) {
            let elsewhere = self.open_give.clone().filter(|to| !meant_for_us(to));
            let before = self.holder.clone();
            let (kind, owner, expected) = match elsewhere {
                Some(to) => {
                    let expected = to.to_string();
                    self.given_to.insert(event.id, to);
                    (AnomalyKind::WrongPlace, hand.clone(), expected)
                }
                None => (AnomalyKind::SkippedHandoff, before.clone(), before.to_string()),
            };
            let found = hand.to_string();
            self.raise_with(event, kind, owner, |anomaly| {
                anomaly.expected = Some(expected);
                anomaly.found = Some(found);
                anomaly.last_right = Some(before);
            });
        }
        self.hold(hand, event.effective_at);
    }

    /// Being in somebody's hand explains why it was missing, and being where it was given to explains
    /// why it was elsewhere.
    pub(super) fn explain_absence(&mut self, event: &Event) {
        let (hand, here) = (event.hand(), event.here());
        for anomaly in &mut self.anomalies {
            let explained = match anomaly.kind {
                AnomalyKind::BagShort | AnomalyKind::RunShort | AnomalyKind::Lost => true,
                AnomalyKind::WrongPlace => {
                    self.given_to.get(&anomaly.scan).is_some_and(|to| to.is(&hand) || to.is(&here))
                }
                AnomalyKind::ClockAhead
                | AnomalyKind::SkippedHandoff
                | AnomalyKind::NotInBag
                | AnomalyKind::WrongBag
                | AnomalyKind::BagInItself
                | AnomalyKind::BagClosed
                | AnomalyKind::BagElsewhere
                | AnomalyKind::NotOnRun
                | AnomalyKind::SealBroken
                | AnomalyKind::SealDiffers
                | AnomalyKind::PapersDiffer
                | AnomalyKind::NotAccepted
                | AnomalyKind::AcceptedTwice
                | AnomalyKind::AfterEnd
                | AnomalyKind::NotApplicable
                | AnomalyKind::NotLost
                | AnomalyKind::VoidInUse
                | AnomalyKind::Damaged
                | AnomalyKind::CorrectionWaits => false,
            };
            if explained && anomaly.explained_by.is_none() {
                anomaly.explained_by = Some(event.id);
            }
        }
    }

    /// Into a bag or onto a run.
    pub(super) fn enter(&mut self, event: &Event, named: Option<&CarrierView>) {
        let Some(named) = named else { return };
        if named.is_inside {
            self.raise(AnomalyKind::BagInItself, event, event.here());
            return;
        }
        self.put_in_by = Some(event.here());
        match named.kind {
            ItemKind::Bag => self.last_bag = Some(named.key),
            ItemKind::Run => self.last_run = Some(named.key),
            ItemKind::Parcel => {}
        }
        if self.carrier != Some(named.key) {
            self.carrier = Some(named.key);
            self.containments.push(Containment {
                carrier: named.key,
                from: event.effective_at,
                until: None,
            });
        }
        if event.action == Action::Load && matches!(named.holder, Custodian::Run { .. }) {
            self.hold(named.holder.clone(), event.effective_at);
            return;
        }
        if named.closed {
            self.raise(AnomalyKind::BagClosed, event, event.here());
        }
        if named.holder != self.holder {
            let found = named.holder.to_string();
            let expected = self.holder.to_string();
            self.raise_with(event, AnomalyKind::BagElsewhere, event.here(), |anomaly| {
                anomaly.expected = Some(expected);
                anomaly.found = Some(found);
            });
        }
    }

    pub(super) fn hold(&mut self, custodian: Custodian, at: At) {
        if self.holder == custodian {
            return;
        }
        self.holder = custodian.clone();
        // Two changes at one moment leave no time between them: only the second stands, and where it
        // leads back to the holder before, nothing changed.
        if self.spans.len() > 1 && self.spans.last().is_some_and(|last| last.from == at) {
            self.spans.pop();
        }
        match self.spans.last_mut() {
            Some(last) if last.custodian == custodian => last.until = None,
            Some(last) if last.from == at => last.custodian = custodian,
            Some(last) => {
                last.until = Some(at);
                self.spans.push(Span { custodian, from: at, until: None });
            }
            None => self.spans.push(Span { custodian, from: at, until: None }),
        }
    }

    pub(super) fn end_containment(&mut self, at: At) {
        self.carrier = None;
        if let Some(last) = self.containments.last_mut() {
            last.until = Some(at);
        }
    }
}
