//! What tests stand on: databases to try everything on, twice.

pub mod databases;
