//! The whole program on a port of loopback, for browsers: it answers on threads of its own until it is
//! dropped.

use std::net::TcpListener;
use std::thread::JoinHandle;

use hosopost::web;
use tokio::sync::watch;

use super::app::{TestApp, settings};
use super::databases::TestDatabase;

/// A program and where it answers.
pub struct Served {
    pub app: TestApp,
    /// Its address, without a slash at the end.
    pub home: String,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    /// With the places and procedures of the fixtures, on a database of its own.
    pub fn province() -> Self {
        Self::known_as(None)
    }

    /// The same, known to others by this address.
    pub fn known_as(public_url: Option<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let home = format!("http://{}", listener.local_addr().unwrap());
        let database = TestDatabase::sqlite();
        let mut settings = settings(&database.url);
        settings.http.public_url = public_url.unwrap_or_else(|| home.clone());
        let app = TestApp::with(database, settings).furnished();
        let (stop, stopped) = watch::channel(false);
        let served = app.app.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                let asked = || {
                    let mut stopped = stopped.clone();
                    async move {
                        let _ = stopped.wait_for(|stop| *stop).await;
                    }
                };
                web::serve(&served, listener, asked).await.unwrap();
            });
        });
        Self { app, home, stop, thread: Some(thread) }
    }

    /// The address of a page.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.home)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
