//! A postman's round.

use hosopost::base::Role;
use serde_json::json;

use super::{Day, clerk_of, code_of, sees};
use crate::kit::hands::Hands;

pub(super) fn the_postman_brings_two_and_finds_nobody_at_the_third<H: Hands>(day: &mut Day<'_, H>) {
    day.clock("13:40");
    let office = day.office();
    // The postman's scanner stands for him: what he takes out and what he delivers are by the same token.
    let son = day.app.secret(Role::Courier, &[office]);
    day.hands.sits(clerk_of(office));
    let page = day.hands.opens("/counter/manifests");
    let named = page.split("<option value=\"").find(|rest| rest.contains(">quầy thử<"));
    let postman = named.unwrap_or_else(|| panic!("{page}")).split('"').next().unwrap();
    sees(&page, &["BD13"]);
    let clerk = day.app.secret(Role::Clerk, &[office]);
    let round = json!({
        "kind": "round", "postman": postman, "at": office, "codes": day.numbers([0, 1, 3]),
    });
    let list = day.app.post("/api/v1/manifests").token(&clerk).json(&round).send().json();
    let (number, sheet) = (list["number"].as_str().unwrap(), list["sheet"].as_str().unwrap());
    day.hands.opens(&format!("/counter/manifests/{number}"));
    let paper = day.hands.prints(&format!("/counter/manifests/{number}/paper.pdf"));
    assert!(paper.starts_with(b"%PDF"));
    day.hands.opens("/counter/sheet");
    let page = day.scans(sheet);
    sees(&page, &["3 dòng đúng như tờ in"]);
    let page = day.presses("/counter/sheet", "record", &[]);
    sees(&page, &["Đã ghi theo tờ này: 3"]);

    // On the road: at the first door its owner, at the second somebody of the house, at the third nobody.
    day.clock("14:20");
    let code = |n: usize| day.sent[n].number.clone();
    day.phone(&son, office, &json!({"action": "deliver", "code": code(0), "receiver": "addressee", "seal_intact": true}));
    day.clock("14:35");
    day.phone(
        &son,
        office,
        &json!({"action": "deliver", "code": code(1), "receiver": "household"}),
    );
    day.clock("14:50");
    day.phone(
        &son,
        office,
        &json!({"action": "fail_delivery", "code": code(3), "reason": "absent"}),
    );
    assert_eq!(day.shown(0)["state"], "delivered");
    assert_eq!(day.shown(3)["state"], "delivery_failed");
    day.hands.citizen();
    let page = day.hands.opens(&format!("/q/{}", day.sent[1].qr));
    sees(&page, &["Đã"]);
    assert_eq!(code_of(&day.hands.path()), day.sent[1].qr);
    // 10 is proposed for what is in somebody's hands.
    let told = day.last_heard(0, "parcel.deliver");
    assert_eq!(told["proposed_status"], 10, "{told}");
    assert!(day.last_heard(3, "parcel.fail_delivery")["proposed_status"].is_null());
}
