//! What tests stand on: databases to try everything on, twice, and an office to try it in.

pub mod databases;
pub mod office;
