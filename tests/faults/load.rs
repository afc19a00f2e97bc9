//! Many phones that scan at once and never give up a scan: what was not answered is sent again under the
//! same ids, until it is.

use std::io::Result;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use hosopost::base::Ids;
use serde_json::{Value, json};
use uuid::Uuid;

use super::account::Account;
use super::door::Door;
use super::ground::Ground;
use super::line::{Line, Reply, post};
use super::walk::{By, Walk};
use crate::kit::province::{CENTRE, DISTRICT};
use crate::kit::wait::{Stops, pause};

/// Nobody is without an answer for longer, whatever breaks.
const LONGEST: Duration = Duration::from_mins(2);

/// Seeded chance.
#[derive(Clone)]
pub struct Dice(Ids);

impl Dice {
    pub fn seeded(seed: u64) -> Self {
        Self(Ids::seeded(seed))
    }

    pub fn below(&self, count: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % count
    }

    fn scan_id(&self) -> Uuid {
        self.0.uuid(crate::kit::office::morning())
    }
}

/// One phone with the parcels it is to scan.
pub struct Phone<'a> {
    ground: &'a Ground,
    account: &'a Account,
    door: &'a Door,
    number: usize,
    dice: Dice,
    walks: Vec<Walk>,
    line: Option<Line>,
}

impl<'a> Phone<'a> {
    /// The phone of this number among so many: every parcel is walked by one phone.
    pub fn new(
        (ground, account, door): (&'a Ground, &'a Account, &'a Door),
        (number, phones): (usize, usize),
        seed: u64,
    ) -> Self {
        let walks = ground.parcels.iter().skip(number).step_by(phones);
        let walks = walks.map(|parcel| Walk::of(&parcel.tracking)).collect();
        let dice = Dice::seeded(seed * 1_000 + number as u64);
        Self { ground, account, door, number, dice, walks, line: None }
    }

    /// Scans until it is told to stop, and then until its last scans are answered.
    pub fn scan_until(mut self, stop: &AtomicBool) {
        while !stop.load(Ordering::SeqCst) {
            let (by, batch) = self.batch();
            self.hand_in(by, &batch);
        }
    }

    /// One scan or a few, of one person; now and then also of a parcel that another phone walks.
    pub fn batch(&mut self) -> (By, Vec<Value>) {
        let size = if self.dice.below(3) == 0 { 2 + self.dice.below(12) } else { 1 };
        let nth = self.dice.below(self.walks.len() as u64) as usize;
        let by = self.walks[nth].by();
        let mut batch = vec![self.walks[nth].next(self.dice.scan_id())];
        while (batch.len() as u64) < size {
            let nth = self.dice.below(self.walks.len() as u64) as usize;
            let id = self.dice.scan_id();
            if self.walks[nth].by() == by {
                batch.push(self.walks[nth].next(id));
            } else {
                batch.push(self.inspection(by, id));
            }
        }
        (by, batch)
    }

    /// Somebody looks at a parcel, whichever phone walks it.
    fn inspection(&self, by: By, id: Uuid) -> Value {
        let any = self.dice.below(self.ground.parcels.len() as u64) as usize;
        let code = &self.ground.parcels[any].tracking;
        let happened_at = "2025-04-09T10:00:00+07:00";
        match by {
            By::Clerk => json!({
                "id": id, "action": "inspect", "code": code, "at": DISTRICT,
                "happened_at": happened_at
            }),
            By::Officer => json!({
                "id": id, "action": "inspect", "code": code, "at": CENTRE, "as": "desk",
                "happened_at": happened_at
            }),
        }
    }

    /// A clerk looks at so many parcels.
    pub fn inspections(&self, count: usize) -> Vec<Value> {
        (0..count).map(|_| self.inspection(By::Clerk, self.dice.scan_id())).collect()
    }

    /// A clerk scans labels that nobody knows: they are set aside, and take the least to record.
    pub fn unknown(&self, count: usize) -> Vec<Value> {
        let mut scans = self.inspections(count);
        for scan in &mut scans {
            scan["code"] = json!("BH000000000VN");
        }
        scans
    }

    /// The body of a request with these scans.
    pub fn body(&self, batch: &[Value]) -> String {
        json!({ "device": format!("may-{}", self.number), "scans": batch }).to_string()
    }

    fn request(&self, by: By, batch: &[Value], headers: &str) -> Vec<u8> {
        let token = match by {
            By::Clerk => &self.ground.clerk,
            By::Officer => &self.ground.officer,
        };
        post("/api/v1/scans", token, headers, self.body(batch).as_bytes())
    }

    /// Sends once, with further headers.
    pub fn try_with(&mut self, by: By, batch: &[Value], headers: &str) -> Result<Reply> {
        let request = self.request(by, batch, headers);
        let tried = self.try_once(&request);
        if tried.is_err() {
            self.line = None;
        }
        tried
    }

    /// Sends until it is answered that all are on record.
    pub fn hand_in(&mut self, by: By, batch: &[Value]) {
        let request = self.request(by, batch, "");
        let begun = Instant::now();
        loop {
            let told = match self.try_once(&request) {
                Ok(reply) if reply.status == 200 => {
                    self.account.answered(batch, &reply.json());
                    return;
                }
                Ok(reply) => {
                    reply.is_busy();
                    self.account.turned_away();
                    reply.text()
                }
                Err(error) => {
                    self.line = None;
                    self.account.cut_off();
                    error.to_string()
                }
            };
            assert!(begun.elapsed() < LONGEST, "phone {}: {told}", self.number);
            pause(10 + self.dice.below(20));
        }
    }

    fn try_once(&mut self, request: &[u8]) -> Result<Reply> {
        if self.line.is_none() {
            self.line = Some(Line::to(self.door.at(self.number))?);
        }
        let line = self.line.as_mut().ok_or(std::io::ErrorKind::NotConnected)?;
        line.ask(request)
    }
}

/// So many phones scan while something happens.
pub fn under_load<T>(
    with: (&Ground, &Account, &Door),
    phones: usize,
    seed: u64,
    happens: impl FnOnce() -> T,
) -> T {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for number in 0..phones {
            let (phone, stop) = (Phone::new(with, (number, phones), seed), &stop);
            scope.spawn(move || phone.scan_until(stop));
        }
        let _stops = Stops(&stop);
        happens()
    })
}
