//! The pages of the counter, empty and at work, in both languages.

use hosopost::base::Role;

use super::staff::{both, look};
use crate::kit::app::TestApp;
use crate::kit::browser::Browser;
use crate::kit::databases::TestDatabase;
use crate::kit::province::{CENTRE, DISTRICT, LAND, VILLAGE};
use crate::staff::counter::Form;

const RECEIVE: &str = "/counter/receive";
const GIVE: &str = "/counter/list/give";
const TAKE: &str = "/counter/list/receive";
const REFUSE: &str = "/counter/refuse";

/// The form of a dossier as it is filled in.
fn filled(browser: &mut Browser<'_>) -> Form {
    Form::of(&browser.get(&format!("{RECEIVE}?procedure={LAND}")), RECEIVE)
        .with("name", "Nguyễn Văn Mẫu")
        .with("phone", "0912 345 123")
        .with("address", "Thôn Đồng Vinh, xã Thạch Đài, huyện Thạch Hà, tỉnh Hà Tĩnh")
        .with("weight_g", "80")
        .with("seal", "NP-0042")
}

#[test]
fn a_dossier_is_drawn_from_the_first_letter_to_the_printed_label() {
    let app = TestApp::province(TestDatabase::sqlite());
    let mut clerk = Browser::of(&app, Role::Clerk, &[VILLAGE]);
    both(&mut clerk, "counter", "/counter");
    both(&mut clerk, "counter-find-empty", RECEIVE);
    both(&mut clerk, "counter-find", &format!("{RECEIVE}?q=ket%20hon"));
    both(&mut clerk, "counter-find-none", &format!("{RECEIVE}?q=zzzz"));
    both(&mut clerk, "counter-receive", &format!("{RECEIVE}?procedure={LAND}"));
    for lang in ["vi", "en"] {
        clerk.get(&format!("/counter?lang={lang}"));
        let wrong = filled(&mut clerk)
            .with("address", "xóm 3, Atlantis")
            .with("phone", "12")
            .with("paper_count_1", "x")
            .with("weight_g", "heavy");
        let wrong = wrong.press(&mut clerk, RECEIVE, "check");
        look(&format!("staff-counter-receive-wrong-{lang}"), &wrong, lang);
        let checked = filled(&mut clerk).press(&mut clerk, RECEIVE, "check");
        look(&format!("staff-counter-receive-checked-{lang}"), &checked, lang);
        let form = Form::of(&checked, RECEIVE).with("service", "round_trip");
        let again = form.press(&mut clerk, RECEIVE, "check");
        let done = Form::of(&again, RECEIVE).press(&mut clerk, RECEIVE, "confirm");
        let page = done.header("location").to_owned();
        look(&format!("staff-counter-taken-{lang}"), &clerk.get(&page), lang);
        let label = format!("{page}/label");
        let unknown = clerk.post(&label, &[("blank", "BH999999999VN")]);
        look(&format!("staff-counter-taken-wrong-{lang}"), &unknown, lang);
    }
    clerk.get("/counter?lang=vi");
    let mut two = Browser::of(&app, Role::Clerk, &[VILLAGE, DISTRICT]);
    both(&mut two, "counter-choose", "/counter");
    let mut admin = Browser::of(&app, Role::Administrator, &[]);
    both(&mut admin, "counter-anywhere", "/counter");
    let mut officer = Browser::of(&app, Role::Officer, &[CENTRE]);
    both(&mut officer, "counter-desk", "/counter");
    both(&mut officer, "counter-receive-desk", &format!("{RECEIVE}?procedure={LAND}"));
}

#[test]
fn lists_are_drawn_while_they_are_scanned_and_when_they_are_signed() {
    let app = TestApp::province(TestDatabase::sqlite());
    let mut clerk = Browser::of(&app, Role::Clerk, &[VILLAGE]);
    both(&mut clerk, "counter-list-empty", GIVE);
    both(&mut clerk, "counter-list-receive-empty", TAKE);
    both(&mut clerk, "counter-lists-empty", "/counter/lists");
    for lang in ["vi", "en"] {
        clerk.get(&format!("/counter?lang={lang}"));
        let checked = filled(&mut clerk).press(&mut clerk, RECEIVE, "check");
        let done = Form::of(&checked, RECEIVE).press(&mut clerk, RECEIVE, "confirm");
        let number = done.header("location").rsplit('/').next().unwrap().to_owned();
        let mut form = Form::of(&clerk.get(GIVE), GIVE);
        for code in [number.as_str(), "BH999999999VN"] {
            form = Form::of(&form.with("code", code).press(&mut clerk, GIVE, "add"), GIVE);
        }
        let form = form.with("other", DISTRICT);
        let drawn = form.press(&mut clerk, GIVE, "add");
        look(&format!("staff-counter-list-{lang}"), &drawn, lang);
        let wrong = Form::of(&drawn, GIVE).with("papers_0", "x").with("other", "x");
        let wrong = wrong.press(&mut clerk, GIVE, "confirm");
        look(&format!("staff-counter-list-wrong-{lang}"), &wrong, lang);
        let signed = form.press(&mut clerk, GIVE, "confirm");
        let signed = clerk.get(signed.header("location"));
        look(&format!("staff-counter-signed-{lang}"), &signed, lang);
    }
    both(&mut clerk, "counter-lists", "/counter/lists");
}

#[test]
fn turning_away_is_drawn_for_the_clerk_the_person_and_the_manager() {
    let app = TestApp::province(TestDatabase::sqlite());
    let mut clerk = Browser::of(&app, Role::Clerk, &[VILLAGE]);
    both(&mut clerk, "counter-refuse-blank", REFUSE);
    both(&mut clerk, "counter-refuse", &format!("{REFUSE}?procedure={LAND}"));
    both(&mut clerk, "counter-refused-empty", "/counter/refused");
    for lang in ["vi", "en"] {
        let blank = clerk.get(&format!("{REFUSE}?procedure={LAND}&lang={lang}"));
        let form = Form::of(&blank, REFUSE).with("reason", "papers_missing");
        let wrong = form.press(&mut clerk, REFUSE, "");
        look(&format!("staff-counter-refuse-wrong-{lang}"), &wrong, lang);
        let form = form.with("missing_1", "1").with("missing_3", "1");
        let done = form.press(&mut clerk, REFUSE, "");
        let sheet = clerk.get(done.header("location"));
        look(&format!("staff-counter-refused-{lang}"), &sheet, lang);
    }
    let mut manager = Browser::of(&app, Role::Manager, &[]);
    both(&mut manager, "counter-refused-list", "/counter/refused");
}
