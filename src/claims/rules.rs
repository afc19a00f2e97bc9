//! The clocks and the least amounts, as an operator loads and dates them.

use chrono::NaiveDate;

use super::harm::Harm;
use crate::base::{At, Dong, Period, UnitCode};
use crate::calendar::{Audience, Calendars, NotLoaded, TimeLimit, deadline::deadline};
use crate::cases::{CaseLimit, LimitName};
use crate::network::Network;

/// How many times the charge is paid at the least, while a decision holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompensationRate {
    /// For which harm.
    pub harm: Harm,
    /// While it holds for what was accepted.
    pub period: Period,
    /// How many times the charge.
    pub times: u32,
    /// Who decided it.
    pub decision: String,
}

/// The least compensation, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Least {
    /// The amount.
    pub amount: Dong,
    /// How many times the charge that is.
    pub times: u32,
    /// By which decision.
    pub decision: String,
}

/// What claims are judged by.
#[derive(Debug, Clone, Copy)]
pub struct ClaimRules<'a> {
    /// Where places lie.
    pub network: &'a Network,
    /// When the post works.
    pub calendars: &'a Calendars,
    /// Time limits.
    pub limits: &'a [CaseLimit],
    /// Rates of compensation.
    pub rates: &'a [CompensationRate],
}

impl ClaimRules<'_> {
    /// The limit that holds on a day: the one loaded, else what the law says, else none.
    pub fn limit(&self, name: LimitName, day: NaiveDate) -> Option<TimeLimit> {
        CaseLimit::find(self.limits, name, day).map(|limit| limit.time).or_else(|| name.by_law())
    }

    /// When a limit ends that counts from a moment, in the post's days. None where no such limit holds.
    pub fn due(&self, name: LimitName, from: At) -> Result<Option<At>, NotLoaded> {
        let Some(limit) = self.limit(name, from.date()) else { return Ok(None) };
        let post = self.calendars.of(Audience::Post.line());
        Ok(deadline(&post, from, limit, &[])?.due.at())
    }

    /// The least compensation for a harm to something carried for this charge, by the rate of the day on which
    /// the post accepted it.
    pub fn least(&self, harm: Harm, charge: Dong, accepted: NaiveDate) -> Option<Least> {
        let rate = |rate: &&CompensationRate| rate.harm == harm && rate.period.contains(accepted);
        let rate = self.rates.iter().find(rate)?;
        let (amount, times) = (charge.times(rate.times)?, rate.times);
        Some(Least { amount, times, decision: rate.decision.clone() })
    }

    /// Whether something goes from one province to another on a day. Of a place whose province nobody knows it
    /// is taken to stay in one: the answer is then due the sooner.
    pub fn is_far(&self, from: &UnitCode, to: &UnitCode, day: NaiveDate) -> bool {
        let province = |unit| self.network.province_of(unit, day).map(|province| &province.code);
        province(from).zip(province(to)).is_some_and(|(from, to)| from != to)
    }
}
