//! Transit targets: how long the post may take.

use chrono::NaiveDate;

use crate::base::Period;
use crate::calendar::TimeLimit;
use crate::cases::Direction;
use crate::network::{ZoneCode, ZonePair};

/// How long carriage from some zones to others may take (thời gian toàn trình), from acceptance by the
/// post to delivery. In days of the calendar or in days on which the post works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransitTarget {
    /// For which service. A round trip is two of them.
    pub service: Direction,
    /// From where to where.
    pub zones: ZonePair,
    /// While it holds for what is accepted.
    pub period: Period,
    /// The target.
    pub time: TimeLimit,
    /// Who decided it.
    pub decision: String,
}

/// All targets.
#[derive(Debug, Clone, Default)]
pub struct Targets {
    all: Vec<TransitTarget>,
}

impl Targets {
    /// Out of rows in any order.
    pub const fn new(all: Vec<TransitTarget>) -> Self {
        Self { all }
    }

    /// Whether none is loaded.
    pub const fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The target that says most about the two zones, of those that hold on the day.
    pub fn find(
        &self,
        service: Direction,
        from: Option<&ZoneCode>,
        to: Option<&ZoneCode>,
        day: NaiveDate,
    ) -> Option<&TransitTarget> {
        let holds = |one: &&TransitTarget| one.service == service && one.period.contains(day);
        ZonePair::best(self.all.iter().filter(holds), |one| &one.zones, from, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::TimeUnit;

    fn target(service: Direction, from: &str, to: &str, since: &str, days: u32) -> TransitTarget {
        TransitTarget {
            service,
            zones: ZonePair { from: from.parse().unwrap(), to: to.parse().unwrap() },
            period: Period::new(since.parse().unwrap(), None).unwrap(),
            time: TimeLimit::new(days, TimeUnit::WorkingDay).unwrap(),
            decision: String::new(),
        }
    }

    #[test]
    fn the_row_that_says_most_about_service_zones_and_day_is_taken() {
        use Direction::{Return, Submit};
        let targets = Targets::new(vec![
            target(Submit, "*", "*", "2025-01-01", 6),
            target(Submit, "HT.*", "HT.*", "2025-01-01", 2),
            target(Submit, "HT.*", "=", "2025-07-01", 1),
            target(Return, "HT.*", "HT.*", "2025-01-01", 3),
        ]);
        let days = |service, from: &str, to: &str, day: &str| {
            let zone = |code: &str| code.parse::<ZoneCode>().ok();
            let (from, to) = (zone(from), zone(to));
            let found = targets.find(service, from.as_ref(), to.as_ref(), day.parse().unwrap());
            found.map(|one| one.time.amount)
        };
        assert_eq!(days(Submit, "HT.TH", "HT.TP", "2025-04-08"), Some(2));
        assert_eq!(days(Submit, "HT.TH", "HT.TH", "2025-04-08"), Some(2));
        assert_eq!(days(Submit, "HT.TH", "HT.TH", "2025-07-01"), Some(1));
        assert_eq!(days(Submit, "HT.TH", "NA.VI", "2025-04-08"), Some(6));
        assert_eq!(days(Submit, "", "HT.TH", "2025-04-08"), Some(6));
        assert_eq!(days(Return, "HT.TH", "HT.TP", "2025-04-08"), Some(3));
        assert_eq!(days(Return, "HT.TH", "NA.VI", "2025-04-08"), None);
        assert_eq!(days(Submit, "HT.TH", "HT.TP", "2024-12-31"), None);
    }
}
