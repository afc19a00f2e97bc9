//! Who may do what, and where: every route of the service asked by every role at its own place and at
//! another's. `table.txt` is the whole answer; the test writes it anew and fails when it was out of date, so
//! a right that changed is seen in the change. What is refused says nothing of what stands behind it.

mod ask;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use hosopost::base::Role;
use serde_json::{Value, json};

use crate::api::office::{Door, submit};
use crate::kit::app::Answer;
use crate::kit::browser::{Browser, user};
use crate::kit::office::{CASE, CLOSED, DESK, OTHER_DESK, POST, VILLAGE};
use crate::kit::scans::{at_the_village, scan};
use ask::{How, asked};
use hosopost::custody::Action;

/// A role and its points; nobody for who brings neither a token nor a session.
type Who = Option<(Role, &'static [&'static str])>;

/// Everybody who may stand before the door: a column's name, the role, the place.
const ACTORS: [(&str, Who); 12] = [
    ("nobody", None),
    ("clerk", Some((Role::Clerk, &[POST]))),
    ("clerk-away", Some((Role::Clerk, &[CLOSED]))),
    ("courier", Some((Role::Courier, &[POST]))),
    ("courier-away", Some((Role::Courier, &[CLOSED]))),
    ("officer", Some((Role::Officer, &[DESK]))),
    ("officer-away", Some((Role::Officer, &[OTHER_DESK]))),
    ("partner", Some((Role::Partner, &[DESK]))),
    ("partner-away", Some((Role::Partner, &[OTHER_DESK]))),
    ("manager", Some((Role::Manager, &[]))),
    ("manager-away", Some((Role::Manager, &[OTHER_DESK]))),
    ("admin", Some((Role::Administrator, &[]))),
];

/// One call of the service's document.
struct Call {
    method: String,
    path: String,
    /// Sign-in and cookies, not tokens.
    page: bool,
    /// Whether anybody may ask.
    open: bool,
    body: Option<String>,
}

fn calls(door: &Door) -> Vec<Call> {
    let document = door.app.get("/api/openapi.json").send().json();
    let mut calls = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, call) in item.as_object().unwrap() {
            let page = call["tags"][0] == "staff";
            let kinds = call["requestBody"]["content"].as_object();
            calls.push(Call {
                method: method.to_uppercase(),
                path: path.clone(),
                page,
                open: path == "/sign-in"
                    || path.starts_with("/static/")
                    || !page && !call["security"].is_array(),
                body: kinds.and_then(|kinds| kinds.keys().next().cloned()),
            });
        }
    }
    // What only reads finds all as it was made; what takes away, and signing out, come last.
    calls.sort_by_key(|call| {
        let order = match (call.method.as_str(), call.path.as_str()) {
            ("GET", _) => 0,
            (_, "/sign-out") => 3,
            ("DELETE", _) | (_, "/webhooks/{webhook_id}/remove") => 2,
            _ => 1,
        };
        (order, call.path.clone(), call.method.clone())
    });
    calls
}

