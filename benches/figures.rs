//! The figures of this machine, in one run: scans a second (one by one and in batches of fifty), facts a
//! second read back from the feed, labels, the citizen's page, and how soon after a scan a webhook is called; on SQLite, and on PostgreSQL where
//! `HOSOPOST_TEST_POSTGRES` names a server. Each figure is the median of five rounds, interleaved. Prints a
//! table, and the same as one line of JSON. Nothing here passes or fails.

#![expect(clippy::unwrap_used, reason = "a figure that cannot be taken ends the run")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hosopost::app::App;
use hosopost::base::{Actor, At, Clock, Context, Ids, Role};
use hosopost::cases::{CaseIn, Channel, Endpoint, Service, Status};
use hosopost::client::Local;
use hosopost::config::{Given, Settings, Word};
use hosopost::feed::webhook::{Scope, WebhookUrl};
use hosopost::flows::import::{ImportFile, Kind, import};
use hosopost::flows::webhooks::{WebhookIn, create_webhook};
use hosopost::flows::{self, CaseRecord, LegOrder, World};
use hosopost::jobs::{self, Stop};
use hosopost::parcels::{Paper, PaperForm, PaperList, Parcel};
use hosopost::people::{Administrator, CaseWriter, LegOrderer, PersonIn, TokenIn, WebhookKeeper};
use hosopost::print::{Printer, samples};
use hosopost::store::Conn;
use hosopost::web;
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

/// The same as in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 5;
const PARCELS: u32 = 256;
const CONNECTIONS: usize = 64;
const SINGLES: usize = 1280;
const BATCHES: usize = 48;
const BATCH: usize = 50;

struct Figure {
    database: &'static str,
    what: &'static str,
    unit: &'static str,
    median: f64,
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite://{}", dir.path().join("bench.db").display());
    let mut databases = vec![("SQLite", sqlite)];
    #[expect(clippy::disallowed_methods, reason = "the server is named as for the tests")]
    if let Ok(server) = std::env::var("HOSOPOST_TEST_POSTGRES") {
        databases.push(("PostgreSQL", schema_of_its_own(&server)));
    }
    let mut figures = Vec::new();
    for (name, url) in &databases {
        figures.extend(runtime.block_on(measure(name, url)));
    }
    figures.extend(labels());

    println!("{:<12} {:<44} {:>12}", "database", "figure", "median of 5");
    for figure in &figures {
        let Figure { database, what, unit, median } = figure;
        println!("{database:<12} {what:<44} {median:>12.1} {unit}");
    }
    let json: Vec<Value> = figures
        .iter()
        .map(
            |f| json!({"database": f.database, "what": f.what, "unit": f.unit, "median": f.median}),
        )
        .collect();
    println!("{}", json!({"figures": json}));
}

fn schema_of_its_own(server: &str) -> String {
    use diesel::connection::SimpleConnection as _;
    let database: hosopost::store::Database = server.parse().unwrap();
    let schema = format!("bench_{}", std::process::id());
    database.open().unwrap().batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
    let mark = if server.contains('?') { '&' } else { '?' };
    format!("{server}{mark}options=-csearch_path%3D{schema}")
}

async fn measure(name: &'static str, url: &str) -> Vec<Figure> {
    let begun = Instant::now();
    let given = Given { database_url: Some(Word(url.to_owned())), ..Given::default() };
    let mut settings = Settings::understand(given).unwrap();
    settings.webhooks.private = true;
    let app = App::open(settings, Clock::System, Ids::Random).unwrap();
    app.set_up().unwrap();
    let ready = begun.elapsed();
    let (secret, parcels) = prepare(&app);

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = Stop::default();
    let served = jobs::start({
        let (app, stop) = (app.clone(), stop.clone());
        async move {
            let asked = || {
                let stop = stop.clone();
                async move { stop.asked().await }
            };
            web::serve(&app, listener, asked).await.unwrap();
        }
    });
    let bench = Bench { address, secret: secret.into(), parcels: parcels.into(), ids: Ids::Random };
    let mut rounds: [Vec<f64>; 4] = Default::default();
    for _ in 0..ROUNDS {
        rounds[0].push(bench.scans(SINGLES, 1).await);
        rounds[1].push(bench.scans(BATCHES, BATCH).await);
        rounds[2].push(bench.feed().await);
        rounds[3].push(bench.pages(SINGLES).await);
    }
    let called = bench.called(&app, &stop).await;
    stop.ask();
    served.await.unwrap();
    let [singles, batches, feed, pages] = rounds.map(median);
    let figure = |what, unit, median| Figure { database: name, what, unit, median };
    vec![
        figure("new database made and ready", "ms", ready.as_secs_f64() * 1000.0),
        figure("scans one by one, 64 connections", "/s", singles),
        figure("scans in batches of 50, 64 connections", "/s", batches),
        figure("facts read from the feed", "/s", feed),
        figure("citizen's page, 64 connections", "/s", pages),
        figure("webhook called after a scan's answer, median", "ms", called[called.len() / 2]),
        figure("webhook called after a scan's answer, 99 %", "ms", called[called.len() * 99 / 100]),
    ]
}

