//! Staff at their pages, through a browser that keeps cookies and runs no script.

mod pages;
mod papers;
mod passwords;
mod sessions;
mod sign_in;
mod users;
