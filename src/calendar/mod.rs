//! Which days are worked: rest days of the week, public holidays, and days exchanged by decision.
//!
//! Holidays are loaded data that name the decision behind them, never computed here: the lunar new year
//! and the exchanged days are decided anew each year. A year that nobody loaded gives an error, not a
//! guess. Not here: hours of the day, cut-off times and deadlines.

mod day;
mod working;

pub use day::{Audience, CalendarDay, DayKind, SpecialKind};
pub use working::{NotLoaded, WorkingCalendar};
