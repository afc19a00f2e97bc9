//! Setting the stage: places, days and procedures in the database, a server that answers, a token.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, anyhow, bail, ensure};
use include_dir::{Dir, include_dir};
use tokio::task::JoinHandle;

use super::Simulate;
use crate::app::{self, App};
use crate::base::{Actor, At, Context, Ids, Role, ScanId};
use crate::config::Settings;
use crate::flows;
use crate::flows::import::{ImportFile, Kind, NamedFile, Source, import, sort_out};
use crate::jobs::{self, Stop};
use crate::people::{Administrator, TokenIn};
use crate::store::{Conn, StoreError, laws, scans, schema, units};
use crate::web;

/// The places, days and procedures of Hà Tĩnh, in the formats of `hosopost import`.
static FIXTURES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures");

/// Brings the database up to this program, and imports places where there are none. Public lists come first:
/// our fixtures say more about the same places.
pub(super) fn furnish(settings: &Settings, wanted: &Simulate, now: At) -> anyhow::Result<()> {
    let mut conn = app::database(settings)?.open()?;
    schema::migrate(&mut conn)?;
    let cases = laws::cases_after(&mut conn, None, 1)?;
    ensure!(
        cases.is_empty() || wanted.keep,
        "the database holds cases already: expected an empty one (--database-url), or --keep to play \
         invented traffic beside them"
    );
    let cx = Context { now, who: Actor::process(), ids: Ids::Random };
    let by = Administrator::of(&cx.who)?;
    let empty = units::load_network(&mut conn)?.all_points().is_empty();
    if let Some(folder) = &wanted.data {
        for (kind, file) in lists(folder)? {
            let given =
                ImportFile { source: Source::OpenData, ..ImportFile::own(kind, &file.bytes) };
            import(&mut conn, &cx, &by, &given, &mut |_| {})
                .with_context(|| format!("--data {}: {}", folder.display(), file.name))?;
        }
    }
    if empty {
        for kind in Kind::ALL {
            let name = format!("{kind}.csv");
            let file = FIXTURES.get_file(&name).with_context(|| format!("fixtures/{name}"))?;
            let given = ImportFile::own(kind, file.contents());
            import(&mut conn, &cx, &by, &given, &mut |_| {}).with_context(|| name.clone())?;
        }
    }
    Ok(())
}

/// The public lists of a folder, in the order in which they build on each other.
fn lists(folder: &Path) -> anyhow::Result<Vec<(Kind, NamedFile)>> {
    let unreadable = || format!("--data {}: expected a folder that can be read", folder.display());
    let mut files = Vec::new();
    for dir in [folder.to_owned(), folder.join("national")] {
        if dir != *folder && !dir.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(&dir).with_context(unreadable)? {
            let path = entry.with_context(unreadable)?.path();
            if path.extension().is_some_and(|extension| extension == "csv") {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let bytes = std::fs::read(&path).with_context(unreadable)?;
                files.push(NamedFile { name, bytes });
            }
        }
    }
    let sorted = sort_out(files, Source::OpenData);
    ensure!(
        !sorted.known.is_empty(),
        "--data {}: expected public lists as `import --from opendata` reads them, found none",
        folder.display()
    );
    Ok(sorted.known)
}

/// A token that may do everything.
pub(super) async fn administrator(app: &App) -> anyhow::Result<String> {
    app.set_up()?;
    let cx = Context { now: app.clock.now(), who: Actor::process(), ids: app.ids.clone() };
    app.intake
        .run(move |conn, known| {
            let by = Administrator::of(&cx.who)?;
            let token = TokenIn::read("simulate", Role::Administrator, Vec::new())?;
            let (_, secret) = flows::create_token(conn, &cx, &by, &known.network, token)?;
            anyhow::Ok(secret.reveal().to_owned())
        })
        .await
        .map_err(|error| anyhow!("the stage could not be set: {error}"))?
}

/// A server of our own, on loopback.
pub(super) struct Serving {
    pub address: SocketAddr,
    stop: Stop,
    served: JoinHandle<()>,
}

impl Serving {
    pub async fn start(app: &Arc<App>) -> anyhow::Result<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let stop = Stop::default();
        let served = jobs::start({
            let (app, stop) = (Arc::clone(app), stop.clone());
            async move {
                let asked = || {
                    let stop = stop.clone();
                    async move { stop.asked().await }
                };
                if let Err(error) = web::serve(&app, listener, asked).await {
                    tracing::error!(error = %error, "the server of the simulation failed");
                }
            }
        });
        Ok(Self { address, stop, served })
    }

    pub async fn stop(self) -> anyhow::Result<()> {
        self.stop.ask();
        Ok(self.served.await?)
    }
}

/// Where a server on this machine listens.
pub(super) fn address(url: &url::Url) -> anyhow::Result<SocketAddr> {
    let found = url.socket_addrs(|| None).unwrap_or_default();
    match found.first() {
        Some(address) if url.scheme() == "http" && address.ip().is_loopback() => Ok(*address),
        Some(_) | None => {
            bail!(
                "--url {url}: expected http:// and an address of this machine, like http://127.0.0.1:8080"
            )
        }
    }
}

/// Which of these scans the register does not know.
pub(super) fn not_answered(
    conn: &mut Conn,
    sent: &[uuid::Uuid],
) -> Result<Vec<uuid::Uuid>, StoreError> {
    let mut lost = Vec::new();
    for some in sent.chunks(2_000) {
        let ids: Vec<ScanId> = some.iter().copied().map(ScanId).collect();
        let known = scans::answered(conn, &ids)?;
        lost.extend(some.iter().filter(|id| !known.contains_key(&ScanId(**id))));
    }
    Ok(lost)
}
