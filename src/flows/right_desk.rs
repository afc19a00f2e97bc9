//! Which desk takes a dossier: for the counter that sends one on, and for the person whose dossier the post
//! may not take. A proposal out of what is published; the person at the counter decides.

use chrono::NaiveDate;

use crate::base::text::fold;
use crate::base::{Capacity, UnitCode};
use crate::catalogue::{AgencyLevel, Procedure};
use crate::network::{Network, Point, PointKind, UnitLevel};

/// The desks in service on a day that may take a dossier of this procedure, the likeliest first; `near` is
/// where the person lives, or the counter stands. The authority that the catalogue names goes before a desk
/// of the level that decides, and that before the desks that take papers for all others.
pub fn right_desks<'a>(
    network: &'a Network,
    procedure: Option<&Procedure>,
    near: &UnitCode,
    day: NaiveDate,
) -> Vec<&'a Point> {
    let here = Land::of(network, near, day);
    let named = procedure.and_then(|procedure| procedure.agency.as_deref()).map(fold);
    let mut ranked: Vec<(u8, &Point)> = network
        .points_on(day)
        .into_iter()
        .filter(|point| point.roles.has(Capacity::Desk))
        .filter_map(|point| {
            let there = Land::of(network, &point.unit, day);
            let is_named = named.as_ref().is_some_and(|named| {
                *named == fold(&point.name)
                    || point.agency.as_deref().is_some_and(|agency| *named == fold(agency))
            });
            let rank = if is_named { Some(0) } else { rank(point.kind, procedure, &here, &there) };
            Some((rank?, point))
        })
        .collect();
    ranked.sort_by(|(a, one), (b, other)| (a, &one.code).cmp(&(b, &other.code)));
    ranked.into_iter().map(|(_, point)| point).collect()
}

/// The units in which something lies; of what nobody imported none is known, and nothing is far apart.
struct Land<'a> {
    commune: &'a str,
    district: Option<&'a UnitCode>,
    province: Option<&'a UnitCode>,
}

impl<'a> Land<'a> {
    fn of(network: &'a Network, unit: &'a UnitCode, day: NaiveDate) -> Self {
        let above = network.ancestors(unit, day);
        let of = |level| above.iter().find(|one| one.level() == level).map(|one| &one.code);
        Self {
            commune: unit.as_str(),
            district: of(UnitLevel::District),
            province: of(UnitLevel::Province),
        }
    }
}

/// How well a desk fits; none when it does not.
fn rank(
    kind: PointKind,
    procedure: Option<&Procedure>,
    here: &Land<'_>,
    there: &Land<'_>,
) -> Option<u8> {
    let decides = |level| procedure.is_some_and(|procedure| procedure.levels.contains(level));
    if here.province != there.province {
        return None;
    }
    match kind {
        PointKind::CommuneDesk if here.commune == there.commune => {
            Some(if decides(AgencyLevel::Commune) { 1 } else { 5 })
        }
        PointKind::DistrictDesk if here.district == there.district => {
            Some(if decides(AgencyLevel::District) { 2 } else { 6 })
        }
        PointKind::ServiceCentre => {
            let high = decides(AgencyLevel::Province) || decides(AgencyLevel::Ministry);
            Some(if high { 3 } else { 4 })
        }
        PointKind::CommuneDesk
        | PointKind::DistrictDesk
        | PointKind::Department
        | PointKind::ProvincialPostOffice
        | PointKind::DistrictPostOffice
        | PointKind::PostOffice
        | PointKind::CommunePostOffice
        | PointKind::CulturalPostPoint
        | PointKind::SortingOffice
        | PointKind::ServiceCentrePostDesk
        | PointKind::PickUpPoint => None,
    }
}
