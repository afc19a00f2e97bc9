//! Records of liability: what the scans make of them, also late and corrected ones, and what is refused.

use hosopost::base::{Ids, Role};
use serde_json::{Value, json};

use super::{later, lost, manager, only_record, parcel, path, scanned, send};
use crate::kit::app::{Answer, morning};
use crate::kit::browser::Browser;
use crate::kit::province::{DISTRICT, SORTING, VILLAGE};
use crate::money::{Province, on_both, uuid7};

fn fix(province: &Province, record: &Value, body: &Value) -> Answer {
    province.post(&format!("{}/fix", path(record)), &manager(province), body).send()
}

fn pay(province: &Province, record: &Value, body: &Value) -> Answer {
    province.post(&format!("{}/pay", path(record)), &province.other_clerk, body).send()
}

fn close(province: &Province, record: &Value) -> Answer {
    let body = json!({"reason": "Đã tìm thấy nguyên vẹn"});
    province.post(&format!("{}/close", path(record)), &manager(province), &body).send()
}

#[test]
fn a_late_scan_names_another_holder_and_what_was_said_before_stays() {
    on_both(|province| {
        let parcel = lost(province, 1);
        let before = only_record(province, "opened");
        let reason = json!({"reason": "Mất tại bưu cục"});
        assert_eq!(fix(province, &before, &reason).status, 200);
        // A scan of the sorting office comes in late: it had the parcel when it was lost.
        scanned(province, &parcel.number, &[("receive", SORTING, 200)]);
        let after = only_record(province, "fixed");
        let readings = after["readings"].as_array().unwrap();
        assert_eq!(readings.len(), 2, "{after}");
        assert_eq!(readings[0], before["readings"][0]);
        assert_eq!(readings[1]["custodian"]["code"], SORTING);
        assert_eq!(readings[1]["held_from"], "2025-04-08T12:50:00+07:00");
        assert_eq!(after["owner"], SORTING);
        let (kinds, last) = province.told(&parcel.case);
        assert_eq!(kinds.last().unwrap(), "vn.hosopost.liability.revised");
        assert_eq!((&last["at"], &last["stands"]), (&json!(SORTING), &json!(true)));
        let mut manager = Browser::of(&province.app, Role::Manager, &[]);
        let own = format!("/liabilities/{}", after["liability_id"].as_str().unwrap());
        let page = manager.get(&own).text();
        assert!(page.contains("đã thay đổi chặng giữ"), "{page}");
        // Fixed anew it is by the new reading, and nothing is paid twice.
        assert_eq!(
            fix(province, &after, &json!({"reason": "Xem lại", "amount": 150_000})).status,
            200
        );
        assert!(!manager.get(&own).text().contains("đã thay đổi chặng giữ"));
        let stages = only_record(province, "fixed")["stages"].clone();
        assert_eq!((&stages[1]["reading"], &stages[2]["reading"]), (&json!(1), &json!(2)));
        assert_eq!(stages[2]["amount"], 150_000);
    });
}

#[test]
fn what_was_found_or_voided_is_closed_and_opens_again_with_the_next_loss() {
    on_both(|province| {
        let parcel = lost(province, 1);
        scanned(province, &parcel.number, &[("find", DISTRICT, 400)]);
        let record = only_record(province, "opened");
        assert_eq!(record["stands"], false, "{record}");
        fix(province, &record, &json!({"reason": "x"})).problem(409, "harm_undone");
        assert_eq!(close(province, &record).status, 200);
        close(province, &record).problem(409, "liability_over");
        let lost_again = scanned(province, &parcel.number, &[("lose", DISTRICT, 500)]).remove(0);
        let record = only_record(province, "opened");
        assert_eq!(record["readings"].as_array().unwrap().len(), 3);
        // The scan was a mistake: corrected, it tells of no harm any more; the first loss was undone before.
        let at = morning().plus_millis(600 * 60_000);
        send(
            province,
            &[json!({
                "id": Ids::Random.uuid(at).to_string(), "action": "correct", "code": parcel.number,
                "at": DISTRICT, "as": "post", "happened_at": at, "corrects": lost_again, "void": true,
                "reason": "Quét nhầm",
            })],
        );
        let record = only_record(province, "opened");
        assert_eq!(record["stands"], false, "{record}");
        let (kinds, _) = province.told(&parcel.case);
        let claims = kinds.iter().filter(|kind| kind.contains(".liability.")).count();
        assert_eq!(claims, 5, "opened, found, closed, lost again, voided: {kinds:?}");
    });
}

