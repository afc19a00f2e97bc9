//! At which stop of the timetable something begins and ends its way: runs do not call at every desk, nor in
//! every commune.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use chrono::NaiveDate;

use super::Forecaster;
use crate::base::{PointCode, UnitCode};
use crate::cases::wish::hands_out;
use crate::network::{Network, Point, PointKind, Position};

/// The stops of a day.
#[derive(Debug)]
pub(super) struct OfDay<'a> {
    stops: BTreeSet<&'a PointCode>,
    /// The office in each unit that delivers there.
    offices: HashMap<&'a UnitCode, &'a PointCode>,
    /// What was found for units without one.
    nearest: RefCell<HashMap<UnitCode, Option<&'a PointCode>>>,
}

/// Offices have postmen; of others in the same commune one is as good as another.
const fn has_postmen(kind: PointKind) -> bool {
    match kind {
        PointKind::ProvincialPostOffice
        | PointKind::DistrictPostOffice
        | PointKind::PostOffice
        | PointKind::CommunePostOffice => true,
        PointKind::CulturalPostPoint
        | PointKind::SortingOffice
        | PointKind::ServiceCentrePostDesk
        | PointKind::CommuneDesk
        | PointKind::DistrictDesk
        | PointKind::ServiceCentre
        | PointKind::Department
        | PointKind::PickUpPoint => false,
    }
}

impl<'a> Forecaster<'a> {
    fn of_day(&self, day: NaiveDate) -> Rc<OfDay<'a>> {
        let mut days = self.days.borrow_mut();
        let lay_out = || {
            let stops = self.timetable.stops_on(day);
            let mut offices: HashMap<&UnitCode, &Point> = HashMap::new();
            let points = self.promises.network.points_on(day);
            for point in points.into_iter().filter(|one| delivers(one, &stops)) {
                let known = offices.entry(&point.unit).or_insert(point);
                if !has_postmen(known.kind) && has_postmen(point.kind) {
                    *known = point;
                }
            }
            let offices = offices.into_iter().map(|(unit, point)| (unit, &point.code)).collect();
            Rc::new(OfDay { stops, offices, nearest: RefCell::default() })
        };
        days.entry(day).or_insert_with(lay_out).clone()
    }

    /// The stop at which something of a point is handed in or comes in: itself, or the office of its commune,
    /// or the nearest.
    pub fn stop_of(&self, point: &PointCode, day: NaiveDate) -> Option<&'a PointCode> {
        let of_day = self.of_day(day);
        if let Some(own) = of_day.stops.get(point) {
            return Some(own);
        }
        let point = self.promises.network.point_on(point, day)?;
        self.office(&of_day, &point.unit, point.position, day)
    }

    /// The stop from which an address in a unit is delivered to. An address of before lies where its land
    /// went.
    pub fn office_of(&self, unit: &UnitCode, day: NaiveDate) -> Option<&'a PointCode> {
        let network = self.promises.network;
        let unit = match network.unit_on(unit, day) {
            Some(known) => &known.code,
            None => heir(network, unit, day)?,
        };
        self.office(&self.of_day(day), unit, None, day)
    }

    fn office(
        &self,
        of_day: &OfDay<'a>,
        unit: &UnitCode,
        position: Option<Position>,
        day: NaiveDate,
    ) -> Option<&'a PointCode> {
        if let Some(own) = of_day.offices.get(unit) {
            return Some(own);
        }
        let network = self.promises.network;
        let look = || {
            let position = position.or_else(|| network.unit_on(unit, day)?.position)?;
            let near = network.nearest_points(position, day, |one| delivers(one, &of_day.stops));
            near.first().map(|(point, _)| &point.code)
        };
        *of_day.nearest.borrow_mut().entry(unit.clone()).or_insert_with(look)
    }
}

fn delivers(point: &Point, stops: &BTreeSet<&PointCode>) -> bool {
    hands_out(point) && stops.contains(&point.code)
}

fn heir<'a>(network: &'a Network, unit: &UnitCode, day: NaiveDate) -> Option<&'a UnitCode> {
    let last = network.last_day_of(unit, day).filter(|last| *last < day)?;
    Some(&network.successors(unit, last, day).first()?.unit.code)
}
