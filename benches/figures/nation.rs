//! The import of the nation's public lists, by the program's own command, into a database that holds
//! nothing.

use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use super::database::Ground;

/// How many seconds it takes.
pub fn imported(ground: &Ground, data: &Path) -> f64 {
    let done = |words: &[&str]| {
        let status = ground.program(words).stdout(Stdio::null()).status().unwrap();
        assert!(status.success(), "the import failed");
    };
    done(&["migrate"]);
    let (lists, holidays) = (data.join("national"), data.join("holidays_vn.csv"));
    let (lists, holidays) = (lists.to_str().unwrap(), holidays.to_str().unwrap());
    let begun = Instant::now();
    done(&["import", "all", lists, holidays, "--from", "opendata"]);
    begun.elapsed().as_secs_f64()
}
