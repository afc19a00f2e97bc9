//! What the plan has people do, in the plan's own names: parcels by number, people by their post. The driver
//! puts the server's names in their place, so that the same seed says the same whatever the server draws.

use serde_json::Value;
use uuid::Uuid;

use crate::base::{At, Capacity, PointCode};
use crate::custody::Action;

/// Somebody who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// The counter of an office.
    Clerk(usize),
    /// A postman of an office.
    Postman(usize, usize),
    /// Who drives a line.
    Driver(usize),
    /// The officer of a desk.
    Officer(usize),
    /// The one-stop system of all desks.
    System,
}

/// One thing somebody does, when the server hears of it.
#[derive(Debug, Clone)]
pub struct Act {
    pub sent: At,
    pub who: Who,
    pub deed: Deed,
}

/// What is done.
#[derive(Debug, Clone)]
pub enum Deed {
    /// The case is told.
    Case { case: usize, status: u8 },
    /// A leg is ordered; a round trip opens two.
    Order { parcels: Vec<usize>, body: Value },
    /// The postage that the order named is paid at the counter.
    Pay { parcel: usize, id: Uuid },
    /// A bag is made up.
    Bag { code: String, from: PointCode, to: PointCode },
    /// A run is entered for the day of `sent`.
    Run { code: String, route: String },
    /// Scans are handed in.
    Scans { batch: usize, scans: Vec<Scan>, again: bool },
    /// A batch is handed in once more.
    Again { batch: usize },
    /// One scan of a batch comes again under its id and says something else.
    Altered { batch: usize, scan: usize },
}

impl Deed {
    /// What it is called where it failed.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Case { .. } => "telling a case",
            Self::Order { .. } => "ordering a leg",
            Self::Pay { .. } => "recording a payment",
            Self::Bag { .. } => "making up a bag",
            Self::Run { .. } => "entering a run",
            Self::Scans { .. } => "handing in scans",
            Self::Again { .. } => "handing in scans again",
            Self::Altered { .. } => "handing in an altered scan",
        }
    }
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// A parcel's number or its QR.
    Parcel { parcel: usize, qr: bool },
    /// As it stands: a bag, a run, something nobody knows.
    Text(String),
}

/// To whom something is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    Point(PointCode, Capacity),
    Postman(Who),
}

/// A scan as its device keeps it.
#[derive(Debug, Clone)]
pub struct Scan {
    pub id: Uuid,
    pub action: Action,
    pub code: Code,
    pub at: PointCode,
    pub capacity: Option<Capacity>,
    /// By the device's clock.
    pub happened_at: At,
    pub clock_offset_ms: i64,
    pub said: Said,
    /// It cannot be read: its action is no word anybody knows.
    pub garbled: bool,
}

/// What else a scan says.
#[derive(Debug, Clone, Default)]
pub struct Said {
    pub to: Option<To>,
    pub bag: Option<String>,
    pub run: Option<String>,
    pub seal: Option<String>,
    pub seal_intact: Option<bool>,
    pub papers: Option<Vec<u16>>,
    pub receiver: Option<&'static str>,
    pub reason: Option<&'static str>,
    pub corrects: Option<Uuid>,
    /// What the corrected scan should have said; none strikes it out.
    pub reason_instead: Option<&'static str>,
}
