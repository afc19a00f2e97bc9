//! The register of scans: whatever was answered is there.

use super::{Checked, Law};
use crate::base::ScanId;
use crate::store::{Conn, StoreError, laws};

const PAGE: i64 = 2_000;

pub(super) fn check(
    conn: &mut Conn,
    checked: &mut Checked,
    progress: &mut dyn FnMut(&Checked),
) -> Result<(), StoreError> {
    let mut after = ScanId(uuid::Uuid::nil());
    loop {
        // One statement sees one view.
        let page = laws::scans_after(conn, after, PAGE)?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.scan;
        for kept in page {
            checked.scans += 1;
            if !kept.found {
                let found = if kept.recorded {
                    "it was answered as recorded, and the log does not hold it"
                } else {
                    "it was answered as set aside, and it is not among those"
                };
                checked.broken(Law::ScansFound, format!("scan {}", kept.scan), found);
            }
        }
        progress(checked);
    }
}
