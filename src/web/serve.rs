//! Answering on a listener until the word to stop comes, and then finishing what has begun.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use super::router;
use crate::app::App;

/// How long requests that have begun may still take after the word to stop; event streams never end by
/// themselves.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// Serves until a future that `stop` makes is done.
pub async fn serve<F: Future<Output = ()> + Send + 'static>(
    app: &Arc<App>,
    listener: TcpListener,
    stop: impl Fn() -> F,
) -> std::io::Result<()> {
    let with_peers = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, with_peers).with_graceful_shutdown(stop());
    let patience = async {
        stop().await;
        #[expect(clippy::disallowed_methods, reason = "the limit of patience is itself a time")]
        tokio::time::sleep(LAST_WORDS).await;
    };
    tokio::select! {
        served = std::future::IntoFuture::into_future(served) => served,
        () = patience => Ok(()),
    }
}
