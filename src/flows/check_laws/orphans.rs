//! Rows that point to what is not there, and numbers that are drawn one after the other.

use super::{Checked, Law};
use crate::store::{Conn, StoreError, orphans, view};

pub(super) fn check(
    conn: &mut Conn,
    checked: &mut Checked,
    progress: &mut dyn FnMut(&Checked),
) -> Result<(), StoreError> {
    let (numbered, found) = view(conn, |conn| -> Result<_, StoreError> {
        Ok((orphans::numbered(conn)?, orphans::find(conn)?))
    })?;
    for numbers in numbered.iter().filter(|numbers| !numbers.is_whole()) {
        let orphans::Numbered { counter, stands, count, first, last } = numbers;
        let found = format!("{count} numbered {first} to {last}, the counter stands at {stands}");
        checked.broken(Law::NumbersWhole, format!("counter {counter}"), found);
    }
    for orphans in found {
        let first = orphans.first.join(", ");
        let and = if orphans.count > orphans.first.len() as i64 { ", …" } else { "" };
        checked.broken(Law::NoOrphans, orphans.what, format!("{}: {first}{and}", orphans.count));
    }
    progress(checked);
    Ok(())
}
