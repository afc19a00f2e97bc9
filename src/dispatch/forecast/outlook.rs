//! What is expected of a parcel from where it is now.

use chrono::NaiveDate;

use super::run::Aboard;
use super::{End, Forecaster, GivenPromise, Hop, Place, Ready, ReadyBy, Way};
use crate::base::{At, Capacity, DepartureCode, PointCode, RouteCode};
use crate::calendar::{Audience, NotLoaded};
use crate::cases::{Direction, LimitName};
use crate::custody::{Action, Custodian, Party, Timeline};
use crate::dispatch::desk::{DeskPlan, RunName};

/// A run as it was registered: which departure it is, is not always said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    /// The route.
    pub route: RouteCode,
    /// The day on which it starts.
    pub day: NaiveDate,
    /// The departure, where somebody said so.
    pub departure: Option<DepartureCode>,
}

/// A parcel with what its forecast depends on.
#[derive(Debug, Clone)]
pub struct Carried<'a> {
    /// Its life so far.
    pub timeline: &'a Timeline,
    /// Which way its leg goes.
    pub direction: Direction,
    /// The point where the leg begins, where it is one.
    pub from: Option<PointCode>,
    /// For whom it was ordered.
    pub ordered: End,
    /// From when on the post can be held to it.
    pub ready: Option<Ready>,
    /// The point where the receiver asked to collect it.
    pub collected_at: Option<PointCode>,
    /// The day for which the receiver asked.
    pub wished: Option<NaiveDate>,
    /// The run it is on.
    pub run: Option<RunRow>,
    /// What a desk decided about it.
    pub plan: Option<DeskPlan>,
}

/// What is expected of a parcel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outlook {
    /// When it is with whom it is meant for; none where nobody can tell.
    pub expected: Option<At>,
    /// By which runs, the next or present one first.
    pub hops: Vec<Hop>,
    /// By when it is to be scanned next.
    pub scan_due: Option<At>,
    /// When to look again, though nothing was heard.
    pub look_at: Option<At>,
    /// When its journey ended.
    pub ended: Option<At>,
}

impl Carried<'_> {
    /// Where the promise counts from.
    pub fn begins_at(&self) -> Option<&PointCode> {
        match self.ready?.by {
            ReadyBy::Result | ReadyBy::Due => self.from.as_ref(),
            ReadyBy::Acceptance => self.timeline.entries.first().map(|first| &first.at),
        }
    }

    /// What its desk decided, as long as that has it: from the post on it goes as the post has it go.
    pub(super) fn plan(&self) -> Option<&DeskPlan> {
        let at_a_desk = match &self.timeline.custodian {
            Custodian::Point { capacity, .. } => *capacity == Capacity::Desk,
            Custodian::Run { .. } | Custodian::Postman { .. } | Custodian::Citizen => false,
        };
        self.plan.as_ref().filter(|_| at_a_desk)
    }

    /// Whether its desk holds it back.
    pub(super) fn is_held_back(&self) -> bool {
        self.plan().is_some_and(|plan| plan.held().is_some())
    }

    /// The point to which it goes now, where it is one.
    pub fn bound_for(&self) -> Option<PointCode> {
        match self.end()? {
            End::Point(point) => Some(point),
            End::Person(_) => None,
        }
    }

    /// Where it is to go now: back, where the receiver asked, to the point that took over, or as ordered.
    fn end(&self) -> Option<End> {
        if self.timeline.returning {
            return self.timeline.origin.point().cloned().map(End::Point);
        }
        if let Some(point) = &self.collected_at {
            return Some(End::Point(point.clone()));
        }
        Some(match &self.timeline.bound_for {
            Some(Party::Point { code, .. }) => End::Point(code.clone()),
            Some(Party::Run { .. } | Party::Postman { .. } | Party::Person) | None => {
                self.ordered.clone()
            }
        })
    }
}

/// A way, and by when the parcel is to be seen on it.
struct Course {
    way: Option<Way>,
    scan_due: Option<At>,
}

const NOTHING: Course = Course { way: None, scan_due: None };

