//! A desk's morning in a real browser with the keyboard and a wedge scanner alone; and the board that changes by itself
//! while somebody is at it. The same without script, but for that.

use hosopost::base::Role;
use hosopost::cases::Status;
use thirtyfour::prelude::*;

use super::journey::{on_page, sign_in, wedge};
use crate::kit::browser::user;
use crate::kit::chrome::{Script, in_chrome, told};
use crate::kit::province::CENTRE;
use crate::kit::served::Served;
use crate::promise::{by, ordered};

const HOME: &str = "18643";

/// A result that lies ready, and what is expected of it; its number.
async fn ready(served: &Served, number: u32) -> String {
    let result = ordered(&served.app, number, Status::Processed, Some(HOME));
    let _ = served.app.app.forecast_all(&by("one")).await.unwrap();
    result.parcel.tracking.to_string()
}

/// Presses a key that the page names.
async fn alt(browser: &WebDriver, key: char) {
    let keys = browser.action_chain().key_down(Key::Alt).key_down(key).key_up(key);
    keys.key_up(Key::Alt).perform().await.unwrap();
}

async fn morning(browser: &WebDriver, served: &Served, script: Script) {
    let (one, two) = (ready(served, 1).await, ready(served, 2).await);
    user(&served.app, "hoa.tran", Role::Officer, &[CENTRE]);
    sign_in(browser, served, "hoa.tran").await;
    browser.goto(served.at("/office")).await.unwrap();
    on_page(browser, &format!("#c-{two}")).await;

    // All lines, the first run that is still open, planned.
    alt(browser, 'a').await;
    alt(browser, 'c').await;
    let chosen = browser.active_element().await.unwrap();
    assert_eq!(chosen.attr("id").await.unwrap().as_deref(), Some("run"));
    chosen.send_keys(Key::End + "").await.unwrap();
    alt(browser, 'x').await;
    on_page(browser, "#live-ready .tag.good").await;
    let done = on_page(browser, ".notice.good").await.text().await.unwrap();
    assert!(done.starts_with("2 "), "{done}");

    if script == Script::On {
        // Somebody is about to hold a line back; meanwhile another result is ready.
        browser.execute("window.sameasbefore = true", Vec::new()).await.unwrap();
        let line = on_page(browser, &format!("#c-{one}")).await;
        line.send_keys(" ").await.unwrap();
        let three = ready(served, 3).await;
        on_page(browser, &format!("#c-{three}")).await;
        assert_eq!(
            told(browser, "return window.sameasbefore").await,
            true,
            "nothing was loaded anew"
        );
        let ticked = format!("return document.getElementById('c-{one}').checked");
        assert_eq!(told(browser, &ticked).await, true, "what was ticked stays");
        let focus = told(browser, "return document.activeElement.id").await;
        assert_eq!(focus, format!("c-{one}"), "and so does the focus");
        line_is_off(browser, &one).await;
    }

    // The scanner: the first code opens the list, the next ones go onto it; both sign.
    alt(browser, 'q').await;
    wedge(browser, &one).await;
    on_page(browser, "[name=code_0]").await;
    wedge(browser, &two).await;
    on_page(browser, "[name=code_1]").await;
    alt(browser, 's').await;
    on_page(browser, "a[href$='/record']").await;
    browser.goto(served.at("/office")).await.unwrap();
    let given = on_page(browser, "#live-given").await.text().await.unwrap();
    assert!(given.contains(&one) && given.contains(&two), "{given}");
}

/// Takes the tick off again, by the space bar.
async fn line_is_off(browser: &WebDriver, code: &str) {
    on_page(browser, &format!("#c-{code}")).await.send_keys(" ").await.unwrap();
}

#[test]
fn a_desk_does_its_morning_by_keyboard_and_sees_what_comes_without_loading_again() {
    let served = Served::province();
    in_chrome(Script::On, async |browser| {
        morning(&browser, &served, Script::On).await;
    });
}

#[test]
fn a_desk_does_the_same_without_script() {
    let served = Served::province();
    in_chrome(Script::Off, async |browser| {
        morning(&browser, &served, Script::Off).await;
    });
}
