//! An office to measure: a database with the fixtures, the real program serving it, and parcels on a shelf.

use std::net::SocketAddr;
use std::ops::Range;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hosopost::app::App;
use hosopost::base::{Actor, Clock, Context, Ids, Role};
use hosopost::cases::{CaseIn, Channel, Endpoint, Service, Status};
use hosopost::config::{Given, Settings, Word};
use hosopost::flows::forecast::Lookout;
use hosopost::flows::import::{ImportFile, Kind, import};
use hosopost::flows::{self, CaseRecord, LegOrder, Weighed, World};
use hosopost::parcels::{Paper, PaperForm, PaperList};
use hosopost::people::{Administrator, CaseWriter, LegOrderer, PersonIn, TokenIn};
use hosopost::store::Conn;
use serde_json::Value;

use super::database::{Ground, number};
use super::fill::{self, Pattern};
use super::http;
use super::journey::{STEPS, WAYS, one};
use super::parcels::Shelf;
use super::served::Served;

/// How long a server may take until it has done what follows from the load before, in whatever build and with
/// however many parcels under way.
const PATIENCE: Duration = Duration::from_hours(1);
/// The desk that has results to hand over.
pub const BOARD_DESK: &str = "H27.00";
/// So many of them.
const RESULTS: i64 = 2_000;

/// A database, a server on it, and what to scan.
pub struct Office {
    /// The server.
    pub server: Served,
    /// Our own connection, for filling and looking.
    pub conn: Conn,
    /// Where everything lies.
    pub ground: Ground,
    /// Of the administrator.
    pub token: Arc<str>,
    /// What to scan.
    pub shelf: Arc<Shelf>,
    announced: Vec<Pattern>,
    arrived: Vec<Pattern>,
}

/// What the forecaster looked at anew.
pub struct Replanned {
    /// So many.
    pub parcels: i64,
    /// In this time.
    pub seconds: f64,
}

impl Replanned {
    /// How many in a second.
    pub fn rate(&self) -> f64 {
        self.parcels as f64 / self.seconds
    }
}

impl Office {
    /// Opens one.
    pub fn open(ground: Ground) -> Self {
        let url = Some(Word(ground.url.clone()));
        let given = Given { database_url: url, ..Given::default() };
        let settings = Settings::understand(given).unwrap();
        let app = App::open(settings, Clock::System, Ids::Random).unwrap();
        app.set_up().unwrap();
        let mut conn = ground.database.open().unwrap();
        let token = furnish(&app, &mut conn);
        let announced = order(&app, &mut conn, 0);
        let arrived = order(&app, &mut conn, WAYS.len());
        let result = order_result(&app, &mut conn, (BOARD_DESK, 90_000));
        drop(app);
        fill::copy(&mut conn, &[result], RESULTS);
        let server = Served::product(&ground);
        let shelf = Arc::new(Shelf::of(0..0));
        let office = Self { server, conn, ground, token, shelf, announced, arrived };
        for (way, pattern) in office.arrived.iter().enumerate() {
            office.carry(way, pattern, 0..STEPS);
        }
        office
    }

    /// Carries a parcel from step to step.
    fn carry(&self, way: usize, pattern: &Pattern, steps: Range<usize>) {
        for step in steps {
            let odd = self.scan(way, pattern, step);
            assert!(!odd, "{} is odd in step {step}", pattern.tracking);
        }
    }

    /// Scans a parcel, and says whether that was odd.
    fn scan(&self, way: usize, pattern: &Pattern, step: usize) -> bool {
        let told = self.ask("POST", "/api/v1/scans", &one(way, &pattern.tracking, step));
        let result = &told["results"][0];
        assert_eq!(result["outcome"], "recorded", "step {step}: {result}");
        result["anomalies"].as_array().is_some_and(|odd| !odd.is_empty())
    }

