//! The one binary of tests that go through public doors. Unit tests of pure code lie beside it.

mod api;
mod architecture;
mod kit;
mod labels;
mod pages;
mod schema;
mod stores;
