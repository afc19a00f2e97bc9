//! A phone whose clock is wrong: the server of the tests stands in April 2025, the browser's machine does not. What was
//! scanned without a line is on record at the time at which it happened.

use hosopost::base::{At, Role};
use serde_json::Value;

use super::{hand_in, on_page, postman, refreshed, scan, task, unsent, with_a_line};
use crate::kit::app::morning;
use crate::kit::chrome::{Script, in_chrome};
use crate::kit::weak_line::Weather;

#[test]
fn a_phone_with_a_wrong_clock_is_believed_by_the_servers() {
    let (served, line) = with_a_line();
    let parcel = served.app.announced(1).tracking.to_string();
    let administrator = served.app.secret(Role::Administrator, &[]);
    in_chrome(Script::On, async |browser| {
        postman(&browser, &served, &line).await;
        refreshed(&browser).await;
        task(&browser, "receive").await;
        line.is(Weather::Down);
        scan(&browser, &parcel).await;
        let kept = on_page(&browser, ".kept[data-state=waiting]").await.text().await.unwrap();
        // People read the right time, too.
        assert!(kept.contains("09:3"), "{kept}");
        line.is(Weather::Fair);
        hand_in(&browser).await;
        unsent(&browser, 0).await;
        let path = format!("/api/v1/parcels/{parcel}/timeline");
        let told = served.app.get(&path).token(&administrator).answered().await.json();
        let entries = told["entries"].as_array().unwrap();
        let scanned = entries.iter().find(|entry| entry["action"] == "receive").unwrap();
        let at = |value: &Value| At::parse(value.as_str().unwrap()).unwrap().millis();
        let off = at(&scanned["effective_at"]) - morning().millis();
        assert!((0..300_000).contains(&off), "{scanned}");
        assert!(at(&scanned["happened_at"]) - morning().millis() > 86_400_000, "{scanned}");
        assert!(!told.to_string().contains("clock_ahead"), "{told}");
    });
}
