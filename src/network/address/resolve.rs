//! Following the unit that was read to the day asked for.

use super::read::{Read, last_day, read};
use super::{Asked, Candidate, Confidence, OpenSplit, Resolution};
use crate::network::boundary::Boundaries;
use crate::network::decision::{Decisions, Locality};
use crate::network::unit::{AdminUnit, UnitLevel};
use crate::network::whole::Network;

/// Everything that tells where land lies.
#[derive(Debug, Clone, Copy)]
pub struct Atlas<'a> {
    /// Units and what became of them.
    pub network: &'a Network,
    /// Their outlines, where imported.
    pub boundaries: &'a Boundaries,
    /// What persons decided about splits.
    pub decisions: &'a Decisions,
}

/// Where one unit's land lies on the day asked for.
struct Followed<'a> {
    units: Vec<&'a AdminUnit>,
    /// The one to propose among them.
    chosen: usize,
    how: Option<Confidence>,
    open: Option<OpenSplit>,
}

/// The commune of an address on a day.
pub fn resolve<'a>(atlas: &Atlas<'a>, asked: &Asked<'_>) -> Resolution<'a> {
    let Read { reading, units, confidence } = read(atlas.network, asked);
    let named = units;
    let locality = &reading.locality;
    let followed: Vec<(&AdminUnit, Followed<'a>)> =
        named.iter().map(|unit| (*unit, atlas.follow(unit, asked, locality))).collect();
    // A name that went on over several eras is read several times and leads to one place.
    let mut present: Vec<&'a AdminUnit> = Vec::new();
    for (_, followed) in &followed {
        for unit in &followed.units {
            if !present.contains(unit) {
                present.push(unit);
            }
        }
    }
    let agree = followed.iter().all(|(_, one)| one.units.len() == present.len());
    let last = followed.iter().max_by_key(|(unit, _)| unit.period.from);
    let (Some((old, one)), Some(read_as), true) = (last, confidence, agree && !present.is_empty())
    else {
        let confidence =
            if present.is_empty() { Confidence::Unknown } else { Confidence::Ambiguous };
        let old = if let [(only, _)] = followed.as_slice() { Some(*only) } else { None };
        return Resolution {
            reading,
            old,
            present: evenly(&present, None),
            confidence,
            open: None,
        };
    };
    let whole = |unit: &&AdminUnit| unit.level() == UnitLevel::Commune;
    let confidence = match one.how {
        // A district was divided over the communes of today: which one nobody can tell.
        _ if !whole(old) && present.len() > 1 => Confidence::Ambiguous,
        _ if !present.iter().all(whole) => Confidence::Unknown,
        Some(how) => how.max(read_as),
        None => read_as,
    };
    let proposed = one.units.get(one.chosen).copied();
    let settled = match one.how {
        Some(Confidence::SplitDecided | Confidence::SplitByCoordinate) => proposed,
        _ => None,
    };
    let present = match settled {
        Some(unit) => evenly(&[unit], Some(unit)),
        None => evenly(&present, proposed.filter(|_| confidence < Confidence::Ambiguous)),
    };
    let (old, open) = (Some(*old), one.open.clone());
    Resolution { reading, old, present, confidence, open }
}

/// Nobody knows more than that each is possible.
fn evenly<'a>(units: &[&'a AdminUnit], proposed: Option<&AdminUnit>) -> Vec<Candidate<'a>> {
    let share = 1.0 / units.len().max(1) as f64;
    let mut all: Vec<Candidate<'a>> = units
        .iter()
        .map(|unit| Candidate { unit, share, proposed: proposed == Some(*unit) })
        .collect();
    all.sort_by_key(|one| !one.proposed);
    all
}

impl<'a> Atlas<'a> {
    /// Follows the land of a unit. A district or province is followed through its communes, since those
    /// are what goes on.
    fn follow(&self, unit: &'a AdminUnit, asked: &Asked<'_>, locality: &Locality) -> Followed<'a> {
        let mut open = None;
        let mut decided = false;
        let mut found = self.network.successors_decided(unit, asked.on, &mut |old, on| {
            let known = self.decisions.find(&old.code, on, locality);
            match known {
                Some(_) => decided = true,
                None => open = open.take().or(Some(OpenSplit { old: old.code.clone(), on })),
            }
            known.cloned()
        });
        if found.is_empty() && unit.level() == UnitLevel::District {
            for below in self.network.units_below(&unit.code, last_day(unit, asked.on)) {
                for one in self.network.successors_decided(below, asked.on, &mut |_, _| None) {
                    if !found.iter().any(|known| known.unit == one.unit) {
                        found.push(one);
                    }
                }
            }
            open = None;
        }
        let mut chosen = found.iter().position(|one| one.is_default).unwrap_or(0);
        let units: Vec<&AdminUnit> = found.iter().map(|one| one.unit).collect();
        let here = asked.position.and_then(|at| self.boundaries.at(at, asked.on));
        let here = here.and_then(|here| units.iter().position(|unit| unit.code == here.unit));
        let how = match (units.len(), here) {
            (0 | 1, _) => decided.then_some(Confidence::SplitDecided),
            (_, Some(here)) => {
                chosen = here;
                Some(Confidence::SplitByCoordinate)
            }
            (_, None) => Some(Confidence::SplitByDefault),
        };
        let open = open.filter(|_| how == Some(Confidence::SplitByDefault));
        Followed { units, chosen, how, open }
    }
}
