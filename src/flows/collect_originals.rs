//! At the door: for some procedures the postman hands over the result only against originals, which he
//! carries back to the agency. So one delivery opens a new leg.

use crate::base::{Context, LegId};
use crate::cases::{Direction, Endpoint, LegRefusal, Service};
use crate::parcels::{PaperList, PaperRefusal};
use crate::people::Collector;
use crate::store::{Conn, cases, legs, write};

use super::bind_blank::{lock, usable};
use super::open_leg::{Opened, OpenedLeg, Opening, open, tell, warn_when_low};
use super::order_leg::check_point;
use super::refusal::FlowRefusal;
use super::world::World;

/// Opens the leg that carries collected originals from the person back to the desk the result came from,
/// or the one that took over from it. Once per delivered leg. That the result was delivered is for the
/// custody log to say; here only the leg's direction and end are judged. No list of the post need name
/// the procedure: the agency asked for these papers.
pub fn collect_originals(
    conn: &mut Conn,
    cx: &Context,
    _by: &Collector,
    world: &World<'_>,
    delivered: LegId,
    papers: PaperList,
    label: Option<&str>,
) -> Result<OpenedLeg, FlowRefusal> {
    if papers.pieces() == 0 {
        return Err(PaperRefusal::NothingCollected.into());
    }
    let (opened, low) = write(conn, |conn| {
        // Blanks are locked before cases.
        let blank = label.map(|code| lock(conn, "label", code)).transpose()?;
        let result = legs::find(conn, delivered)?.ok_or(LegRefusal::Unknown(delivered))?;
        let (Direction::Return, Endpoint::Point(desk), Endpoint::Person(person)) =
            (result.direction, &result.from, &result.to)
        else {
            return Err(LegRefusal::NothingToCollect(delivered).into());
        };
        let desk = world
            .network
            .successor_point(desk, cx.now.date())
            .map_or_else(|| desk.clone(), |point| point.code.clone());
        check_point(cx, world, "to", &desk, true)?;
        // Locked like every case that gets a leg, so that what it is told stays in order.
        let case = cases::load_for_update(conn, result.case)?;
        let opening = Opening {
            case: case.id,
            service: Service::Submit,
            direction: Direction::Submit,
            from: Endpoint::Person(*person),
            to: Endpoint::Point(desk),
            opened_by: Some(delivered),
            pickup: None,
            papers,
            tracking: None,
            blank: blank.map(|blank| usable(blank, "label")).transpose()?,
        };
        let Opened { leg: opened, since, low } = open(conn, cx, world, opening)?;
        tell(conn, cx, std::slice::from_ref(&opened), since)?;
        Ok::<_, FlowRefusal>((opened, low))
    })?;
    warn_when_low(low, world.numbers);
    Ok(opened)
}
