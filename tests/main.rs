//! The one binary of tests that go through public doors. Unit tests of pure code lie beside it.

mod architecture;
mod kit;
mod schema;
mod stores;
