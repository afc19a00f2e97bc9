//! Scans through the door: each with an outcome of its own, bad ones named by their field.

use hosopost::base::Role;
use hosopost::people::Secret;
use serde_json::{Value, json};

use crate::kit::app::TestApp;
use crate::kit::databases::{TestDatabase, on_both};
use crate::kit::province::{CENTRE, DISTRICT, SORTING, VILLAGE};

fn id(n: u32) -> String {
    format!("01961a2b-7c00-7000-8000-{n:012}")
}

fn accept(n: u32, code: &str) -> Value {
    json!({
        "id": id(n), "action": "accept", "code": code, "at": DISTRICT,
        "happened_at": "2025-04-08T09:00:00+07:00"
    })
}

fn with(mut scan: Value, field: &str, value: Value) -> Value {
    scan[field] = value;
    scan
}

fn batch(scans: &[Value]) -> Value {
    json!({"device": "may-quet-07", "scans": scans})
}

fn hand_in(app: &TestApp, secret: &str, scans: &[Value]) -> Vec<Value> {
    let answer = app.post("/api/v1/scans").token(secret).english().json(&batch(scans)).send();
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["results"].as_array().unwrap().clone()
}

#[test]
fn a_batch_is_answered_scan_by_scan_and_again_as_repeated() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let (one, two) = (app.announced(1), app.announced(2));
        let clerk = app.secret(Role::Clerk, &[DISTRICT]);
        let qr = one.qr.url("https://other.example");
        let scans = [
            accept(1, &qr),
            json!({"id": id(2)}),
            accept(3, "BH000000000VN"),
            accept(4, two.tracking.as_str()),
            with(accept(5, two.tracking.as_str()), "at", json!(SORTING)),
        ];
        let outcomes = |results: &[Value]| -> Vec<String> {
            results.iter().map(|r| r["outcome"].as_str().unwrap().to_owned()).collect()
        };
        let first = hand_in(&app, &clerk, &scans);
        assert_eq!(
            outcomes(&first),
            ["recorded", "refused", "set_aside", "recorded", "set_aside"],
            "{first:?}"
        );
        assert_eq!(first[0]["id"], id(1));
        assert_eq!(first[0]["state"], "accepted");
        assert_eq!(first[0]["custodian"], json!({"kind": "point", "code": DISTRICT, "as": "post"}));
        assert!(first[0]["advice"].as_str().unwrap().contains(CENTRE), "{}", first[0]);
        assert_eq!(
            (&first[1]["id"], &first[1]["error"]["code"]),
            (&json!(id(2)), &json!("malformed"))
        );
        assert_eq!(first[2]["error"]["code"], "unknown_code");
        assert_eq!(first[4]["error"]["code"], "wrong_place");
        let again = hand_in(&app, &clerk, &scans);
        assert_eq!(
            outcomes(&again),
            ["repeated", "refused", "repeated", "repeated", "repeated"],
            "{again:?}"
        );
        assert_eq!(again[0]["state"], "accepted");
        let other = with(scans[0].clone(), "seal", json!("NP-9"));
        let conflict = hand_in(&app, &clerk, &[other]);
        assert_eq!(conflict[0]["outcome"], "refused");
        assert_eq!(conflict[0]["error"]["code"], "id_conflict");
    });
}