#[test]
fn a_lost_bag_takes_its_parcels_along_and_harm_found_at_the_hand_over_is_the_givers() {
    on_both(|province| {
        let packed = parcel(province, 1);
        scanned(province, &packed.number, &[("accept", VILLAGE, 0)]);
        let bag = json!({"code": "T-77", "from": VILLAGE, "to": DISTRICT});
        let made = province.post("/api/v1/bags", &province.administrator, &bag).send();
        assert_eq!(made.status, 201, "{}", made.text());
        let pack = |minute: i64| {
            let at = morning().plus_millis(minute * 60_000);
            json!({
                "id": Ids::Random.uuid(at).to_string(), "action": "pack", "code": packed.number,
                "at": VILLAGE, "as": "post", "happened_at": at, "bag": "T-77",
            })
        };
        send(province, &[pack(10)]);
        scanned(province, "T-77", &[("close_bag", VILLAGE, 20), ("lose", VILLAGE, 90)]);
        let record = only_record(province, "opened");
        assert_eq!(record["tracking_number"], packed.number, "{record}");
        assert_eq!(record["owner"], VILLAGE);
        close(province, &record);
        // Another comes in with its seal broken: it is the giver's damage, although the receiver tells it.
        let torn = parcel(province, 2);
        scanned(province, &torn.number, &[("accept", VILLAGE, 0), ("hand_over", VILLAGE, 30)]);
        let at = morning().plus_millis(60 * 60_000);
        send(
            province,
            &[json!({
                "id": Ids::Random.uuid(at).to_string(), "action": "receive", "code": torn.number,
                "at": DISTRICT, "as": "post", "happened_at": at, "seal_intact": false,
            })],
        );
        scanned(province, &torn.number, &[("damage", DISTRICT, 65), ("hand_over", DISTRICT, 70)]);
        let record = only_record(province, "opened");
        let said = &record["readings"][0];
        assert_eq!(
            (&record["harm"], &said["custodian"]["code"]),
            (&json!("damaged"), &json!(VILLAGE))
        );
        assert_eq!(said["held_until"], "2025-04-08T10:30:00+07:00");
        assert_eq!(record["readings"].as_array().unwrap().len(), 1, "going on changes nothing");
    });
}

#[test]
fn nothing_is_paid_without_proof_of_acceptance_before_it_is_fixed_or_below_the_least() {
    on_both(|province| {
        let unproved = parcel(province, 1);
        scanned(province, &unproved.number, &[("receive", DISTRICT, 0), ("lose", DISTRICT, 60)]);
        later(province, 120);
        let record = only_record(province, "opened");
        fix(province, &record, &json!({"reason": "x"})).problem(409, "no_proof_of_acceptance");
        assert_eq!(close(province, &record).status, 200);

        lost(province, 2);
        let record = only_record(province, "opened");
        pay(province, &record, &json!({"method": "cash"})).problem(409, "liability_not_fixed");
        let little = fix(province, &record, &json!({"reason": "x", "amount": 119_999}));
        let told = little.problem(422, "too_little");
        assert_eq!(told["field"], "amount");
        assert!(told["detail"].as_str().unwrap().contains("120.000 đ, 4 times the charge"));
        for (body, field) in [
            (json!({}), "reason"),
            (json!({"reason": ""}), "reason"),
            (json!({"reason": "x".repeat(501)}), "reason"),
            (json!({"reason": "x", "amount": 0}), "amount"),
            (json!({"reason": "x", "amount": -1}), "amount"),
            (json!({"reason": "x", "amount": 1.5}), "amount"),
            (json!({"reason": "x", "amount": "120000"}), "amount"),
            (json!({"reason": "x", "amount": 1_000_000_000_001_i64}), "amount"),
            (json!({"reason": "x", "sum": 1}), "sum"),
        ] {
            let answer = fix(province, &record, &body);
            assert_eq!(answer.status, 422, "{body}: {}", answer.text());
            assert!(answer.text().contains(field), "{body}: {}", answer.text());
        }
        assert_eq!(fix(province, &record, &json!({"reason": "x"})).status, 200);
        for (body, field) in [
            (json!({}), "method"),
            (json!({"method": "card"}), "method"),
            (json!({"method": "cash", "at": "a b"}), "at"),
            (json!({"method": "cash", "at": "H27.29"}), "at"),
            (json!({"method": "cash", "reference": ""}), "reference"),
            (json!({"method": "cash", "id": "00000000-0000-4000-8000-000000000000"}), "id"),
        ] {
            let answer = pay(province, &record, &body);
            assert!([403, 422].contains(&answer.status.as_u16()), "{body}: {}", answer.text());
            assert!(answer.text().contains(field) || answer.status == 403, "{}", answer.text());
        }
        // Paid under the id of its maker it is paid once, however often it is sent.
        let once = json!({"method": "transfer", "id": uuid7(), "reference": "FT-1"});
        assert_eq!(pay(province, &record, &once).status, 201);
        assert_eq!(pay(province, &record, &once).status, 200);
        pay(province, &record, &json!({"method": "cash"})).problem(409, "liability_over");
        assert_eq!(province.standing("compensation"), 120_000);
        let unknown = json!({"liability_id": "lia_lost_00000000000000000000000000000000"});
        fix(province, &unknown, &json!({"reason": "x"})).problem(404, "unknown_liability");
    });
}

