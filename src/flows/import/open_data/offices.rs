//! The list of post offices, with the commune of each in both eras. It was put together from names: of some
//! offices no commune was found, of one not even a place. Such an office stands in the smallest unit that is
//! known, and is flagged. Opening hours are not in it at all.

use std::collections::HashMap;

use super::checked;
use crate::base::{Period, PointCode, UnitCode};
use crate::flows::import::layout::{Done, Layout, REFORM, Reader, cut, day};
use crate::flows::import::merge::{cover, written};
use crate::flows::import::points::{Points, entry};
use crate::flows::import::row::Row;
use crate::flows::import::sheet::{Problems, Sheet};
use crate::flows::import::subject::{Entry, each_rows_entries};
use crate::network::{AdminUnit, Network, OpeningHours, Point, PointKind, Roles, UnitLevel};
use crate::store::{Conn, StoreError, points, units};

pub(in crate::flows::import) const OF_THE_POST: Layout<Points> = Layout::open_data(
    "post_offices",
    &[
        "code",
        "name",
        "kind",
        "province",
        "district",
        "commune",
        "address",
        "province_code_2024",
        "district_code_2024",
        "commune_code_2024",
        BEFORE,
        SINCE,
        "match",
        "lat",
        "lon",
        "geo_src",
    ],
    &[("unit", SINCE)],
    Reader::Within(Period { from: day(2025, 3, 1), until: None }, gather),
);

/// The column with the commune of the time of districts.
const BEFORE: &str = "commune_code_2025h1";
/// The column with the commune since the reform.
const SINCE: &str = "commune_code_2025";

const KINDS: &[(&str, PointKind)] = &[
    ("office", PointKind::PostOffice),
    ("provincial", PointKind::ProvincialPostOffice),
    // An office for firms that send much.
    ("key_account", PointKind::PostOffice),
    ("public_admin_centre", PointKind::ServiceCentrePostDesk),
    ("culture_post", PointKind::CulturalPostPoint),
];

fn gather(
    sheet: &Sheet,
    period: Period,
    found: &mut Problems,
    done: Done<'_>,
) -> Vec<Entry<Point>> {
    each_rows_entries(sheet, found, done, |row, found| {
        read_office(row, period, found).unwrap_or_default()
    })
}

/// The office in the commune of each era.
fn read_office(row: &Row, period: Period, found: &mut Problems) -> Option<Vec<Entry<Point>>> {
    let code = row.code::<PointCode>("code", found);
    let name = row.text("name", 200, found);
    let kind = row.word("kind", KINDS, found);
    // The names of its units and its address, as people wrote them; the codes are what counts.
    let texts = [
        row.text("province", 100, found).map(drop),
        row.maybe_text("district", 100, found).map(drop),
        row.maybe_text("commune", 100, found).map(drop),
        row.maybe_text("address", 300, found).map(drop),
        row.text("match", 40, found).map(drop),
        row.maybe_unit("commune_code_2024", UnitLevel::Commune, found).map(drop),
    ];
    let province = row.unit("province_code_2024", UnitLevel::Province, found);
    let district = row.maybe_unit("district_code_2024", UnitLevel::District, found);
    let before = row.maybe_unit(BEFORE, UnitLevel::Commune, found);
    let since = row.maybe_unit(SINCE, UnitLevel::Commune, found);
    let position = row.position(found);
    let source = row.maybe_text("geo_src", 40, found);
    let (position, source) = (position?, source?);
    if position.is_some() && source.is_none() {
        row.refuse("geo_src", "where lat and lon come from", found);
        return None;
    }
    checked(&texts)?;
    let (code, name, kind, province) = (code?, name?, kind?, province?);
    let around: Vec<UnitCode> = district?.into_iter().chain([province]).collect();
    let stand = |period, commune: Option<UnitCode>, column| {
        let known = commune.is_some();
        let point = Point {
            code: code.clone(),
            name: name.clone(),
            kind,
            unit: commune.unwrap_or_else(|| around[0].clone()),
            position,
            hours: OpeningHours::default(),
            roles: Roles::Post,
            agency: None,
            successor: None,
            period,
        };
        let mut entry = entry(row, point);
        entry.around.clone_from(&around);
        entry.lacks("hours", "");
        if !known {
            entry.lacks(column, "");
        }
        entry
    };
    let (first, then) = cut(period, REFORM);
    let (before, since) = (before?, since?);
    let first = first.map(|period| stand(period, before, BEFORE));
    let then = then.map(|period| stand(period, since, SINCE));
    Some(first.into_iter().chain(then).collect())
}

