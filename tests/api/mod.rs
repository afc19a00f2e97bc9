//! What programs meet at the door, whatever they ask for.

mod auth;
mod characters;
mod described;
mod door;
mod feed;
mod health;
mod scans;
