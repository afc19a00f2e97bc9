//! What travels: the sealed envelope of one leg with the list of its papers, bags and runs that carry
//! it, the codes printed on them (also ahead of
//! them, on rolls), and the ranges from which numbers are drawn. Where they are and who
//! holds them is not here: that is custody's, derived from scans.

mod evidence;
mod item;
mod number;
mod paper;
mod refusal;
mod roll;

pub use evidence::{Evidence, EvidenceRefusal, PictureKind, ids, names};
pub use item::{Bag, CodeOwner, ItemKind, Parcel, Run};
pub use number::{Drawn, NumberRange, REUSE_AFTER_MONTHS, free_again};
pub use paper::{Paper, PaperForm, PaperList};
pub use refusal::{ItemRefusal, NumberRefusal, PaperRefusal};
pub use roll::{Blank, BlankStatus, Roll, RollRefusal, Tally};
