//! What is shown beside the public view to a citizen who proved a right to it.

use crate::base::At;
use crate::base::codes::CaseCode;
use crate::custody::scan::{FailureReason, Receiver};
use crate::custody::{Action, State, Timeline};

/// What a proof opens. Persons are masked when they come in here; there is no field for an address, a list of
/// papers, or anybody of the staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenView {
    /// The case.
    pub case: CaseCode,
    /// The procedure: its name, or its code where nobody has published a name.
    pub procedure: String,
    /// The competent agency.
    pub office: String,
    /// For whom it is.
    pub receiver: ReceivedBy,
    /// Attempts that failed, the earliest first.
    pub attempts: Vec<Attempt>,
    /// When it was delivered, and to whom in kind.
    pub delivered: Option<(At, Option<Receiver>)>,
    /// Whether it has changed hands, so that there is a record of it.
    pub changed_hands: bool,
    /// Whether money was collected for the case, so that there is a receipt.
    pub paid: bool,
}

/// For whom a parcel is, as far as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReceivedBy {
    /// A point of the post or a desk, by its name.
    Point(String),
    /// A person: `N*** V** A`, `09•••••123`. The number is none where there is none.
    Person {
        /// The masked name.
        name: String,
        /// The masked number.
        phone: Option<String>,
    },
    /// A person whose details were erased.
    Erased,
}

/// An attempt to deliver that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// When.
    pub at: At,
    /// Why; none where a correction said something that is not of the list.
    pub reason: Option<FailureReason>,
}

/// The attempts that failed, as the timeline tells them now.
pub fn attempts(timeline: &Timeline) -> Vec<Attempt> {
    let failed = timeline.entries.iter().filter(|entry| entry.action == Action::FailDelivery);
    failed
        .map(|entry| Attempt {
            at: entry.effective_at,
            reason: entry.detail.reason.as_deref().and_then(|word| word.parse().ok()),
        })
        .collect()
}

/// When it was delivered, while it is.
pub fn delivery(timeline: &Timeline) -> Option<(At, Option<Receiver>)> {
    let ends = |state| matches!(state, State::Delivered);
    let last = timeline.entries.iter().rev().find(|entry| ends(entry.state))?;
    ends(timeline.state).then_some((last.effective_at, last.detail.receiver))
}
