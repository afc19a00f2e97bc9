//! Zones of tariffs and transit targets: a row for each unit that lies in one.

use std::collections::{BTreeMap, HashMap};

use super::merge::{Entry, Merged, Subject, cover, each_row, written};
use super::sheet::{Problems, Row, Sheet};
use crate::base::{Period, UnitCode};
use crate::network::ZoneMember;
use crate::store::{Conn, StoreError, revisions, units, zones};

pub(super) struct Zones;

impl Subject for Zones {
    type Value = ZoneMember;
    type Key = String;

    const COLUMNS: &'static [&'static str] =
        &["scheme", "zone", "name", "unit", "valid_from", "valid_until"];
    const KEY_COLUMN: &'static str = "unit";
    const REVISION: revisions::Subject = revisions::Subject::Network;

    fn gather(
        sheet: &Sheet,
        found: &mut Problems,
        read: &mut dyn FnMut(usize),
    ) -> Vec<Entry<ZoneMember>> {
        each_row(sheet, found, read, read_member)
    }

    fn key(member: &ZoneMember) -> String {
        format!("{} for {} from {}", member.unit, member.scheme, member.period.from)
    }

    fn load(conn: &mut Conn) -> Result<Vec<ZoneMember>, StoreError> {
        zones::load(conn)
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        merged.check_apart(|one| (one.scheme, one.unit.clone()), |one| one.period, found);
        let units = units::load(conn)?;
        let mut periods: HashMap<&UnitCode, Vec<Period>> = HashMap::new();
        for unit in &units {
            periods.entry(&unit.code).or_default().push(unit.period);
        }
        for Entry { line, value: member } in &merged.entries {
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

/// A zone has one name, on whichever row it stands.
fn check_names(merged: &Merged<Zones>, found: &mut Problems) {
    let mut names = BTreeMap::new();
    for member in &merged.kept {
        names.insert((member.scheme, &member.zone), member.name.as_str());
    }
    for Entry { line, value: member } in &merged.entries {
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
