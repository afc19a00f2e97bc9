//! What the journeys are told with: one call per thing that happens. It sets the clock, goes through the
//! API as the person who acts, and prints what came back and what the case was told.

use anyhow::Context as _;
use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::cast::Cast;
use super::door::{Door, Person};
use super::papers::Papers;
use super::teller::Teller;
use crate::base::{At, Dong};

pub(super) struct Story {
    pub door: Door,
    pub teller: Teller,
    pub cast: Cast,
    pub papers: Papers,
    /// How far the feed was told.
    cursor: String,
}

/// How long a hand takes from one scan to the next.
const BETWEEN_SCANS_MS: i64 = 12_000;

/// A moment of the story, office time.
#[derive(Debug, Clone, Copy)]
pub(super) struct When {
    pub year: i32,
    pub month: u32,
    pub day: u32,
    pub hour: u32,
    pub minute: u32,
}

impl When {
    pub fn date(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, self.day).unwrap_or_default()
    }

    pub fn at(self) -> At {
        At::office(self.date(), self.hour, self.minute)
    }
}

/// A scan that is about to be told.
#[derive(Debug, Clone)]
pub(super) struct Scanned<'a> {
    action: &'static str,
    code: &'a str,
    at: &'static str,
    /// Said where the point is both post and desk.
    capacity: Option<&'static str>,
    more: Value,
}

/// A scan at a point that is only one of the two.
pub(super) fn scan<'a>(
    action: &'static str,
    code: &'a str,
    at: &'static str,
    more: Value,
) -> Scanned<'a> {
    Scanned { action, code, at, capacity: None, more }
}

/// A scan for the post at a point that is both.
pub(super) fn post<'a>(
    action: &'static str,
    code: &'a str,
    at: &'static str,
    more: Value,
) -> Scanned<'a> {
    Scanned { capacity: Some("post"), ..scan(action, code, at, more) }
}

/// A scan for the desk at a point that is both.
pub(super) fn desk<'a>(
    action: &'static str,
    code: &'a str,
    at: &'static str,
    more: Value,
) -> Scanned<'a> {
    Scanned { capacity: Some("desk"), ..scan(action, code, at, more) }
}

impl Story {
    pub fn new(door: Door, teller: Teller, cast: Cast, papers: Papers) -> Self {
        Self { door, teller, cast, papers, cursor: "0".to_owned() }
    }

    /// Something is said in front of a scan or a request.
    pub fn say(&self, when: When, place: &str, vi: &str, en: &str) {
        self.door.set(when.at());
        self.teller.step(when.at(), place, vi, en);
    }

    /// One scan, handed in when it happens: some seconds after whatever came before, as hands do it.
    pub async fn scan(&mut self, who: &Person, scanned: Scanned<'_>) -> anyhow::Result<Value> {
        self.door.set(self.door.now().plus_millis(BETWEEN_SCANS_MS));
        let scan = self.device_scan(&scanned, self.door.now());
        Ok(self.hand_in(who, &[scan]).await?.remove(0))
    }

    /// Scans handed in together: those of a phone that was offline, or of a bag's contents.
    pub async fn hand_in(&mut self, who: &Person, scans: &[Value]) -> anyhow::Result<Vec<Value>> {
        let results = self.door.scans(who, scans).await?;
        for result in &results {
            self.teller.result(who.called, result);
        }
        self.tell().await?;
        Ok(results)
    }

    /// A scan as a device keeps it until it is handed in.
    pub fn device_scan(&self, scanned: &Scanned<'_>, happened: At) -> Value {
        let mut fields = Map::new();
        fields.insert("id".to_owned(), self.door.scan_id().into());
        fields.insert("action".to_owned(), scanned.action.into());
        fields.insert("code".to_owned(), scanned.code.into());
        fields.insert("at".to_owned(), scanned.at.into());
        if let Some(capacity) = scanned.capacity {
            fields.insert("as".to_owned(), capacity.into());
        }
        fields.insert("happened_at".to_owned(), happened.to_string().into());
        if let Some(more) = scanned.more.as_object() {
            fields.extend(more.clone());
        }
        Value::Object(fields)
    }

    /// Prints what the cases were told since the last look.
    pub async fn tell(&mut self) -> anyhow::Result<()> {
        let (facts, cursor) = self.door.feed(&self.cast.manager, &self.cursor).await?;
        self.teller.told(&facts);
        self.cursor = cursor;
        Ok(())
    }

