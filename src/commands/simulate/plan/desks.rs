//! What passes between the post and the one-stop desks: dossiers in, results and circulars out.

use std::collections::{BTreeMap, BTreeSet};

use super::batch::{Batch, Handing};
use super::deeds::{Said, To, Who};
use super::{Goal, Journey, Parcel, Plan, Rhythm};
use crate::base::{At, Capacity, PointCode};
use crate::custody::{Action, AnomalyKind};

use super::super::province::PlayedDay;

const MINUTE: i64 = 60_000;

impl Plan {
    /// The post brings each desk that is open what is for it.
    pub(super) fn visit_desks(&mut self, day: &PlayedDay, at: At) {
        for office in 0..self.province.offices.len() {
            self.take_back(office, day, at);
            let all = self.for_desk.remove(&office).unwrap_or_default();
            let mut left = Vec::new();
            let mut calls: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            let from = at.plus_millis(12 * MINUTE);
            for (parcel, since) in all {
                match self.parcels[parcel].goal {
                    Goal::Desk(desk) if day.open_desks.contains(&desk) && since < from => {
                        calls.entry(desk).or_default().push(parcel);
                    }
                    Goal::Desk(_) | Goal::Door | Goal::Counter => left.push((parcel, since)),
                }
            }
            self.for_desk.insert(office, left);
            let mut at = from;
            for (desk, parcels) in calls {
                at = self.visit(office, desk, &parcels, day, at);
            }
        }
    }

    /// Gives to one desk; returns when that was done.
    fn visit(
        &mut self,
        office: usize,
        desk: usize,
        parcels: &[usize],
        day: &PlayedDay,
        at: At,
    ) -> At {
        let mut gives = self.at_office(Who::Clerk(office), office, at);
        let (mut late, mut ungiven) = (Vec::new(), BTreeSet::new());
        for parcel in parcels {
            let shares = &self.proportions.disturbances;
            let skipped = self.dice.trouble.happens(shares.skipped_give);
            let after_all = self.dice.trouble.happens(shares.late_give);
            let at_hand = gives.at;
            if !skipped {
                let said = self.given_to_desk(desk);
                self.scan_parcel(&mut gives, Action::HandOver, *parcel, said);
            } else if after_all {
                late.push((*parcel, at_hand));
            }
            if skipped {
                ungiven.insert(*parcel);
                // What is scanned after all explains itself.
                if !after_all {
                    self.expect(AnomalyKind::SkippedHandoff);
                }
            }
        }
        let taken = gives.at.plus_millis(2 * MINUTE);
        let done = taken.plus_millis(parcels.len() as i64 * 15_000 + MINUTE);
        self.hand_in(gives, Handing::Usual);
        // What was scanned by nobody in the morning is in the afternoon, under the time at which it happened.
        for (parcel, given) in late {
            let mut give = self.at_office(Who::Clerk(office), office, given.plus_millis(1_000));
            let said = self.given_to_desk(desk);
            self.scan_parcel(&mut give, Action::HandOver, parcel, said);
            self.hand_in(give, Handing::After(5 * 60 * MINUTE));
        }
        let other = self.other_desk(office, desk, day);
        let mut receives = self.at_desk(desk, taken);
        let mut astray = Vec::new();
        for parcel in parcels {
            let wrong = self.dice.trouble.happens(self.proportions.disturbances.wrong_desk);
            match other.filter(|_| wrong && !ungiven.contains(parcel)) {
                Some(other) => astray.push((*parcel, other)),
                None => self.count_in(&mut receives, *parcel, desk),
            }
        }
        self.hand_in(receives, Handing::Usual);
        for (parcel, other) in astray {
            let mut receives = self.at_desk(other, taken);
            self.scan_parcel(&mut receives, Action::Receive, parcel, Said::default());
            self.hand_in(receives, Handing::Usual);
            self.hold_at_desk(parcel, other);
            self.expect(AnomalyKind::WrongPlace);
            self.misgiven.entry(office).or_default().push((parcel, other));
        }
        done
    }

    fn given_to_desk(&self, desk: usize) -> Said {
        let to = To::Point(self.province.desks[desk].code.clone(), Capacity::Desk);
        Said { to: Some(to), ..Said::default() }
    }

    /// The officer looks at the seal, breaks it, and counts the papers against the slip.
    fn count_in(&mut self, batch: &mut Batch, parcel: usize, desk: usize) {
        let shares = &self.proportions.disturbances;
        let broken = self.dice.trouble.happens(shares.seal_broken);
        let there = &self.parcels[parcel];
        let mut papers = there.papers.clone();
        let differ = self.dice.trouble.happens(shares.papers_differ) && !papers.is_empty();
        if differ {
            papers[0] = if papers[0] > 1 { papers[0] - 1 } else { papers[0] + 1 };
        }
        let said = Said {
            seal: Some(there.seal.clone()),
            seal_intact: Some(!broken),
            papers: (!papers.is_empty()).then_some(papers),
            ..Said::default()
        };
        let returning = there.returning;
        self.scan_parcel(batch, Action::Receive, parcel, said);
        if broken {
            self.expect(AnomalyKind::SealBroken);
        }
        if differ {
            self.expect(AnomalyKind::PapersDiffer);
        }
        self.hold_at_desk(parcel, desk);
        let journey = if returning { Journey::Returned } else { Journey::Delivered };
        self.parcels[parcel].journey = journey;
        if let Some(result) = self.parcels[parcel].result {
            let traffic = &self.proportions.traffic;
            let (least, most) = (traffic.result_days_least, traffic.result_days_most);
            let days = self.dice.orders.between(least as i64, most as i64);
            if let Some(day) = self.desk_day(desk, batch.at.date(), days) {
                self.results.entry(desk).or_default().push((result, day));
            }
        }
    }

