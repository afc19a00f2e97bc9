//! `receiver`: the reference receiver of webhooks, for trying and for reading.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, ensure};
use clap::Args;

use super::Setup;
use crate::base::{Clock, Ids};
use crate::config::{Given, Word};
use crate::feed::webhook::Trusted;
use crate::jobs::Stop;
use crate::web::receiver::book::Book;
use crate::web::receiver::{self, Receiver as Received};

pub(super) const EXAMPLES: &str = "Examples:\n  \
    hosopost receiver --secret whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD\n  \
    HOSOPOST_RECEIVER_SECRET=whpk_… hosopost receiver --state heard.jsonl --listen 127.0.0.1:8091\n\n\
    Webhooks are to call /hook; the pages begin at /. On one machine with the server, start that with\n\
    --webhook-private true. Without --listen it listens on 127.0.0.1:8090.";

#[derive(Args)]
pub(super) struct Receiver {
    /// A key to trust: whsec_… (v1) or whpk_… (v1a); several while a key is being changed
    #[arg(
        long = "secret",
        value_name = "KEY",
        env = "HOSOPOST_RECEIVER_SECRET",
        hide_env_values = true,
        value_delimiter = ','
    )]
    secrets: Vec<String>,

    /// Where to keep what was heard, one message a line; without it a restart forgets
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
}

/// The settings of a receiver where nothing is said: beside a server, it is not to take its port.
pub(super) fn settings() -> Given {
    Given { listen: Some(Word("127.0.0.1:8090".to_owned())), ..Given::default() }
}

/// Receives until asked to stop.
pub(super) fn run(setup: &Setup, wanted: &Receiver) -> anyhow::Result<ExitCode> {
    ensure!(!wanted.secrets.is_empty(), "--secret: expected a key like whsec_… or whpk_…");
    // The error does not repeat the key.
    let trusted: Vec<Trusted> = wanted
        .secrets
        .iter()
        .map(|text| text.parse().map_err(|problem| anyhow!("--secret: {problem}")))
        .collect::<anyhow::Result<_>>()?;
    let book = match &wanted.state {
        Some(path) => Book::open(path).with_context(|| format!("--state {}", path.display()))?,
        None => Book::default(),
    };
    let received = Received::new(trusted, book, Clock::System, Ids::Random);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listen = setup.settings.http.listen;
        let listener = tokio::net::TcpListener::bind(listen)
            .await
            .with_context(|| format!("--listen: {listen} cannot be listened on"))?;
        let stop = Stop::default();
        stop.on_signals()?;
        tracing::info!(listen = %listener.local_addr()?, "receiving at /hook, pages at /");
        receiver::serve(&received, listener, async move { stop.asked().await }).await?;
        Ok(ExitCode::SUCCESS)
    })
}
