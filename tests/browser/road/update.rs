//! A newer version of the app comes while scans wait and work is open: nothing is lost, and no page has files of two
//! versions.

use serde_json::json;

use super::{
    asked, hand_in, kept_by_its_worker, on_page, postman, press, scan, task, unsent, with_a_line,
};
use crate::kit::chrome::{Script, in_chrome, told};
use crate::kit::weak_line::Weather;

const NEW: &str = "feedfacefeedface";

#[test]
fn a_newer_version_waits_while_work_is_open_and_loses_nothing() {
    let (served, line) = with_a_line();
    let codes: Vec<String> =
        (1..=5).map(|n| served.app.announced(n).tracking.to_string()).collect();
    in_chrome(Script::On, async |browser| {
        postman(&browser, &served, &line).await;
        kept_by_its_worker(&browser).await;
        task(&browser, "receive").await;
        line.is(Weather::PagesOnly);
        for code in &codes {
            scan(&browser, code).await;
        }
        unsent(&browser, codes.len()).await;
        let version = told(&browser, "return document.body.dataset.version").await;
        let version = version.as_str().unwrap();

        // Somebody is at a door, with the form half filled in.
        browser.execute(format!("location.hash = '#door/{}'", codes[0]), Vec::new()).await.unwrap();
        on_page(&browser, "input[name=seal]").await;
        line.brings_a_new_version(version, NEW);
        let waiting = "const registration = await navigator.serviceWorker.ready;
             await registration.update();
             while (!registration.waiting) await new Promise(done => setTimeout(done, 20));
             const answer = new Promise(done => navigator.serviceWorker.addEventListener('message', done));
             registration.waiting.postMessage('take over');
             return [(await answer).data, ...await caches.keys()]";
        let caches = asked(&browser, waiting).await;
        let both =
            json!(["waits", format!("hosopost-road-{version}"), format!("hosopost-road-{NEW}")]);
        assert_eq!(caches, both, "the newer version is there whole, and waits");
        assert_eq!(told(&browser, "return document.body.dataset.version").await, version);
        browser.refresh().await.unwrap();
        on_page(&browser, "html[data-ready]").await;
        assert_eq!(told(&browser, "return document.body.dataset.version").await, version);

        // The work is done: the person takes it.
        browser.execute("location.hash = '#settings'", Vec::new()).await.unwrap();
        press(&browser, "#update").await;
        on_page(&browser, &format!("body[data-version='{NEW}']")).await;
        on_page(&browser, "html[data-ready]").await;
        unsent(&browser, codes.len()).await;
        let mixed = format!(
            "return performance.getEntriesByType('resource').map(one => one.name)
               .filter(name => name.includes('/road/a/') && !name.includes('{NEW}'))"
        );
        assert_eq!(told(&browser, &mixed).await, json!([]));

        line.is(Weather::Fair);
        hand_in(&browser).await;
        unsent(&browser, 0).await;
    });
}
