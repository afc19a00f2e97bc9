//! The exceptions desk as it comes through the door: the list, a record of liability in every stage, a complaint and
//! its answer.

use hosopost::base::Role;
use serde_json::json;

use super::staff::{both, look};
use crate::claims::{complain, later, lost, manager, only_record, parcel, path, scanned};
use crate::kit::browser::Browser;
use crate::kit::province::{DISTRICT, VILLAGE};
use crate::money::Province;

#[test]
fn the_exceptions_desk_is_drawn_with_nothing_and_with_much_on_it() {
    let province = Province::sqlite();
    let mut admin = Browser::of(&province.app, Role::Administrator, &[]);
    both(&mut admin, "exceptions-empty", "/exceptions");
    let one = lost(&province, 1);
    complain(&province, &one, &json!({"about": "lost", "words": "Tôi chưa nhận được gì"}));
    let odd = parcel(&province, 2);
    scanned(&province, &odd.number, &[("receive", DISTRICT, 100)]);
    let mut admin = Browser::signed_in(&province.app, "administrator.");
    both(&mut admin, "exceptions", "/exceptions");
    both(&mut admin, "exceptions-none-fits", "/exceptions?source=dark");
    both(&mut admin, "parcel-lost", &format!("/parcels/{}", one.number));
    later(&province, 12 * 24 * 60);
    let mut admin = Browser::signed_in(&province.app, "administrator.");
    both(&mut admin, "exceptions-overdue", "/exceptions?order=age");
    for lang in ["vi", "en"] {
        let wrong = admin.get(&format!("/exceptions?older=x&lang={lang}"));
        look(&format!("staff-exceptions-wrong-{lang}"), &wrong, lang);
    }
}

#[test]
fn a_record_of_liability_is_drawn_in_every_stage() {
    let province = Province::sqlite();
    let one = lost(&province, 1);
    complain(&province, &one, &json!({"about": "lost", "words": "x"}));
    let record = only_record(&province, "opened");
    let page = format!("/liabilities/{}", record["liability_id"].as_str().unwrap());
    let mut admin = Browser::of(&province.app, Role::Administrator, &[]);
    both(&mut admin, "liability-opened", &page);
    let wrong = admin.post(&format!("{page}/fix"), &[("amount", "1"), ("reason", "Mất")]);
    look("staff-liability-wrong-vi", &wrong, "vi");
    let fix = format!("{}/fix", path(&record));
    let body = json!({"reason": "Mất tại khâu khai thác"});
    assert_eq!(province.post(&fix, &manager(&province), &body).send().status, 200);
    both(&mut admin, "liability-fixed", &page);
    scanned(&province, &one.number, &[("receive", "480990", 200)]);
    both(&mut admin, "liability-moved", &page);
    scanned(&province, &one.number, &[("find", DISTRICT, 400)]);
    let mut admin = Browser::signed_in(&province.app, "administrator.");
    both(&mut admin, "liability-found", &page);
}

#[test]
fn a_complaint_is_drawn_open_answered_and_as_a_form() {
    let province = Province::sqlite();
    let one = lost(&province, 1);
    let body = json!({"about": "late", "words": "Hẹn thứ Sáu <b>mà</b> thứ Hai chưa có"});
    let filed = complain(&province, &one, &body).json();
    let page = format!("/complaints/{}", filed["complaint_id"].as_str().unwrap());
    let mut clerk = Browser::of(&province.app, Role::Clerk, &[VILLAGE]);
    both(&mut clerk, "complaint-open", &page);
    let form = format!("/parcels/{}/complaint", one.number);
    both(&mut clerk, "complaint-form", &form);
    let wrong = clerk.post(&form, &[("words", "Chậm")]);
    look("staff-complaint-form-wrong-vi", &wrong, "vi");
    clerk.get(&page);
    let wrong = clerk.post(&format!("{page}/answer"), &[("words", "Xin lỗi")]);
    look("staff-complaint-wrong-vi", &wrong, "vi");
    let answer = [("outcome", "partly"), ("words", "Chúng tôi xin lỗi vì chậm hai ngày.")];
    assert_eq!(clerk.post(&format!("{page}/answer"), &answer).status, 303);
    both(&mut clerk, "complaint-answered", &page);
    let mut officer = Browser::of(&province.app, Role::Officer, &["H27.00"]);
    both(&mut officer, "complaint-masked", &page);
}