/// A receiver that says when it was called about which scan.
async fn receiver() -> (SocketAddr, UnboundedReceiver<(String, Instant)>) {
    let (told, hears) = tokio::sync::mpsc::unbounded_channel();
    let hook = move |axum::Json(event): axum::Json<Value>| {
        let scan = event["data"]["scan_id"].as_str().unwrap_or_default().to_owned();
        let _ = told.send((scan, Instant::now()));
        std::future::ready(axum::http::StatusCode::NO_CONTENT)
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = axum::Router::new().route("/hook", axum::routing::post(hook));
    jobs::start(async move { axum::serve(listener, routes).await.unwrap() });
    (address, hears)
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// The fixtures, a token, and parcels to scan.
fn prepare(app: &Arc<App>) -> (String, Vec<Parcel>) {
    let mut conn = app.database.open().unwrap();
    let cx = Context { now: app.clock.now(), who: Actor::process(), ids: app.ids.clone() };
    let by = Administrator::of(&cx.who).unwrap();
    for kind in Kind::ALL {
        let path = format!("{}/fixtures/{kind}.csv", env!("CARGO_MANIFEST_DIR"));
        let bytes = std::fs::read(path).unwrap();
        import(&mut conn, &cx, &by, &ImportFile::own(kind, &bytes), &mut |_| {}).unwrap();
    }
    let known = app.known(&mut conn).unwrap();
    let token = TokenIn::read("bench", Role::Administrator, vec![]).unwrap();
    let (_, secret) = flows::create_token(&mut conn, &cx, &by, &known.network, token).unwrap();
    let world = known.world(&app.settings);
    let parcels = (0..PARCELS).map(|n| parcel(&mut conn, &cx, &world, n)).collect();
    (secret.reveal().to_owned(), parcels)
}

fn parcel(conn: &mut Conn, cx: &Context, world: &World<'_>, n: u32) -> Parcel {
    let code: hosopost::base::codes::CaseCode = format!("H27.00-260101-{n:05}").parse().unwrap();
    let person = || PersonIn::read("Nguyễn Văn Mẫu", None, "Thôn Tân Đình", None).unwrap();
    let case = CaseIn {
        code: code.clone(),
        as_of: cx.now,
        procedure: "1.012783".parse().unwrap(),
        agency: "H27.00".parse().unwrap(),
        channel: Channel::Post,
        status: Status::Processing,
        received_at: cx.now,
        due_at: None,
    };
    let record = CaseRecord { case, applicant: person() };
    let writer = CaseWriter::of(&cx.who).unwrap();
    flows::upsert_case(conn, cx, &writer, world.network, record).unwrap();
    let papers = vec![Paper::new("Đơn", PaperForm::Original, 1).unwrap()];
    let order = LegOrder {
        case_code: code,
        service: Service::Submit,
        from: Endpoint::Person(person()),
        to: Endpoint::Point("H27.00".parse().unwrap()),
        papers: PaperList::new(papers).unwrap(),
        pickup: None,
        tracking_number: None,
        label: None,
        weighed: flows::Weighed::default(),
    };
    let by = LegOrderer::of(&cx.who).unwrap();
    flows::order_leg(conn, cx, &by, world, order).unwrap().legs.remove(0).parcel
}

struct Bench {
    address: SocketAddr,
    secret: Arc<str>,
    parcels: Arc<[Parcel]>,
    ids: Ids,
}

impl Bench {
    /// Scans a second: so many requests of so many scans each, over 64 connections.
    async fn scans(&self, requests: usize, size: usize) -> f64 {
        let now = At::from_millis(Clock::System.now().millis());
        let bodies: Vec<Value> = (0..requests)
            .map(|n| {
                let scans: Vec<Value> = (0..size)
                    .map(|m| {
                        let parcel = &self.parcels[(n * size + m) % self.parcels.len()];
                        json!({
                            "id": self.ids.uuid(now), "action": "inspect", "as": "post",
                            "code": parcel.qr, "at": "H27.00", "happened_at": now.to_string()
                        })
                    })
                    .collect();
                json!({"device": "bench", "scans": scans})
            })
            .collect();
        let took = self.in_parallel(bodies.into_iter().map(Some).collect(), "/api/v1/scans").await;
        (requests * size) as f64 / took.as_secs_f64()
    }

    /// How long after the answer to a scan, which is after its commit, a webhook is first called about it, in
    /// milliseconds, the shortest first: one scan after the other, each of another case.
    async fn called(&self, app: &Arc<App>, stop: &Stop) -> Vec<f64> {
        let (address, mut hears) = receiver().await;
        let cx = Context { now: app.clock.now(), who: Actor::process(), ids: app.ids.clone() };
        let url = WebhookUrl::read(&format!("http://{address}/hook"), app.caller.reach()).unwrap();
        let input = WebhookIn { url, scope: Scope::default(), after: None };
        let made = app.intake.run(move |conn, known| {
            let by = WebhookKeeper::of(&cx.who).unwrap();
            create_webhook(conn, &cx, &by, &known.network, input)
        });
        made.await.unwrap().unwrap();
        let telling = jobs::start(jobs::webhooks(app.clone(), stop.clone()));
        let client = Local::new(self.address).unwrap();
        let mut waits = Vec::new();
        for parcel in self.parcels.iter() {
            let now = Clock::System.now();
            let id = self.ids.uuid(now).to_string();
            let scan = json!({
                "id": id, "action": "inspect", "as": "post", "code": parcel.qr, "at": "H27.00",
                "happened_at": now.to_string(),
            });
            let body = json!({"device": "bench", "scans": [scan]});
            let answer = client.post("/api/v1/scans", Some(&self.secret), &body).await.unwrap();
            let answered = Instant::now();
            assert!(answer.is_success(), "{}", answer.json());
            let called = loop {
                let (about, at) = hears.recv().await.unwrap();
                if about == id {
                    break at;
                }
            };
            waits.push(called.saturating_duration_since(answered).as_secs_f64() * 1000.0);
        }
        waits.sort_by(f64::total_cmp);
        stop.ask();
        telling.await.unwrap();
        waits
    }

    async fn pages(&self, requests: usize) -> f64 {
        let page = format!("/q/{}", self.parcels[0].qr);
        let took = self.in_parallel(vec![None; requests], &page).await;
        requests as f64 / took.as_secs_f64()
    }

    async fn feed(&self) -> f64 {
        let client = Local::new(self.address).unwrap();
        let begun = Instant::now();
        let (mut cursor, mut facts) = ("0".to_owned(), 0);
        loop {
            let path = format!("/api/v1/feed?after={cursor}&limit=500");
            let page = client.get(&path, Some(&self.secret)).await.unwrap().json();
            let events = page["events"].as_array().unwrap().len();
            if events == 0 {
                return facts as f64 / begun.elapsed().as_secs_f64();
            }
            facts += events;
            page["next"].as_str().unwrap().clone_into(&mut cursor);
        }
    }

    /// Sends the bodies (or gets, where there is none) over 64 connections.
    async fn in_parallel(&self, bodies: Vec<Option<Value>>, path: &str) -> Duration {
        let per = bodies.len().div_ceil(CONNECTIONS);
        let mut tasks = Vec::new();
        let begun = Instant::now();
        for chunk in bodies.chunks(per) {
            let (chunk, path, secret) = (chunk.to_vec(), path.to_owned(), self.secret.clone());
            let client = Local::new(self.address).unwrap();
            tasks.push(jobs::start(async move {
                for body in chunk {
                    let answer = match body {
                        Some(body) => client.post(&path, Some(&secret), &body).await.unwrap(),
                        None => client.get(&path, None).await.unwrap(),
                    };
                    assert!(answer.is_success(), "{} {}", answer.status, answer.json());
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        begun.elapsed()
    }
}

/// Milliseconds to draw one label, warm.
fn labels() -> Vec<Figure> {
    let printer = Printer::default();
    let (_, label) = samples().remove(0);
    printer.pdf(&label).unwrap();
    let time = |draw: &dyn Fn()| {
        median(
            (0..ROUNDS)
                .map(|_| {
                    let begun = Instant::now();
                    draw();
                    begun.elapsed().as_secs_f64() * 1000.0
                })
                .collect(),
        )
    };
    let pdf = time(&|| drop(printer.pdf(&label).unwrap()));
    let png = time(&|| drop(printer.png(&label, hosopost::print::Dpi::D203).unwrap()));
    let figure = |what, median| Figure { database: "–", what, unit: "ms", median };
    vec![figure("one label as PDF", pdf), figure("one label as PNG, 203 dpi", png)]
}