#[test]
fn every_field_of_a_scan_is_refused_by_its_name_when_it_is_bad() {
    let app = TestApp::province(TestDatabase::sqlite());
    let parcel = app.announced(1);
    let clerk = app.secret(Role::Clerk, &[DISTRICT]);
    let long = "x".repeat(201);
    let cases: Vec<(&str, Value, &str)> = vec![
        ("id", json!("1"), "id"),
        ("id", json!(7), "id"),
        ("id", json!("2f1b0000-0000-4000-8000-000000000000"), "id"),
        ("id", Value::Null, "id"),
        ("action", json!("steal"), "action"),
        ("action", json!(null), "action"),
        ("action", json!(["accept"]), "action"),
        ("code", json!(""), "code"),
        ("code", json!(" \u{0} "), "code"),
        ("code", json!(long), "code"),
        ("code", json!(12), "code"),
        ("at", json!("không có"), "at"),
        ("at", json!(481_900), "at"),
        ("as", json!("both"), "as"),
        ("happened_at", json!("hôm qua"), "happened_at"),
        ("happened_at", json!("2025-02-30T08:00:00+07:00"), "happened_at"),
        ("happened_at", json!("2025-04-08T09:00:00"), "happened_at"),
        ("happened_at", json!("99999-01-01T00:00:00Z"), "happened_at"),
        ("happened_at", json!(1_744_077_600), "happened_at"),
        ("clock_offset_ms", json!("5"), "clock_offset_ms"),
        ("clock_offset_ms", json!(1.5), "clock_offset_ms"),
        ("clock_offset_ms", json!(1e300), "clock_offset_ms"),
        ("handover_id", json!(""), "handover_id"),
        ("handover_id", json!("h".repeat(65)), "handover_id"),
        ("to", json!("481900"), "to"),
        ("to", json!({}), "to"),
        ("to", json!({"point": DISTRICT, "person": true}), "to"),
        ("to", json!({"person": true, "as": "desk"}), "to.as"),
        ("to", json!({"postman": "tok_1"}), "to.postman"),
        ("to", json!({"point": "a b"}), "to.point"),
        ("to", json!({"bag": "B"}), "to.bag"),
        ("bag", json!(""), "bag"),
        ("run", json!(long), "run"),
        ("seal", json!("s".repeat(41)), "seal"),
        ("seal_intact", json!("yes"), "seal_intact"),
        ("papers", json!([1, -1]), "papers[1]"),
        ("papers", json!([1, 70_000]), "papers[1]"),
        ("papers", json!([1000]), "papers"),
        ("papers", json!(vec![1; 201]), "papers"),
        ("papers", json!("2"), "papers"),
        ("receiver", json!("neighbour"), "receiver"),
        ("evidence", json!(long), "evidence"),
        ("reason", json!(long), "reason"),
        ("corrects", json!("x"), "corrects"),
        ("corrects", json!(id(1)), "corrects"),
        ("void", json!("true"), "void"),
        ("void", json!(true), "corrects"),
        ("replacement", json!({"at": "a b"}), "replacement.at"),
        ("replacement", json!({"action": "correct"}), "replacement.action"),
        ("replacement", json!({"colour": 1}), "replacement.colour"),
        ("hapened_at", json!("2025-04-08T09:00:00+07:00"), "hapened_at"),
    ];
    let scans: Vec<Value> = cases
        .iter()
        .map(|(field, value, _)| with(accept(9, parcel.tracking.as_str()), field, value.clone()))
        .collect();
    let results = hand_in(&app, &clerk, &scans);
    for ((field, value, named), result) in cases.iter().zip(&results) {
        assert_eq!(result["outcome"], "refused", "{field}: {value}: {result}");
        assert_eq!(result["error"]["field"], *named, "{field}: {value}: {result}");
        let detail = result["error"]["detail"].as_str().unwrap();
        assert!(!detail.is_empty(), "{field}: {value}");
    }
    for scan in [json!(null), json!(7), json!("accept"), json!([])] {
        assert_eq!(hand_in(&app, &clerk, &[scan])[0]["outcome"], "refused");
    }
}

#[test]
fn what_an_action_needs_is_asked_for() {
    let app = TestApp::province(TestDatabase::sqlite());
    let parcel = app.announced(1);
    let clerk = app.secret(Role::Clerk, &[DISTRICT]);
    let base = accept(1, parcel.tracking.as_str());
    let correct = with(with(base.clone(), "action", json!("correct")), "reason", json!("nhầm"));
    for (scan, field) in [
        (with(base.clone(), "action", json!("pack")), "bag"),
        (with(base.clone(), "action", json!("load")), "run"),
        (with(base.clone(), "action", json!("fail_delivery")), "reason"),
        (with(with(base, "action", json!("fail_delivery")), "reason", json!("lazy")), "reason"),
        (correct.clone(), "corrects"),
        (with(correct.clone(), "corrects", json!(id(5))), "void"),
        (
            with(
                with(with(correct.clone(), "corrects", json!(id(5))), "void", json!(true)),
                "replacement",
                json!({"at": DISTRICT}),
            ),
            "void",
        ),
        (with(with(correct, "corrects", json!(id(5))), "reason", json!(null)), "reason"),
    ] {
        let result = hand_in(&app, &clerk, std::slice::from_ref(&scan)).remove(0);
        assert_eq!(result["outcome"], "refused", "{scan}: {result}");
        assert_eq!(result["error"]["field"], field, "{scan}: {result}");
    }
}

#[test]
fn batches_have_bounds_and_beyond_them_nothing_is_recorded() {
    let app = TestApp::province(TestDatabase::sqlite());
    let parcel = app.announced(1);
    let clerk = app.secret(Role::Clerk, &[DISTRICT]);
    assert!(hand_in(&app, &clerk, &[]).is_empty());
    let many: Vec<Value> = (1..=1001).map(|n| accept(n, parcel.tracking.as_str())).collect();
    let post = |body: &Value| app.post("/api/v1/scans").token(&clerk).json(body).send();
    post(&batch(&many)).problem(413, "too_large");
    let pad = "x".repeat(1024 * 1024);
    post(&json!({"device": pad, "scans": []})).problem(413, "too_large");
    assert_eq!(hand_in(&app, &clerk, &many[..1])[0]["outcome"], "recorded", "not repeated");
    let all = hand_in(&app, &clerk, &many[..1000]);
    assert_eq!((all.len(), &all[0]["outcome"]), (1000, &json!("repeated")));

    for (body, field) in [
        (json!({"scans": []}), None),
        (json!({"device": "a"}), None),
        (json!({"device": "", "scans": []}), Some("device")),
        (json!({"device": "d".repeat(65), "scans": []}), Some("device")),
        (json!({"device": 7, "scans": []}), Some("device")),
        (json!({"device": "a", "scans": {}}), Some("scans")),
        (json!({"device": "a", "scans": [], "x": 1}), None),
        (json!([]), None),
    ] {
        let problem = post(&body).problem(422, "invalid");
        if let Some(field) = field {
            assert_eq!(problem["field"], field, "{problem}");
        }
    }
}

