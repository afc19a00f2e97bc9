//! Who showed which token a moment ago, a device's or a phone's. A device hands in scan after scan under one token;
//! to look it up in the database each time would cost more than the scan.
//!
//! A token that is revoked counts at once in the process that revoked it, and a second later in the others:
//! what its device hands in meanwhile bears its name like everything else, and can be corrected.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use crate::people::{Holder, Secret};

/// How long a token is believed without asking.
const BELIEVED: Duration = Duration::from_secs(1);

/// How many are remembered; a process that meets more begins anew.
const MOST: usize = 4096;

/// The tokens shown lately, by their fingerprints: secrets are not kept.
#[derive(Debug, Default)]
pub struct ShownTokens(RwLock<Shown>);

#[derive(Debug, Default)]
struct Shown {
    by_fingerprint: HashMap<Vec<u8>, (Holder, Instant)>,
    forgotten: Option<Instant>,
}

impl ShownTokens {
    /// Who acts under this secret, when that was asked a moment ago.
    pub fn lately(&self, secret: &Secret) -> Option<Holder> {
        let shown = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (holder, since) = shown.by_fingerprint.get(&secret.fingerprint())?;
        (since.elapsed() < BELIEVED).then(|| holder.clone())
    }

    /// Remembers who acts under a secret, as it was read after `since`; not when something was changed
    /// meanwhile.
    pub fn remember(&self, secret: &Secret, holder: &Holder, since: Instant) {
        let mut shown = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if shown.forgotten.is_some_and(|forgotten| since <= forgotten) {
            return;
        }
        if shown.by_fingerprint.len() >= MOST {
            shown.by_fingerprint.clear();
        }
        shown.by_fingerprint.insert(secret.fingerprint(), (holder.clone(), since));
    }

    /// Forgets all: something was changed that may have been a token.
    pub fn forget(&self) {
        let mut shown = self.0.write().unwrap_or_else(PoisonError::into_inner);
        shown.by_fingerprint.clear();
        shown.forgotten = Some(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Actor, Ids};

    #[test]
    fn a_token_is_believed_until_something_changes() {
        let shown = ShownTokens::default();
        let secret = Secret::draw(&Ids::Random);
        let actor = Holder { actor: Actor::process(), contact: None };
        assert!(shown.lately(&secret).is_none());
        let before = Instant::now();
        shown.remember(&secret, &actor, before);
        assert_eq!(shown.lately(&secret), Some(actor.clone()));
        shown.forget();
        assert!(shown.lately(&secret).is_none());
        // Read before the change, remembered after it: it may be the old word.
        shown.remember(&secret, &actor, before);
        assert!(shown.lately(&secret).is_none());
        let long_ago = Instant::now().checked_sub(BELIEVED);
        let fresh = ShownTokens::default();
        fresh.remember(&secret, &actor, long_ago.unwrap());
        assert!(fresh.lately(&secret).is_none());
    }
}
