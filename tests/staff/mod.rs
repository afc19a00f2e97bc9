//! Staff at their pages, through a browser that keeps cookies and runs no script.

mod catalogue_pages;
mod counter;
mod counter_receive;
mod network_changes;
mod network_places;
mod network_time;
mod pages;
mod papers;
mod passwords;
mod province;
pub mod record;
mod sessions;
mod sign_in;
mod users;