#[test]
fn a_revoked_device_may_still_hand_in_and_an_unknown_one_may_not() {
    let app = TestApp::province(TestDatabase::sqlite());
    let parcel = app.announced(1);
    let clerk = app.secret(Role::Clerk, &[DISTRICT]);
    let mut conn = app.database.open();
    let secret = Secret::read(&clerk).unwrap();
    let token = hosopost::store::tokens::find_actor(&mut conn, &secret).unwrap().unwrap().token;
    hosopost::store::tokens::revoke(&mut conn, token, app.app.clock.now()).unwrap();
    let scan = accept(1, parcel.tracking.as_str());
    let kept = hand_in(&app, &clerk, std::slice::from_ref(&scan)).remove(0);
    assert_eq!(
        (&kept["outcome"], &kept["error"]["code"]),
        (&json!("set_aside"), &json!("revoked"))
    );
    let unknown = format!("hsp_{}", "A".repeat(43));
    app.post("/api/v1/scans")
        .token(&unknown)
        .json(&batch(&[scan]))
        .send()
        .problem(401, "unauthenticated");
    app.get("/api/v1/anomalies").token(&clerk).send().problem(403, "token_revoked");
}

#[test]
fn anomalies_are_listed_for_who_owns_them_and_resolved_with_a_reason() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let parcel = app.announced(1);
        let everywhere = app.secret(Role::Administrator, &[]);
        let moved = json!({
            "id": id(2), "action": "receive", "code": parcel.tracking, "at": SORTING,
            "happened_at": "2025-04-08T09:20:00+07:00"
        });
        let results = hand_in(&app, &everywhere, &[accept(1, parcel.tracking.as_str()), moved]);
        assert_eq!(results[1]["anomalies"][0]["kind"], "skipped_handoff");
        let anomaly = results[1]["anomalies"][0]["id"].as_str().unwrap().to_owned();

        let owner = app.secret(Role::Clerk, &[DISTRICT]);
        let other = app.secret(Role::Clerk, &[VILLAGE]);
        let list = |secret: &str, query: &str| {
            app.get(&format!("/api/v1/anomalies{query}")).token(secret).english().send()
        };
        assert_eq!(list(&owner, "?status=open").json()["items"].as_array().unwrap().len(), 1);
        assert_eq!(list(&other, "?status=open").json()["items"].as_array().unwrap().len(), 0);
        list(&other, &format!("?point={DISTRICT}")).problem(403, "wrong_place");
        for (query, field) in [
            ("?status=lost", "?status"),
            ("?kind=odd", "?kind"),
            ("?limit=0", "?limit"),
            ("?limit=x", "?limit"),
            ("?limit=501", "?limit"),
            ("?cursor=x", "?cursor"),
            ("?point=a%20b", "?point"),
        ] {
            let problem = list(&owner, query).problem(422, "invalid");
            assert_eq!(problem["field"], field, "{problem}");
        }

        let path = format!("/api/v1/anomalies/{anomaly}/resolve");
        let resolve = |secret: &str, path: &str, body: &Value| {
            app.post(path).token(secret).english().json(body).send()
        };
        let said = json!({"reason": "Quên quét giao"});
        resolve(&other, &path, &said).problem(403, "wrong_place");
        resolve(&owner, &path, &json!({"reason": ""})).problem(422, "reason");
        resolve(&owner, &path, &json!({"reason": "x".repeat(501)})).problem(422, "reason");
        resolve(&owner, &path, &json!({})).problem(422, "invalid");
        resolve(&owner, "/api/v1/anomalies/anm_none/resolve", &said)
            .problem(404, "unknown_anomaly");
        let resolved = resolve(&owner, &path, &said);
        assert_eq!(resolved.status, 200, "{}", resolved.text());
        assert_eq!(resolved.json()["status"], "resolved");
        assert_eq!(resolved.json()["decision"]["reason"], "Quên quét giao");
        assert_eq!(list(&owner, "?status=open").json()["items"].as_array().unwrap().len(), 0);
        let partner = app.secret(Role::Partner, &[CENTRE]);
        list(&partner, "").problem(403, "wrong_role");
    });
}

