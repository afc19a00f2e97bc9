//! A phone that is full: said in words before anything is lost, and a scan that could not be kept is never called kept.

use serde_json::json;
use thirtyfour::prelude::*;

use super::{on_page, postman, scan, task, unsent, with_a_line};
use crate::kit::chrome::{Script, in_chrome};
use crate::kit::weak_line::{WeakLine, Weather};

/// Leaves the app so many bytes on the phone; none given, as many as there are.
async fn room(browser: &WebDriver, line: &WeakLine, bytes: Option<u32>) {
    let mut room = json!({ "origin": line.home() });
    if let Some(bytes) = bytes {
        room["quotaSize"] = json!(bytes);
    }
    browser.cdp().send_raw("Storage.overrideQuotaForOrigin", room).await.unwrap();
}

#[test]
fn a_full_phone_says_so_and_never_calls_a_lost_scan_kept() {
    let (served, line) = with_a_line();
    let codes: Vec<String> =
        (1..=3).map(|n| served.app.announced(n).tracking.to_string()).collect();
    in_chrome(Script::On, async |browser| {
        postman(&browser, &served, &line).await;
        task(&browser, "receive").await;
        line.is(Weather::PagesOnly);
        scan(&browser, &codes[0]).await;
        unsent(&browser, 1).await;

        room(&browser, &line, Some(1)).await;
        browser.refresh().await.unwrap();
        let said = on_page(&browser, "#context .full").await.text().await.unwrap();
        assert!(said.contains("GẦN ĐẦY"), "{said}");
        unsent(&browser, 1).await;
        scan(&browser, &codes[1]).await;
        let verdict = on_page(&browser, ".verdict.red").await.text().await.unwrap();
        assert!(verdict.contains("CHƯA"), "{verdict}");
        unsent(&browser, 1).await;

        room(&browser, &line, None).await;
        scan(&browser, &codes[2]).await;
        on_page(&browser, ".kept[data-state=waiting]").await;
        unsent(&browser, 2).await;
    });
}
