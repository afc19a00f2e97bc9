//! What is tried: changes to the timetable, to the days that are worked, and to how much there is to carry.

use std::fmt;
use std::str::FromStr;

use chrono::{Days, NaiveDate};

use crate::base::place::BadCode;
use crate::base::{DepartureCode, Lang, Period, RouteCode};
use crate::calendar::NotLoaded;
use crate::dispatch::Timetable;
use crate::dispatch::timetable::Plan;

/// So many days are off at Tết, by the labour code.
pub const TET_DAYS: u64 = 5;

/// In so many days before Tết there is more to carry.
const BEFORE_TET: u64 = 7;

/// The earliest that a cut-off is tried: half a day before a run leaves.
const MOST_MINUTES: u16 = 720;

/// The most that is tried of what there is to carry.
const MOST_TIMES: f64 = 20.0;

/// A change that does not fit what it is tried on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadChange {
    /// It names something that is not there, or not on these days.
    #[error("expected {expected}, got {got}")]
    Unfit {
        /// What was expected.
        expected: String,
        /// What was said.
        got: String,
    },
    /// It cannot be judged.
    #[error(transparent)]
    NotLoaded(#[from] NotLoaded),
}

/// All departures of a route, or one of them: `DT-HT-TH` or `DT-HT-TH/S1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Driven {
    /// The route.
    pub route: RouteCode,
    /// The departure; none means all.
    pub departure: Option<DepartureCode>,
}

impl Driven {
    /// Whether a departure is meant.
    pub fn means(&self, route: &RouteCode, departure: &DepartureCode) -> bool {
        self.route == *route && self.departure.as_ref().is_none_or(|one| one == departure)
    }

    /// That it is driven on some of the days.
    fn is_known(&self, plan: &Plan, days: Period) -> Result<(), BadChange> {
        let held = plan.departures.iter().filter(|one| one.period.overlaps(&days));
        let mut of_route = held.filter(|one| one.route == self.route).peekable();
        let (from, last) = (days.from, last_of(days));
        if of_route.peek().is_none() {
            let expected = format!("a mail route with departures between {from} and {last}");
            return Err(BadChange::Unfit { expected, got: self.route.to_string() });
        }
        if of_route.any(|one| self.means(&one.route, &one.code)) {
            return Ok(());
        }
        let expected = format!("a departure of {} between {from} and {last}", self.route);
        let got = self.departure.as_ref().map(ToString::to_string).unwrap_or_default();
        Err(BadChange::Unfit { expected, got })
    }
}

impl fmt::Display for Driven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.departure {
            Some(departure) => write!(f, "{}/{departure}", self.route),
            None => self.route.fmt(f),
        }
    }
}

impl FromStr for Driven {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let (route, departure) = match text.split_once('/') {
            Some((route, departure)) => (route, Some(departure.parse()?)),
            None => (text, None),
        };
        Ok(Self { route: route.parse()?, departure })
    }
}

/// Another cut-off: `DT-HT-TH=30`, so many minutes before it leaves each of its stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutOff {
    /// What is driven.
    pub of: Driven,
    /// How long before it leaves.
    pub minutes: u16,
}

impl FromStr for CutOff {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let bad = || {
            BadCode::new("ROUTE=MINUTES or ROUTE/DEPARTURE=MINUTES, from 0 to 720 minutes", text)
        };
        let (of, minutes) = text.split_once('=').ok_or_else(bad)?;
        let minutes = minutes.parse().ok().filter(|minutes| *minutes <= MOST_MINUTES);
        Ok(Self { of: of.parse().map_err(|_| bad())?, minutes: minutes.ok_or_else(bad)? })
    }
}

/// A van that breaks down: its runs do not leave on these days. Nobody knows before the first of them does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakdown {
    /// What was to be driven.
    pub of: Driven,
    /// On which days.
    pub days: Period,
}

impl FromStr for Breakdown {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let bad = || BadCode::new("ROUTE@DATE, ROUTE@DATE..DATE or ROUTE/DEPARTURE@DATE", text);
        let (of, days) = text.split_once('@').ok_or_else(bad)?;
        let days = read_days(days).ok_or_else(bad)?;
        Ok(Self { of: of.parse().map_err(|_| bad())?, days })
    }
}

/// Days on which everybody rests, as on public holidays: `2026-04-30..2026-05-03`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaysOff(pub Period);

impl FromStr for DaysOff {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        read_days(text).map(Self).ok_or_else(|| BadCode::new("DATE or DATE..DATE", text))
    }
}

/// More or less to carry on some days: `2026-02-09..2026-02-15=2.5`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    /// On which days.
    pub days: Period,
    /// So many times as much.
    pub times: f64,
}

