//! How the plan's people reach the server: the plan's names are put into the server's words, and what comes
//! back is counted. Everything goes through the public API, each person with a token of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use futures_util::StreamExt as _;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::pace::Pace;
use super::plan::Plan;
use super::plan::deeds::{Act, Code, Deed, Scan, To, Who};
use crate::base::{At, TokenId};
use crate::client::{Answer, Local};

/// Requests that are under way beside each other, where they do not speak of the same thing.
const AT_ONCE: usize = 16;
/// How many refusals that nobody expected are told one by one.
const TOLD: usize = 20;
/// Every so many batches one is sent again at the end.
const SAMPLE: usize = 97;
/// More of them tell nothing new.
const MOST_SAMPLES: usize = 300;

/// What the server calls a parcel.
#[derive(Debug, Clone)]
pub(super) struct Names {
    pub tracking: String,
    pub qr: String,
    leg: String,
    postage: Option<i64>,
}

/// What came back, counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub requests: u64,
    pub batches: u64,
    pub scans: u64,
    /// Scans by outcome.
    pub outcomes: BTreeMap<String, u64>,
    /// Anomalies raised by scans at the moment they came in.
    pub raised: u64,
    /// What the server refused and should not have.
    pub refused: u64,
    pub told: Vec<String>,
    /// How long handing scans in took, each batch, in microseconds.
    pub took: Vec<u32>,
}

/// The way in.
pub(super) struct Door {
    http: Local,
    pace: Pace,
    admin: String,
    cast: BTreeMap<Who, (TokenId, String)>,
    pub names: Vec<Option<Names>>,
    kept: BTreeMap<usize, Value>,
    samples: Vec<(Who, Value)>,
    pub tally: Tally,
    digest: Sha256,
    /// Every scan that went out and could be read, for the check that it is found.
    pub sent: Vec<uuid::Uuid>,
}

/// A request that is ready to go.
struct Ready {
    who: Who,
    path: &'static str,
    body: Value,
}

impl Door {
    pub fn new(http: Local, pace: Pace, admin: String) -> Self {
        Self {
            http,
            pace,
            admin,
            cast: BTreeMap::new(),
            names: Vec::new(),
            kept: BTreeMap::new(),
            samples: Vec::new(),
            tally: Tally::default(),
            digest: Sha256::new(),
            sent: Vec::new(),
        }
    }

    /// Gives everybody of the plan a token.
    pub async fn engage(&mut self, plan: &Plan) -> anyhow::Result<()> {
        for who in plan.everybody() {
            let role = match who {
                Who::Clerk(_) => "clerk",
                Who::Postman(..) | Who::Driver(_) => "courier",
                Who::Officer(_) => "officer",
                Who::System => "partner",
            };
            let body = json!({
                "role": role,
                "points": plan.points_of(who),
                "name": format!("simulate {who:?}"),
            });
            let made = self.ask("/api/v1/tokens", &body).await?;
            let id = made["token_id"].as_str().unwrap_or_default().parse()?;
            let secret = made["secret"].as_str().context("the secret of a new token")?.to_owned();
            self.cast.insert(who, (id, secret));
        }
        Ok(())
    }

    async fn ask(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let answer = self.http.post(path, Some(&self.admin), body).await?;
        if !answer.is_success() {
            bail!("POST {path} as the administrator: {} {}", answer.status, answer.json());
        }
        Ok(answer.json())
    }

    /// Asks for something as the administrator, and how long the answer took.
    pub async fn look(&self, path: &str, signed: bool) -> anyhow::Result<(Answer, Duration)> {
        let began = Instant::now();
        let answer = self.http.get(path, signed.then_some(self.admin.as_str())).await?;
        Ok((answer, began.elapsed()))
    }

    /// What one of the plan's people is called in custody.
    pub fn token(&self, who: Who) -> Option<TokenId> {
        self.cast.get(&who).map(|(id, _)| *id)
    }

