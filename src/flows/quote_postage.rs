//! Somebody asks what carriage would cost, before ordering it.

use chrono::NaiveDate;

use crate::cases::Service;
use crate::postage::{PostageRefusal, Priced};

use super::pricing::{PricedEnd, Weighed, price};
use super::world::World;

/// What is asked.
#[derive(Debug, Clone)]
pub struct QuoteAsk {
    /// The service.
    pub service: Service,
    /// Where the (first) leg begins.
    pub from: PricedEnd,
    /// Where it ends.
    pub to: PricedEnd,
    /// What it weighs, and what is claimed.
    pub weighed: Weighed,
    /// On which day.
    pub on: NaiveDate,
}

/// The price of each leg of the service. That of a round trip is the sum of its two; what comes back is
/// taken to weigh what goes out, until it is weighed.
pub fn quote_postage(world: &World<'_>, ask: &QuoteAsk) -> Result<Vec<Priced>, PostageRefusal> {
    let leg = |(n, direction): (usize, &_)| {
        let ends = if n == 0 { (&ask.from, &ask.to) } else { (&ask.to, &ask.from) };
        price(world, *direction, ends, &ask.weighed, ask.on)
    };
    ask.service.directions().iter().enumerate().map(leg).collect()
}
