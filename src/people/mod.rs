//! Who: the persons whose papers travel, the tokens of those who act for the post and the desks, and
//! what a token may do, as values that a flow demands. Staff identities are not kept here: a token has
//! the name of a counter, a device or a system.

mod person;
mod refusal;
pub mod rights;
mod token;

pub use person::{Address, Person, PersonIn, PersonName, Phone};
pub use refusal::{Forbidden, PersonRefusal, TokenRefusal};
pub use rights::{
    Administrator, AnomalyResolver, BlankBinder, CarrierReader, CaseReader, CaseWriter, Cashier,
    Clerk, Collector, Courier, FeedReader, LedgerReader, LegOrderer, Manager, Officer, Packer,
    ParcelReader, Partner, Reach, ReportReader, RollMaker, RollReader, RunOpener, SplitDecider,
    Weigher,
};
pub use token::{Secret, Token, TokenIn};
