//! Another delivery on the parcel's page of staff: who is told the neighbour's name, and the form for a
//! receiver who rang up.

use hosopost::base::Role;
use hosopost::custody::Action;

use crate::api::office::{Door, giving_back, on_both, submit};
use crate::citizen::number;
use crate::citizen::redirect::with_days;
use crate::kit::browser::Browser;
use crate::kit::office::{DESK, OTHER_DESK, POST, VILLAGE};
use crate::kit::scans::scan;

const WHOLE: [&str; 3] = ["Trần Thị Hàng Xóm", "0987654321", "nhà bên trái"];
const MASKED: [&str; 2] = ["T*** T** H*** X**", "09•••••321"];

/// Asks for a neighbour, over the counter.
fn by_proxy(browser: &mut Browser<'_>, number: &str) {
    let form = format!("/parcels/{number}/redirect");
    assert_eq!(browser.get(&form).status, 200);
    let fields = [
        ("kind", "proxy"),
        ("proxy_name", WHOLE[0]),
        ("proxy_phone", "0987 654 321"),
        ("proxy_where", WHOLE[2]),
    ];
    let answer = browser.post(&form, &fields);
    assert_eq!(answer.header("location"), format!("/parcels/{number}"), "{}", answer.text());
}

fn sees_whole(browser: &mut Browser<'_>, number: &str) -> bool {
    let page = browser.get(&format!("/parcels/{number}")).text();
    assert!(page.contains("Hàng xóm nhận thay"), "{page}");
    let whole = WHOLE.iter().filter(|told| page.contains(**told)).count();
    let masked = MASKED.iter().filter(|told| page.contains(**told)).count();
    assert!(matches!((whole, masked), (3, 0) | (0, 2)), "{page}");
    whole == 3
}

#[test]
fn the_neighbour_is_named_where_the_post_has_the_parcel_and_each_look_is_noted() {
    on_both(|door| {
        let number = number(&door.ordered(&giving_back()));
        let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
        let mut courier = Browser::of(&door.app, Role::Courier, &[POST]);
        by_proxy(&mut clerk, &number);
        // The desk has it still.
        assert!(!sees_whole(&mut courier, &number));
        door.scanned(&[scan(1, 1, Action::Accept, &number, POST)]);
        assert!(sees_whole(&mut clerk, &number) && sees_whole(&mut courier, &number));
        for (role, places) in [
            (Role::Clerk, &[VILLAGE][..]),
            (Role::Courier, &[VILLAGE]),
            (Role::Officer, &[DESK]),
            (Role::Manager, &[]),
            (Role::Administrator, &[]),
        ] {
            assert!(!sees_whole(&mut Browser::of(&door.app, role, places), &number), "{role}");
        }
        door.scanned(&[scan(2, 2, Action::OutForDelivery, &number, POST)]);
        assert!(sees_whole(&mut courier, &number), "on the road");
        let admin = door.token(Role::Administrator, &[]);
        let log = door.get("/api/v1/access-log", &admin).send().json();
        let lines = log["items"].as_array().unwrap().iter();
        let mut names: Vec<&str> = lines
            .filter(|line| line["page"] == "parcel")
            .map(|line| line["name"].as_str().unwrap())
            .collect();
        names.sort_unstable();
        let (clerk_name, courier_name) = (format!("clerk.{POST}"), format!("courier.{POST}"));
        assert_eq!(names, [&clerk_name, &courier_name, &courier_name]);
        door.scanned(&[scan(3, 3, Action::Deliver, &number, POST)]);
        assert!(!sees_whole(&mut courier, &number), "delivered");
    });
}

#[test]
fn staff_note_a_wish_down_for_a_receiver_who_rang_up_and_withdraw_it() {
    on_both(|door| {
        with_days(door);
        let number = number(&door.ordered(&giving_back()));
        let page = format!("/parcels/{number}");
        let form = format!("{page}/redirect");
        let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
        assert!(clerk.get(&page).text().contains(&format!("href=\"{form}\"")));
        let drawn = clerk.get(&form).text();
        assert!(drawn.contains("value=\"2025-04-09\"") && !drawn.contains("value=\"2025-04-13\""));
        assert_eq!(
            clerk.post(&form, &[("kind", "day"), ("day", "2025-04-11")]).header("location"),
            page
        );
        let shown = clerk.get(&page).text();
        for told in ["Phát ngày 11/04/2025", "08/04/2025", "nhân viên ghi hộ"] {
            assert!(shown.contains(told), "{told}: {shown}");
        }
        assert!(clerk.english(&form).text().contains("Delivery on 11 Apr 2025"));
        assert_eq!(clerk.post(&form, &[("kind", "point"), ("point", POST)]).status, 303);
        assert!(clerk.english(&page).text().contains("To be fetched at"));
        clerk.get(&form);
        assert_eq!(clerk.post(&form, &[("kind", "withdrawn")]).status, 303);
        assert!(clerk.get(&page).text().contains("Phát đến người nhận như đã đặt."));
        clerk.get(&form);
        let again = clerk.post(&form, &[("kind", "withdrawn")]);
        assert_eq!(again.status, 409);
        assert!(again.text().contains("Không có yêu cầu nào để rút lại."), "{}", again.text());
    });
}

