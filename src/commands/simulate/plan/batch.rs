//! Scans of one person put together and handed in: at once, late, twice, with something among them that does
//! not belong there.

use uuid::Uuid;

use super::Plan;
use super::deeds::{Code, Deed, Said, Scan, Who};
use crate::base::{At, Capacity, PointCode};
use crate::custody::Action;

/// Scans that one person makes on one device, one after the other.
pub(super) struct Batch {
    pub who: Who,
    /// When the last one was made.
    pub at: At,
    place: (PointCode, Option<Capacity>),
    scans: Vec<Scan>,
    off_ms: i64,
}

impl Batch {
    /// The device's clock is so far ahead, and nobody told it.
    pub(super) fn sets_ahead(&mut self, ms: i64) {
        for scan in &mut self.scans {
            scan.happened_at = self.at.plus_millis(ms);
            scan.clock_offset_ms = 0;
        }
    }
}

/// How a batch may be handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Handing {
    /// As it goes: mostly at once, sometimes hours later.
    Usual,
    /// At once.
    Prompt,
    /// So many milliseconds later.
    After(i64),
}

impl Plan {
    /// A batch that somebody of an office begins.
    pub(super) fn at_office(&mut self, who: Who, office: usize, at: At) -> Batch {
        let office = &self.province.offices[office];
        let place = (office.code.clone(), office.both.then_some(Capacity::Post));
        let off_ms = self.clock_of(who);
        Batch { who, at, place, scans: Vec::new(), off_ms }
    }

    /// A batch that the officer of a desk begins.
    pub(super) fn at_desk(&mut self, desk: usize, at: At) -> Batch {
        let there = &self.province.desks[desk];
        let place = (there.code.clone(), there.both.then_some(Capacity::Desk));
        let who = Who::Officer(desk);
        let off_ms = self.clock_of(who);
        Batch { who, at, place, scans: Vec::new(), off_ms }
    }

    /// One more scan, some seconds after the last.
    pub(super) fn scan(
        &mut self,
        batch: &mut Batch,
        action: Action,
        code: Code,
        said: Said,
    ) -> Uuid {
        let seconds = self.dice.scans.between(5, 14);
        batch.at = batch.at.plus_millis(seconds * 1000);
        let id = self.dice.scans.id(batch.at);
        batch.scans.push(Scan {
            id,
            action,
            code,
            at: batch.place.0.clone(),
            capacity: batch.place.1,
            happened_at: batch.at.plus_millis(-batch.off_ms),
            clock_offset_ms: batch.off_ms,
            said,
            garbled: false,
        });
        self.outcome("recorded", 1);
        id
    }

    /// A parcel as it is read: mostly by its QR.
    pub(super) fn code(&mut self, parcel: usize) -> Code {
        Code::Parcel { parcel, qr: self.dice.scans.happens(0.9) }
    }

    pub(super) fn scan_parcel(
        &mut self,
        batch: &mut Batch,
        action: Action,
        parcel: usize,
        said: Said,
    ) -> Uuid {
        let code = self.code(parcel);
        self.scan(batch, action, code, said)
    }

    fn outcome(&mut self, outcome: &'static str, count: u64) {
        *self.expected.outcomes.entry(outcome).or_default() += count;
    }

    /// Hands the batch in; one without scans is none.
    pub(super) fn hand_in(&mut self, batch: Batch, handing: Handing) {
        let Batch { who, at, place, mut scans, .. } = batch;
        if scans.is_empty() {
            return;
        }
        let (dice, shares) = (&self.dice.trouble, &self.proportions.disturbances);
        let late = dice.happens(shares.late);
        let hours = dice.between(1, shares.late_hours as i64);
        let repeated = dice.happens(shares.repeated);
        let conflict = dice.happens(shares.conflict);
        let unknown = dice.happens(shares.unknown_code);
        let elsewhere = dice.happens(shares.elsewhere);
        let garbled = dice.happens(shares.malformed);
        let seconds = dice.between(2, 20);
        let sent = at.plus_millis(match handing {
            Handing::After(ms) => ms,
            Handing::Usual if late => hours * 3_600_000 + seconds * 61_000,
            Handing::Usual | Handing::Prompt => seconds * 1000,
        });
        let again = dice.between(1, 90);
        let altered = dice.below(scans.len());
        if unknown {
            let code = Code::Text(format!("ZZ{:09}VN", self.dice.trouble.between(1, 999_999_999)));
            scans.push(self.stray(&scans[0], code, at, place.0.clone()));
            self.outcome("set_aside.unknown_code", 1);
        }
        if elsewhere && let Some(other) = self.elsewhere(who) {
            let mut stray = self.stray(&scans[0], scans[0].code.clone(), at, other);
            stray.capacity = None;
            scans.push(stray);
            self.outcome("set_aside.wrong_place", 1);
        }
        if garbled {
            let mut stray = self.stray(&scans[0], scans[0].code.clone(), at, place.0);
            stray.garbled = true;
            scans.push(stray);
            self.outcome("refused.malformed", 1);
        }
        let count = scans.iter().filter(|scan| !scan.garbled).count() as u64;
        let garbled = scans.len() as u64 - count;
        self.batches += 1;
        let batch = self.batches;
        let kept = repeated || conflict;
        self.act(sent, who, Deed::Scans { batch, scans, again: kept });
        if repeated {
            self.outcome("repeated", count);
            self.outcome("refused.malformed", garbled);
            self.act(sent.plus_millis(again * 60_000), who, Deed::Again { batch });
        }
        if conflict {
            self.outcome("refused.id_conflict", 1);
            let sent = sent.plus_millis(again * 40_000);
            self.act(sent, who, Deed::Altered { batch, scan: altered });
        }
    }

    /// A scan that does not belong among the others; it changes nothing of what anybody holds.
    fn stray(&self, like: &Scan, code: Code, at: At, place: PointCode) -> Scan {
        Scan {
            id: self.dice.trouble.id(at),
            action: Action::Inspect,
            code,
            at: place,
            said: Said::default(),
            garbled: false,
            happened_at: like.happened_at,
            ..like.clone()
        }
    }

    /// A point of their own kind at which they have no business.
    fn elsewhere(&self, who: Who) -> Option<PointCode> {
        let own = self.points_of(who);
        let (offices, desks) = (&self.province.offices, &self.province.desks);
        let mut others: Box<dyn Iterator<Item = &PointCode>> = match who {
            Who::Officer(_) => {
                Box::new(desks.iter().filter(|desk| !desk.both).map(|desk| &desk.code))
            }
            Who::Clerk(_) | Who::Postman(..) | Who::Driver(_) | Who::System => {
                Box::new(offices.iter().filter(|office| !office.both).map(|office| &office.code))
            }
        };
        others.find(|code| !own.contains(code)).cloned()
    }
}