    /// One parcel at each stage of each way, and a result at each desk; one of the parcels went on without being
    /// received.
    pub fn under_way(&mut self) -> Vec<Pattern> {
        let given = Given { database_url: Some(Word(self.ground.url.clone())), ..Given::default() };
        let settings = Settings::understand(given).unwrap();
        let app = App::open(settings, Clock::System, Ids::Random).unwrap();
        let mut patterns = Vec::new();
        for stage in 1..STEPS {
            let ordered = order(&app, &mut self.conn, (stage + 1) * WAYS.len());
            for (way, pattern) in ordered.iter().enumerate() {
                self.carry(way, pattern, 0..stage);
            }
            patterns.extend(ordered);
        }
        let odd = &patterns[0];
        assert!(self.scan(0, odd, 3), "what was skipped is odd");
        for (n, (_, desk)) in WAYS.into_iter().enumerate() {
            patterns.push(order_result(&app, &mut self.conn, (desk, 90_001 + n)));
        }
        self.rest();
        patterns
    }

    /// One request of the administrator.
    pub fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        http::ask(self.address(), method, path, &self.token, body)
    }

    /// Where the server listens.
    pub const fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// Lays announced parcels on the shelf until there are so many.
    pub fn stock(&mut self, wanted: i64) {
        let missing = wanted - self.shelf.left();
        if missing > 0 {
            // What was left stays announced: a shelf holds keys that follow each other.
            let keys = fill::copy(&mut self.conn, &self.announced, wanted);
            self.shelf = Arc::new(Shelf::of(keys));
        }
    }

    /// Adds parcels that have gone the whole way, each with [`STEPS`] events.
    pub fn arrive(&mut self, parcels: i64) -> Range<i64> {
        fill::copy(&mut self.conn, &self.arrived, parcels)
    }

    /// Waits until the server has nothing more to do that follows from what was measured before: the next
    /// figure is of a server at rest, and so is the other office's.
    pub fn rest(&mut self) {
        self.wait_until(
            "SELECT (SELECT value FROM counters WHERE name = 'feed') - position \
             + COALESCE(swept_to, 0) FROM forecaster WHERE name = 'forecasts'",
            |behind| behind == 0,
        );
    }

    /// How long the forecaster takes to look at all parcels under way anew, after a timetable was loaded that
    /// differs from the one before: from its first look until all are done.
    pub fn replanned(&mut self, round: usize) -> Replanned {
        let file = self.ground.folder.path().join("timetable.csv");
        let path = format!("{}/fixtures/timetable.csv", env!("CARGO_MANIFEST_DIR"));
        let kilograms = format!(",{},", 50 + round);
        std::fs::write(&file, std::fs::read_to_string(path).unwrap().replace(",50,", &kilograms))
            .unwrap();
        let made = "SELECT MAX(made_at) FROM forecasts";
        let before = number(&mut self.conn, made);
        let words = ["import", "timetable", file.to_str().unwrap()];
        let loaded = self.ground.program(&words).stdout(Stdio::null()).status().unwrap();
        assert!(loaded.success(), "the timetable was not loaded");
        self.wait_until(made, |made| made > before);
        let begun = Instant::now();
        self.rest();
        let seconds = begun.elapsed().as_secs_f64();
        let open = "SELECT COUNT(*) FROM forecasts WHERE ended_at IS NULL";
        Replanned { parcels: number(&mut self.conn, open), seconds }
    }

    fn wait_until(&mut self, sql: &str, done: impl Fn(i64) -> bool) {
        let begun = Instant::now();
        while !done(number(&mut self.conn, sql)) {
            assert!(begun.elapsed() < PATIENCE, "the server does not come to rest");
            #[expect(
                clippy::disallowed_methods,
                reason = "nothing outside the server tells of it"
            )]
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Checks the laws of custody over everything that was filled and scanned: figures of a database that
    /// the program itself would not have written are worth nothing.
    pub fn is_lawful(&self) {
        let doctor = self.ground.program(&["doctor", "--laws"]).output().unwrap();
        let told = String::from_utf8_lossy(&doctor.stdout);
        assert!(doctor.status.success(), "{}: {told}", self.ground.name);
        let laws = told.lines().find(|line| line.contains("laws checked"));
        eprintln!("{}: {}", self.ground.name, laws.unwrap_or("nothing was checked"));
    }

    /// The last position of the feed.
    pub fn facts(&mut self) -> i64 {
        number(&mut self.conn, "SELECT MAX(position) FROM facts")
    }
}

