//! Why what is expected moved, and to whom the delay belongs.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;

use super::{Carried, Forecaster, Hop, Outlook, Place, ReadyBy};
use crate::base::place::BadCode;
use crate::base::{At, Words};
use crate::calendar::Audience;
use crate::custody::Custodian;
use crate::dispatch::desk::DeskPlan;

/// The numbers of what a forecast was made from: a forecast that was made under others may say otherwise
/// though nothing happened to the parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MadeUnder {
    /// Of units, points and routes.
    pub network: i64,
    /// Of holidays, weeks, targets and limits.
    pub calendar: i64,
    /// Of departures, their exceptions and handling times.
    pub timetable: i64,
}

impl fmt::Display for MadeUnder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, calendar, timetable } = self;
        write!(f, "{network}.{calendar}.{timetable}")
    }
}

impl FromStr for MadeUnder {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let numbers: Vec<i64> = text.split('.').filter_map(|part| part.parse().ok()).collect();
        match numbers[..] {
            [network, calendar, timetable] => Ok(Self { network, calendar, timetable }),
            _ => Err(BadCode::new("three numbers", text)),
        }
    }
}

macro_rules! causes {
    ($($(#[$meta:meta])* $name:ident = $wire:literal, $vi:literal, $en:literal;)*) => {
        /// Why what is expected moved.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Cause { $($(#[$meta])* $name,)* }

        impl Cause {
            /// Every cause.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word in data and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }

            /// What people say.
            pub const fn words(self) -> Words {
                match self { $(Self::$name => Words::new($vi, $en),)* }
            }
        }
    };
}

causes! {
    /// A run left without it.
    MissedRun = "missed_run", "không kịp chuyến thư đã định", "it missed the run it was planned for";
    /// The result was not handed over to the post in time for the run.
    NotHandedOver = "not_handed_over",
        "kết quả chưa được bàn giao cho bưu điện kịp chuyến thư",
        "the result was not handed over to the post in time for its run";
    /// The result itself was not there in time for the run: the office's delay, before the post had a part in it.
    ResultLate = "result_late",
        "cơ quan có kết quả muộn hơn ngày hẹn trả",
        "the office had the result later than it was due";
    /// A run, or the handling at a point, took longer than planned.
    Late = "late", "chuyến thư hoặc khâu khai thác chậm hơn kế hoạch", "a run or its handling took longer than planned";
    /// It could not be delivered, and is tried again.
    DeliveryFailed = "delivery_failed", "phát chưa thành công, sẽ phát lại", "it could not be delivered and is tried again";
    /// It waits for somebody, or is lost: nobody can say when it arrives.
    Stopped = "stopped", "bưu gửi đang dừng lại, chưa biết ngày đến", "it has stopped, and nobody can say when it arrives";
    /// The receiver asked for another delivery.
    Redirected = "redirected", "người nhận yêu cầu phát khác đi", "the receiver asked for another delivery";
    /// Days or hours of work were loaded that were not known before.
    Calendar = "calendar", "lịch nghỉ, lịch làm việc mới được công bố", "days off or working hours were announced";
    /// The timetable is another.
    Timetable = "timetable", "lịch chạy thư thay đổi", "the timetable changed";
    /// A point closed, or a route is another.
    Network = "network", "mạng điểm hoặc đường thư thay đổi", "points or routes changed";
    /// The desk chose another run for it.
    Planned = "planned", "cơ quan xếp đi chuyến khác", "the desk planned it for another run";
    /// It goes faster than was thought.
    Sooner = "sooner", "đi nhanh hơn dự kiến", "it goes faster than expected";
    /// More is known now than before.
    Known = "known", "đã rõ đường đi", "its way is known now";
}

/// The hop that a delay belongs to, and who had the parcel then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The run, from point to point.
    pub hop: Hop,
    /// Who had it.
    pub custodian: Custodian,
    /// Since when.
    pub since: At,
}

/// What moved what is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Why.
    pub cause: Cause,
    /// The run that went without it.
    pub missed: Option<Hop>,
    /// To which hop the delay belongs; none where it is nobody's.
    pub charge: Option<Charge>,
    /// The first day off on the way that the change rests on, with its names.
    pub day_off: Option<(NaiveDate, String, String)>,
}

/// A forecast as it was made before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// When it was expected.
    pub expected: Option<At>,
    /// By which runs.
    pub hops: Vec<Hop>,
    /// Under which numbers.
    pub under: MadeUnder,
    /// How much of its log was known.
    pub entries: usize,
}

