//! Two hundred scans without a line, the battery pulled out, the app opened in two tabs at once, and a line that loses
//! every third answer: all on record, none twice, in the order in which they were scanned.

use std::collections::BTreeMap;

use hosopost::base::Role;
use serde_json::{Value, json};

use super::{asked, kept_by_its_worker, on_page, postman, task, unsent, with_a_line};
use crate::kit::chrome::{Chrome, Script};
use crate::kit::province::DISTRICT;
use crate::kit::weak_line::Weather;

const MANY: usize = 200;

#[test]
fn two_hundred_scans_survive_a_dead_battery_two_tabs_and_a_line_that_loses_answers() {
    let (served, line) = with_a_line();
    let codes: Vec<String> = (1..=MANY)
        .map(|n| served.app.announced(u32::try_from(n).unwrap()).tracking.to_string())
        .collect();
    let Some(chrome) = Chrome::open(Script::On) else { return };
    chrome.wait(async {
        let browser = &chrome.browser;
        postman(browser, &served, &line).await;
        kept_by_its_worker(browser).await;
        task(browser, "receive").await;
        line.is(Weather::Down);
        // As a scanner on the field does it, without a hand between.
        let all = format!(
            "const field = document.getElementById('code');
             for (const code of {}) {{ field.value = code; field.form.requestSubmit(); }}",
            json!(codes)
        );
        browser.execute(all, Vec::new()).await.unwrap();
        unsent(browser, MANY).await;
    });
    let profile = chrome.killed();

    let chrome = Chrome::with(Script::On, &profile, &[]).unwrap();
    chrome.wait(async {
        let browser = &chrome.browser;
        browser.goto(line.at("/road")).await.unwrap();
        on_page(browser, "html[data-ready]").await;
        unsent(browser, MANY).await;
        line.is(Weather::LosesEveryThird);
        let other = browser.new_tab().await.unwrap();
        browser.switch_to_window(other).await.unwrap();
        browser.goto(line.at("/road")).await.unwrap();
        on_page(browser, "html[data-ready]").await;
        unsent(browser, 0).await;
        let states =
            asked(browser, "const { counts } = await load('outbox.js'); return counts()").await;
        assert_eq!((&states["sent"], &states["open"]), (&json!(MANY), &json!(0)), "{states}");
    });

    // In the order in which they were scanned, each under one id.
    let batches: Vec<Vec<(String, String)>> = line.sent_to("/api/v1/scans", |sent| {
        let batch: Value = serde_json::from_slice(&sent.body).unwrap();
        let scans = batch["scans"].as_array().unwrap().iter();
        let text = |scan: &Value, field: &str| scan[field].as_str().unwrap().to_owned();
        scans.map(|scan| (text(scan, "id"), text(scan, "code"))).collect()
    });
    let lost = line.sent_to("/api/v1/scans", |sent| sent.answer_lost);
    assert!(lost.contains(&true), "no answer was lost: {} batches", lost.len());
    assert!(batches.iter().all(|batch| batch.len() <= 50));
    let mut first_time: Vec<&str> = Vec::new();
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for (id, code) in batches.iter().flatten() {
        if names.insert(code, id).is_none_or(|before| before != id) {
            first_time.push(code);
        }
    }
    assert_eq!(first_time, codes.iter().map(String::as_str).collect::<Vec<_>>());

    // On record once each.
    let clerk = served.app.secret(Role::Clerk, &[DISTRICT]);
    let mut doubled = Vec::new();
    chrome.wait(async {
        for code in &codes {
            let path = format!("/api/v1/parcels/{code}/timeline");
            let answer = served.app.get(&path).token(&clerk).answered().await;
            let told = answer.json();
            let text = told.to_string();
            let received = text.matches("\"action\":\"receive\"").count();
            if received != 1 {
                doubled.push(format!("{code}: {received}"));
            }
        }
    });
    assert!(doubled.is_empty(), "{doubled:?}");
    eprintln!(
        "{MANY} scanned without a line, {} batches, {} answers lost: {MANY} recorded, 0 doubled, in order",
        lost.len(),
        lost.iter().filter(|lost| **lost).count()
    );
}
