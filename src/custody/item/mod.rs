//! One item while its events are read, oldest first: the rules by which a scan moves custody, changes
//! the state and raises anomalies. Who holds it is in [`hand`], seal and papers in [`condition`], what
//! bags and runs do to what they carry in [`carriage`].

mod carriage;
mod condition;
mod hand;
mod transfer;

use std::collections::BTreeMap;

use crate::base::{At, ItemKey, ScanId};
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
use carriage::{bag_step, run_step};

/// What an item knows of the bag or run it is put into, at that moment.
#[derive(Debug, Clone)]
pub(super) struct CarrierView {
    pub key: ItemKey,
    pub kind: ItemKind,
    /// It is the item itself, or lies in it.
    pub is_inside: bool,
    pub holder: Custodian,
    pub closed: bool,
}

pub(super) struct Item<'a> {
    subject: &'a Subject,
    pairs: Pairs,
    state: State,
    pub holder: Custodian,
    pub carrier: Option<ItemKey>,
    /// Where it came from and whom it is meant for, by the points that are in service.
    origin: Custodian,
    bound_for: Option<Party>,
    returning: bool,
    failed_attempts: u32,
    /// A bag: who closed it.
    closed_by: Option<Custodian>,
    /// A bag: opened, and its contents not yet counted.
    opened: bool,
    /// The give that waits for its receive: to whom, where the giver said so.
    open_give: Option<Party>,
    /// The give was to a point that ended, and waits for the one that took over.
    give_moved: bool,
    /// What was received at a wrong place: whom it had been given to, by the scan that received it.
    given_to: BTreeMap<ScanId, Party>,
    /// The point from which a postman took it out.
    out_from: Option<Custodian>,
    seal: Option<String>,
    papers: Vec<u16>,
    /// With whom seal and papers were last found right.
    right_with: Option<Custodian>,
    /// A bag: who counted what lay in it when it was closed.
    count_right: Option<Custodian>,
    /// Who put it into the bag, or onto the run, it was in last.
    put_in_by: Option<Custodian>,
    /// The bag it lay in last.
    last_bag: Option<ItemKey>,
    /// The run it travelled on last, by itself or in a bag.
    last_run: Option<ItemKey>,
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
            origin: subject.origin.clone(),
            bound_for: subject.bound_for.clone(),
            returning: false,
            failed_attempts: 0,
            closed_by: None,
            opened: false,
            open_give: None,
            give_moved: false,
            given_to: BTreeMap::new(),
            out_from: None,
            seal: None,
            papers: subject.papers.clone(),
            right_with: None,
            count_right: None,
            put_in_by: None,
            last_bag: None,
            last_run: None,
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
            origin: self.origin,
            bound_for: self.bound_for,
            out_from: self.out_from,
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

    /// How it looks to what is put into it.
    pub fn view(&self, is_inside: bool) -> CarrierView {
        CarrierView {
            key: self.subject.item,
            kind: self.subject.kind,
            is_inside,
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
        self.transit(event, named, &before);
        self.check_condition(event, &before);
        self.log(event, None);
    }

    fn transit(&mut self, event: &Event, named: Option<&CarrierView>, before: &Custodian) {
        let Step { next, then, odd } = match self.subject.kind {
            ItemKind::Parcel => step(self.state, event.action),
            ItemKind::Bag => bag_step(self.state, event.action),
            ItemKind::Run => run_step(event.action),
        };
        let bound_for =
            (self.subject.kind == ItemKind::Parcel).then_some(self.bound_for.as_ref()).flatten();
        let hand = &self.holder;
        let back_home = self.returning && *hand == self.origin;
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
            self.raise_odd(odd, event, named, before);
        }
        if event.action == Action::HandOver {
            self.open_give.clone_from(&event.detail.to);
            self.give_moved = false;
        } else if event.action.proves_presence() {
            self.open_give = None;
        }
        match then {
            // Whoever takes over does so in `transferred`, before anything is moved here.
            Then::Stays | Then::Successor => {}
            Then::Carrier => {
                self.enter(event, named);
                if named.is_some_and(|named| named.is_inside) {
                    state = State::AtPoint;
                }
            }
            Then::Postman => {
                self.out_from = Some(event.here());
                self.hold(event.postman(), event.effective_at);
            }
            Then::Receiver => {
                let receiver = if self.returning {
                    Some(Party::from(self.origin.clone()))
                } else {
                    self.bound_for.clone()
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
                let (last, (bag, run)) = (self.holder.clone(), self.to_search());
                self.raise_with(event, AnomalyKind::Lost, last.clone(), |anomaly| {
                    anomaly.last_right = Some(last);
                    (anomaly.bag, anomaly.run) = (bag, run);
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
            | Action::Transfer
            | Action::Correct => {}
        }
        self.state = state;
    }

    /// What the table finds odd. What came out of a bag or off a run where nobody had put it names who had it
    /// before, and what it came out of.
    fn raise_odd(
        &mut self,
        odd: AnomalyKind,
        event: &Event,
        named: Option<&CarrierView>,
        before: &Custodian,
    ) {
        let over = matches!(odd, AnomalyKind::NotInBag | AnomalyKind::NotOnRun);
        let named = named.filter(|_| over);
        let of_kind = |kind| named.filter(|named| named.kind == kind).map(|named| named.key);
        self.raise_with(event, odd, event.here(), |anomaly| {
            anomaly.last_right = over.then(|| before.clone());
            (anomaly.bag, anomaly.run) = (of_kind(ItemKind::Bag), of_kind(ItemKind::Run));
        });
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
            bag: None,
            run: None,
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
