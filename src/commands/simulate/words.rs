//! What the plan says, in the server's words: codes for parcels, tokens for people, moments as the server's
//! clock has them.

use serde_json::{Map, Value, json};

use super::door::Door;
use super::plan::Plan;
use super::plan::deeds::{Act, Code, Deed, Scan, To, Who};

/// Every so many batches one is sent again at the end.
const SAMPLE: usize = 97;
/// More of them tell nothing new.
const MOST_SAMPLES: usize = 300;

/// A request that is ready to go.
pub(super) struct Ready {
    pub who: Who,
    pub path: &'static str,
    pub body: Value,
}

impl Door {
    /// The request of an act; none where an order it stands on was refused.
    pub(super) fn ready(&mut self, plan: &Plan, act: &Act) -> Option<Ready> {
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
}
