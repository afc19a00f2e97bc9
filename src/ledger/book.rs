//! How each kind of entry moves money. All of bookkeeping stands on this page; that it balances is the
//! matter of [`Postings`].

use super::account::Account;
use super::entry::{Method, Posting, Postings, Unbalanced};
use crate::base::{CaseId, Dong, LegId, PointCode};

const fn line(account: Account, amount: Dong, case: CaseId) -> Posting {
    Posting { account, amount, case: Some(case) }
}

/// Postage is owed for a leg: by the person, or by the authority under its contract.
pub fn charged(owed_by: Account, amount: Dong, case: CaseId) -> Result<Postings, Unbalanced> {
    Postings::new(vec![
        line(owed_by, amount, case),
        line(Account::Postage, amount.reversed(), case),
    ])
}

/// Postage was paid: to one point, for one or more legs of a case.
pub fn collected(
    point: &PointCode,
    method: Method,
    owed: Vec<(Account, Dong)>,
    case: CaseId,
) -> Result<Postings, Unbalanced> {
    let total = Dong::total(owed.iter().map(|(_, amount)| *amount)).unwrap_or_default();
    let mut lines = vec![line(Account::till(method, point), total, case)];
    lines.extend(owed.into_iter().map(|(who, amount)| line(who, amount.reversed(), case)));
    Postings::new(lines)
}

/// A procedure's fee was paid to the post, which holds it for the agency.
pub fn held(
    point: &PointCode,
    method: Method,
    agency: &PointCode,
    amount: Dong,
    case: CaseId,
) -> Result<Postings, Unbalanced> {
    Postings::new(vec![
        line(Account::till(method, point), amount, case),
        line(Account::Agency(agency.clone()), amount.reversed(), case),
    ])
}

/// Fees were handed over to the agency, a line for each case that is named.
pub fn remitted(
    point: &PointCode,
    method: Method,
    agency: &PointCode,
    fees: Vec<(Option<CaseId>, Dong)>,
) -> Result<Postings, Unbalanced> {
    let total = Dong::total(fees.iter().map(|(_, amount)| *amount)).unwrap_or_default();
    let mut lines: Vec<Posting> = fees
        .into_iter()
        .map(|(case, amount)| Posting { account: Account::Agency(agency.clone()), amount, case })
        .collect();
    lines.push(Posting {
        account: Account::till(method, point),
        amount: total.reversed(),
        case: None,
    });
    Postings::new(lines)
}

/// Compensation was paid for a parcel of a case, out of the till or the account of one point.
pub fn compensated(
    point: &PointCode,
    method: Method,
    amount: Dong,
    case: CaseId,
) -> Result<Postings, Unbalanced> {
    Postings::new(vec![
        line(Account::Compensation, amount, case),
        line(Account::till(method, point), amount.reversed(), case),
    ])
}

/// Everything back the way it came.
pub fn reversed(postings: &Postings) -> Result<Postings, Unbalanced> {
    let back = |line: &Posting| Posting { amount: line.amount.reversed(), ..line.clone() };
    Postings::new(postings.lines().iter().map(back).collect())
}

impl Account {
    /// Who owes for a leg: the person, or the authority whose contract it is carried under.
    pub fn owing(leg: LegId, contract: Option<&PointCode>) -> Self {
        contract.map_or(Self::Person(leg), |agency| Self::Authority(agency.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    proptest! {
        #[test]
        fn whatever_moves_balances_and_its_reversal_undoes_it(
            amounts in prop::collection::vec(0..=Dong::MOST, 1..20),
            cash in any::<bool>(),
        ) {
            let method = if cash { Method::Cash } else { Method::Transfer };
            let point: PointCode = "481940".parse().unwrap();
            let agency: PointCode = "H27.12".parse().unwrap();
            let case = CaseId::new(Uuid::from_u128(1));
            let leg = LegId::new(Uuid::from_u128(2));
            let first = Dong::kept(amounts[0]);
            let owed = amounts.iter().map(|n| (Account::Person(leg), Dong::kept(*n))).collect();
            let fees = amounts.iter().map(|n| (Some(case), Dong::kept(*n))).collect();
            let all = [
                charged(Account::owing(leg, None), first, case).unwrap(),
                charged(Account::owing(leg, Some(&agency)), first, case).unwrap(),
                collected(&point, method, owed, case).unwrap(),
                held(&point, method, &agency, first, case).unwrap(),
                remitted(&point, method, &agency, fees).unwrap(),
                compensated(&point, method, first, case).unwrap(),
            ];
            for postings in all {
                let back = reversed(&postings).unwrap();
                prop_assert_eq!(postings.amount(), back.amount());
                for (there, back) in postings.lines().iter().zip(back.lines()) {
                    prop_assert_eq!(&there.account, &back.account);
                    prop_assert_eq!(there.amount.checked_add(back.amount), Some(Dong::ZERO));
                }
            }
        }
    }
}
