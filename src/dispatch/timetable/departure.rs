//! Departures: a mail route driven at set times on set days.

use super::time::RunTime;
use crate::base::{DepartureCode, Period, PointCode, RouteCode};
use crate::calendar::{Audience, WeekDays};
use crate::network::MailRoute;

/// How much a departure takes; what is not said is not limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Room {
    /// Parcels, in bags or loose.
    pub parcels: Option<u32>,
    /// Bags.
    pub bags: Option<u32>,
    /// Kilograms.
    pub kg: Option<u32>,
}

/// Where a departure calls, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Which stop of the route it is, from 1.
    pub stop: u32,
    /// The point there.
    pub point: PointCode,
    /// When it comes in; not where it starts.
    pub arrives: Option<RunTime>,
    /// When it leaves; not where it ends.
    pub departs: Option<RunTime>,
    /// By when one must have handed in what is to go along; until it leaves when nothing is said.
    pub cut_off: Option<RunTime>,
}

impl Call {
    /// The last minute in which something can be handed in for it, where it goes on from here.
    pub fn closes(&self) -> Option<RunTime> {
        self.departs.map(|departs| self.cut_off.unwrap_or(departs))
    }
}

/// A mail route driven at set times on set days (chuyến theo lịch), in one period. Its calls follow the
/// stops of the route upwards or downwards, and may pass some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Departure {
    /// The route.
    pub route: RouteCode,
    /// What it is called on this route.
    pub code: DepartureCode,
    /// While it holds, by the day on which it starts.
    pub period: Period,
    /// The days of the week on which it starts.
    pub days: WeekDays,
    /// Whose holidays and exchanged days it keeps; none: it goes on holidays too.
    pub calendar: Option<Audience>,
    /// How much it takes.
    pub room: Room,
    /// Where it calls, in the order in which it is driven.
    pub calls: Vec<Call>,
}

/// What is wrong with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Which call, from 0.
    pub call: usize,
    /// What of it.
    pub column: &'static str,
    /// What was expected.
    pub expected: String,
    /// What was said.
    pub got: String,
}

impl Departure {
    /// What is wrong with its calls among each other: a run goes one way, comes in after it left, leaves
    /// after it came in, and nobody hands in what has gone.
    pub fn flaws(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let mut flaw = |call, column, expected: String, got: String| {
            flaws.push(Flaw { call, column, expected, got });
        };
        if self.calls.len() < 2 {
            flaw(0, "stop", "calls at two stops at least".to_owned(), "one".to_owned());
            return flaws;
        }
        let last = self.calls.len() - 1;
        for (at, call) in self.calls.iter().enumerate() {
            let said = |time: Option<RunTime>| time.map_or(String::new(), |time| time.to_string());
            if (at == 0) == call.arrives.is_some() {
                let expected = if at == 0 { "nothing where it starts" } else { RunTime::EXPECTED };
                flaw(at, "arrives", expected.to_owned(), said(call.arrives));
            }
            if (at == last) == call.departs.is_some() {
                let expected = if at == last { "nothing where it ends" } else { RunTime::EXPECTED };
                flaw(at, "departs", expected.to_owned(), said(call.departs));
            }
            match (call.departs, call.cut_off) {
                (Some(departs), Some(cut_off)) if cut_off > departs => {
                    let expected = format!("{departs} at the latest, when it leaves");
                    flaw(at, "cut_off", expected, cut_off.to_string());
                }
                (None, Some(cut_off)) if at == last => {
                    let expected = "nothing where it ends".to_owned();
                    flaw(at, "cut_off", expected, cut_off.to_string());
                }
                (_, _) => {}
            }
            if at == 0 && call.departs.is_some_and(|departs| departs.day() != 0) {
                let expected = "a time of the day on which it starts, from 00:00 to 23:59";
                flaw(at, "departs", expected.to_owned(), said(call.departs));
            }
            if let (Some(arrives), Some(departs)) = (call.arrives, call.departs)
                && departs < arrives
            {
                let expected = format!("{arrives} or later, when it has come in");
                flaw(at, "departs", expected, departs.to_string());
            }
        }
        for (at, pair) in (1..).zip(self.calls.windows(2)) {
            let (before, call) = (&pair[0], &pair[1]);
            if let (Some(departs), Some(arrives)) = (before.departs, call.arrives)
                && arrives <= departs
            {
                let expected = format!("after {departs}, when it leaves stop {}", before.stop);
                flaw(at, "arrives", expected, arrives.to_string());
            }
            if before.point == call.point {
                let expected = "another point than it comes from".to_owned();
                flaw(at, "point", expected, call.point.to_string());
            }
        }
        let upwards = self.calls[0].stop < self.calls[1].stop;
        let turns = self.calls.windows(2).position(|pair| {
            if upwards { pair[1].stop <= pair[0].stop } else { pair[1].stop >= pair[0].stop }
        });
        if let Some(before) = turns {
            let expected = format!(
                "a stop further on than {}: a departure drives its route one way, without a loop",
                self.calls[before].stop
            );
            flaw(before + 1, "stop", expected, self.calls[before + 1].stop.to_string());
        }
        flaws
    }

