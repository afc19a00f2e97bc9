//! How failed sign-ins slow further ones down, and why nobody can be locked out that way.
//!
//! A lock that falls after so many failures hands everybody a key to shut others out: type their name and
//! nonsense. So nothing is ever locked; what fails makes the *same asker* wait, longer each time, and an
//! asker is told apart as finely as can be:
//!
//! - A **device** on which the account's owner has signed in before (a cookie says so) is counted for
//!   itself and for nothing else. Whatever others do, from wherever, the owner's own device never waits
//!   for it. A stolen device cookie opens nothing: it only has patience of its own.
//! - Any other device is counted **by account and address**: guessing one account from one place.
//! - **By address**: trying one password on many accounts. Many may share an address (an office), hence
//!   the larger allowance; those of them with known devices do not notice.
//! - **By account**, over all unknown devices anywhere: guessing from many addresses. The wait stays short,
//!   because an owner with a new device waits along; who is in a hurry uses the usual device.
//!
//! An attempt is counted before the password is looked at and forgiven when it was right, so that many
//! attempts at one moment are counted too. One that comes too early is answered without a look at the
//! password, and counts for nothing: waiting is not prolonged by trying.

use sha2::{Digest, Sha256};

use crate::base::At;

use super::session::CookieSecret;
use super::user::UserName;

/// On what a failure is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedOn {
    /// A device that the account's owner uses.
    Device,
    /// An account from one address.
    AccountAtAddress,
    /// An address, whatever the account.
    Address,
    /// An account, from all unknown devices.
    Account,
}

/// How many failures are free, and how the wait grows from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    free: i64,
    longest_ms: i64,
}

impl CountedOn {
    /// How patient to be.
    pub const fn patience(self) -> Patience {
        const MINUTE: i64 = 60_000;
        match self {
            Self::Device => Patience { free: 10, longest_ms: 5 * MINUTE },
            Self::AccountAtAddress => Patience { free: 5, longest_ms: 15 * MINUTE },
            Self::Address => Patience { free: 50, longest_ms: 5 * MINUTE },
            Self::Account => Patience { free: 100, longest_ms: MINUTE },
        }
    }
}

impl Patience {
    /// What was counted is forgotten when nothing was added for so long.
    pub const FORGOTTEN_MS: i64 = 86_400_000;
    const FIRST_WAIT_MS: i64 = 2_000;

    /// How many seconds to wait after so many failures, the last at that time; none: try.
    pub fn wait(self, failures: i64, last: At, now: At) -> Option<u32> {
        let over = failures - self.free;
        if over < 0 || now >= last.plus_millis(Self::FORGOTTEN_MS) {
            return None;
        }
        let doubled = Self::FIRST_WAIT_MS.saturating_mul(1 << over.min(20));
        let until = last.plus_millis(doubled.min(self.longest_ms));
        let left = until.millis() - now.millis();
        (left > 0).then(|| u32::try_from((left + 999) / 1000).unwrap_or(u32::MAX))
    }
}

/// Who is at the door, before anybody knows whether they may enter.
#[derive(Debug, Clone)]
pub struct Knocker {
    /// The name that was typed, in the form in which names are kept, whether there is such a user or not.
    pub name: String,
    /// Where the request comes from.
    pub address: String,
    /// The device's own secret, when it has one.
    pub device: Option<CookieSecret>,
}

impl Knocker {
    /// Reads what was typed: names that cannot be one are counted like others.
    pub fn new(name: &str, address: &str, device: Option<CookieSecret>) -> Self {
        let name = UserName::read(name).map_or_else(|_| name.to_owned(), |name| name.to_string());
        Self { name, address: address.to_owned(), device }
    }

    /// What a failure of this asker is counted on, each under a name that tells nothing.
    pub fn counted_on(&self, device_is_known: bool) -> Vec<(CountedOn, Vec<u8>)> {
        let key = |of: &[&str]| Sha256::digest(of.join("\n").as_bytes()).to_vec();
        match &self.device {
            Some(device) if device_is_known => {
                vec![(CountedOn::Device, key(&["device", device.reveal(), &self.name]))]
            }
            Some(_) | None => vec![
                (CountedOn::AccountAtAddress, key(&["both", &self.name, &self.address])),
                (CountedOn::Address, key(&["address", &self.address])),
                (CountedOn::Account, key(&["account", &self.name])),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Ids;

    #[test]
    fn the_first_failures_are_free_and_the_wait_doubles_to_its_end() {
        let last = At::from_millis(1_700_000_000_000);
        let patience = CountedOn::AccountAtAddress.patience();
        let wait = |failures| patience.wait(failures, last, last);
        assert_eq!(wait(0), None);
        assert_eq!(wait(4), None);
        assert_eq!([wait(5), wait(6), wait(7)], [Some(2), Some(4), Some(8)]);
        assert_eq!(wait(1_000_000), Some(900));
        assert_eq!(patience.wait(5, last, last.plus_millis(1_001)), Some(1));
        assert_eq!(patience.wait(5, last, last.plus_millis(2_000)), None);
        let next_day = last.plus_millis(Patience::FORGOTTEN_MS);
        assert_eq!(patience.wait(1_000_000, last, next_day), None);
    }

    #[test]
    fn a_known_device_shares_its_count_with_nobody() {
        let device = Some(CookieSecret::draw(&Ids::Random));
        let own = Knocker::new("Lan", "10.0.0.1", device);
        let stranger = Knocker::new("lan", "10.0.0.1", None);
        let (own, strange) = (own.counted_on(true), stranger.counted_on(false));
        assert_eq!(own.len(), 1);
        assert!(strange.iter().all(|(_, key)| *key != own[0].1));
        assert_eq!(strange, Knocker::new(" LAN", "10.0.0.1", None).counted_on(false));
    }
}
