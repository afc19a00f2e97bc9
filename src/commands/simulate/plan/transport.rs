//! Mail on its way between offices: into bags, onto vans, off again, and out of the bags.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::batch::{Batch, Handing};
use super::deeds::{Code, Deed, Said, Who};
use super::{Holder, Journey, Plan, Rhythm};
use crate::base::{At, Capacity};
use crate::custody::{Action, AnomalyKind};

use super::super::province::HUB;

/// A closed bag.
#[derive(Debug)]
pub(super) struct PackedBag {
    code: String,
    seal: String,
    from: usize,
    /// What lies in it.
    inside: Vec<usize>,
    /// Those of them that nobody scanned into it.
    over: BTreeSet<usize>,
    /// What was scanned into it and lies where it was packed.
    short: Vec<usize>,
}

/// Minutes before a van leaves that its bags are closed.
const PACKED_BEFORE: i64 = 25;
const MINUTE: i64 = 60_000;

impl Plan {
    /// The vans of the morning: from the sorting office to the others, then from these to what they feed.
    pub(super) fn vans_out(&mut self, rhythm: Rhythm) {
        for line in self.lines(true) {
            self.van_out(line, rhythm.vans_leave);
        }
        for line in self.lines(false) {
            let (head, stops) = self.ends(line);
            let packed = rhythm.feeders_leave.plus_millis(-PACKED_BEFORE * MINUTE);
            for stop in stops {
                self.pack(head, stop, packed);
            }
            self.van_out(line, rhythm.feeders_leave);
        }
    }

    /// The vans of the afternoon, and the sorting of the evening.
    pub(super) fn vans_back(&mut self, rhythm: Rhythm) {
        for (main, leaves) in [(false, rhythm.feeders_return), (true, rhythm.vans_return)] {
            for line in self.lines(main) {
                let (head, stops) = self.ends(line);
                let packed = leaves.plus_millis(-PACKED_BEFORE * MINUTE);
                for stop in stops {
                    self.pack(stop, head, packed);
                }
                self.van_back(line, leaves);
            }
        }
        self.missort();
        for line in self.lines(true) {
            let (head, stops) = self.ends(line);
            for stop in stops {
                self.pack(head, stop, rhythm.sorted);
            }
        }
    }

    /// The lines from the sorting office, or those beyond.
    fn lines(&self, main: bool) -> Vec<usize> {
        let lines = self.province.lines.iter().enumerate();
        lines.filter(|(_, line)| (line.head == HUB) == main).map(|(n, _)| n).collect()
    }

    fn ends(&self, line: usize) -> (usize, Vec<usize>) {
        let line = &self.province.lines[line];
        (line.head, line.stops.clone())
    }

    /// Mail laid into the wrong pigeonhole of the sorting office.
    fn missort(&mut self) {
        let holes: Vec<(usize, usize)> =
            self.waiting.keys().filter(|(here, _)| *here == HUB).copied().collect();
        for hole in &holes {
            let all = self.waiting.remove(hole).unwrap_or_default();
            for (parcel, since) in all {
                let astray = self.dice.mail.happens(self.proportions.disturbances.missorted);
                let other = *self.dice.mail.one(&holes).unwrap_or(hole);
                let into = if astray { other } else { *hole };
                self.waiting.entry(into).or_default().push((parcel, since));
            }
        }
    }

