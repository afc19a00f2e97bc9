//! The import of the nation's public lists, by the program's own command, into a database that holds
//! nothing.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::database::Ground;
use super::served::PROGRAM;

/// How many seconds it takes.
pub fn imported(ground: &Ground, data: &Path) -> f64 {
    let program = |words: &[&std::ffi::OsStr]| {
        let status = Command::new(PROGRAM)
            .args(words)
            .args(["--log", "warn"])
            .env("HOSOPOST_DATABASE_URL", &ground.url)
            .current_dir(ground.folder.path())
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "the import failed");
    };
    program(&["migrate".as_ref()]);
    let (lists, holidays) = (data.join("national"), data.join("holidays_vn.csv"));
    let begun = Instant::now();
    program(&[
        "import".as_ref(),
        "all".as_ref(),
        lists.as_os_str(),
        holidays.as_os_str(),
        "--from".as_ref(),
        "opendata".as_ref(),
    ]);
    begun.elapsed().as_secs_f64()
}
