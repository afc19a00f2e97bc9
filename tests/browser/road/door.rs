//! At a door without a line: somebody of the household takes it, the seal is whole, they sign on the glass. The scan goes
//! first when there is a line, the signature after it.

use hosopost::base::Role;
use hosopost::cases::Status;

use super::{asked, hand_in, on_page, postman, press, unsent, with_a_line};
use crate::kit::chrome::{Script, in_chrome};
use crate::kit::weak_line::Weather;
use crate::promise::ordered;

#[test]
fn a_delivery_at_a_door_is_signed_on_the_glass_and_handed_in_later() {
    let (served, line) = with_a_line();
    // Two results on their way to people.
    let result = |number| ordered(&served.app, number, Status::Processed, Some("18643"));
    let parcel = result(1).parcel.tracking.to_string();
    let another = result(2).parcel.tracking.to_string();
    let administrator = served.app.secret(Role::Administrator, &[]);
    in_chrome(Script::On, async |browser| {
        postman(&browser, &served, &line).await;
        asked(&browser, "await import(home + 'screen_door.js')").await;
        line.is(Weather::PagesOnly);
        browser.execute(format!("location.hash = '#door/{parcel}'"), Vec::new()).await.unwrap();
        // Nothing is recorded before who took it and the seal are said.
        press(&browser, "#delivered").await;
        unsent(&browser, 0).await;
        press(&browser, "input[name=receiver][value=household]").await;
        press(&browser, "#delivered").await;
        unsent(&browser, 0).await;
        press(&browser, "input[name=seal][value=true]").await;
        let glass = on_page(&browser, "canvas.sign").await;
        let middle = "arguments[0].scrollIntoView({ block: 'center' })";
        browser.execute(middle, vec![glass.to_json().unwrap()]).await.unwrap();
        let hand = browser.action_chain().move_to_element_center(&glass).click_and_hold();
        let hand = hand.move_by_offset(60, 20).move_by_offset(20, -30).move_by_offset(-40, 10);
        hand.move_by_offset(10, 25).release().perform().await.unwrap();
        press(&browser, "#delivered").await;
        // The scan and the signature.
        unsent(&browser, 2).await;

        // Nobody was there at the next one: tomorrow again.
        browser.execute(format!("location.hash = '#door/{another}'"), Vec::new()).await.unwrap();
        press(&browser, "#failed").await;
        press(&browser, ".sheet .choice-button").await;
        on_page(&browser, ".sheet .choice-button:nth-of-type(3)").await;
        press(&browser, ".sheet .choice-button").await;
        unsent(&browser, 4).await;

        line.is(Weather::Fair);
        hand_in(&browser).await;
        unsent(&browser, 0).await;
        on_page(&browser, "#unsent[data-open='0']").await;
        let path = format!("/api/v1/parcels/{parcel}/timeline");
        let told = served.app.get(&path).token(&administrator).answered().await.json();
        let entries = told["entries"].as_array().unwrap();
        let delivered = entries.iter().find(|entry| entry["action"] == "deliver").unwrap();
        assert_eq!(delivered["seal_intact"], true, "{delivered}");
        let named = "const { recent } = await load('outbox.js');
            return (await recent(9)).find(row => row.content.action === 'deliver').content";
        let scan = asked(&browser, named).await;
        assert_eq!(scan["receiver"], "household", "{scan}");
        let evidence = scan["evidence"].as_str().expect("it is signed");
        let path = format!("/api/v1/parcels/{parcel}/evidence/{evidence}");
        let picture = served.app.get(&path).token(&administrator).answered().await;
        assert_eq!(picture.status, 200, "{}", picture.text());
        assert_eq!(picture.header("content-type"), "image/png");
        assert!(picture.body.len() < 300 * 1024);
    });
}
