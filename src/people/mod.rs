//! Who: the persons whose papers travel, the tokens of those who act for the post and the desks, and
//! what who acts may do, as values that a flow demands: a token, which has the name of a counter, a device
//! or a system, or a user who signed in.

mod person;
mod proof;
mod refusal;
pub mod rights;
mod token;

mod device;
mod password;
pub mod patience;
mod phone;
mod phone_refusal;
mod session;
mod sought;
mod user;
mod view;

pub use device::Device;
pub use password::{Password, PasswordHash};
pub use person::{Address, Person, PersonIn, PersonName, Phone};
pub use phone::{Contact, Handset, HandsetIn, HandsetKey, Holder, WhosePhones};
pub use phone_refusal::PhoneRefusal;
pub use proof::{ProofKey, Shown, SlipCode, Tries};
pub use refusal::{Forbidden, PasswordRefusal, PersonRefusal, TokenRefusal, UserRefusal};
pub use rights::{
    Administrator, AnomalyResolver, BlankBinder, CarrierReader, CaseReader, CaseWriter, Cashier,
    ClaimReader, Clerk, Collector, ComplaintAnswerer, ComplaintTaker, CounterWorker, Courier,
    DeskPlanner, DeskReader, DoorAccepter, EvidenceReader, FeedReader, LedgerReader, LegOrderer,
    LiabilityFixer, ListKeeper, ListReader, Manager, Officer, Packer, ParcelReader, Partner,
    PersonFinder, PhoneHolder, PickupAnswerer, ProxyReader, Reach, Redirector, ReportReader,
    RollMaker, RollReader, RoundReader, RunOpener, SplitDecider, TurnedAwayReader, WebhookKeeper,
    Weigher,
};
pub use session::{CookieSecret, FormToken, Session, SessionLimits};
pub use sought::{MOST_AN_HOUR, Sought, SoughtRefusal};
pub use token::{Secret, Token, TokenIn};
pub use user::{User, UserIn, UserName};
pub use view::View;
