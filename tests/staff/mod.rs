//! Staff at their pages, through a browser that keeps cookies and runs no script.

pub mod counter;
mod counter_lists;
mod counter_receive;
mod counter_refuse;
mod pages;
mod passwords;
mod sessions;
mod sign_in;
mod users;
