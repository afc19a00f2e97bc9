//! The dated lists of what may go by post.

use std::collections::BTreeSet;

use super::merge::{Entry, Merged, Subject, each_row};
use super::sheet::{Problems, Row, Sheet};
use crate::catalogue::{PostalListing, ProcedureCode};
use crate::store::{Conn, StoreError, procedures, revisions};

pub(super) struct Listings;

impl Subject for Listings {
    type Value = PostalListing;
    type Key = String;

    const COLUMNS: &'static [&'static str] =
        &["procedure", "direction", "level", "valid_from", "valid_until", "decision"];
    const KEY_COLUMN: &'static str = "procedure";
    const REVISION: revisions::Subject = revisions::Subject::Catalogue;

    fn gather(
        sheet: &Sheet,
        found: &mut Problems,
        read: &mut dyn FnMut(usize),
    ) -> Vec<Entry<PostalListing>> {
        each_row(sheet, found, read, read_listing)
    }

    fn key(listing: &PostalListing) -> String {
        let (direction, level) = (listing.direction.as_str(), listing.level.as_str());
        format!("{} {direction} at {level} from {}", listing.procedure, listing.period.from)
    }

    fn load(conn: &mut Conn) -> Result<Vec<PostalListing>, StoreError> {
        procedures::load_listings(conn)
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        merged.check_apart(
            |one| (one.procedure.clone(), one.direction, one.level),
            |one| one.period,
            found,
        );
        let known: BTreeSet<ProcedureCode> =
            procedures::load(conn)?.into_iter().map(|procedure| procedure.code).collect();
        for Entry { line, value: listing } in &merged.entries {
            if !known.contains(&listing.procedure) {
                let got = listing.procedure.as_str();
                found.add(*line, "procedure", "a procedure already imported", got);
            }
        }
        Ok(())
    }

    fn save(conn: &mut Conn, news: &[PostalListing]) -> Result<(), StoreError> {
        procedures::save_listings(conn, news)
    }
}

fn read_listing(row: &Row, found: &mut Problems) -> Option<PostalListing> {
    let procedure = row.code("procedure", found);
    let direction = row.code("direction", found);
    let level = row.code("level", found);
    let period = row.period(found);
    let decision = row.text("decision", 500, found);
    Some(PostalListing {
        procedure: procedure?,
        name: None,
        direction: direction?,
        level: level?,
        period: period?,
        decision: decision?,
    })
}
