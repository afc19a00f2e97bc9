//! What the app on a phone asks for, besides handing scans in: its own sign-in, the time, what it knows without a
//! line, the round of the day, and what it took in at a door.

pub mod acceptances;
pub mod clock;
pub mod devices;
mod known;
pub mod packet;
pub mod round;
