//! What a process has read from the feed for one webhook, beyond what is written down about it. Facts are sent
//! from here, each case in its order, and only now and then it is written down how far all of them have come:
//! what the receiver acknowledges at once never becomes a row.
//!
//! What was not acknowledged gets a row, and with it all that follows in its case: from then on the rows say
//! when it is sent. Nothing here is lost with the process; another begins where the writing ended.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use super::retry::Failed;
use crate::base::CaseId;
use crate::feed::Fact;

/// How many facts are held in memory for one webhook: as many may be sent twice when a process is killed.
pub const MOST_AHEAD: usize = 1_000;

/// The facts of one webhook that were read and are not written down yet.
#[derive(Debug)]
pub struct Ahead {
    written: i64,
    read: i64,
    /// How often it was settled.
    settled: u64,
    facts: BTreeMap<i64, Entry>,
    cases: HashMap<CaseId, Chain>,
    ready: BTreeSet<i64>,
}

#[derive(Debug)]
struct Entry {
    case: CaseId,
    /// Taken out when it is sent.
    fact: Option<Box<Fact>>,
    standing: Standing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// To be sent when the one before it in its case was acknowledged.
    Waits,
    /// Sent, and not answered yet; begun after so many settlings.
    UnderWay(u64),
    /// Answered well.
    Acknowledged,
    /// Answered otherwise, or not.
    Failed(Failed),
    /// A row's matter; it may have been sent and not be answered yet.
    Left { under_way: bool },
}

/// What of a case waits or is under way, the first in front, and whether the rows have taken the case over.
#[derive(Debug, Default)]
struct Chain {
    waiting: VecDeque<i64>,
    left: bool,
}

/// How far everything has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Up to where it was written down when the process last wrote.
    pub from: i64,
    /// Up to here every fact was acknowledged, or stands in `rows`.
    pub upto: i64,
    /// What was not acknowledged up to there, in the order of the feed.
    pub rows: Vec<Unacknowledged>,
}

/// A fact that needs a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unacknowledged {
    /// Its place in the feed.
    pub position: i64,
    /// Its case.
    pub case: CaseId,
    /// What is known of it.
    pub left: Left,
}

/// Why a fact needs a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// It failed.
    Failed(Failed),
    /// It is being sent for longer than others.
    UnderWay,
    /// It waits behind another of its case, or was not sent.
    Behind,
}

impl Ahead {
    /// Begins where the writing ended.
    pub fn behind(position: i64) -> Self {
        Self {
            written: position,
            read: position,
            settled: 0,
            facts: BTreeMap::new(),
            cases: HashMap::new(),
            ready: BTreeSet::new(),
        }
    }

    /// Up to where the feed was read.
    pub const fn read(&self) -> i64 {
        self.read
    }

    /// Up to where it was written down.
    pub const fn written(&self) -> i64 {
        self.written
    }

    /// How many positions of the feed may be read on.
    pub fn room(&self) -> i64 {
        MOST_AHEAD.saturating_sub(self.facts.len()) as i64
    }

    /// Whether something could be sent now.
    pub fn has_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// Whether there is something to write down.
    pub fn has_news(&self) -> bool {
        let first = self.facts.values().next();
        match first.map(|entry| entry.standing) {
            Some(Standing::Waits | Standing::UnderWay(_)) => false,
            Some(Standing::Acknowledged | Standing::Failed(_) | Standing::Left { .. }) => true,
            None => self.read > self.written,
        }
    }

    /// Whether nothing of it is open: everything read was written down.
    pub const fn is_written(&self) -> bool {
        self.read == self.written
    }

