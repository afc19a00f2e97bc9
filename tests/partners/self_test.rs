//! The self-test of a connector.

use std::sync::Arc;

use hosopost::base::{Context, Role};
use hosopost::feed::self_test::SelfTest;
use hosopost::jobs::{Stop, webhooks};
use hosopost::people::WebhookKeeper;
use serde_json::{Value, json};

use super::facts::rows;
use crate::cli::{err, hosopost, out};
use crate::kit::app::{TestApp, settings};
use crate::kit::browser::Browser;
use crate::kit::databases::{TestDatabase, on_both};
use crate::kit::province::CENTRE;
use crate::kit::receiver::{Receiver, Reply, ok, status};

struct Bench {
    app: TestApp,
    admin: String,
}

impl Bench {
    fn on(database: TestDatabase) -> Self {
        let mut settings = settings(&database.url);
        settings.webhooks.private = true;
        let app = TestApp::with(database, settings).furnished();
        let admin = app.secret(Role::Administrator, &[]);
        Self { app, admin }
    }

    fn webhook(&self, body: &Value) -> String {
        let made = self.app.post("/api/v1/webhooks").token(&self.admin).json(body).send();
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["webhook_id"].as_str().unwrap().to_owned()
    }

    fn run(&self, token: &str) -> Value {
        let answer = self.app.post("/api/v1/self-test").token(token).english().send();
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// Beside the loop that tells webhooks, as in a server.
    fn with_webhook(&self, id: &str) -> SelfTest {
        let app = Arc::clone(&self.app.app);
        let cx = Context { now: app.clock.now(), ..self.app.keyboard() };
        let by = WebhookKeeper::of(&cx.who).unwrap();
        let id = Some(id.parse().unwrap());
        self.app.wait(async {
            let stop = Stop::default();
            let telling = webhooks(app.clone(), stop.clone());
            let testing = async {
                let came = hosopost::app::self_test(&app, cx, by, id).await;
                stop.ask();
                came
            };
            futures_util::future::join(telling, testing).await.1.unwrap()
        })
    }
}

fn steps(test: &Value) -> Vec<&str> {
    test["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect()
}

#[test]
fn a_made_up_case_goes_the_whole_way_and_every_event_is_marked() {
    on_both(|db| {
        let bench = Bench::on(db.fresh());
        let partner = bench.app.secret(Role::Partner, &[CENTRE]);
        let test = bench.run(&partner);
        assert_eq!(test["green"], true, "{test}");
        assert_eq!(steps(&test), ["places", "case", "leg", "scans", "custody", "facts"]);
        let feed = bench.app.get("/api/v1/feed").token(&partner).send().json();
        let events = feed["events"].as_array().unwrap();
        assert_eq!(events.len(), 7);
        for event in events {
            assert_eq!(event["test"], true, "{event}");
            assert_eq!(event["subject"], test["case_code"]);
        }
        assert_eq!(events[6]["data"]["proposed_status"], 10);
        let file = bench.app.get("/api/v1/feed.csv").token(&partner).send().text();
        assert!(rows(&file).iter().all(|row| row["test"] == "true"));
        // An ordinary one is not.
        bench.app.announced(7);
        let feed = bench.app.get("/api/v1/feed?after=7").token(&partner).send().json();
        assert_eq!(feed["events"][0].get("test"), None, "{feed}");
        // Again is another case.
        assert_ne!(bench.run(&bench.admin)["case_code"], test["case_code"]);
    });
}

#[test]
fn no_count_list_report_or_ledger_has_a_made_up_case() {
    on_both(|db| {
        let bench = Bench::on(db.fresh());
        let seen = || {
            let text = |path: &str| bench.app.get(path).token(&bench.admin).send().text();
            [
                "/api/v1/anomalies",
                "/api/v1/set-aside",
                "/api/v1/reports/units?from=2025-04-01&until=2025-05-01",
                "/api/v1/ledger",
                "/api/v1/ledger/balance",
                "/api/v1/addresses/waiting",
            ]
            .map(text)
        };
        let home = |admin: &mut Browser<'_>| {
            let page = admin.get("/home").text();
            page.split("<main").nth(1).unwrap().replace(&admin.word, "")
        };
        let mut admin = Browser::of(&bench.app, Role::Administrator, &[]);
        let (before, first) = (seen(), home(&mut admin));
        let test = bench.run(&bench.admin);
        assert_eq!(test["green"], true, "{test}");
        // What goes wrong with it afterwards stays out as well.
        let code = test["case_code"].as_str().unwrap();
        let scan = json!({
            "id": "01961a2b-7c00-7000-8000-000000000001", "action": "receive", "code": code,
            "at": CENTRE, "as": "desk", "happened_at": "2025-04-08T09:31:00+07:00",
        });
        let batch = json!({"device": "x", "scans": [scan]});
        let odd = bench.app.post("/api/v1/scans").token(&bench.admin).json(&batch).send().json();
        assert!(!odd["results"][0]["anomalies"].as_array().unwrap().is_empty(), "{odd}");
        assert_eq!(seen(), before);
        assert_eq!(home(&mut admin), first);
        let found = admin.post("/look-up/people", &[("who", "ho so thu")]);
        assert!(!found.text().contains("TEST-"), "{}", found.text());
        // By its code it is there.
        let parcel = bench.app.get(&format!("/api/v1/parcels/{code}")).token(&bench.admin).send();
        assert_eq!(parcel.status, 200);
    });
}

#[test]
fn what_is_missing_is_named_with_what_to_do() {
    let app = TestApp::sqlite();
    app.app.set_up().unwrap();
    let bench = Bench { admin: app.secret(Role::Administrator, &[]), app };
    let test = bench.run(&bench.admin);
    assert_eq!((&test["green"], steps(&test)), (&json!(false), vec!["places"]));
    let step = &test["steps"][0];
    assert!(step["found"].as_str().unwrap().contains("No one-stop desk"), "{step}");
    assert!(step["advice"].as_str().unwrap().contains("hosopost import points"), "{step}");

    let bench = Bench::on(TestDatabase::sqlite());
    for (role, places, code) in
        [(Role::Clerk, ["481900"].as_slice(), "wrong_role"), (Role::Manager, &[], "wrong_role")]
    {
        let token = bench.app.secret(role, places);
        bench.app.post("/api/v1/self-test").token(&token).send().problem(403, code);
    }
    let path = "/api/v1/webhooks/whk_0197a0c3000070008000000000000000/self-test";
    bench.app.post(path).token(&bench.admin).send().problem(404, "unknown_webhook");
    bench
        .app
        .post("/api/v1/webhooks/x/self-test")
        .token(&bench.admin)
        .send()
        .problem(422, "invalid");
    bench.app.post("/api/v1/self-test").send().problem(401, "unauthenticated");
}

fn receiving(reply: Reply) -> (Bench, Receiver, SelfTest) {
    let bench = Bench::on(TestDatabase::sqlite());
    let receiver = Receiver::always(reply);
    let id = bench.webhook(&json!({"url": receiver.url, "agencies": [CENTRE]}));
    let test = bench.with_webhook(&id);
    (bench, receiver, test)
}

#[test]
fn a_webhook_that_acknowledges_everything_is_green() {
    on_both(|db| {
        let bench = Bench::on(db.fresh());
        let receiver = Receiver::always(ok());
        let id = bench.webhook(&json!({"url": receiver.url, "agencies": [CENTRE]}));
        let test = bench.with_webhook(&id);
        assert!(test.is_green(), "{test:?}");
        assert_eq!(test.tried.len(), 8);
        let got = receiver.got();
        assert_eq!(got.len(), 7);
        assert!(got.iter().all(|got| got.event()["test"] == true));
        assert_eq!(receiver.cases().into_values().collect::<Vec<_>>(), [[1, 2, 3, 4, 5, 6, 7]]);
    });
}

#[test]
fn a_webhook_that_does_not_acknowledge_is_told_with_its_answer() {
    let (_, _, test) = receiving(status(500, "", "no such <table>"));
    let failing = test.failing().unwrap();
    assert_eq!(failing.step.as_str(), "told");
    let [vi, en] = failing.trouble.as_ref().unwrap();
    assert!(vi.contains("trả lời 500") && en.contains("no such <table>"), "{vi} {en}");
    let (_, _, test) = receiving(Vec::new());
    let [_, en] = test.failing().unwrap().trouble.as_ref().unwrap();
    assert!(en.contains("did not answer"), "{en}");

    let (bench, receiver, _) = receiving(ok());
    let none = bench.webhook(&json!({"url": receiver.url, "events": ["fee.collected"]}));
    assert_eq!(bench.with_webhook(&none).failing().unwrap().step.as_str(), "told");
    let change = bench.app.ask(axum::http::Method::PATCH, &format!("/api/v1/webhooks/{none}"));
    change.token(&bench.admin).json(&json!({"status": "disabled"})).send();
    let off = bench.app.post(&format!("/api/v1/webhooks/{none}/self-test")).token(&bench.admin);
    assert_eq!(steps(&off.send().json()), ["webhook"]);
}

#[test]
fn the_keyboard_says_green_or_the_failing_step() {
    let receiver = Receiver::always(ok());
    let bench = Bench::on(TestDatabase::sqlite());
    let id = bench.webhook(&json!({"url": receiver.url}));
    let dir = tempfile::tempdir().unwrap();
    let url = &bench.app.database.url;
    let run = |words: &[&str]| {
        hosopost(
            dir.path(),
            &[&["--database-url", url, "--webhook-private", "true"], words].concat(),
        )
    };
    let green = run(&["self-test", "--webhook", &id]);
    assert!(green.status.success(), "{} {}", out(&green), err(&green));
    assert!(out(&green).contains("good  The webhook acknowledged every event"), "{}", out(&green));
    assert_eq!(receiver.got().len(), 7);
    let json: Value = serde_json::from_str(&out(&run(&["--json", "self-test"]))).unwrap();
    assert_eq!(json["green"], true, "{json}");
    drop(receiver);
    let gone = run(&["self-test", "--webhook", &id]);
    assert_eq!(gone.status.code(), Some(1));
    assert!(out(&gone).contains("did not answer") && out(&gone).contains("→"), "{}", out(&gone));
    assert!(err(&run(&["self-test", "--webhook", "x"])).contains("--webhook"));

    let doctor = || out(&run(&["doctor"]));
    assert!(doctor().contains("good  webhooks switched off: 0"), "{}", doctor());
    run(&["webhook", "disable", &id]);
    let told = doctor();
    assert!(told.contains("mind  webhooks switched off: 1"), "{told}");
    assert!(told.contains("good  dead letters of webhooks: 0"), "{told}");
    let none = run(&["webhook", "replay", &id, "--since", "2999-01-01T00:00:00+07:00"]);
    assert!(!out(&none).contains("cursor 0"), "{}", out(&none));
    let since = run(&["webhook", "replay", &id, "--since", "2025-04-08T09:30:00+07:00"]);
    assert!(out(&since).contains("cursor 0"), "{} {}", out(&since), err(&since));
    for bad in [["--since", "hôm qua"], ["--since", "2025-04-08"]] {
        let refused = run(&[["webhook", "replay", &id].as_slice(), &bad].concat());
        assert!(err(&refused).contains("--since"), "{}", err(&refused));
    }
}
