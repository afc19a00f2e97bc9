//! What tests stand on: databases to try everything on, twice, and the whole program behind its door.

pub mod app;
pub mod databases;
