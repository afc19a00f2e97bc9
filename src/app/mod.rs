//! What the pages, the API and the loops are given: settings, the database, the clock, ids, figures.
//!
//! Handlers are asynchronous and the database is not: [`App::read`] is the one bridge between them.

mod asked;
mod contacts;
mod forecasts;
pub mod intake;
mod known;
mod memory;
mod metrics;
mod passwords;
mod printing;
mod pulse;
mod queue;
mod self_test;
mod shown;
mod transfer;
mod versions;
mod views;
mod webhooks;
mod writer;

use std::sync::Arc;

use tokio::sync::watch;

use crate::base::{Actor, Clock, Ids};
use crate::config::{BadSettings, SettingProblem, Settings};
use crate::flows::{self, FlowRefusal};
use crate::parcels::NumberRange;
use crate::people::Administrator;
use crate::print::Printer;
use crate::store::{Conn, Database, Pool, StoreError, pooled, schema};

pub use contacts::Contacts;
pub use intake::{Intake, NotReady, NotTaken};
pub use known::{Known, KnownCopy};
pub use metrics::Metrics;
pub use passwords::{Compared, Passwords};
pub use printing::Printing;
pub use self_test::self_test;
pub use shown::ShownTokens;
pub use transfer::TransferStopped;
use views::Views;
pub use webhooks::{Caller, reach};

/// Connections that read beside each other; more of them only wait for each other on the machines an
/// office has.
const READERS: u32 = 8;

/// One running process.
pub struct App {
    /// What it was told at the start.
    pub settings: Settings,
    /// Where the data lie.
    pub database: Database,
    /// Connections for reading.
    pub pool: Pool,
    /// The time.
    pub clock: Clock,
    /// Makes ids and codes.
    pub ids: Ids,
    /// What is counted and timed.
    pub metrics: Arc<Metrics>,
    /// The one thread that writes.
    pub intake: Intake,
    /// Labels and papers.
    pub printing: Printing,
    /// Calls webhooks.
    pub caller: Caller,
    /// Which tokens were shown lately.
    pub shown: Arc<ShownTokens>,
    /// Which phones were in contact, until it is written.
    pub contacts: Contacts,
    /// Passwords of staff.
    pub passwords: Passwords,
    known: Arc<KnownCopy>,
    views: Views,
    news: Arc<watch::Sender<u64>>,
}

/// Why a process cannot start.
#[derive(Debug, thiserror::Error)]
pub enum CannotOpen {
    /// A setting cannot be used.
    #[error(transparent)]
    Settings(#[from] BadSettings),
    /// The database does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system gives no thread.
    #[error("the intake cannot be started: {0}")]
    Thread(#[from] std::io::Error),
}

/// Reads the database URL of the settings.
pub fn database(settings: &Settings) -> Result<Database, BadSettings> {
    settings.database.url.parse().map_err(|_| {
        let expected = "sqlite://FILE or postgres://USER@HOST/NAME";
        BadSettings::Values(vec![SettingProblem::secret("database-url", expected)])
    })
}

impl App {
    /// Opens the database and makes everything ready.
    pub fn open(settings: Settings, clock: Clock, ids: Ids) -> Result<Arc<Self>, CannotOpen> {
        let database = database(&settings)?;
        let pool = database.pool(READERS)?;
        let (metrics, known) = (Arc::new(Metrics::new()), Arc::new(KnownCopy::default()));
        let news = Arc::new(watch::Sender::new(0));
        let shown = Arc::new(ShownTokens::default());
        let intake = Intake::start(intake::Desk {
            database: database.clone(),
            writers: settings.scans.writers,
            known: known.clone(),
            clock: clock.clone(),
            clock_limit_ms: settings.scans.clock_skew_ms,
            metrics: metrics.clone(),
            news: news.clone(),
            shown: shown.clone(),
        })?;
        let caller = Caller::new(&settings.webhooks, clock.clone(), metrics.clone())?;
        let printing = Printing::new(Printer::new(settings.labels.folder.clone()));
        let passwords = Passwords::new(ids.clone());
        let views = Views::new(database.clone());
        Ok(Arc::new(Self {
            settings,
            database,
            pool,
            clock,
            ids,
            metrics,
            intake,
            printing,
            caller,
            shown,
            contacts: Contacts::default(),
            passwords,
            known,
            views,
            news,
        }))
    }

    /// Brings the database up to this program and makes sure of the range of tracking numbers that the
    /// settings name. Returns the names of the migrations that ran.
    pub fn set_up(&self) -> Result<Vec<String>, FlowRefusal> {
        let mut conn = pooled(&self.pool)?;
        let ran = schema::migrate(&mut conn)?;
        let numbers = &self.settings.numbers;
        let range = NumberRange::new(numbers.prefix.clone(), numbers.from, numbers.to + 1)?;
        let by = Administrator::of(&Actor::process())?;
        flows::ensure_number_range(&mut conn, &by, &range)?;
        Ok(ran)
    }

    /// Migrations the database has and this program does not know: it is of a newer version.
    pub fn newer(&self) -> Result<Vec<String>, StoreError> {
        let mut conn = pooled(&self.pool)?;
        Ok(schema::standing(&mut conn)?.unknown)
    }

    /// Wakes after every commit of this process.
    pub fn news(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    /// Places and procedures as they are now.
    pub fn known(&self, conn: &mut Conn) -> Result<Arc<Known>, StoreError> {
        self.known.current(conn)
    }

    /// Runs a blocking read with a connection of the pool, on a thread that may block. A read of a person's
    /// details writes its line of the access log on the way; nothing else is written here.
    ///
    /// A panic of `work` goes on in the caller, so that it is answered and told in one place.
    pub async fn read<T, E>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let pool = self.pool.clone();
        let done = tokio::task::spawn_blocking(move || {
            let mut conn = pooled(&pool)?;
            work(&mut conn)
        });
        match done.await {
            Ok(result) => result,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(stopped) => Err(StoreError::Unreachable(stopped.to_string()).into()),
            },
        }
    }
}