/// The fixtures and a token.
fn furnish(app: &App, conn: &mut Conn) -> Arc<str> {
    let cx = Context { now: app.clock.now(), who: Actor::process(), ids: app.ids.clone() };
    let by = Administrator::of(&cx.who).unwrap();
    for kind in Kind::ALL {
        let path = format!("{}/fixtures/{kind}.csv", env!("CARGO_MANIFEST_DIR"));
        let bytes = std::fs::read(path).unwrap();
        import(conn, &cx, &by, &ImportFile::own(kind, &bytes), &mut |_| {}).unwrap();
    }
    let known = app.known(conn).unwrap();
    let token = TokenIn::read("bench", Role::Administrator, vec![]).unwrap();
    let (_, secret) = flows::create_token(conn, &cx, &by, &known.network, token).unwrap();
    secret.reveal().into()
}

/// One parcel for each way, ordered as any other.
fn order(app: &App, conn: &mut Conn, from: usize) -> Vec<Pattern> {
    let cx = Context { now: app.clock.now(), who: Actor::process(), ids: app.ids.clone() };
    let known = app.known(conn).unwrap();
    let world = known.world(&app.settings);
    let code = |way| format!("H27.00-260101-{:05}", from + way);
    (0..).zip(WAYS).map(|(way, (_, desk))| order_one(conn, &cx, &world, &code(way), desk)).collect()
}

/// A result that lies ready at its desk and is promised: so are its copies.
fn order_result(app: &Arc<App>, conn: &mut Conn, (desk, number): (&str, usize)) -> Pattern {
    let cx = Context { now: app.clock.now(), who: Actor::process(), ids: app.ids.clone() };
    let known = app.known(conn).unwrap();
    let code = format!("H27.00-260101-{number:05}");
    let told = (&*code, Status::Processed);
    let pattern = order_leg(conn, &cx, &known.world(&app.settings), told, |person| {
        let desk = Endpoint::Point(desk.parse().unwrap());
        (Service::Return, desk, Endpoint::Person(person))
    });
    http::blocking(app.forecast_all(&Arc::new(Lookout::new("bench")))).unwrap();
    pattern
}

fn order_one(conn: &mut Conn, cx: &Context, world: &World<'_>, code: &str, desk: &str) -> Pattern {
    order_leg(conn, cx, world, (code, Status::Processing), |person| {
        (Service::Submit, Endpoint::Person(person), Endpoint::Point(desk.parse().unwrap()))
    })
}

fn order_leg(
    conn: &mut Conn,
    cx: &Context,
    world: &World<'_>,
    (code, status): (&str, Status),
    ends: impl FnOnce(PersonIn) -> (Service, Endpoint<PersonIn>, Endpoint<PersonIn>),
) -> Pattern {
    let code: hosopost::base::codes::CaseCode = code.parse().unwrap();
    let home = "18583".parse().ok();
    let person = || PersonIn::read("Nguyễn Văn Mẫu", None, "Thôn Tân Đình", home.clone()).unwrap();
    let case = CaseIn {
        code: code.clone(),
        as_of: cx.now,
        procedure: "1.012783".parse().unwrap(),
        agency: "H27.00".parse().unwrap(),
        channel: Channel::Post,
        status,
        received_at: cx.now,
        due_at: None,
    };
    let writer = CaseWriter::of(&cx.who).unwrap();
    let record = CaseRecord { case, applicant: person() };
    flows::upsert_case(conn, cx, &writer, world.network, record).unwrap();
    let papers = vec![Paper::new("Đơn", PaperForm::Original, 1).unwrap()];
    let (service, from, to) = ends(person());
    let order = LegOrder {
        case_code: code,
        service,
        from,
        to,
        papers: PaperList::new(papers).unwrap(),
        pickup: None,
        tracking_number: None,
        label: None,
        weighed: Weighed::default(),
    };
    let by = LegOrderer::of(&cx.who).unwrap();
    let opened = flows::order_leg(conn, cx, &by, world, order).unwrap().legs.remove(0);
    Pattern {
        key: opened.parcel.key.0,
        case: opened.leg.case.to_string(),
        leg: opened.leg.id.to_string(),
        parcel: opened.parcel.id.to_string(),
        tracking: opened.parcel.tracking.to_string(),
    }
}
