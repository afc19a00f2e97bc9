//! The post hands fees over to the agency for which it held them: those of named cases, or an amount,
//! which then is taken to be for the cases that have waited longest.

use std::collections::BTreeSet;

use serde::Serialize;
use uuid::Uuid;

use crate::base::codes::CaseCode;
use crate::base::{Capacity, CaseId, Context, Dong, PointCode};
use crate::cases::CaseRefusal;
use crate::feed::{FactKind, NewFact};
use crate::ledger::{About, Entry, EntryKind, Flag, FlagKind, LedgerRefusal, Method, remitted};
use crate::people::Cashier;
use crate::store::{Conn, cases, facts, ledger, write};

use super::enter::{Once, Recorded, fee_fact, paid, point, text, unbalanced};
use super::refusal::FlowRefusal;
use super::world::World;

/// The most cases that are named in one remittance.
const MOST_CASES: usize = 1000;

/// What was handed over.
#[derive(Debug, Clone, Serialize)]
pub struct Remittance {
    /// The id its recorder gave it: a UUIDv7.
    pub id: Option<Uuid>,
    /// To which agency.
    pub agency: PointCode,
    /// For which cases; all that is held of each.
    pub cases: Vec<CaseCode>,
    /// How much; what is held of the cases when not said.
    pub amount: Option<Dong>,
    /// How.
    pub method: Method,
    /// From which point of the post; the only one of who records it when not said.
    pub at: Option<PointCode>,
    /// The bank's reference, the number of the receipt.
    pub reference: Option<String>,
}

type Shares = Vec<(Option<CaseId>, Dong)>;

/// Records it. The same again under its id is the entry that stands.
pub fn remit_fees(
    conn: &mut Conn,
    cx: &Context,
    by: &Cashier,
    world: &World<'_>,
    input: &Remittance,
) -> Result<Recorded, FlowRefusal> {
    check(world, input)?;
    let amount = input.amount.map(paid).transpose()?;
    let reference =
        input.reference.as_deref().map(|given| text("reference", 100, given)).transpose()?;
    let at = point(cx, by, world.network, input.at.clone())?;
    let once = Once::of(cx, input.id, input)?;
    write(conn, |conn| {
        if let Some(before) = once.before(conn)? {
            return Ok(before);
        }
        let named = named(conn, input)?;
        let held = ledger::held_for(conn, &input.agency, named.as_deref())?;
        if let Some(cases) = &named {
            let missing = cases.iter().position(|case| held.iter().all(|(id, _)| id != case));
            if let Some(missing) = missing {
                return Err(LedgerRefusal::NothingHeld(input.cases[missing].clone()).into());
            }
        }
        facts::lock_cases(conn, &held.iter().map(|(case, _)| *case).collect())?;
        let expected = Dong::total(held.iter().map(|(_, amount)| *amount)).unwrap_or_default();
        let amount = amount.unwrap_or(expected);
        // Part of what is held may be handed over; that is flagged only where cases were named.
        let flag = Flag::unless_equal(FlagKind::DiffersFromHeld, expected, amount)
            .filter(|_| named.is_some() || amount > expected);
        let shares = shared_out(amount, &held);
        let postings = remitted(&at, input.method, &input.agency, shares.clone());
        let entry = Entry {
            id: once.id,
            kind: EntryKind::FeeRemitted,
            at: cx.now,
            by: cx.who.token,
            about: About {
                case: None,
                leg: None,
                agency: Some(input.agency.clone()),
                point: Some(at.clone()),
            },
            method: Some(input.method),
            note: reference.clone(),
            reverses: None,
            flags: flag.into_iter().collect(),
            basis: None,
            postings: postings.map_err(unbalanced(once.id))?,
        };
        let recorded = once.record(conn, entry)?;
        let told: Vec<NewFact> = shares
            .iter()
            .filter_map(|(case, amount)| {
                let entry = &recorded.held.entry;
                Some(fee_fact(FactKind::FeeRemitted, (*case)?, entry, *amount))
            })
            .collect();
        facts::tell(conn, told, cx.now)?;
        Ok(recorded)
    })
}

fn check(world: &World<'_>, input: &Remittance) -> Result<(), LedgerRefusal> {
    let agency = world.network.point(&input.agency);
    if agency.is_none_or(|agency| !agency.roles.has(Capacity::Desk)) {
        return Err(LedgerRefusal::UnknownAgency(input.agency.clone()));
    }
    if input.cases.is_empty() && input.amount.is_none() {
        return Err(LedgerRefusal::CasesOrAmount);
    }
    if input.cases.len() > MOST_CASES {
        return Err(LedgerRefusal::TooManyCases { most: MOST_CASES, got: input.cases.len() });
    }
    let mut seen = BTreeSet::new();
    match input.cases.iter().find(|case| !seen.insert(*case)) {
        Some(twice) => Err(LedgerRefusal::CaseTwice(twice.clone())),
        None => Ok(()),
    }
}

/// The cases that were named; none when only an amount was.
fn named(conn: &mut Conn, input: &Remittance) -> Result<Option<Vec<CaseId>>, FlowRefusal> {
    let mut found = Vec::with_capacity(input.cases.len());
    for code in &input.cases {
        let case = cases::find(conn, code)?.ok_or_else(|| CaseRefusal::Unknown(code.clone()))?;
        if case.agency != input.agency {
            return Err(LedgerRefusal::OtherAgency { case: case.code, agency: case.agency }.into());
        }
        found.push(case.id);
    }
    Ok(if found.is_empty() { None } else { Some(found) })
}

/// Which cases an amount is for, the longest held first; what is more than held is for none.
fn shared_out(amount: Dong, held: &[(CaseId, Dong)]) -> Shares {
    let mut left = amount;
    let mut shares: Shares = Vec::new();
    for (case, held) in held {
        let share = (*held).min(left);
        left = left.beyond(share);
        if share > Dong::ZERO {
            shares.push((Some(*case), share));
        }
    }
    if left > Dong::ZERO {
        shares.push((None, left));
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_for_the_cases_that_waited_longest() {
        let case = |n| CaseId::new(Uuid::from_u128(n));
        let held = [(case(1), Dong::kept(30)), (case(2), Dong::kept(20))];
        let shares = |amount| shared_out(Dong::kept(amount), &held);
        assert_eq!(shares(40), [(Some(case(1)), Dong::kept(30)), (Some(case(2)), Dong::kept(10))]);
        assert_eq!(shares(60)[2], (None, Dong::kept(10)));
        assert_eq!(shares(5), [(Some(case(1)), Dong::kept(5))]);
    }
}
