//! What programs meet at the door, whatever they ask for.

mod auth;
mod bags;
mod calendar;
mod case_time;
mod cases;
mod characters;
mod deadlines;
mod described;
mod documents;
mod door;
mod feed;
mod find;
mod health;
mod imports;
mod intake;
mod labels;
mod legs;
pub mod office;
mod once;
mod parcels;
mod places;
mod rolls;
mod scans;
mod tokens;
mod transit;

pub use office::with;
