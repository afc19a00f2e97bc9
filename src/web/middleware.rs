//! Everything that goes around the routes, in one function. From the outside in: the request's id, its
//! line in the log and its figures, the language of problems and headers that keep browsers careful; panics
//! and slow answers turned into problems; the limit on bodies.

use std::any::Any;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use tracing::Instrument as _;

use super::error::{INTERNAL, Problem};
use super::input::MAX_BODY;
use super::lang;
use super::staff::trouble;
use crate::app::App;
use crate::base::TokenId;

/// How long a request may take until its answer begins; a long poll is answered before.
const SLOWEST_ANSWER: Duration = Duration::from_secs(35);

static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What is learnt about a request on its way in and told in its log line.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    token: Arc<OnceLock<TokenId>>,
}

impl Facts {
    /// The request showed this token. The token stands for the person; its secret is never logged.
    pub fn shown(&self, token: TokenId) {
        // A second look at the same token tells nothing new.
        let _ = self.token.set(token);
    }
}

/// Puts everything around the routes. The last layer is the outermost.
pub fn around(routes: Router, app: &Arc<App>) -> Router {
    routes
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, SLOWEST_ANSWER))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), observed))
}

/// One line per request, its figures, its id, and problems in the language asked for.
async fn observed(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = request_id(&request, &app);
    let method = request.method().clone();
    // The pattern, not the path: a path may hold the code of a parcel.
    let route =
        request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let lang = lang::of(request.uri(), request.headers());
    let as_page = trouble::is_wanted(request.uri(), request.headers());
    let facts = Facts::default();
    request.extensions_mut().insert(facts.clone());

    // The span of the traces: what the intake does with the request's scans names it.
    let span = tracing::debug_span!("web.request", request = id, %method, route);
    let answer = next.run(request).instrument(span).await;
    let mut answer = spoken(answer, lang, &id, as_page);
    be_careful(answer.headers_mut(), app.settings.http.is_https());

    let status = answer.status().as_u16();
    let took = begun.elapsed();
    let ms = took.as_secs_f64() * 1000.0;
    let token = facts.token.get().map(ToString::to_string).unwrap_or_default();
    tracing::info!(request = id, %method, route, status, ms, token, "{method} {route} {status}");
    app.metrics.request(method.as_str(), &route, status, took);
    if let Ok(id) = HeaderValue::from_str(&id) {
        answer.headers_mut().insert(&REQUEST_ID, id);
    }
    answer
}

/// The id that a proxy before us gave, when it is plain, or a new one.
fn request_id(request: &Request, app: &App) -> String {
    let given = request.headers().get(&REQUEST_ID).and_then(|id| id.to_str().ok()).filter(|id| {
        (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    });
    given.map_or_else(|| app.ids.uuid(app.clock.now()).to_string(), str::to_owned)
}

/// A problem in the language asked for, as a page where a person with a browser asked; a bare error of a
/// library as a problem of ours.
fn spoken(answer: Response, lang: crate::base::Lang, id: &str, as_page: bool) -> Response {
    let own = answer.extensions().get::<Problem>().cloned();
    let is_page = answer
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let problem = match own {
        Some(problem) => problem,
        None if is_page => return answer,
        None => match Problem::of_status(answer.status()) {
            Some(problem) => problem,
            None => return answer,
        },
    };
    let drawn = if as_page { trouble::answer(&problem, lang, id) } else { None };
    let mut told = drawn.unwrap_or_else(|| problem.answer(lang, Some(id.to_owned())));
    // What the library said beside the body stays: the methods that are allowed, say.
    for (name, value) in answer.headers() {
        if name != header::CONTENT_LENGTH && !told.headers().contains_key(name) {
            told.headers_mut().insert(name, value.clone());
        }
    }
    told
}

/// Pages ask nobody else for anything and are in no search engine; a page that needs more says so itself.
/// Where we are reached by TLS, browsers come back by TLS alone.
pub(super) fn be_careful(headers: &mut HeaderMap, is_https: bool) {
    let careful = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "geolocation=(), microphone=(), payment=()",
        ),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    headers.reserve(careful.len());
    for (name, value) in careful {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if is_https {
        // A year, for this host alone: what other names the office has is not ours to decide.
        let value = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
}

/// A panic is a mistake of ours: told in the log, answered without its text.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over by value")]
fn panicked(panic: Box<dyn Any + Send>) -> Response<Body> {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("without a text");
    tracing::error!(panic = text, "a handler panicked");
    Problem::new(INTERNAL).into_response()
}
