//! The label folder: what is embedded, and what an office laid over it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use typst::diag::{FileError, FileResult};

/// The templates the program is delivered with.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/labels");

/// Where a job's templates come from.
#[derive(Debug, Clone)]
pub(super) enum Templates {
    /// The embedded ones alone.
    Embedded,
    /// A folder whose files stand before the embedded ones of the same name. Read anew for each job,
    /// so that an edited template shows at the next print.
    Over(Arc<Path>),
}

impl Templates {
    /// Reads a file of the label folder. `name` has been normalised: it cannot climb out by `..`.
    pub(super) fn read(&self, name: &str) -> FileResult<Vec<u8>> {
        if let Self::Over(folder) = self
            && let Some(file) = inside(folder, name)?
        {
            return fs::read(&file).map_err(|error| FileError::from_io(error, Path::new(name)));
        }
        match EMBEDDED.get_file(name) {
            Some(file) => Ok(file.contents().to_vec()),
            None => Err(FileError::NotFound(PathBuf::from(name))),
        }
    }
}

/// The file in the folder, if there is one; a link that leads out of the folder is refused.
fn inside(folder: &Path, name: &str) -> FileResult<Option<PathBuf>> {
    let path = folder.join(name);
    if !path.is_file() {
        return Ok(None);
    }
    let out_of_reach = |_| FileError::AccessDenied;
    let file = path.canonicalize().map_err(out_of_reach)?;
    let root = folder.canonicalize().map_err(out_of_reach)?;
    if file.starts_with(root) { Ok(Some(file)) } else { Err(FileError::AccessDenied) }
}
