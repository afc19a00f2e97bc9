//! What programs meet at the door, whatever they ask for.

mod auth;
mod bags;
mod calendar;
mod cases;
mod characters;
mod described;
mod documents;
mod door;
mod feed;
mod health;
mod intake;
mod legs;
pub mod office;
mod once;
mod parcels;
mod places;
mod scans;
mod tokens;
