//! Whose calendars are asked for a place, one after the other.

use chrono::NaiveDate;

use super::point::Point;
use super::whole::Network;
use crate::base::{Capacity, UnitCode};
use crate::calendar::{Audience, Calendars, TimeRefusal, WorkingCalendar};

impl Network {
    /// The working time of an audience, its place taken as on the day.
    pub fn calendar<'a>(
        &self,
        calendars: &'a Calendars,
        audience: &Audience,
        day: NaiveDate,
    ) -> Result<WorkingCalendar<'a>, TimeRefusal> {
        let line = match audience {
            Audience::Everyone => None,
            Audience::Authority | Audience::Post | Audience::Unit(_) | Audience::Point(_) => {
                self.calendar_line(audience, day)
            }
        };
        let line = line.ok_or_else(|| TimeRefusal::Audience { audience: audience.clone(), day })?;
        Ok(calendars.of(line))
    }

    /// The audiences whose days and hours hold for one, the most particular first: a desk keeps the
    /// calendar of its units (a province closes its offices in a storm) and of the authorities, another
    /// point that of the post. None for a place that is not known.
    pub fn calendar_line(&self, audience: &Audience, day: NaiveDate) -> Option<Vec<Audience>> {
        let mut line = vec![audience.clone()];
        match audience {
            Audience::Everyone => return Some(line),
            Audience::Authority | Audience::Post => {}
            Audience::Unit(code) => {
                self.unit_on(code, day)?;
                line.extend(self.units_above(code, day).skip(1));
                line.push(Audience::Authority);
            }
            Audience::Point(code) => {
                // At any time: deadlines of desks that the reform closed are still asked for after it.
                let point = self.point_on(code, day).or_else(|| self.point(code))?;
                line.extend(self.line_above(point, day));
            }
        }
        line.push(Audience::Everyone);
        Some(line)
    }

    fn line_above(&self, point: &Point, day: NaiveDate) -> Vec<Audience> {
        if !point.roles.has(Capacity::Desk) {
            return vec![Audience::Post];
        }
        let day = if point.period.contains(day) { day } else { point.period.from };
        let mut line: Vec<Audience> = self.units_above(&point.unit, day).collect();
        line.push(Audience::Authority);
        line
    }

    /// The unit and those above it.
    fn units_above(&self, unit: &UnitCode, day: NaiveDate) -> impl Iterator<Item = Audience> {
        self.ancestors(unit, day).into_iter().map(|unit| Audience::Unit(unit.code.clone()))
    }
}
