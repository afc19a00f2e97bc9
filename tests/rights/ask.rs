//! How each route is asked, with everything it needs, so that only who asks makes the difference.

use std::collections::BTreeMap;

use hosopost::web::road::files::ALL;
use hosopost::web::staff::style;
use serde_json::{Value, json};

use super::Call;
use crate::api::office::{case, giving_back};
use crate::kit::office::{BOTH_WAYS, DESK, POST, VILLAGE};
use crate::kit::scans::scan_id;

/// A request: where, and with what.
pub struct How {
    pub path: String,
    pub body: Option<(String, String)>,
}

/// Another thing of the same kind that is not there.
pub fn unknown(key: &str, value: &str) -> String {
    match key {
        "parcel" => "BH100009999VN".to_owned(),
        "qr" => "00000000000000000".to_owned(),
        "case_code" => "H27.12-250408-9999".to_owned(),
        "name" => "khong.ai".to_owned(),
        _ => {
            let end = value.len() - 2;
            format!("{}00", &value[..end])
        }
    }
}

/// How a call is asked about these things; nothing where it is not said.
pub fn asked(call: &Call, things: &BTreeMap<&'static str, String>) -> Option<How> {
    let query = match (call.method.as_str(), call.path.as_str()) {
        ("GET", "/api/v1/catalogue/diff") => "?from=2025-01-01&to=2025-04-01",
        ("GET", "/api/v1/postage" | "/api/v1/transit") => {
            "?service=submit&from=481000&to=481120&weight_g=80"
        }
        ("GET", "/api/v1/road/packet" | "/api/v1/road/round") => "?at=481000",
        ("GET", "/api/v1/reports/units") => "?from=2025-04-01&until=2025-05-01",
        ("GET", "/api/v1/units/at") => "?lat=18.4&lon=105.8",
        _ => "",
    };
    let mut path = String::new();
    for part in call.path.split('/').skip(1) {
        path.push('/');
        let named = part.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
        let Some((name, _)) = named else {
            path.push_str(part);
            continue;
        };
        let value = match (name, call.path.split('/').find(|word| NAMED.contains(word))) {
            ("code", Some("parcels" | "taken")) => things["parcel"].clone(),
            ("id", _) if call.path.contains("/evidence/") => {
                "0196f000-0000-7000-8000-000000000001".to_owned()
            }
            ("id", Some("refused")) => things["refused"].clone(),
            ("id", Some("liabilities")) => things["liability"].clone(),
            ("id", Some("complaints" | "complaint")) => things["complaint"].clone(),
            ("number", _) => "BK-250408-00000000".to_owned(),
            ("sheet", _) => "BK-250408-00000000.000000000000".to_owned(),
            ("way", _) => "receive".to_owned(),
            ("code", Some("bags")) => "T-01".to_owned(),
            ("code", Some("runs")) => "R-01".to_owned(),
            ("code", Some("points")) => POST.to_owned(),
            ("code", Some("procedures" | "catalogue")) => BOTH_WAYS.to_owned(),
            ("code", Some("units")) => "18562".to_owned(),
            ("code", Some("routes")) => "HT-03".to_owned(),
            ("code", Some("q" | "Q")) => things["qr"].clone(),
            ("date", _) => "2025-04-08".to_owned(),
            ("desk", _) => DESK.to_owned(),
            ("kind", _) => "units".to_owned(),
            ("device", _) => "road_00000000000070008000000000000000".to_owned(),
            ("entry_id" | "decision_id" | "session_id", _) => {
                let prefix = &name[..3];
                format!("{prefix}_00000000000070008000000000000000")
            }
            ("file", Some("parcels")) => format!("{}.pdf", scan_id(2).0),
            ("version", _) => ALL.version.clone(),
            ("file", Some("road")) => "start.js".to_owned(),
            ("file", _) => style::path().rsplit('/').next()?.to_owned(),
            _ => things.get(name)?.clone(),
        };
        path.push_str(&part.replace(&format!("{{{name}}}"), &value));
    }
    let body = match call.body.as_deref() {
        Some(kind @ "application/json") => Some((kind.to_owned(), json_of(call)?.to_string())),
        Some(kind) => Some((kind.to_owned(), String::new())),
        None => None,
    };
    Some(How { path: format!("{path}{query}"), body })
}

/// What is written into a form of a page; most are asked with nothing in them.
pub fn form_of(call: &Call) -> Vec<(&'static str, &'static str)> {
    match call.path.as_str() {
        "/anomalies/{id}/resolve" | "/set-aside/{scan_id}/close" => vec![("reason", "Đã xem")],
        "/counter/sheet" => vec![("point", POST), ("sheet", "BK-250408-00000000")],
        "/liabilities/{id}/fix" => vec![("amount", "100000"), ("reason", "Mất")],
        "/liabilities/{id}/pay" => vec![("method", "cash"), ("at", POST)],
        "/liabilities/{id}/close" => vec![("reason", "Đã trả")],
        "/complaints/{id}/answer" => vec![("outcome", "upheld"), ("words", "Xin lỗi")],
        "/parcels/{code}/complaint" => vec![("kind", "late"), ("words", "Chậm")],
        "/look-up/people" => vec![("who", "mau")],
        "/set-aside/{scan_id}/match" => vec![("code", "BH100000017VN"), ("reason", "Đọc lại")],
        "/counter" | "/counter/receive" => vec![("point", POST)],
        "/counter/pickups" => vec![("point", POST)],
        "/office" => vec![("point", DESK)],
        "/counter/list/{way}" => LISTED.to_vec(),
        "/counter/refuse" => REFUSED.to_vec(),
        "/parcels/{code}/redirect" => vec![("kind", "point"), ("point", POST)],
        _ => Vec::new(),
    }
}

