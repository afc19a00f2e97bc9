//! Reading the time of a case: when its result is due where its own system does not say, by when a
//! supplement may be asked for, and whether it is late already.

use crate::base::{At, PointCode};
use crate::calendar::deadline::deadline;
use crate::calendar::{Audience, Calendars, Deadline, Pause, TimeLimit, TimeRefusal};
use crate::cases::{Case, CaseLimit, Channel, History, LimitName};
use crate::catalogue::{Catalogue, ProcessingTime};
use crate::network::Network;
use crate::store::{Conn, StoreError, statuses};

/// What the time of a case is counted from.
#[derive(Debug, Clone, Copy)]
pub struct Times<'a> {
    /// Where its desk is.
    pub network: &'a Network,
    /// How long its procedure may take.
    pub catalogue: &'a Catalogue,
    /// When its desk works.
    pub calendars: &'a Calendars,
    /// What holds for every procedure.
    pub limits: &'a [CaseLimit],
}

/// The time of a case.
#[derive(Debug, Clone)]
pub struct CaseTime {
    /// When the result is due by the procedure's published time; nothing where the case system says so
    /// itself, or no time is published.
    pub due: Option<Result<Deadline, TimeRefusal>>,
    /// Until when a supplement may be asked for; nothing where no limit is loaded or the dossier did not
    /// come by post.
    pub supplement: Option<Result<Deadline, TimeRefusal>>,
    /// The statuses it was told to have.
    pub history: History,
}

/// The time of a case, as of what is told and loaded now.
pub fn case_time(conn: &mut Conn, times: &Times<'_>, case: &Case) -> Result<CaseTime, StoreError> {
    let history = statuses::of_case(conn, case.id)?;
    let day = case.received_at.date();
    let published = times.catalogue.time_of(&case.procedure, case.channel, day);
    let published = published.filter(|_| case.due_at.is_none()).and_then(countable);
    let limit = CaseLimit::find(times.limits, LimitName::SupplementByPost, day)
        .filter(|_| case.channel == Channel::Post);
    let ends = |time, pauses: &[Pause]| times.ends(&case.agency, case.received_at, time, pauses);
    Ok(CaseTime {
        due: published.map(|time| ends(time, &history.pauses())),
        supplement: limit.map(|limit| ends(limit.time, &[])),
        history,
    })
}

/// A published time as a limit that can be counted; a unit that the calendar does not know is none.
pub fn countable(time: ProcessingTime) -> Option<TimeLimit> {
    TimeLimit::new(time.amount, time.unit.as_str().parse().ok()?)
}

impl Times<'_> {
    fn ends(
        &self,
        agency: &PointCode,
        received_at: At,
        time: TimeLimit,
        pauses: &[Pause],
    ) -> Result<Deadline, TimeRefusal> {
        let desk = Audience::Point(agency.clone());
        let calendar = self.network.calendar(self.calendars, &desk, received_at.date())?;
        Ok(deadline(&calendar, received_at, time, pauses)?)
    }
}
