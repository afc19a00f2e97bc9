//! Setting pages with an office's own templates. They are a person's work in progress: one may be broken,
//! go round in circles, or break the typesetter, and the counter must print all the same. So each try goes
//! on in a thread of its own, for a while; one that was too slow is not tried again until it was changed.

use std::collections::HashMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use typst_layout::PagedDocument;

use super::printer::PrintError;
use super::templates::Templates;
use super::warning::{Failed, Placed};
use super::world::LabelWorld;

/// How long a part of a document may take: a hundred times what our own templates do, on a slow machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder of templates, and what is known of them.
#[derive(Debug, Clone)]
pub(super) struct Office {
    folder: Arc<Path>,
    patience: Duration,
    /// Templates that were too slow, and what the folder looked like then.
    slow: Arc<Mutex<HashMap<&'static str, u64>>>,
}

impl Office {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.into(), patience: PATIENCE, slow: Arc::default() }
    }

    /// With another patience, for tests.
    #[cfg(test)]
    pub(super) fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Sets the pages with the office's templates.
    pub(super) fn set(
        &self,
        template: &'static str,
        data: Vec<u8>,
    ) -> Result<Result<PagedDocument, Failed>, PrintError> {
        let looks = self.looks();
        if self.slow().get(template) == Some(&looks) {
            return Ok(Err(Failed::TooSlow(self.patience)));
        }
        let world = LabelWorld::new(Templates::Over(self.folder.clone()), template, data)?;
        let (done, wait) = channel();
        let work = move || {
            // Nobody waits any more when it took too long.
            let _ = done.send(set(&world));
        };
        let name = "template of the office".to_owned();
        if std::thread::Builder::new().name(name).spawn(work).is_err() {
            return Ok(Err(Failed::Broke));
        }
        Ok(match wait.recv_timeout(self.patience) {
            Ok(result) => result,
            Err(RecvTimeoutError::Disconnected) => Err(Failed::Broke),
            Err(RecvTimeoutError::Timeout) => {
                self.slow().insert(template, looks);
                Err(Failed::TooSlow(self.patience))
            }
        })
    }

    fn slow(&self) -> std::sync::MutexGuard<'_, HashMap<&'static str, u64>> {
        self.slow.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Names, sizes and times of the folder's files, as one number.
    fn looks(&self) -> u64 {
        let mut files: Vec<(PathBuf, u64, Option<std::time::SystemTime>)> =
            fs::read_dir(&self.folder)
                .into_iter()
                .flatten()
                .flatten()
                .filter_map(|file| {
                    let about = file.metadata().ok()?;
                    Some((file.path(), about.len(), about.modified().ok()))
                })
                .collect();
        files.sort();
        let mut hasher = DefaultHasher::new();
        files.hash(&mut hasher);
        hasher.finish()
    }
}

/// Sets the pages of a world, or says what is wrong and where.
pub(super) fn set(world: &LabelWorld) -> Result<PagedDocument, Failed> {
    world.set().map_err(|problems| {
        let placed = problems.iter().map(|problem| Placed {
            at: world.place(problem),
            message: problem.message.to_string(),
        });
        Failed::Problems(placed.collect())
    })
}
