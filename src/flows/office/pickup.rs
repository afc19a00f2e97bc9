//! A desk asks the post to call, the office answers, and either says when it is over.

use crate::base::At;
use crate::base::{Capacity, Context, PickupId, PointCode};
use crate::custody::refusal::CustodyRefusal;
use crate::dispatch::Forecaster;
use crate::dispatch::desk::{DeskRefusal, Pickup, PickupStage};
use crate::flows::forecast::ForecastRules;
use crate::flows::refusal::FlowRefusal;
use crate::people::{DeskPlanner, PickupAnswerer};
use crate::store::{Conn, pickups, write};

/// A call that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickupIn {
    /// Where to call.
    pub desk: PointCode,
    /// Whom to ask; the office at which what is handed over here goes on, when not said.
    pub office: Option<PointCode>,
    /// Not before.
    pub from: At,
    /// Not after.
    pub until: At,
    /// How many parcels wait, about.
    pub parcels: i64,
}

/// Asks the post to call.
pub fn order_pickup(
    conn: &mut Conn,
    cx: &Context,
    by: &DeskPlanner,
    rules: &ForecastRules<'_>,
    input: PickupIn,
) -> Result<Pickup, FlowRefusal> {
    let PickupIn { desk, office, from, until, parcels } = input;
    by.at(&desk)?;
    let today = cx.now.date();
    let ahead = (from.date() - today).num_days();
    if from >= until || until <= cx.now || ahead > Pickup::AHEAD_DAYS {
        return Err(DeskRefusal::Window.into());
    }
    let count =
        u32::try_from(parcels).ok().filter(|count| (1..=Pickup::PARCELS_MAX).contains(count));
    let parcels = count.ok_or(DeskRefusal::Parcels { got: parcels })?;
    let network = rules.promises.network;
    let office = if let Some(office) = office {
        office
    } else {
        let forecaster = Forecaster::new(rules.promises, rules.timetable, rules.limits);
        let stop = forecaster.stop_of(&desk, today).cloned();
        stop.ok_or_else(|| DeskRefusal::NoOffice { desk: desk.clone() })?
    };
    let is_office =
        network.point_on(&office, today).is_some_and(|point| point.roles.has(Capacity::Post));
    if !is_office {
        return Err(DeskRefusal::NotAnOffice { office }.into());
    }
    let said = (cx.now, cx.who.token);
    let id = PickupId::new(cx.ids.uuid(cx.now));
    let stage = PickupStage::Ordered;
    let pickup = Pickup {
        id,
        desk,
        office,
        from,
        until,
        parcels,
        ordered: said,
        stage,
        staged: said,
        reason: None,
    };
    write(conn, |conn| -> Result<(), FlowRefusal> { Ok(pickups::insert(conn, &pickup)?) })?;
    Ok(pickup)
}

/// The desk needs it no longer, or says that somebody came.
pub fn withdraw_pickup(
    conn: &mut Conn,
    cx: &Context,
    by: &DeskPlanner,
    (id, done): (PickupId, bool),
) -> Result<Pickup, FlowRefusal> {
    let stage = if done { PickupStage::Done } else { PickupStage::Withdrawn };
    write(conn, |conn| {
        let pickup = pickups::find_for_update(conn, id)?;
        // Whether another desk asked for it is not for this one to know.
        let pickup = pickup.filter(|pickup| by.at(&pickup.desk).is_ok());
        move_on(conn, cx, pickup.ok_or(DeskRefusal::UnknownPickup(id))?, stage, None)
    })
}

/// The office says that it comes, that it came, or why it does not come.
pub fn answer_pickup(
    conn: &mut Conn,
    cx: &Context,
    by: &PickupAnswerer,
    id: PickupId,
    (stage, reason): (PickupStage, &str),
) -> Result<Pickup, FlowRefusal> {
    let reason = match stage {
        PickupStage::Declined => Some(CustodyRefusal::check_reason(reason)?),
        PickupStage::Ordered
        | PickupStage::Promised
        | PickupStage::Withdrawn
        | PickupStage::Done => None,
    };
    write(conn, |conn| {
        let pickup = pickups::find_for_update(conn, id)?;
        let pickup = pickup.filter(|pickup| by.at(&pickup.office).is_ok());
        move_on(conn, cx, pickup.ok_or(DeskRefusal::UnknownPickup(id))?, stage, reason)
    })
}

fn move_on(
    conn: &mut Conn,
    cx: &Context,
    pickup: Pickup,
    stage: PickupStage,
    reason: Option<String>,
) -> Result<Pickup, FlowRefusal> {
    if !pickup.stage.leads_to(stage) {
        return Err(DeskRefusal::PickupOver { stage: pickup.stage }.into());
    }
    let moved = Pickup { stage, staged: (cx.now, cx.who.token), reason, ..pickup };
    pickups::save_stage(conn, &moved)?;
    Ok(moved)
}
