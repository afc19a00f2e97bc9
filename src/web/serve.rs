//! Answering on a listener until the word to stop comes, and then finishing what has begun.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener, ListenerExt as _};
use tokio::net::TcpListener;

use super::router;
use super::tls::TlsListener;
use crate::app::App;

/// How long requests that have begun may still take after the word to stop; event streams never end by
/// themselves.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// Serves until a future that `stop` makes is done; by TLS where the settings name a certificate.
pub async fn serve<F: Future<Output = ()> + Send + 'static>(
    app: &Arc<App>,
    listener: TcpListener,
    stop: impl Fn() -> F,
) -> std::io::Result<()> {
    match &app.settings.http.tls {
        // Tapped, so that the library knows how to tell where a connection comes from.
        Some(tls) => served(app, TlsListener::over(listener, tls)?.tap_io(|_| ()), stop).await,
        None => served(app, listener.tap_io(|_| ()), stop).await,
    }
}

async fn served<L, F>(app: &Arc<App>, listener: L, stop: impl Fn() -> F) -> std::io::Result<()>
where
    L: Listener<Addr = SocketAddr>,
    SocketAddr: for<'a> Connected<IncomingStream<'a, L>>,
    F: Future<Output = ()> + Send + 'static,
{
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
