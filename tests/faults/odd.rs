//! What phones send that nobody would expect of them: clocks that are years off, one name for two phones,
//! batches of every size, bodies that are compressed.

use std::thread;

use hosopost::base::Clock;
use serde_json::{Value, json};

use super::account::Account;
use super::door::Door;
use super::ground::Ground;
use super::line::{Line, post};
use super::load::Phone;
use super::server::Server;
use super::walk::By;
use crate::kit::databases::on_both;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
const YEAR: i64 = 365 * DAY;

fn outcomes(server: &Server, request: &[u8]) -> Vec<Value> {
    let reply = Line::to(server.at).unwrap().ask(request).unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()["results"].as_array().unwrap().clone()
}

#[test]
fn clocks_that_are_minutes_days_and_years_off_lose_no_scan() {
    on_both(|db| {
        let ground = Ground::on(db.fresh(), 2);
        let server = ground.server();
        let (account, door) = (Account::default(), Door::of([server.at]));
        let mut phone = Phone::new((&ground, &account, &door), (0, 1), 31);
        let now = Clock::System.now();
        let off = [3 * MINUTE, 20 * MINUTE, 2 * DAY, 40 * YEAR];
        let mut scans = Vec::new();
        for wrong in off.iter().flat_map(|off| [*off, -*off]) {
            // Once as the clock says it, once with the offset that the phone has measured.
            for offset in [0, -wrong] {
                let mut scan = phone.inspections(1).remove(0);
                scan["happened_at"] = json!(now.plus_millis(wrong).to_string());
                scan["clock_offset_ms"] = json!(offset);
                scans.push((scan, wrong > 5 * MINUTE && offset == 0));
            }
        }
        let batch: Vec<Value> = scans.iter().map(|(scan, _)| scan.clone()).collect();
        let request = post("/api/v1/scans", &ground.clerk, "", phone.body(&batch).as_bytes());
        let results = outcomes(&server, &request);
        account.answered(&batch, &json!({ "results": results }));
        for ((scan, ahead), result) in scans.iter().zip(&results) {
            assert_eq!(result["outcome"], "recorded", "{scan} {result}");
            let told = result["anomalies"].to_string().contains("clock");
            assert_eq!(told, *ahead, "{scan} {result}");
        }
        // What no clock can mean is said of that scan alone.
        let mut broken = phone.inspections(5);
        let beyond = [i64::MAX, i64::MIN, 400_000 * YEAR];
        for (scan, offset) in broken.iter_mut().zip(beyond) {
            scan["clock_offset_ms"] = json!(offset);
        }
        broken[3]["happened_at"] = json!("0001-01-01T00:00:00Z");
        broken[4]["happened_at"] = json!("9999-12-31T23:59:59Z");
        broken.extend(phone.inspections(1));
        let request = post("/api/v1/scans", &ground.clerk, "", phone.body(&broken).as_bytes());
        let results = outcomes(&server, &request);
        assert_eq!(results[5]["outcome"], "recorded", "{results:?}");
        for (scan, result) in broken.iter().zip(&results) {
            if result["outcome"] == "refused" {
                let field = result["error"]["field"].as_str().unwrap();
                assert!(scan.get(field).is_some(), "{result}");
            } else {
                account.answered(std::slice::from_ref(scan), &json!({ "results": [result] }));
            }
        }
        let again = phone.inspections(1);
        phone.hand_in(By::Clerk, &again);
        account.settle("clocks minutes, days and years off", 1, &ground, &server);
    });
}

#[test]
fn two_phones_of_one_name_and_one_scan_sent_by_both_at_once_are_told_apart_by_ids() {
    on_both(|db| {
        let ground = Ground::on(db.fresh(), 3);
        let server = ground.server();
        let (account, door) = (Account::default(), Door::of([server.at]));
        let one = Phone::new((&ground, &account, &door), (0, 1), 32);
        let shared = one.inspections(40);
        let of_each = [one.inspections(20), one.inspections(20)];
        // Both under the name may-0, in the same moment.
        let sent: Vec<Vec<Value>> =
            of_each.iter().map(|own| [own.as_slice(), &shared].concat()).collect();
        let answers: Vec<Vec<Value>> = thread::scope(|scope| {
            let phones: Vec<_> = sent
                .iter()
                .map(|batch| {
                    let (body, token, server) = (one.body(batch), &ground.clerk, &server);
                    scope.spawn(move || {
                        outcomes(server, &post("/api/v1/scans", token, "", body.as_bytes()))
                    })
                })
                .collect();
            phones.into_iter().map(|phone| phone.join().unwrap()).collect()
        });
        for (batch, answer) in sent.iter().zip(&answers) {
            account.answered(batch, &json!({ "results": answer }));
        }
        assert_eq!(account.repeated(), 40, "each shared scan was recorded by one of the two");
        // The same id with other content is refused, and its neighbour is not.
        let mut other = vec![shared[0].clone(), one.inspections(1).remove(0)];
        other[0]["happened_at"] = json!("2025-04-09T11:00:00+07:00");
        let request = post("/api/v1/scans", &ground.clerk, "", one.body(&other).as_bytes());
        let results = outcomes(&server, &request);
        assert_eq!(results[0]["error"]["code"], "id_conflict", "{results:?}");
        account.answered(&other[1..], &json!({ "results": [results[1]] }));
        account.settle("one name for two phones", 1, &ground, &server);
    });
}

#[test]
fn batches_of_one_and_a_thousand_are_taken_and_of_a_thousand_and_one_nothing() {
    on_both(|db| {
        let ground = Ground::on(db.fresh(), 100);
        let server = ground.server();
        let (account, door) = (Account::default(), Door::of([server.at]));
        let mut phone = Phone::new((&ground, &account, &door), (0, 1), 33);
        let too_many = phone.inspections(1_001);
        let reply = phone.try_with(By::Clerk, &too_many, "").unwrap();
        assert_eq!((reply.status, &reply.json()["code"]), (413, &json!("too_large")));
        phone.hand_in(By::Clerk, &too_many[..1]);
        phone.hand_in(By::Clerk, &too_many[1..]);
        assert_eq!(account.repeated(), 0, "of what was too much nothing was recorded");
        let none = phone.try_with(By::Clerk, &[], "").unwrap();
        assert_eq!((none.status, none.json()), (200, json!({ "results": [] })));
        account.settle("batches of 1, 1,000 and 1,001", 3, &ground, &server);
    });
}

#[test]
fn a_compressed_body_is_refused_by_its_header_and_nothing_of_it_is_recorded() {
    on_both(|db| {
        let ground = Ground::on(db.fresh(), 1);
        let server = ground.server();
        let (account, door) = (Account::default(), Door::of([server.at]));
        let mut phone = Phone::new((&ground, &account, &door), (0, 1), 34);
        let batch = phone.inspections(2);
        let reply = phone.try_with(By::Clerk, &batch, "content-encoding: gzip\r\n").unwrap();
        assert_eq!(reply.status, 415, "{}", reply.text());
        assert!(reply.json()["detail"].as_str().unwrap().contains("not compressed"));
        // The beginning of what gzip makes, without saying so.
        let request = post("/api/v1/scans", &ground.clerk, "", b"\x1f\x8b\x08\x00\x00\x00\x00\x00");
        assert_eq!(Line::to(server.at).unwrap().ask(&request).unwrap().status, 400);
        phone.hand_in(By::Clerk, &batch);
        assert_eq!(account.repeated(), 0);
        account.settle("a compressed body", 2, &ground, &server);
    });
}
