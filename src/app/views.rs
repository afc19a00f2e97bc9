//! What whoever holds the code of a parcel may see of it, remembered. A page that many look at is put together
//! once, and again after the next commit of anybody: it is believed only when the database says, after the
//! page was asked for, that nothing at all has changed since it was read. What more a proof opens is not here.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::App;
use super::versions::{Version, Versions};
use crate::base::codes::QrCode;
use crate::flows;
use crate::store::{Database, StoreError};
use crate::tracking::CitizenView;

/// How many are remembered, of one or two kilobytes each; a process that meets more begins anew.
const MOST: usize = 8_192;

/// The views read last.
#[derive(Debug)]
pub(super) struct Views {
    versions: Versions,
    held: RwLock<Held>,
}

#[derive(Debug, Default)]
struct Held {
    version: Option<Version>,
    by_code: HashMap<QrCode, Arc<CitizenView>>,
}

impl Views {
    pub fn new(database: Database) -> Self {
        Self { versions: Versions::new(database), held: RwLock::default() }
    }

    fn find(&self, version: Version, code: &QrCode) -> Option<Arc<CitizenView>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        if held.version == Some(version) { held.by_code.get(code).cloned() } else { None }
    }

    /// Remembers what was read after the database had this version.
    fn remember(&self, version: Version, code: QrCode, view: Arc<CitizenView>) {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if held.version > Some(version) {
            return;
        }
        if held.version != Some(version) || held.by_code.len() >= MOST {
            held.by_code.clear();
            held.version = Some(version);
        }
        held.by_code.insert(code, view);
    }
}

impl App {
    /// What the holder of the code may see; none for a code that is on no parcel.
    pub async fn citizen_view(
        self: &Arc<Self>,
        code: QrCode,
    ) -> Result<Option<Arc<CitizenView>>, StoreError> {
        let version = self.views.versions.now().await;
        if let Some(view) = version.and_then(|version| self.views.find(version, &code)) {
            self.metrics.view(true);
            return Ok(Some(view));
        }
        let (app, asked) = (self.clone(), code.clone());
        let found = self.read(move |conn| {
            let known = app.known(conn)?;
            flows::track::by_qr(conn, &known.promises(), &asked)
        });
        let Some(view) = found.await?.map(Arc::new) else { return Ok(None) };
        self.metrics.view(false);
        if let Some(version) = version {
            self.views.remember(version, code, view.clone());
        }
        Ok(Some(view))
    }
}
