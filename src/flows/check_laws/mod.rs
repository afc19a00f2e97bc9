//! The laws of custody, checked over all that is kept: heads, containments and anomalies are what the log
//! says, everybody held everything without a gap, every scan that was answered is there, every case was told
//! in order, and the ledger balances. Reads page by page, each on one view, so that it can be asked beside a
//! running server and takes the same memory whatever the size. Changes nothing.

mod cases;
mod items;
mod orphans;
mod scans;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::{At, Lang};
use crate::store::{Conn, StoreError, ledger};

/// A law that can be seen to be kept or broken in what lies in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Law {
    /// Where an item stands is what its log says.
    HeadIsFold,
    /// An item's log is numbered from 1 without a gap, and its head counts it.
    LogIsWhole,
    /// Somebody held the item at every moment, and nobody else did.
    OneCustodian,
    /// What lay in which bag or run is what the log says, one thing at a time.
    Containment,
    /// The anomalies kept are those that the log raises.
    Anomalies,
    /// Every scan that was answered is in the log or set aside, and every event was answered.
    ScansFound,
    /// Every case was told 1, 2, 3 …, each later than the one before.
    FeedInOrder,
    /// What was posted sums to zero.
    LedgerBalances,
    /// Items, positions of the feed and entries of the ledger run 1, 2, 3 … to where their counter stands.
    NumbersWhole,
    /// No row points to what is not there.
    NoOrphans,
}

impl Law {
    /// Every law.
    pub const ALL: [Self; 10] = [
        Self::HeadIsFold,
        Self::LogIsWhole,
        Self::OneCustodian,
        Self::Containment,
        Self::Anomalies,
        Self::ScansFound,
        Self::FeedInOrder,
        Self::LedgerBalances,
        Self::NumbersWhole,
        Self::NoOrphans,
    ];

    /// What it says.
    pub fn words(self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Self::HeadIsFold => {
                ("trạng thái đúng như nhật ký", "every item stands where its log says")
            }
            Self::LogIsWhole => ("nhật ký đủ, không đứt số", "every log is whole"),
            Self::OneCustodian => {
                ("lúc nào cũng đúng một người giữ", "one custodian at every moment")
            }
            Self::Containment => {
                ("túi và chuyến chứa đúng như nhật ký", "bags and runs held what the log says")
            }
            Self::Anomalies => {
                ("bất thường đúng như nhật ký", "the anomalies are those the log raises")
            }
            Self::ScansFound => {
                ("mọi lần quét đã trả lời đều còn", "every scan that was answered is found")
            }
            Self::FeedInOrder => (
                "mỗi hồ sơ được báo đủ, đúng thứ tự",
                "every case was told in order, without a gap",
            ),
            Self::LedgerBalances => ("sổ cái cân", "the ledger balances"),
            Self::NumbersWhole => (
                "bưu gửi, tin và bút toán đánh số liền nhau",
                "items, facts and ledger entries are numbered without a gap",
            ),
            Self::NoOrphans => {
                ("không dòng nào trỏ vào chỗ trống", "no row points to what is not there")
            }
        };
        lang.pick(vi, en)
    }
}

/// Where a law is broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Breach {
    /// The law.
    pub law: Law,
    /// The item, scan or case, by the name people know it by.
    pub what: String,
    /// What was expected, and what was found.
    pub found: String,
}

/// As many breaches of one law are told one by one; all are counted.
pub const TOLD: u64 = 25;

/// What was checked, and what was found.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Checked {
    /// Parcels, bags and runs.
    pub items: u64,
    /// Events of their logs.
    pub events: u64,
    /// Scans of the register.
    pub scans: u64,
    /// Cases.
    pub cases: u64,
    /// Facts they were told.
    pub facts: u64,
    /// How often each law is broken; one that is kept is left out.
    pub broken: BTreeMap<Law, u64>,
    /// The first breaches of each law.
    pub breaches: Vec<Breach>,
}

impl Checked {
    /// Whether all laws are kept.
    pub fn is_kept(&self) -> bool {
        self.broken.is_empty()
    }

    fn broken(&mut self, law: Law, what: impl Into<String>, found: impl Into<String>) {
        let count = self.broken.entry(law).or_default();
        *count += 1;
        if *count <= TOLD {
            self.breaches.push(Breach { law, what: what.into(), found: found.into() });
        }
    }
}

/// Checks all laws. `progress` is told what was checked so far after every page.
pub fn check_laws(
    conn: &mut Conn,
    now: At,
    progress: &mut dyn FnMut(&Checked),
) -> Result<Checked, StoreError> {
    let mut checked = Checked::default();
    items::check(conn, &mut checked, progress)?;
    scans::check(conn, &mut checked, progress)?;
    cases::check(conn, &mut checked, progress)?;
    orphans::check(conn, &mut checked, progress)?;
    let trial = ledger::trial_balance(conn, now)?;
    if !trial.balances() {
        let sum = trial
            .total()
            .map_or_else(|| "more than can be added".to_owned(), |sum| sum.to_string());
        let found = format!(
            "expected all accounts to sum to 0, got {sum}; {} entries are broken",
            trial.broken
        );
        checked.broken(Law::LedgerBalances, "ledger", found);
    }
    Ok(checked)
}
