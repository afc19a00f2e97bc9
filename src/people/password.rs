//! Passwords: what may be one, and the fingerprint that is kept of it.
//!
//! The rules are those of NIST SP 800-63B and of OWASP: length, and a refusal of what everybody uses; no
//! mixture of kinds of symbols is asked for and nothing expires, since both make people choose worse.

use std::fmt;
use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash as Phc;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization;

use super::refusal::PasswordRefusal;
use super::user::UserName;
use crate::base::Ids;

/// What attackers try first, of the length that is asked for; shorter ones are refused for that.
const COMMON: &str = include_str!("../../fixtures/common-passwords.txt");

/// A password as somebody typed it. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl Password {
    /// The shortest password, in characters: no second factor stands behind it.
    pub const MIN: usize = 12;
    /// The longest, in characters. A sentence fits; what is longer is no password but an attack.
    pub const MAX: usize = 200;
    /// Without vowels, and without what is read for something else.
    const ALPHABET: &'static [u8] = b"23456789BCFGHJKMNPQRTVXZ";

    /// What was typed to sign in. Composed letters and letters with their marks beside them are the same
    /// password: keyboards differ.
    pub fn typed(text: &str) -> Self {
        // Beyond the longest nothing can fit; it need not be looked at whole.
        Self(text.chars().take(Self::MAX + 1).nfc().collect())
    }

    /// What was chosen as a new password of this user.
    pub fn chosen(text: &str, of: &UserName) -> Result<Self, PasswordRefusal> {
        let chosen = Self::typed(text);
        let length = chosen.0.chars().count();
        if length < Self::MIN {
            return Err(PasswordRefusal::Short { length });
        }
        if length > Self::MAX {
            return Err(PasswordRefusal::Long);
        }
        let lower = chosen.0.to_lowercase();
        let one_symbol = lower.chars().all(|c| lower.starts_with(c));
        if one_symbol || COMMON.lines().any(|common| common == lower) {
            return Err(PasswordRefusal::Common);
        }
        if lower.contains(of.as_str()) {
            return Err(PasswordRefusal::HoldsName);
        }
        Ok(chosen)
    }

    /// A one-time password: 73 bits in four groups, to be read out or copied from a sheet.
    pub fn draw(ids: &Ids) -> Self {
        let groups: Vec<String> = (0..4).map(|_| ids.symbols(Self::ALPHABET, 4)).collect();
        Self(groups.join("-"))
    }

    /// The password itself: a one-time password is shown once.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// What is kept of a password: argon2id with its parameters and a salt of its own, as one line of text.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// 19 MiB, filled twice, by one thread: the least that OWASP asks of argon2id, and what a small office's
/// machine can do for two people at once without anybody noticing. To ask for more, raise it here: each
/// password is hashed anew when its owner next signs in.
static ARGON: LazyLock<Argon2<'static>> = LazyLock::new(|| {
    let params = Params::new(19 * 1024, 2, 1, None).expect("these are within argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
});

/// The fingerprint of no password at all, of the same cost as everybody's.
static NOBODY: LazyLock<PasswordHash> =
    LazyLock::new(|| PasswordHash::of(&Password(String::new()), *b"nobody's own salt"));

impl PasswordHash {
    /// Takes some tens of milliseconds of a processor: for threads that may block, a few at a time.
    pub fn of<const N: usize>(password: &Password, salt: [u8; N]) -> Self {
        let hash = ARGON.hash_password_with_salt(password.0.as_bytes(), &salt);
        Self(hash.expect("the salt is of a length that fits").to_string())
    }

    /// What to compare with when there is no such user, so that the answer takes as long.
    pub fn nobody() -> Self {
        NOBODY.clone()
    }

    /// A text that was kept.
    pub fn kept(text: String) -> Self {
        Self(text)
    }

    /// The text to be kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the fingerprint of this password. Costs what [`PasswordHash::of`] costs. Nothing
    /// fits [`PasswordHash::nobody`].
    pub fn fits(&self, password: &Password) -> bool {
        let same = ARGON.verify_password(password.0.as_bytes(), self.0.as_str()).is_ok();
        same && self != &*NOBODY
    }

    /// It was made with other parameters than are asked for now.
    pub fn is_outdated(&self) -> bool {
        let made_with = Phc::new(&self.0).ok().and_then(|hash| Params::try_from(&hash).ok());
        let now = ARGON.params();
        made_with.is_none_or(|then| {
            (then.m_cost(), then.t_cost(), then.p_cost())
                != (now.m_cost(), now.t_cost(), now.p_cost())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(text: &str) -> Result<Password, PasswordRefusal> {
        Password::chosen(text, &UserName::read("lan.nguyen").unwrap())
    }

    #[test]
    fn length_counts_and_nothing_else_but_what_everybody_uses() {
        assert!(chosen("mưa rơi trên mái tôn").is_ok());
        assert!(chosen("xxxxxxxxxxxy").is_ok());
        assert_eq!(chosen("mười một ký"), Err(PasswordRefusal::Short { length: 11 }));
        assert_eq!(chosen(&"ạb".repeat(101)), Err(PasswordRefusal::Long));
        for common in ["MatKhau12345", "123456789012", "zzzzzzzzzzzzzzz"] {
            assert_eq!(chosen(common), Err(PasswordRefusal::Common), "{common}");
        }
        assert_eq!(chosen("toi la LAN.Nguyen"), Err(PasswordRefusal::HoldsName));
    }

    #[test]
    fn every_common_password_is_long_enough_to_be_worth_its_line() {
        for line in COMMON.lines() {
            assert!(line.chars().count() >= Password::MIN - 1, "{line}");
            assert_eq!(line, line.to_lowercase());
        }
    }

    #[test]
    fn a_fingerprint_fits_its_password_in_either_spelling_and_no_other() {
        let hash = PasswordHash::of(&Password::typed("mưa rơi trên mái"), [7; 16]);
        assert!(hash.fits(&Password::typed("mưa rơi trên ma\u{301}i")));
        assert!(!hash.fits(&Password::typed("mưa rơi trên mai")));
        assert!(!hash.fits(&Password::typed(&"x".repeat(100_000))));
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(!hash.is_outdated());
        let kept = PasswordHash::kept(hash.as_str().replace("t=2", "t=1"));
        assert!(kept.is_outdated() && PasswordHash::kept("x".into()).is_outdated());
        assert!(!PasswordHash::kept("x".into()).fits(&Password::typed("x")));
    }

    #[test]
    fn nobody_has_a_password_and_it_costs_as_much_as_anybodys() {
        let nobody = PasswordHash::nobody();
        assert!(!nobody.fits(&Password::typed("")));
        assert!(!nobody.is_outdated());
    }

    #[test]
    fn passwords_are_not_printed_by_accident() {
        let drawn = Password::draw(&Ids::Random);
        assert_eq!(drawn.reveal().len(), 19);
        let hash = PasswordHash::of(&drawn, [1; 16]);
        assert_eq!(format!("{drawn:?} {hash:?}"), "Password(…) PasswordHash(…)");
    }
}