#[test]
fn who_had_the_parcel_reads_the_record_and_decides_nothing() {
    on_both(|province| {
        lost(province, 1);
        let record = only_record(province, "opened");
        let page = format!("/liabilities/{}", record["liability_id"].as_str().unwrap());
        let mut clerk = Browser::of(&province.app, Role::Clerk, &[DISTRICT]);
        let text = clerk.get(&page).text();
        assert!(text.contains("Bưu điện – Bưu cục Thạch Hà") && !text.contains("/fix\""), "{text}");
        assert_eq!(clerk.post(&format!("{page}/fix"), &[("reason", "x")]).status, 403);
        let mut stranger = Browser::of(&province.app, Role::Clerk, &[VILLAGE]);
        assert_eq!(stranger.get(&page).status, 404);
        // Whose case it is reads it too.
        let mut officer = Browser::of(&province.app, Role::Officer, &["H27.00"]);
        assert_eq!(officer.get(&page).status, 200);
        // A form with a mistake keeps what was typed, and says so at the field.
        let mut manager = Browser::of(&province.app, Role::Manager, &[]);
        manager.get(&page);
        let wrong =
            manager.post(&format!("{page}/fix"), &[("amount", "12 nghìn"), ("reason", "Mất")]);
        assert_eq!(wrong.status, 422);
        let text = wrong.text();
        assert!(text.contains("value=\"12 nghìn\"") && text.contains("fix-amount-why"), "{text}");
        let few = manager.post(&format!("{page}/fix"), &[("amount", "100.000"), ("reason", "Mất")]);
        assert!(few.text().contains("ít nhất 120.000 đ"), "{}", few.text());
        let good =
            manager.post(&format!("{page}/fix"), &[("amount", "150.000"), ("reason", "Mất")]);
        assert_eq!(good.status, 303, "{}", good.text());
        assert!(manager.get(&page).text().contains("150.000 đ"));
    });
}

#[test]
fn the_record_and_the_answer_are_printed_and_a_look_at_who_complained_is_noted() {
    on_both(|province| {
        let parcel = super::lost(province, 1);
        let record = only_record(province, "opened");
        let print = |path: &str, token: &str| province.get(&format!("{path}/paper"), token);
        let paper = print(&path(&record), &province.clerk);
        assert_eq!(paper.status, 404, "another point answers for it");
        let paper = print(&path(&record), &province.other_clerk);
        assert!(paper.status == 200 && paper.body.starts_with(b"%PDF"), "{}", paper.status);
        for (query, field) in [("format=zpl", "?format"), ("format=x", "?format")] {
            let refused =
                province.get(&format!("{}/paper?{query}", path(&record)), &province.other_clerk);
            assert_eq!(refused.problem(422, "invalid")["field"], field, "{query}");
        }
        assert_eq!(print("/api/v1/liabilities/lia_x", &province.administrator).status, 404);

        let complaint = json!({"about": "lost", "words": "Không thấy"});
        let filed = super::complain(province, &parcel, &complaint).json();
        let own = format!("/api/v1/complaints/{}", filed["complaint_id"].as_str().unwrap());
        assert_eq!(print(&own, &province.clerk).status, 404, "nobody has answered yet");
        let answer = json!({"outcome": "upheld", "words": "Chúng tôi xin lỗi"});
        let answered = province.post(&format!("{own}/answer"), &province.clerk, &answer).send();
        assert_eq!(answered.status, 200, "{}", answered.text());
        let looks = || {
            let log = province.get("/api/v1/access-log", &province.administrator).json();
            let items = log["items"].as_array().unwrap().clone();
            items.iter().filter(|line| line["page"] == "complaint_answer").count()
        };
        let before = looks();
        let letter = print(&own, &province.clerk);
        assert!(letter.status == 200 && letter.body.starts_with(b"%PDF"), "{}", letter.status);
        assert_eq!(looks(), before + 1, "it names who is told");
        assert_eq!(print(&own, &province.other_clerk).status, 404);
        assert_eq!(looks(), before + 1, "what was refused was not looked at");
    });
}
