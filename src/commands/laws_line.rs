//! One line on a terminal, written over and over, while the laws of custody are checked.

use std::io::{IsTerminal as _, Write as _};

use crate::flows::Checked;

/// The line.
#[derive(Debug, Default)]
pub(super) struct LawsLine {
    shown: bool,
}

impl LawsLine {
    /// What was checked so far; nothing where nobody watches.
    pub fn show(&mut self, checked: &Checked) {
        let mut out = std::io::stderr();
        if !out.is_terminal() {
            return;
        }
        let Checked { items, scans, cases, .. } = checked;
        let broken: u64 = checked.broken.values().sum();
        let _ = write!(
            out,
            "\rchecking the laws: {items} items, {scans} scans, {cases} cases; {broken} broken"
        );
        let _ = out.flush();
        self.shown = true;
    }

    /// Ends it, so that what comes next stands on a line of its own.
    pub fn end(&mut self) {
        if std::mem::take(&mut self.shown) {
            let _ = writeln!(std::io::stderr());
        }
    }
}
