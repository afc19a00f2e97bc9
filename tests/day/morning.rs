//! Results lie ready; the desk gives them to the post by one list.

use serde_json::json;

use super::{Day, LAND, Sent, code_of, sees};
use crate::kit::hands::Hands;
use crate::kit::picture::qr_of;
use crate::kit::province::CENTRE;

/// Who waits for them.
const PEOPLE: [&str; 6] = [
    "Nguyễn Văn Mẫu",
    "Trần Thị Thử",
    "Lê Văn Ví",
    "Phạm Thị Dụ",
    "Hoàng Văn Giả",
    "Đặng Thị Định",
];

pub(super) fn results_are_ready_and_promised<H: Hands>(day: &mut Day<'_, H>) {
    let month = &day.day[2..7].replace('-', "");
    for (n, name) in PEOPLE.iter().enumerate() {
        let case = format!("H27.00-{month}01-{:04}", n + 1);
        let (unit, address) = if n == super::ASTRAY { day.elsewhere } else { day.home };
        let person = json!({"name": name, "phone": "0912 345 123", "address": {"text": address, "unit": unit}});
        let record = |status: u8, as_of: &str| {
            json!({
                "case_code": case, "as_of": day.moment(as_of), "procedure_code": LAND,
                "agency": CENTRE, "channel": 2, "status": status,
                "received_at": day.moment("07:00"), "due_at": day.moment("17:00"), "applicant": person,
            })
        };
        day.told("/api/v1/cases", &record(4, "07:20"));
        let order = json!({
            "case_code": case, "service": "return", "from": {"point": CENTRE},
            "to": {"person": person}, "weight_g": 80,
            "papers": [{"name": "Giấy chứng nhận", "form": "original", "count": 1}],
        });
        let leg = day.told("/api/v1/legs", &order)["legs"][0].clone();
        let text = |field: &str| leg[field].as_str().unwrap().to_owned();
        let sent = Sent {
            case: case.clone(),
            number: text("tracking_number"),
            qr: code_of(&text("tracking_page")),
        };
        day.told("/api/v1/cases", &record(9, "07:40"));
        day.sent.push(sent);
    }
    day.clock("07:40");
    for n in 0..day.sent.len() {
        let promised = day.last_heard(n, "parcel.promised");
        assert_eq!(promised["ready_by"], "result", "{promised}");
        assert_eq!(promised["basis"], "timetable", "{promised}");
        if n != super::ASTRAY {
            assert_eq!(promised["promised_at"], day.promised, "{promised}");
        }
    }
    // Who waits reads the day, and nobody's name.
    day.hands.citizen();
    let page = day.hands.opens(&format!("/q/{}", day.sent[0].qr));
    sees(&page, &["Bưu điện hẹn phát"]);
    assert!(!page.contains("Mẫu"), "{page}");
}

pub(super) fn the_desk_hands_over_by_one_list<H: Hands>(day: &mut Day<'_, H>) {
    day.hands.sits("hien.desk");
    let numbers = day.numbers(0..day.sent.len());
    for number in &numbers {
        day.hands.opens(&format!("/parcels/{number}"));
        let label = day.hands.prints(&format!("/parcels/{number}/label.pdf?size=100x75"));
        assert!(label.starts_with(b"%PDF"));
    }
    day.hands.opens("/counter/list/give");
    for number in &numbers {
        let page = day.scans(number);
        sees(&page, &[number]);
    }
    let page = day.presses("/counter/list/give", "confirm", &[("other", CENTRE), ("seals", "1")]);
    sees(&page, &["Mọi dòng đã ghi"]);
    let list = day.hands.path();
    assert!(day.hands.prints(&format!("{list}/record")).starts_with(b"%PDF"));

    // The post's clerk of the same house takes the record with a signature, and scans it.
    let officer = day.app.secret(hosopost::base::Role::Officer, &[CENTRE]);
    let path = format!("/api/v1/manifests/{}/paper?format=png", code_of(&list));
    let sheet = qr_of(&day.app.get(&path).token(&officer).send().body);
    day.hands.sits("tam.centre");
    day.hands.opens("/counter/sheet");
    let page = day.scans(&sheet);
    sees(&page, &["6 dòng đúng như tờ in", "Tờ in khớp"]);
    let page = day.presses("/counter/sheet", "record", &[]);
    sees(&page, &["Đã ghi theo tờ này: 6"]);
    for n in 0..numbers.len() {
        let held = day.shown(n);
        assert_eq!(
            (&held["custodian"]["code"], &held["custodian"]["as"]),
            (&json!(CENTRE), &json!("post"))
        );
        assert_eq!(held["anomalies"], json!([]), "both sides are one hand-over: {held}");
    }
}
