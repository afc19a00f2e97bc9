//! The label of a bag.

use super::{PrintRoom, seal, words};
use crate::custody::Timeline;
use crate::parcels::{Bag, Run};
use crate::print::BagLabel;

/// The label as it would be printed now. How many items lie in it is said once it is closed: until then
/// it may change after printing.
pub(super) fn bag_label_of(
    room: &PrintRoom<'_>,
    bag: &Bag,
    timeline: &Timeline,
    run: Option<&Run>,
    items: u32,
) -> BagLabel {
    BagLabel {
        code: bag.code.to_string(),
        qr: room.qr(&bag.qr),
        from: room.place(&bag.from),
        to: room.place(&bag.to),
        route: run.map(|run| run.route.to_string()),
        run: run.map(|run| run.code.to_string()),
        items: timeline.closed.then_some(items),
        seal: seal(timeline).filter(|_| timeline.closed),
        printed_at: words::time(room.now()),
    }
}
