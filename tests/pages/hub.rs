//! The work on bags, runs and lists, empty and at work, in both languages.

use super::staff::{both, look};
use crate::kit::app::TestApp;
use crate::kit::databases::TestDatabase;
use crate::kit::province::{DISTRICT, VILLAGE};
use crate::staff::hub::AtPoint;

const BAGS: &str = "/counter/bags";
const RUNS: &str = "/counter/runs";
const LISTS: &str = "/counter/manifests";
const SHEET: &str = "/counter/sheet";

#[test]
fn bags_and_runs_are_drawn_while_they_are_worked_on() {
    let app = TestApp::province(TestDatabase::sqlite());
    let mut from = AtPoint::of(&app, VILLAGE);
    for (name, path) in [("bags", BAGS), ("runs", RUNS), ("lists", LISTS), ("sheet", SHEET)] {
        both(&mut from.browser, &format!("hub-{name}-empty"), path);
    }
    let parcels: Vec<String> = (1..=3).map(|number| from.accepted(number)).collect();
    let bag = from.leads(BAGS, &[("do", "make"), ("to", DISTRICT)]);
    both(&mut from.browser, "hub-bag-new", &bag);
    for parcel in &parcels[..2] {
        from.scans(&bag, "scan", parcel);
    }
    both(&mut from.browser, "hub-bag-filling", &bag);
    for lang in ["vi", "en"] {
        from.browser.get(&format!("{bag}?lang={lang}"));
        let unknown = from.post(&bag, &[("do", "scan"), ("code", "BH999999999VN")]);
        let to = unknown.header("location").to_owned();
        let page = if to.is_empty() { unknown } else { from.browser.get(&to) };
        look(&format!("staff-hub-bag-unknown-{lang}"), &page, lang);
    }
    from.browser.get(&format!("{bag}?lang=vi"));
    from.does(&bag, &[("do", "close"), ("seal", "NP 004302")]);
    both(&mut from.browser, "hub-bag-closed", &bag);
    both(&mut from.browser, "hub-bags", BAGS);

    let day = &app.app.clock.now().to_string()[..10];
    let departure = [("do", "enter"), ("route", "DT-TH-1"), ("departure", "S1"), ("day", day)];
    let run = from.leads(RUNS, &departure);
    both(&mut from.browser, "hub-run-new", &run);
    let code = bag.rsplit('/').next().unwrap();
    from.scans(&run, "load", code);
    both(&mut from.browser, "hub-run-loading", &run);
    both(&mut from.browser, "hub-runs", RUNS);
    from.does(&run, &[("do", "depart")]);

    let mut to = AtPoint::of(&app, DISTRICT);
    to.does(&run, &[("do", "arrive")]);
    both(&mut to.browser, "hub-run-arrived", &run);
    to.scans(&run, "unload", code);
    to.does(&bag, &[("do", "open"), ("found", "broken"), ("seal", "NP 9")]);
    to.scans(&bag, "scan", &parcels[0]);
    to.scans(&bag, "scan", &parcels[2]);
    both(&mut to.browser, "hub-bag-counting", &bag);
    to.does(&bag, &[("do", "count")]);
    both(&mut to.browser, "hub-bag-counted", &bag);

    let list = to.leads(LISTS, &[("kind", "office")]);
    both(&mut to.browser, "hub-list", &list);
    both(&mut to.browser, "hub-lists", LISTS);
}