impl Forecaster<'_> {
    /// Why something else is expected than before, or that a run was missed though the same is expected; none
    /// when neither is so.
    pub fn change(
        &self,
        before: &Made,
        parcel: &Carried<'_>,
        (after, under): (&Outlook, MadeUnder),
        now: At,
    ) -> Option<Change> {
        let place = Place::of(parcel.timeline);
        let missed = self.missed(before, &place, after, now);
        if missed.is_none() && before.expected == after.expected {
            return None;
        }
        let nothing_happened = before.entries == parcel.timeline.entries.len();
        let later = match (before.expected, after.expected) {
            (Some(before), Some(after)) => after > before,
            (Some(_), None) => true,
            (None, Some(_) | None) => false,
        };
        let cause = match (&missed, &place) {
            (Some(run), Place::Awaited { .. }) if parcel.was_ready_by(run.cut_off) => {
                Cause::NotHandedOver
            }
            (Some(_), Place::Awaited { .. }) => Cause::ResultLate,
            (Some(_), _) => Cause::MissedRun,
            (None, _) if before.expected.is_none() => Cause::Known,
            (None, _) if nothing_happened && under != before.under => {
                if under.calendar != before.under.calendar {
                    Cause::Calendar
                } else if under.timetable != before.under.timetable {
                    Cause::Timetable
                } else {
                    Cause::Network
                }
            }
            (None, Place::Held | Place::Lost) => Cause::Stopped,
            (None, _) if parcel.is_held_back() => Cause::Stopped,
            (None, _) if is_planned(before, parcel, after) => Cause::Planned,
            (None, Place::Failed { .. }) => Cause::DeliveryFailed,
            (None, Place::Lies { .. } | Place::Rides { .. }) if parcel.timeline.returning => {
                Cause::Stopped
            }
            (None, _) if !later => Cause::Sooner,
            (None, _) if nothing_happened && parcel.is_redirected() => Cause::Redirected,
            (None, Place::Awaited { .. }) => Cause::ResultLate,
            (
                None,
                Place::Lies { .. } | Place::Rides { .. } | Place::Out { .. } | Place::Ended { .. },
            ) => Cause::Late,
        };
        let charged = match cause {
            Cause::MissedRun | Cause::NotHandedOver => missed.as_ref(),
            Cause::Late | Cause::ResultLate => before.hops.first(),
            Cause::DeliveryFailed
            | Cause::Stopped
            | Cause::Redirected
            | Cause::Calendar
            | Cause::Timetable
            | Cause::Network
            | Cause::Planned
            | Cause::Sooner
            | Cause::Known => None,
        };
        let charge = charged.and_then(|hop| charge(parcel, hop));
        let day_off = (cause == Cause::Calendar).then(|| self.day_off(before, after)).flatten();
        Some(Change { cause, missed, charge, day_off })
    }

    /// The run it was planned for, when that has left and the parcel is still where it was to get on.
    fn missed(&self, before: &Made, place: &Place, after: &Outlook, now: At) -> Option<Hop> {
        let hop = before.hops.first().filter(|hop| hop.departs <= now)?;
        let here = match place {
            Place::Awaited { point } => point.as_ref()?,
            Place::Lies { point, .. } => point,
            Place::Rides { .. }
            | Place::Out { .. }
            | Place::Failed { .. }
            | Place::Held
            | Place::Lost
            | Place::Ended { .. } => return None,
        };
        let waits_there = self.stop_of(here, hop.departs.date()) == Some(&hop.from);
        let goes_on = after.hops.first().is_some_and(|next| next.is_by_run_of(hop));
        (waits_there && !goes_on).then(|| hop.clone())
    }

    fn day_off(&self, before: &Made, after: &Outlook) -> Option<(NaiveDate, String, String)> {
        let (before, after) = before.expected.zip(after.expected)?;
        let (first, last) = (before.min(after).date(), before.max(after).date());
        let post = self.promises.calendars.of(Audience::Post.line());
        let days = first.iter_days().take_while(|day| *day <= last);
        let mut off = days.filter_map(|day| post.day(day).ok().filter(|day| !day.is_working()));
        let told = off.find_map(|day| day.told)?;
        Some((told.date, told.name_vi.clone(), told.name_en.clone()))
    }
}

/// Whether it goes with the run that its desk chose, and did not before.
fn is_planned(before: &Made, parcel: &Carried<'_>, after: &Outlook) -> bool {
    let goes = |hops: &[Hop]| {
        let chosen = parcel.plan().and_then(DeskPlan::run);
        chosen.zip(hops.first()).is_some_and(|(run, hop)| run.is_of(hop))
    };
    goes(&after.hops) && !goes(&before.hops)
}

/// Who had the parcel on a hop: who has it while it waits or rides there, else who had it before its last
/// change of hands.
fn charge(parcel: &Carried<'_>, hop: &Hop) -> Option<Charge> {
    let spans = &parcel.timeline.spans;
    let last = spans.last()?;
    let still = match Place::of(parcel.timeline) {
        Place::Awaited { .. } | Place::Rides { .. } => true,
        Place::Lies { point, .. } => point == hop.from,
        Place::Out { .. }
        | Place::Failed { .. }
        | Place::Held
        | Place::Lost
        | Place::Ended { .. } => false,
    };
    let span = if still { last } else { spans.iter().rev().nth(1).unwrap_or(last) };
    Some(Charge { hop: hop.clone(), custodian: span.custodian.clone(), since: span.from })
}

impl Carried<'_> {
    /// Whether the desk had the result at this moment. One that is only due was not there: status 9, and nothing
    /// else, says that it is.
    fn was_ready_by(&self, moment: At) -> bool {
        self.ready.is_some_and(|ready| match ready.by {
            ReadyBy::Result | ReadyBy::Acceptance => ready.at <= moment,
            ReadyBy::Due => false,
        })
    }

    const fn is_redirected(&self) -> bool {
        self.collected_at.is_some() || self.wished.is_some()
    }
}
