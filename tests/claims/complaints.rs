//! Complaints: who may file one, by when it is answered, and what is refused.

use hosopost::base::Role;
use serde_json::json;

use super::{citizen, complain, later, lost, parcel, scanned};
use crate::kit::browser::Browser;
use crate::kit::province::{DISTRICT, VILLAGE};
use crate::money::on_both;

#[test]
fn a_complaint_is_taken_at_the_counter_answered_twice_and_the_last_answer_stands() {
    on_both(|province| {
        let one = parcel(province, 1);
        scanned(province, &one.number, &[("accept", VILLAGE, 0)]);
        let mut clerk = Browser::of(&province.app, Role::Clerk, &[DISTRICT]);
        let form = format!("/parcels/{}/complaint", one.number);
        assert!(clerk.get(&format!("/parcels/{}", one.number)).text().contains(&form));
        assert_eq!(clerk.get(&form).status, 200);
        let empty = clerk.post(&form, &[("words", "Chậm quá")]);
        assert_eq!(empty.status, 422);
        let text = empty.text();
        assert!(text.contains("kind-why") && text.contains(">Chậm quá</textarea>"), "{text}");
        let blank = clerk.post(&form, &[("kind", "late"), ("words", " ")]);
        assert!(blank.status == 422 && blank.text().contains("words-why"), "{}", blank.text());
        let good = [("kind", "late"), ("words", "Chậm quá")];
        assert_eq!(clerk.post(&form, &good).status, 303);
        let twice = clerk.post(&form, &good);
        assert!(
            twice.status == 409 && twice.text().contains("đang chờ trả lời"),
            "{}",
            twice.text()
        );

        let list = province.get("/api/v1/complaints?stage=open", &province.clerk).json();
        let open = list["items"].as_array().unwrap();
        assert_eq!(open.len(), 1, "{list}");
        assert_eq!((&open[0]["via"], &open[0]["owner"]), (&json!("counter"), &json!(VILLAGE)));
        let path = format!("/api/v1/complaints/{}", open[0]["complaint_id"].as_str().unwrap());
        let answer = format!("{path}/answer");
        let wrong = json!({"outcome": "upheld", "words": "x"});
        // Another point neither sees nor answers it.
        let token = &province.other_clerk;
        province.post(&answer, token, &wrong).send().problem(404, "unknown_complaint");
        assert_eq!(province.get(&path, token).status, 404);
        for outcome in ["rejected", "partly"] {
            let body = json!({"outcome": outcome, "words": format!("Trả lời {outcome}")});
            let answered = province.post(&answer, &province.clerk, &body).send();
            assert_eq!(answered.status, 200, "{}", answered.text());
        }
        let whole = province.get(&path, &province.clerk).json();
        assert_eq!(whole["stage"], "answered");
        assert_eq!(whole["answers"].as_array().unwrap().len(), 2);
        assert!(!whole.to_string().contains("Chậm quá"), "what was written stays inside");
        let mut browser = citizen(province, &one);
        let page = browser.get(&format!("/q/{}", one.qr)).text();
        assert!(page.contains("đúng một phần") && page.contains("Trả lời partly"), "{page}");
        assert!(!page.contains("Trả lời rejected") && !page.contains("Chậm quá"));
        for (body, field) in [
            (json!({"words": "x"}), "outcome"),
            (json!({"outcome": "withdrawn", "words": "x"}), "outcome"),
            (json!({"outcome": "yes", "words": "x"}), "outcome"),
            (json!({"outcome": "upheld"}), "words"),
            (json!({"outcome": "upheld", "words": "\n"}), "words"),
            (json!({"outcome": "upheld", "words": "x".repeat(1001)}), "words"),
        ] {
            let refused = province.post(&answer, &province.clerk, &body).send();
            assert_eq!(refused.status, 422, "{body}: {}", refused.text());
            assert!(refused.text().contains(field), "{body}: {}", refused.text());
        }
    });
}

