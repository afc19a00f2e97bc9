//! Staff at their pages, through a browser that keeps cookies and runs no script.

mod counter;
mod counter_receive;
mod pages;
mod passwords;
mod sessions;
mod sign_in;
mod users;
