//! What tests stand on: databases to try everything on, twice, an office to try it in, and the whole
//! program behind its door.

pub mod app;
pub mod browser;
pub mod chrome;
pub mod databases;
pub mod film;
pub mod hands;
pub mod hands_in_chrome;
pub mod office;
pub mod page;
pub mod picture;
pub mod province;
pub mod receiver;
pub mod scans;
pub mod served;
pub mod wait;
pub mod weak_line;