#[test]
fn what_is_no_complaint_is_refused_with_the_field() {
    on_both(|province| {
        let one = parcel(province, 1);
        complain(province, &one, &json!({"about": "late", "words": "x"}))
            .problem(409, "not_accepted");
        scanned(province, &one.number, &[("accept", VILLAGE, 0)]);
        for (body, field) in [
            (json!({"words": "x"}), "about"),
            (json!({"about": "noise", "words": "x"}), "about"),
            (json!({"about": 1, "words": "x"}), "about"),
            (json!({"about": "late"}), "words"),
            (json!({"about": "late", "words": ""}), "words"),
            (json!({"about": "late", "words": null}), "words"),
            (json!({"about": "late", "words": "x".repeat(1001)}), "words"),
            (json!({"about": "late", "words": "x", "name": "Nguyễn"}), "name"),
        ] {
            let refused = complain(province, &one, &body);
            assert_eq!(refused.status, 422, "{body}: {}", refused.text());
            assert!(refused.text().contains(field), "{body}: {}", refused.text());
        }
        let path = "/api/v1/parcels/BH999999999VN/complaints";
        let good = json!({"about": "late", "words": "x"});
        assert_eq!(province.post(path, &province.clerk, &good).send().status, 404);
        for bad in ["stage=maybe", "cursor=x", "limit=0", "limit=501"] {
            let answer = province.get(&format!("/api/v1/complaints?{bad}"), &province.clerk);
            assert_eq!(answer.status, 422, "{bad}");
            let answer = province.get(&format!("/api/v1/liabilities?{bad}"), &province.clerk);
            assert_eq!(answer.status, 422, "{bad}");
        }
        // The day after the six months, and not before.
        assert_eq!(complain(province, &one, &good).status, 201);
        later(province, 180 * 24 * 60);
        let other = json!({"about": "other", "words": "x"});
        assert_eq!(complain(province, &one, &other).status, 201);
        later(province, 200 * 24 * 60);
        let late = json!({"about": "lost", "words": "x"});
        complain(province, &one, &late).problem(409, "complaint_too_late");
    });
}

#[test]
fn without_a_proof_nobody_complains_and_what_was_sent_can_be_taken_back() {
    on_both(|province| {
        let one = lost(province, 1);
        let page = format!("/q/{}", one.qr);
        let form = format!("{page}/complaint");
        let mut stranger = Browser::new(&province.app, "10.0.0.9");
        assert!(!stranger.get(&page).text().contains("complaint"));
        assert_eq!(stranger.get(&form).status, 303);
        let fields = [("kind", "lost"), ("words", "x")];
        assert_eq!(stranger.post(&form, &fields).header("location"), "/t");

        let mut browser = citizen(province, &one);
        browser.get(&form);
        assert_eq!(browser.post_with(&form, &fields, &[("form_token", "x")], &[]).status, 403);
        for (fields, why) in [
            ([("kind", ""), ("words", "x")], "kind-why"),
            ([("kind", "noise"), ("words", "x")], "kind-why"),
            ([("kind", "lost"), ("words", "  ")], "words-why"),
        ] {
            let wrong = browser.post(&form, &fields);
            assert!(wrong.status == 422 && wrong.text().contains(why), "{}", wrong.text());
        }
        assert_eq!(browser.post(&form, &fields).status, 303);
        browser.get(&form);
        assert_eq!(browser.post(&form, &fields).status, 409);
        let drawn = browser.get(&page).text();
        let back = drawn.split("/complaint/cmp_").nth(1).unwrap().split('?').next().unwrap();
        let back = format!("{form}/cmp_{back}");
        // Not for another parcel's page.
        let other = lost(province, 2);
        let mut neighbour = citizen(province, &other);
        let there = back.replace(&one.qr, &other.qr);
        assert_eq!(neighbour.post(&there, &[]).status, 303);
        assert!(browser.get(&page).text().contains("Rút khiếu nại"));
        assert_eq!(browser.post(&back, &[]).status, 303);
        let drawn = browser.get(&page).text();
        assert!(drawn.contains("đã rút") && !drawn.contains("Rút khiếu nại"), "{drawn}");
        let (kinds, _) = province.told(&one.case);
        assert_eq!(kinds.last().unwrap(), "vn.hosopost.complaint.withdrawn");
        let mut clerk = Browser::of(&province.app, Role::Clerk, &[VILLAGE]);
        let id = back.rsplit('/').nth(1).unwrap();
        let work = format!("/complaints/{id}");
        assert!(!clerk.get(&work).text().contains("name=\"outcome\""));
        let answer =
            clerk.post(&format!("{work}/answer"), &[("outcome", "upheld"), ("words", "x")]);
        assert_eq!(answer.status, 409);
    });
}