    /// The one-stop system tells a case.
    pub async fn case(
        &mut self,
        code: &str,
        procedure: &str,
        agency: &str,
        status: i64,
        person: &Value,
    ) -> anyhow::Result<()> {
        let now = self.door.now();
        let record = json!({
            "case_code": code,
            "as_of": now.to_string(),
            "procedure_code": procedure,
            "agency": agency,
            "channel": 3,
            "status": status,
            "received_at": now.to_string(),
            "due_at": now.plus_millis(14 * 86_400_000).to_string(),
            "applicant": person,
        });
        self.door.post(&self.cast.system, "/api/v1/cases", &record).await?;
        self.teller.note(&format!("hồ sơ/case {code} · trạng thái/status {status}"));
        Ok(())
    }

    /// Somebody orders a leg; returns its id, number and the text of its QR.
    pub async fn order(&mut self, who: &Person, order: &Value) -> anyhow::Result<Leg> {
        let answer = self.door.post(who, "/api/v1/legs", order).await?;
        let leg = Leg::read(&answer["legs"][0])?;
        self.teller.note(&format!("bưu gửi/parcel {}", leg.number));
        self.priced(&answer["legs"][0]["postage"]);
        self.tell().await?;
        Ok(leg)
    }

    /// The post weighs a parcel, and it is priced again.
    pub async fn weigh(&self, who: &Person, leg: &str, weighed: &Value) -> anyhow::Result<()> {
        let path = format!("/api/v1/legs/{leg}/postage");
        let answer = self.door.post(who, &path, weighed).await?;
        self.priced(&answer["postage"]);
        Ok(())
    }

    /// Somebody pays.
    pub async fn collect(&mut self, who: &Person, paid: &Value) -> anyhow::Result<()> {
        self.entry(who, "/api/v1/ledger/collections", paid).await
    }

    /// Fees are handed over to their agency.
    pub async fn remit(&mut self, who: &Person, fees: &Value) -> anyhow::Result<()> {
        self.entry(who, "/api/v1/ledger/remittances", fees).await
    }

    async fn entry(&mut self, who: &Person, path: &str, body: &Value) -> anyhow::Result<()> {
        let answer = self.door.post(who, path, body).await?;
        let entry = &answer["entry"];
        let word = |field: &str| entry[field].as_str().unwrap_or_default();
        let amount = Dong::kept(entry["amount"].as_i64().unwrap_or_default());
        self.teller.note(&format!("{} · {amount} · {}", word("text"), word("method")));
        self.tell().await
    }

    fn priced(&self, postage: &Value) {
        let amount = postage["amount"].as_i64().map(|dong| format!("{} · ", Dong::kept(dong)));
        let explained = postage["explanation"].as_str().unwrap_or_default();
        self.teller.note(&format!("cước/postage {}{explained}", amount.unwrap_or_default()));
    }

    /// A unit as it was called on a day, with those above it: `xã Thạch Mỹ, huyện Thạch Hà, tỉnh Hà Tĩnh`.
    pub async fn unit(&self, who: &Person, code: &str, day: &str) -> anyhow::Result<Value> {
        let mut unit = self.door.get(who, &format!("/api/v1/units/{code}?on={day}")).await?;
        let above = unit["above"].as_array().cloned().unwrap_or_default();
        let names: Vec<&str> = std::iter::once(&unit["name"])
            .chain(above.iter().map(|one| &one["name"]))
            .filter_map(Value::as_str)
            .collect();
        unit["path"] = names.join(", ").into();
        Ok(unit)
    }

    /// A new bag; returns its code.
    pub async fn bag(&self, who: &Person, from: &str, to: &str) -> anyhow::Result<String> {
        let body = json!({"from": from, "to": to});
        let bag = self.door.post(who, "/api/v1/bags", &body).await?;
        text(&bag, "code")
    }

    /// A new run; returns its code.
    pub async fn run(&self, who: &Person, route: &str, day: NaiveDate) -> anyhow::Result<String> {
        let body = json!({"route": route, "date": day.to_string()});
        let run = self.door.post(who, "/api/v1/runs", &body).await?;
        text(&run, "code")
    }
}

/// A leg that was ordered.
#[derive(Debug, Clone)]
pub(super) struct Leg {
    pub id: String,
    pub number: String,
    pub page: String,
}

impl Leg {
    pub fn read(answer: &Value) -> anyhow::Result<Self> {
        Ok(Self {
            id: text(answer, "leg_id")?,
            number: text(answer, "tracking_number")?,
            page: text(answer, "tracking_page")?,
        })
    }
}

fn text(answer: &Value, field: &str) -> anyhow::Result<String> {
    Ok(answer[field].as_str().with_context(|| format!("{field} in {answer}"))?.to_owned())
}
