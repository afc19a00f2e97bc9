//! Working time: which days are worked and in which hours, and what falls due when.
//!
//! Holidays, exchanged days and working weeks are loaded data that name the decision behind them, never
//! computed here: the lunar new year and the exchanged days are decided anew each year. What nobody
//! loaded gives an error that names the file, not a guess. [`Calendars`] holds all that was loaded,
//! [`WorkingCalendar`] answers for one audience, [`deadline`] says when a time limit ends and why. Not
//! here: which procedure has which limit, and which places there are.

mod audience;
mod day;
mod hours;
mod limit;
mod refusal;
mod week;
mod weekdays;
mod working;

pub mod deadline;

#[cfg(test)]
mod samples;

pub use audience::Audience;
pub use day::{Basis, CalendarDay, Day, DayKind, SpecialKind};
pub use deadline::{Deadline, Pause, PauseReason};
pub use hours::{BadHours, OpeningHours, Span, TimeOfDay};
pub use limit::{TimeLimit, TimeUnit};
pub use refusal::TimeRefusal;
pub use week::Week;
pub use weekdays::WeekDays;
pub use working::{Calendars, NotLoaded, WorkingCalendar};
