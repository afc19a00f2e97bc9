//! Receivers that fail, each in its own way, and hold up nobody else.

use hosopost::base::At;
use hosopost::feed::webhook::{ATTEMPTS, RETRIES};
use serde_json::json;

use super::bench::{Bench, HOUR, case_of, whole};
use crate::kit::databases::on_both;
use crate::kit::receiver::{Receiver, ok, status};

fn seconds_until(bench: &Bench, at: At) -> i64 {
    (at.millis() - bench.now().millis()) / 1000
}

#[test]
fn a_failing_endpoint_holds_up_no_other() {
    on_both(|db| {
        let mut bench = Bench::on(db.fresh());
        let (failing, well) = (Receiver::always(Vec::new()), Receiver::always(ok()));
        let broken = bench.at(&failing.url);
        bench.at(&well.url);
        bench.cases(1..=20, 2);
        bench.settle();
        whole(&well.cases(), 20, 2);
        assert!(failing.cases().values().all(|sequences| *sequences == [1]));
        assert!(bench.attempts(&broken).iter().all(|one| one["failure"] == "broken_off"));
    });
}

#[test]
fn a_fact_is_tried_ten_times_and_then_only_its_case_waits_for_a_person() {
    on_both(|db| {
        let mut bench = Bench::on(db.fresh());
        let receiver = Receiver::new(|got| {
            let poison = got.case().ends_with("0001") && got.sequence() == 2;
            if poison { status(422, "", "cannot read this") } else { ok() }
        });
        let webhook = bench.at(&receiver.url);
        bench.cases(1..=2, 4);
        let begun = bench.now();
        bench.until(begun.plus_millis(30 * 24 * HOUR));
        let cases = receiver.cases();
        assert_eq!(cases["H27.00-250408-0002"], [1, 2, 3, 4]);
        let tried = &cases["H27.00-250408-0001"];
        assert_eq!(tried.len() as i64, 1 + ATTEMPTS, "{tried:?}");
        let dead = bench.get(&format!("{webhook}/waiting?dead=true"))["items"].clone();
        assert_eq!(dead.as_array().unwrap().len(), 1, "{dead}");
        assert_eq!(dead[0]["attempts"], ATTEMPTS);
        let last = bench.attempts(&webhook).remove(0);
        assert_eq!((&last["status"], last.get("next_at")), (&json!(422), None), "{last}");
        assert_eq!(last["answer"], "cannot read this");
        // The tries lay as far apart as the table says, and up to a tenth more.
        let died = At::parse(dead[0]["died_at"].as_str().unwrap()).unwrap();
        let planned: i64 = RETRIES.iter().map(|wait| wait.as_millis() as i64).sum();
        let took = died.millis() - begun.millis();
        assert!(took >= planned && took <= planned + planned / 10 + 1000, "{took} of {planned}");

        // Skipped by a person, its case goes on; skipping it twice skips nothing else.
        let event = json!({"event": dead[0]["event"]});
        assert_eq!(bench.ask(&webhook, "skip", &event)["outcome"], "skipped");
        let path = format!("/api/v1/webhooks/{webhook}/skip");
        let again = bench.app.post(&path).token(&bench.admin).json(&event).send();
        again.problem(409, "not_waited_for");
        bench.settle();
        assert_eq!(receiver.cases()["H27.00-250408-0001"][1 + ATTEMPTS as usize..], [3, 4]);
        assert_eq!(bench.get(&webhook)["waiting"], 0);
    });
}

#[test]
fn a_dead_event_is_told_again_when_its_case_is_replayed() {
    let mut bench = Bench::sqlite();
    let (broken, mended) = (Receiver::always(status(500, "", "")), Receiver::always(ok()));
    let webhook = bench.at(&broken.url);
    bench.cases(1..=2, 2);
    let month = bench.now().plus_millis(30 * 24 * HOUR);
    bench.until(month);
    assert_eq!(bench.get(&webhook)["dead"], 2);
    bench.change(&webhook, &json!({"url": mended.url}));
    bench.settle();
    assert!(mended.got().is_empty(), "what is dead waits for a person");
    bench.ask(&webhook, "replay", &json!({"case": "H27.00-250408-0002"}));
    bench.settle();
    assert_eq!(mended.cases().len(), 1);
    whole(&mended.cases(), 1, 2);
    bench.ask(&webhook, "replay", &json!({"after": "0"}));
    bench.settle();
    assert_eq!(mended.cases()["H27.00-250408-0001"], [1, 2]);
    assert_eq!(mended.cases()["H27.00-250408-0002"], [1, 2, 1, 2]);
}

