//! Forecasting in a running process: looked at on a connection for reading, settled on the intake's thread.

use std::sync::Arc;

use super::{App, NotTaken};
use crate::flows::forecast::{Lookout, Settled, look, settle};
use crate::store::StoreError;

impl App {
    /// Forecasts a portion of what there is to forecast now; none when there is nothing, or when another
    /// process does.
    ///
    /// What was changed by others between looking and writing is left to the next round.
    pub async fn forecast(
        self: &Arc<Self>,
        lookout: &Arc<Lookout>,
    ) -> Result<Option<Settled>, NotTaken> {
        let (app, by) = (self.clone(), lookout.clone());
        let looked = self.read(move |conn| {
            let known = app.known(conn)?;
            look(conn, &known.forecasting(), &by, app.clock.now())
        });
        let Some(round) = looked.await? else { return Ok(None) };
        let (parcels, seen_to) = round.seen();
        let settled = match round.told_cases() {
            told if told.is_empty() => {
                self.intake.run_beside_scans(move |conn, _| settle(conn, round)).await?
            }
            told => self.intake.run_telling(told, move |conn, _| settle(conn, round)).await?,
        };
        match settled {
            Ok(settled) => {
                lookout.saw(parcels, seen_to);
                Ok(Some(settled))
            }
            Err(StoreError::Stale) => Ok(Some(Settled { more: true, ..Settled::default() })),
            Err(failure) => Err(failure.into()),
        }
    }

    /// Forecasts until nothing is left to do now, and says what was done in all.
    pub async fn forecast_all(
        self: &Arc<Self>,
        lookout: &Arc<Lookout>,
    ) -> Result<Settled, NotTaken> {
        let mut all = Settled::default();
        while let Some(done) = self.forecast(lookout).await? {
            all.parcels += done.parcels;
            all.facts += done.facts;
            all.silences += done.silences;
        }
        Ok(all)
    }
}
