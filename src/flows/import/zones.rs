//! Zones of tariffs and transit targets: a row for each unit that lies in one.

use std::collections::{BTreeMap, HashMap};

use super::layout::{Done, Layout};
use super::merge::{Merged, cover, written};
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::{Period, UnitCode};
use crate::network::ZoneMember;
use crate::store::{Conn, StoreError, revisions, units, zones};

const COLUMNS: &[&str] = &["scheme", "zone", "name", "unit", "valid_from", "valid_until"];

pub(super) struct Zones;

impl Subject for Zones {
    type Value = ZoneMember;

    const LAYOUTS: &'static [Layout<Self>] = &[Layout::own("zones", COLUMNS, gather)];
    const KEY_COLUMN: &'static str = "unit";
    const REVISION: revisions::Subject = revisions::Subject::Network;

    fn name(member: &ZoneMember) -> String {
        format!("{} for {}", member.unit, member.scheme)
    }

    fn period(member: &ZoneMember) -> Option<Period> {
        Some(member.period)
    }

    fn in_period(member: ZoneMember, period: Period) -> ZoneMember {
        ZoneMember { period, ..member }
    }

    fn cells(member: &ZoneMember) -> Vec<(&'static str, String)> {
        vec![("zone", member.zone.to_string()), ("name", member.name.clone())]
    }

    fn load(conn: &mut Conn) -> Result<Vec<ZoneMember>, StoreError> {
        zones::load(conn)
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        let units = units::load(conn)?;
        let mut periods: HashMap<&UnitCode, Vec<Period>> = HashMap::new();
        for unit in &units {
            periods.entry(&unit.code).or_default().push(unit.period);
        }
        for Entry { line, value: member, .. } in &merged.entries {
            let in_force = periods.get(&member.unit).map_or(&[][..], Vec::as_slice);
            if !cover(in_force, member.period) {
                let expected = format_args!("a unit in force {}", written(member.period));
                found.add(*line, "unit", expected, member.unit.as_str());
            }
        }
        check_names(merged, found);
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[ZoneMember]) -> Result<(), StoreError> {
        zones::save(conn, news)
    }
}

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<ZoneMember>> {
    each_row(sheet, found, done, read_member)
}

/// A zone has one name, on whichever row it stands.
fn check_names(merged: &Merged<Zones>, found: &mut Problems) {
    let mut names = BTreeMap::new();
    for member in &merged.kept {
        names.insert((member.scheme, &member.zone), member.name.as_str());
    }
    for Entry { line, value: member, .. } in &merged.entries {
        let name = names.entry((member.scheme, &member.zone)).or_insert(&member.name);
        if *name != member.name {
            let expected = format_args!("{name}, as on the zone's other rows");
            found.add(*line, "name", expected, &member.name);
        }
    }
}

fn read_member(row: &Row, found: &mut Problems) -> Option<ZoneMember> {
    let scheme = row.code("scheme", found);
    let zone = row.code("zone", found);
    let name = row.text("name", 200, found);
    let unit = row.code("unit", found);
    let period = row.period(found);
    Some(ZoneMember { scheme: scheme?, zone: zone?, name: name?, unit: unit?, period: period? })
}
