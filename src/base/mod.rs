//! The lowest rung: ids, times, periods, printed codes, texts and paging. Everything here is plain
//! data that all other rungs share; no rule of custody, no SQL, no HTTP.

pub mod actor;
pub mod channel;
pub mod clock;
pub mod codes;
pub mod dice;
pub mod dong;
pub mod id;
pub mod ids;
pub mod lang;
pub mod number;
pub mod paging;
pub mod period;
pub mod place;
pub mod rows;
pub mod text;

pub use actor::{Actor, Context, Role};
pub use channel::Channel;
pub use clock::{At, Clock};
pub use dice::Dice;
pub use dong::Dong;
pub use id::{
    AnomalyId, BagId, CaseId, ComplaintId, DecisionId, EntryId, ItemKey, LegId, LiabilityId,
    ParcelId, PersonId, PhoneId, PickupId, RollId, RunId, ScanId, SessionId, TokenId, UserId,
    ViewId, WebhookId,
};
pub use ids::Ids;
pub use lang::{Lang, Words};
pub use period::Period;
pub use place::{Capacity, DepartureCode, PointCode, RouteCode, UnitCode};
