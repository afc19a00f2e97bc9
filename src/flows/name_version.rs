//! Somebody gives the catalogue of a day the name that people cite: the decision that made it so.

use chrono::NaiveDate;

use crate::base::Context;
use crate::catalogue::{CatalogueVersion, Noted};
use crate::people::Administrator;
use crate::store::procedures::versions;
use crate::store::{Conn, write};

use super::refusal::FlowRefusal;

/// Notes the name. Whoever noted it first for that day stays; doing so again changes nothing.
pub fn name_version(
    conn: &mut Conn,
    cx: &Context,
    _by: &Administrator,
    name: &str,
    day: NaiveDate,
) -> Result<CatalogueVersion, FlowRefusal> {
    let noted = Noted { at: cx.now, by: cx.who.name.clone() };
    let version = CatalogueVersion::new(name, day, noted)?;
    let kept = write(conn, |conn| {
        versions::note(conn, std::slice::from_ref(&version))?;
        versions::load(conn)
    })?;
    let same = |one: &CatalogueVersion| one.name == version.name && one.day == version.day;
    Ok(kept.into_iter().find(same).unwrap_or(version))
}
