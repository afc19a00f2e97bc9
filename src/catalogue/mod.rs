//! Which administrative procedures (thủ tục hành chính) there are, what papers they ask for, and which may
//! be **received** and **returned** by post, from when until when.
//!
//! What the authorities publish is data with dates and the decision behind it. Not here: the desk that
//! takes what the post may not (that is a place), and deadlines of single cases.

mod listing;
mod procedure;

pub use listing::{Catalogue, Direction, PostalListing, PostalRefusal};
pub use procedure::{
    AgencyLevel, Procedure, ProcedureCode, ProcessingTime, RequiredPaper, TimeUnit,
};
