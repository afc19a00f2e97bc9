//! `/office/stream`: says when a desk's board is another than before. What it is then, the page asks as always: so a
//! board that somebody looks at is made in one place, and costs nothing while nothing happens.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, KeepAliveStream, Sse};
use futures_util::stream::{self, Stream};

use super::AtDesk;
use crate::app::App;
use crate::base::PointCode;
use crate::store::office;
use crate::web::Shared;
use crate::web::error::Problem;

/// How often to look for what other processes did.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// So long a board rests after a look, whatever happens meanwhile: in a busy minute it is still looked at often.
const REST: Duration = Duration::from_secs(1);
/// A stream ends after so long, and the browser comes again: whoever signed out meanwhile is no longer told.
const LONGEST: Duration = Duration::from_mins(10);

/// Follow the board
///
/// Server-sent events: `board`, with a text that is another whenever the board is. The first one comes at once.
#[utoipa::path(
    get,
    path = "/office/stream",
    tag = "staff",
    responses(
        (status = 200, description = "A stream of events", content_type = "text/event-stream", body = String),
        (status = 303, description = "To the form to sign in, or to say at which desk one is"),
    )
)]
pub async fn stream(
    State(app): Shared,
    AtDesk { here, .. }: AtDesk,
) -> Result<Sse<KeepAliveStream<impl Stream<Item = Result<Event, Infallible>>>>, Problem> {
    let watcher = Watcher { app, desk: here.point, begun: Instant::now(), seen: None };
    Ok(Sse::new(watch(watcher)).keep_alive(KeepAlive::default()))
}

/// Somebody who looks at a board.
struct Watcher {
    app: Arc<App>,
    desk: PointCode,
    begun: Instant,
    seen: Option<String>,
}

/// It runs only while somebody reads: a reader that goes away drops it.
fn watch(watcher: Watcher) -> impl Stream<Item = Result<Event, Infallible>> {
    let news = watcher.app.news();
    stream::unfold((watcher, news), |(mut watcher, mut news)| async move {
        while watcher.begun.elapsed() < LONGEST {
            if watcher.seen.is_some() {
                let _ = tokio::time::timeout(REST, std::future::pending::<()>()).await;
                let _ = tokio::time::timeout(LOOK_AGAIN, news.changed()).await;
            }
            let desk = watcher.desk.clone();
            let looked = watcher.app.read(move |conn| office::sight(conn, &desk)).await;
            // A failing look ends the stream; the browser comes again.
            let sight = looked.ok()?;
            if watcher.seen.as_ref() != Some(&sight) {
                watcher.seen = Some(sight.clone());
                let event = Event::default().event("board").retry(LOOK_AGAIN).data(sight);
                return Some((Ok(event), (watcher, news)));
            }
        }
        None
    })
}
