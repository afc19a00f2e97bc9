//! The ledger: what is owed for carriage, what was collected, what is held for an agency and what was
//! handed over to it. Double entry: every [`Entry`] moves as much out of some accounts as into others,
//! and [`Postings`] that do not sum to zero cannot be made. Nothing is edited; an entry that was wrong is
//! reversed by another that names it.
//!
//! Money itself moves elsewhere: there is no payment gateway here. [`vietqr`] writes the code by which a
//! person's bank fills in a transfer; that it was paid is recorded by whoever sees it on the account.
//! Not here: what carriage costs (`postage`), what a procedure's fee is (`catalogue`).

mod account;
mod balance;
mod book;
mod entry;
mod payee;
mod refusal;

pub mod vietqr;

pub use account::{Account, Side};
pub use balance::{AccountBalance, TrialBalance};
pub use book::{charged, collected, compensated, held, remitted, reversed};
pub use entry::{
    About, Entry, EntryKind, Flag, FlagKind, Held, Method, Posting, Postings, Unbalanced,
};
pub use payee::{BankAccount, BankBin, Payee, PayeePoint, payee_for};
pub use refusal::LedgerRefusal;
