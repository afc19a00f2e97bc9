//! What was promised and is expected, told by parcels that travel through Hà Tĩnh: through the door and the
//! rounds of the forecaster, on both databases.

mod laws;
mod stories;

use std::sync::Arc;

use hosopost::app::App;
use hosopost::base::{At, CaseId, ItemKey, Role, UnitCode};
use hosopost::cases::{CaseIn, Channel, Endpoint, Service, Status};
use hosopost::feed::{Fact, FactKind};
use hosopost::flows::forecast::{Lookout, Settled};
use hosopost::flows::{self, CaseRecord, LegOrder, Weighed};
use hosopost::parcels::Parcel;
use hosopost::people::{CaseWriter, LegOrderer, PersonIn};
use hosopost::store::dark_parcels::{self, Dark};
use hosopost::store::{facts, forecasts, promises};
use serde_json::{Value, json};

use crate::kit::app::TestApp;
use crate::kit::databases::{TestDatabase, on_both as each};
use crate::kit::office::papers;
use crate::kit::province::{CENTRE, LAND};

/// A province, and somebody who may scan everywhere.
pub struct Post {
    pub door: TestApp,
    pub secret: String,
}

/// A parcel that is followed.
pub struct Followed {
    pub parcel: Parcel,
    pub case: CaseId,
}

pub fn on_both(test: impl Fn(&Post)) {
    each(|db| test(&Post::over(db.fresh())));
}

pub fn at(text: &str) -> At {
    At::parse(&format!("{text}:00+07:00")).unwrap()
}

/// One that forecasts and has seen nothing yet.
pub fn by(name: &str) -> Arc<Lookout> {
    Arc::new(Lookout::new(name))
}

impl Post {
    pub fn over(database: TestDatabase) -> Self {
        let door = TestApp::province(database);
        let secret = door.secret(Role::Administrator, &[]);
        Self { door, secret }
    }

    /// Lets time pass, and the forecaster look.
    pub fn clock(&self, text: &str) -> Settled {
        self.door.app.clock.set(at(text));
        self.look()
    }

    pub fn look(&self) -> Settled {
        self.looked_by("one")
    }

    pub fn looked_by(&self, lease: &str) -> Settled {
        let app: &Arc<App> = &self.door.app;
        self.door.wait(app.forecast_all(&by(lease))).unwrap()
    }

    /// A parcel of a case of this number, not scanned yet.
    pub fn ordered(&self, number: u32, status: Status, home: Option<&str>) -> Followed {
        ordered(&self.door, number, status, home)
    }

    /// The one-stop system tells how a case stands.
    pub fn told(&self, number: u32, status: Status) {
        told(&self.door, number, status, None);
    }

    /// The same of a case that is due at a moment.
    pub fn told_due(&self, number: u32, status: Status, due_at: Option<At>) {
        told(&self.door, number, status, due_at);
    }

    /// A scan that happened at a moment and comes in now.
    pub fn scan(&self, n: u64, happened: &str, action: &str, what: &str, place: &str, more: Value) {
        let mut scan = json!({
            "id": format!("01961a2b-7c00-7000-8000-{n:012x}"),
            "action": action,
            "code": what,
            "at": place,
            "happened_at": at(happened).to_string(),
        });
        if let Value::Object(more) = more {
            scan.as_object_mut().unwrap().extend(more);
        }
        let batch = json!({"device": "may-quet-01", "scans": [scan]});
        let answer = self.door.post("/api/v1/scans").token(&self.secret).json(&batch).send();
        assert_eq!(answer.json()["results"][0]["outcome"], "recorded", "{}", answer.text());
    }

    pub fn enter(&self, path: &str, body: &Value) {
        let answer = self.door.post(path).token(&self.secret).json(body).send();
        assert_eq!(answer.status, 201, "{}", answer.text());
    }

    pub fn shown(&self, followed: &Followed) -> Value {
        let path = format!("/api/v1/parcels/{}", followed.parcel.tracking);
        self.door.get(&path).token(&self.secret).send().json()
    }

