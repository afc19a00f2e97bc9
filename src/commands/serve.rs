//! `serve`: the settings, the database, the listener and the word to stop, put together.

use std::process::ExitCode;

use anyhow::Context;

use super::Setup;
use crate::app::App;
use crate::base::{Clock, Ids};
use crate::jobs::{self, Stop};
use crate::web;

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost serve\n  \
    hosopost serve --listen 0.0.0.0:8080 --public-url https://hoso.example.vn\n  \
    hosopost serve --listen 0.0.0.0:443 --public-url https://hoso.lan --tls-certificate hoso.crt --tls-key hoso.key\n  \
    hosopost serve --log-format json --log info,hosopost::web=debug";

/// Serves until asked to stop.
pub(super) fn run(setup: Setup) -> anyhow::Result<ExitCode> {
    let app = App::open(setup.settings, Clock::System, Ids::Random)?;
    let ran = app.set_up()?;
    if !ran.is_empty() {
        tracing::info!(migrations = ran.len(), "the database was brought up to this program");
    }
    let newer = app.newer()?;
    if !newer.is_empty() {
        let newer = newer.join(", ");
        tracing::warn!(
            newer,
            "the database is of a newer version; this program goes on until it is replaced"
        );
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listen = app.settings.http.listen;
        let listener = tokio::net::TcpListener::bind(listen).await.with_context(|| {
            format!("--listen (HOSOPOST_LISTEN): {listen} cannot be listened on")
        })?;
        let stop = Stop::default();
        stop.on_signals()?;
        jobs::start(jobs::transfer::daily(app.clone(), stop.clone()));
        let forecasting = jobs::start(jobs::forecasts(app.clone(), stop.clone()));
        tracing::info!(
            listen = %listener.local_addr()?,
            public_url = app.settings.http.public_url,
            database = app.database.kind(),
            "serving"
        );
        let asked = || {
            let stop = stop.clone();
            async move { stop.asked().await }
        };
        let telling = app
            .settings
            .webhooks
            .called
            .then(|| jobs::start(jobs::webhooks(app.clone(), stop.clone())));
        let served = web::serve(&app, listener, asked).await;
        stop.ask();
        forecasting.await?;
        if let Some(telling) = telling {
            telling.await?;
        }
        served?;
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
    })
}