impl FromStr for Demand {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let bad = || BadCode::new("DATE=TIMES or DATE..DATE=TIMES, from 0 to 20 times", text);
        let (days, times) = text.split_once('=').ok_or_else(bad)?;
        let times = times.parse().ok().filter(|times| (0.0..=MOST_TIMES).contains(times));
        Ok(Self { days: read_days(days).ok_or_else(bad)?, times: times.ok_or_else(bad)? })
    }
}

/// Tết: five days off, and in the week before more to carry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tet {
    /// The first day off.
    pub first: NaiveDate,
    /// So many times as much in the week before.
    pub times: f64,
}

impl Tet {
    fn days_off(self) -> DaysOff {
        DaysOff(Period { from: self.first, until: Some(self.first + Days::new(TET_DAYS)) })
    }

    fn demand(self) -> Demand {
        let from = self.first - Days::new(BEFORE_TET);
        Demand { days: Period { from, until: Some(self.first) }, times: self.times }
    }
}

/// Something that is tried.
#[derive(Debug, Clone)]
pub enum Change {
    /// Another cut-off.
    CutOff(CutOff),
    /// A van that breaks down.
    Breakdown(Breakdown),
    /// Days off.
    DaysOff(DaysOff),
    /// More or less to carry.
    Demand(Demand),
    /// Tết.
    Tet(Tet),
    /// Another timetable.
    Timetable {
        /// What it is called.
        name: String,
        /// The timetable as it would be.
        plan: Plan,
    },
}

impl Change {
    /// The days on which everybody rests by it.
    pub(super) fn days_off(&self) -> Option<DaysOff> {
        match self {
            Self::DaysOff(days) => Some(*days),
            Self::Tet(tet) => Some(tet.days_off()),
            Self::CutOff(_) | Self::Breakdown(_) | Self::Demand(_) | Self::Timetable { .. } => None,
        }
    }

    /// What it says of how much there is to carry.
    pub(super) fn demand(&self) -> Option<Demand> {
        match self {
            Self::Demand(demand) => Some(*demand),
            Self::Tet(tet) => Some(tet.demand()),
            Self::CutOff(_) | Self::Breakdown(_) | Self::DaysOff(_) | Self::Timetable { .. } => {
                None
            }
        }
    }

    /// That it says something of these days, and of what is driven on them.
    pub fn fits(&self, plan: &Plan, timetable: &Timetable, days: Period) -> Result<(), BadChange> {
        match self {
            Self::CutOff(CutOff { of, .. }) => of.is_known(plan, days),
            Self::Breakdown(Breakdown { of, days: broken }) => {
                lies_within(*broken, days)?;
                of.is_known(plan, *broken)?;
                for day in each(*broken) {
                    let runs = timetable.runs_on(day)?;
                    if runs.iter().any(|run| run.goes() && of.means(run.route, run.departure)) {
                        return Ok(());
                    }
                }
                let expected = "a day on which it goes".to_owned();
                Err(BadChange::Unfit { expected, got: written(*broken) })
            }
            Self::DaysOff(DaysOff(off)) => lies_within(*off, days),
            Self::Demand(demand) => lies_within(demand.days, days),
            Self::Tet(tet) => {
                // Of the days off the first is enough: the month may end within Tết.
                let least = days.from + Days::new(BEFORE_TET);
                if (least..=last_of(days)).contains(&tet.first) {
                    return Ok(());
                }
                let expected = if least > last_of(days) {
                    format!(
                        "more than {BEFORE_TET} days to rehearse, the week before Tết among them"
                    )
                } else {
                    format!("a day between {least} and {}, a week after the first", last_of(days))
                };
                Err(BadChange::Unfit { expected, got: tet.first.to_string() })
            }
            Self::Timetable { .. } => Ok(()),
        }
    }

    /// What is tried, in words.
    pub fn told(&self, lang: Lang) -> String {
        match self {
            Self::CutOff(CutOff { of, minutes }) => match lang {
                Lang::Vi => format!("{of}: chốt nhận {minutes} phút trước giờ chạy"),
                Lang::En => format!("{of}: cut-off {minutes} minutes before it leaves"),
            },
            Self::Breakdown(Breakdown { of, days }) => {
                let days = spoken(*days);
                match lang {
                    Lang::Vi => format!("{of}: xe hỏng, không chạy {days}"),
                    Lang::En => format!("{of}: its van breaks down, {days}"),
                }
            }
            Self::DaysOff(DaysOff(days)) => {
                let days = spoken(*days);
                match lang {
                    Lang::Vi => format!("mọi nơi nghỉ {days}"),
                    Lang::En => format!("everybody rests, {days}"),
                }
            }
            Self::Demand(Demand { days, times }) => {
                let days = spoken(*days);
                match lang {
                    Lang::Vi => format!("lượng hồ sơ gấp {} lần, {days}", with_comma(*times)),
                    Lang::En => format!("{times} times as much to carry, {days}"),
                }
            }
            Self::Tet(tet @ Tet { times, .. }) => {
                let off = spoken(tet.days_off().0);
                match lang {
                    Lang::Vi => {
                        let times = with_comma(*times);
                        format!("nghỉ Tết {off}, tuần trước đó lượng hồ sơ gấp {times} lần")
                    }
                    Lang::En => format!(
                        "Tết, days off {off}, in the week before {times} times as much to carry"
                    ),
                }
            }
            Self::Timetable { name, .. } => match lang {
                Lang::Vi => format!("lịch chạy thư trong tệp {name}"),
                Lang::En => format!("the timetable in {name}"),
            },
        }
    }
}