    /// Puts what waits for the next office into a bag and closes it.
    fn pack(&mut self, from: usize, to: usize, at: At) {
        let all = self.waiting.remove(&(from, to)).unwrap_or_default();
        let (ready, not_yet): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|(_, since)| *since < at);
        if !not_yet.is_empty() {
            self.waiting.insert((from, to), not_yet);
        }
        if ready.is_empty() {
            return;
        }
        let who = Who::Clerk(from);
        let (code, seal) = (self.named("TUI"), self.named("NP"));
        let point = |office: usize| self.province.offices[office].code.clone();
        let made = Deed::Bag { code: code.clone(), from: point(from), to: point(to) };
        self.act(at, who, made);
        let mut bag = PackedBag {
            code,
            seal,
            from,
            inside: Vec::new(),
            over: BTreeSet::new(),
            short: Vec::new(),
        };
        let mut batch = self.at_office(who, from, at.plus_millis(MINUTE));
        for (parcel, _) in ready {
            let shares = &self.proportions.disturbances;
            let short = self.dice.mail.happens(shares.short);
            let over = self.dice.mail.happens(shares.over);
            if over && !short {
                bag.over.insert(parcel);
            } else {
                let said = Said { bag: Some(bag.code.clone()), ..Said::default() };
                self.scan_parcel(&mut batch, Action::Pack, parcel, said);
                self.hold_at_office(parcel, from);
            }
            if short {
                bag.short.push(parcel);
            } else {
                bag.inside.push(parcel);
            }
        }
        let said = Said { seal: Some(bag.seal.clone()), ..Said::default() };
        self.scan(&mut batch, Action::CloseBag, Code::Text(bag.code.clone()), said);
        self.hand_in(batch, Handing::Usual);
        self.packed.entry((from, to)).or_default().push(bag);
    }

    /// Where and when a van stops on its way out from the head, or on its way back.
    fn stops(&self, line: usize, leaves: At, out: bool) -> (Vec<(usize, At)>, At) {
        let line = &self.province.lines[line];
        let mut at = leaves;
        let mut stops = Vec::new();
        if out {
            for (stop, minutes) in line.stops.iter().zip(&line.minutes) {
                at = at.plus_millis(minutes * MINUTE);
                stops.push((*stop, at));
            }
        } else {
            for (stop, minutes) in line.stops.iter().zip(&line.minutes).rev() {
                stops.push((*stop, at));
                at = at.plus_millis(minutes * MINUTE);
            }
        }
        (stops, at)
    }

    fn enter_run(&mut self, line: usize, leaves: At) -> String {
        let code = self.named("CH");
        let route = self.province.lines[line].route.to_string();
        let entered = Deed::Run { code: code.clone(), route };
        self.act(leaves.plus_millis(-20 * MINUTE), Who::Driver(line), entered);
        code
    }

    fn on_run(&mut self, batch: &mut Batch, action: Action, bag: &PackedBag, run: &str) {
        let said = Said { run: Some(run.to_owned()), ..Said::default() };
        self.scan(batch, action, Code::Text(bag.code.clone()), said);
    }

    /// Whoever the record says carries the bag carries what was scanned into it.
    fn hold_inside(&mut self, bag: &PackedBag, holder: &Holder) {
        let scanned = bag.inside.iter().chain(&bag.short).filter(|one| !bag.over.contains(one));
        for parcel in scanned.copied().collect::<Vec<_>>() {
            self.hold(parcel, holder.clone());
        }
    }

    fn office_holder(&self, office: usize) -> Holder {
        let code = self.province.offices[office].code.clone();
        Holder::Point(code, Capacity::Post)
    }

    fn van_out(&mut self, line: usize, leaves: At) {
        let (head, stops) = self.ends(line);
        let mut loads: Vec<(usize, Vec<PackedBag>)> = stops
            .iter()
            .filter_map(|stop| Some((*stop, self.packed.remove(&(head, *stop))?)))
            .collect();
        if loads.is_empty() {
            return;
        }
        let run = self.enter_run(line, leaves);
        let driver = Who::Driver(line);
        let scanned = Code::Text(run.clone());
        let mut batch = self.at_office(driver, head, leaves.plus_millis(-10 * MINUTE));
        for (_, bags) in &loads {
            for bag in bags {
                self.on_run(&mut batch, Action::Load, bag, &run);
                self.hold_inside(bag, &Holder::Run(run.clone()));
            }
        }
        self.scan(&mut batch, Action::Depart, scanned.clone(), Said::default());
        self.hand_in(batch, Handing::Usual);
        for (stop, at) in self.stops(line, leaves, true).0 {
            let Some(load) = loads.iter().position(|(for_stop, _)| *for_stop == stop) else {
                continue;
            };
            let (_, bags) = loads.swap_remove(load);
            let mut batch = self.at_office(driver, stop, at);
            self.scan(&mut batch, Action::Arrive, scanned.clone(), Said::default());
            let holder = self.office_holder(stop);
            for bag in &bags {
                self.on_run(&mut batch, Action::Unload, bag, &run);
                self.hold_inside(bag, &holder);
            }
            let unloaded = batch.at;
            if !loads.is_empty() {
                self.scan(&mut batch, Action::Depart, scanned.clone(), Said::default());
            }
            self.hand_in(batch, Handing::Usual);
            self.open(stop, bags, unloaded.plus_millis(4 * MINUTE));
        }
    }

    fn van_back(&mut self, line: usize, leaves: At) {
        let (head, stops) = self.ends(line);
        if !stops.iter().any(|stop| self.packed.contains_key(&(*stop, head))) {
            return;
        }
        let run = self.enter_run(line, leaves);
        let driver = Who::Driver(line);
        let scanned = Code::Text(run.clone());
        let mut all = Vec::new();
        let (stops, arrives) = self.stops(line, leaves, false);
        for (stop, at) in stops {
            let Some(bags) = self.packed.remove(&(stop, head)) else { continue };
            let mut batch = self.at_office(driver, stop, at);
            if !all.is_empty() {
                self.scan(&mut batch, Action::Arrive, scanned.clone(), Said::default());
            }
            for bag in &bags {
                self.on_run(&mut batch, Action::Load, bag, &run);
                self.hold_inside(bag, &Holder::Run(run.clone()));
            }
            self.scan(&mut batch, Action::Depart, scanned.clone(), Said::default());
            self.hand_in(batch, Handing::Usual);
            all.extend(bags);
        }
        // Loading takes its time at every stop.
        let mut batch = self.at_office(driver, head, arrives.plus_millis(5 * MINUTE));
        self.scan(&mut batch, Action::Arrive, scanned, Said::default());
        let holder = self.office_holder(head);
        for bag in &all {
            self.on_run(&mut batch, Action::Unload, bag, &run);
            self.hold_inside(bag, &holder);
        }
        let unloaded = batch.at;
        self.hand_in(batch, Handing::Usual);
        self.open(head, all, unloaded.plus_millis(4 * MINUTE));
    }

    /// Opens bags, takes out what is in them, and counts what should be.
    fn open(&mut self, office: usize, bags: Vec<PackedBag>, at: At) {
        let who = Who::Clerk(office);
        let mut batch = self.at_office(who, office, at);
        let mut came: Vec<(usize, At)> = Vec::new();
        for bag in bags {
            let code = Code::Text(bag.code.clone());
            let said =
                Said { seal: Some(bag.seal.clone()), seal_intact: Some(true), ..Said::default() };
            self.scan(&mut batch, Action::OpenBag, code.clone(), said);
            for parcel in &bag.inside {
                let said = Said { bag: Some(bag.code.clone()), ..Said::default() };
                self.scan_parcel(&mut batch, Action::Unpack, *parcel, said);
                self.hold_at_office(*parcel, office);
                if bag.over.contains(parcel) {
                    self.expect(AnomalyKind::NotInBag);
                    self.expect(AnomalyKind::SkippedHandoff);
                }
                if self.dice.mail.happens(self.proportions.disturbances.damaged) {
                    let said = Said { reason: Some("rách góc phong bì"), ..Said::default() };
                    self.scan_parcel(&mut batch, Action::Damage, *parcel, said);
                    self.expect(AnomalyKind::Damaged);
                }
                came.push((*parcel, batch.at));
            }
            self.scan(&mut batch, Action::Inspect, code, Said::default());
            for parcel in bag.short {
                // By the record whoever counted it short answers for it until it turns up where it lies, and
                // then it came back without anybody giving it.
                self.expect(AnomalyKind::BagShort);
                self.expect(AnomalyKind::SkippedHandoff);
                let next = self.province.next_hop(bag.from, self.parcels[parcel].office);
                let waits = (bag.from, next.unwrap_or(bag.from));
                self.waiting.entry(waits).or_default().push((parcel, batch.at));
            }
        }
        for (parcel, since) in came {
            if !self.lost(&mut batch, parcel, office) {
                self.route(parcel, office, since);
            }
        }
        self.hand_in(batch, Handing::Usual);
    }

    /// Whether the parcel cannot be found any more after it was counted.
    fn lost(&mut self, batch: &mut Batch, parcel: usize, office: usize) -> bool {
        let shares = &self.proportions.disturbances;
        if !self.dice.mail.happens(shares.lost) {
            return false;
        }
        let found = self.dice.mail.happens(shares.found);
        let days = self.dice.mail.between(1, 4).unsigned_abs();
        self.scan_parcel(batch, Action::Lose, parcel, Said::default());
        self.expect(AnomalyKind::Lost);
        self.parcels[parcel].journey = Journey::Lost;
        if found {
            let day = batch.at.date() + Days::new(days);
            self.missing.entry(office).or_default().push((parcel, day));
        }
        true
    }

    /// What was lost turns up behind a shelf.
    pub(super) fn turn_up(&mut self, today: NaiveDate, at: At) {
        for office in 0..self.province.offices.len() {
            let missing = self.missing.remove(&office).unwrap_or_default();
            let (found, still): (Vec<_>, Vec<_>) =
                missing.into_iter().partition(|(_, day)| *day <= today);
            if !still.is_empty() {
                self.missing.insert(office, still);
            }
            if found.is_empty() {
                continue;
            }
            let mut batch = self.at_office(Who::Clerk(office), office, at);
            for (parcel, _) in found {
                self.scan_parcel(&mut batch, Action::Find, parcel, Said::default());
                self.hold_at_office(parcel, office);
                self.parcels[parcel].journey = Journey::Open;
                self.route(parcel, office, batch.at);
            }
            self.hand_in(batch, Handing::Usual);
        }
    }
}
