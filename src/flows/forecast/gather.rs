//! Which parcels are to be looked at, and everything that their forecasts depend on.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::base::codes::{BagCode, RunCode};
use crate::base::{At, CaseId, ItemKey, PersonId, UnitCode};
use crate::cases::{Case, CaseLimit, Endpoint, History, KeptWish, Leg, Wish};
use crate::custody::{Custodian, Subject, Timeline};
use crate::dispatch::forecast::{Carried, End, MadeUnder, Ready, RunRow};
use crate::dispatch::{Forecaster, Promises, Timetable};
use crate::feed::About;
use crate::parcels::Run;
use crate::store::dark_parcels::{self, Dark};
use crate::store::desk_plans::{self, KeptPlan};
use crate::store::facts::{self, Tellers};
use crate::store::forecasts::{self, Cursor, KeptForecast, News};
use crate::store::promises::{self, KeptPromise};
use crate::store::{Conn, StoreError, bags, cases, legs, persons, runs, statuses, view, wishes};

use super::judge::{Verdict, judge};
use super::{LEASE_MS, Lookout, NEWS, PORTION};
use crate::flows::read_timeline::read_timelines;

/// What forecasts are made from, besides the parcels.
#[derive(Debug, Clone, Copy)]
pub struct ForecastRules<'a> {
    /// Places, working time, targets.
    pub promises: Promises<'a>,
    /// Departures.
    pub timetable: &'a Timetable,
    /// Times that an operator loaded.
    pub limits: &'a [CaseLimit],
    /// The numbers of all that.
    pub under: MadeUnder,
}

/// What is to be written after a look.
#[derive(Debug)]
pub struct Round {
    pub(super) now: At,
    pub(super) under: MadeUnder,
    pub(super) before: Cursor,
    pub(super) after: Cursor,
    /// The end of the feed at the time of the look.
    pub(super) seen_to: i64,
    pub(super) missing: Vec<(ItemKey, CaseId)>,
    pub(super) verdicts: Vec<Verdict>,
    pub(super) tellers: Tellers,
    /// Whether there was more to look at than a portion.
    pub(super) more: bool,
}

impl Round {
    /// The parcels that were looked at, and the end of the feed at that time.
    pub fn seen(&self) -> (Vec<ItemKey>, i64) {
        (self.verdicts.iter().map(|one| one.forecast.item).collect(), self.seen_to)
    }

    /// The cases that are told something.
    pub fn told_cases(&self) -> BTreeSet<CaseId> {
        self.verdicts.iter().filter_map(|one| Some(one.fact.as_ref()?.case)).collect()
    }
}

/// Looks at a portion of the parcels there is reason to look at; none when there is none, or when another
/// process forecasts.
pub fn look(
    conn: &mut Conn,
    rules: &ForecastRules<'_>,
    lookout: &Lookout,
    now: At,
) -> Result<Option<Round>, StoreError> {
    view(conn, |conn| {
        let before = forecasts::load_cursor(conn)?;
        let name = lookout.name();
        if before.lease.as_ref().is_some_and(|(held_by, until)| held_by != name && *until > now) {
            return Ok(None);
        }
        let seen_to = facts::last_position(conn)?;
        let told = forecasts::news(conn, before.position, NEWS)?;
        let (position, mut items) = unseen(&told, before.position, lookout);
        let mut more = position < seen_to;
        let news = items.clone();
        let due = forecasts::due(conn, now, PORTION)?;
        more |= due.len() as i64 >= PORTION;
        items.extend(due);
        let swept_to =
            if before.known == Some(rules.under) { before.swept_to } else { Some(ItemKey(0)) };
        let swept_to = match swept_to {
            Some(from) => {
                let found = forecasts::under_way(conn, from, PORTION)?;
                let last = found.last().copied().filter(|_| found.len() as i64 >= PORTION);
                more |= last.is_some();
                items.extend(found);
                last
            }
            None => None,
        };
        let lease = Some((name.to_owned(), now.plus_millis(LEASE_MS)));
        let after = Cursor { position, known: Some(rules.under), swept_to, lease };
        let idle = Cursor { lease: before.lease.clone(), ..after.clone() };
        if items.is_empty() && idle == before {
            return Ok(None);
        }
        let kept = forecasts::find_many(conn, &items)?;
        let missing = missing(conn, &news, &kept)?;
        let parcels: Vec<_> = kept.iter().map(|kept| (kept.item, kept.case)).collect();
        let gathered = Gathered::read(conn, &parcels)?;
        let forecaster = Forecaster::new(rules.promises, rules.timetable, rules.limits);
        let judged = kept.into_iter().map(|kept| {
            let carried = gathered.carried(kept.item, kept.case);
            judge(&forecaster, &gathered, (kept, carried.as_ref()), (rules.under, now))
        });
        let verdicts: Vec<Verdict> = judged.collect();
        let told = verdicts.iter().filter_map(|one| Some(one.fact.as_ref()?.case)).collect();
        let tellers = facts::tellers(conn, &told)?;
        let under = rules.under;
        Ok(Some(Round { now, under, before, after, seen_to, missing, verdicts, tellers, more }))
    })
}

/// How far this portion of the news reaches, and the parcels in it that were not looked at since.
fn unseen(told: &[News], from: i64, lookout: &Lookout) -> (i64, BTreeSet<ItemKey>) {
    let (mut position, mut items) = (from, BTreeSet::new());
    for news in told {
        if items.len() as i64 >= PORTION {
            break;
        }
        position = news.position;
        items.extend(news.item.filter(|item| !lookout.has_seen(*item, news.position)));
    }
    (position, items)
}

