//! What was promised of a parcel, what is expected, by which run, and that nobody heard of it, in words.

use super::life::Telling;
use crate::base::At;
use crate::dispatch::forecast::{Basis, Hop, Level};
use crate::flows::Prospect;
use crate::store::dark_parcels::Dark;
use crate::web::staff::words;

/// Promise and expectation of a parcel.
#[derive(Debug, Clone)]
pub struct OutlookView {
    /// When it was promised for, and from which clock and by what.
    pub promised: Option<(String, String)>,
    /// When it is expected now.
    pub expected: Option<String>,
    /// Whether that is later than promised, or nobody can tell and the promise has passed.
    pub late: bool,
    /// Why.
    pub delays: Vec<&'static str>,
    /// Whether what was promised has passed.
    pub broken: bool,
    /// The runs to come.
    pub hops: Vec<HopLine>,
    /// By when it is to be scanned.
    pub scan_due: Option<String>,
    /// Nobody heard of it.
    pub dark: Option<DarkLine>,
}

/// A run to come.
#[derive(Debug, Clone)]
pub struct HopLine {
    /// The route and the departure.
    pub run: String,
    /// Where it gets on and off.
    pub from: String,
    /// Where it gets off.
    pub to: String,
    /// By when it has to be handed in.
    pub cut_off: String,
    /// When the run leaves.
    pub departs: String,
    /// When it comes in.
    pub arrives: String,
}

/// A silence.
#[derive(Debug, Clone)]
pub struct DarkLine {
    /// Since when nobody heard of it.
    pub since: String,
    /// By when it was to be scanned.
    pub due: String,
    /// Who has it by the log.
    pub owner: String,
    /// Where the search begins.
    pub point: String,
    /// The bag to search.
    pub bag: Option<String>,
    /// The run to search.
    pub run: Option<String>,
    /// Who else was told.
    pub told: Option<String>,
}

impl OutlookView {
    /// None before anything was promised or expected.
    pub(super) fn of(prospect: &Prospect, telling: Telling<'_>) -> Option<Self> {
        let (lang, now) = (telling.lang(), telling.now);
        let time = |at: At| words::time(at, lang);
        let given = prospect.promise.as_ref().map(|kept| &kept.promise);
        let forecast = prospect.forecast.as_ref().filter(|forecast| forecast.ended.is_none());
        let promised = given.map(|promise| {
            let by = promise.ready.by.words().to(lang);
            let basis = match &promise.basis {
                Basis::Timetable { .. } => promise.basis.words().to(lang).to_owned(),
                Basis::TransitTarget { time, .. } => {
                    format!("{} ({})", promise.basis.words().to(lang), time.text(lang))
                }
            };
            let from = lang.pick("tính từ", "counted from");
            let clock = lang.pick("theo", "by");
            (time(promise.at), format!("{from} {by} {}, {clock} {basis}", time(promise.ready.at)))
        });
        let expected = forecast.and_then(|forecast| forecast.made.expected);
        let broken = prospect.is_broken(now);
        let later = given.zip(expected).is_some_and(|(promise, at)| at > promise.at);
        let hops = forecast.map(|forecast| forecast.made.hops.as_slice()).unwrap_or_default();
        let to_come = hops.iter().filter(|hop| hop.arrives > now);
        let view = Self {
            promised,
            expected: expected.map(time),
            late: broken || later,
            delays: prospect.delays.iter().map(|cause| cause.words().to(lang)).collect(),
            broken,
            hops: to_come.map(|hop| HopLine::of(hop, telling)).collect(),
            scan_due: forecast.and_then(|forecast| forecast.scan_due).map(time),
            dark: prospect.dark.as_ref().map(|dark| DarkLine::of(dark, telling)),
        };
        (view.promised.is_some() || view.expected.is_some()).then_some(view)
    }
}

impl HopLine {
    fn of(hop: &Hop, telling: Telling<'_>) -> Self {
        let (lang, network) = (telling.lang(), telling.network());
        Self {
            run: format!("{} {}", hop.route, hop.departure),
            from: words::point(network, &hop.from, hop.departs),
            to: words::point(network, &hop.to, hop.arrives),
            cut_off: words::time(hop.cut_off, lang),
            departs: words::time(hop.departs, lang),
            arrives: words::time(hop.arrives, lang),
        }
    }
}

impl DarkLine {
    fn of(dark: &Dark, telling: Telling<'_>) -> Self {
        let (lang, network) = (telling.lang(), telling.network());
        let unit = dark.unit.as_ref().map(|unit| {
            let known = network.path_name(unit, dark.due.date(), lang);
            known.unwrap_or_else(|| unit.to_string())
        });
        let told = (dark.level > Level::Owner).then(|| match unit {
            Some(unit) => format!("{}: {unit}", dark.level.words().to(lang)),
            None => dark.level.words().to(lang).to_owned(),
        });
        Self {
            since: words::time(dark.silent_since, lang),
            due: words::time(dark.due, lang),
            owner: words::holder(&dark.owner, network, (dark.due, lang)),
            point: words::point(network, &dark.point, dark.due),
            bag: dark.bag.as_ref().map(ToString::to_string),
            run: dark.run.as_ref().map(ToString::to_string),
            told,
        }
    }
}
