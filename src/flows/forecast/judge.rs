//! What becomes of one parcel's forecast: the promise where none was given, what is expected now, what its case
//! is told of it, and whether somebody has to search.

use super::gather::Gathered;
use crate::base::{At, ItemKey};
use crate::calendar::NotLoaded;
use crate::dispatch::Forecaster;
use crate::dispatch::forecast::{Carried, GivenPromise, MadeUnder, Outlook, Search};
use crate::feed::{NewFact, forecast};
use crate::store::dark_parcels::Dark;
use crate::store::forecasts::{KeptForecast, NewForecast};

/// What is to be written of one parcel.
#[derive(Debug)]
pub(super) struct Verdict {
    pub forecast: NewForecast,
    /// The promise that is given now.
    pub promise: Option<(ItemKey, GivenPromise)>,
    /// What its case is told.
    pub fact: Option<NewFact>,
    /// Silences that begin, go on otherwise, or end.
    pub dark: Vec<Dark>,
}

pub(super) fn judge(
    forecaster: &Forecaster<'_>,
    gathered: &Gathered,
    (kept, carried): (KeptForecast, Option<&Carried<'_>>),
    (under, now): (MadeUnder, At),
) -> Verdict {
    let forecast = NewForecast {
        item: kept.item,
        called: kept.called,
        entries: carried.map_or(0, |carried| carried.timeline.entries.len()),
        bound_for: carried.and_then(Carried::bound_for),
        outlook: Outlook::default(),
    };
    // A parcel that a self-test made up is promised to nobody.
    let Some(carried) = carried.filter(|_| !kept.test) else {
        return Verdict { forecast, promise: None, fact: None, dark: Vec::new() };
    };
    match decide(forecaster, gathered, (&kept, carried), (under, now)) {
        Ok((outlook, promise, fact, dark)) => {
            let promise = promise.map(|promise| (kept.item, promise));
            Verdict { forecast: NewForecast { outlook, ..forecast }, promise, fact, dark }
        }
        // Nothing is guessed: what was expected stands, until the days are loaded or a day has passed.
        Err(missing) => {
            tracing::warn!(missing = %missing, "nothing can be said of when a parcel arrives");
            let outlook = Outlook {
                expected: kept.made.expected,
                hops: kept.made.hops,
                scan_due: kept.scan_due,
                look_at: Some(now.plus_millis(24 * 3_600_000)),
                ended: kept.ended,
            };
            let forecast = NewForecast { outlook, entries: kept.made.entries, ..forecast };
            Verdict { forecast, promise: None, fact: None, dark: Vec::new() }
        }
    }
}

type Decided = (Outlook, Option<GivenPromise>, Option<NewFact>, Vec<Dark>);

fn decide(
    forecaster: &Forecaster<'_>,
    gathered: &Gathered,
    (kept, carried): (&KeptForecast, &Carried<'_>),
    (under, now): (MadeUnder, At),
) -> Result<Decided, NotLoaded> {
    let given = gathered.promises.get(&kept.item).map(|kept| &kept.promise);
    let is_over = carried.timeline.state.is_end();
    let promise = match given {
        None if !is_over => forecaster.promise(carried)?,
        Some(_) | None => None,
    };
    let holds = given.or(promise.as_ref());
    let mut outlook = forecaster.outlook(carried, holds, now)?;
    if is_over {
        // What was expected last stays beside what came of it.
        outlook.expected = kept.made.expected;
    }
    let about = gathered.about.get(&kept.item);
    let fact = about.and_then(|about| match &promise {
        Some(promise) => Some(forecast::promised(about, kept.item, promise, &outlook, now)),
        None if is_over => None,
        None => {
            let change = forecaster.change(&kept.made, carried, (&outlook, under), now)?;
            let promised = holds.map(|promise| promise.at);
            let expected = (kept.made.expected, &outlook);
            Some(forecast::expected(about, kept.item, promised, expected, &change, now))
        }
    });
    let open = gathered.dark.get(&kept.item);
    let dark = silence(forecaster, gathered, (kept.item, carried), (&outlook, open), now)?;
    let stands = dark.last().or(open).filter(|dark| dark.ended.is_none());
    let escalates = stands.and_then(|dark| dark.escalates_at);
    outlook.look_at = [outlook.look_at, escalates].into_iter().flatten().min();
    Ok((outlook, promise, fact, dark))
}

/// What changes of a parcel's silences: the open one ends with the next scan, or when no scan is due any more;
/// another begins when one is.
fn silence(
    forecaster: &Forecaster<'_>,
    gathered: &Gathered,
    (item, carried): (ItemKey, &Carried<'_>),
    (outlook, open): (&Outlook, Option<&Dark>),
    now: At,
) -> Result<Vec<Dark>, NotLoaded> {
    let search = Search::of(carried.timeline);
    let since = search.as_ref().map(|search| search.silent_since);
    let heard = open.is_some_and(|open| since != Some(open.silent_since));
    let silent = outlook.scan_due.filter(|due| *due <= now).zip(search);
    let goes_on = open.filter(|_| !heard && silent.is_some());
    let mut changed = Vec::new();
    if let Some(open) = open.filter(|_| goes_on.is_none()) {
        let by = carried.timeline.last().map(|last| last.scan).filter(|_| heard);
        changed.push(Dark { ended: Some((now, by)), ..open.clone() });
    }
    if let Some((due, search)) = silent {
        let stands = forecaster.silence(&search.point, due, now)?;
        let dark = Dark {
            item,
            silent_since: search.silent_since,
            due,
            bag: gathered.bag(&search.carriers),
            owner: search.owner,
            point: search.point,
            run: search.run,
            level: stands.level,
            unit: stands.unit,
            escalates_at: stands.escalates_at,
            raised_at: goes_on.map_or(now, |open| open.raised_at),
            ended: None,
        };
        changed.extend(Some(dark).filter(|dark| Some(dark) != goes_on));
    }
    Ok(changed)
}
