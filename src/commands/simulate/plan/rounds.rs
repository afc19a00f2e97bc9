//! Postmen on their rounds: what they deliver, what they bring back, what they call for; and what waits at
//! the counter afterwards.

use chrono::Days;

use super::batch::{Batch, Handing};
use super::deeds::{Said, To, Who};
use super::{Goal, Held, Holder, Journey, Plan, Rhythm};
use crate::base::{At, Capacity};
use crate::custody::Action;

const MINUTE: i64 = 60_000;

/// One postman's day.
struct Round {
    office: usize,
    postman: Who,
    /// What he takes out.
    out: Vec<usize>,
    /// Where he calls.
    calls: Vec<usize>,
    begins: At,
    ends: At,
}

impl Plan {
    /// Everything at doors and counters of receivers.
    pub(super) fn go_on_rounds(&mut self, rhythm: Rhythm) {
        let postmen = self.proportions.delivery.postmen as usize;
        for office in 0..self.province.offices.len() {
            self.fetched_or_sent_back(office, rhythm);
            let waits = self.for_door.remove(&office).unwrap_or_default();
            let (ready, later): (Vec<_>, Vec<_>) =
                waits.into_iter().partition(|(_, since)| *since < rhythm.round_begins);
            self.for_door.insert(office, later);
            let calls = self.to_call_for.remove(&office).unwrap_or_default();
            for n in 0..postmen {
                let round = Round {
                    office,
                    postman: Who::Postman(office, n),
                    out: ready.iter().map(|(parcel, _)| *parcel).skip(n).step_by(postmen).collect(),
                    calls: calls.iter().copied().skip(n).step_by(postmen).collect(),
                    begins: rhythm.round_begins,
                    ends: rhythm.round_ends,
                };
                if !(round.out.is_empty() && round.calls.is_empty()) {
                    self.go(&round);
                }
            }
        }
    }

    fn go(&mut self, round: &Round) {
        let Round { office, postman, begins, .. } = *round;
        let by_clerk = self.dice.doors.happens(self.proportions.delivery.scanned_by_clerk);
        let offline = self.dice.doors.happens(self.proportions.delivery.offline);
        let scanner = if by_clerk { Who::Clerk(office) } else { postman };
        let mut takes = self.at_office(scanner, office, begins);
        for parcel in &round.out {
            let to = by_clerk.then_some(To::Postman(postman));
            let said = Said { to, ..Said::default() };
            self.scan_parcel(&mut takes, Action::OutForDelivery, *parcel, said);
            self.hold(*parcel, Holder::Postman(postman));
        }
        let mut at = takes.at;
        self.hand_in(takes, Handing::Usual);

        let mut kept = self.at_office(postman, office, at);
        let mut back = Vec::new();
        let (mut calls, mut fetched) = (round.calls.iter().copied(), Vec::new());
        for (n, parcel) in round.out.iter().copied().enumerate() {
            at = at.plus_millis(self.dice.doors.between(2, 6) * MINUTE);
            if at > round.ends {
                back.push((parcel, false));
                continue;
            }
            kept.at = at;
            if self.at_door(&mut kept, parcel) {
                back.push((parcel, true));
            }
            if n % 2 == 0
                && let Some(called) = calls.next()
            {
                at = self.call(&mut kept, called, at);
                fetched.push(called);
            }
            kept = self.kept_or_sent(kept, offline, office);
        }
        for called in calls {
            at = self.call(&mut kept, called, at);
            fetched.push(called);
            kept = self.kept_or_sent(kept, offline, office);
        }
        kept.at = at.plus_millis(10 * MINUTE);
        for called in &fetched {
            let to = To::Point(self.province.offices[office].code.clone(), Capacity::Post);
            let said = Said { to: Some(to), ..Said::default() };
            self.scan_parcel(&mut kept, Action::HandOver, *called, said);
        }
        let home = kept.at;
        self.hand_in(kept, Handing::Usual);
        self.take_in(office, home, &back, &fetched);
    }

    /// With a line each visit is handed in as it was; without one the phone keeps them for the evening.
    fn kept_or_sent(&mut self, kept: Batch, offline: bool, office: usize) -> Batch {
        if offline {
            return kept;
        }
        let (who, at) = (kept.who, kept.at);
        self.hand_in(kept, Handing::Usual);
        self.at_office(who, office, at)
    }

