//! The working week, as an authority or the post decided it.

use super::audience::Audience;
use super::hours::{OpeningHours, TimeOfDay};
use crate::base::Period;

/// When an audience works in a usual week, from when on and by which decision. What a named unit or point
/// leaves empty is as it is above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// Whose week.
    pub audience: Audience,
    /// While it holds.
    pub period: Period,
    /// The hours of each day; a day without hours is a day of rest.
    pub hours: Option<OpeningHours>,
    /// Until when a half day is worked.
    pub half_day_until: Option<TimeOfDay>,
    /// What arrives after this minute counts from the next working day. Without one, only the close counts.
    pub cut_off: Option<TimeOfDay>,
    /// The decision that says so.
    pub decision: String,
}
