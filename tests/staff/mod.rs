//! Staff at their pages, through a browser that keeps cookies and runs no script.

mod network_places;
mod network_time;
mod pages;
mod papers;
mod passwords;
pub mod record;
mod province;
mod sessions;
mod sign_in;
mod users;
