//! How far a bag is: what is done with it next follows from its own scans.

use super::action::Action;
use super::timeline::Timeline;

/// How far a bag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BagStage {
    /// It is being filled.
    Filling,
    /// It is closed under a seal; its contents are frozen.
    Closed,
    /// It was opened, and what lay in it is being counted.
    Opened,
    /// It was counted.
    Counted,
}

impl BagStage {
    /// Of a bag's timeline.
    pub fn of(timeline: &Timeline) -> Self {
        let own = timeline.entries.iter().filter(|entry| entry.through.is_none());
        own.fold(Self::Filling, |stage, entry| {
            if entry.action == Action::CloseBag {
                Self::Closed
            } else if entry.action == Action::OpenBag {
                Self::Opened
            } else if entry.action == Action::Inspect && stage == Self::Opened {
                Self::Counted
            } else {
                stage
            }
        })
    }
}