    /// Takes up what was read up to a position: facts within the webhook's scope, in the order of the feed.
    /// `has_rows` says of which cases earlier facts have rows.
    pub fn read_on(&mut self, upto: i64, facts: Vec<Fact>, has_rows: impl Fn(CaseId) -> bool) {
        self.read = self.read.max(upto);
        for fact in facts {
            let (position, case) = (fact.position, fact.case);
            let chain = self.cases.entry(case).or_default();
            chain.left |= has_rows(case);
            let standing = if chain.left {
                Standing::Left { under_way: false }
            } else {
                if chain.waiting.is_empty() {
                    self.ready.insert(position);
                }
                chain.waiting.push_back(position);
                Standing::Waits
            };
            self.facts.insert(position, Entry { case, fact: Some(Box::new(fact)), standing });
        }
    }

    /// The next fact to send. It is then under way.
    pub fn begin(&mut self) -> Option<Fact> {
        let position = self.ready.pop_first()?;
        let entry = self.facts.get_mut(&position)?;
        entry.standing = Standing::UnderWay(self.settled);
        entry.fact.take().map(|fact| *fact)
    }

    /// What became of a fact that was under way: it was acknowledged, or it failed.
    pub fn conclude(&mut self, position: i64, failed: Option<Failed>) {
        let Some(entry) = self.facts.get_mut(&position) else { return };
        let case = entry.case;
        let is_left = match entry.standing {
            Standing::UnderWay(_) => false,
            // Answered before its row was written: it may need none.
            Standing::Left { under_way: true } => true,
            Standing::Left { under_way: false }
            | Standing::Waits
            | Standing::Acknowledged
            | Standing::Failed(_) => return,
        };
        entry.standing = failed.map_or(Standing::Acknowledged, Standing::Failed);
        if is_left {
            return;
        }
        if failed.is_some() {
            self.leave(case);
        } else if let Some(chain) = self.cases.get_mut(&case) {
            chain.waiting.pop_front();
            match chain.waiting.front() {
                Some(next) => {
                    self.ready.insert(*next);
                }
                None if !chain.left => {
                    self.cases.remove(&case);
                }
                None => {}
            }
        }
    }

    /// Leaves everything to the rows: the receiver wants to be left alone, or the process ends.
    pub fn leave_all(&mut self) {
        let cases: Vec<CaseId> = self.cases.keys().copied().collect();
        for case in cases {
            self.leave(case);
        }
    }

    /// How far all has come. What was under way at the settling before and still is gets a row, so that one
    /// slow answer does not keep the rest from being written down. To be told by [`Ahead::wrote`] when it was
    /// written; else the next settling says the same again, and more.
    pub fn settle(&mut self) -> Settled {
        let slow = |entry: &&Entry| matches!(entry.standing, Standing::UnderWay(since) if since < self.settled);
        let slow: Vec<CaseId> = self.facts.values().filter(slow).map(|entry| entry.case).collect();
        for case in slow {
            self.leave(case);
        }
        self.settled += 1;
        let is_open =
            |entry: &Entry| matches!(entry.standing, Standing::Waits | Standing::UnderWay(_));
        let first_open = self.facts.iter().find(|(_, entry)| is_open(entry));
        let upto = first_open.map_or(self.read, |(position, _)| position - 1);
        let row = |(position, entry): (&i64, &Entry)| {
            let left = match entry.standing {
                Standing::Failed(failed) => Left::Failed(failed),
                Standing::Left { under_way: true } => Left::UnderWay,
                Standing::Left { under_way: false } => Left::Behind,
                Standing::Acknowledged | Standing::Waits | Standing::UnderWay(_) => return None,
            };
            Some(Unacknowledged { position: *position, case: entry.case, left })
        };
        let rows = self.facts.range(..=upto).filter_map(row).collect();
        Settled { from: self.written, upto, rows }
    }

    /// It is written down up to there: from now on the rows speak for what was not acknowledged.
    pub fn wrote(&mut self, upto: i64) {
        self.written = self.written.max(upto);
        self.facts = self.facts.split_off(&(upto + 1));
        let left =
            |entry: &&Entry| matches!(entry.standing, Standing::Failed(_) | Standing::Left { .. });
        let left: BTreeSet<CaseId> =
            self.facts.values().filter(left).map(|entry| entry.case).collect();
        self.cases.retain(|case, chain| !chain.waiting.is_empty() || left.contains(case));
    }

