//! Two phones hand over without a line: one shows codes, the other reads them, and both tell the same when there is a line.

use hosopost::base::Role;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::{asked, enrolled, hand_in, on_page, press, with_a_line};
use crate::kit::chrome::{Chrome, Script, told};
use crate::kit::province::{DISTRICT, VILLAGE};
use crate::kit::weak_line::Weather;

/// Scans on the screen of the two phones.
async fn scanned(browser: &WebDriver, text: &str) {
    let script = format!("(await load('screen_phones.js')).scanned({})", json!(text));
    asked(browser, &script).await;
}

#[test]
fn two_phones_hand_over_without_a_line_and_both_sides_pair() {
    let (served, line) = with_a_line();
    let codes: Vec<String> =
        (1..=4).map(|n| served.app.announced(n).tracking.to_string()).collect();
    let (Some(giver), Some(taker)) = (Chrome::open(Script::On), Chrome::open(Script::On)) else {
        return;
    };
    let frames: Vec<String> = giver.wait(async {
        let browser = &giver.browser;
        enrolled(browser, &served, &line, ("hung.vo", Role::Courier, DISTRICT)).await;
        if told(browser, "return document.body.dataset.decoder").await == "none" {
            eprintln!("SKIPPED: what draws codes is not built in (npm)");
            return Vec::new();
        }
        // The page fetches what draws codes before the line is gone.
        asked(browser, "await navigator.serviceWorker.ready; await import('/road/vendor/uqr.mjs')")
            .await;
        line.is(Weather::Down);
        browser.execute("location.hash = '#phones'", Vec::new()).await.unwrap();
        press(browser, "#give").await;
        for code in &codes {
            scanned(browser, code).await;
        }
        press(browser, "#show").await;
        on_page(browser, ".qr svg").await;
        let mut frames: Vec<String> = Vec::new();
        loop {
            let frame = told(browser, "return document.querySelector('.qr').dataset.frame").await;
            let frame = frame.as_str().unwrap().to_owned();
            if frames.contains(&frame) {
                return frames;
            }
            frames.push(frame);
            press(browser, "[aria-label='Mã sau']").await;
        }
    });
    if frames.is_empty() {
        return;
    }
    assert!(frames.len() > 1, "{frames:?}");

    taker.wait(async {
        let browser = &taker.browser;
        line.is(Weather::Fair);
        enrolled(browser, &served, &line, ("lan.nguyen", Role::Clerk, VILLAGE)).await;
        line.is(Weather::Down);
        browser.execute("location.hash = '#phones'", Vec::new()).await.unwrap();
        press(browser, "#take").await;
        for frame in frames.iter().rev() {
            scanned(browser, frame).await;
        }
        // One is not there.
        on_page(browser, ".ticks input").await;
        press(browser, ".ticks li:last-child label").await;
        press(browser, "#confirm").await;
        on_page(browser, ".verdict.amber").await;
    });

    line.is(Weather::Fair);
    for phone in [&taker, &giver] {
        phone.wait(async {
            let browser = &phone.browser;
            hand_in(browser).await;
            on_page(browser, "#unsent[data-left='0']").await;
        });
    }
    let administrator = served.app.secret(Role::Administrator, &[]);
    taker.wait(async {
        for (n, code) in codes.iter().enumerate() {
            let path = format!("/api/v1/parcels/{code}/timeline");
            let answer = served.app.get(&path).token(&administrator).answered().await;
            let line = answer.json();
            let of = |action: &str| -> Vec<Value> {
                let entries = line["entries"].as_array().unwrap().iter();
                entries.filter(|entry| entry["action"] == action).cloned().collect()
            };
            assert_eq!(of("hand_over").len(), 1, "{line}");
            // What was not there is still the giver's.
            let there = n + 1 < codes.len();
            assert_eq!(of("receive").len(), usize::from(there), "{line}");
            let path = format!("/api/v1/parcels/{code}");
            let parcel = served.app.get(&path).token(&administrator).answered().await.json();
            let state = if there { "at_point" } else { "in_handover" };
            assert_eq!(parcel["state"], state, "{parcel}");
        }
    });
}
