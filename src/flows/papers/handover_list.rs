//! The record (biên bản giao nhận) of a signed list: every line, with both parties to sign.

use std::collections::HashMap;

use super::handover_record::{item, party};
use super::{Dossier, Paper, PrintRoom, words};
use crate::base::{ItemKey, Lang};
use crate::custody::{Custodian, Entry, HandoverLine, HandoverList, LineOutcome};
use crate::dispatch::manifest::{Commitment, Manifest};
use crate::print::{Bilingual, HandoverParty, HandoverRecord, ListedItem, Place};
use crate::store::{Conn, StoreError, parcels};

/// The record of a list. Where the other side was not said, it is who held the first of its parcels, or a
/// line to write on.
pub fn handover_list_of(
    conn: &mut Conn,
    room: &PrintRoom<'_>,
    list: &HandoverList,
) -> Result<HandoverRecord, StoreError> {
    let at = list.signed_at;
    let keys: Vec<ItemKey> = list.lines.iter().filter_map(|line| line.item).collect();
    let found = parcels::find_many(conn, &keys)?;
    let dossiers = Dossier::load_many(conn, room, Paper::HandoverRecord, &found, |_| true)?;
    let known: HashMap<ItemKey, _> = found
        .iter()
        .zip(&dossiers)
        .map(|(parcel, dossier)| (parcel.key, (parcel, dossier)))
        .collect();
    let mut before = None;
    let items = list.lines.iter().map(|line| {
        let listed = line.item.and_then(|key| known.get(&key)).and_then(|(parcel, dossier)| {
            let (holder, entry) = changed(dossier, line)?;
            before.get_or_insert_with(|| holder.clone());
            Some(item(parcel, dossier, entry))
        });
        let listed = listed.unwrap_or_else(|| bare(line));
        ListedItem { remarks: remarks(line, listed.remarks), ..listed }
    });
    let items: Vec<ListedItem> = items.collect();
    let said = list.other.clone().zip(list.other_capacity);
    let said = said.map(|(code, capacity)| Custodian::Point { code, capacity });
    let other = said.or_else(|| before.filter(|_| !list.gives && list.other.is_none()));
    let other = match (&other, &list.other) {
        (Some(holder), _) => party(room, holder, at),
        (None, Some(code)) => HandoverParty {
            place: Place { name: room.name(code, at), code: code.to_string() },
            capacity: Bilingual::new("bên kia", "the other side"),
            person: None,
        },
        (None, None) => HandoverParty {
            place: Place {
                name: "…………………………………".to_owned(), code: String::new()
            },
            capacity: Bilingual::new("bên kia", "the other side"),
            person: None,
        },
    };
    let own = party(room, &list.own(), at);
    let (giver, receiver) = if list.gives { (own, other) } else { (other, own) };
    let (hour, minute) = words::clock(at);
    let sheet = Manifest::from(list).sheet();
    Ok(HandoverRecord {
        number: list.number.to_string(),
        date: words::date(at),
        hour,
        minute,
        place: room.name(&list.at, at),
        giver,
        receiver,
        items,
        qr: Some(sheet.url(room.public_url)),
        commitment: sheet.commitment.as_ref().map(Commitment::grouped),
    })
}

/// Who held the parcel until the scan of the line, and what that scan did.
fn changed<'a>(dossier: &'a Dossier, line: &HandoverLine) -> Option<(&'a Custodian, &'a Entry)> {
    let mut holder = &dossier.subject.origin;
    for entry in &dossier.timeline.entries {
        if entry.scan == line.scan {
            return Some((holder, entry));
        }
        holder = &entry.custodian;
    }
    None
}

/// A line that is no parcel we know: a bag, or a code that waits to be matched.
fn bare(line: &HandoverLine) -> ListedItem {
    ListedItem {
        tracking_number: line.code.clone(),
        originals: 0,
        copies: 0,
        seal: None,
        condition: match line.seal_intact {
            Some(true) => Bilingual::new("Niêm phong nguyên vẹn", "seal intact"),
            Some(false) => Bilingual::new("Niêm phong bị rách", "seal torn"),
            None => Bilingual::new("Không ghi nhận tình trạng", "condition not stated"),
        },
        remarks: String::new(),
    }
}

fn remarks(line: &HandoverLine, counted: String) -> String {
    match &line.outcome {
        LineOutcome::SetAside(_) => "Mã chưa khớp, chờ đối chiếu".to_owned(),
        LineOutcome::Recorded(kinds) => {
            let odd = kinds.iter().map(|kind| kind.words(Lang::Vi).to_owned());
            let all: Vec<String> =
                Some(counted).into_iter().filter(|told| !told.is_empty()).chain(odd).collect();
            all.join("; ")
        }
    }
}
