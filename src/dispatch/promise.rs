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

    /// What is promised for what the post accepts at this moment in one unit for another. Nothing where
    /// no target holds, and nothing for a unit that is not in force on that day: where it lies is a
    /// question for a person.
    pub fn promise(
        &self,
        service: Direction,
        (from, to): (&UnitCode, &UnitCode),
        accepted_at: At,
    ) -> Result<Option<Promise<'a>>, NotLoaded> {
        let day = accepted_at.date();
        if self.network.unit_on(from, day).is_none() || self.network.unit_on(to, day).is_none() {
            return Ok(None);
        }
        let zone = |unit| self.network.zone_of(ZoneScheme::Transit, unit, day);
        let (from, to) = (zone(from), zone(to));
        let code = |member: Option<&'a ZoneMember>| member.map(|member| &member.zone);
        let Some(target) = self.targets.find(service, code(from), code(to), day) else {
            return Ok(None);
        };
        let post = self.calendars.of(Audience::Post.line());
        let deadline = deadline(&post, accepted_at, target.time, &[])?;
        Ok(Some(Promise { target, from, to, deadline }))
    }
}