impl Forecaster<'_> {
    /// What is expected of a parcel now. Where no way is known its promise is believed until it has passed.
    pub fn outlook(
        &self,
        parcel: &Carried<'_>,
        promise: Option<&GivenPromise>,
        now: At,
    ) -> Result<Outlook, NotLoaded> {
        let place = Place::of(parcel.timeline);
        if let Place::Ended { at } = place {
            return Ok(Outlook { ended: Some(at), ..Outlook::default() });
        }
        let Some(end) = parcel.end() else { return Ok(Outlook::default()) };
        let course =
            if parcel.is_held_back() { NOTHING } else { self.course(parcel, &place, &end, now)? };
        let Course { way, scan_due } = course;
        let promised = promise.map(|promise| promise.at).filter(|at| *at > now);
        let is_on_its_way = match place {
            Place::Awaited { .. } => parcel.ready.is_some() && !parcel.is_held_back(),
            Place::Held | Place::Lost => false,
            Place::Lies { .. }
            | Place::Rides { .. }
            | Place::Out { .. }
            | Place::Failed { .. }
            | Place::Ended { .. } => !parcel.timeline.returning && !parcel.is_held_back(),
        };
        let expected = way.as_ref().map(|way| way.reaches).or(promised).filter(|_| is_on_its_way);
        let expected = match (expected, parcel.wished) {
            (Some(at), Some(day)) => Some(at.max(self.end_of(day)?)),
            (expected, Some(_) | None) => expected,
        };
        let next = way.as_ref().map(|way| way.hops.first().map_or(way.reaches, |hop| hop.departs));
        let left = way.as_ref().and_then(|way| way.hops.get(1)).map(|hop| hop.departs);
        let moments = [next, left, scan_due, expected, promised];
        let look_at = moments.into_iter().flatten().filter(|at| *at > now).min();
        Ok(Outlook {
            expected,
            hops: way.map(|way| way.hops).unwrap_or_default(),
            scan_due,
            look_at,
            ended: None,
        })
    }

    fn course(
        &self,
        parcel: &Carried<'_>,
        place: &Place,
        end: &End,
        now: At,
    ) -> Result<Course, NotLoaded> {
        match place {
            Place::Awaited { point } => self.awaited(parcel, point.as_ref(), end, now),
            Place::Lies { point, since, came, seen } => {
                let since = if *came { self.timetable.handled(point, *since) } else { *since };
                self.planned(parcel, point, end, (since.max(*seen), now))
            }
            Place::Rides { at, seen, action, .. } => {
                self.riding(parcel, (at, *seen, *action), end, now)
            }
            Place::Out { point, since } => {
                let Some(reaches) = self.after(LimitName::DeliveryRound, point, *since)? else {
                    return Ok(NOTHING);
                };
                let scan_due = self.silent_until(point, reaches)?;
                self.delivering(point, (reaches, now), scan_due)
            }
            Place::Failed { point, since } => {
                let next = since.date().succ_opt().map(|day| At::office(day, 0, 0));
                let next =
                    self.calendar(point, since.date()).at_work_from(next.unwrap_or(*since))?;
                let Some(reaches) = self.after(LimitName::DeliveryRound, point, next)? else {
                    return Ok(NOTHING);
                };
                let scan_due = self.silent_until(point, reaches)?;
                self.delivering(point, (reaches, now), scan_due)
            }
            Place::Held | Place::Lost | Place::Ended { .. } => Ok(NOTHING),
        }
    }

    /// What the desk still has. Only a result that is there can be expected to be handed over.
    fn awaited(
        &self,
        parcel: &Carried<'_>,
        point: Option<&PointCode>,
        end: &End,
        now: At,
    ) -> Result<Course, NotLoaded> {
        let Some((ready, from)) = parcel.ready.zip(point) else { return Ok(NOTHING) };
        let course = self.planned(parcel, from, end, (self.handed_in(from, ready)?, now))?;
        Ok(match ready.by {
            ReadyBy::Result => course,
            ReadyBy::Due | ReadyBy::Acceptance => Course { scan_due: None, ..course },
        })
    }

    /// From a point on. When it is scanned next follows from the way it should have gone, whatever became of
    /// that: who misses every run is silent all the same.
    fn lying(
        &self,
        point: &PointCode,
        end: &End,
        (ready, now): (At, At),
    ) -> Result<Course, NotLoaded> {
        let Some(first) = self.way(point, end, ready)? else { return Ok(NOTHING) };
        let scan_due = self.seen_by(&first)?;
        let way =
            if first.is_open(now) { Some(first) } else { self.way(point, end, now.max(ready))? };
        Ok(Course { way, scan_due })
    }

    /// By when something that takes this way is to be scanned, after its first run or by whom it is meant for.
    pub(in crate::dispatch) fn seen_by(&self, way: &Way) -> Result<Option<At>, NotLoaded> {
        match way.hops.first() {
            Some(hop) => {
                let handled = self.timetable.handled(&hop.to, hop.arrives);
                self.silent_until(&hop.to, handled)
            }
            None => self.silent_until(&way.last, way.reaches),
        }
    }

    /// On a run: off at the stop from which it is there soonest. A run that left or came in late is as late at
    /// the stops to come.
    fn riding(
        &self,
        parcel: &Carried<'_>,
        (at, seen, action): (&PointCode, At, Action),
        end: &End,
        now: At,
    ) -> Result<Course, NotLoaded> {
        let onward = parcel.run.as_ref().and_then(|run| {
            let found =
                self.timetable.onward(&run.route, run.departure.as_ref(), run.day, (at, seen))?;
            Some((run, found))
        });
        let Some((run, onward)) = onward else { return self.lying(at, end, (seen, now)) };
        let planned = if action == Action::Depart {
            onward.departs
        } else {
            onward.arrives.filter(|_| action == Action::Arrive)
        };
        let late = planned.map_or(0, |planned| (seen.millis() - planned.millis()).max(0));
        let aboard = Aboard {
            run: RunName {
                route: run.route.clone(),
                departure: onward.departure.clone(),
                day: run.day,
            },
            from: at,
            cut_off: onward.cut_off.unwrap_or(seen),
            departs: onward.departs.unwrap_or(seen),
            late,
            stops: &onward.stops,
        };
        let best = self.off_soonest(&aboard, end, now)?;
        let Some((way, handled)) = best else { return Ok(NOTHING) };
        let stop = way.hops.first().map_or(at, |hop| &hop.to);
        let scan_due = self.silent_until(stop, handled)?;
        Ok(Course { way: Some(way), scan_due })
    }

    /// From a point on, with the run that its desk chose, as long as that can still take it; else with what goes
    /// soonest.
    fn planned(
        &self,
        parcel: &Carried<'_>,
        point: &PointCode,
        end: &End,
        (ready, now): (At, At),
    ) -> Result<Course, NotLoaded> {
        let chosen = match parcel.plan().and_then(DeskPlan::run) {
            Some(run) => self.way_by(run, point, end, now)?.filter(|(way, _)| way.is_open(now)),
            None => None,
        };
        let Some((way, handled)) = chosen else { return self.lying(point, end, (ready, now)) };
        let stop = way.hops.first().map_or(point, |hop| &hop.to);
        let scan_due = self.silent_until(stop, handled)?;
        Ok(Course { way: Some(way), scan_due })
    }

    /// A round that should have brought it. When it has not, the next is expected to.
    fn delivering(
        &self,
        point: &PointCode,
        (reaches, now): (At, At),
        scan_due: Option<At>,
    ) -> Result<Course, NotLoaded> {
        let reaches = if reaches > now {
            Some(reaches)
        } else {
            self.after(LimitName::DeliveryRound, point, now)?
        };
        let way = |reaches| Way { hops: Vec::new(), last: point.clone(), comes_in: now, reaches };
        Ok(Course { way: reaches.map(way), scan_due })
    }

    fn end_of(&self, day: NaiveDate) -> Result<At, NotLoaded> {
        let post = self.promises.calendars.of(Audience::Post.line());
        Ok(post.day(day)?.ends())
    }
}
