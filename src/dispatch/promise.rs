//! What the post promises for a carriage: nothing where no target is loaded.

use chrono::NaiveDate;

use super::target::{Targets, TransitTarget};
use crate::base::{At, PointCode, UnitCode};
use crate::calendar::{Audience, Calendars, Deadline, NotLoaded, deadline::deadline};
use crate::cases::Direction;
use crate::network::{Network, ZoneMember, ZoneScheme};

/// What a promise is made from.
#[derive(Debug, Clone, Copy)]
pub struct Promises<'a> {
    /// Where things are.
    pub network: &'a Network,
    /// When the post works.
    pub calendars: &'a Calendars,
    /// How long it may take.
    pub targets: &'a Targets,
}

/// By when something accepted is to be delivered.
#[derive(Debug, Clone, PartialEq)]
pub struct Promise<'a> {
    /// The target.
    pub target: &'a TransitTarget,
    /// The zone it starts from; none where the place lies in no zone.
    pub from: Option<&'a ZoneMember>,
    /// The zone it goes to.
    pub to: Option<&'a ZoneMember>,
    /// The expected delivery, and how it was counted in the post's working time.
    pub deadline: Deadline,
}

impl<'a> Promises<'a> {
    /// The unit that a code means on a day: that of a point, or an administrative unit's own.
    pub fn unit_of(&self, code: &PointCode, day: NaiveDate) -> Option<&'a UnitCode> {
        let point = self.network.point_on(code, day).map(|point| &point.unit);
        point.or_else(|| Some(&self.network.unit_on(&code.as_str().parse().ok()?, day)?.code))
    }

    /// The zone of a unit's land on a day, none where it lies in none. A unit of before lies where its
    /// land went; one that was divided between zones, or is not known, lies nowhere that could be told
    /// without asking a person.
    fn zone_on(&self, unit: &UnitCode, day: NaiveDate) -> Option<Option<&'a ZoneMember>> {
        let network = self.network;
        let zone = |unit| network.zone_of(ZoneScheme::Transit, unit, day);
        if network.unit_on(unit, day).is_some() {
            return Some(zone(unit));
        }
        let last = network.last_day_of(unit, day).filter(|last| *last < day)?;
        let heirs = network.successors(unit, last, day);
        let mut zones = heirs.iter().map(|heir| zone(&heir.unit.code));
        let first = zones.next()?;
        let code = |member: Option<&'a ZoneMember>| member.map(|member| &member.zone);
        zones.all(|other| code(other) == code(first)).then_some(first)
    }

    /// What is promised for what the post accepts at this moment in one unit for another. Nothing where
    /// no target holds, or where nobody knows in which zone a unit's land lies on that day.
    pub fn promise(
        &self,
        service: Direction,
        (from, to): (&UnitCode, &UnitCode),
        accepted_at: At,
    ) -> Result<Option<Promise<'a>>, NotLoaded> {
        let day = accepted_at.date();
        let Some((from, to)) = self.zone_on(from, day).zip(self.zone_on(to, day)) else {
            return Ok(None);
        };
        let code = |member: Option<&'a ZoneMember>| member.map(|member| &member.zone);
        let Some(target) = self.targets.find(service, code(from), code(to), day) else {
            return Ok(None);
        };
        let post = self.calendars.of(Audience::Post.line());
        let deadline = deadline(&post, accepted_at, target.time, &[])?;
        Ok(Some(Promise { target, from, to, deadline }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Period;
    use crate::calendar::{
        Basis, CalendarDay, OpeningHours, SpecialKind, TimeLimit, TimeUnit, Week,
    };
    use crate::network::{AdminUnit, Relation, Succession, UnitKind, ZonePair};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn unit(code: &str, from: &str, until: Option<&str>) -> AdminUnit {
        AdminUnit {
            code: code.parse().unwrap(),
            name: code.to_owned(),
            kind: UnitKind::Commune,
            parent: None,
            position: None,
            period: Period::new(day(from), until.map(day)).unwrap(),
        }
    }

    fn network() -> Network {
        let reform = "2025-07-01";
        let before = |code| unit(code, "2025-01-01", Some(reform));
        let edge = |old: &str, new: &str, relation, is_default| Succession {
            old: old.parse().unwrap(),
            new: new.parse().unwrap(),
            on: day(reform),
            relation,
            is_default,
        };
        let units = vec![
            before("10001"),
            before("10002"),
            before("10003"),
            before("10004"),
            unit("20001", reform, None),
            unit("20002", reform, None),
            unit("20003", reform, None),
        ];
        let edges = vec![
            edge("10001", "20001", Relation::Merge, true),
            edge("10002", "20001", Relation::Split, true),
            edge("10002", "20002", Relation::Split, false),
            edge("10003", "20001", Relation::Split, true),
            edge("10003", "20003", Relation::Split, false),
        ];
        let member = |unit: &str, zone: &str| ZoneMember {
            scheme: ZoneScheme::Transit,
            zone: zone.parse().unwrap(),
            name: zone.to_owned(),
            unit: unit.parse().unwrap(),
            period: Period::new(day(reform), None).unwrap(),
        };
        let members = vec![member("20001", "A"), member("20002", "A"), member("20003", "B")];
        Network::new(units, edges, vec![], vec![]).with_zones(members)
    }

    #[test]
    fn an_address_of_before_is_promised_where_its_land_lies_in_one_zone() {
        let everyday: OpeningHours = "Mo-Su 07:00-17:00".parse().unwrap();
        let since = Period::new(day("2025-01-01"), None).unwrap();
        let new_year = CalendarDay {
            date: day("2025-01-01"),
            audience: Audience::Everyone,
            kind: SpecialKind::Holiday,
            name_vi: String::new(),
            name_en: String::new(),
            decision: String::new(),
            basis: Basis::Rule,
        };
        let week = Week {
            audience: Audience::Post,
            period: since,
            hours: Some(everyday),
            half_day_until: "11:00".parse().ok(),
            cut_off: None,
            decision: String::new(),
        };
        let target = |from: &str, to: &str, days| TransitTarget {
            service: Direction::Submit,
            zones: ZonePair { from: from.parse().unwrap(), to: to.parse().unwrap() },
            period: since,
            time: TimeLimit::new(days, TimeUnit::Day).unwrap(),
            decision: String::new(),
        };
        let network = network();
        let calendars = Calendars::new(vec![new_year], vec![week]);
        let targets = Targets::new(vec![target("*", "*", 9), target("A", "A", 1)]);
        let promises = Promises { network: &network, calendars: &calendars, targets: &targets };
        let days = |from: &str| {
            let at = At::office(day("2025-10-14"), 9, 0);
            let (from, to) = (from.parse().unwrap(), "20001".parse().unwrap());
            let promise = promises.promise(Direction::Submit, (&from, &to), at).unwrap();
            promise.map(|promise| promise.target.time.amount)
        };
        assert_eq!(days("20002"), Some(1));
        assert_eq!(days("20003"), Some(9));
        assert_eq!(days("10001"), Some(1), "all of it went to one unit");
        assert_eq!(days("10002"), Some(1), "divided, within one zone");
        assert_eq!(days("10003"), None, "divided between zones: a person must ask");
        assert_eq!(days("10004"), None, "nobody recorded what became of it");
        assert_eq!(days("99999"), None);
    }
}
