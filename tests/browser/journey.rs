//! A dossier's way through the pages in a real browser, as people go it: with the keyboard and a wedge
//! scanner, which types a code and Enter. The same with script and without.

use hosopost::base::Role;
use thirtyfour::prelude::*;

use crate::citizen::slip_code;
use crate::kit::browser::{PASSWORD, user};
use crate::kit::chrome::{Script, in_chrome};
use crate::kit::picture::qr_of;
use crate::kit::province::{LAND, VILLAGE};
use crate::kit::served::Served;

/// Waits until something stands on the page.
pub async fn on_page(browser: &WebDriver, css: &str) -> WebElement {
    match browser.query(By::Css(css)).first().await {
        Ok(found) => found,
        Err(error) => panic!(
            "no {css}: {error}
{}",
            browser.source().await.unwrap()
        ),
    }
}

/// Types into the field that has the focus, and Enter, as a scanner does.
pub async fn wedge(browser: &WebDriver, code: &str) {
    let field = browser.active_element().await.unwrap();
    assert_eq!(field.tag_name().await.unwrap(), "input", "no field waits for a scan");
    field.send_keys(code.to_owned() + Key::Enter).await.unwrap();
}

pub async fn sign_in(browser: &WebDriver, served: &Served, name: &str) {
    sign_in_at(browser, &served.home, name).await;
}

/// The same where the server is known by another address.
pub async fn sign_in_at(browser: &WebDriver, home: &str, name: &str) {
    browser.goto(format!("{home}/sign-in")).await.unwrap();
    on_page(browser, "#name").await.send_keys(name).await.unwrap();
    let password = on_page(browser, "#password").await;
    password.send_keys(PASSWORD.to_owned() + Key::Enter).await.unwrap();
    on_page(browser, "nav.ways").await;
}

/// Takes a dossier in at the village's counter; its number.
async fn taken_in(browser: &WebDriver, served: &Served) -> String {
    browser.goto(served.at("/counter/receive")).await.unwrap();
    on_page(browser, "#q").await.send_keys("cap doi giay" + Key::Enter).await.unwrap();
    let first = format!("a.pick[href*='{LAND}']");
    on_page(browser, &first).await;
    // The first that goes by post has the focus: Enter takes it.
    browser.active_element().await.unwrap().send_keys(Key::Enter + "").await.unwrap();
    for (field, text) in [
        ("name", "Nguyễn Văn Mẫu"),
        ("phone", "0912 345 123"),
        ("address", "thôn Đồng Vinh, xã Thạch Đài, huyện Thạch Hà, tỉnh Hà Tĩnh"),
        ("weight_g", "80"),
        ("seal", "NP-0042"),
    ] {
        on_page(browser, &format!("#{field}")).await.send_keys(text).await.unwrap();
    }
    on_page(browser, "#seal").await.send_keys(Key::Enter + "").await.unwrap();
    on_page(browser, "button[value=confirm]").await.click().await.unwrap();
    on_page(browser, "a[href$='/slip'], a[href$='/slip.pdf']").await;
    let address = browser.current_url().await.unwrap();
    let (_, number) = address.path().rsplit_once('/').unwrap();
    number.to_owned()
}

async fn journey(browser: &WebDriver, served: &Served) {
    let app = &served.app;
    user(app, "lan.nguyen", Role::Clerk, &[VILLAGE]);
    user(app, "mai.le", Role::Administrator, &[]);
    sign_in(browser, served, "lan.nguyen").await;
    let number = taken_in(browser, served).await;

    let label = app.get(&format!("/api/v1/parcels/{number}/label?format=png"));
    let label = label.token(&app.secret(Role::Clerk, &[VILLAGE])).answered().await;
    let printed = qr_of(&label.body);

    browser.goto(served.at("/look-up")).await.unwrap();
    wedge(browser, &printed).await;
    let parcel = format!("/parcels/{number}");
    on_page(browser, &format!("a[href^='{parcel}/']")).await;
    assert_eq!(browser.current_url().await.unwrap().path(), parcel);

    browser.goto(served.at("/counter/list/give")).await.unwrap();
    wedge(browser, &printed).await;
    on_page(browser, "[name=code_0]").await;
    on_page(browser, "button[value=confirm]").await.click().await.unwrap();
    on_page(browser, "a[href$='/record']").await;
    assert!(browser.source().await.unwrap().contains(&number));

    // The citizen, on another machine.
    browser.delete_all_cookies().await.unwrap();
    browser.goto(&printed).await.unwrap();
    on_page(browser, "#proof").await;
    assert!(!browser.source().await.unwrap().contains("N*** V** M**"));
    let proof = slip_code(app, &number);
    on_page(browser, "#proof").await.send_keys(proof + Key::Enter).await.unwrap();
    on_page(browser, "form.close").await;
    let page = browser.source().await.unwrap();
    assert!(page.contains("Nguyễn") || page.contains("Thạch"), "{page}");

    // The administrator sees what the case was told, whichever agency it went to.
    sign_in(browser, served, "mai.le").await;
    browser.goto(served.at(&parcel)).await.unwrap();
    on_page(browser, "a[href^='/cases/']").await.click().await.unwrap();
    on_page(browser, "main").await;
    let admin = app.secret(Role::Administrator, &[]);
    let told = app.get("/api/v1/feed?after=0").token(&admin).answered().await;
    let told = told.json().to_string();
    for fact in ["leg.ordered", "parcel.accept", "parcel.hand_over"] {
        assert!(told.contains(fact), "{fact}: {told}");
    }
}

#[test]
fn a_dossier_goes_from_the_counter_to_the_citizen_and_its_case_is_told() {
    let served = Served::province();
    in_chrome(Script::On, async |browser| journey(&browser, &served).await);
}

#[test]
fn it_goes_the_same_way_where_no_script_runs() {
    let served = Served::province();
    in_chrome(Script::Off, async |browser| {
        browser.goto("data:text/html,<p id=p>off</p><script>p.id='ran'</script>").await.unwrap();
        assert!(browser.query(By::Id("p")).first().await.is_ok(), "script runs here");
        journey(&browser, &served).await;
    });
}
