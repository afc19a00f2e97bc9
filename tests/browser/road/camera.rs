//! The camera, fed with labels we rendered: one that moves, tilted and blurred; and two in view, of which the finger
//! picks one.

use hosopost::base::Role;
use serde_json::json;
use thirtyfour::prelude::*;

use super::{asked, on_page, postman, press, task, unsent, with_a_line};
use crate::kit::chrome::{Chrome, Script, on_a_screen_of, told};
use crate::kit::film::{Grey, Held, film};
use crate::kit::province::DISTRICT;
use crate::kit::served::Served;
use crate::kit::weak_line::{WeakLine, Weather};

/// The label of a new parcel, and its number.
async fn label(served: &Served, number: u32) -> (Grey, String) {
    let parcel = served.app.announced(number).tracking.to_string();
    let clerk = served.app.secret(Role::Clerk, &[DISTRICT]);
    let path = format!("/api/v1/parcels/{parcel}/label?format=png&size=100x75");
    let drawn = served.app.get(&path).token(&clerk).answered().await;
    (Grey::of_png(&drawn.body), parcel)
}

/// A phone whose camera sees a film. Nothing where the decoder was not built in.
async fn with_camera(browser: &WebDriver, served: &Served, line: &WeakLine) -> bool {
    postman(browser, served, line).await;
    if told(browser, "return document.body.dataset.decoder").await == "none" {
        eprintln!("SKIPPED: the decoder is not built in (npm)");
        return false;
    }
    asked(browser, "const { prepare } = await load('camera.js'); await prepare()").await;
    task(browser, "receive").await;
    line.is(Weather::PagesOnly);
    true
}

fn looking_at(file: &tempfile::NamedTempFile) -> [String; 3] {
    [
        "--use-fake-ui-for-media-stream".to_owned(),
        "--use-fake-device-for-media-stream".to_owned(),
        format!("--use-file-for-fake-video-capture={}", file.path().display()),
    ]
}

fn chrome(args: &[String]) -> Option<Chrome> {
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    Chrome::with(Script::On, &std::sync::Arc::new(tempfile::tempdir().unwrap()), &args)
}

#[test]
fn a_label_that_moves_tilted_and_blurred_is_read_and_queued() {
    let (served, line) = with_a_line();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (grey, parcel) = runtime.block_on(label(&served, 1));
    let frames: Vec<_> = (0..24)
        .map(|n| {
            let swing = (n as f32 / 24.0 * std::f32::consts::TAU).sin();
            let at = (0.5 + 0.06 * swing, 0.5 - 0.04 * swing);
            (vec![Held { label: 0, at, scale: 1.0, turned: 12.0 + 6.0 * swing }], 1 + n % 2)
        })
        .collect();
    let film = film(&[grey], &frames);
    let Some(chrome) = chrome(&looking_at(&film)) else { return };
    chrome.wait(async {
        let browser = &chrome.browser;
        if !with_camera(browser, &served, &line).await {
            return;
        }
        let took = asked(
            browser,
            "const begun = performance.now();
             document.getElementById('camera').click();
             let opened;
             while (!document.querySelector('.kept')) {
               opened ??= document.querySelector('video')?.videoWidth ? performance.now() : undefined;
               if (performance.now() - begun > 15000) return 'nothing was read';
               await new Promise(done => setTimeout(done, 10));
             }
             return Math.round(performance.now() - opened)",
        )
        .await;
        assert!(took.is_number(), "{took}");
        eprintln!("from the camera's first picture to the outbox: {took} ms");
        unsent(browser, 1).await;
        // The label is still in view: that is no second scan.
        let shown = asked(browser, "await new Promise(done => setTimeout(done, 1000)); const { counts } = await load('outbox.js'); return (await counts()).waiting");
        assert_eq!(shown.await, json!(1));
        let row = asked(browser, "const { recent } = await load('outbox.js'); return (await recent(1))[0].content.code");
        let code = row.await;
        let clerk = served.app.secret(Role::Clerk, &[DISTRICT]);
        let path = format!("/api/v1/parcels/{}", code.as_str().unwrap());
        let found = served.app.get(&path).token(&clerk).answered().await;
        assert!(found.text().contains(&parcel), "{code}");
    });
}

#[test]
fn of_two_labels_in_view_the_finger_picks_one() {
    let (served, line) = with_a_line();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (left, _) = runtime.block_on(label(&served, 1));
    let (right, _) = runtime.block_on(label(&served, 2));
    let held = |label, x| Held { label, at: (x, 0.5), scale: 0.72, turned: 0.0 };
    let film = film(&[left, right], &[(vec![held(0, 0.25), held(1, 0.75)], 0)]);
    let Some(chrome) = chrome(&looking_at(&film)) else { return };
    chrome.wait(async {
        let browser = &chrome.browser;
        if !with_camera(browser, &served, &line).await {
            return;
        }
        press(browser, "#camera").await;
        on_page(browser, "#lens[data-labels='2']").await;
        if let Some(out) = super::screens::pictures() {
            on_a_screen_of(browser, 360, 740).await;
            browser.screenshot(&out.join("road-camera.png")).await.unwrap();
        }
        unsent(browser, 0).await;
        press(browser, "button.mark:nth-child(2)").await;
        unsent(browser, 1).await;
    });
}
