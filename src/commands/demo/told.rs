//! The other side: a one-stop system that is told of the stories by a webhook, as the reference receiver
//! would be, and what it then knows of each case.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::base::{Actor, Clock, Context, Ids, Lang};
use crate::client::Reach;
use crate::feed::webhook::{Scope, Trusted, WebhookUrl};
use crate::flows::webhooks::{WebhookIn, create_webhook};
use crate::jobs::{self, Stop, Teller};
use crate::people::WebhookKeeper;
use crate::web::receiver::book::Book;
use crate::web::receiver::{self, Receiver};

/// Where the receiver listens, when nobody else does.
const PORT: u16 = 8090;

/// A receiver that keeps what it hears in the demo's folder.
pub(super) struct System {
    /// Where its pages are.
    pub address: SocketAddr,
    trusted: Vec<Trusted>,
    state: PathBuf,
}

impl System {
    /// Tells a receiver everything from the first fact on, and prints what it then says of each case.
    pub async fn hear(app: &Arc<App>, dir: &Path) -> anyhow::Result<Self> {
        let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, PORT)).await {
            Ok(listener) => listener,
            Err(_) => TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?,
        };
        let address = listener.local_addr()?;
        let cx = Context { now: app.clock.now(), who: Actor::process(), ids: app.ids.clone() };
        let input = WebhookIn {
            url: WebhookUrl::read(&format!("http://{address}/hook"), Reach::Anywhere)?,
            scope: Scope::default(),
            after: Some(0),
        };
        let made = app.intake.run(move |conn, known| {
            let by = WebhookKeeper::of(&cx.who)?;
            create_webhook(conn, &cx, &by, &known.network, input)
        });
        let key = made.await??.key;
        let trusted = vec![Trusted::Public(key.signing.public())];
        let system = Self { address, trusted, state: dir.join("one-stop-system.jsonl") };

        let received = system.open(app.clock.clone())?;
        let stop = Stop::default();
        let serving = serve(&received, listener, &stop);
        Teller::new(Arc::clone(app)).settle().await?;
        stop.ask();
        serving.await?;
        println!("\n{}", "─".repeat(72));
        println!("Hệ thống một cửa đã được báo / what the one-stop system was told by webhook:");
        received.read(|book| {
            for (code, heard) in book.cases() {
                let status = heard.status().map_or_else(
                    || "trạng thái giữ nguyên / status as it was".to_owned(),
                    |status| {
                        let (vi, en) = (status.text(Lang::Vi), status.text(Lang::En));
                        format!("{status} · {vi} / {en}")
                    },
                );
                println!("  {code}  {:>2} tin/facts  {status}", heard.facts.len());
            }
        });
        Ok(system)
    }

    fn open(&self, clock: Clock) -> anyhow::Result<Arc<Receiver>> {
        let book = Book::open(&self.state)
            .with_context(|| format!("{}: cannot be kept", self.state.display()))?;
        Ok(Receiver::new(self.trusted.clone(), book, clock, Ids::Random))
    }

    /// Goes on where the stories ended, at the time of today.
    pub async fn go_on(&self, stop: &Stop) -> anyhow::Result<JoinHandle<()>> {
        let received = self.open(Clock::System)?;
        let listener = TcpListener::bind(self.address).await?;
        Ok(serve(&received, listener, stop))
    }
}

fn serve(received: &Arc<Receiver>, listener: TcpListener, stop: &Stop) -> JoinHandle<()> {
    let (received, stop) = (Arc::clone(received), stop.clone());
    jobs::start(async move {
        let asked = async move { stop.asked().await };
        if let Err(error) = receiver::serve(&received, listener, asked).await {
            tracing::error!(error = %error, "the story's receiver failed");
        }
    })
}
