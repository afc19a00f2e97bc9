//! Places and procedures in memory, and whether the copy is still the one in the database.

use std::sync::{Arc, PoisonError, RwLock};

use crate::catalogue::Catalogue;
use crate::network::address::Atlas;
use crate::network::{Boundaries, Decisions, Network};
use crate::store::revisions::{self, Subject};
use crate::store::{Conn, StoreError, boundaries, decisions, procedures, units};

/// Places and procedures as of one moment. A province's are a few megabytes; they change when somebody
/// imports a file.
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
    revision: Revision,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Revision {
    network: i64,
    boundaries: i64,
    decisions: i64,
    catalogue: i64,
}

impl Known {
    /// Everything that tells where land lies.
    pub fn atlas(&self) -> Atlas<'_> {
        let Self { network, boundaries, decisions, .. } = self;
        Atlas { network, boundaries, decisions }
    }
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
        if let Some(known) = held.as_ref().filter(|known| known.revision == revision) {
            return Ok(known.clone());
        }
        let same = held.filter(|known| known.revision.boundaries == revision.boundaries);
        let known = Arc::new(Known {
            network: units::load_network(conn)?,
            boundaries: match same {
                Some(known) => known.boundaries.clone(),
                None => Arc::new(boundaries::load(conn)?),
            },
            decisions: decisions::load(conn)?,
            catalogue: procedures::load_catalogue(conn)?,
            revision,
        });
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }
}

// Asked before the load: an import in between makes the copy look old, never new.
fn revision(conn: &mut Conn) -> Result<Revision, StoreError> {
    Ok(Revision {
        network: revisions::load(conn, Subject::Network)?,
        boundaries: revisions::load(conn, Subject::Boundaries)?,
        decisions: revisions::load(conn, Subject::Decisions)?,
        catalogue: revisions::load(conn, Subject::Catalogue)?,
    })
}
