//! `demo`: an empty folder becomes a small province. The fixtures are imported, three journeys are told
//! step by step through the API, labels and papers are laid down, and a server runs with what the
//! journeys left behind.

mod cast;
mod door;
mod midnight;
mod new_era;
mod old_era;
mod papers;
mod stage;
mod story;
mod teller;
mod told;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use clap::Args;

use super::{Setup, serve};
use crate::app::App;
use crate::base::{At, Clock, Ids};
use crate::client::Local;
use crate::config::Settings;
use crate::jobs::{self, Stop};
use crate::web;

use cast::Cast;
use door::Door;
use papers::Papers;
use story::Story;
use teller::Teller;
use told::System;

pub(super) const EXAMPLES: &str = "Examples:\n  hosopost demo\n  hosopost demo --dir /tmp/hosopost --once\n  \
    hosopost demo --listen 127.0.0.1:9090";

#[derive(Args)]
pub(super) struct Demo {
    /// The folder for database, labels and papers; made when it is not there, and must be empty
    #[arg(long, value_name = "DIR", default_value = "hosopost-demo")]
    dir: PathBuf,

    /// End after the stories instead of serving
    #[arg(long)]
    once: bool,
}

/// Does it.
pub(super) fn run(mut setup: Setup, demo: &Demo) -> anyhow::Result<ExitCode> {
    empty(&demo.dir)?;
    setup.settings.database.url = format!("sqlite://{}", demo.dir.join("hosopost.db").display());
    // The story's one-stop system listens on this machine.
    setup.settings.webhooks.private = true;
    stage::set(&setup.settings)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let told = runtime.block_on(tell(setup.settings.clone(), &demo.dir))?;
    drop(runtime);

    println!("\n{}", "─".repeat(72));
    println!("Nhãn và giấy tờ / labels and papers: {}", demo.dir.join("papers").display());
    println!("Cơ sở dữ liệu / database:            {}", demo.dir.join("hosopost.db").display());
    if demo.once {
        return Ok(ExitCode::SUCCESS);
    }
    println!("\nMã truy cập API / bearer tokens (Authorization: Bearer …):");
    for person in told.cast.everyone() {
        println!("  {:<16} {}", person.called, person.secret);
    }
    let home = &setup.settings.http.public_url;
    println!("\nĐăng nhập trang nhân viên / sign in as staff: {home}/sign-in");
    for user in stage::sign_ins(&setup.settings)? {
        println!("  {:<12} {:<26} {}", user.name, user.password, user.role);
    }
    println!("\nTrang của công dân / the citizen's page:\n  {}", told.page);
    println!("  mã thứ hai ở trên phiếu gửi / its second code stands on the slip, in papers/");
    let receiving = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let stop = Stop::default();
    receiving.block_on(told.system.go_on(&stop))?;
    println!("Trang hồ sơ của hệ thống một cửa / the one-stop system's page of a case:");
    println!("  http://{}/cases/{}", told.system.address, old_era::CASE);
    println!("API: {}/api/docs   ·   Ctrl-C để dừng / to stop\n", setup.settings.http.public_url);
    let served = serve::run(setup);
    stop.ask();
    served
}

/// The folder, made when it is not there; an earlier demo in it is not written over.
fn empty(dir: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(dir)
        .with_context(|| format!("--dir {}: cannot be made", dir.display()))?;
    let mut entries = std::fs::read_dir(dir)
        .with_context(|| format!("--dir {}: cannot be read", dir.display()))?;
    ensure!(
        entries.next().is_none(),
        "--dir {}: expected an empty folder; remove it (rm -r {0}) or name another",
        dir.display()
    );
    Ok(())
}

struct Told {
    cast: Cast,
    system: System,
    page: String,
}

/// Runs a server on a clock of the story's, tells the journeys through it, and stops it.
async fn tell(settings: Settings, dir: &Path) -> anyhow::Result<Told> {
    let clock = Clock::standing(At::parse("2025-04-08T07:30:00+07:00")?);
    let app = App::open(settings, clock.clone(), Ids::Random)?;
    app.set_up()?;
    let cast = stage::engage(&app).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let stop = Stop::default();
    let served = jobs::start({
        let (app, stop) = (Arc::clone(&app), stop.clone());
        async move {
            let asked = || {
                let stop = stop.clone();
                async move { stop.asked().await }
            };
            if let Err(error) = web::serve(&app, listener, asked).await {
                tracing::error!(error = %error, "the story's server failed");
            }
        }
    });

    let door = Door::new(Local::new(address)?, clock, Ids::Random);
    let mut story = Story::new(door, Teller::new(), cast, Papers::new(dir.join("papers"))?);
    let page = old_era::tell(&mut story).await?;
    midnight::tell(&mut story).await?;
    new_era::tell(&mut story).await?;
    let system = System::hear(&app, dir).await?;
    stop.ask();
    served.await?;
    Ok(Told { cast: story.cast, system, page })
}
