//! One line on a terminal while a file grows: how much of it there is, and of how much.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

const EVERY: Duration = Duration::from_millis(250);

const MB: f64 = 1_048_576.0;

/// Does something while the line tells how the file grows; nothing is told where nobody watches.
pub(super) fn watched<T>(words: &str, file: &Path, of: Option<u64>, work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    let (done, waits) = channel::<()>();
    let (words, file): (String, PathBuf) = (words.to_owned(), file.to_owned());
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let begun = Instant::now();
            while waits.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                let there = std::fs::metadata(&file).map_or(0, |found| found.len()) as f64 / MB;
                let of = of.map_or_else(String::new, |of| format!(" of {:.1}", of as f64 / MB));
                let seconds = begun.elapsed().as_secs();
                eprint!("\r{words}: {there:.1}{of} MB, {seconds} s");
                let _ = std::io::stderr().flush();
            }
            eprintln!();
        });
        let made = work();
        drop(done);
        made
    })
}