    /// At the receiver's door. Whether the parcel comes back.
    fn at_door(&mut self, batch: &mut Batch, parcel: usize) -> bool {
        let delivery = &self.proportions.delivery;
        let again = self.parcels[parcel].attempts > 0;
        let share = if again { delivery.fails_again } else { delivery.fails };
        if !self.dice.doors.happens(share) {
            let words = ["addressee", "household", "proxy"];
            let receiver = words[self.dice.doors.weighted(&[8.0, 3.0, 1.0])];
            self.delivered(batch, parcel, receiver);
            return false;
        }
        let reasons = self.proportions.reasons();
        let weights = reasons.map(|(_, weight)| weight);
        let reason = reasons[self.dice.doors.weighted(&weights)].0;
        let said = Said { reason: Some(reason), ..Said::default() };
        let failed = self.scan_parcel(batch, Action::FailDelivery, parcel, said);
        if self.dice.trouble.happens(self.proportions.disturbances.wrong_reason) {
            let said = Said {
                corrects: Some(failed),
                reason: Some("chọn nhầm lý do"),
                reason_instead: Some(if reason == "absent" { "moved" } else { "absent" }),
                ..Said::default()
            };
            self.scan_parcel(batch, Action::Correct, parcel, said);
        }
        self.parcels[parcel].attempts += 1;
        true
    }

    fn delivered(&mut self, batch: &mut Batch, parcel: usize, receiver: &'static str) {
        let said = Said { receiver: Some(receiver), ..Said::default() };
        self.scan_parcel(batch, Action::Deliver, parcel, said);
        self.hold(parcel, Holder::Citizen);
        self.parcels[parcel].journey = Journey::Delivered;
    }

    /// At a sender's door: counted and sealed in front of the person.
    fn call(&mut self, batch: &mut Batch, parcel: usize, at: At) -> At {
        batch.at = at.plus_millis(self.dice.doors.between(4, 9) * MINUTE);
        let said = self.sealed(parcel);
        self.scan_parcel(batch, Action::Accept, parcel, said);
        self.hold(parcel, Holder::Postman(batch.who));
        batch.at
    }

    /// The office takes in what the postman brings.
    fn take_in(&mut self, office: usize, home: At, back: &[(usize, bool)], fetched: &[usize]) {
        let mut takes = self.at_office(Who::Clerk(office), office, home.plus_millis(2 * MINUTE));
        let attempts = self.proportions.delivery.attempts as u32;
        for (parcel, failed) in back.iter().copied() {
            self.scan_parcel(&mut takes, Action::Receive, parcel, Said::default());
            self.hold_at_office(parcel, office);
            let since = takes.at;
            if failed && self.parcels[parcel].attempts >= attempts {
                self.scan_parcel(&mut takes, Action::Hold, parcel, Said::default());
                let fetched = self.dice.doors.happens(self.proportions.delivery.fetched_in_time);
                let days = self.proportions.delivery.held_days as i64;
                let days = if fetched { self.dice.doors.between(1, days) } else { days };
                let until = since.date() + Days::new(days.unsigned_abs());
                let held = Held { parcel, until, fetched, since: takes.at };
                self.held.entry(office).or_default().push(held);
            } else {
                self.for_door.entry(office).or_default().push((parcel, since));
            }
        }
        for parcel in fetched {
            self.scan_parcel(&mut takes, Action::Receive, *parcel, Said::default());
            self.hold_at_office(*parcel, office);
            self.route(*parcel, office, takes.at);
        }
        self.hand_in(takes, Handing::Usual);
    }

    /// What waited at the counter is fetched, or goes back to the agency that sent it.
    fn fetched_or_sent_back(&mut self, office: usize, rhythm: Rhythm) {
        let all = self.held.remove(&office).unwrap_or_default();
        let today = rhythm.round_begins.date();
        let due = |held: &Held| held.until <= today && held.since < rhythm.round_begins;
        let (due, later): (Vec<_>, Vec<_>) = all.into_iter().partition(due);
        self.held.insert(office, later);
        if due.is_empty() {
            return;
        }
        let mut batch = self.at_office(Who::Clerk(office), office, rhythm.round_begins);
        for Held { parcel, fetched, .. } in due {
            match self.parcels[parcel].from_desk {
                Some(desk) if !fetched => {
                    self.scan_parcel(&mut batch, Action::Return, parcel, Said::default());
                    self.hold_at_office(parcel, office);
                    let goes = &mut self.parcels[parcel];
                    goes.returning = true;
                    goes.goal = Goal::Desk(desk);
                    goes.office = self.province.desks[desk].office;
                    self.route(parcel, office, batch.at);
                }
                Some(_) | None => self.delivered(&mut batch, parcel, "addressee"),
            }
        }
        self.hand_in(batch, Handing::Usual);
    }
}
