//! What carriage costs (cước): tariffs and reductions as they were decided and dated, and the quote that
//! follows from them with every step of its reckoning.
//!
//! No price is in the code, and none is guessed: where no tariff is loaded, where a place lies in no zone
//! or nothing was weighed, there is no price and it is said why. Not here: whether it was charged or paid
//! (`ledger`), and the fees of procedures (`catalogue`).

mod price_list;
mod quote;
mod reduction;
mod refusal;
mod tariff;
mod weight;

pub use price_list::{PriceList, Priced};
pub use quote::{NoPrice, Payer, Quote, Reduced, StepUsed, TariffUsed};
pub use reduction::{Category, Reduction};
pub use refusal::PostageRefusal;
pub use tariff::{BadSteps, Step, Steps, Tariff};
pub use weight::{BadWeight, Grams};