    /// What was told of promise and expectation, in order.
    pub fn forecasts(&self, followed: &Followed) -> Vec<Fact> {
        let all = facts::of_case(&mut self.door.database.open(), followed.case).unwrap();
        let number = followed.parcel.tracking.as_str();
        let is_ours = |fact: &Fact| {
            matches!(fact.kind, FactKind::Promised | FactKind::Expected)
                && fact.data["tracking_number"] == number
        };
        all.into_iter().filter(is_ours).collect()
    }

    /// The silence that lasts.
    pub fn dark(&self, item: ItemKey) -> Option<Dark> {
        dark_parcels::open_of(&mut self.door.database.open(), &[item]).unwrap().remove(&item)
    }

    /// That a promise was told once and stands as it was told, and that nothing is expected that was not
    /// told. Says both.
    pub fn keeps_its_word(&self, followed: &Followed) -> (Option<At>, Option<At>) {
        let mut conn = self.door.database.open();
        let item = followed.parcel.key;
        let promise = promises::find_many(&mut conn, &[item]).unwrap().remove(&item);
        let promised = promise.map(|kept| kept.promise.at);
        let expected = forecasts::find(&mut conn, item).unwrap().unwrap().made.expected;
        let told = self.forecasts(followed);
        let given: Vec<&Value> = told
            .iter()
            .filter(|fact| fact.kind == FactKind::Promised)
            .map(|fact| &fact.data["promised_at"])
            .collect();
        let stands: Vec<Value> = promised.iter().map(|at| json!(at)).collect();
        assert_eq!(given, stands.iter().collect::<Vec<_>>());
        let last = told.last().map_or(Value::Null, |fact| fact.data["expected_at"].clone());
        assert_eq!(last, json!(expected), "expected is what was told last");
        (promised, expected)
    }
}

/// A parcel of a case of this number, not scanned yet: a dossier to the centre, or its result back to somebody in
/// a commune.
pub fn ordered(door: &TestApp, number: u32, status: Status, home: Option<&str>) -> Followed {
    told(door, number, status, None);
    let mut conn = door.database.open();
    let cx = door.keyboard();
    let known = door.app.known(&mut conn).unwrap();
    let unit: Option<UnitCode> = home.map(|unit| unit.parse().unwrap());
    let person =
        PersonIn::read("Nguyễn Văn Mẫu", Some("0912 345 123"), "Thôn Tân Đình", unit).unwrap();
    let centre = Endpoint::Point(CENTRE.parse().unwrap());
    let (service, from, to) = match home {
        None => (Service::Submit, Endpoint::Person(person), centre),
        Some(_) => (Service::Return, centre, Endpoint::Person(person)),
    };
    let order = LegOrder {
        case_code: code(number).parse().unwrap(),
        service,
        from,
        to,
        papers: papers(&[1, 2]),
        pickup: None,
        tracking_number: None,
        label: None,
        weighed: Weighed::default(),
    };
    let by = LegOrderer::of(&cx.who).unwrap();
    let world = known.world(&door.app.settings);
    let opened = flows::order_leg(&mut conn, &cx, &by, &world, order).unwrap().legs.remove(0);
    Followed { parcel: opened.parcel, case: opened.leg.case }
}

/// The one-stop system tells how a case stands.
pub fn told(door: &TestApp, number: u32, status: Status, due_at: Option<At>) {
    let mut conn = door.database.open();
    let cx = door.keyboard();
    let known = door.app.known(&mut conn).unwrap();
    let case = CaseIn {
        code: code(number).parse().unwrap(),
        as_of: cx.now,
        procedure: LAND.parse().unwrap(),
        agency: CENTRE.parse().unwrap(),
        channel: Channel::Post,
        status,
        received_at: due_at.map_or(cx.now, |due| due.plus_millis(-86_400_000)),
        due_at,
    };
    let applicant = PersonIn::read("Nguyễn Văn Mẫu", None, "Thôn Tân Đình", None).unwrap();
    let by = CaseWriter::of(&cx.who).unwrap();
    let record = CaseRecord { case, applicant };
    flows::upsert_case(&mut conn, &cx, &by, &known.network, record).unwrap();
}

fn code(number: u32) -> String {
    format!("H27.00-250408-{number:04}")
}
