//! From the loss to the money: what everybody does and reads, through the door.

use hosopost::base::Role;
use serde_json::json;

use super::{citizen, later, lost, manager, only_record, path};
use crate::kit::browser::Browser;
use crate::kit::province::{DISTRICT, VILLAGE};
use crate::money::on_both;

/// What the citizen writes, and nobody else is to read but who answers.
const WORDS: &str = "Tôi là Nguyễn Văn Mẫu, hồ sơ đất của tôi không thấy đâu";

#[test]
fn a_loss_is_complained_of_answered_in_time_and_paid_within_thirty_days() {
    on_both(|province| {
        let parcel = lost(province, 1);
        let page = format!("/q/{}", parcel.qr);

        // The scan opened the record, and it names who had the parcel, from when to when.
        let record = only_record(province, "opened");
        assert_eq!((&record["harm"], &record["owner"]), (&json!("lost"), &json!(DISTRICT)));
        let said = &record["readings"][0];
        assert_eq!(said["custodian"], json!({"kind": "point", "code": DISTRICT, "as": "post"}));
        assert_eq!(said["held_from"], "2025-04-08T10:30:00+07:00");
        assert_eq!(said["held_until"], "2025-04-08T13:30:00+07:00");
        assert_eq!(said["accepted_at"], "2025-04-08T09:30:00+07:00");
        assert_eq!((&record["charge"], &record["least"]), (&json!(30_000), &json!(120_000)));

        // The citizen complains after proof, and reads by when there is an answer: five working days.
        let mut browser = citizen(province, &parcel);
        let drawn = browser.get(&page).text();
        assert!(drawn.contains("đang xác định trách nhiệm"), "{drawn}");
        let form = format!("{page}/complaint");
        assert_eq!(browser.get(&form).status, 200);
        let sent = browser.post(&form, &[("kind", "lost"), ("words", WORDS)]);
        assert_eq!(sent.status, 303, "{}", sent.text());
        let drawn = browser.get(&page).text();
        assert!(drawn.contains("Thứ Hai, 14/04/2025"), "{drawn}");

        // The village took it in, so the village answers; it stands on its list, due first.
        let mut clerk = Browser::of(&province.app, Role::Clerk, &[VILLAGE]);
        let list = clerk.get("/exceptions").text();
        assert!(list.contains("Không nhận được, nghi mất"), "{list}");
        let link = list.split("href=\"/complaints/").nth(1).unwrap().split('"').next().unwrap();
        let work = format!("/complaints/{link}");
        let shown = clerk.get(&work).text();
        assert!(shown.contains(WORDS) && shown.contains("nhật ký xem"), "{shown}");
        later(province, 2 * 24 * 60);
        let mut clerk = Browser::signed_in(&province.app, &format!("clerk.{VILLAGE}"));
        clerk.get(&work);
        let answer = "Chúng tôi xin lỗi: bưu gửi mất tại Bưu cục Thạch Hà, sẽ được bồi thường.";
        let fields = [("outcome", "upheld"), ("words", answer)];
        let answered = clerk.post(&format!("{work}/answer"), &fields);
        assert_eq!(answered.status, 303, "{}", answered.text());
        assert!(!clerk.get("/exceptions").text().contains("/complaints/"));
        let mut browser = citizen(province, &parcel);
        let drawn = browser.get(&page).text();
        assert!(drawn.contains("Khiếu nại đúng") && drawn.contains(answer), "{drawn}");
        assert!(!drawn.contains("Rút khiếu nại"));

        // Who answers for all fixes it; the least is what is paid when nothing else is said.
        let manager = manager(province);
        let reason = json!({"reason": "Mất tại khâu khai thác, không tìm thấy sau hai ngày"});
        let fixed = province.post(&format!("{}/fix", path(&record)), &manager, &reason).send();
        assert_eq!(fixed.status, 200, "{}", fixed.text());
        assert_eq!(fixed.json()["due_at"], "2025-05-10T11:30:00+07:00");
        let drawn = browser.get(&page).text();
        assert!(drawn.contains("bồi thường 120.000 đ, trả chậm nhất ngày"), "{drawn}");

        // Its own point pays, out of its till, twenty days later.
        later(province, 22 * 24 * 60);
        let mut payer = Browser::of(&province.app, Role::Clerk, &[DISTRICT]);
        let own = format!("/liabilities/{}", record["liability_id"].as_str().unwrap());
        assert!(payer.get(&own).text().contains("còn"));
        let paid = [("method", "cash"), ("at", DISTRICT), ("reference", "PC-0042")];
        let answer = payer.post(&format!("{own}/pay"), &paid);
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert_eq!(province.standing("compensation"), 120_000);
        assert_eq!(province.standing(&format!("cash:{DISTRICT}")), -120_000);
        let record = only_record(province, "paid");
        let stages = record["stages"].as_array().unwrap();
        let names: Vec<_> = stages.iter().map(|one| one["stage"].as_str().unwrap()).collect();
        assert_eq!(names, ["opened", "fixed", "paid"]);
        assert_eq!(stages[2]["reason"], "PC-0042");
        assert!(stages[2]["at"].as_str() < stages[1]["due_at"].as_str());
        // Twice is once.
        assert_eq!(payer.post(&format!("{own}/pay"), &paid).status, 303);
        assert_eq!(province.standing("compensation"), 120_000);
        let mut browser = citizen(province, &parcel);
        let drawn = browser.get(&page).text();
        assert!(drawn.contains("đã trả bồi thường 120.000 đ"), "{drawn}");

        // The case was told each step, and nothing of what anybody wrote.
        let (kinds, told) = province.told(&parcel.case);
        let steps: Vec<&str> = kinds
            .iter()
            .filter_map(|kind| kind.strip_prefix("vn.hosopost."))
            .filter(|kind| kind.starts_with("liability") || kind.starts_with("complaint"))
            .collect();
        let expected = [
            "liability.opened",
            "complaint.filed",
            "complaint.answered",
            "liability.fixed",
            "liability.paid",
        ];
        assert_eq!(steps, expected);
        assert_eq!((&told["amount"], &told["harm"]), (&json!(120_000), &json!("lost")));
        let feed = province.get("/api/v1/feed?limit=500", &province.administrator).text();
        for secret in ["Nguyễn", "hồ sơ đất", "xin lỗi", "khai thác"] {
            assert!(!feed.contains(secret), "{secret}");
        }
        // Whoever read the complaint stands in the access log.
        let log = province.get("/api/v1/access-log", &province.administrator).text();
        assert!(log.contains("\"complaint\""), "{log}");
    });
}