/// Finds where those stand whose commune is not known, or not in force: in what is kept of them when that
/// is nearer, else in the smallest unit around them, or in what became of it.
pub(in crate::flows::import) fn settle(
    conn: &mut Conn,
    entries: &mut [Entry<Point>],
    found: &mut Problems,
) -> Result<(), StoreError> {
    if entries.iter().all(|entry| entry.around.is_empty()) {
        return Ok(());
    }
    let ground = Ground::load(conn)?;
    for entry in entries.iter_mut().filter(|entry| !entry.around.is_empty()) {
        let column = if entry.value.period.from < REFORM { BEFORE } else { SINCE };
        let period = ground.until_the_next(&entry.value);
        let known = entry.missing.iter().all(|one| one.column != column);
        if known && ground.holds(&entry.value.unit, period) {
            continue;
        }
        let nearest = entry.around.iter().find_map(|unit| ground.of_then(unit, period));
        // A commune that is kept, and was not found in this way, was said by a person.
        let said = ground.kept(&entry.value, period).filter(|kept| Some(kept) != nearest.as_ref());
        if said.is_some() {
            entry.has(column);
        } else if known {
            let unit = entry.value.unit.to_string();
            entry.lacks(column, &unit);
        }
        if let Some(unit) = said.or(nearest) {
            entry.value.unit = unit;
        } else {
            let got = entry.around.last().map_or("", UnitCode::as_str);
            let span = written(period);
            let expected = format_args!("a unit in force {span}, or what became of it");
            found.add(entry.line, "province_code_2024", expected, got);
        }
    }
    Ok(())
}

/// Units and points as they are kept.
struct Ground {
    network: Network,
    units: HashMap<UnitCode, Vec<Period>>,
    points: HashMap<PointCode, Vec<Point>>,
}

impl Ground {
    fn load(conn: &mut Conn) -> Result<Self, StoreError> {
        let all = units::load(conn)?;
        let mut periods: HashMap<UnitCode, Vec<Period>> = HashMap::new();
        for AdminUnit { code, period, .. } in &all {
            periods.entry(code.clone()).or_default().push(*period);
        }
        let mut offices: HashMap<PointCode, Vec<Point>> = HashMap::new();
        for point in points::load(conn)? {
            offices.entry(point.code.clone()).or_default().push(point);
        }
        let edges = units::load_successions(conn)?;
        let network = Network::new(all, edges, Vec::new(), Vec::new());
        Ok(Self { network, units: periods, points: offices })
    }

    /// An end that is left open is where the next row of the office begins.
    fn until_the_next(&self, point: &Point) -> Period {
        let Period { from, until } = point.period;
        let kept = self.points.get(&point.code).map_or(&[][..], Vec::as_slice);
        let next = || kept.iter().map(|other| other.period.from).filter(|day| *day > from).min();
        Period { from, until: until.or_else(next) }
    }

    fn holds(&self, unit: &UnitCode, period: Period) -> bool {
        self.units.get(unit).is_some_and(|periods| cover(periods, period))
    }

    /// The commune that is kept of the office, where somebody has said it.
    fn kept(&self, point: &Point, period: Period) -> Option<UnitCode> {
        let kept = self.points.get(&point.code)?;
        let same = kept.iter().find(|other| other.period.from == period.from)?;
        let commune = UnitLevel::of(&same.unit) == UnitLevel::Commune;
        (commune && self.holds(&same.unit, period)).then(|| same.unit.clone())
    }

    /// The unit, or the one that its land lay in when the period began.
    fn of_then(&self, unit: &UnitCode, period: Period) -> Option<UnitCode> {
        if self.holds(unit, period) {
            return Some(unit.clone());
        }
        let last = self.units.get(unit)?.iter().filter(|one| one.from < period.from).max()?;
        let later = self.network.successors(unit, last.from, period.from);
        let proposed = later.iter().find(|one| one.is_default)?.unit.code.clone();
        self.holds(&proposed, period).then_some(proposed)
    }
}
