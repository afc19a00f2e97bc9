//! The receipt of the money that was collected for a parcel's case.

use super::{PrintRoom, words};
use crate::base::{Dong, PointCode};
use crate::ledger::{EntryKind, Held, Method};
use crate::parcels::Parcel;
use crate::print::{Bilingual, CollectedLine, MoneyReceipt};
use crate::store::{Conn, StoreError, cases, ledger, legs};

/// The receipt as of now; none where nothing was collected, or all of it was taken back. It says nothing about
/// any person, so that to print it is no look at one.
pub fn receipt_of(
    conn: &mut Conn,
    room: &PrintRoom<'_>,
    parcel: &Parcel,
) -> Result<Option<MoneyReceipt>, StoreError> {
    let leg = legs::find(conn, parcel.leg)?
        .ok_or_else(|| StoreError::bad_row("parcels", parcel.id, "its leg is gone"))?;
    let case = cases::load(conn, leg.case)?;
    let entries = ledger::of_case(conn, case.id)?;
    let lines: Vec<CollectedLine> = collections(&entries).map(|held| line(room, held)).collect();
    let amounts = collections(&entries).map(|held| held.entry.postings.amount());
    let Some(total) = Dong::total(amounts).filter(|_| !lines.is_empty()) else { return Ok(None) };
    let agency = room.point(&case.agency, room.now());
    Ok(Some(MoneyReceipt {
        number: parcel.tracking.to_string(),
        qr: room.qr(&parcel.qr),
        case_code: case.code.to_string(),
        procedure_code: case.procedure.to_string(),
        procedure_name: room
            .catalogue
            .name_of(&case.procedure, case.received_at.date())
            .unwrap_or_default()
            .to_owned(),
        agency: agency.map_or_else(
            || case.agency.to_string(),
            |point| point.agency.clone().unwrap_or_else(|| point.name.clone()),
        ),
        lines,
        total: total.to_string(),
        as_of: words::time(room.now()),
    }))
}

/// Whether anything stands collected for the entries' case, so that there is a receipt.
pub fn is_receipted(entries: &[Held]) -> bool {
    collections(entries).next().is_some()
}

/// What was collected and not taken back.
fn collections(entries: &[Held]) -> impl Iterator<Item = &Held> {
    let collected = |held: &&Held| match held.entry.kind {
        EntryKind::FeeCollected | EntryKind::PostageCollected => held.reversed_by.is_none(),
        EntryKind::PostageCharged
        | EntryKind::FeeRemitted
        | EntryKind::CompensationPaid
        | EntryKind::Reversal => false,
    };
    entries.iter().filter(collected)
}

fn line(room: &PrintRoom<'_>, held: &Held) -> CollectedLine {
    let entry = &held.entry;
    let place = |code: &PointCode| room.name(code, entry.at);
    CollectedLine {
        what: if entry.kind == EntryKind::FeeCollected {
            Bilingual::new("Phí, lệ phí", "Procedure fee")
        } else {
            Bilingual::new("Cước", "Postage")
        },
        amount: entry.postings.amount().to_string(),
        method: match entry.method {
            Some(Method::Cash) => Bilingual::new("tiền mặt", "cash"),
            Some(Method::Transfer) => Bilingual::new("chuyển khoản", "transfer"),
            None => Bilingual::new("", ""),
        },
        receipt: entry.note.clone(),
        at: words::time(entry.at),
        place: entry.about.point.as_ref().map(place).unwrap_or_default(),
    }
}
