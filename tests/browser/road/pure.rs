//! What the app's modules judge without a screen: codes, verdicts, ids, the list of the day, a hand-over's frames.

use serde_json::json;

use super::{asked, on_page, with_a_line};
use crate::kit::chrome::{Script, in_chrome};

#[test]
fn a_phone_judges_codes_and_verdicts_without_a_line() {
    let (_served, line) = with_a_line();
    in_chrome(Script::On, async |browser| {
        browser.goto(line.at("/road")).await.unwrap();
        on_page(&browser, "html[data-ready]").await;
        let wrong = asked(&browser, include_str!("pure.js")).await;
        assert_eq!(wrong, json!([]), "{wrong:#}");
    });
}
