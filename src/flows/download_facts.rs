//! Somebody fetches what their cases were told since they last did, for a system that takes files.

use crate::base::{Context, PointCode};
use crate::people::{FeedReader, Reach};
use crate::store::downloads::Download;
use crate::store::{Conn, StoreError, downloads, facts, write};

/// Notes the next file: the facts behind the last one, at most so many. None when nothing was told since.
/// What stands in it is read by whoever hands it over; it can be read again as often as one likes.
pub fn download_facts(
    conn: &mut Conn,
    cx: &Context,
    by: &FeedReader,
    most: i64,
) -> Result<Option<Download>, StoreError> {
    let agencies: Option<&[PointCode]> = match by.reach() {
        Reach::Everywhere => None,
        Reach::Points(own) => Some(own),
    };
    write(conn, |conn| {
        let last = downloads::latest(conn, cx.who.token, 1)?.pop();
        let after = last.map_or(0, |last| last.until);
        let told = facts::after(conn, after, agencies, most)?;
        let Some(until) = told.last().map(|fact| fact.position) else { return Ok(None) };
        let next = Download { after, until, facts: told.len() as i64, at: cx.now };
        downloads::note(conn, cx.who.token, &next)?;
        Ok(Some(next))
    })
}
