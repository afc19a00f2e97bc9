//! Somebody looks for a dossier by a person's name or phone number. What is found is shown masked, and every
//! dossier on the page is noted in the access log before a mask is drawn: who looked, when, at which cases;
//! the words looked for are kept nowhere.

use std::collections::HashMap;

use crate::base::paging::Page;
use crate::base::{CaseId, Context, PersonId};
use crate::cases::Case;
use crate::people::{CaseReader, MOST_AN_HOUR, Person, PersonFinder, Phone, Reach, Sought, View};
use crate::store::found_cases::{self, Within};
use crate::store::{Conn, StoreError, access_log, cases, persons};

/// The word under which searches stand in the access log.
const PAGE: &str = "search";

/// How long what somebody looked through counts.
const HOUR_MS: i64 = 3_600_000;

/// A dossier that was found.
#[derive(Debug, Clone)]
pub struct FoundCase {
    /// The case.
    pub case: Case,
    /// The person's name, masked.
    pub name: String,
    /// The person's phone number, masked.
    pub phone: Option<String>,
}

/// What came of looking.
#[derive(Debug, Clone)]
pub enum Searched {
    /// A page of dossiers, the newest first.
    Found(Page<FoundCase>),
    /// This person has looked through as many as one may in an hour.
    Enough,
}

/// Looks for dossiers: of the points where the right holds (see [`found_cases`]), and of those the ones that
/// this reader may also open.
pub fn find_person(
    conn: &mut Conn,
    cx: &Context,
    (by, reader): (&PersonFinder, &CaseReader),
    sought: &Sought,
    before: Option<CaseId>,
    limit: i64,
) -> Result<Searched, StoreError> {
    let looked = access_log::count(conn, cx.who.token, PAGE, cx.now.plus_millis(-HOUR_MS))?;
    if looked >= MOST_AN_HOUR {
        return Ok(Searched::Enough);
    }
    let within = Within { agencies: points(reader.reach()), points: points(by.reach()) };
    let found = found_cases::list(conn, sought, within, before, limit.min(MOST_AN_HOUR - looked))?;
    tracing::info!(token = %cx.who.token, cases = found.items.len(), "dossiers looked for by person");
    let view = |(case, person): &(CaseId, PersonId)| View::of(cx, PAGE, *case, None, *person);
    let views: Vec<View> = found.items.iter().map(view).collect();
    let noted = access_log::note(conn, &views)?;
    let read = persons::read(conn, noted)?.into_iter();
    let persons: HashMap<PersonId, Person> = read.map(|person| (person.id, person)).collect();
    let ids: Vec<CaseId> = found.items.iter().map(|(case, _)| *case).collect();
    let read = cases::find_many(conn, &ids)?.into_iter();
    let mut cases: HashMap<CaseId, Case> = read.map(|case| (case.id, case)).collect();
    let Page { items, next } = found;
    let items = items.into_iter().filter_map(|(case, person)| {
        let person = persons.get(&person)?;
        Some(FoundCase {
            case: cases.remove(&case)?,
            name: person.name.masked(),
            phone: person.phone.as_ref().map(Phone::masked),
        })
    });
    Ok(Searched::Found(Page { items: items.collect(), next }))
}

fn points(reach: &Reach) -> Option<&[crate::base::PointCode]> {
    match reach {
        Reach::Everywhere => None,
        Reach::Points(points) => Some(points),
    }
}
