//! A list is found by the sheet that bears its number. Who holds the sheet may see what stands on it; who only
//! typed the number, where they work.

use crate::base::codes::HandoverNumber;
use crate::dispatch::manifest::{Manifest, Sheet, SheetRefusal, Subject};
use crate::flows::refusal::FlowRefusal;
use crate::people::{ListKeeper, ListReader};
use crate::store::{Conn, StoreError, handover_lists, manifests};

/// The list of this number, drawn up or signed.
fn kept(conn: &mut Conn, number: &str) -> Result<Option<Manifest>, StoreError> {
    match number.parse::<HandoverNumber>() {
        Ok(number) => Ok(handover_lists::find(conn, &number)?.as_ref().map(Manifest::from)),
        Err(_) => manifests::find(conn, number),
    }
}

fn proven(list: &Manifest, sheet: &Sheet) -> Result<bool, SheetRefusal> {
    match &sheet.commitment {
        None => Ok(false),
        Some(said) if *said == list.commitment() => Ok(true),
        Some(_) => Err(SheetRefusal::OtherList { number: list.number.clone() }),
    }
}

/// The list of a sheet, for whoever reads lists where it was drawn up, or has the sheet in hand. One of
/// elsewhere is answered as one that is not there.
pub fn find_list(conn: &mut Conn, by: &ListReader, sheet: &Sheet) -> Result<Manifest, FlowRefusal> {
    let unknown = || SheetRefusal::Unknown(sheet.number.clone());
    let list = kept(conn, &sheet.number)?.ok_or_else(unknown)?;
    if !proven(&list, sheet)? {
        by.at(&list.at).map_err(|_| unknown())?;
    }
    Ok(list)
}

/// The list of a sheet that somebody scans to record it, and whether the sheet proved it.
pub fn list_of_sheet(
    conn: &mut Conn,
    by: &ListKeeper,
    sheet: &Sheet,
) -> Result<(Manifest, bool), FlowRefusal> {
    let unknown = || SheetRefusal::Unknown(sheet.number.clone());
    let list = kept(conn, &sheet.number)?.ok_or_else(unknown)?;
    let proven = proven(&list, sheet)?;
    // What a bag or a vehicle brought is typed where it came in; what stands in a book is not.
    if !proven && list.subject == Subject::Book {
        by.at(&list.at).map_err(|_| unknown())?;
    }
    Ok((list, proven))
}
