//! The timetable: departures with their calls, exceptions, handling times.

pub mod departures;
pub mod exceptions;
pub mod handling;

use super::connection::Conn;
use super::error::StoreError;
use crate::calendar::Calendars;
use crate::dispatch::Timetable;
use crate::dispatch::timetable::Plan;
use crate::network::Network;

/// All of it.
pub fn load_plan(conn: &mut Conn) -> Result<Plan, StoreError> {
    Ok(Plan {
        departures: departures::load(conn)?,
        exceptions: exceptions::load(conn)?,
        handling: handling::load(conn)?,
    })
}

/// All of it, laid over the network and the calendars.
pub fn load(
    conn: &mut Conn,
    network: &Network,
    calendars: &Calendars,
) -> Result<Timetable, StoreError> {
    Ok(Timetable::new(load_plan(conn)?, network, calendars))
}
