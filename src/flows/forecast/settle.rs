//! Writing what was decided.

use super::gather::Round;
use crate::base::ItemKey;
use crate::dispatch::forecast::GivenPromise;
use crate::store::dark_parcels::{self, Dark};
use crate::store::forecasts::NewForecast;
use crate::store::{Conn, StoreError, facts, forecasts, promises, write};

/// What a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    /// How many parcels were looked at.
    pub parcels: usize,
    /// How many facts the cases were told.
    pub facts: usize,
    /// How many silences began, ended or were told further up.
    pub silences: usize,
    /// Whether there is more to look at right now.
    pub more: bool,
}

/// Writes what a look decided and tells the cases: all of it, or nothing.
///
/// # Errors
/// [`StoreError::Stale`] when another process forecast meanwhile, or a parcel or its case changed: looking
/// again helps.
pub fn settle(conn: &mut Conn, round: Round) -> Result<Settled, StoreError> {
    let Round { now, under, before, after, missing, verdicts, mut tellers, more, .. } = round;
    let mut done = Settled { parcels: verdicts.len(), more, ..Settled::default() };
    let mut made: Vec<NewForecast> = Vec::with_capacity(verdicts.len());
    let mut given: Vec<(ItemKey, GivenPromise)> = Vec::new();
    let (mut told, mut dark): (Vec<_>, Vec<Dark>) = (Vec::new(), Vec::new());
    for verdict in verdicts {
        made.push(verdict.forecast);
        given.extend(verdict.promise);
        told.extend(verdict.fact);
        dark.extend(verdict.dark);
    }
    (done.facts, done.silences) = (told.len(), dark.len());
    done.more |= !missing.is_empty();
    write(conn, |conn| {
        if forecasts::lock_cursor(conn)? != before {
            return Err(StoreError::Stale);
        }
        forecasts::save_cursor(conn, &after)?;
        // Cases before all else of theirs: nobody waits for us who has what we want.
        let numbered = facts::number(conn, &mut tellers, told)?;
        promises::give(conn, &given, under, now)?;
        forecasts::begin(conn, &missing)?;
        forecasts::save(conn, &made, under, now)?;
        dark_parcels::save(conn, &dark)?;
        facts::append(conn, &numbered, now)
    })?;
    Ok(done)
}
