//! Comparing and fingerprinting passwords beside the requests. Each takes a processor and 19 MiB for some
//! tens of milliseconds, so only a few go on at once, on threads that may block, and only some may wait:
//! a flood of sign-ins makes further sign-ins come again, and slows nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

use super::intake::NotTaken;
use crate::base::Ids;
use crate::people::{Password, PasswordHash};

/// How many are at work at once.
const AT_ONCE: usize = 2;

/// How many may wait: about a second of work.
const MAX_WAITING: usize = 32;

/// The queue before the work.
#[derive(Debug, Clone)]
pub struct Passwords {
    free: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    ids: Ids,
}

/// What came of a comparison.
#[derive(Debug, Clone)]
pub struct Compared {
    /// It is the password.
    pub fits: bool,
    /// The same password under the parameters asked for now, when those of the fingerprint are outdated.
    pub newer: Option<PasswordHash>,
}

impl Passwords {
    pub(super) fn new(ids: Ids) -> Self {
        Self { free: Arc::new(Semaphore::new(AT_ONCE)), waiting: Arc::default(), ids }
    }

    /// Compares what was typed with a fingerprint.
    pub async fn compare(
        &self,
        hash: PasswordHash,
        password: Password,
    ) -> Result<Compared, NotTaken> {
        let salt = self.salt();
        self.work(move || {
            let fits = hash.fits(&password);
            let outdated = fits && hash.is_outdated();
            Compared { fits, newer: outdated.then(|| PasswordHash::of(&password, salt)) }
        })
        .await
    }

    /// The fingerprint of a new password.
    pub async fn fingerprint(&self, password: Password) -> Result<PasswordHash, NotTaken> {
        let salt = self.salt();
        self.work(move || PasswordHash::of(&password, salt)).await
    }

    fn salt(&self) -> [u8; 16] {
        let mut salt = [0; 16];
        self.ids.fill(&mut salt);
        salt
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NotTaken> {
        let _place = Place::take(&self.waiting)?;
        let turn = self.free.clone().acquire_owned().await.map_err(|_| NotTaken::Failed)?;
        let done = tokio::task::spawn_blocking(move || {
            // Held until the work ends, even when nobody waits for it any more.
            let _turn = turn;
            work()
        });
        done.await.map_err(|_| NotTaken::Failed)
    }
}

/// A place in the queue, given back however the request ends.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(waiting: &Arc<AtomicUsize>) -> Result<Self, NotTaken> {
        let before = waiting.fetch_add(1, Ordering::SeqCst);
        let place = Self(waiting.clone());
        if before < AT_ONCE + MAX_WAITING { Ok(place) } else { Err(NotTaken::Busy) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_turned_away_and_the_queue_empties_again() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let passwords = Passwords::new(Ids::Random);
        runtime.block_on(async {
            let nobody = PasswordHash::nobody();
            let many = (0..60).map(|_| passwords.compare(nobody.clone(), Password::typed("x")));
            let told = futures_util::future::join_all(many).await;
            let busy = told.iter().filter(|one| matches!(one, Err(NotTaken::Busy))).count();
            assert_eq!(busy, 60 - AT_ONCE - MAX_WAITING);
            assert!(told.iter().flatten().all(|compared| !compared.fits));
        });
        assert_eq!(passwords.waiting.load(Ordering::SeqCst), 0);
    }
}
