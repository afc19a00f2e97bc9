//! What a citizen shows to be told more than the holder of a QR: the slip's second code, or the case code
//! with the last four digits of a phone number. And how often a guess may be made.
//!
//! **The second code** stands on the slip alone, never on the label, and is eight digits: there is no
//! alphabet that every keyboard types alike but the ten digits. No input method rewrites them, they are
//! said on the telephone without a mistake, and a phone shows its number keys. A hundred million of them
//! against five tries a day need fifty thousand years for one slip.
//!
//! It is kept nowhere. It follows from the leg under a key of this installation, so a slip that is printed
//! again bears the same code, and a slip of yesterday's release has one too. To keep a fingerprint of it
//! instead would hide nothing: of eight digits it is undone in a second.
//!
//! **Tries** are counted on the code that was named, whether it exists or not, and on the address they come
//! from, by day. What was named by its QR, by its number and by its case is counted apart: who knows a number
//! can use up the tries of that number, and not those of the slip in its owner's hand.

use std::fmt;

use chrono::NaiveDate;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest, Sha256};

use crate::base::{Ids, LegId};

/// The key from which second codes follow.
#[derive(Clone)]
pub struct ProofKey(Vec<u8>);

impl fmt::Debug for ProofKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProofKey(…)")
    }
}

impl ProofKey {
    /// Draws a new one: 256 bits.
    pub fn draw(ids: &Ids) -> Self {
        let mut key = vec![0; 32];
        ids.fill(&mut key);
        Self(key)
    }

    /// One that was kept.
    pub const fn kept(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Its bytes, for keeping.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The second code of a slip.
#[derive(Clone, PartialEq, Eq)]
pub struct SlipCode(String);

impl fmt::Debug for SlipCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SlipCode(…)")
    }
}

impl SlipCode {
    const DIGITS: usize = 8;

    /// The code of a leg's slip.
    pub fn of(key: &ProofKey, leg: LegId) -> Self {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&key.0).expect("HMAC takes keys of any length");
        mac.update(leg.uuid().as_bytes());
        let digest = mac.finalize().into_bytes();
        let word = u64::from_be_bytes(std::array::from_fn(|at| digest[at]));
        Self(format!("{:08}", word % 100_000_000))
    }

    /// As it is printed and read aloud: `4827 1930`.
    pub fn spaced(&self) -> String {
        let (head, tail) = self.0.split_at(Self::DIGITS / 2);
        format!("{head} {tail}")
    }

    /// Whether this is what was typed. Fingerprints are compared, so that the time it takes says nothing
    /// about how much of a guess was right.
    pub fn is(&self, typed: &str) -> bool {
        Sha256::digest(self.0.as_bytes()) == Sha256::digest(typed.as_bytes())
    }
}

/// What was typed to prove something, by its length.
#[derive(Clone, PartialEq, Eq)]
pub enum Shown {
    /// Eight digits: the second code of a slip.
    Slip(String),
    /// Four digits: the end of a phone number, which counts with the case code.
    Phone(String),
    /// Neither can be meant. It is a try all the same.
    Neither,
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown(…)")
    }
}

impl Shown {
    /// Reads what was typed; blanks, dots and hyphens between the digits do not matter.
    pub fn read(text: &str) -> Self {
        let digits: String =
            text.chars().filter(|c| !c.is_whitespace() && !".-–_".contains(*c)).collect();
        match digits.len() {
            _ if !digits.bytes().all(|b| b.is_ascii_digit()) => Self::Neither,
            SlipCode::DIGITS => Self::Slip(digits),
            4 => Self::Phone(digits),
            _ => Self::Neither,
        }
    }

    /// The four digits; empty where something else was shown, which no number ends with.
    pub fn phone(&self) -> &str {
        match self {
            Self::Phone(digits) => digits,
            Self::Slip(_) | Self::Neither => "",
        }
    }

    /// The eight digits; empty where something else was shown, which is no code.
    pub fn slip(&self) -> &str {
        match self {
            Self::Slip(digits) => digits,
            Self::Phone(_) | Self::Neither => "",
        }
    }
}

/// The tries of a day, on the two things they are counted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tries {
    /// The code that was named.
    pub code: Vec<u8>,
    /// Where the request came from.
    pub address: Vec<u8>,
}

impl Tries {
    /// Failures a day on one code.
    pub const ON_CODE: i64 = 5;
    /// Failures a day from one address. A whole village may reach us through one.
    pub const FROM_ADDRESS: i64 = 50;

    /// What a try on this day is counted on, each under a name that tells nothing.
    pub fn of(code: &str, address: &str, day: NaiveDate) -> Self {
        let key = |on: &str, what: &str| {
            Sha256::digest(format!("proof\n{on}\n{day}\n{what}").as_bytes()).to_vec()
        };
        Self { code: key("code", code), address: key("address", address) }
    }

    /// Whether one more may be made, when so many have failed.
    pub const fn is_left(on_code: i64, from_address: i64) -> bool {
        on_code < Self::ON_CODE && from_address < Self::FROM_ADDRESS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_leg_has_one_code_under_a_key_and_another_under_another() {
        let leg = |n: u128| LegId::new(Uuid::from_u128(n));
        let (key, other) = (ProofKey::draw(&Ids::seeded(1)), ProofKey::draw(&Ids::seeded(2)));
        let code = SlipCode::of(&key, leg(1));
        assert_eq!(code, SlipCode::of(&ProofKey::kept(key.bytes().to_vec()), leg(1)));
        assert_ne!(code, SlipCode::of(&key, leg(2)));
        assert_ne!(code, SlipCode::of(&other, leg(1)));
        let spaced = code.spaced();
        assert_eq!((spaced.len(), &spaced[4..5]), (9, " "));
        let Shown::Slip(typed) = Shown::read(&spaced) else { panic!("{spaced}") };
        assert!(code.is(&typed) && !code.is("") && !code.is(&typed[1..]));
        assert!(!format!("{code:?}{key:?}").contains(&typed[..4]));
    }

    #[test]
    fn what_was_typed_is_told_apart_by_its_length() {
        for text in ["48271930", " 4827 1930 ", "4827-1930", "4827.1930", "48 27 19 30"] {
            assert_eq!(Shown::read(text), Shown::Slip("48271930".to_owned()), "{text}");
        }
        assert_eq!(Shown::read(" 51-23"), Shown::Phone("5123".to_owned()));
        for bad in ["", "512", "51234", "482719301", "４８２７", "512a", "5123'", "\u{0}5123"] {
            assert_eq!(Shown::read(bad), Shown::Neither, "{bad}");
            assert_eq!((Shown::read(bad).phone(), Shown::read(bad).slip()), ("", ""));
        }
    }

    #[test]
    fn tries_are_counted_by_code_by_address_and_by_day() {
        let day = |day| NaiveDate::from_ymd_opt(2025, 4, day).unwrap();
        let one = Tries::of("A", "10.0.0.1", day(8));
        let elsewhere = Tries::of("A", "10.0.0.2", day(8));
        assert_eq!(one.code, elsewhere.code);
        assert_ne!(one.address, elsewhere.address);
        assert_ne!(one.code, Tries::of("A", "10.0.0.1", day(9)).code);
        assert_ne!(one.code, Tries::of("A", "A", day(8)).address);
        assert!(Tries::is_left(4, 49) && !Tries::is_left(5, 0) && !Tries::is_left(0, 50));
    }
}
