//! The dossier: the record of a case (hồ sơ) as the one-stop system knows it, and the postal legs
//! (chặng) it travels. A case is processed elsewhere; here its record is kept, its legs are ordered,
//! and a status is at the most proposed. What lies in the envelope stands in `parcels`, who sends and
//! receives it in `people`.

mod acceptance;
mod case;
mod history;
mod leg;
mod limit;
mod refusal;
mod status;
mod turned_away;
pub mod wish;

pub use acceptance::AcceptanceRefusal;
pub use case::{Case, CaseIn, Taken};
pub use history::{History, StatusTold};
pub use leg::{Direction, Endpoint, Leg, PickupWindow, Service};
pub use limit::{CaseLimit, LimitName};
pub use refusal::{CaseRefusal, LegRefusal};
pub use status::{Arrival, Status, proposed_status};
pub use turned_away::{TurnedAway, WhyTurnedAway};
pub use wish::{KeptWish, Wish, WishRefusal};

pub use crate::base::Channel;
pub use crate::base::number::BadNumber;