#[test]
fn scans_set_aside_are_listed_page_by_page_matched_and_closed() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let parcel = app.announced(1);
        let clerk = app.secret(Role::Clerk, &[DISTRICT]);
        let scans: Vec<Value> = (1..=5).map(|n| accept(n, &format!("NHOE{n}"))).collect();
        hand_in(&app, &clerk, &scans);
        let list = |query: &str| app.get(&format!("/api/v1/set-aside{query}")).token(&clerk).send();
        let mut seen = Vec::new();
        let mut query = "?limit=2".to_owned();
        loop {
            let page = list(&query).json();
            for item in page["items"].as_array().unwrap() {
                assert_eq!(item["reason"], "unknown_code");
                seen.push(item["scan_id"].as_str().unwrap().to_owned());
            }
            let Some(next) = page["next"].as_str() else { break };
            query = format!("?limit=2&cursor={next}");
        }
        assert_eq!(seen, (1..=5).map(id).collect::<Vec<_>>());
        list("?status=lost").problem(422, "invalid");

        let post = |path: &str, body: &Value| app.post(path).token(&clerk).json(body).send();
        let path = |n: u32, what: &str| format!("/api/v1/set-aside/{}/{what}", id(n));
        let to = json!({"code": parcel.tracking, "reason": "Tem bị nhòe"});
        assert_eq!(post(&path(1, "match"), &to).status, 204);
        post(&path(1, "match"), &to).problem(409, "already_settled");
        post(&path(9, "match"), &to).problem(404, "unknown_set_aside");
        post("/api/v1/set-aside/x/match", &to).problem(422, "invalid");
        let bad = post(&path(2, "match"), &json!({"code": "KHONG", "reason": "?"}));
        assert_eq!(bad.problem(422, "unknown_code")["field"], "code");
        let bad = post(&path(2, "match"), &with(to.clone(), "at", json!("999999")));
        assert_eq!(bad.problem(422, "still_set_aside")["field"], "at");
        post(&path(2, "match"), &with(to.clone(), "as", json!("both"))).problem(422, "invalid");
        post(&path(2, "match"), &with(to, "reason", json!(""))).problem(422, "reason");
        assert_eq!(post(&path(2, "close"), &json!({"reason": "Tem quảng cáo"})).status, 204);
        assert_eq!(list("").json()["items"].as_array().unwrap().len(), 3);
        assert_eq!(list("?status=matched").json()["items"].as_array().unwrap().len(), 1);
        let state = hand_in(&app, &clerk, &scans[..1]);
        assert_eq!(
            (&state[0]["outcome"], &state[0]["state"]),
            (&json!("repeated"), &json!("accepted"))
        );
    });
}

#[test]
fn a_parcel_never_used_is_voided_and_one_in_use_is_not() {
    let app = TestApp::province(TestDatabase::sqlite());
    let (unused, used) = (app.announced(1), app.announced(2));
    let clerk = app.secret(Role::Clerk, &[DISTRICT]);
    let void = |n, code: &str| with(accept(n, code), "action", json!("void"));
    let results = hand_in(
        &app,
        &clerk,
        &[
            void(1, unused.tracking.as_str()),
            accept(2, used.tracking.as_str()),
            with(
                void(3, used.tracking.as_str()),
                "happened_at",
                json!("2025-04-08T09:05:00+07:00"),
            ),
        ],
    );
    assert_eq!(results[0]["state"], "void");
    assert_eq!(results[2]["state"], "accepted");
    assert_eq!(results[2]["anomalies"][0]["kind"], "void_in_use");
}

#[test]
fn a_wrong_scan_is_corrected_and_both_stay_on_record() {
    on_both(|db| {
        let app = TestApp::province(db.fresh());
        let parcel = app.announced(1);
        let clerk = app.secret(Role::Administrator, &[]);
        let code = parcel.tracking.as_str();
        let wrong = with(with(accept(2, code), "action", json!("receive")), "at", json!(SORTING));
        let wrong = with(wrong, "happened_at", json!("2025-04-08T09:10:00+07:00"));
        let correct = with(
            with(with(accept(3, code), "action", json!("correct")), "corrects", json!(id(2))),
            "reason",
            json!("Quét nhầm bưu gửi"),
        );
        let correct = with(correct, "void", json!(true));
        let results = hand_in(&app, &clerk, &[accept(1, code), wrong, correct]);
        assert_eq!(results[2]["state"], "accepted");
        assert_eq!(results[2]["custodian"]["code"], DISTRICT);
        let mut conn = app.database.open();
        let events = hosopost::store::custody::events(&mut conn, [parcel.key]).unwrap();
        assert_eq!(events.len(), 3, "nothing is edited away");
    });
}
