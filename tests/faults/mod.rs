//! What happens when something breaks: the server is killed, an answer is lost, the database goes away, too
//! much comes at once. Through the real program and real sockets, with counts of what was acknowledged and
//! what is found: every scan that was acknowledged is there, once, and every case was told without a gap.
//!
//! `cargo test` runs short forms; `make faults` sets `HOSOPOST_FAULTS=long` for the long ones and prints the
//! table of counts.

mod account;
mod cluster;
mod door;
mod ground;
mod hold;
mod line;
mod load;
mod proxy;
mod server;
mod walk;

mod answer_lost;
mod crowded;
mod gone;
mod killed;
mod odd;
mod several;

/// How often something is done in the short and in the long form.
fn rounds(short: u32, long: u32) -> u32 {
    #[expect(clippy::disallowed_methods, reason = "`make faults` asks for the long form")]
    let asked = std::env::var("HOSOPOST_FAULTS");
    if asked.is_ok_and(|form| form == "long") { long } else { short }
}
