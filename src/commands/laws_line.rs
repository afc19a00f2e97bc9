//! How far the check of the laws of custody is, told while it goes on.

use super::line::Line;
use crate::flows::Checked;

/// The line.
#[derive(Debug, Default)]
pub(super) struct LawsLine(Line);

impl LawsLine {
    /// What was checked so far; nothing where nobody watches.
    pub fn show(&mut self, checked: &Checked) {
        let Checked { items, scans, cases, .. } = checked;
        let broken: u64 = checked.broken.values().sum();
        self.0.show(&format!(
            "checking the laws: {items} items, {scans} scans, {cases} cases; {broken} broken"
        ));
    }

    /// Ends it, so that what comes next stands on a line of its own.
    pub fn end(&mut self) {
        self.0.end();
    }
}
