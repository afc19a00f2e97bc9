//! A phone is revoked while it has no line: what it scanned ends set aside with the reason and stays until a person has
//! dealt with it; addresses and what it knew of parcels are gone at the first contact.

use axum::http::Method;
use hosopost::base::Role;
use serde_json::json;

use super::{asked, hand_in, on_page, postman, press, scan, task, unsent, with_a_line};
use crate::kit::chrome::{Script, in_chrome};
use crate::kit::weak_line::Weather;

#[test]
fn a_revoked_phone_hands_in_what_it_scanned_and_forgets_what_it_knew() {
    let (served, line) = with_a_line();
    let parcel = served.app.announced(1).tracking.to_string();
    let administrator = served.app.secret(Role::Administrator, &[]);
    in_chrome(Script::On, async |browser| {
        postman(&browser, &served, &line).await;
        task(&browser, "receive").await;
        let kept = "const { read, asked } = await load('db.js');
            return read(['packet', 'round'], async at =>
                [await asked(at('packet').count()), await asked(at('round').count())])";
        // The packet comes by itself, a moment after the app was opened.
        asked(&browser, "const { refresh } = await load('state.js'); await refresh(true)").await;
        assert_eq!(asked(&browser, kept).await, json!([1, 1]));

        line.is(Weather::Down);
        scan(&browser, &parcel).await;
        unsent(&browser, 1).await;
        let device =
            asked(&browser, "const { app } = await load('state.js'); return app.me.device").await;
        let path = format!("/api/v1/road/devices/{}", device.as_str().unwrap());
        let answer = served.app.ask(Method::DELETE, &path).token(&administrator).answered().await;
        assert!(answer.status.is_success(), "{}", answer.text());

        line.is(Weather::Fair);
        hand_in(&browser).await;
        let card = on_page(&browser, ".card[data-state=set_aside]").await;
        assert!(card.text().await.unwrap().contains(&parcel));
        assert!(!on_page(&browser, ".card .reason").await.text().await.unwrap().is_empty());
        asked(&browser, "const { refresh } = await load('state.js'); await refresh(true)").await;
        assert_eq!(asked(&browser, kept).await, json!([0, 0]));
        on_page(&browser, "#unsent[data-state=sign_in]").await;

        // It stays until a person has dealt with it.
        browser.refresh().await.unwrap();
        on_page(&browser, "#unsent[data-open='1']").await;
        press(&browser, "[data-do=deal]").await;
        on_page(&browser, "#unsent[data-open='0']").await;
    });
}
