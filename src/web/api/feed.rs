//! What the cases were told, for case systems: page by page from a cursor, waiting for news, or as a
//! stream that stays open.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, KeepAliveStream, Sse};
use futures_util::stream::{self, Stream};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::paging::limit;
use crate::app::App;
use crate::base::PointCode;
use crate::feed::{CloudEvent, Fact};
use crate::people::{FeedReader, Reach};
use crate::store::facts;
use crate::web::Shared;
use crate::web::auth::Caller;
use crate::web::error::{INVALID, Problem, ProblemBody};
use crate::web::input::Query;

/// The longest a request waits for news.
const LONGEST_WAIT: Duration = Duration::from_secs(25);
/// How often to look for facts that another process told.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How many facts a stream reads at once.
const STREAM_PAGE: i64 = 200;

/// Where to go on, and how much to bring.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeedQuery {
    /// The cursor: `next` of an earlier page, or `0` for the first fact ever told.
    #[param(default = "0", example = "0")]
    after: Option<String>,
    /// At most so many facts.
    #[param(minimum = 1, maximum = 500, default = 50)]
    limit: Option<i64>,
    /// With nothing new, wait so many seconds for it.
    #[param(minimum = 0, maximum = 25, default = 0)]
    wait: Option<u64>,
}

/// Facts, and where to go on.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedOut {
    /// CloudEvents 1.0, in the order in which they became known.
    #[schema(value_type = Vec<Object>)]
    events: Vec<CloudEvent>,
    /// The cursor behind the last of them. Keep it, and ask with it again: a cursor is good for ever.
    #[schema(example = "1842")]
    next: String,
}

/// Read the feed
///
/// Every fact of every case you may see, each case in order and without a gap, from cursor 0 for ever.
/// Told once, delivered as often as you ask: keep the cursor only after you have kept the facts.
#[utoipa::path(
    get,
    path = "/api/v1/feed",
    tag = "feed",
    security(("token" = [])),
    params(FeedQuery),
    responses(
        (status = 200, body = FeedOut),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn read(
    State(app): Shared,
    Caller(actor): Caller,
    Query(query): Query<FeedQuery>,
) -> Result<axum::Json<FeedOut>, Problem> {
    let agencies = agencies(&FeedReader::of(&actor)?);
    let after = position(query.after.as_deref(), "?after")?;
    let limit = limit(query.limit)?;
    let patience = Duration::from_secs(query.wait.unwrap_or(0)).min(LONGEST_WAIT);
    let until = Instant::now() + patience;
    let mut news = app.news();
    loop {
        let told = page(&app, after, agencies.clone(), limit).await?;
        let left = until.saturating_duration_since(Instant::now());
        if !told.is_empty() || left.is_zero() {
            let next = told.last().map_or(after, |fact| fact.position);
            let events = told.iter().map(CloudEvent::from).collect();
            return Ok(axum::Json(FeedOut { events, next: next.to_string() }));
        }
        // Woken by what this process tells; what others tell is seen at the next look.
        let _ = tokio::time::timeout(left.min(LOOK_AGAIN), news.changed()).await;
    }
}

/// Follow the feed
///
/// Server-sent events: one per fact, the cursor as its id, so that a browser or a program that was cut
/// off goes on where it was by `Last-Event-ID`.
#[utoipa::path(
    get,
    path = "/api/v1/feed/stream",
    tag = "feed",
    security(("token" = [])),
    params(
        ("after" = Option<String>, Query, description = "The cursor to begin behind; default 0"),
        ("Last-Event-ID" = Option<String>, Header, description = "The cursor of the last event received; goes before `after`"),
    ),
    responses(
        (status = 200, description = "A stream of CloudEvents", content_type = "text/event-stream", body = String),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn stream(
    State(app): Shared,
    Caller(actor): Caller,
    headers: HeaderMap,
    Query(query): Query<StreamQuery>,
) -> Result<Sse<KeepAliveStream<impl Stream<Item = Result<Event, Infallible>>>>, Problem> {
    let agencies = agencies(&FeedReader::of(&actor)?);
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let after = match last {
        Some(last) => position(Some(last), "Last-Event-ID")?,
        None => position(query.after.as_deref(), "?after")?,
    };
    let reader = Follower { app, agencies, after, read: VecDeque::new() };
    Ok(Sse::new(follow(reader)).keep_alive(KeepAlive::default()))
}

/// Where a stream begins.
#[derive(Debug, Deserialize)]
pub struct StreamQuery {
    after: Option<String>,
}

/// A reader of the stream, and how far it has come.
struct Follower {
    app: Arc<App>,
    agencies: Option<Vec<PointCode>>,
    after: i64,
    read: VecDeque<Fact>,
}

/// Facts as they become known. It runs only while somebody reads: a reader that goes away drops it.
fn follow(reader: Follower) -> impl Stream<Item = Result<Event, Infallible>> {
    let news = reader.app.news();
    stream::unfold((reader, news), |(mut reader, mut news)| async move {
        loop {
            if let Some(fact) = reader.read.pop_front() {
                reader.after = fact.position;
                return Some((Ok(event(&fact)), (reader, news)));
            }
            let told = page(&reader.app, reader.after, reader.agencies.clone(), STREAM_PAGE).await;
            // A failing read ends the stream; the reader comes again with its last cursor.
            reader.read = told.ok()?.into();
            if reader.read.is_empty() {
                let _ = tokio::time::timeout(LOOK_AGAIN, news.changed()).await;
            }
        }
    })
}

fn event(fact: &Fact) -> Event {
    let event = CloudEvent::from(fact);
    let data = serde_json::to_value(&event).unwrap_or(Value::Null).to_string();
    Event::default().id(fact.position.to_string()).event(&event.kind).data(data)
}

async fn page(
    app: &Arc<App>,
    after: i64,
    agencies: Option<Vec<PointCode>>,
    limit: i64,
) -> Result<Vec<Fact>, Problem> {
    app.read(move |conn| {
        facts::after(conn, after, agencies.as_deref(), limit).map_err(Problem::from)
    })
    .await
}

/// Whose cases a reader is told about; none means everybody's.
pub fn agencies(reader: &FeedReader) -> Option<Vec<PointCode>> {
    match reader.reach() {
        Reach::Everywhere => None,
        Reach::Points(points) => Some(points.clone()),
    }
}

/// Reads a cursor.
pub fn position(cursor: Option<&str>, field: &str) -> Result<i64, Problem> {
    let Some(cursor) = cursor else { return Ok(0) };
    cursor.parse().ok().filter(|position| *position >= 0).ok_or_else(|| {
        Problem::new(INVALID).field(field).detail(
            "Cần con trỏ lấy từ trường next, hoặc 0 để đọc từ đầu",
            "Expected a cursor from the next field, or 0 to read from the beginning",
        )
    })
}
