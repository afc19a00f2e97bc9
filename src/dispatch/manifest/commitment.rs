//! What a printed list commits to: a short hash over its sorted codes. Nothing secret goes in; it tells two
//! lists apart, not who made one.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::base::codes::QR_ALPHABET;
use crate::base::place::BadCode;

/// How many symbols it has: 27^12 is 57 bits, and two lists of a province agree by chance never.
const LENGTH: usize = 12;

/// A commitment to a list: the same codes give the same, in whatever order and however often they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment(String);

impl Commitment {
    /// Of these codes.
    pub fn of<'a>(codes: impl IntoIterator<Item = &'a str>) -> Self {
        let sorted: BTreeSet<&str> = codes.into_iter().collect();
        let mut hash = Sha256::new();
        for code in sorted {
            hash.update(code.as_bytes());
            // No code holds a line break, so no two lists of codes are one text.
            hash.update(b"\n");
        }
        let digest = hash.finalize();
        let mut number = u128::from_be_bytes(std::array::from_fn(|at| digest[at]));
        let base = QR_ALPHABET.len() as u128;
        let symbols = (0..LENGTH).map(|_| {
            let symbol = QR_ALPHABET[(number % base) as usize];
            number /= base;
            char::from(symbol)
        });
        Self(symbols.collect())
    }

    /// The symbols in groups, to compare by eye.
    pub fn grouped(&self) -> String {
        let groups: Vec<&str> = (0..LENGTH).step_by(4).map(|at| &self.0[at..at + 4]).collect();
        groups.join(" ")
    }

    /// The symbols.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Commitment {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let symbols: String =
            text.chars().filter(|c| *c != ' ').collect::<String>().to_ascii_uppercase();
        if symbols.len() == LENGTH && symbols.bytes().all(|b| QR_ALPHABET.contains(&b)) {
            Ok(Self(symbols))
        } else {
            Err(BadCode::new("the 12 symbols after the number on the sheet", text))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    use super::*;

    fn of(codes: &[String]) -> Commitment {
        Commitment::of(codes.iter().map(String::as_str))
    }

    proptest! {
        #[test]
        fn order_and_repetition_make_no_other_commitment(
            (codes, again) in (vec("[A-Z0-9]{1,13}", 0..40), any::<prop::sample::Index>())
        ) {
            let whole = of(&codes);
            let mut turned: Vec<String> = codes.iter().rev().cloned().collect();
            if !codes.is_empty() {
                turned.push(again.get(&codes).clone());
            }
            prop_assert_eq!(&of(&turned), &whole);
            prop_assert_eq!(whole.to_string().parse::<Commitment>(), Ok(whole.clone()));
            prop_assert_eq!(whole.grouped().parse::<Commitment>(), Ok(whole));
        }

        #[test]
        fn a_code_more_less_or_other_makes_another(
            (codes, other, at) in (btree_set("[A-Z0-9]{1,6}", 1..30), "[a-z]{1,6}", any::<prop::sample::Index>())
        ) {
            let codes: Vec<String> = codes.into_iter().collect();
            let whole = of(&codes);
            let mut more = codes.clone();
            more.push(other.clone());
            prop_assert_ne!(&of(&more), &whole);
            let mut less = codes.clone();
            let at = at.index(codes.len());
            less.remove(at);
            prop_assert_ne!(&of(&less), &whole);
            let mut changed = codes;
            changed[at] = other;
            prop_assert_ne!(&of(&changed), &whole);
        }
    }

    #[test]
    fn codes_that_run_together_are_other_codes() {
        assert_ne!(Commitment::of(["AB", "C"]), Commitment::of(["A", "BC"]));
        assert_ne!(Commitment::of([]), Commitment::of([""]));
        for bad in ["", "0123", "0123456789BCF", "0123456789BÀ", "0123456789BA"] {
            assert!(bad.parse::<Commitment>().is_err(), "{bad}");
        }
    }
}
