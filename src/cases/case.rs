//! The case record, and how a newer one takes the place of an older one.

use crate::base::codes::CaseCode;
use crate::base::{At, CaseId, Channel, PersonId, PointCode};
use crate::catalogue::ProcedureCode;

use super::refusal::CaseRefusal;
use super::status::Status;

/// The record of a case as the one-stop system last told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Our id of it.
    pub id: CaseId,
    /// The one-stop system's code, its identity there.
    pub code: CaseCode,
    /// When the one-stop system held this to be so; a later one wins.
    pub as_of: At,
    /// What the person asked for.
    pub procedure: ProcedureCode,
    /// The competent agency's desk.
    pub agency: PointCode,
    /// How the dossier came in.
    pub channel: Channel,
    /// Where the case stands.
    pub status: Status,
    /// When the dossier was received.
    pub received_at: At,
    /// When the result is due, where a deadline is set.
    pub due_at: Option<At>,
    /// Who applied; name and address stand in a row of their own.
    pub applicant: PersonId,
}

/// A case record as it comes in. The applicant comes beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseIn {
    /// The one-stop system's code.
    pub code: CaseCode,
    /// When the one-stop system held this to be so.
    pub as_of: At,
    /// What the person asked for.
    pub procedure: ProcedureCode,
    /// The competent agency's desk.
    pub agency: PointCode,
    /// How the dossier came in.
    pub channel: Channel,
    /// Where the case stands.
    pub status: Status,
    /// When the dossier was received.
    pub received_at: At,
    /// When the result is due, where a deadline is set.
    pub due_at: Option<At>,
}

/// What became of a case record that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The case was not known.
    Created,
    /// It was later than the one held.
    Updated,
    /// It was as of the same moment as the one held, which stays.
    Unchanged,
    /// It was older than the one held, which stays.
    Older,
}

impl Taken {
    /// The word in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Older => "older",
        }
    }

    /// Whether the record that came in is now the one held.
    pub const fn is_written(self) -> bool {
        match self {
            Self::Created | Self::Updated => true,
            Self::Unchanged | Self::Older => false,
        }
    }
}

impl Case {
    /// The time of a record that a counter of the post wrote down because the one-stop system had told
    /// nothing yet: before all times, so that whatever that system tells takes its place.
    pub fn untold() -> At {
        At::from_millis(0)
    }

    /// Whether the one-stop system has told of it.
    pub fn is_told(&self) -> bool {
        self.as_of != Self::untold()
    }
}

impl CaseIn {
    /// Whether its parts fit each other.
    pub fn check(&self) -> Result<(), CaseRefusal> {
        match self.due_at {
            Some(due_at) if due_at < self.received_at => {
                Err(CaseRefusal::DueBeforeReceived { received_at: self.received_at, due_at })
            }
            _ => Ok(()),
        }
    }

    /// What becomes of it beside the record held, if one is.
    pub fn taken(&self, held: Option<&Case>) -> Taken {
        match held {
            None => Taken::Created,
            Some(held) if self.as_of > held.as_of => Taken::Updated,
            Some(held) if self.as_of == held.as_of => Taken::Unchanged,
            Some(_) => Taken::Older,
        }
    }

    /// The case of this id and applicant that it says.
    pub fn into_case(self, id: CaseId, applicant: PersonId) -> Case {
        Case {
            id,
            code: self.code,
            as_of: self.as_of,
            procedure: self.procedure,
            agency: self.agency,
            channel: self.channel,
            status: self.status,
            received_at: self.received_at,
            due_at: self.due_at,
            applicant,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn record(as_of: i64) -> CaseIn {
        CaseIn {
            code: "H27.12-250408-0007".parse().unwrap(),
            as_of: At::from_millis(as_of),
            procedure: "1.004199".parse().unwrap(),
            agency: "H27.12".parse().unwrap(),
            channel: Channel::Post,
            status: Status::Processing,
            received_at: At::from_millis(1_000),
            due_at: None,
        }
    }

    #[test]
    fn the_later_record_wins() {
        let ids = (CaseId::new(Uuid::from_u128(1)), PersonId::new(Uuid::from_u128(2)));
        let held = record(5_000).into_case(ids.0, ids.1);
        assert_eq!(record(1).taken(None), Taken::Created);
        assert_eq!(record(5_001).taken(Some(&held)), Taken::Updated);
        assert_eq!(record(5_000).taken(Some(&held)), Taken::Unchanged);
        assert_eq!(record(4_999).taken(Some(&held)), Taken::Older);
    }

    #[test]
    fn a_result_cannot_be_due_before_the_dossier_came() {
        let due = |at| CaseIn { due_at: Some(At::from_millis(at)), ..record(1) }.check();
        assert_eq!(due(1_000), Ok(()));
        assert_eq!(due(999).unwrap_err().field(), Some("due_at"));
    }
}
