//! The record of one hand-over (biên bản giao nhận) of a parcel.

use super::{Dossier, Paper, PrintRoom, words};
use crate::base::{At, Capacity, ScanId};
use crate::custody::{Custodian, Entry, Subject, Timeline};
use crate::parcels::{PaperForm, Parcel};
use crate::print::{Bilingual, HandoverParty, HandoverRecord, ListedItem, Place};
use crate::store::{Conn, StoreError};

/// The record of the hand-over that a scan completed, or of the last one; none when the parcel changed
/// hands by no such scan.
pub fn handover_record_of(
    conn: &mut Conn,
    room: &PrintRoom<'_>,
    parcel: &Parcel,
    scan: Option<ScanId>,
) -> Result<Option<HandoverRecord>, StoreError> {
    let dossier = Dossier::load(conn, room, Paper::HandoverRecord, parcel)?;
    let all = hand_overs(&dossier.subject, &dossier.timeline);
    let wanted = |(_, entry): &(_, &Entry)| scan.is_none_or(|scan| scan == entry.scan);
    let Some((giver, entry)) = all.into_iter().rfind(wanted) else { return Ok(None) };
    let at = entry.effective_at;
    let (hour, minute) = words::clock(at);
    // The end of the scan's id is random: a number that stays the same however often it is printed.
    let number = entry.scan.0.simple().to_string()[24..].to_ascii_uppercase();
    Ok(Some(HandoverRecord {
        number: format!("BBGN-{}-{number}", at.to_office().format("%y%m%d")),
        date: words::date(at),
        hour,
        minute,
        place: room.name(&entry.at, at),
        giver: party(room, giver, at),
        receiver: party(room, &entry.custodian, at),
        items: vec![item(parcel, &dossier, entry)],
        qr: None,
        commitment: None,
    }))
}

/// Who gave something away and the scan by which it then had another holder, each time it changed hands.
pub fn hand_overs<'a>(
    subject: &'a Subject,
    timeline: &'a Timeline,
) -> Vec<(&'a Custodian, &'a Entry)> {
    let mut holder = &subject.origin;
    let mut found = Vec::new();
    for entry in &timeline.entries {
        if *holder != entry.custodian {
            found.push((holder, entry));
        }
        holder = &entry.custodian;
    }
    found
}

pub(super) fn item(parcel: &Parcel, dossier: &Dossier, entry: &Entry) -> ListedItem {
    let counted = entry.detail.papers.as_deref();
    let count = |form: PaperForm| -> u32 {
        let lines = parcel.papers.lines().iter().enumerate();
        lines
            .filter(|(_, paper)| paper.form() == form)
            .map(|(line, paper)| {
                let listed = paper.count();
                u32::from(counted.map_or(listed, |counts| counts.get(line).copied().unwrap_or(0)))
            })
            .sum()
    };
    let (originals, copies) = (count(PaperForm::Original), count(PaperForm::Copy));
    let remarks = match counted {
        None => "",
        Some(_) if originals + copies == parcel.papers.pieces() => "Đã kiểm đếm đủ giấy tờ",
        Some(_) => "Số giấy tờ đếm được khác phiếu gửi",
    };
    ListedItem {
        tracking_number: parcel.tracking.to_string(),
        originals,
        copies,
        seal: entry.detail.seal.clone().or_else(|| dossier.seal()),
        condition: match entry.detail.seal_intact {
            Some(true) => Bilingual::new("Niêm phong nguyên vẹn", "seal intact"),
            Some(false) => Bilingual::new("Niêm phong bị rách", "seal torn"),
            None => Bilingual::new("Không ghi nhận tình trạng", "condition not stated"),
        },
        remarks: remarks.to_owned(),
    }
}

/// The record names places and capacities; who signs writes the name by hand.
pub(super) fn party(room: &PrintRoom<'_>, holder: &Custodian, at: At) -> HandoverParty {
    let post = || Bilingual::new("bưu chính", "post");
    let named = |name: String, code: String| Place { name, code };
    let (place, capacity) = match holder {
        Custodian::Point { code, capacity } => {
            let capacity = match capacity {
                Capacity::Post => post(),
                Capacity::Desk => Bilingual::new("bộ phận một cửa", "one-stop desk"),
            };
            (named(room.name(code, at), code.to_string()), capacity)
        }
        Custodian::Run { code } => (named("Chuyến thư".to_owned(), code.to_string()), post()),
        Custodian::Postman { .. } => (named("Bưu tá".to_owned(), String::new()), post()),
        Custodian::Citizen => {
            let person = Bilingual::new("người gửi hoặc nhận", "the person");
            (named("Công dân".to_owned(), String::new()), person)
        }
    };
    HandoverParty { place, capacity, person: None }
}
