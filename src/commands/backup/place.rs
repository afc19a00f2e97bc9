//! Where a file comes to lie: written under a name of its own, which none that looks for backups takes for
//! one, brought to the disk, and renamed when it is good. What is not good leaves nothing behind.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use anyhow::{bail, ensure};

use super::at;
use crate::base::At;
use crate::store::Database;

/// A file in the making.
pub(super) struct Place {
    file: PathBuf,
    part: PathBuf,
    replace: bool,
}

impl Place {
    /// A new backup: in a folder it is named by the office's day and time.
    pub fn choose(to: &Path, database: &Database, now: At, replace: bool) -> anyhow::Result<Self> {
        let ending = match database {
            Database::Sqlite(_) => "db",
            Database::Postgres(_) => "dump",
        };
        let names_folder = to.as_os_str().to_string_lossy().ends_with('/');
        let file = if to.is_dir() {
            to.join(format!("hosopost-{}.{ending}", stamp(now)))
        } else if names_folder {
            bail!("--to {}: expected a folder that is there, or a file's name", to.display());
        } else {
            to.to_path_buf()
        };
        Self::make(file, "--to", replace)
    }

    /// A file of this name, which `option` named.
    pub fn make(file: PathBuf, option: &str, replace: bool) -> anyhow::Result<Self> {
        let Some(name) = file.file_name().map(|name| name.to_string_lossy().into_owned()) else {
            bail!("{option} {}: expected a file's name", file.display());
        };
        let part = file.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let place = Self { file, part, replace };
        place.is_free()?;
        // It holds persons' details: nobody else on this machine reads it.
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        at(options.open(&place.part), "cannot write in the folder of", &place.file)?;
        Ok(place)
    }

    fn is_free(&self) -> anyhow::Result<()> {
        ensure!(
            self.replace || !self.file.exists(),
            "{} is there already: name another file, or say --replace",
            self.file.display()
        );
        ensure!(!self.file.is_dir(), "{} is a folder, expected a file", self.file.display());
        Ok(())
    }

    /// What is being written; empty at first.
    pub fn part(&self) -> &Path {
        &self.part
    }

    /// Brings it to the disk under its name, or one that says it is not to be trusted.
    pub fn keep(self, good: bool) -> anyhow::Result<(PathBuf, u64)> {
        self.is_free()?;
        let file = if good { self.file.clone() } else { with_ending(&self.file, ".suspect") };
        let part = at(OpenOptions::new().write(true).open(&self.part), "cannot read", &self.part)?;
        at(part.sync_all(), "cannot bring to the disk", &self.part)?;
        let bytes = at(part.metadata(), "cannot read", &self.part)?.len();
        at(fs::rename(&self.part, &file), "cannot write", &file)?;
        sync_folder(&file)?;
        Ok((file, bytes))
    }
}

impl Drop for Place {
    /// Nothing is left of what was not kept.
    fn drop(&mut self) {
        for ending in ["", "-wal", "-shm", "-journal"] {
            // Of what was kept, and of most others, there is none.
            let _ = fs::remove_file(with_ending(&self.part, ending));
        }
    }
}

/// The name with something behind it.
pub(super) fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// A renaming is on the disk when its folder is.
pub(super) fn sync_folder(file: &Path) -> anyhow::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    if cfg!(unix) {
        at(
            File::open(folder).and_then(|folder| folder.sync_all()),
            "cannot bring to the disk",
            folder,
        )?;
    }
    Ok(())
}

/// The office's day and time in a name: 20250408-093000.
pub(super) fn stamp(now: At) -> String {
    now.to_office().format("%Y%m%d-%H%M%S").to_string()
}
