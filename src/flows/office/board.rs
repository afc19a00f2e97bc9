//! A desk's board, as it stands at a moment: as many statements whatever lies there.

use crate::base::paging::Page;
use crate::base::{At, PickupId, PointCode};
use crate::calendar::NotLoaded;
use crate::dispatch::desk::Pickup;
use crate::flows::forecast::ForecastRules;
use crate::store::office::ComesIn;
use crate::store::pickups::Of;
use crate::store::{Conn, StoreError, exceptions, office, pickups};

use super::runs::{DeskRun, desk_runs};
use super::waiting::{Place, Rank, Waiting, waiting_at};

/// How many parcels on their way the board shows; a list of their own has all.
pub const COMING_SHOWN: i64 = 10;
/// How many calls it shows.
const CALLS_SHOWN: i64 = 20;
/// How many given ones that wait to be taken over it shows.
const GIVEN_SHOWN: usize = 50;

/// What is before a desk.
#[derive(Debug)]
pub struct Board {
    /// What is to be handed over, what presses most first.
    pub ready: Page<Waiting>,
    /// How many those are in all.
    pub ready_count: usize,
    /// How many of them are too late already.
    pub late_count: usize,
    /// What the desk holds back.
    pub held: Vec<Waiting>,
    /// What the desk gave and the post has not taken over, so that the desk still answers for it.
    pub given: Vec<Waiting>,
    /// How many those are in all.
    pub given_count: usize,
    /// The runs that take what is handed over here; what would have to be loaded to tell.
    pub runs: Result<Vec<DeskRun>, NotLoaded>,
    /// What is on its way here, the soonest first.
    pub coming: Page<ComesIn>,
    /// How many those are in all.
    pub coming_count: i64,
    /// The calls that were asked for, from the last day on.
    pub pickups: Vec<Pickup>,
    /// How much there is to look into here, and how much of it is past its time.
    pub exceptions: (i64, i64),
    /// What would have to be loaded to tell by when things are to be handed over.
    pub missing: Option<NotLoaded>,
}

/// Looks at a desk's board; of what is to be handed over, a page.
pub fn look_at_board(
    conn: &mut Conn,
    rules: &ForecastRules<'_>,
    desk: &PointCode,
    now: At,
    (after, limit): (Option<Place>, usize),
) -> Result<Board, StoreError> {
    let (all, missing) = waiting_at(conn, rules, desk, now)?;
    let (mut given, waiting): (Vec<Waiting>, Vec<Waiting>) =
        all.into_iter().partition(|one| one.on.is_given);
    let (held, ready): (Vec<Waiting>, Vec<Waiting>) =
        waiting.into_iter().partition(|one| one.held().is_some());
    let (ready_count, given_count) = (ready.len(), given.len());
    let late_count = ready.iter().filter(|one| one.place().rank() == Rank::Late).count();
    given.truncate(GIVEN_SHOWN);
    let begins = ready.partition_point(|one| after.is_some_and(|after| one.place() <= after));
    let rest: Vec<Waiting> = ready.into_iter().skip(begins).take(limit + 1).collect();
    let points = [desk.clone()];
    let yesterday = now.plus_millis(-24 * 3_600_000);
    let calls = (Of::Desks, Some(&points[..]));
    let none: Option<(At, PickupId)> = None;
    let owned = exceptions::by_owner(conn, Some(&points), now, 1)?.pop();
    Ok(Board {
        ready: Page::from_overfull(rest, limit as i64, |one| one.place().to_string()),
        ready_count,
        late_count,
        held,
        given,
        given_count,
        runs: desk_runs(conn, rules, desk, now)?,
        coming: office::coming_in(conn, desk, None, COMING_SHOWN)?,
        coming_count: office::count_coming_in(conn, desk)?,
        pickups: pickups::list(conn, calls, yesterday, none, CALLS_SHOWN)?.items,
        exceptions: owned.map_or((0, 0), |owned| (owned.open, owned.overdue)),
        missing,
    })
}
