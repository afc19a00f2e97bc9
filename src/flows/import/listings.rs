//! The dated lists of what may go by post.

use std::collections::BTreeSet;

use super::layout::{Done, Layout};
use super::merge::Merged;
use super::row::Row;
use super::sheet::{Problems, Sheet};
use super::subject::{Entry, Subject, each_row};
use crate::base::Period;
use crate::catalogue::{PostalListing, ProcedureCode};
use crate::store::{Conn, StoreError, procedures, revisions};

const COLUMNS: &[&str] =
    &["procedure", "direction", "level", "valid_from", "valid_until", "decision"];

pub(super) struct Listings;

impl Subject for Listings {
    type Value = PostalListing;

    const LAYOUTS: &'static [Layout<Self>] = &[Layout::own("listings", COLUMNS, gather)];
    const KEY_COLUMN: &'static str = "procedure";
    const REVISION: revisions::Subject = revisions::Subject::Catalogue;

    fn name(listing: &PostalListing) -> String {
        let (direction, level) = (listing.direction.as_str(), listing.level.as_str());
        format!("{} {direction} at {level}", listing.procedure)
    }

    fn period(listing: &PostalListing) -> Option<Period> {
        Some(listing.period)
    }

    fn in_period(listing: PostalListing, period: Period) -> PostalListing {
        PostalListing { period, ..listing }
    }

    fn cells(listing: &PostalListing) -> Vec<(&'static str, String)> {
        vec![("decision", listing.decision.clone())]
    }

    fn load(conn: &mut Conn) -> Result<Vec<PostalListing>, StoreError> {
        procedures::load_listings(conn)
    }

    fn check(
        conn: &mut Conn,
        merged: &Merged<Self>,
        found: &mut Problems,
    ) -> Result<(), StoreError> {
        let known: BTreeSet<ProcedureCode> =
            procedures::load(conn)?.into_iter().map(|procedure| procedure.code).collect();
        for Entry { line, value: listing, .. } in &merged.entries {
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

fn gather(sheet: &Sheet, found: &mut Problems, done: Done<'_>) -> Vec<Entry<PostalListing>> {
    each_row(sheet, found, done, read_listing)
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
