//! Every page in every state and language, judged by axe (WCAG 2.2 A and AA) on a phone's screen by day and
//! by night, and laid out on the narrowest screen.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use thirtyfour::WebDriver;

use crate::kit::chrome::{Script, in_chrome, on_a_screen_of, told};

/// What axe is asked and what of its answer is kept: `[impact, rule, element]` of each violation.
const JUDGE: &str = r"
    const done = arguments[arguments.length - 1];
    const rules = arguments[0];
    axe.run(document, { runOnly: rules, resultTypes: ['violations'] }).then(
        found => done(found.violations.flatMap(
            rule => rule.nodes.map(node => [rule.impact, rule.id, node.html]))),
        trouble => done([['critical', 'axe', String(trouble)]]));
";

/// By day everything is judged; at night only the colours are others.
pub const DAY: [&str; 6] =
    ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const NIGHT: [&str; 1] = ["color-contrast"];

/// Draws the samples of all pages in a process of its own, so that no other test's order matters.
fn drawn() -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let drawn = Command::new(std::env::current_exe().unwrap())
        .args(["pages::", "--skip", "staff::pages", "--skip", "browser::", "--quiet"])
        .env("HOSOPOST_PAGES_OUT", folder.path())
        .output()
        .unwrap();
    assert!(drawn.status.success(), "{}", String::from_utf8_lossy(&drawn.stdout));
    let entries = std::fs::read_dir(folder.path()).unwrap();
    let mut pages: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    (folder, pages)
}

/// The judge's own script.
pub fn axe() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    std::fs::read_to_string(folder.join("node_modules/axe-core/axe.min.js"))
        .expect("axe is there: npm ci --prefix tests/browser")
}

pub async fn judged(browser: &WebDriver, scheme: &str, rules: &[&str]) -> Vec<String> {
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
    browser.cdp().send_raw("Emulation.setEmulatedMedia", media).await.unwrap();
    let found = browser.execute_async(JUDGE, vec![json!(rules)]).await.unwrap();
    let found = found.json().as_array().unwrap().clone();
    let word = |one: &Value, n: usize| one[n].as_str().unwrap_or_default().to_owned();
    let grave = |one: &&Value| ["serious", "critical"].contains(&word(one, 0).as_str());
    found
        .iter()
        .filter(grave)
        .map(|one| format!("{scheme}: {} {}: {}", word(one, 0), word(one, 1), word(one, 2)))
        .collect()
}

#[test]
fn nothing_serious_stands_in_anybodys_way_on_any_page() {
    in_chrome(Script::On, async |browser| {
        let axe = axe();
        let (_folder, pages) = drawn();
        assert!(pages.len() > 60, "only {} pages were drawn", pages.len());
        let mut found = Vec::new();
        for page in &pages {
            let name = page.file_stem().unwrap().to_string_lossy().into_owned();
            browser.goto(format!("file://{}", page.display())).await.unwrap();
            on_a_screen_of(&browser, 360, 740).await;
            browser.execute(axe.as_str(), Vec::new()).await.unwrap();
            for (scheme, rules) in [("light", &DAY[..]), ("dark", &NIGHT[..])] {
                let grave = judged(&browser, scheme, rules).await;
                found.extend(grave.into_iter().map(|line| format!("{name}: {line}")));
            }
            on_a_screen_of(&browser, 320, 640).await;
            let width = told(&browser, "return document.documentElement.scrollWidth").await;
            if width.as_i64() > Some(320) {
                found.push(format!("{name}: {width} px wide on a screen of 320"));
            }
        }
        assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
    });
}

#[test]
fn the_judge_notices_a_field_without_a_label() {
    in_chrome(Script::On, async |browser| {
        browser.goto("data:text/html,<html lang=vi><title>x</title><input>").await.unwrap();
        browser.execute(axe(), Vec::new()).await.unwrap();
        let grave = judged(&browser, "light", &DAY).await;
        assert!(grave.iter().any(|line| line.contains("critical label")), "{grave:?}");
    });
}
