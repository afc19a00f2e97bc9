//! Staff at their pages, through a browser that keeps cookies and runs no script.

mod cases;
mod catalogue_pages;
pub mod counter;
mod counter_lists;
mod counter_receive;
mod counter_refuse;
pub mod hub;
mod hub_lists;
mod lists;
mod look_up;
mod network_changes;
mod network_places;
mod network_time;
pub mod office;
mod pages;
pub mod papers;
mod passwords;
mod province;
pub mod record;
mod sessions;
mod sign_in;
mod timetable;
mod users;
mod wishes;