    /// The rows take over what of a case was not answered.
    fn leave(&mut self, case: CaseId) {
        let Some(chain) = self.cases.get_mut(&case) else { return };
        chain.left = true;
        for position in chain.waiting.drain(..) {
            self.ready.remove(&position);
            if let Some(entry) = self.facts.get_mut(&position) {
                match entry.standing {
                    Standing::Waits => entry.standing = Standing::Left { under_way: false },
                    Standing::UnderWay(_) => entry.standing = Standing::Left { under_way: true },
                    Standing::Acknowledged | Standing::Failed(_) | Standing::Left { .. } => {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::base::At;
    use crate::feed::FactKind;

    fn case(number: u8) -> CaseId {
        CaseId::new(Uuid::from_u128(u128::from(number) + 1))
    }

    fn fact(position: i64, number: u8) -> Fact {
        Fact {
            position,
            case: case(number),
            sequence: position,
            case_code: "H27.12-250408-0007".parse().unwrap(),
            agency: "H27.12".parse().unwrap(),
            kind: FactKind::LegOrdered,
            effective_at: At::from_millis(0),
            recorded_at: At::from_millis(0),
            supersedes: None,
            test: false,
            data: serde_json::json!({}),
        }
    }

    fn read(ahead: &mut Ahead, facts: &[(i64, u8)]) {
        let facts: Vec<Fact> = facts.iter().map(|(at, case)| fact(*at, *case)).collect();
        let upto = facts.last().map_or(0, |fact| fact.position);
        ahead.read_on(upto, facts, |_| false);
    }

    fn begun(ahead: &mut Ahead) -> Vec<i64> {
        std::iter::from_fn(|| ahead.begin()).map(|fact| fact.position).collect()
    }

    fn again() -> Failed {
        Failed::Again(At::from_millis(5))
    }

    #[test]
    fn a_case_goes_on_when_its_fact_was_acknowledged_and_nothing_of_it_becomes_a_row() {
        let mut ahead = Ahead::behind(0);
        read(&mut ahead, &[(1, 0), (2, 1), (3, 0), (4, 0)]);
        assert_eq!(begun(&mut ahead), [1, 2]);
        ahead.conclude(1, None);
        assert_eq!(begun(&mut ahead), [3]);
        assert!(ahead.has_news());
        let settled = ahead.settle();
        assert_eq!((settled.from, settled.upto, settled.rows.len()), (0, 1, 0));
        ahead.wrote(1);
        ahead.conclude(3, None);
        ahead.conclude(2, None);
        assert_eq!(begun(&mut ahead), [4]);
        ahead.conclude(4, None);
        let settled = ahead.settle();
        assert_eq!((settled.from, settled.upto, settled.rows.len()), (1, 4, 0));
        ahead.wrote(4);
        assert!(ahead.is_written() && !ahead.has_news() && ahead.cases.is_empty());
    }

    #[test]
    fn what_failed_becomes_a_row_with_all_that_follows_in_its_case() {
        let mut ahead = Ahead::behind(0);
        read(&mut ahead, &[(1, 0), (2, 0), (3, 1)]);
        assert_eq!(begun(&mut ahead), [1, 3]);
        ahead.conclude(1, Some(again()));
        // Read before the rows are written: memory knows.
        read(&mut ahead, &[(4, 0), (5, 1)]);
        assert!(begun(&mut ahead).is_empty());
        ahead.conclude(3, None);
        assert_eq!(begun(&mut ahead), [5]);
        ahead.conclude(5, None);
        let settled = ahead.settle();
        let lefts: Vec<(i64, Left)> =
            settled.rows.iter().map(|row| (row.position, row.left)).collect();
        assert_eq!(lefts, [(1, Left::Failed(again())), (2, Left::Behind), (4, Left::Behind)]);
        // When it was not written, the same is said again.
        assert_eq!(ahead.settle(), settled);
    }

    #[test]
    fn an_answer_that_takes_long_keeps_the_others_for_one_settling_only() {
        let mut ahead = Ahead::behind(0);
        read(&mut ahead, &[(1, 0), (2, 1), (3, 0)]);
        begun(&mut ahead);
        ahead.conclude(2, None);
        assert_eq!(ahead.settle().upto, 0);
        let settled = ahead.settle();
        assert_eq!(settled.upto, 3);
        let lefts: Vec<Left> = settled.rows.iter().map(|row| row.left).collect();
        assert_eq!(lefts, [Left::UnderWay, Left::Behind]);
        ahead.wrote(3);
        // Answered at last: that is the row's matter.
        ahead.conclude(1, None);
        assert!(!ahead.has_ready() && ahead.is_written());
    }

    /// The rows of a database, as far as they matter here.
    #[derive(Default)]
    struct Rows(BTreeMap<i64, (CaseId, bool)>);

    impl Rows {
        /// The first of a case, unless it is being sent from memory.
        fn due(&self) -> Vec<i64> {
            let mut seen = BTreeSet::new();
            let first = self.0.iter().filter(|(_, (case, _))| seen.insert(*case));
            first.filter(|(_, (_, leased))| !leased).map(|(position, _)| *position).collect()
        }
    }

    proptest! {
        #[test]
        fn whatever_receivers_answer_each_case_is_told_in_order_and_nothing_is_lost(
            cases in proptest::collection::vec(0..4_u8, 1..60),
            steps in proptest::collection::vec((0..6_u8, 0..64_usize), 0..300),
        ) {
            let (mut ahead, mut rows) = (Ahead::behind(0), Rows::default());
            let mut under_way: Vec<i64> = Vec::new();
            let mut told: BTreeMap<u8, Vec<i64>> = BTreeMap::new();
            let of = |position: i64| cases[(position - 1) as usize];
            // In the end every receiver is well.
            let end = (0..4 * cases.len()).flat_map(|_| [0, 1, 2, 4, 5]);
            let end = end.map(|step| (step, 0));
            for (step, which) in steps.into_iter().chain(end) {
                match step {
                    0 => {
                        let from = ahead.read();
                        let upto = (from + 3).min(cases.len() as i64);
                        let facts = (from + 1..=upto).map(|at| fact(at, of(at))).collect();
                        let held: BTreeSet<CaseId> = rows.0.values().map(|row| row.0).collect();
                        ahead.read_on(upto, facts, |case| held.contains(&case));
                    }
                    1 => under_way.extend(ahead.begin().map(|fact| fact.position)),
                    2 | 3 if !under_way.is_empty() => {
                        let position = under_way.remove(which % under_way.len());
                        told.entry(of(position)).or_default().push(position);
                        let failed = (step == 3).then_some(again());
                        ahead.conclude(position, failed);
                        match rows.0.get_mut(&position) {
                            Some(row) if failed.is_some() => row.1 = false,
                            Some(_) => { rows.0.remove(&position); }
                            None => {}
                        }
                    }
                    4 => {
                        let settled = ahead.settle();
                        for row in &settled.rows {
                            let leased = row.left == Left::UnderWay;
                            rows.0.insert(row.position, (row.case, leased));
                        }
                        ahead.wrote(settled.upto);
                    }
                    5 => for position in rows.due() {
                        told.entry(of(position)).or_default().push(position);
                        rows.0.remove(&position);
                    },
                    _ => {}
                }
            }
            prop_assert!(rows.0.is_empty() && under_way.is_empty() && ahead.is_written());
            for (case, told) in told {
                let mut first: Vec<i64> = Vec::new();
                for position in told {
                    if !first.contains(&position) {
                        first.push(position);
                    }
                }
                let all = (1..).zip(&cases).filter(|(_, of)| **of == case);
                prop_assert_eq!(first, all.map(|(position, _)| position).collect::<Vec<i64>>());
            }
        }
    }
}