#[test]
fn what_cannot_be_noted_is_said_at_the_field_with_what_was_typed() {
    let door = Door::sqlite();
    with_days(&door);
    let number = number(&door.ordered(&giving_back()));
    let form = format!("/parcels/{number}/redirect");
    let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
    clerk.get(&form);
    let named = ("proxy_name", "Trần Thị Hàng Xóm");
    let bad: [(&[(&str, &str)], &str); 10] = [
        (&[], "Hãy chọn một cách nhận."),
        (&[("kind", "king")], "Hãy chọn một cách nhận."),
        (&[("kind", "day"), ("day", "mai")], "Hãy chọn một ngày."),
        (&[("kind", "day"), ("day", "2025-04-13")], "13/04/2025 không được"),
        (&[("kind", "proxy"), ("proxy_phone", "0987654321")], "id=\"wrong\""),
        (&[("kind", "proxy"), named], "value=\"Trần Thị Hàng Xóm\""),
        (&[("kind", "proxy"), named, ("proxy_phone", "12")], "value=\"12\""),
        (&[("kind", "proxy"), named, ("proxy_where", "bên trái")], "Cần số điện thoại"),
        (&[("kind", "point"), ("point", DESK)], "không trả bưu gửi cho người dân"),
        (&[("kind", "point"), ("point", "a b")], "Hãy chọn một điểm."),
    ];
    for (fields, said) in bad {
        let answer = clerk.post(&form, fields);
        assert_eq!(answer.status, 422, "{fields:?}");
        assert!(answer.text().contains(said), "{fields:?}: {}", answer.text());
        assert!(answer.text().contains("role=\"alert\""), "{fields:?}");
    }
    let found = clerk.post(&form, &[("kind", "day"), ("step", "find"), ("commune", "không đâu")]);
    assert_eq!(found.status, 200);
    assert!(found.text().contains("Chưa tìm thấy điểm nào"), "{}", found.text());
    let page = clerk.get(&format!("/parcels/{number}")).text();
    assert!(page.contains("Phát đến người nhận như đã đặt."), "{page}");
}

#[test]
fn the_form_is_for_who_may_note_a_wish_and_for_what_can_be_redirected() {
    let door = Door::sqlite();
    let back = number(&door.ordered(&giving_back()));
    let there = number(&door.ordered(&submit()));
    let form = |number: &str| format!("/parcels/{number}/redirect");
    for (role, places, status, link) in [
        (Role::Clerk, &[VILLAGE][..], 200, true),
        (Role::Courier, &[POST], 200, true),
        (Role::Officer, &[DESK], 200, true),
        (Role::Administrator, &[], 200, true),
        (Role::Manager, &[], 403, false),
        (Role::Officer, &[OTHER_DESK], 404, false),
    ] {
        let mut browser = Browser::of(&door.app, role, places);
        let page = browser.get(&format!("/parcels/{back}")).text();
        assert_eq!(page.contains(&form(&back)), link, "{role}");
        assert_eq!(browser.get(&form(&back)).status, status, "{role}");
        let asked = browser.post(&form(&back), &[("kind", "point"), ("point", POST)]);
        assert_eq!(asked.status, if status == 200 { 303 } else { status }, "{role}");
    }
    let mut clerk = Browser::of(&door.app, Role::Clerk, &[POST]);
    assert!(!clerk.get(&format!("/parcels/{there}")).text().contains(&form(&there)));
    assert_eq!(clerk.get(&form(&there)).header("location"), format!("/parcels/{there}"));
    let late = clerk.post(&form(&there), &[("kind", "point"), ("point", POST)]);
    assert_eq!(late.status, 409);
    assert!(late.text().contains("không phải đến tay người dân"), "{}", late.text());
    assert_eq!(clerk.get(&form("BH999999999VN")).status, 404);
    let stale = clerk.post_with(&form(&back), &[("kind", "withdrawn")], &[], &[]);
    assert!(matches!(stale.status.as_u16(), 303 | 403), "{}", stale.status);
}
