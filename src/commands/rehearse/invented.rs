//! Invented errands: who has what to be carried on a day, in the proportions of `simulate`. Doors, bags and what
//! goes wrong are not played here.

use anyhow::Context as _;
use chrono::{Datelike as _, NaiveDate};

use crate::app::Known;
use crate::base::{At, Dice, Period, PointCode, UnitCode};
use crate::calendar::Audience;
use crate::cases::Direction;
use crate::commands::simulate::Proportions;
use crate::commands::simulate::province::{PlayedDay, PostDay, Province};
use crate::dispatch::forecast::{End, Ready, ReadyBy};
use crate::dispatch::rehearsal::Errand;

/// How much is invented.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amount {
    /// Dossiers on a full working day.
    pub per_day: u32,
    pub seed: u64,
}

/// Errands of a province on these days.
pub(super) fn invented(
    known: &Known,
    code: &UnitCode,
    proportions: &Proportions,
    days: Period,
    amount: Amount,
) -> anyhow::Result<Vec<Errand>> {
    let until = days.until.context("days that end")?;
    let count = (until - days.from).num_days() as u32;
    let province = Province::of(known, code, days.from, count)?;
    let mut all = Vec::new();
    for (number, day) in (0..).zip(&province.days) {
        // Each day has dice of its own: another first day invents the other days alike.
        let dice = Dice::new(amount.seed, day.date.num_days_from_ce().unsigned_abs().into());
        let teller = Teller { known, province: &province, proportions, dice };
        let share = match day.post {
            PostDay::Rest => 0.0,
            PostDay::Half => proportions.traffic.half_day,
            PostDay::Full => 1.0,
        };
        for _ in 0..(f64::from(amount.per_day) * share).round() as u32 {
            teller.dossier(number, day, &mut all)?;
        }
    }
    all.retain(|errand| days.contains(errand.day()));
    Ok(all)
}

struct Teller<'a> {
    known: &'a Known,
    province: &'a Province,
    proportions: &'a Proportions,
    dice: Dice,
}

impl Teller<'_> {
    fn dossier(&self, number: usize, day: &PlayedDay, all: &mut Vec<Errand>) -> anyhow::Result<()> {
        let Province { communes, offices, desks, .. } = self.province;
        let commune = &communes[self.dice.below(communes.len())];
        let desk = self.desk_for(commune.office);
        let counter = &offices[commune.office].code;
        let to_desk = || End::Point(desks[desk].code.clone());
        let home = || End::Person(Some(commune.code.clone()));
        match self.dice.weighted(&self.proportions.services()) {
            0 => all.extend(self.errand(Direction::Submit, counter, day.date, to_desk())?),
            1 if day.open_desks.contains(&desk) => {
                all.extend(self.errand(Direction::Return, &desks[desk].code, day.date, home())?);
            }
            2 => {
                all.extend(self.errand(Direction::Submit, counter, day.date, to_desk())?);
                let later = self.result_day(number, desk).map(|day| day.date);
                if let Some(later) = later {
                    all.extend(self.errand(Direction::Return, &desks[desk].code, later, home())?);
                }
            }
            3 if day.open_desks.contains(&desk) => {
                let other = &desks[self.dice.below(desks.len())].code;
                if *other != desks[desk].code {
                    let end = End::Point(other.clone());
                    all.extend(self.errand(
                        Direction::Internal,
                        &desks[desk].code,
                        day.date,
                        end,
                    )?);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The desk of somebody served by an office: often one that the same office serves.
    fn desk_for(&self, office: usize) -> usize {
        let near = self.province.desks_of(office);
        let own = self.dice.happens(self.proportions.traffic.own_desk);
        match self.dice.one(&near) {
            Some(desk) if own => *desk,
            Some(_) | None => self.dice.below(self.province.desks.len()),
        }
    }

    /// When the result of what comes in on a day is there: some of the desk's working days later.
    fn result_day(&self, number: usize, desk: usize) -> Option<&PlayedDay> {
        let traffic = &self.proportions.traffic;
        let (least, most) = (traffic.result_days_least, traffic.result_days_most);
        let after = self.dice.between(least as i64, most as i64) as usize;
        let worked = self.province.days[number + 1..].iter();
        worked.filter(|day| day.open_desks.contains(&desk)).nth(after.saturating_sub(1))
    }

    /// At some working minute of the point; none where nobody works there that day.
    fn errand(
        &self,
        direction: Direction,
        from: &PointCode,
        date: NaiveDate,
        end: End,
    ) -> anyhow::Result<Option<Errand>> {
        let Some(at) = self.working_minute(from, date)? else { return Ok(None) };
        let by = match direction {
            Direction::Return => ReadyBy::Result,
            Direction::Submit | Direction::Internal => ReadyBy::Acceptance,
        };
        Ok(Some(Errand::new(direction, from.clone(), Ready { at, by }, end)))
    }

    fn working_minute(&self, point: &PointCode, date: NaiveDate) -> anyhow::Result<Option<At>> {
        let Known { network, calendars, .. } = self.known;
        let calendar = network.calendar(calendars, &Audience::Point(point.clone()), date)?;
        let day = calendar.day(date)?;
        let length = |from: u16, until: u16| usize::from(until - from);
        let spans = || day.spans.iter().map(|span| (span.from.minutes(), span.until.minutes()));
        let mut left = self.dice.below(spans().map(|(from, until)| length(from, until)).sum());
        for (from, until) in spans() {
            if left < length(from, until) {
                let minute = i64::from(from) + left as i64;
                return Ok(Some(At::office(date, 0, 0).plus_millis(minute * 60_000)));
            }
            left -= length(from, until);
        }
        Ok(None)
    }
}