    /// The first of its calls that is none of the route's stops, as the route is.
    pub fn strays_from(&self, route: &MailRoute) -> Option<&Call> {
        self.calls.iter().find(|call| {
            let stop = (call.stop as usize).checked_sub(1).and_then(|at| route.stops.get(at));
            stop != Some(&call.point)
        })
    }

    /// Whether the other one is the same departure once more, on a day at least.
    pub fn repeats(&self, other: &Self) -> bool {
        self.route == other.route
            && self.calls == other.calls
            && self.days.meets(other.days)
            && self.period.overlaps(&other.period)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::departure;
    use super::*;

    fn told(calls: &[(u32, &str, &str, &str, &str)]) -> Vec<String> {
        let one = departure("R1", "S1", "Mo-Su", calls);
        let line = |flaw: &Flaw| format!("{} {}: {}", flaw.call, flaw.column, flaw.expected);
        one.flaws().iter().map(line).collect()
    }

    #[test]
    fn a_run_goes_one_way_and_its_times_forward() {
        let good = [
            (1, "A", "", "07:00", "17:00-1"),
            (3, "C", "07:30", "07:30", ""),
            (4, "D", "08:00", "", ""),
        ];
        assert!(told(&good).is_empty());
        let back = [(4, "D", "", "23:00", ""), (1, "A", "00:30+1", "", "")];
        assert!(told(&back).is_empty(), "downwards, over midnight");
        for (calls, flaws) in [
            (&good[..1], &["0 stop: calls at two"][..]),
            (&[(1, "A", "06:00", "07:00", ""), (2, "B", "08:00", "", "")], &["0 arrives: nothing"]),
            (&[(1, "A", "", "07:00", ""), (2, "B", "08:00", "09:00", "")], &["1 departs: nothing"]),
            (&[(1, "A", "", "07:00", ""), (2, "B", "08:00", "", "08:00")], &["1 cut_off: nothing"]),
            (
                &[(1, "A", "", "07:00", "07:01"), (2, "B", "08:00", "", "")],
                &["0 cut_off: 07:00 at"],
            ),
            (
                &[(1, "A", "", "07:00+1", ""), (2, "B", "08:00+1", "", "")],
                &["0 departs: a time of"],
            ),
            (&[(1, "A", "", "07:00", ""), (2, "B", "07:00", "", "")], &["1 arrives: after 07:00"]),
            (
                &[(1, "A", "", "", ""), (2, "B", "", "", "")],
                &["0 departs: a time", "1 arrives: a time"],
            ),
            (
                &[
                    (1, "A", "", "07:00", ""),
                    (2, "B", "08:00", "07:30", ""),
                    (3, "C", "09:00", "", ""),
                ],
                &["1 departs: 08:00 or later"],
            ),
            (
                &[
                    (1, "A", "", "07:00", ""),
                    (2, "B", "08:00", "08:00", ""),
                    (1, "A", "09:00", "", ""),
                ],
                &["2 stop: a stop further on than 2"],
            ),
            (
                &[(1, "A", "", "07:00", ""), (1, "A", "08:00", "", "")],
                &["1 point: another", "1 stop: a stop"],
            ),
            (&[(1, "A", "", "07:00", ""), (3, "A", "08:00", "", "")], &["1 point: another point"]),
        ] {
            let told = told(calls);
            assert_eq!(told.len(), flaws.len(), "{told:?}");
            for (told, flaw) in told.iter().zip(flaws) {
                assert!(told.starts_with(flaw), "{told}, not {flaw}");
            }
        }
    }

    #[test]
    fn the_same_calls_twice_on_a_day_are_one_departure_too_many() {
        let calls = [(1, "A", "", "07:00", ""), (2, "B", "08:00", "", "")];
        let one = departure("R1", "S1", "Mo-Fr", &calls);
        assert!(one.repeats(&departure("R1", "S2", "Fr,Sa", &calls)));
        assert!(!one.repeats(&departure("R1", "S2", "Sa,Su", &calls)));
        assert!(!one.repeats(&departure("R2", "S1", "Mo-Fr", &calls)));
        let later = [(1, "A", "", "07:10", ""), (2, "B", "08:00", "", "")];
        assert!(!one.repeats(&departure("R1", "S2", "Mo-Fr", &later)));
    }
}
