//! The one binary of tests that go through public doors. Unit tests of pure code lie beside it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed, and says where")]

mod api;
mod architecture;
mod browser;
mod citizen;
mod claims;
mod cli;
mod day;
mod faults;
mod imports;
mod kit;
mod labels;
mod licences;
mod money;
mod operation;
mod pages;
mod partners;
mod places;
mod promise;
mod rehearsal;
mod rights;
mod road;
mod schema;
mod simulate;
mod staff;
mod stores;
mod stories;
mod webhooks;
