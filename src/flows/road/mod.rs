//! What a phone on the road is given to know: a packet about its place without any person in it, and the round of the
//! day, which names persons and is noted; and what it took in without a line.

mod accept;
mod packet;
mod round;

pub use accept::{AcceptanceIn, Accepted, Asked, MadeOfIt, accept_on_road, match_acceptances};
pub use packet::{KnownBag, KnownParcel, KnownRun, MOST_ITEMS, Next, Packet, Towards, packet_of};
pub use round::{RoundAsked, Stop, StopKind, round_of};
