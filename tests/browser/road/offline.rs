//! The app opens and scans without a line, and hands in when there is one.

use super::{hand_in, kept_by_its_worker, on_page, postman, scan, task, unsent, with_a_line};
use crate::kit::chrome::{Script, in_chrome};
use crate::kit::weak_line::Weather;

#[test]
fn the_app_opens_and_scans_without_a_line_and_hands_in_when_there_is_one() {
    let (served, line) = with_a_line();
    let parcel = served.app.announced(1).tracking.to_string();
    in_chrome(Script::On, async |browser| {
        postman(&browser, &served, &line).await;
        kept_by_its_worker(&browser).await;
        task(&browser, "receive").await;

        line.is(Weather::Down);
        browser.refresh().await.unwrap();
        on_page(&browser, "html[data-ready]").await;
        scan(&browser, &parcel).await;
        on_page(&browser, ".kept[data-state=waiting]").await;
        unsent(&browser, 1).await;
        browser.refresh().await.unwrap();
        on_page(&browser, "html[data-ready]").await;
        unsent(&browser, 1).await;

        line.is(Weather::Fair);
        hand_in(&browser).await;
        unsent(&browser, 0).await;
        on_page(&browser, ".standing[data-state=done]").await;
    });
}