    /// What was sent so far, in the plan's own words: the same seed gives the same.
    pub fn digest(&self) -> String {
        self.digest.clone().finalize().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// Plays acts, given in the order in which the server hears of them: minute by minute, and within one
    /// minute beside each other as far as they speak of different things.
    pub async fn play(&mut self, plan: &Plan, acts: &[Act]) -> anyhow::Result<()> {
        self.names.resize(plan.parcels.len(), None);
        for minute in acts.chunk_by(|a, b| tick(a.sent) == tick(b.sent)) {
            self.pace.reach(tick(minute[0].sent)).await;
            for act in minute {
                self.digest.update(format!("{act:?}\n"));
            }
            for wave in waves(minute) {
                let ready: Vec<(usize, Ready)> = wave
                    .iter()
                    .filter_map(|n| Some((*n, self.ready(plan, &minute[*n])?)))
                    .collect();
                let (http, cast) = (&self.http, &self.cast);
                let mut answers: Vec<(usize, Answer, Duration)> =
                    futures_util::stream::iter(ready.iter().map(|(n, ready)| async move {
                        let secret = cast.get(&ready.who).map(|(_, secret)| secret.as_str());
                        let began = Instant::now();
                        let answer = http.post(ready.path, secret, &ready.body).await?;
                        anyhow::Ok((*n, answer, began.elapsed()))
                    }))
                    .buffer_unordered(AT_ONCE)
                    .collect::<Vec<_>>()
                    .await
                    .into_iter()
                    .collect::<anyhow::Result<_>>()?;
                answers.sort_by_key(|(n, ..)| *n);
                for (n, answer, took) in answers {
                    self.heard(&minute[n], &answer, took);
                }
            }
        }
        Ok(())
    }

    /// The request of an act; none where an order it stands on was refused.
    fn ready(&mut self, plan: &Plan, act: &Act) -> Option<Ready> {
        let now = self.pace.told(act.sent);
        let (path, body) = match &act.deed {
            Deed::Case { case, status } => {
                let case = &plan.cases[*case];
                let body = json!({
                    "case_code": case.code,
                    "as_of": now,
                    "procedure_code": case.procedure,
                    "agency": case.agency,
                    "channel": 3,
                    "status": status,
                    "received_at": self.pace.told(case.received_at),
                    "applicant": case.applicant,
                });
                ("/api/v1/cases", body)
            }
            Deed::Order { parcels, body } => {
                let mut body = body.clone();
                body["case_code"] = plan.case_of(*parcels.first()?).code.clone().into();
                ("/api/v1/legs", body)
            }
            Deed::Pay { parcel, id } => {
                let names = self.names[*parcel].as_ref()?;
                let body = json!({
                    "id": id,
                    "leg_id": names.leg,
                    "kind": "postage",
                    "amount": names.postage?,
                    "method": "cash",
                });
                ("/api/v1/ledger/collections", body)
            }
            Deed::Bag { code, from, to } => {
                ("/api/v1/bags", json!({"code": code, "from": from, "to": to}))
            }
            Deed::Run { code, route } => {
                let date = now.date().to_string();
                ("/api/v1/runs", json!({"code": code, "route": route, "date": date}))
            }
            Deed::Scans { batch, scans, again } => {
                let body = self.batch(act.who, scans)?;
                if *again {
                    self.kept.insert(*batch, body.clone());
                }
                if batch % SAMPLE == 0 && self.samples.len() < MOST_SAMPLES {
                    self.samples.push((act.who, body.clone()));
                }
                self.sent.extend(scans.iter().filter(|scan| !scan.garbled).map(|scan| scan.id));
                ("/api/v1/scans", body)
            }
            Deed::Again { batch } => ("/api/v1/scans", self.kept.get(batch)?.clone()),
            Deed::Altered { batch, scan } => {
                let mut body = self.kept.get(batch)?.clone();
                let mut one = body["scans"][*scan].take();
                one["evidence"] = "other-content".into();
                body["scans"] = json!([one]);
                ("/api/v1/scans", body)
            }
        };
        Some(Ready { who: act.who, path, body })
    }

    fn batch(&self, who: Who, scans: &[Scan]) -> Option<Value> {
        let scans: Vec<Value> = scans.iter().map(|scan| self.scan(scan)).collect::<Option<_>>()?;
        Some(json!({"device": format!("{who:?}"), "scans": scans}))
    }

    fn scan(&self, scan: &Scan) -> Option<Value> {
        let mut fields = Map::new();
        let mut say = |name: &str, value: Value| {
            fields.insert(name.to_owned(), value);
        };
        let code = match &scan.code {
            Code::Text(text) => text.clone(),
            Code::Parcel { parcel, qr } => {
                let names = self.names.get(*parcel)?.as_ref()?;
                if *qr { names.qr.clone() } else { names.tracking.clone() }
            }
        };
        let action = if scan.garbled { "fly" } else { scan.action.as_str() };
        say("id", scan.id.to_string().into());
        say("action", action.into());
        say("code", code.into());
        say("at", json!(scan.at));
        say("happened_at", self.pace.told(scan.happened_at).to_string().into());
        if let Some(capacity) = scan.capacity {
            say("as", json!(capacity));
        }
        if scan.clock_offset_ms != 0 {
            say("clock_offset_ms", self.pace.span(scan.clock_offset_ms).into());
        }
        let said = &scan.said;
        match &said.to {
            Some(To::Point(code, capacity)) => say("to", json!({"point": code, "as": capacity})),
            Some(To::Postman(who)) => say("to", json!({"postman": self.cast.get(who)?.0})),
            None => {}
        }
        for (name, text) in [("bag", &said.bag), ("run", &said.run), ("seal", &said.seal)] {
            if let Some(text) = text {
                say(name, text.as_str().into());
            }
        }
        if let Some(intact) = said.seal_intact {
            say("seal_intact", intact.into());
        }
        if let Some(papers) = &said.papers {
            say("papers", json!(papers));
        }
        for (name, word) in [("receiver", said.receiver), ("reason", said.reason)] {
            if let Some(word) = word {
                say(name, word.into());
            }
        }
        if let Some(corrects) = said.corrects {
            say("corrects", corrects.to_string().into());
            match said.reason_instead {
                Some(reason) => say("replacement", json!({"reason": reason})),
                None => say("void", true.into()),
            }
        }
        Some(Value::Object(fields))
    }

    fn heard(&mut self, act: &Act, answer: &Answer, took: Duration) {
        self.tally.requests += 1;
        let body = answer.json();
        if !answer.is_success() {
            self.tally.refused += 1;
            if self.tally.told.len() < TOLD {
                let who = act.who;
                let status = answer.status;
                let said = format!("{} {who:?}: {status} {body}", act.deed.name());
                self.tally.told.push(said);
            }
            return;
        }
        match &act.deed {
            Deed::Order { parcels, .. } => {
                for (parcel, leg) in
                    parcels.iter().zip(body["legs"].as_array().into_iter().flatten())
                {
                    self.names[*parcel] = Names::read(leg);
                }
            }
            Deed::Scans { .. } | Deed::Again { .. } | Deed::Altered { .. } => {
                self.tally.batches += 1;
                self.tally.took.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
                for result in body["results"].as_array().into_iter().flatten() {
                    self.tally.scans += 1;
                    let raised = result["anomalies"].as_array().map_or(0, Vec::len);
                    self.tally.raised += raised as u64;
                    *self.tally.outcomes.entry(outcome(result)).or_default() += 1;
                }
            }
            Deed::Case { .. } | Deed::Pay { .. } | Deed::Bag { .. } | Deed::Run { .. } => {}
        }
    }

    /// Sends a sample of the batches once more; returns how many scans that was, and what was answered
    /// otherwise than `repeated`.
    pub async fn send_again(&mut self) -> anyhow::Result<(usize, Vec<String>)> {
        let (mut count, mut wrong) = (0, Vec::new());
        for (who, body) in &self.samples {
            let secret = self.cast.get(who).map(|(_, secret)| secret.as_str());
            let answer = self.http.post("/api/v1/scans", secret, body).await?.json();
            for result in answer["results"].as_array().into_iter().flatten() {
                count += 1;
                let said = outcome(result);
                if said != "repeated" && said != "refused.malformed" {
                    wrong.push(format!("{}: {said}", result["id"]));
                }
            }
        }
        Ok((count, wrong))
    }
}

impl Names {
    fn read(leg: &Value) -> Option<Self> {
        let text = |field: &str| leg[field].as_str().map(str::to_owned);
        let page = text("tracking_page")?;
        Some(Self {
            tracking: text("tracking_number")?,
            qr: page.rsplit('/').next()?.to_owned(),
            leg: text("leg_id")?,
            postage: leg["postage"]["amount"].as_i64(),
        })
    }
}

/// `recorded`, `repeated`, or with the reason: `set_aside.unknown_code`, `refused.malformed`.
fn outcome(result: &Value) -> String {
    let said = result["outcome"].as_str().unwrap_or("unanswered");
    match result["error"]["code"].as_str() {
        Some(code) if said != "repeated" => format!("{said}.{code}"),
        Some(_) | None => said.to_owned(),
    }
}

/// The minute at whose end the server hears of something.
fn tick(sent: At) -> At {
    let minute = 60_000;
    At::from_millis((sent.millis() + minute - 1) / minute * minute)
}

/// Acts that may go beside each other: each comes after those before it that speak of the same thing.
fn waves(acts: &[Act]) -> Vec<Vec<usize>> {
    let mut last: BTreeMap<String, usize> = BTreeMap::new();
    let mut waves: Vec<Vec<usize>> = Vec::new();
    for (n, act) in acts.iter().enumerate() {
        let about = about(act);
        let wave = about.iter().filter_map(|one| last.get(one)).map(|wave| wave + 1).max();
        let wave = wave.unwrap_or(0);
        for one in about {
            last.insert(one, wave);
        }
        if waves.len() == wave {
            waves.push(Vec::new());
        }
        waves[wave].push(n);
    }
    waves
}

/// What an act speaks of.
fn about(act: &Act) -> BTreeSet<String> {
    let parcel = |parcel: &usize| format!("parcel {parcel}");
    match &act.deed {
        Deed::Case { case, .. } => BTreeSet::from([format!("case {case}")]),
        // Its case was told a minute before.
        Deed::Order { parcels, .. } => parcels.iter().map(parcel).collect(),
        Deed::Pay { parcel: paid, .. } => BTreeSet::from([parcel(paid)]),
        Deed::Bag { code, .. } | Deed::Run { code, .. } => BTreeSet::from([code.clone()]),
        Deed::Again { batch } | Deed::Altered { batch, .. } => {
            BTreeSet::from([format!("batch {batch}")])
        }
        Deed::Scans { batch, scans, .. } => {
            let mut about = BTreeSet::from([format!("batch {batch}")]);
            for scan in scans {
                about.insert(match &scan.code {
                    Code::Parcel { parcel: read, .. } => parcel(read),
                    Code::Text(text) => text.clone(),
                });
                about.extend(scan.said.bag.clone());
                about.extend(scan.said.run.clone());
            }
            about
        }
    }
}
