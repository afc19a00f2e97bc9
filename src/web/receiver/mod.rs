//! The reference receiver: what a case system does with our webhooks, small enough to be read in one go.
//! It checks the signature, keeps what it has not seen, puts each case's facts in order, and shows a page
//! of each case. It is a program of its own (`hosopost receiver`), with no database, no tokens and nothing
//! of ours but what the webhooks bring; it is meant for trying, behind whoever may see it.

pub mod book;
mod page;

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{get, post};
use tokio::net::TcpListener;

use super::middleware::be_careful;
use crate::base::{Clock, Ids};
use crate::feed::webhook::{Headers, Trusted, verify};
use book::{Book, Heard};

pub use page::{CasePage, ListPage};

/// The most bytes of one message; ours have some hundreds.
const MAX_MESSAGE: usize = 64 * 1024;

/// A receiver and what it has heard.
pub struct Receiver {
    trusted: Vec<Trusted>,
    clock: Clock,
    ids: Ids,
    book: Mutex<Book>,
}

impl Receiver {
    /// With the keys it trusts; several while a key is being changed.
    pub fn new(trusted: Vec<Trusted>, book: Book, clock: Clock, ids: Ids) -> Arc<Self> {
        Arc::new(Self { trusted, clock, ids, book: Mutex::new(book) })
    }

    /// Reads in what was heard.
    pub fn read<T>(&self, read: impl FnOnce(&Book) -> T) -> T {
        read(&self.book.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes one message. Only what is kept is acknowledged, and what was kept before is so again.
    fn take(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), (StatusCode, String)> {
        let header = |name: &str| {
            let value = headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
            value.ok_or_else(|| (StatusCode::BAD_REQUEST, format!("expected the header {name}")))
        };
        let signed = Headers {
            id: header("webhook-id")?,
            timestamp: header("webhook-timestamp")?,
            signature: header("webhook-signature")?,
        };
        verify(&self.trusted, &signed, body, self.clock.now())
            .map_err(|reason| (StatusCode::UNAUTHORIZED, reason.to_string()))?;
        let heard: Heard = serde_json::from_slice(body)
            .map_err(|problem| (StatusCode::BAD_REQUEST, format!("not an event: {problem}")))?;
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        book.take(&signed.id, heard).map(|_| ()).map_err(|error| {
            tracing::error!(error = %error, "what was heard could not be kept");
            (StatusCode::INTERNAL_SERVER_ERROR, "not kept: try again".to_owned())
        })
    }
}

async fn hook(
    State(receiver): State<Arc<Receiver>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, (StatusCode, String)> {
    // Keeping waits for the disk.
    let taken = tokio::task::spawn_blocking(move || receiver.take(&headers, &body)).await;
    let failed = |_| (StatusCode::INTERNAL_SERVER_ERROR, "not kept: try again".to_owned());
    taken.map_err(failed)?.map(|()| StatusCode::NO_CONTENT)
}

/// Its routes: `/hook` is what a webhook calls.
pub fn router(receiver: &Arc<Receiver>) -> Router {
    Router::new()
        .route("/hook", post(hook))
        .route("/", get(page::list))
        .route("/cases/{code}", get(page::case))
        .with_state(Arc::clone(receiver))
        .layer(DefaultBodyLimit::max(MAX_MESSAGE))
        .layer(map_response(careful))
}

async fn careful(mut answer: Response) -> Response {
    be_careful(answer.headers_mut(), false);
    answer
}

/// Receives until `stopped` is done.
pub async fn serve(
    receiver: &Arc<Receiver>,
    listener: TcpListener,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(receiver)).with_graceful_shutdown(stopped).await
}
