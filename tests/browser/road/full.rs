//! A phone that is full: said in words before anything is lost, and a scan that could not be kept is never called kept.

use thirtyfour::prelude::*;

use super::{on_page, postman, scan, task, unsent, with_a_line};
use crate::kit::chrome::{Script, in_chrome};
use crate::kit::weak_line::Weather;

/// A phone on which nothing fits: `aside`, as long as the app has laid something aside; or at all. Chromium says of
/// every phone that it has ten gigabytes left, and takes no other number, so the phone is played.
async fn full(browser: &WebDriver, how: &str) {
    let played = "
        window.full = arguments[0];
        window.add ??= IDBObjectStore.prototype.add;
        window.drop ??= IDBObjectStore.prototype.delete;
        IDBObjectStore.prototype.add = function (...given) {
          if (this.name === 'outbox' && window.full !== 'no') throw new DOMException('full', 'QuotaExceededError');
          return window.add.apply(this, given);
        };
        IDBObjectStore.prototype.delete = function (key) {
          if (key === 'aside' && window.full === 'aside') window.full = 'no';
          return window.drop.call(this, key);
        };";
    browser.execute(played, vec![how.into()]).await.unwrap();
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

        // What was laid aside makes room, and it is said that this was the last.
        full(&browser, "aside").await;
        scan(&browser, &codes[1]).await;
        unsent(&browser, 2).await;
        let said = on_page(&browser, "#context .full").await.text().await.unwrap();
        assert!(said.contains("GẦN ĐẦY"), "{said}");

        // There is nothing more: the scan is not kept, and nothing says that it was.
        full(&browser, "altogether").await;
        scan(&browser, &codes[2]).await;
        let verdict = on_page(&browser, ".verdict.red").await.text().await.unwrap();
        assert!(verdict.contains("CHƯA"), "{verdict}");
        unsent(&browser, 2).await;

        full(&browser, "no").await;
        scan(&browser, &codes[2]).await;
        unsent(&browser, 3).await;
        on_page(&browser, ".kept[data-state=waiting]").await;
    });
}