/// Parcels with news of which nothing was expected yet: a program of before ordered them.
fn missing(
    conn: &mut Conn,
    news: &BTreeSet<ItemKey>,
    kept: &[KeptForecast],
) -> Result<Vec<(ItemKey, CaseId)>, StoreError> {
    let known: BTreeSet<ItemKey> = kept.iter().map(|kept| kept.item).collect();
    let unknown: Vec<ItemKey> = news.difference(&known).copied().collect();
    if unknown.is_empty() {
        return Ok(Vec::new());
    }
    let legs = legs::of_items(conn, &unknown)?;
    Ok(legs.into_iter().map(|(item, leg)| (item, leg.case)).collect())
}

/// Everything that the forecasts of a portion depend on.
#[derive(Default)]
pub(super) struct Gathered {
    legs: HashMap<ItemKey, Leg>,
    cases: HashMap<CaseId, Case>,
    histories: HashMap<CaseId, History>,
    units: HashMap<PersonId, UnitCode>,
    wishes: HashMap<ItemKey, KeptWish>,
    timelines: BTreeMap<ItemKey, (Subject, Timeline)>,
    runs: HashMap<RunCode, Run>,
    bags: HashMap<ItemKey, BagCode>,
    plans: HashMap<ItemKey, KeptPlan>,
    pub promises: HashMap<ItemKey, KeptPromise>,
    pub dark: HashMap<ItemKey, Dark>,
    pub about: HashMap<ItemKey, About>,
}

impl Gathered {
    pub fn read(conn: &mut Conn, parcels: &[(ItemKey, CaseId)]) -> Result<Self, StoreError> {
        let items: Vec<ItemKey> = parcels.iter().map(|(item, _)| *item).collect();
        if items.is_empty() {
            return Ok(Self::default());
        }
        let mut of: Vec<CaseId> = parcels.iter().map(|(_, case)| *case).collect();
        of.sort_unstable();
        of.dedup();
        let legs = legs::of_items(conn, &items)?;
        let receivers: Vec<PersonId> =
            legs.values().filter_map(|leg| leg.to.person()).copied().collect();
        let timelines = read_timelines(conn, items.iter().copied())?;
        let all = timelines.values().map(|(_, timeline)| timeline);
        let aboard: BTreeSet<&RunCode> = all.clone().filter_map(run_of).collect();
        let aboard: Vec<&RunCode> = aboard.into_iter().collect();
        let carriers: BTreeSet<ItemKey> = all.flat_map(carriers).collect();
        let carriers: Vec<ItemKey> = carriers.into_iter().collect();
        let found = cases::find_many(conn, &of)?.into_iter();
        let runs = runs::find_by_codes(conn, &aboard)?.into_iter();
        let bags = bags::find_many(conn, &carriers)?.into_iter();
        Ok(Self {
            cases: found.map(|case| (case.id, case)).collect(),
            runs: runs.map(|run| (run.code.clone(), run)).collect(),
            bags: bags.map(|bag| (bag.key, bag.code)).collect(),
            histories: statuses::of_cases(conn, &of)?,
            units: persons::units_of(conn, &receivers)?,
            wishes: wishes::of_items(conn, &items)?,
            plans: desk_plans::of_items(conn, &items)?,
            promises: promises::find_many(conn, &items)?,
            dark: dark_parcels::open_of(conn, &items)?,
            about: facts::about(conn, &items)?,
            legs,
            timelines,
        })
    }

    pub fn carried(&self, item: ItemKey, case: CaseId) -> Option<Carried<'_>> {
        let leg = self.legs.get(&item)?;
        let (_, timeline) = self.timelines.get(&item)?;
        let history = self.histories.get(&case).cloned().unwrap_or_default();
        let case = self.cases.get(&case)?;
        let (collected_at, wished) = match self.wishes.get(&item).map(|kept| &kept.wish) {
            Some(Wish::Point(point)) => (Some(point.clone()), None),
            Some(Wish::Day(day)) => (None, Some(*day)),
            Some(Wish::Proxy(_) | Wish::Withdrawn) | None => (None, None),
        };
        let run = run_of(timeline).and_then(|code| self.runs.get(code)).map(|run| RunRow {
            route: run.route.clone(),
            day: run.date,
            departure: run.departure.clone(),
        });
        Some(Carried {
            timeline,
            direction: leg.direction,
            from: leg.from.point().cloned(),
            ordered: match &leg.to {
                Endpoint::Point(point) => End::Point(point.clone()),
                Endpoint::Person(person) => End::Person(self.units.get(person).cloned()),
            },
            ready: Ready::of(leg.direction, timeline, &history, case.due_at),
            collected_at,
            wished,
            run,
            plan: self.plans.get(&item).map(|kept| kept.plan.clone()),
        })
    }

    /// The code of the first of these that is a bag.
    pub fn bag(&self, carriers: &[ItemKey]) -> Option<BagCode> {
        carriers.iter().find_map(|carrier| self.bags.get(carrier)).cloned()
    }
}

fn run_of(timeline: &Timeline) -> Option<&RunCode> {
    match &timeline.custodian {
        Custodian::Run { code } => Some(code),
        Custodian::Point { .. } | Custodian::Postman { .. } | Custodian::Citizen => None,
    }
}

fn carriers(timeline: &Timeline) -> impl Iterator<Item = ItemKey> + '_ {
    timeline.containments.iter().map(|lay| lay.carrier).chain(timeline.carrier)
}
