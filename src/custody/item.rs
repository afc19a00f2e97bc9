//! One item while its events are read, oldest first: the rules by which a scan moves custody, changes
//! the state and raises anomalies.

use crate::base::{At, ItemKey, Role, ScanId};
use crate::parcels::ItemKind;

use super::action::Action;
use super::anomaly::{Anomaly, AnomalyKind};
use super::custodian::{Custodian, Party};
use super::event::Event;
use super::fold::Subject;
use super::handover::Pairs;
use super::state::State;
use super::table::{Next, Step, Then, step};
use super::timeline::{Containment, Entry, Span, Timeline};

/// What an item knows of the bag or run it is put into, at that moment.
#[derive(Debug, Clone)]
pub(super) struct CarrierView {
    pub key: ItemKey,
    pub holder: Custodian,
    pub closed: bool,
}

pub(super) struct Item<'a> {
    subject: &'a Subject,
    pairs: Pairs,
    state: State,
    pub holder: Custodian,
    pub carrier: Option<ItemKey>,
    returning: bool,
    failed_attempts: u32,
    /// A bag: who closed it.
    closed_by: Option<Custodian>,
    /// A bag: opened, and its contents not yet counted.
    opened: bool,
    /// The give that waits for its receive: to whom, where the giver said so.
    open_give: Option<Party>,
    /// The point from which a postman took it out.
    out_from: Option<Custodian>,
    seal: Option<String>,
    papers: Vec<u16>,
    /// With whom seal and papers were last found right.
    right_with: Option<Custodian>,
    spans: Vec<Span>,
    containments: Vec<Containment>,
    entries: Vec<Entry>,
    anomalies: Vec<Anomaly>,
}

impl<'a> Item<'a> {
    pub fn new(subject: &'a Subject, pairs: Pairs, first: Option<At>) -> Self {
        let from = first.map_or(subject.created_at, |first| first.min(subject.created_at));
        Self {
            subject,
            pairs,
            state: State::Announced,
            holder: subject.origin.clone(),
            carrier: None,
            returning: false,
            failed_attempts: 0,
            closed_by: None,
            opened: false,
            open_give: None,
            out_from: None,
            seal: None,
            papers: subject.papers.clone(),
            right_with: None,
            spans: vec![Span { custodian: subject.origin.clone(), from, until: None }],
            containments: Vec::new(),
            entries: Vec::new(),
            anomalies: Vec::new(),
        }
    }

    pub fn into_timeline(self) -> Timeline {
        Timeline {
            item: self.subject.item,
            state: self.state,
            custodian: self.holder,
            carrier: self.carrier,
            returning: self.returning,
            failed_attempts: self.failed_attempts,
            closed: self.closed_by.is_some(),
            open_handover: self.open_give,
            spans: self.spans,
            containments: self.containments,
            entries: self.entries,
            anomalies: self.anomalies,
        }
    }

    pub fn view(&self) -> CarrierView {
        CarrierView {
            key: self.subject.item,
            holder: self.holder.clone(),
            closed: self.closed_by.is_some(),
        }
    }

    /// A scan of the item itself.
    pub fn scanned(&mut self, event: &Event, named: Option<&CarrierView>) {
        let before = self.holder.clone();
        if event.clock_ahead {
            self.raise(AnomalyKind::ClockAhead, event, event.here());
        }
        if event.action == Action::HandOver && self.pairs.is_late(event.id) {
            // Its receive took effect already: this only says that the giver knew.
            self.log(event, None);
            return;
        }
        if event.action.proves_presence() && self.subject.kind != ItemKind::Run {
            self.leave_carrier(event, named);
            self.come_to_hand(event);
            self.explain_absence(event);
        }
        self.transit(event, named);
        self.check_condition(event, &before);
        self.log(event, None);
    }

    /// A scan of the bag or run the item is in, directly or further out. `direct`: of the very one.
    /// Returns whether the item stays in it.
    pub fn carried(&mut self, event: &Event, holder: &Custodian, carrier: &Item) -> bool {
        self.hold(holder.clone(), event.effective_at);
        let direct = self.carrier == Some(carrier.subject.item);
        let counted =
            direct && carrier.subject.kind == ItemKind::Bag && carrier.is_counted_by(event);
        if counted {
            self.end_containment(event.effective_at);
            let closer = carrier.closer_before();
            self.raise_with(event, AnomalyKind::BagShort, closer.clone(), |anomaly| {
                anomaly.last_right = Some(closer);
            });
        }
        self.log(event, Some(event.item));
        !counted
    }

    /// Whether this scan of an opened bag ends the counting of its contents: the count itself, or the
    /// next time it is closed.
    fn is_counted_by(&self, event: &Event) -> bool {
        self.opened && matches!(event.action, Action::Inspect | Action::CloseBag)
    }

