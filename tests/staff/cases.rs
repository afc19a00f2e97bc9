//! A case's page: what its system was told, by which webhook it is known, and what the post proposes.

use diesel::{RunQueryDsl, sql_query};
use hosopost::base::Role;
use hosopost::custody::Action;
use serde_json::json;

use crate::api::office::{Door, giving_back, on_both};
use crate::kit::browser::Browser;
use crate::kit::office::{CASE, DESK, OTHER_DESK, POST};
use crate::kit::scans::scan;

fn hook(door: &Door, host: &str, agency: &str, events: &[&str]) -> String {
    let body = json!({
        "url": format!("https://{host}/in?secret=1"), "agencies": [agency], "events": events,
        "after": "0",
    });
    let admin = door.token(Role::Administrator, &[]);
    let made = door.post("/api/v1/webhooks", &admin, &body).send();
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["webhook_id"].as_str().unwrap().to_owned()
}

#[test]
fn it_says_of_each_fact_which_webhook_does_not_know_it_yet() {
    on_both(|door| {
        let number = door.ordered(&giving_back())["tracking_number"].as_str().unwrap().to_owned();
        door.scanned(&[
            scan(1, 0, Action::Accept, &number, POST),
            scan(2, 30, Action::OutForDelivery, &number, POST),
        ]);
        let mut officer = Browser::of(&door.app, Role::Officer, &[DESK]);
        let mut page = || officer.get(&format!("/cases/{CASE}")).text();
        let text = page();
        assert!(text.contains("Không có đầu nhận webhook nào"), "{text}");
        assert!(text.contains("vn.hosopost.parcel.accept"), "{text}");
        let hook_id = hook(door, "one.example.vn", DESK, &[]);
        hook(door, "other.example.vn", OTHER_DESK, &[]);
        let text = page();
        assert_eq!(text.matches("one.example.vn: chờ gửi").count(), 3, "{text}");
        assert!(!text.contains("other.example.vn") && !text.contains("secret"), "{text}");

        // The first was acknowledged, the second given up, the third waits behind it.
        let mut conn = door.app.database.open();
        sql_query("UPDATE webhooks SET feed_position = 3").execute(&mut conn).unwrap();
        for (sequence, died) in [(2, "1"), (3, "NULL")] {
            sql_query(format!(
                "INSERT INTO webhook_deliveries (webhook_id, position, case_id, attempts, died_at) \
                 SELECT '{hook_id}', position, case_id, 10, {died} FROM facts WHERE sequence = {sequence}"
            ))
            .execute(&mut conn)
            .unwrap();
        }
        let text = page();
        for told in
            ["đã báo 1", "chờ 1", "hết lượt gửi 1", "one.example.vn: hết lượt gửi, chờ xử lý"]
        {
            assert!(text.contains(told), "{told}: {text}");
        }
        let mut admin = Browser::of(&door.app, Role::Administrator, &[]);
        let link = format!("/webhooks/{hook_id}");
        assert!(admin.get(&format!("/cases/{CASE}")).text().contains(&link));
        assert!(!page().contains(&link));
    });
}

#[test]
fn it_says_what_the_post_proposes_and_why() {
    let door = Door::sqlite();
    let mut officer = Browser::of(&door.app, Role::Officer, &[DESK]);
    let number = door.ordered(&giving_back())["tracking_number"].as_str().unwrap().to_owned();
    let path = format!("/cases/{CASE}");
    assert!(officer.get(&path).text().contains("Chưa đề nghị gì: kết quả đang ở bưu chính"));
    door.scanned(&[
        scan(1, 0, Action::Accept, &number, POST),
        scan(2, 30, Action::Deliver, &number, POST),
    ]);
    let text = officer.get(&path).text();
    assert!(text.contains("Đề nghị chuyển sang 10: kết quả đã đến tay người dân"), "{text}");
}
