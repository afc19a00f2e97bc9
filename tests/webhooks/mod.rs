//! Webhooks from the making of a fact to the receiver's answer. Time is moved by hand: what would take a
//! day takes a moment.

mod bench;
mod failing;
mod order;
mod receiver;
mod recovery;
mod several;