    fn closer_before(&self) -> Custodian {
        self.right_with.clone().unwrap_or_else(|| self.subject.origin.clone())
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
            Action::CloseBag => self.right_with = Some(event.here()),
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
            | Action::Correct => {}
        }
    }

    /// Presence ends the time in a bag or on a run, except where the scan only says again that it is in.
    fn leave_carrier(&mut self, event: &Event, named: Option<&CarrierView>) {
        let Some(carrier) = self.carrier else { return };
        let says_again = matches!(event.action, Action::Pack | Action::Load)
            && named.is_some_and(|named| named.key == carrier);
        if says_again {
            return;
        }
        if event.action == Action::Unpack && named.is_some_and(|named| named.key != carrier) {
            self.raise(AnomalyKind::WrongBag, event, event.here());
        }
        self.end_containment(event.effective_at);
    }

    /// Who has the item in hand holds it, whoever held it by the record (law 1).
    fn come_to_hand(&mut self, event: &Event) {
        let hand = event.hand();
        let own_round =
            event.role == Role::Courier && self.holder == Custodian::Postman { token: event.by };
        if self.holder == hand || self.holder == event.here() || own_round {
            return;
        }
        let given = self.pairs.was_given(event.id);
        let from_run = matches!(self.holder, Custodian::Run { .. })
            && matches!(event.action, Action::Unload | Action::Receive);
        let from_citizen = self.holder == Custodian::Citizen;
        let back_from_round = matches!(self.holder, Custodian::Postman { .. })
            && self.out_from.as_ref() == Some(&hand);
        let unused = self.subject.kind == ItemKind::Bag && self.state == State::Announced;
        if !(given || from_run || from_citizen || back_from_round || unused) {
            let expected = self.open_give.clone().filter(|to| !to.is(&hand));
            let before = self.holder.clone();
            let (kind, owner, expected) = match expected {
                Some(to) => (AnomalyKind::WrongPlace, hand.clone(), to.to_string()),
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
    fn explain_absence(&mut self, event: &Event) {
        let hand = event.hand().to_string();
        for anomaly in &mut self.anomalies {
            let explained = match anomaly.kind {
                AnomalyKind::BagShort | AnomalyKind::Lost => true,
                AnomalyKind::WrongPlace => anomaly.expected.as_deref().is_some_and(|expected| {
                    expected == hand
                        || expected
                            .strip_prefix("point ")
                            .is_some_and(|point| hand.ends_with(point))
                }),
                AnomalyKind::ClockAhead
                | AnomalyKind::SkippedHandoff
                | AnomalyKind::NotInBag
                | AnomalyKind::WrongBag
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

    fn transit(&mut self, event: &Event, named: Option<&CarrierView>) {
        let Step { next, then, odd } = match self.subject.kind {
            ItemKind::Parcel => step(self.state, event.action),
            ItemKind::Bag => bag_step(self.state, event.action),
            ItemKind::Run => run_step(event.action),
        };
        let bound_for = (self.subject.kind == ItemKind::Parcel)
            .then_some(self.subject.bound_for.as_ref())
            .flatten();
        let hand = &self.holder;
        let back_home = self.returning && *hand == self.subject.origin;
        let mut state = match next {
            Next::To(state) => state,
            Next::Same => self.state,
            Next::Arrived if back_home => State::Returned,
            Next::Arrived if self.returning => State::Returning,
            Next::Arrived if bound_for.is_some_and(|to| to.is(hand)) => State::Delivered,
            Next::Arrived => State::AtPoint,
            Next::Ended if self.returning => State::Returned,
            Next::Ended => State::Delivered,
        };
        // Counting it in once more where it ended is no news.
        let again = odd == Some(AnomalyKind::AfterEnd) && state == self.state;
        if let Some(odd) = odd.filter(|_| !again) {
            self.raise(odd, event, event.here());
        }
        if event.action == Action::HandOver {
            self.open_give.clone_from(&event.detail.to);
        } else if event.action.proves_presence() {
            self.open_give = None;
        }
        match then {
            Then::Stays => {}
            Then::Carrier => self.enter(event, named),
            Then::Postman => {
                self.out_from = Some(event.here());
                self.hold(event.postman(), event.effective_at);
            }
            Then::Receiver => {
                let receiver = if self.returning {
                    Some(Party::from(self.subject.origin.clone()))
                } else {
                    self.subject.bound_for.clone()
                };
                match receiver {
                    None | Some(Party::Person) => {
                        self.hold(Custodian::Citizen, event.effective_at);
                    }
                    // A desk signs for itself: until it receives, the giver stays custodian.
                    Some(desk) => {
                        self.open_give = Some(desk);
                        state = State::InHandover;
                    }
                }
            }
        }
        let is_bag = self.subject.kind == ItemKind::Bag;
        match event.action {
            Action::Return => self.returning = true,
            Action::FailDelivery => self.failed_attempts += 1,
            Action::CloseBag => {
                self.closed_by = is_bag.then(|| event.here());
            }
            Action::OpenBag => {
                self.closed_by = None;
                if is_bag {
                    self.check_opened_here(event);
                }
            }
            Action::Damage => self.raise(AnomalyKind::Damaged, event, self.holder.clone()),
            Action::Lose => {
                let last = self.holder.clone();
                self.raise_with(event, AnomalyKind::Lost, last.clone(), |anomaly| {
                    anomaly.last_right = Some(last);
                });
            }
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
            | Action::Hold
            | Action::Inspect
            | Action::Find
            | Action::Void
            | Action::Correct => {}
        }
        self.state = state;
    }

    /// A bag opened elsewhere than its label says.
    fn check_opened_here(&mut self, event: &Event) {
        let Some(to) = self.subject.bound_for.clone().filter(|to| !to.is(&event.here())) else {
            return;
        };
        self.raise_with(event, AnomalyKind::WrongPlace, event.here(), |anomaly| {
            anomaly.expected = Some(to.to_string());
            anomaly.found = Some(event.here().to_string());
        });
    }

    /// Into a bag or onto a run.
    fn enter(&mut self, event: &Event, named: Option<&CarrierView>) {
        let Some(named) = named else { return };
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

    /// Seal and papers, against what was last said of them (law 9).
    fn check_condition(&mut self, event: &Event, before: &Custodian) {
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
        if looked_at && self.subject.kind == ItemKind::Parcel {
            self.right_with = Some(event.hand());
        }
    }

    fn raise_condition(
        &mut self,
        event: &Event,
        kind: AnomalyKind,
        before: &Custodian,
        expected: String,
        found: String,
    ) {
        let right = self.right_with.clone();
        self.raise_with(event, kind, before.clone(), |anomaly| {
            anomaly.expected = Some(expected);
            anomaly.found = Some(found);
            anomaly.last_right = right;
        });
    }

    fn hold(&mut self, custodian: Custodian, at: At) {
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

    fn end_containment(&mut self, at: At) {
        self.carrier = None;
        if let Some(last) = self.containments.last_mut() {
            last.until = Some(at);
        }
    }

    fn raise(&mut self, kind: AnomalyKind, event: &Event, owner: Custodian) {
        self.raise_with(event, kind, owner, |_| {});
    }

    fn raise_with(
        &mut self,
        event: &Event,
        kind: AnomalyKind,
        owner: Custodian,
        fill: impl FnOnce(&mut Anomaly),
    ) {
        let mut anomaly = Anomaly {
            kind,
            item: self.subject.item,
            scan: event.id,
            at: event.effective_at,
            owner,
            expected: None,
            found: None,
            last_right: None,
            explained_by: None,
        };
        fill(&mut anomaly);
        self.anomalies.push(anomaly);
    }

    /// A correction whose scan has not come in.
    pub fn correction_waits(&mut self, event: &Event) {
        let target = event.detail.corrects.map(|ScanId(id)| id.to_string());
        self.raise_with(event, AnomalyKind::CorrectionWaits, event.here(), |anomaly| {
            anomaly.expected = target;
        });
    }

    fn log(&mut self, event: &Event, through: Option<ItemKey>) {
        self.entries.push(Entry {
            scan: event.id,
            action: event.action,
            through,
            effective_at: event.effective_at,
            happened_at: event.happened_at,
            recorded_at: event.recorded_at,
            at: event.at.clone(),
            capacity: event.capacity,
            by: event.by,
            state: self.state,
            custodian: self.holder.clone(),
            detail: event.detail.clone(),
        });
    }
}

/// Bags are parcels that are closed and opened, and are neither accepted nor delivered. A new one is
/// simply taken into use.
fn bag_step(state: State, action: Action) -> Step {
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
        | Action::Correct => step(in_use, action),
    }
}

/// A run departs and arrives, and holds itself.
fn run_step(action: Action) -> Step {
    let to = |state| Step { next: Next::To(state), then: Then::Stays, odd: None };
    match action {
        Action::Depart => to(State::OnRun),
        Action::Arrive => to(State::AtPoint),
        Action::Damage | Action::Correct => Step { next: Next::Same, then: Then::Stays, odd: None },
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
        | Action::Inspect
        | Action::Lose
        | Action::Find => not_applicable(),
    }
}

const fn not_applicable() -> Step {
    Step { next: Next::Same, then: Then::Stays, odd: Some(AnomalyKind::NotApplicable) }
}

fn counts(papers: &[u16]) -> String {
    papers.iter().map(ToString::to_string).collect::<Vec<_>>().join("+")
}
