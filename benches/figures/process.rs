//! What the kernel says of a process: its memory and the processor time it used.

use std::time::Duration;

/// The kernel counts processor time for us in hundredths of a second, whatever its own clock does.
const TICK: Duration = Duration::from_millis(10);

/// Resident memory in megabytes.
pub fn resident_mb(pid: u32) -> f64 {
    status_mb(pid, "VmRSS:")
}

/// The most that was ever resident, in megabytes.
pub fn peak_mb(pid: u32) -> f64 {
    status_mb(pid, "VmHWM:")
}

fn status_mb(pid: u32, name: &str) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    kilobytes * 1024.0 / 1e6
}

/// The numbers of /proc/PID/stat behind the name, which may hold anything: `state` is the first.
fn stat(pid: u32) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, behind) = text.rsplit_once(')')?;
    Some(behind.split_whitespace().map(str::to_owned).collect())
}

/// Processor time that a process has used, all its threads together.
pub fn used(pid: u32) -> Duration {
    let Some(stat) = stat(pid) else { return Duration::ZERO };
    let ticks: u32 = stat[11..=12].iter().map(|ticks| ticks.parse::<u32>().unwrap_or(0)).sum();
    TICK * ticks
}

/// Who started a process.
pub fn parent(pid: u32) -> Option<u32> {
    stat(pid)?.get(1)?.parse().ok()
}

/// Processor time of a process and of those it started.
pub fn used_with_children(pid: u32) -> Duration {
    let processes = std::fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    used(pid) + ids.filter(|id| parent(*id) == Some(pid)).map(used).sum::<Duration>()
}