/// The last day of days that have one.
pub(super) fn last_of(days: Period) -> NaiveDate {
    days.until.and_then(|until| until.pred_opt()).unwrap_or(days.from)
}

/// Each of the days.
pub(super) fn each(days: Period) -> impl Iterator<Item = NaiveDate> {
    let last = last_of(days);
    days.from.iter_days().take_while(move |day| *day <= last)
}

/// A number as Vietnamese write it.
fn with_comma(number: f64) -> String {
    number.to_string().replace('.', ",")
}

/// Days as people write them.
fn spoken(days: Period) -> String {
    let day = |day: NaiveDate| day.format("%d/%m/%Y").to_string();
    match last_of(days) {
        last if last == days.from => day(last),
        last => format!("{} – {}", day(days.from), day(last)),
    }
}

/// Days as a command takes them.
fn written(days: Period) -> String {
    match last_of(days) {
        last if last == days.from => last.to_string(),
        last => format!("{}..{last}", days.from),
    }
}

fn read_days(text: &str) -> Option<Period> {
    let (from, last) = text.split_once("..").unwrap_or((text, text));
    let (from, last): (NaiveDate, NaiveDate) = (from.parse().ok()?, last.parse().ok()?);
    Period::new(from, last.succ_opt()).ok()
}

fn lies_within(inner: Period, days: Period) -> Result<(), BadChange> {
    if days.contains(inner.from) && days.contains(last_of(inner)) {
        return Ok(());
    }
    let expected = format!("days between {} and {}, which are rehearsed", days.from, last_of(days));
    Err(BadChange::Unfit { expected, got: written(inner) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_read_as_people_write_them() {
        let cut_off: CutOff = "DT-HT-TH=30".parse().unwrap();
        assert_eq!((cut_off.of.to_string().as_str(), cut_off.minutes), ("DT-HT-TH", 30));
        let cut_off: CutOff = "DT-HT-TH/S1=0".parse().unwrap();
        assert_eq!((cut_off.of.to_string().as_str(), cut_off.minutes), ("DT-HT-TH/S1", 0));
        let broken: Breakdown = "DT-TINH-1@2025-10-06".parse().unwrap();
        assert_eq!(each(broken.days).count(), 1);
        let broken: Breakdown = "DT-TINH-1/C1@2025-10-06..2025-10-08".parse().unwrap();
        assert_eq!(
            (each(broken.days).count(), last_of(broken.days).to_string().as_str()),
            (3, "2025-10-08")
        );
        let demand: Demand = "2026-02-09..2026-02-15=2.5".parse().unwrap();
        assert_eq!(each(demand.days).count(), 7);
        let told = Change::Demand(demand).told(Lang::Vi);
        assert_eq!(told, "lượng hồ sơ gấp 2,5 lần, 09/02/2026 – 15/02/2026");
    }

    #[test]
    fn what_cannot_be_read_says_what_was_expected() {
        for bad in ["", "DT", "DT=", "DT=-1", "DT=721", "DT=x", "=5", "DT/=5", "D T=5", "DT=1.5"] {
            let told = bad.parse::<CutOff>().unwrap_err().to_string();
            assert!(told.starts_with("expected ROUTE=MINUTES"), "{bad}: {told}");
        }
        for bad in [
            "",
            "DT",
            "DT@",
            "DT@2025-13-01",
            "DT@2025-10-08..2025-10-06",
            "@2025-10-06",
            "DT@x..y",
        ] {
            let told = bad.parse::<Breakdown>().unwrap_err().to_string();
            assert!(told.starts_with("expected ROUTE@DATE"), "{bad}: {told}");
        }
        for bad in
            ["2025-10-06", "2025-10-06=", "2025-10-06=-1", "2025-10-06=21", "2025-10-06=nan", "=2"]
        {
            let told = bad.parse::<Demand>().unwrap_err().to_string();
            assert!(told.starts_with("expected DATE=TIMES"), "{bad}: {told}");
        }
        for bad in ["", "soon", "2025-10-06..", "..2025-10-06", "2025-10-06..2025-10-05"] {
            assert!(bad.parse::<DaysOff>().is_err(), "{bad}");
        }
    }
}
