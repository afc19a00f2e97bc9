//! The machine that was measured, as it describes itself.

use std::fmt;
use std::fs::read_to_string;

use serde::{Deserialize, Serialize};

/// What figures without it would be worth nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Machine {
    /// Processor.
    pub processor: String,
    /// How many can compute at once.
    pub cores: usize,
    /// Memory in gigabytes.
    pub memory_gb: f64,
    /// Kernel.
    pub kernel: String,
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { processor, cores, memory_gb, kernel } = self;
        write!(f, "{processor} · {cores} cores, {memory_gb} GB · {kernel}")
    }
}

impl Machine {
    /// This one. What it does not tell is left empty.
    pub fn this() -> Self {
        let field = |file: &str, name: &str| {
            let text = read_to_string(file).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_default().trim_start_matches([':', ' ', '\t']).to_owned()
        };
        let kilobytes = field("/proc/meminfo", "MemTotal");
        let kilobytes: Option<f64> =
            kilobytes.split(' ').next().and_then(|number| number.parse().ok());
        Self {
            processor: field("/proc/cpuinfo", "model name"),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_gb: (kilobytes.unwrap_or(0.0) * 1024.0 / 1e8).round() / 10.0,
            kernel: read_to_string("/proc/sys/kernel/osrelease")
                .map(|release| format!("Linux {}", release.trim()))
                .unwrap_or_default(),
        }
    }
}
