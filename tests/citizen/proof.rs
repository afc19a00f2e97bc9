//! Proving a right: who gets in, who does not, when it ends, and what everybody else learns (nothing).

use hosopost::custody::Action;
use serde_json::json;

use super::{citizen, number, proven, proves, qr, slip_code, wrong};
use crate::api::office::{Door, giving_back, on_both, submit};
use crate::kit::app::Answer;
use crate::kit::office::{CASE, DESK, POST};
use crate::kit::scans::scan;

/// What only a proof shows.
const SECRETS: [&str; 5] = [CASE, "Thủ tục", "N***", "09•••••123", "Văn phòng"];

fn later(door: &Door, minutes: i64) {
    door.app.app.clock.set(door.app.app.clock.now().plus_millis(minutes * 60_000));
}

#[test]
fn the_slips_second_code_opens_the_details_of_its_parcel_on_both_databases() {
    on_both(|door| {
        let leg = door.ordered(&giving_back());
        let page = format!("/q/{}", qr(&leg));
        let mut browser = citizen(door, "10.0.0.7");
        let before = browser.get(&page).text();
        for secret in SECRETS {
            assert!(!before.contains(secret), "{secret}");
        }
        let code = slip_code(&door.app, &number(&leg));
        for typed in [qr(&leg), number(&leg), CASE.to_lowercase(), format!(" {page} ")] {
            let mut browser = citizen(door, "10.0.0.7");
            let opened = proves(&mut browser, &typed, &code);
            if typed.contains("/q/") {
                assert_eq!(opened.status, 422, "a path alone is no code");
                continue;
            }
            assert_eq!(opened.status, 303, "{typed}");
            assert_eq!(opened.header("location"), format!("{page}?lang=vi"));
            let after = browser.get(&page).text();
            for said in [CASE, "Thủ tục 1.004199", "N*** V** M**", "09•••••123", "Điểm H27.12"]
            {
                assert!(after.contains(said), "{said}: {after}");
            }
            for never in ["Nguyễn", "0912345123", "Tân Đình", "Đơn đề nghị"] {
                assert!(!after.contains(never), "{never}");
            }
        }
    });
}

#[test]
fn the_case_code_and_the_end_of_the_phone_number_open_every_leg_of_that_person() {
    on_both(|door| {
        let there = door.ordered(&submit());
        let back = door.ordered(&giving_back());
        door.scanned(&[
            scan(1, 1, Action::Accept, &number(&there), POST),
            scan(2, 9, Action::Receive, &number(&there), DESK),
        ]);
        let mut browser = citizen(door, "10.0.0.7");
        let opened = proves(&mut browser, CASE, "5123");
        // The one that is under way comes first, the other is a link away.
        assert_eq!(opened.header("location"), format!("/q/{}?lang=vi", qr(&back)));
        let page = browser.get(&format!("/q/{}", qr(&back))).text();
        assert!(page.contains(&format!("/q/{}?lang=vi", qr(&there))), "{page}");
        let other = browser.get(&format!("/q/{}", qr(&there))).text();
        assert!(other.contains(CASE) && other.contains("Giao lúc"), "{other}");
        // The number of a parcel is not the code of a case: a phone's four digits do not count with it.
        for code in [number(&back), qr(&back)] {
            let mut browser = citizen(door, "10.0.0.8");
            assert_eq!(proves(&mut browser, &code, "5123").status, 422, "{code}");
        }
    });
}

#[test]
fn a_receiver_who_is_not_the_applicant_opens_that_leg_alone() {
    let door = Door::sqlite();
    let there = door.ordered(&submit());
    let mut leg = giving_back();
    leg["to"]["person"]["phone"] = json!("0987 654 321");
    let back = door.ordered(&leg);
    let mut browser = citizen(&door, "10.0.0.7");
    let opened = proves(&mut browser, CASE, "4321");
    assert_eq!(opened.header("location"), format!("/q/{}?lang=vi", qr(&back)));
    assert!(!browser.get(&format!("/q/{}", qr(&back))).text().contains(&qr(&there)));
    assert!(!browser.get(&format!("/q/{}", qr(&there))).text().contains(CASE));
}

/// What an outsider can see of an answer, but for what was typed and the nonce.
fn seen(answer: &Answer, typed: &str) -> (u16, Vec<(String, String)>, String) {
    let policy = answer.header("content-security-policy");
    let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
    let told = |text: &str| text.replace(nonce, "NONCE").replace(typed, "CODE");
    let of_its_own = ["x-request-id", "content-length"];
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .filter(|(name, _)| !of_its_own.contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), told(value.to_str().unwrap())))
        .collect();
    headers.sort();
    (answer.status.as_u16(), headers, told(&answer.text()))
}

