//! Every screen of the app on a phone's screen, judged by axe, and drawn where somebody wants to look at them.

use std::path::PathBuf;

use thirtyfour::prelude::*;

use super::super::accessible::{DAY, axe, judged};
use super::{asked, on_page, postman, press, scan, task, with_a_line};
use crate::kit::chrome::{Script, in_chrome, on_a_screen_of, told};
use crate::kit::weak_line::Weather;

/// Where pictures of the screens go, when somebody wants to look at them.
pub fn pictures() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "where pictures go is said by make pages")]
    std::env::var_os("HOSOPOST_PAGES_OUT").map(PathBuf::from)
}

/// Judges what stands on the screen, and keeps its picture.
struct Judge {
    browser: WebDriver,
    axe: String,
    out: Option<PathBuf>,
    found: Vec<String>,
}

impl Judge {
    async fn looks(&mut self, name: &str) {
        let browser = &self.browser;
        on_a_screen_of(browser, 360, 740).await;
        if let Some(out) = &self.out {
            browser.screenshot(&out.join(format!("road-{name}.png"))).await.unwrap();
        }
        if told(browser, "return typeof axe").await == "undefined" {
            browser.execute(self.axe.as_str(), Vec::new()).await.unwrap();
        }
        for finding in judged(browser, "light", &DAY).await {
            self.found.push(format!("{name}: {finding}"));
        }
        let wide = told(browser, "return document.documentElement.scrollWidth").await;
        if wide.as_i64() > Some(360) {
            self.found.push(format!("{name}: {wide} px wide on a screen of 360"));
        }
        let small = "return [...document.querySelectorAll('button, a[href], select, input:not([type=file]):not([type=radio]):not([type=checkbox])')]
            .filter(one => { const box = one.getBoundingClientRect(); return box.width && box.height < 44; })
            .map(one => one.outerHTML.slice(0, 90))";
        for one in told(browser, small).await.as_array().unwrap() {
            self.found.push(format!("{name}: too small for a finger: {one}"));
        }
    }

    async fn goes(&self, hash: &str, css: &str) {
        let script = format!("location.hash = '{hash}'");
        self.browser.execute(script, Vec::new()).await.unwrap();
        on_page(&self.browser, css).await;
    }
}

#[test]
fn every_screen_of_the_app_can_be_read_touched_and_heard() {
    let (served, line) = with_a_line();
    let parcel = served.app.announced(1).tracking.to_string();
    let another = served.app.announced(2).tracking.to_string();
    in_chrome(Script::On, async |browser| {
        let out = pictures();
        let mut judge = Judge { browser: browser.clone(), axe: axe(), out, found: Vec::new() };
        browser.goto(line.at("/road")).await.unwrap();
        on_page(&browser, "#begin").await;
        judge.looks("first").await;
        postman(&browser, &served, &line).await;
        asked(&browser, "const { refresh } = await load('state.js'); await refresh(true)").await;
        judge.looks("tasks").await;
        for needs in ["hand_over", "pack", "load"] {
            judge.goes(&format!("#menu/{needs}"), "#need").await;
            judge.looks(&format!("needs-{needs}")).await;
        }
        task(&browser, "receive").await;
        judge.looks("scan").await;
        line.is(Weather::PagesOnly);
        scan(&browser, &parcel).await;
        on_page(&browser, ".kept[data-state=waiting]").await;
        judge.looks("scan-kept").await;
        scan(&browser, &parcel).await;
        on_page(&browser, "[data-do=force]").await;
        judge.looks("scan-again").await;
        scan(&browser, "BH100000018VN").await;
        on_page(&browser, ".verdict.red").await;
        judge.looks("scan-wrong").await;
        for (name, asks) in [("fail_delivery", "reason"), ("inspect", "papers"), ("return", "note")]
        {
            task(&browser, name).await;
            scan(&browser, &another).await;
            on_page(&browser, ".sheet").await;
            judge.looks(&format!("asks-{asks}")).await;
            press(&browser, ".sheet .quiet").await;
        }
        judge.goes(&format!("#door/{another}"), "#delivered").await;
        judge.looks("door").await;
        for (hash, css) in [
            ("#list", "main h1"),
            ("#outbox", ".standing"),
            ("#settings", "#sign-out"),
            ("#accept", "#accepted"),
            ("#phones", "#give"),
        ] {
            judge.goes(hash, css).await;
            judge.looks(hash.trim_start_matches('#')).await;
        }
        judge.goes("#settings", "#sign-out").await;
        press(&browser, "#sign-out").await;
        on_page(&browser, ".sheet").await;
        judge.looks("sign-out").await;
        press(&browser, ".sheet .button").await;
        let english = "[...document.querySelectorAll('.switch button')].find(one => one.lang === 'en').click()";
        browser.execute(english, Vec::new()).await.unwrap();
        on_page(&browser, "html[lang=en]").await;
        judge.looks("settings-en").await;
        let found = judge.found;
        assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
    });
}
