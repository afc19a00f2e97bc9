//! Places, procedures, working time and prices in memory, and whether the copy is still the one in the
//! database.

use std::sync::{Arc, PoisonError, RwLock};

use crate::calendar::Calendars;
use crate::cases::CaseLimit;
use crate::catalogue::Catalogue;
use crate::claims::{ClaimRules, CompensationRate};
use crate::config::Settings;
use crate::dispatch::forecast::MadeUnder;
use crate::dispatch::{Promises, Targets, Timetable};
use crate::flows::forecast::ForecastRules;
use crate::flows::{Redirecting, World};
use crate::network::address::Atlas;
use crate::network::{Boundaries, Decisions, Network};
use crate::postage::PriceList;
use crate::store::revisions::{self, Revisions};
use crate::store::{
    Conn, StoreError, boundaries, compensation, decisions, holidays, limits, prices, procedures,
    targets, timetable, units,
};

/// Places, procedures, working time and prices as of one moment. A province's are a few megabytes; they
/// change when somebody imports a file.
#[derive(Debug)]
pub struct Known {
    /// Units, points, routes.
    pub network: Network,
    /// Outlines of units; shared with the copy before when only something else changed.
    pub boundaries: Arc<Boundaries>,
    /// What persons decided about units that were divided.
    pub decisions: Decisions,
    /// Procedures and postal lists.
    pub catalogue: Catalogue,
    /// Days and weeks that are worked.
    pub calendars: Calendars,
    /// Departures of the mail routes; shared with the copy before when nothing that it rests on changed.
    pub timetable: Arc<Timetable>,
    /// Transit targets.
    pub targets: Targets,
    /// Times that hold for every case.
    pub limits: Vec<CaseLimit>,
    /// Tariffs and reductions.
    pub prices: PriceList,
    /// Rates of compensation.
    pub rates: Vec<CompensationRate>,
    revision: Revisions,
}

impl Known {
    /// Everything that tells where land lies.
    pub fn atlas(&self) -> Atlas<'_> {
        let Self { network, boundaries, decisions, .. } = self;
        Atlas { network, boundaries, decisions }
    }

    /// What promises are made from.
    pub const fn promises(&self) -> Promises<'_> {
        let Self { network, calendars, targets, .. } = self;
        Promises { network, calendars, targets }
    }

    /// What forecasts are made from.
    pub fn forecasting(&self) -> ForecastRules<'_> {
        let Revisions { network, calendar, timetable, .. } = self.revision;
        ForecastRules {
            promises: self.promises(),
            timetable: &self.timetable,
            limits: &self.limits,
            under: MadeUnder { network, calendar, timetable },
        }
    }

    /// What receivers' wishes are judged by.
    pub const fn redirecting(&self, settings: &Settings) -> Redirecting<'_> {
        let Self { network, calendars, .. } = self;
        Redirecting { network, calendars, most_days: settings.delivery.redirect_days }
    }

    /// What complaints and compensation are judged by.
    pub fn claims(&self) -> ClaimRules<'_> {
        let Self { network, calendars, limits, rates, .. } = self;
        ClaimRules { network, calendars, limits, rates }
    }

    /// What orders, prices and payments are judged by.
    pub const fn world<'a>(&'a self, settings: &'a Settings) -> World<'a> {
        World {
            network: &self.network,
            catalogue: &self.catalogue,
            numbers: &settings.numbers.prefix,
            prices: &self.prices,
            clock_limit_ms: settings.scans.clock_skew_ms,
        }
    }
}

/// The copy all threads share.
#[derive(Debug, Default)]
pub struct KnownCopy(RwLock<Option<Arc<Known>>>);

impl KnownCopy {
    /// The places and procedures as they are in the database now: the copy, unless somebody has imported
    /// since, be it another process.
    pub fn current(&self, conn: &mut Conn) -> Result<Arc<Known>, StoreError> {
        // Asked before the load: an import in between makes the copy look old, never new.
        let revision = revisions::load(conn)?;
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = held.as_ref().filter(|known| known.revision == revision) {
            return Ok(known.clone());
        }
        let same = |of: fn(&Revisions) -> [i64; 3]| {
            held.as_ref().filter(|known| of(&known.revision) == of(&revision))
        };
        let (network, calendars) = (units::load_network(conn)?, holidays::load_calendars(conn)?);
        let timetable = match same(|of| [of.timetable, of.network, of.calendar]) {
            Some(known) => known.timetable.clone(),
            None => Arc::new(timetable::load(conn, &network, &calendars)?),
        };
        let known = Arc::new(Known {
            network,
            boundaries: match same(|of| [of.boundaries; 3]) {
                Some(known) => known.boundaries.clone(),
                None => Arc::new(boundaries::load(conn)?),
            },
            decisions: decisions::load(conn)?,
            catalogue: procedures::load_catalogue(conn)?,
            calendars,
            timetable,
            targets: targets::load_targets(conn)?,
            limits: limits::load(conn)?,
            prices: prices::load_price_list(conn)?,
            rates: compensation::load(conn)?,
            revision,
        });
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }
}