#[test]
fn an_unknown_code_a_wrong_proof_and_the_end_of_the_tries_look_alike_for_both() {
    on_both(|door| {
        let leg = door.ordered(&giving_back());
        let right = slip_code(&door.app, &number(&leg));
        let known = [number(&leg), CASE.to_owned(), qr(&leg)];
        let unknown = ["BH999999999VN", "H27.12-250408-9999", "7K2M9QXR4TGB8ZCN3"];
        for (n, (known, unknown)) in (1..).zip(known.iter().zip(unknown)) {
            let mut one = citizen(door, &format!("10.0.{n}.1"));
            let mut other = citizen(door, &format!("10.0.{n}.2"));
            for attempt in 1..=7 {
                let proof = if attempt % 2 == 0 { "0000".to_owned() } else { wrong(&right) };
                let (a, b) = (proves(&mut one, known, &proof), proves(&mut other, unknown, &proof));
                assert_eq!(a.status, if attempt <= 5 { 422 } else { 429 }, "{known} {attempt}");
                assert_eq!(seen(&a, known), seen(&b, unknown), "{known} {attempt}");
            }
            // The right proof comes too late, from wherever.
            let mut elsewhere = citizen(door, "10.0.9.9");
            assert_eq!(proves(&mut elsewhere, known, &right).status, 429, "{known}");
        }
        // The next day all is forgotten.
        later(door, 24 * 60);
        let mut again = citizen(door, "10.0.9.9");
        assert_eq!(proves(&mut again, &number(&leg), &right).status, 303);
    });
}

#[test]
fn a_code_written_in_another_way_has_no_tries_of_its_own() {
    let door = Door::sqlite();
    let leg = door.ordered(&giving_back());
    let mut browser = citizen(&door, "10.0.0.7");
    let plain = number(&leg);
    let (head, tail) = plain.split_at(5);
    let ways = [plain.clone(), plain.to_lowercase(), format!("{head} {tail}"), format!(" {plain}")];
    for way in ways.iter().chain([&plain]) {
        assert_eq!(proves(&mut browser, way, "00000000").status, 422, "{way}");
    }
    for way in &ways {
        assert_eq!(proves(&mut browser, way, "00000000").status, 429, "{way}");
    }
}

#[test]
fn an_address_has_fifty_tries_a_day_whatever_the_code_and_success_costs_none() {
    let door = Door::sqlite();
    let leg = door.ordered(&giving_back());
    let right = slip_code(&door.app, &number(&leg));
    let mut browser = citizen(&door, "10.0.0.7");
    for n in 0..50 {
        let code = format!("BH{n:09}VN");
        assert_eq!(proves(&mut browser, &code, "0000").status, 422, "{n}");
        if n % 10 == 0 {
            assert_eq!(proves(&mut browser, &number(&leg), &right).status, 303, "{n}");
        }
    }
    assert_eq!(proves(&mut browser, &number(&leg), &right).status, 429);
    let mut elsewhere = citizen(&door, "10.0.0.8");
    assert_eq!(proves(&mut elsewhere, &number(&leg), &right).status, 303);
}

#[test]
fn odd_and_oversized_fields_are_answered_on_the_form() {
    let door = Door::sqlite();
    let leg = door.ordered(&giving_back());
    let long = "9".repeat(100_000);
    let bad =
        ["x", "<script>alert(1)</script>", "' OR 1=1 --", "４８２７１９３０", "đơn", &long, "%"];
    for (n, bad) in bad.into_iter().enumerate() {
        for (code, proof) in [(number(&leg).as_str(), bad), (bad, "5123")] {
            let mut browser = citizen(&door, &format!("10.0.{n}.7"));
            let answer = proves(&mut browser, code, proof);
            assert!(matches!(answer.status.as_u16(), 422 | 429), "{code} {proof}");
            assert!(!answer.text().contains("<script>"));
        }
    }
    let mut browser = citizen(&door, "10.1.0.7");
    assert_eq!(proves(&mut browser, "a\0b", "51\u{0}23").status, 422);
    assert!(proves(&mut browser, " ", "5123").text().contains("Chưa nhập mã."));
    let nothing = browser.post("/t", &[("code", number(&leg).as_str()), ("proof", "  ")]);
    assert!(nothing.text().contains("Cần mã QR trên phiếu gửi"));
}

