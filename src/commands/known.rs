//! Places, outlines and decisions as a command reads them once.

use chrono::NaiveDate;

use super::Setup;
use crate::app;
use crate::base::{Actor, Clock, Context, Ids};
use crate::network::address::Atlas;
use crate::network::{Boundaries, Decisions, Network};
use crate::store::{Conn, boundaries, decisions, schema, units};

/// What a command about places stands on.
pub(super) struct Places {
    pub conn: Conn,
    pub network: Network,
    pub boundaries: Boundaries,
    pub decisions: Decisions,
    pub cx: Context,
    pub today: NaiveDate,
}

impl Places {
    /// Opens the database, which must fit this program, and reads what is known of places.
    pub fn open(setup: &Setup) -> anyhow::Result<Self> {
        let mut conn = app::database(&setup.settings)?.open()?;
        anyhow::ensure!(
            schema::pending(&mut conn)? == 0,
            "the database does not fit this program: run hosopost migrate"
        );
        let cx = Context { now: Clock::System.now(), who: Actor::process(), ids: Ids::Random };
        Ok(Self {
            network: units::load_network(&mut conn)?,
            boundaries: boundaries::load(&mut conn)?,
            decisions: decisions::load(&mut conn)?,
            today: cx.now.date(),
            conn,
            cx,
        })
    }

    /// Everything that tells where land lies.
    pub fn atlas(&self) -> Atlas<'_> {
        let Self { network, boundaries, decisions, .. } = self;
        Atlas { network, boundaries, decisions }
    }
}
