//! What was promised of a parcel and what is expected of it, with why, for whoever may see the parcel. Reads
//! only: nothing is forecast here.

use crate::base::codes::TrackingNumber;
use crate::base::{At, CaseId};
use crate::dispatch::forecast::Cause;
use crate::feed::{Fact, FactKind};
use crate::parcels::Parcel;
use crate::store::dark_parcels::{self, Dark};
use crate::store::forecasts::{self, KeptForecast};
use crate::store::promises::{self, KeptPromise};
use crate::store::{Conn, StoreError, facts};

/// What there is to expect of a parcel.
#[derive(Debug, Clone, Default)]
pub struct Prospect {
    /// What was promised; none while nobody can.
    pub promise: Option<KeptPromise>,
    /// What is expected; none before it was looked at first.
    pub forecast: Option<KeptForecast>,
    /// Why it was later expected than before, each cause once, in the order in which they came.
    pub delays: Vec<Cause>,
    /// The silence that lasts.
    pub dark: Option<Dark>,
}

/// What there is to expect of a parcel.
pub fn prospect_of(conn: &mut Conn, parcel: &Parcel, case: CaseId) -> Result<Prospect, StoreError> {
    let item = parcel.key;
    let told = facts::of_case(conn, case)?;
    Ok(Prospect {
        promise: promises::find_many(conn, &[item])?.remove(&item),
        forecast: forecasts::find(conn, item)?,
        delays: delays(&told, &parcel.tracking),
        dark: dark_parcels::open_of(conn, &[item])?.remove(&item),
    })
}

impl Prospect {
    /// When it is expected, as far as anybody knows.
    pub fn expected(&self) -> Option<At> {
        self.forecast.as_ref().and_then(|forecast| forecast.made.expected)
    }

    /// Whether what was promised has passed, and it is still under way.
    pub fn is_broken(&self, now: At) -> bool {
        let under_way = self.forecast.as_ref().is_some_and(|forecast| forecast.ended.is_none());
        under_way && self.promise.as_ref().is_some_and(|kept| kept.promise.at < now)
    }
}

/// Why a parcel is later, as its case was told.
fn delays(told: &[Fact], parcel: &TrackingNumber) -> Vec<Cause> {
    let about = |fact: &&Fact| {
        fact.kind == FactKind::Expected && fact.data["tracking_number"] == parcel.as_str()
    };
    let mut causes = Vec::new();
    for fact in told.iter().filter(about) {
        let later = fact.data["delay_minutes"].as_i64().is_none_or(|minutes| minutes > 0);
        let cause = fact.data["cause"].as_str();
        let cause = Cause::ALL.iter().copied().find(|one| Some(one.as_str()) == cause);
        if let Some(cause) = cause.filter(|cause| later && !causes.contains(cause)) {
            causes.push(cause);
        }
    }
    causes
}
