//! Sessions: one sign-in on one device, and the secrets that browsers keep of it.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::base::{At, Ids, SessionId, UserId};

/// A session as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The id by which its owner can end it from elsewhere.
    pub id: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// On what: the browser and the system it said it is.
    pub device: String,
    /// When it began.
    pub created_at: At,
    /// When it was last used, to the minute.
    pub seen_at: At,
}

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Unused for so long, it is over.
    pub idle_ms: i64,
    /// However much used, it is over after so long.
    pub longest_ms: i64,
}

impl Session {
    /// Use is noted at most so often: a note is a write.
    const NOTED_EVERY_MS: i64 = 60_000;

    /// Whether it has ended by itself.
    pub fn is_over(&self, now: At, limits: SessionLimits) -> bool {
        now >= self.seen_at.plus_millis(limits.idle_ms)
            || now >= self.created_at.plus_millis(limits.longest_ms)
    }

    /// Whether its use now should be noted.
    pub fn is_to_be_noted(&self, now: At) -> bool {
        now >= self.seen_at.plus_millis(Self::NOTED_EVERY_MS)
    }
}

/// A secret that a browser keeps in a cookie: 43 letters and digits, 256 bits. What is kept here is its
/// fingerprint, which needs no salt because the secret cannot be guessed.
#[derive(Clone, PartialEq, Eq)]
pub struct CookieSecret(String);

impl fmt::Debug for CookieSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CookieSecret(…)")
    }
}

impl CookieSecret {
    const SYMBOLS: usize = 43;
    const ALPHABET: &'static [u8] =
        b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// Draws a new one.
    pub fn draw(ids: &Ids) -> Self {
        Self(ids.symbols(Self::ALPHABET, Self::SYMBOLS))
    }

    /// Reads what a browser sent; none when it cannot be one of ours.
    pub fn read(text: &str) -> Option<Self> {
        let ours = text.len() == Self::SYMBOLS
            && text.bytes().all(|symbol| Self::ALPHABET.contains(&symbol));
        ours.then(|| Self(text.to_owned()))
    }

    /// The secret itself, for the cookie.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is kept of it: its SHA-256.
    pub fn fingerprint(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }

    /// The word that a form of this browser must bring along. It follows from the secret, which another
    /// site cannot read, and the secret does not follow from it.
    pub fn form_token(&self) -> FormToken {
        let digest = Sha256::digest(format!("hosopost form {}", self.0).as_bytes());
        let half = u128::from_be_bytes(std::array::from_fn(|at| digest[at]));
        FormToken(format!("{half:032x}"))
    }
}

/// The word that stands hidden in every form of a session.
#[derive(Clone, PartialEq, Eq)]
pub struct FormToken(String);

impl fmt::Debug for FormToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormToken(…)")
    }
}

impl FormToken {
    /// Whether a form brought this word. Fingerprints are compared, so that the time it takes says nothing
    /// about how much of a guess was right.
    pub fn is(&self, brought: &str) -> bool {
        Sha256::digest(self.0.as_bytes()) == Sha256::digest(brought.as_bytes())
    }

    /// The word, for the form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_session_ends_by_rest_and_by_age() {
        let at = |minutes: i64| At::from_millis(1_700_000_000_000 + minutes * 60_000);
        let limits = SessionLimits { idle_ms: 60 * 60_000, longest_ms: 600 * 60_000 };
        let session = |seen: i64| Session {
            id: SessionId::new(Uuid::from_u128(1)),
            user: UserId::new(Uuid::from_u128(2)),
            device: String::new(),
            created_at: at(0),
            seen_at: at(seen),
        };
        assert!(!session(0).is_over(at(59), limits));
        assert!(session(0).is_over(at(60), limits));
        assert!(!session(590).is_over(at(599), limits));
        assert!(session(599).is_over(at(600), limits));
        assert!(!session(3).is_to_be_noted(at(3)) && session(3).is_to_be_noted(at(4)));
    }

    #[test]
    fn a_form_token_belongs_to_one_secret_and_does_not_tell_it() {
        let (one, other) = (CookieSecret::draw(&Ids::Random), CookieSecret::draw(&Ids::Random));
        assert!(one.form_token().is(one.form_token().as_str()));
        assert!(!other.form_token().is(one.form_token().as_str()));
        assert!(!one.form_token().is(""));
        assert_eq!(CookieSecret::read(one.reveal()), Some(one.clone()));
        for bad in ["", "x", &format!("{}é", &one.reveal()[..41]), &"-".repeat(43)] {
            assert_eq!(CookieSecret::read(bad), None, "{bad}");
        }
        assert!(!format!("{one:?}{:?}", one.form_token()).contains(&one.reveal()[..8]));
    }
}
