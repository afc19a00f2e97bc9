//! What a scan of a sheet means at a place, and how each of its lines stands to it. A sheet says how things
//! stood when it was printed; a line whose parcel has gone another way since is named, and nothing is recorded
//! of it: its own scans know better.

use super::refusal::SheetRefusal;
use super::{Manifest, Subject};
use crate::base::{Capacity, PointCode};
use crate::custody::{Action, Custodian, Timeline};

/// What one scan of a sheet does with each of its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Out of the bag.
    Unpack,
    /// Onto the run, where the list was drawn up.
    Load,
    /// Off the run, anywhere else.
    Unload,
    /// Out with the postman.
    TakeOut,
    /// Over to the point that scans.
    Receive,
}

impl Deed {
    /// The action of each line's scan.
    pub const fn action(self) -> Action {
        match self {
            Self::Unpack => Action::Unpack,
            Self::Load => Action::Load,
            Self::Unload => Action::Unload,
            Self::TakeOut => Action::OutForDelivery,
            Self::Receive => Action::Receive,
        }
    }
}

/// How a line stands to the deed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// As the sheet says: the scan is recorded.
    Stands,
    /// It is done already, be it by scanning the piece itself.
    Done,
    /// It goes on with the run: it comes off further on.
    Onward,
    /// It went elsewhere meanwhile: with this holder it is now.
    Elsewhere(Custodian),
    /// Nothing of that code is known.
    Unknown,
}

impl Fit {
    /// The word on the wire.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Stands => "stands",
            Self::Done => "done",
            Self::Onward => "onward",
            Self::Elsewhere(_) => "elsewhere",
            Self::Unknown => "unknown",
        }
    }

    /// Whether somebody has to look into it.
    pub const fn is_odd(&self) -> bool {
        matches!(self, Self::Elsewhere(_) | Self::Unknown)
    }
}

impl Manifest {
    /// What scanning its sheet means at a point.
    pub fn deed_at(&self, at: &PointCode, capacity: Capacity) -> Result<Deed, SheetRefusal> {
        let (number, here) = (self.number.clone(), *at == self.at);
        let own = here && capacity == self.capacity;
        let refused = |number, at| SheetRefusal::OwnList { number, at };
        match self.subject {
            Subject::Bag(_) if !here => Ok(Deed::Unpack),
            Subject::Run(_) if here => Ok(Deed::Load),
            Subject::Run(_) => Ok(Deed::Unload),
            Subject::Round(_) if here => Ok(Deed::TakeOut),
            Subject::Round(_) => Err(SheetRefusal::NotHere { number, at: self.at.clone() }),
            // Who takes over signed his own list from his own scans.
            Subject::Handover { gives: false } => Err(refused(number, self.at.clone())),
            Subject::Office | Subject::Handover { gives: true } if !own => Ok(Deed::Receive),
            Subject::Bag(_) | Subject::Office | Subject::Handover { gives: true } => {
                Err(refused(number, self.at.clone()))
            }
            Subject::Book => Err(SheetRefusal::NoHandover { number }),
        }
    }

    /// How a line stands to that deed at a place, by the record. `ends_here` says that the run, if it is one's
    /// list, ends here.
    pub fn fit(
        &self,
        deed: Deed,
        here: &Custodian,
        now: Option<&Timeline>,
        ends_here: bool,
    ) -> Fit {
        let Some(now) = now else { return Fit::Unknown };
        let elsewhere = || Fit::Elsewhere(now.custodian.clone());
        let carried = now.carrier.is_some() && now.carrier == self.subject.item();
        match deed {
            Deed::Unpack if carried => Fit::Stands,
            Deed::Unload if carried && !(ends_here || leaves_at(now, here)) => Fit::Onward,
            Deed::Unload if carried => Fit::Stands,
            Deed::Load if carried => Fit::Done,
            Deed::Unpack | Deed::Unload if now.custodian == *here => Fit::Done,
            Deed::Load | Deed::TakeOut if now.carrier.is_none() && now.custodian == *here => {
                Fit::Stands
            }
            Deed::TakeOut if self.is_with_postman(now) => Fit::Done,
            Deed::Receive if now.custodian == *here => Fit::Done,
            Deed::Receive if now.carrier.is_none() && now.custodian == self.own() => Fit::Stands,
            Deed::Unpack | Deed::Load | Deed::Unload | Deed::TakeOut | Deed::Receive => elsewhere(),
        }
    }

    fn is_with_postman(&self, now: &Timeline) -> bool {
        match (&self.subject, &now.custodian) {
            (Subject::Round(postman), Custodian::Postman { token }) => postman == token,
            (
                Subject::Bag(_)
                | Subject::Run(_)
                | Subject::Round(_)
                | Subject::Office
                | Subject::Book
                | Subject::Handover { .. },
                Custodian::Point { .. }
                | Custodian::Run { .. }
                | Custodian::Postman { .. }
                | Custodian::Citizen,
            ) => false,
        }
    }
}

/// Whether something is bound for this point, in whatever capacity.
fn leaves_at(now: &Timeline, here: &Custodian) -> bool {
    let to = if now.returning {
        now.origin.point()
    } else {
        now.bound_for.as_ref().and_then(|to| to.point())
    };
    // What goes to a person comes off where somebody says so.
    to.is_none_or(|to| Some(to) == here.point())
}
