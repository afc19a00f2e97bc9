//! Whether the database is still as it was, for what is kept in memory. One thread asks, for all who want to
//! know at once: who comes while it asks is told by its next question, so nobody hears of a time before his own.

use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, Sender, channel};

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::store::version::{Sight, sight};
use crate::store::{Conn, Database, StoreError};

/// How often the database was found changed. Of two that are equal, nothing was committed between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(u64);

/// Who asks, and the runtime in which that is waited for.
type Ask = (oneshot::Sender<Option<Version>>, Handle);

/// Tells versions. Its thread and connection begin with the first question.
#[derive(Debug)]
pub(super) struct Versions {
    database: Database,
    asks: OnceLock<Option<Sender<Ask>>>,
}

impl Versions {
    pub const fn new(database: Database) -> Self {
        Self { database, asks: OnceLock::new() }
    }

    /// The version at some time from now on; none where it cannot be told.
    pub async fn now(&self) -> Option<Version> {
        let (ask, answer) = oneshot::channel();
        let ask = (ask, Handle::current());
        self.asks.get_or_init(|| self.start()).as_ref()?.send(ask).ok()?;
        answer.await.ok().flatten()
    }

    /// The thread ends when nobody can ask any more.
    fn start(&self) -> Option<Sender<Ask>> {
        let (asks, asked) = channel();
        let watch = Watch { database: self.database.clone(), conn: None, seen: None, version: 0 };
        let thread = std::thread::Builder::new().name("versions".to_owned());
        thread.spawn(move || watch.run(&asked)).ok().map(|_| asks)
    }
}

struct Watch {
    database: Database,
    conn: Option<Conn>,
    seen: Option<Sight>,
    version: u64,
}

impl Watch {
    fn run(mut self, asked: &Receiver<Ask>) {
        while let Ok((first, runtime)) = asked.recv() {
            let others = asked.try_iter().map(|(ask, _)| ask);
            let all: Vec<_> = std::iter::once(first).chain(others).collect();
            let version = self.look().unwrap_or_default();
            // From within the runtime: from here, each would be a wake of its own.
            runtime.spawn(async move {
                for ask in all {
                    // Whoever gave up need not know.
                    let _ = ask.send(version);
                }
            });
        }
    }

    fn look(&mut self) -> Result<Option<Version>, StoreError> {
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => self.database.open()?,
        };
        // After a failure the connection is another, and what it says is no more to be compared.
        let before = self.seen.take();
        let Some(seen) = sight(&mut conn)? else { return Ok(None) };
        if before.as_ref() != Some(&seen) {
            self.version += 1;
        }
        (self.conn, self.seen) = (Some(conn), Some(seen));
        Ok(Some(Version(self.version)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::dialect::draw;
    use crate::store::{schema, write};

    #[test]
    fn a_version_stays_until_somebody_else_commits() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::Sqlite(dir.path().join("t.db"));
        let mut other = database.open().unwrap();
        schema::migrate(&mut other).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let versions = Versions::new(database);
        let now = || runtime.block_on(versions.now());
        let first = now().unwrap();
        assert_eq!(now(), Some(first));
        write(&mut other, |conn| -> Result<(), StoreError> {
            draw(conn, "feed", 1)?;
            assert_eq!(now(), Some(first), "it is not committed yet");
            Ok(())
        })
        .unwrap();
        let second = now().unwrap();
        assert!(second > first);
        assert_eq!(now(), Some(second));
    }
}