#[test]
fn the_cookie_is_for_the_pages_of_that_parcel_and_nothing_personal_stands_in_an_address() {
    let door = Door::sqlite();
    let leg = door.ordered(&giving_back());
    let mut browser = citizen(&door, "10.0.0.7");
    let opened = proves(&mut browser, CASE, "5123");
    let cookie = opened.header("set-cookie");
    let (name, rest) = cookie.split_once('=').unwrap();
    assert_eq!(name, "__Secure-hosopost-proof");
    let expected = format!("; Path=/q/{}; HttpOnly; SameSite=Lax; Secure; Max-Age=1800", qr(&leg));
    assert!(rest.ends_with(&expected), "{cookie}");
    let page = browser.get(&format!("/q/{}", qr(&leg)));
    assert_eq!(page.header("cache-control"), "no-store");
    for address in page.text().split("href=\"").skip(1).map(|r| r.split('"').next().unwrap()) {
        for personal in [CASE, "5123", "Nguy", "0912"] {
            assert!(!address.contains(personal), "{address}");
        }
    }
}

#[test]
fn a_proof_ends_after_half_an_hour_when_it_is_closed_and_for_a_forged_cookie() {
    on_both(|door| {
        let leg = door.ordered(&giving_back());
        let page = format!("/q/{}", qr(&leg));
        let mut browser = proven(door, &leg);
        later(door, 29);
        assert!(browser.get(&page).text().contains(CASE));
        later(door, 1);
        assert!(!browser.get(&page).text().contains(CASE));

        let mut browser = proven(door, &leg);
        let close = format!("{page}/close");
        let forged = browser.post_with(&close, &[("form_token", "x")], &[], &[]);
        assert_eq!(forged.status, 403);
        let word = browser.word.clone();
        let from_elsewhere = [("sec-fetch-site", "cross-site")];
        let elsewhere = browser.post_with(&close, &[("form_token", &word)], &[], &from_elsewhere);
        assert_eq!(elsewhere.status, 403);
        assert!(browser.get(&page).text().contains(CASE));
        let kept = browser.cookies.clone();
        assert_eq!(browser.post(&close, &[]).header("location"), format!("{page}?lang=vi"));
        assert!(browser.cookie("proof").is_none());
        // What the browser gave away is worth nothing to whoever kept it.
        browser.cookies = kept;
        assert!(!browser.get(&page).text().contains(CASE));
        for forged in ["x".repeat(43), "0".repeat(43), String::new(), "é".to_owned()] {
            browser.cookies = vec![("__Secure-hosopost-proof".to_owned(), forged.clone())];
            if forged.is_ascii() {
                assert!(!browser.get(&page).text().contains(CASE), "{forged}");
            }
        }
    });
}

#[test]
fn a_proof_for_one_parcel_opens_no_other() {
    let door = Door::sqlite();
    let (one, other) = (door.ordered(&giving_back()), door.ordered(&submit()));
    let mut browser = proven(&door, &one);
    // A browser would not even send it there.
    assert!(!browser.get(&format!("/q/{}", qr(&other))).text().contains(CASE));
    assert!(browser.get(&format!("/q/{}", qr(&one))).text().contains(CASE));
}

#[test]
fn a_form_on_another_site_spends_nobodys_tries() {
    let door = Door::sqlite();
    let leg = door.ordered(&giving_back());
    let mut browser = citizen(&door, "10.0.0.7");
    let fields = [("code", number(&leg)), ("proof", "0000".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    for header in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        for _ in 0..6 {
            assert_eq!(browser.post_with("/t", &fields, &[], &[header]).status, 403);
        }
    }
    assert_eq!(proves(&mut browser, &number(&leg), "0000").status, 422);
}

#[test]
fn attempts_and_the_delivery_are_told_with_their_reasons() {
    on_both(|door| {
        let leg = door.ordered(&giving_back());
        let mut failed = scan(2, 60, Action::FailDelivery, &number(&leg), POST);
        failed.detail.reason = Some("absent".to_owned());
        door.scanned(&[scan(1, 1, Action::Accept, &number(&leg), POST), failed]);
        let mut browser = proven(door, &leg);
        let page = browser.get(&format!("/q/{}", qr(&leg))).text();
        assert!(page.contains("không có người nhận") && page.contains("10:30"), "{page}");
        assert!(!page.contains("Giao lúc"));
        let mut delivered = scan(3, 120, Action::Deliver, &number(&leg), POST);
        delivered.detail.receiver = Some(hosopost::custody::scan::Receiver::Household);
        door.scanned(&[delivered]);
        let page = browser.get(&format!("/q/{}", qr(&leg))).text();
        assert!(page.contains("Giao lúc") && page.contains("người trong gia đình"), "{page}");
    });
}
