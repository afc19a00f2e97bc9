//! The sheet for a person without a phone: what the public page of a parcel says, on paper.

use super::{PrintRoom, words};
use crate::base::{Lang, Words};
use crate::dispatch::Promises;
use crate::flows::track::Found;
use crate::parcels::Parcel;
use crate::print::{Bilingual, CitizenSheet};
use crate::store::{Conn, StoreError};

/// The sheet as of now. It says what whoever holds the QR sees, and nothing about any person, so that to
/// print it is no look at one.
pub fn sheet_of(
    conn: &mut Conn,
    room: &PrintRoom<'_>,
    promises: &Promises<'_>,
    parcel: &Parcel,
) -> Result<Option<CitizenSheet>, StoreError> {
    let Some(found) = Found::of(conn, parcel.clone())? else { return Ok(None) };
    let view = found.view(conn, promises)?;
    let both = |words: Words| Bilingual::new(words.to(Lang::Vi), words.to(Lang::En));
    let under_way = view.stage.is_under_way();
    let day = |day: Option<chrono::NaiveDate>| {
        day.filter(|_| under_way).map(|day| day.format("%d/%m/%Y").to_string())
    };
    Ok(Some(CitizenSheet {
        number: parcel.tracking.to_string(),
        qr: room.qr(&parcel.qr),
        code: grouped(parcel.qr.as_str()),
        state: both(view.stage.words(view.direction)),
        advice: both(view.stage.advice(view.direction)),
        at: view.at.map(words::time),
        place: view.place.as_ref().map(|place| place.words(Lang::Vi)),
        due: day(view.due),
        expected: day(view.expected.or(view.promised)),
        as_of: words::time(room.now()),
    }))
}

/// `7K2M 9QXR 4TGB 8ZCN 3`: as people copy it.
fn grouped(code: &str) -> String {
    let symbols: Vec<char> = code.chars().collect();
    symbols.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
