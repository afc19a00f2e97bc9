//! The trial balance: every account's sum, and that all of them together are nothing.

use crate::base::Dong;

/// What went into an account, what came out of it, and what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountBalance {
    /// The account, or `person` for what all persons owe together.
    pub account: String,
    /// The sum of what went in.
    pub debit: Dong,
    /// The sum of what came out.
    pub credit: Dong,
}

impl AccountBalance {
    /// What stands there: above zero the post has it or is owed it.
    pub const fn balance(&self) -> Dong {
        Dong::kept(self.debit.dong().saturating_sub(self.credit.dong()))
    }
}

/// All accounts at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialBalance {
    /// The accounts that were ever posted to.
    pub accounts: Vec<AccountBalance>,
    /// Entries whose lines do not sum to zero, or not to what their head says: the work of other hands.
    pub broken: i64,
}

impl TrialBalance {
    /// The sum over all accounts.
    pub fn total(&self) -> Option<Dong> {
        Dong::total(self.accounts.iter().map(AccountBalance::balance))
    }

    /// Whether everything that went in somewhere came out elsewhere.
    pub fn balances(&self) -> bool {
        self.broken == 0 && self.total() == Some(Dong::ZERO)
    }
}
