//! Which administrative procedures (thủ tục hành chính) there are, what papers they ask for, what they cost,
//! and which may be **received** and **returned** by post, from when until when.
//!
//! What the authorities publish is data with dates and the decision behind it: the catalogue is asked for a
//! day, and answers as of that day. Not here: the desk that takes what the post may not (that is a place),
//! and deadlines of single cases.

mod counts;
mod diff;
mod fee;
mod level;
mod listing;
mod paper;
mod procedure;
mod refusal;
mod replace;
#[cfg(test)]
mod samples;
mod search;
mod time;
mod version;
mod whole;

pub use counts::{Counts, Gaps, LevelCounts, Listed};
pub use diff::{Aspect, Change, Changed, Difference, Named, Part, Recoded, Side, Value};
pub use fee::{Fee, FeeAmount, FeeClass, FeeItem, FeePart, ProcedureFees};
pub use level::{AgencyLevel, Levels};
pub use listing::{Direction, PostalListing};
pub use paper::{RequiredPaper, RequiredPapers};
pub use procedure::{Procedure, ProcedureCode, Published};
pub use refusal::PostalRefusal;
pub use replace::{ListedCode, PostalList, Replacement};
pub use search::Search;
pub use time::{Offer, Offers, ProcessingTime, TimeUnit};
pub use version::{CatalogueVersion, Noted, VersionRefusal};
pub use whole::Catalogue;