    /// Another desk that the office serves, open on the day.
    fn other_desk(&self, office: usize, desk: usize, day: &PlayedDay) -> Option<usize> {
        let desks = self.province.desks_of(office);
        desks.into_iter().find(|other| *other != desk && day.open_desks.contains(other))
    }

    /// What another desk took in yesterday comes back.
    fn take_back(&mut self, office: usize, day: &PlayedDay, at: At) {
        let all = self.misgiven.remove(&office).unwrap_or_default();
        for (parcel, wrong) in all {
            if !day.open_desks.contains(&wrong) {
                self.misgiven.entry(office).or_default().push((parcel, wrong));
                continue;
            }
            let mut gives = self.at_desk(wrong, at);
            let back = To::Point(self.province.offices[office].code.clone(), Capacity::Post);
            let said = Said { to: Some(back), ..Said::default() };
            self.scan_parcel(&mut gives, Action::HandOver, parcel, said);
            let handed = gives.at;
            self.hand_in(gives, Handing::Usual);
            let mut takes =
                self.at_office(Who::Clerk(office), office, handed.plus_millis(2 * MINUTE));
            self.scan_parcel(&mut takes, Action::Receive, parcel, Said::default());
            let since = takes.at;
            self.hand_in(takes, Handing::Usual);
            self.hold_at_office(parcel, office);
            self.for_desk.entry(office).or_default().push((parcel, since));
        }
    }

    /// Desks order the carriage of results and circulars.
    pub(super) fn desks_order(&mut self, day: &PlayedDay, rhythm: Rhythm) {
        let services = self.proportions.services();
        let all: f64 = services.iter().sum();
        let dossiers = self.dossiers(day) as f64;
        let due = |weight: f64| (dossiers * weight / all).round() as usize;
        let (returns, circulars) = (due(services[1]), due(services[3]));
        let open: Vec<usize> = day.late_desks.iter().copied().collect();
        if open.is_empty() {
            return;
        }
        let (first, last) = (
            rhythm.counter_opens.plus_millis(60 * MINUTE),
            rhythm.desks_give.plus_millis(-30 * MINUTE),
        );
        for n in 0..returns + circulars {
            let desk = *self.dice.orders.one(&open).unwrap_or(&open[0]);
            let seconds = self.dice.orders.between(0, (last.millis() - first.millis()) / 1000);
            let at = first.plus_millis(seconds * 1000);
            let parcel = if n < returns {
                self.order_return(desk, at)
            } else {
                let others: Vec<usize> =
                    self.desks_open().into_iter().filter(|other| *other != desk).collect();
                let Some(other) = self.dice.orders.one(&others).copied() else { continue };
                self.order_internal(desk, other, at)
            };
            self.results.entry(desk).or_default().push((parcel, day.date));
        }
    }

    /// The officers give out what is ready, and the post accepts it under seal.
    pub(super) fn desks_give(&mut self, day: &PlayedDay, at: At) {
        for desk in day.late_desks.iter().copied() {
            let all = self.results.remove(&desk).unwrap_or_default();
            let (ready, later): (Vec<_>, Vec<_>) =
                all.into_iter().partition(|(_, due)| *due <= day.date);
            self.results.insert(desk, later);
            if ready.is_empty() {
                continue;
            }
            let office = self.province.desks[desk].office;
            let post: PointCode = self.province.offices[office].code.clone();
            let mut gives = self.at_desk(desk, at);
            for (parcel, _) in &ready {
                let to = Some(To::Point(post.clone(), Capacity::Post));
                let said = Said { to, ..Said::default() };
                self.scan_parcel(&mut gives, Action::HandOver, *parcel, said);
            }
            let handed = gives.at.plus_millis(MINUTE);
            self.hand_in(gives, Handing::Usual);
            let mut takes = self.at_office(Who::Clerk(office), office, handed);
            for (parcel, _) in ready {
                let said = self.sealed(parcel);
                self.scan_parcel(&mut takes, Action::Accept, parcel, said);
                self.hold_at_office(parcel, office);
                self.route(parcel, office, takes.at);
            }
            self.hand_in(takes, Handing::Usual);
        }
    }

    /// A parcel as the post accepts it: sealed, and its papers counted where a slip lists them.
    pub(super) fn sealed(&self, parcel: usize) -> Said {
        let Parcel { seal, papers, .. } = &self.parcels[parcel];
        Said {
            seal: Some(seal.clone()),
            seal_intact: Some(true),
            papers: (!papers.is_empty()).then(|| papers.clone()),
            ..Said::default()
        }
    }
}
