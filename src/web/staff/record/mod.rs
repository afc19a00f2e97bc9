//! What is on record: a parcel, a case, and the way to each by any code.

pub mod case;
pub mod lookup;
pub mod papers;
pub mod parcel;
