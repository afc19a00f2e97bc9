//! Places, procedures and prices in memory, and whether the copy is still the one in the database.

use std::sync::{Arc, PoisonError, RwLock};

use crate::catalogue::Catalogue;
use crate::network::Network;
use crate::postage::PriceList;
use crate::store::revisions::{self, Subject};
use crate::store::{Conn, StoreError, prices, procedures, units};

/// Places, procedures and prices as of one moment. A province's are a few megabytes; they change when somebody
/// imports a file.
#[derive(Debug)]
pub struct Known {
    /// Units, points, routes.
    pub network: Network,
    /// Procedures and postal lists.
    pub catalogue: Catalogue,
    /// Tariffs and reductions.
    pub prices: PriceList,
    revision: (i64, i64, i64),
}

/// The copy all threads share.
#[derive(Debug, Default)]
pub struct KnownCopy(RwLock<Option<Arc<Known>>>);

impl KnownCopy {
    /// The places and procedures as they are in the database now: the copy, unless somebody has imported
    /// since, be it another process.
    pub fn current(&self, conn: &mut Conn) -> Result<Arc<Known>, StoreError> {
        let revision = revision(conn)?;
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = held.filter(|known| known.revision == revision) {
            return Ok(known);
        }
        let known = Arc::new(Known {
            network: units::load_network(conn)?,
            catalogue: procedures::load_catalogue(conn)?,
            prices: prices::load_price_list(conn)?,
            revision,
        });
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }
}

// Asked before the load: an import in between makes the copy look old, never new.
fn revision(conn: &mut Conn) -> Result<(i64, i64, i64), StoreError> {
    let network = revisions::load(conn, Subject::Network)?;
    let catalogue = revisions::load(conn, Subject::Catalogue)?;
    Ok((network, catalogue, revisions::load(conn, Subject::Prices)?))
}
