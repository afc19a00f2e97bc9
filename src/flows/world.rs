//! What is the same for every flow of a process until somebody imports something new.

use crate::base::codes::S10Prefix;
use crate::catalogue::Catalogue;
use crate::network::Network;
use crate::postage::PriceList;

use super::record_scans::Rules;

/// Places, procedures, prices, and the letters our tracking numbers begin with.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// Where things are.
    pub network: &'a Network,
    /// What may go by post.
    pub catalogue: &'a Catalogue,
    /// From which range tracking numbers are drawn.
    pub numbers: &'a S10Prefix,
    /// What carriage costs.
    pub prices: &'a PriceList,
    /// How far ahead of the server a device's time may lie and still be believed, in milliseconds.
    pub clock_limit_ms: i64,
}

impl<'a> World<'a> {
    /// By what scans are judged.
    pub const fn rules(&self) -> Rules<'a> {
        Rules { network: self.network, clock_limit_ms: self.clock_limit_ms }
    }
}
