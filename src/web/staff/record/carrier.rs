//! What the pages of bags and runs have in common: what lies in them now, what lay in them when, and what was
//! missed.

use super::life::Telling;
use crate::base::At;
use crate::custody::{Action, Entry};
use crate::flows::{Load, SeenCarrier};
use crate::web::staff::clear_up::anomaly::AnomalyView;
use crate::web::staff::words;

/// So many are listed; whoever carries more counts by the manifest.
const MOST: usize = 300;

/// Something that lies or lay there, in words.
#[derive(Debug, Clone)]
pub struct LoadLine {
    /// A parcel or a bag, in words.
    pub kind: &'static str,
    /// Its code.
    pub code: String,
    /// Its page.
    pub page: String,
    /// Since when.
    pub from: String,
    /// Until when; none: still.
    pub until: Option<String>,
}

/// How many lay there at one moment.
#[derive(Debug, Clone)]
pub struct CountLine {
    /// What was done.
    pub action: &'static str,
    /// Where.
    pub place: String,
    /// When.
    pub at: String,
    /// How many lay there.
    pub count: usize,
    /// The number read off the seal.
    pub seal: Option<String>,
    /// Whether the seal was whole.
    pub seal_intact: Option<bool>,
    /// What was missed by this scan, by its codes.
    pub missing: Vec<String>,
}

/// What lies there now, or ever lay, and how many are left out of the list.
#[derive(Debug, Clone, Default)]
pub struct LoadsView {
    /// The list.
    pub lines: Vec<LoadLine>,
    /// How many there are.
    pub count: usize,
}

impl LoadsView {
    /// How many the list leaves out.
    pub fn left_out(&self) -> usize {
        self.count - self.lines.len()
    }

    /// Of these things.
    pub fn of<'a>(loads: impl Iterator<Item = &'a Load> + Clone, telling: Telling<'_>) -> Self {
        let lines = loads.clone().take(MOST).map(|load| LoadLine::of(load, telling)).collect();
        Self { lines, count: loads.count() }
    }
}

impl LoadLine {
    fn of(load: &Load, telling: Telling<'_>) -> Self {
        let lang = telling.lang();
        Self {
            kind: words::item(load.kind).to(lang),
            page: words::page_of(load.kind, &load.code),
            code: load.code.clone(),
            from: words::time(load.from, lang),
            until: load.until.map(|until| words::time(until, lang)),
        }
    }
}

/// How many lay in a carrier at each of its own scans of these kinds, in their order.
pub fn counted<T>(seen: &SeenCarrier<T>, kinds: &[Action], telling: Telling<'_>) -> Vec<CountLine> {
    let (lang, network) = (telling.lang(), telling.network());
    let own = |entry: &&Entry| entry.through.is_none() && kinds.contains(&entry.action);
    let line = |entry: &Entry| {
        let at: At = entry.effective_at;
        let missing = seen.missed.iter().filter(|kept| kept.anomaly.scan == entry.scan);
        let code = |kept: &crate::store::anomalies::KeptAnomaly| {
            seen.loads.iter().find(|load| load.item == kept.anomaly.item).map(|l| l.code.clone())
        };
        CountLine {
            action: entry.action.words(lang),
            place: words::point(network, &entry.at, at),
            at: words::time(at, lang),
            count: seen.loads.iter().filter(|load| load.is_at(at)).count(),
            seal: entry.detail.seal.clone(),
            seal_intact: entry.detail.seal_intact,
            missing: missing.filter_map(code).collect(),
        }
    };
    seen.life.timeline.entries.iter().filter(own).map(line).collect()
}

/// What was missed or over, as anomalies of what lay there, with the code of each. The bag or run itself is
/// called `code`.
pub fn missed<T>(seen: &SeenCarrier<T>, code: &str, telling: Telling<'_>) -> Vec<AnomalyView> {
    let called = seen.life.called(code);
    let view = |kept: &crate::store::anomalies::KeptAnomaly| {
        let load = seen.loads.iter().find(|load| load.item == kept.anomaly.item);
        let lang = telling.lang();
        let view = AnomalyView::of(kept, telling.network(), telling.now, lang);
        let view = view.searched(kept, &called, lang);
        match load {
            Some(load) => view.about(load.kind, load.code.clone()),
            None => view,
        }
    };
    seen.missed.iter().map(view).collect()
}