const NAMED: [&str; 15] = [
    "road",
    "liabilities",
    "complaints",
    "parcels",
    "taken",
    "refused",
    "bags",
    "runs",
    "points",
    "procedures",
    "catalogue",
    "units",
    "routes",
    "q",
    "Q",
];

/// A dossier turned away at the post office.
pub const REFUSED: [(&str, &str); 5] = [
    ("away_id", "7K2M9QXR4TGB8ZCN3"),
    ("point", POST),
    ("procedure", BOTH_WAYS),
    ("reason", "papers_missing"),
    ("desk", DESK),
];

/// A list signed at the post office.
pub const LISTED: [(&str, &str); 4] =
    [("number", "BBGN-250408-7K2M9QXR"), ("point", POST), ("seals", "1"), ("do", "confirm")];

fn json_of(call: &Call) -> Option<Value> {
    Some(match call.path.strip_prefix("/api/v1")? {
        "/addresses/decisions" => json!({"old": "18562", "on": "2025-07-01", "new": "18562"}),
        "/addresses/resolve" => json!({"text": "xã Thạch Châu"}),
        "/anomalies/{id}/resolve" | "/set-aside/{scan_id}/close" => json!({"reason": "Đã xem"}),
        "/ledger/entries/{entry_id}/reversal" => json!({"reason": "Ghi nhầm"}),
        "/manifests" => json!({"kind": "office", "at": POST}),
        "/manifests/{sheet}/record" => json!({"at": POST}),
        "/liabilities/{id}/fix" => json!({"amount": 100_000, "reason": "Mất"}),
        "/liabilities/{id}/pay" => json!({"method": "cash", "at": POST}),
        "/liabilities/{id}/close" => json!({"reason": "Đã trả"}),
        "/complaints/{id}/answer" => json!({"outcome": "upheld", "words": "Xin lỗi"}),
        "/parcels/{code}/complaints" => json!({"about": "late", "words": "Chậm"}),
        "/bags" => json!({"from": POST, "to": VILLAGE}),
        "/runs" => json!({"route": "HT-03", "date": "2025-04-09"}),
        "/cases" => case(),
        "/legs" => giving_back(),
        "/legs/{leg_id}/collected" => {
            json!({"papers": [{"name": "Sổ gốc", "form": "original", "count": 1}]})
        }
        "/legs/{leg_id}/postage" => json!({"weight_g": 120}),
        "/catalogue/versions" => json!({"name": "QĐ 1", "on": "2025-04-01"}),
        "/deadlines" => json!({
            "audience": "authority", "received_at": "2025-04-08T09:00:00+07:00",
            "time": {"amount": 3, "unit": "calendar_day"},
        }),
        "/labels" => json!({"codes": ["BH100000017VN"]}),
        "/ledger/collections" => json!({
            "kind": "procedure_fee", "case_code": "H27.12-250408-0007", "amount": 50_000,
            "method": "cash", "at": POST,
        }),
        "/ledger/remittances" => {
            json!({"agency": DESK, "amount": 1000, "method": "transfer", "at": POST})
        }
        "/parcels/{code}/label" => json!({"blank": "BH100042316VN"}),
        "/parcels/{code}/redirect" => json!({"day": "2025-04-10"}),
        "/office/{desk}/plan" => json!({
            "codes": ["BH100000017VN"],
            "run": {"route": "HT-03", "departure": "S1", "date": "2025-04-08"},
        }),
        "/office/{desk}/hold" => json!({"codes": ["BH100000017VN"], "reason": "Chờ ký"}),
        "/office/{desk}/release" => json!({"codes": ["BH100000017VN"]}),
        "/office/pickups" => json!({
            "desk": DESK, "office": POST, "parcels": 3,
            "from": "2025-04-08T14:00:00+07:00", "until": "2025-04-08T16:00:00+07:00",
        }),
        "/office/pickups/{pickup_id}" => json!({"stage": "promised"}),
        "/road/acceptances" => json!({
            "id": "0196f000-0000-7000-8000-0000000000a1", "device": "road-1", "blank": "BH100042316VN",
            "at": POST, "procedure": BOTH_WAYS, "person": crate::api::office::person(), "to": DESK,
            "papers": [], "happened_at": "2025-04-08T09:00:00+07:00",
        }),
        "/road/devices" => crate::road::phone(),
        "/rolls" => json!({"count": 1, "point": POST}),
        "/rolls/{roll_id}/void" => json!({"rest": true, "reason": "Rách"}),
        "/self-test" | "/webhooks/{webhook_id}/self-test" => json!({}),
        "/scans" => json!({"device": "may-01", "scans": []}),
        "/set-aside/{scan_id}/match" => json!({"code": "BH100000017VN", "reason": "Đọc lại"}),
        "/tokens" => json!({"role": "clerk", "points": [POST]}),
        "/transfers" => json!({"dry_run": true}),
        "/users" => json!({"name": "mai.tran", "role": "clerk", "points": [POST]}),
        "/users/{name}/places" => json!({"points": [VILLAGE]}),
        "/webhooks" => json!({"url": "https://mot.example.vn/h"}),
        "/webhooks/{webhook_id}" => json!({"note": "x"}),
        "/webhooks/{webhook_id}/replay" => json!({"after": "0"}),
        "/webhooks/{webhook_id}/rotate" => json!({}),
        "/webhooks/{webhook_id}/skip" => json!({"event": "x"}),
        _ => return None,
    })
}
