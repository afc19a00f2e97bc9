//! A counter turns a dossier away, and writes down why: for managers, who count it, and for the sheet that
//! the person takes along.

use crate::base::{Capacity, Context};
use crate::cases::{CaseRefusal, TurnedAway};
use crate::network::Network;
use crate::people::CounterWorker;
use crate::store::{Conn, turned_away, write};

use super::refusal::FlowRefusal;

/// Writes it down; the same again changes nothing. False when it stood there already.
pub fn turn_away(
    conn: &mut Conn,
    _cx: &Context,
    by: &CounterWorker,
    network: &Network,
    one: &TurnedAway,
) -> Result<bool, FlowRefusal> {
    by.at(&one.point)?;
    if let Some(desk) = &one.desk {
        let point = network
            .point_on(desk, one.day)
            .ok_or_else(|| CaseRefusal::UnknownAgency(desk.clone()))?;
        if !point.roles.has(Capacity::Desk) {
            return Err(CaseRefusal::AgencyWithoutDesk(desk.clone()).into());
        }
    }
    Ok(write(conn, |conn| turned_away::insert(conn, one))?)
}
