//! One line on a terminal, written over and over, while something long goes on.

use std::io::{IsTerminal as _, Write as _};

/// The line; nothing where nobody watches.
#[derive(Debug, Default)]
pub(super) struct Line {
    shown: usize,
}

impl Line {
    /// Says how far it is.
    pub fn show(&mut self, text: &str) {
        let mut out = std::io::stderr();
        if !out.is_terminal() {
            return;
        }
        let _ = write!(out, "\r{text:<width$}", width = self.shown);
        let _ = out.flush();
        self.shown = text.chars().count();
    }

    /// Ends it, so that what comes next stands on a line of its own.
    pub fn end(&mut self) {
        if std::mem::take(&mut self.shown) > 0 {
            let _ = writeln!(std::io::stderr());
        }
    }
}