/// One of each thing that a route can name, and what it is called.
fn furnished(door: &Door) -> BTreeMap<&'static str, String> {
    let text = |value: &Value, field: &str| value[field].as_str().unwrap().to_owned();
    let leg = door.ordered(&submit());
    let number = text(&leg, "tracking_number");
    let qr = text(&leg, "qr").rsplit('/').next().unwrap().to_owned();
    door.scanned(&[
        scan(1, 0, Action::Accept, &number, POST),
        at_the_village(scan(2, 90, Action::Receive, &number, VILLAGE)),
        scan(3, 95, Action::Receive, "BH999999999VN", POST),
    ]);
    let admin = door.token(Role::Administrator, &[]);
    let made = |path: &str, body: &Value| {
        let answer = door.post(path, &admin, body).send();
        assert!(answer.status.is_success(), "{path}: {}", answer.text());
        answer.json()
    };
    made("/api/v1/bags", &json!({"code": "T-01", "from": POST, "to": VILLAGE}));
    made("/api/v1/runs", &json!({"code": "R-01", "route": "HT-03", "date": "2025-04-08"}));
    made(
        "/api/v1/ledger/collections",
        &json!({
            "kind": "procedure_fee", "case_code": CASE, "amount": 50_000, "method": "cash", "at": POST,
        }),
    );
    let pickup = made(
        "/api/v1/office/pickups",
        &json!({
            "desk": DESK, "office": POST, "parcels": 3,
            "from": "2025-04-08T14:00:00+07:00", "until": "2025-04-08T16:00:00+07:00",
        }),
    );
    let roll = made("/api/v1/rolls", &json!({"count": 2, "point": POST}));
    let hook = made("/api/v1/webhooks", &json!({"url": "https://motcua.example.vn/hosopost"}));
    let token = made("/api/v1/tokens", &json!({"role": "clerk", "points": [POST], "name": "kho"}));
    made("/api/v1/users", &json!({"name": "hoa.le", "role": "clerk", "points": [POST]}));
    user(&door.app, "ly.hong", Role::Clerk, &[POST]);
    let mut counter = Browser::signed_in(&door.app, "ly.hong");
    counter.get("/counter");
    let mut posted = |path: &str, fields: &[(&str, &str)]| {
        let answer = counter.post(path, fields);
        let place = answer.header("location").rsplit('/').next().unwrap().to_owned();
        assert_eq!(answer.status, 303, "{path}: {}", answer.text());
        place
    };
    let refused = posted("/counter/refuse", &ask::REFUSED);
    let signed =
        posted("/counter/list/receive", &[&ask::LISTED[..], &[("code", &number)]].concat());
    let lost = text(&door.ordered(&submit()), "tracking_number");
    door.scanned(&[
        scan(4, 0, Action::Accept, &lost, POST),
        scan(5, 60, Action::Lose, &lost, POST),
    ]);
    let complaint = made(
        &format!("/api/v1/parcels/{lost}/complaints"),
        &json!({"about": "lost", "words": "Nguyễn Văn Mẫu, 0912 345 123"}),
    );
    let liabilities = door.get("/api/v1/liabilities", &admin).send().json();
    let anomalies = door.get("/api/v1/anomalies", &admin).send().json();
    let aside = door.get("/api/v1/set-aside", &admin).send().json();
    BTreeMap::from([
        ("parcel", number),
        ("number", signed),
        ("refused", refused),
        ("liability", text(&liabilities["items"][0], "liability_id")),
        ("complaint", text(&complaint, "complaint_id")),
        ("qr", qr),
        ("leg_id", text(&leg, "leg_id")),
        ("case_code", CASE.to_owned()),
        ("pickup_id", text(&pickup, "pickup_id")),
        ("roll_id", text(&roll, "roll_id")),
        ("webhook_id", text(&hook, "webhook_id")),
        ("token_id", text(&token, "token_id")),
        ("name", "hoa.le".to_owned()),
        ("id", text(&anomalies["items"][0], "id")),
        ("scan_id", text(&aside["items"][0], "scan_id")),
    ])
}

/// What no refusal may say, whoever asks.
const SECRETS: [&str; 4] = ["Nguyễn", "0912", "Tân Đình", "hoa.le"];

/// One actor at the door, with a browser for pages and a token for the rest.
struct Visitor<'a> {
    door: &'a Door,
    token: Option<String>,
    browser: Option<Browser<'a>>,
}

impl<'a> Visitor<'a> {
    fn new(door: &'a Door, who: Who) -> Self {
        let token = who.map(|(role, points)| door.token(role, points));
        // A case system has no browser.
        let sits = who.filter(|(role, _)| *role != Role::Partner);
        let browser = sits.map(|(role, points)| Browser::of(&door.app, role, points));
        Self { door, token, browser }
    }

    /// What the call answers; nothing where this actor has no way to ask.
    fn asks(&mut self, call: &Call, how: &How) -> Option<Answer> {
        if call.page {
            return match (&mut self.browser, &self.token) {
                (Some(browser), _) => {
                    browser.get("/home");
                    Some(if call.method == "GET" {
                        browser.get(&how.path)
                    } else {
                        browser.post(&how.path, &ask::form_of(call))
                    })
                }
                (None, Some(_)) => None,
                (None, None) => {
                    let method = call.method.parse().unwrap();
                    let ask = self.door.app.ask(method, &how.path).header("accept", "text/html");
                    let form = "application/x-www-form-urlencoded";
                    Some(if call.body.is_some() { ask.body(form, "") } else { ask }.send())
                }
            };
        }
        let mut ask = self.door.app.ask(call.method.parse().unwrap(), &how.path);
        if let Some(token) = &self.token {
            ask = ask.token(token);
        }
        if let Some((kind, body)) = &how.body {
            ask = ask.body(kind, body.as_bytes());
        }
        Some(ask.begun())
    }
}

impl Visitor<'_> {
    /// Whether a form that somebody else made would be taken from this browser.
    fn posts_forged(&mut self, how: &How) -> bool {
        let Some(browser) = &mut self.browser else { return false };
        browser.get("/home");
        let answer = browser.post_with(&how.path, &[], &[("form_token", "x")], &[]);
        ![400, 403].contains(&answer.status.as_u16())
    }
}

