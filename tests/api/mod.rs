//! What programs meet at the door, whatever they ask for.

mod auth;
mod bags;
mod calendar;
mod case_time;
mod cases;
mod catalogue;
mod characters;
mod code_lists;
mod deadlines;
mod described;
mod desk;
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
mod timetable;
mod tokens;
mod transit;
mod webhooks;

pub use office::with;
