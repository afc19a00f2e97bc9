//! A dossier taken in at a door where there is no line: labelled from a roll, counted, sealed, and on record when the line
//! is back.

use hosopost::base::Role;
use serde_json::json;
use thirtyfour::prelude::*;

use super::{asked, hand_in, on_page, postman, press, refreshed, unsent, with_a_line};
use crate::kit::chrome::{Script, in_chrome};
use crate::kit::province::{CENTRE, DISTRICT, LAND};
use crate::kit::weak_line::Weather;

#[test]
fn a_dossier_taken_in_without_a_line_is_on_record_when_it_is_back() {
    let (served, line) = with_a_line();
    let administrator = served.app.secret(Role::Administrator, &[]);
    in_chrome(Script::On, async |browser| {
        let body = json!({"count": 1, "point": DISTRICT});
        let made = served.app.post("/api/v1/rolls").token(&administrator).json(&body).answered();
        let path =
            format!("/api/v1/rolls/{}/blanks", made.await.json()["roll_id"].as_str().unwrap());
        let blanks = served.app.get(&path).token(&administrator).answered().await.json();
        let blank = blanks["items"][0]["tracking_number"].as_str().unwrap().to_owned();

        postman(&browser, &served, &line).await;
        refreshed(&browser).await;
        line.is(Weather::Down);
        browser.execute("location.hash = '#accept'", Vec::new()).await.unwrap();
        on_page(&browser, "#blank").await.send_keys(blank.clone() + Key::Enter).await.unwrap();
        for (field, value) in [("procedure", LAND), ("to", CENTRE)] {
            press(&browser, &format!("#{field} option[value='{value}']")).await;
        }
        for (field, text) in [
            ("name", "Trần Văn Mẫu"),
            ("phone", "0912 345 123"),
            ("address", "thôn Đồng Vinh, xã Thạch Đài"),
            ("seal", "NP-77"),
        ] {
            on_page(&browser, &format!("#{field}")).await.send_keys(text).await.unwrap();
        }
        press(&browser, "#accepted").await;
        on_page(&browser, ".verdict.green").await;
        unsent(&browser, 1).await;
        // Nothing that concerns a person lies open on the phone.
        let rows = asked(
            &browser,
            "const { unsettled } = await load('outbox.js'); return JSON.stringify(await unsettled())",
        );
        let rows = rows.await.to_string();
        assert!(
            rows.contains(&blank) && !rows.contains("Mẫu") && !rows.contains("Đồng Vinh"),
            "{rows}"
        );

        line.is(Weather::Fair);
        hand_in(&browser).await;
        unsent(&browser, 0).await;
        on_page(&browser, "#unsent[data-open='0']").await;
        let path = format!("/api/v1/parcels/{blank}");
        let parcel = served.app.get(&path).token(&administrator).answered().await.json();
        assert_eq!(parcel["state"], "accepted", "{parcel}");
    });
}
