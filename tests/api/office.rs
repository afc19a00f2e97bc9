//! The small office behind its door: its places are in the database, and its people have tokens.

use std::path::Path;

use hosopost::base::{Ids, Period, Role, TokenId};
use hosopost::catalogue::{AgencyLevel, Direction, PostalListing};
use hosopost::config::Settings;
use hosopost::custody::Scan;
use hosopost::people::{Secret, TokenIn};
use hosopost::store::revisions::{Subject, bump};
use hosopost::store::{StoreError, points, procedures, routes, tokens, write};
use serde_json::{Value, json};

use crate::kit::app::{Ask, TestApp, morning, settings};
use crate::kit::databases::TestDatabase;
use crate::kit::office::{BOTH_WAYS, CASE, DESK, OTHER_DESK, Office, POST, RECEIVED_ONLY, point};
use crate::kit::scans::{anyone, record};

/// The program with the office's places and a range of numbers.
pub struct Door {
    pub app: TestApp,
    pub office: Office,
}

/// Runs a test on every database there is.
pub fn on_both(test: impl Fn(&Door)) {
    test(&Door::on(TestDatabase::sqlite()));
    if let Some(postgres) = TestDatabase::postgres() {
        test(&Door::on(postgres));
    }
}

impl Door {
    pub fn sqlite() -> Self {
        Self::on(TestDatabase::sqlite())
    }

    /// With an office's own label templates.
    pub fn with_labels(folder: &Path) -> Self {
        let database = TestDatabase::sqlite();
        let mut settings = settings(&database.url);
        settings.labels.folder = Some(folder.to_owned());
        Self::with(database, settings)
    }

    fn on(database: TestDatabase) -> Self {
        let settings = settings(&database.url);
        Self::with(database, settings)
    }

    fn with(database: TestDatabase, settings: Settings) -> Self {
        let office = Office::new();
        let mut conn = database.open();
        let day = morning().date();
        let mut known: Vec<_> = office.network.points_on(day).into_iter().cloned().collect();
        for point in &mut known {
            point.hours = "Mo-Fr 07:30-17:00".parse().unwrap();
        }
        let roads: Vec<_> = office.network.routes_on(day).cloned().collect();
        let listed: Vec<_> = office.catalogue.procedures().into_iter().cloned().collect();
        let listing = |code: &str, direction| PostalListing {
            procedure: code.parse().unwrap(),
            name: None,
            direction,
            level: AgencyLevel::District,
            period: Period::new("2020-01-01".parse().unwrap(), None).unwrap(),
            decision: "QĐ 1".to_owned(),
        };
        let listings = [
            listing(BOTH_WAYS, Direction::Received),
            listing(BOTH_WAYS, Direction::Returned),
            listing(RECEIVED_ONLY, Direction::Received),
        ];
        write(&mut conn, |conn| -> Result<(), StoreError> {
            points::save(conn, &known)?;
            routes::save(conn, &roads)?;
            procedures::save(conn, &listed)?;
            procedures::save_listings(conn, &listings)?;
            bump(conn, Subject::Network)?;
            bump(conn, Subject::Catalogue)
        })
        .unwrap();
        office.ensure_range(&mut conn, 1_000, 11_000).unwrap();
        Self { app: TestApp::with(database, settings), office }
    }

    /// The secret of a new token.
    pub fn token(&self, role: Role, places: &[&str]) -> String {
        let ids = Ids::Random;
        let secret = Secret::draw(&ids);
        let places = places.iter().map(|code| point(code)).collect();
        let id = TokenId::new(ids.uuid(morning()));
        let token = TokenIn::read("", role, places).unwrap().into_token(id, morning());
        let mut conn = self.app.database.open();
        write(&mut conn, |conn| tokens::insert(conn, &token, &secret)).unwrap();
        secret.reveal().to_owned()
    }

    pub fn partner(&self) -> String {
        self.token(Role::Partner, &[DESK])
    }

    pub fn stranger(&self) -> String {
        self.token(Role::Partner, &[OTHER_DESK])
    }

    pub fn clerk(&self) -> String {
        self.token(Role::Clerk, &[POST])
    }

    pub fn post<'a>(&'a self, path: &str, token: &str, body: &Value) -> Ask<'a> {
        self.app.post(path).token(token).english().json(body)
    }

    pub fn get<'a>(&'a self, path: &str, token: &str) -> Ask<'a> {
        self.app.get(path).token(token).english()
    }

    /// Tells [`CASE`] and orders a leg for it; what was opened.
    pub fn ordered(&self, leg: &Value) -> Value {
        let partner = self.partner();
        let told = self.post("/api/v1/cases", &partner, &case()).send();
        assert!(told.status.is_success(), "{}", told.text());
        let answer = self.post("/api/v1/legs", &partner, leg).send();
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["legs"][0].clone()
    }

    /// Puts scans on record.
    pub fn scanned(&self, scans: &[Scan]) {
        record(&mut self.app.database.open(), &self.office, &anyone(), scans).unwrap();
    }
}

pub fn person() -> Value {
    json!({
        "name": "Nguyễn Văn Mẫu",
        "phone": "0912 345 123",
        "address": {"text": "Thôn Tân Đình", "unit": "18562"},
    })
}

pub fn case() -> Value {
    json!({
        "case_code": CASE, "as_of": "2025-04-08T09:00:00+07:00", "procedure_code": BOTH_WAYS,
        "agency": DESK, "channel": 3, "status": 4, "received_at": "2025-04-08T08:00:00+07:00",
        "due_at": "2025-04-18T17:00:00+07:00", "applicant": person(),
    })
}

pub fn submit() -> Value {
    json!({
        "case_code": CASE, "service": "submit", "from": {"person": person()},
        "to": {"point": DESK}, "papers": [
            {"name": "Đơn đề nghị", "form": "original", "count": 2},
            {"name": "Căn cước", "form": "copy", "count": 1},
        ],
    })
}

pub fn giving_back() -> Value {
    json!({
        "case_code": CASE, "service": "return", "from": {"point": DESK},
        "to": {"person": person()}, "papers": [],
    })
}

/// The body with another value at a path like `/applicant/name`; null takes the field away.
pub fn with(body: &Value, path: &str, value: &Value) -> Value {
    let mut body = body.clone();
    let (above, field) = path.rsplit_once('/').unwrap();
    let above = body.pointer_mut(above).unwrap();
    match above {
        Value::Object(fields) if value.is_null() => drop(fields.remove(field)),
        Value::Object(fields) => drop(fields.insert(field.to_owned(), value.clone())),
        Value::Array(items) => items[field.parse::<usize>().unwrap()] = value.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => panic!("{path}"),
    }
    body
}
