//! What the post answers for: harm to a parcel and in whose custody it came about, the record that fixes
//! liability, compensation, and complaints with their clocks. Pure: the log says what happened
//! (`custody`), money moves in `ledger`.

mod complaint;
mod exception;
mod harm;
mod liability;
mod news;
mod refusal;
mod rules;

pub use complaint::{
    Answer, Complaint, ComplaintKind, ComplaintStage, Outcome, Via, check_answer, check_words,
};
pub use exception::{Exception, Source};
pub use harm::{Harm, Reading, Segment, liability_id, readings};
pub use liability::{Done, Kept, Liability, Stage, Step};
pub use news::{Known, News};
pub use refusal::ClaimRefusal;
pub use rules::{ClaimRules, CompensationRate, Least};