#[test]
fn a_receiver_that_is_gone_is_not_called_any_more_until_a_person_says_so() {
    on_both(|db| {
        let mut bench = Bench::on(db.fresh());
        let gone = Receiver::always(status(410, "", "moved out"));
        let webhook = bench.at(&gone.url);
        bench.cases(1..=1, 2);
        bench.settle();
        let shown = bench.get(&webhook);
        assert_eq!(
            (&shown["status"], &shown["disabled_why"]),
            (&json!("disabled"), &json!("gone"))
        );
        let month = bench.now().plus_millis(30 * 24 * HOUR);
        bench.until(month);
        assert_eq!(gone.got().len(), 1);
        let back = Receiver::always(ok());
        let shown = bench.change(&webhook, &json!({"url": back.url, "status": "enabled"}));
        assert_eq!((&shown["status"], shown.get("disabled_why")), (&json!("enabled"), None));
        bench.settle();
        whole(&back.cases(), 1, 2);
    });
}

#[test]
fn a_receiver_that_asks_for_time_is_left_alone_altogether() {
    for (code, header) in [(429, "120"), (503, "Tue, 08 Apr 2025 02:32:00 GMT")] {
        let mut bench = Bench::sqlite();
        let busy = Receiver::new(move |got| {
            let first =
                got.case().ends_with("0001") && got.headers["webhook-timestamp"] == "1744079400";
            if first { status(code, &format!("retry-after: {header}\r\n"), "") } else { ok() }
        });
        let webhook = bench.at(&busy.url);
        bench.cases(1..=1, 1);
        let next = bench.settle().unwrap();
        assert_eq!(seconds_until(&bench, next), 120, "{code}");
        bench.cases(2..=2, 1);
        bench.pass(60_000);
        bench.settle();
        assert_eq!(busy.got().len(), 1, "{code}: not even another case");
        assert!(bench.get(&webhook)["resting_until"].is_string());
        bench.pass(60_000);
        bench.settle();
        assert_eq!(busy.got().len(), 3, "{code}");
    }
}

#[test]
fn a_redirect_is_a_failure_and_is_not_followed() {
    let mut bench = Bench::sqlite();
    let elsewhere = Receiver::always(ok());
    let location = format!("location: {}\r\n", elsewhere.url);
    let redirecting = Receiver::always(status(307, &location, ""));
    let webhook = bench.at(&redirecting.url);
    bench.cases(1..=1, 1);
    let next = bench.settle().unwrap();
    assert!((5..=6).contains(&seconds_until(&bench, next)));
    assert!(elsewhere.got().is_empty());
    let attempt = &bench.attempts(&webhook)[0];
    assert_eq!((&attempt["status"], &attempt["outcome"]), (&json!(307), &json!("rejected")));
    assert_eq!(case_of(attempt["event"].as_str().unwrap()).to_string().len(), 36);
}

#[test]
fn of_a_huge_answer_only_the_beginning_is_read_and_shown_printable() {
    let mut bench = Bench::sqlite();
    let body = format!("\u{1b}[31mđỏ\0{}", "x".repeat(3_000_000));
    let huge = Receiver::always(status(200, "", &body));
    let webhook = bench.at(&huge.url);
    bench.cases(1..=1, 2);
    bench.settle();
    whole(&huge.cases(), 1, 2);
    let attempt = &bench.attempts(&webhook)[0];
    let shown = attempt["answer"].as_str().unwrap();
    assert!(shown.starts_with("[31mđỏ x") && shown.len() <= 1024, "{shown}");
}

#[test]
fn an_address_that_nobody_listens_at_is_tried_again() {
    let mut bench = Bench::sqlite();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (url, failure) in [
        (format!("http://{closed}/"), "not_connected"),
        ("http://no-such-host.invalid/".to_owned(), "name_unknown"),
    ] {
        let webhook = bench.at(&url);
        bench.cases(1..=1, 1);
        bench.settle();
        assert_eq!(bench.ask(&webhook, "test", &json!({}))["failure"], failure);
    }
}
