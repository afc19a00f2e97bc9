//! The echo: axum answering with the body it got, and nothing around it. It runs in a process of its own,
//! as the product does, on a runtime made the same way, and says where it listens on its standard output.

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;

/// Serves until the process is ended.
pub fn serve() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("{}", listener.local_addr().unwrap());
        let routes = Router::new().route("/api/v1/scans", post(async |body: Bytes| body));
        axum::serve(listener, routes).await.unwrap();
    });
}