#[test]
fn every_route_answers_each_role_at_each_place_as_the_table_says() {
    let mut rows: Vec<(String, Vec<String>)> = Vec::new();
    let mut findings: Vec<String> = Vec::new();
    for (column, (name, who)) in ACTORS.iter().enumerate() {
        let door = Door::sqlite();
        let things = furnished(&door);
        let mut visitor = Visitor::new(&door, *who);
        for (n, call) in calls(&door).iter().enumerate() {
            let title = format!("{} {}", call.method, call.path);
            if column == 0 {
                rows.push((title.clone(), Vec::new()));
            }
            let how = asked(call, &things)
                .unwrap_or_else(|| panic!("{title}: say in tests/rights/ask.rs how it is asked"));
            if call.page && call.body.is_some() && visitor.posts_forged(&how) {
                findings.push(format!("{name} {title} believes a form without the session's word"));
            }
            let Some(answer) = visitor.asks(call, &how) else {
                rows[n].1.push("-".to_owned());
                continue;
            };
            let status = answer.status.as_u16();
            rows[n].1.push(status.to_string());
            let told = String::from_utf8_lossy(&answer.body).into_owned();
            if status >= 500 {
                findings.push(format!("{name} {title}: {status} {told}"));
            }
            if who.is_none() && !call.open {
                let shut = if call.page { [303, 200] } else { [401, 401] };
                if !shut.contains(&status) {
                    findings.push(format!("{title} answers {status} to anybody"));
                }
            }
            if [401, 403, 404].contains(&status) {
                for secret in SECRETS.iter().copied().chain([things["qr"].as_str()]) {
                    // What one asked for oneself may be said again.
                    let said = how.path.contains(secret);
                    if !said && told.contains(secret) {
                        findings.push(format!("{name} {title} tells {secret}: {told}"));
                    }
                }
            }
            if call.page && status >= 400 && !answer.header("content-type").starts_with("text/html")
            {
                findings.push(format!("{name} {title}: {status} is said by no page"));
            }
            if status == 404 && call.method == "GET" {
                findings.extend(
                    unlike(&mut visitor, call, &things, &answer)
                        .map(|told| format!("{name} {told}")),
                );
            }
        }
    }
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), findings.join("\n"));
    let text = written(&rows);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rights/table.txt");
    let before = std::fs::read_to_string(&file).unwrap_or_default();
    if before != text {
        std::fs::write(&file, &text).unwrap();
        let changed: Vec<&str> =
            text.lines().filter(|line| !before.lines().any(|old| old == *line)).collect();
        panic!(
            "tests/rights/table.txt was out of date and is written anew:\n{}",
            changed.join("\n")
        );
    }
}

/// Of something that is there and not one's own, the answer is that of something that is not there; else
/// how the two differ.
fn unlike(
    visitor: &mut Visitor<'_>,
    call: &Call,
    things: &BTreeMap<&'static str, String>,
    answer: &Answer,
) -> Option<String> {
    let strangers: BTreeMap<&'static str, String> =
        things.iter().map(|(key, value)| (*key, ask::unknown(key, value))).collect();
    let (how, other) = (asked(call, things)?, asked(call, &strangers)?);
    if how.path == other.path {
        return None;
    }
    let unknown = visitor.asks(call, &other)?;
    let blank = |answer: &Answer, things: &BTreeMap<&'static str, String>| {
        let text = answer.text().replace(answer.header("x-request-id"), "REQUEST");
        things.values().fold(text, |text, code| text.replace(code.as_str(), "CODE"))
    };
    let (known, unknown) = (blank(answer, things), blank(&unknown, &strangers));
    (known != unknown).then(|| format!("{} {}: {known}\nand {unknown}", call.method, call.path))
}

fn written(rows: &[(String, Vec<String>)]) -> String {
    let wide = rows.iter().map(|(title, _)| title.len()).max().unwrap_or(0);
    let mut text = String::from(
        "What each route answers to whom: at the place the thing belongs to, and away from it.\n\
         401 and 303: sign in first; 403: not this role, or not there; 404: as if it were not there;\n\
         422: may ask, and the test's request says too little; -: has no way to ask.\n\n",
    );
    let _ = write!(text, "{:wide$}", "");
    for (name, _) in ACTORS {
        let _ = write!(text, "  {name}");
    }
    text.push('\n');
    for (title, statuses) in rows {
        let _ = write!(text, "{title:wide$}");
        for ((name, _), status) in ACTORS.iter().zip(statuses) {
            let _ = write!(text, "  {status:>width$}", width = name.len());
        }
        text.push('\n');
    }
    text
}
