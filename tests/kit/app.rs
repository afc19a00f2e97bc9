//! The whole program in the test's own process, asked through its public door without a socket. Time
//! stands still and ids repeat, so that what is answered can be written down.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, BodyDataStream, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use axum::{Router, response::Response};
use hosopost::app::App;
use hosopost::base::{At, Clock, Ids};
use hosopost::config::{Given, Settings, Word};
use hosopost::web;
use serde_json::Value;
use tower::ServiceExt;

use super::databases::TestDatabase;

/// One running program on a database of its own.
pub struct TestApp {
    pub app: Arc<App>,
    pub database: TestDatabase,
    router: Router,
    runtime: tokio::runtime::Runtime,
}

/// The settings of a program in a test.
pub fn settings(database_url: &str) -> Settings {
    let given = Given {
        database_url: Some(Word(database_url.to_owned())),
        public_url: Some(Word("https://hoso.example.vn".to_owned())),
        ..Given::default()
    };
    Settings::understand(given).unwrap()
}

/// Tuesday, 8 April 2025, half past nine.
pub fn morning() -> At {
    At::parse("2025-04-08T09:30:00+07:00").unwrap()
}

impl TestApp {
    pub fn on(database: TestDatabase) -> Self {
        let settings = settings(&database.url);
        Self::with(database, settings)
    }

    /// A program with other settings than all tests have.
    pub fn with(database: TestDatabase, settings: Settings) -> Self {
        let app = App::open(settings, Clock::standing(morning()), Ids::seeded(7)).unwrap();
        let router = web::router(&app);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { app, database, router, runtime }
    }

    /// A program on a database that is already there.
    pub fn over(url: &str) -> Self {
        Self::on(TestDatabase::existing(url))
    }

    pub fn sqlite() -> Self {
        Self::on(TestDatabase::sqlite())
    }

    /// The same program with other routes inside the same middleware, to try what no real route does.
    #[must_use]
    pub fn with_routes(mut self, routes: Router) -> Self {
        self.router = web::middleware::around(routes, &self.app);
        self
    }

    /// Another program, with settings of its own, on the same database.
    #[must_use]
    pub fn with_app(mut self, app: Arc<App>) -> Self {
        self.router = web::router(&app);
        self.app = app;
        self
    }

    pub fn get(&self, path: &str) -> Ask<'_> {
        self.ask(Method::GET, path)
    }

    pub fn post(&self, path: &str) -> Ask<'_> {
        self.ask(Method::POST, path)
    }

    /// Waits for something the program does.
    pub fn wait<T>(&self, what: impl Future<Output = T>) -> T {
        self.runtime.block_on(what)
    }

    /// Sends so many requests at the same time.
    pub fn at_once<'a>(&'a self, count: u32, ask: impl Fn(u32) -> Ask<'a>) -> Vec<Answer> {
        let asks: Vec<_> = (0..count).map(|n| ask(n).answered()).collect();
        self.runtime.block_on(futures_util::future::join_all(asks))
    }

    pub fn ask(&self, method: Method, path: &str) -> Ask<'_> {
        Ask {
            app: self,
            method,
            path: path.to_owned(),
            headers: HeaderMap::new(),
            body: Vec::new(),
            from: None,
        }
    }
}

/// A request being put together.
pub struct Ask<'a> {
    app: &'a TestApp,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
    from: Option<SocketAddr>,
}

impl Ask<'_> {
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, value.parse().unwrap());
        self
    }

    /// From another machine than nobody's.
    #[must_use]
    pub fn from(mut self, address: &str) -> Self {
        self.from = Some(SocketAddr::new(address.parse().unwrap(), 50_000));
        self
    }

    #[must_use]
    pub fn english(self) -> Self {
        self.header("accept-language", "en")
    }

    #[must_use]
    pub fn token(self, secret: &str) -> Self {
        self.header("authorization", &format!("Bearer {secret}"))
    }

    #[must_use]
    pub fn body(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", kind)
    }

    #[must_use]
    pub fn json(self, value: &Value) -> Self {
        self.body("application/json", value.to_string())
    }

    /// Reads a body that does not end by itself.
    pub fn streamed<F, T>(self, read: impl FnOnce(BodyDataStream) -> F) -> T
    where
        F: Future<Output = T>,
    {
        let app = self.app;
        app.wait(async {
            let response = self.responded().await;
            assert_eq!(response.status(), StatusCode::OK);
            read(response.into_body().into_data_stream()).await
        })
    }

    pub fn send(self) -> Answer {
        let app = self.app;
        app.wait(self.answered())
    }

    /// What is answered at once; of a body that has no end, nothing.
    pub fn begun(self) -> Answer {
        let app = self.app;
        app.wait(async {
            let response = self.responded().await;
            let endless = response
                .headers()
                .get(header::CONTENT_TYPE)
                .is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
            let (parts, body) = response.into_parts();
            let body = if endless {
                Vec::new()
            } else {
                to_bytes(body, usize::MAX).await.unwrap().to_vec()
            };
            Answer { status: parts.status, headers: parts.headers, body }
        })
    }

    /// For who waits for other things as well.
    pub async fn answered(self) -> Answer {
        let (parts, body) = self.responded().await.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    async fn responded(self) -> Response {
        let mut request = Request::builder().method(self.method).uri(&self.path);
        request.headers_mut().unwrap().extend(self.headers);
        let mut request = request.body(Body::from(self.body)).unwrap();
        if let Some(from) = self.from {
            request.extensions_mut().insert(ConnectInfo(from));
        }
        self.app.router.clone().oneshot(request).await.unwrap()
    }
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()))
    }

    /// The problem, which must be a whole one of this status and code.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        assert_eq!(self.header(header::CONTENT_TYPE.as_str()), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status, "{problem}");
        for field in ["type", "title", "instance"] {
            assert!(
                problem[field].as_str().is_some_and(|text| !text.is_empty()),
                "{field}: {problem}"
            );
        }
        assert_eq!(problem["instance"], self.header("x-request-id"));
        problem
    }
}
