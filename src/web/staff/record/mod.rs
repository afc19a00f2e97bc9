//! What is on record: a parcel, a bag, a run, a case, their papers, and the way to each by any code.

pub mod lookup;
pub mod people;

pub mod bag;
pub mod case;
pub mod papers;
pub mod parcel;
pub mod redirect;
pub mod run;

mod carrier;
mod condition;
mod life;
mod outlook;
mod way;
mod wish;
