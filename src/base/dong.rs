//! Money: whole đồng, never a fraction, because none is coined.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount in đồng. Below zero it is owed the other way. Sums are checked: what does not fit is no
/// amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Dong(i64);

/// A number that is no amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a whole number of đồng of at most {}", Dong::MOST)]
pub struct BadAmount;

impl Dong {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The most that one amount from outside may be: far beyond any fee, and a thousand thousands of it
    /// still add up.
    pub const MOST: i64 = 1_000_000_000_000;

    /// An amount from outside.
    pub const fn new(dong: i64) -> Result<Self, BadAmount> {
        if -Self::MOST <= dong && dong <= Self::MOST { Ok(Self(dong)) } else { Err(BadAmount) }
    }

    /// An amount that was checked when it was taken, or a sum of such.
    pub const fn kept(dong: i64) -> Self {
        Self(dong)
    }

    /// The number of đồng.
    pub const fn dong(self) -> i64 {
        self.0
    }

    /// Owed the other way.
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self(self.0.saturating_neg())
    }

    /// Both together.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// All together.
    pub fn total(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// What is left of it without `other`, at least nothing.
    #[must_use]
    pub const fn beyond(self, other: Self) -> Self {
        let rest = self.0.saturating_sub(other.0);
        if rest > 0 { Self(rest) } else { Self::ZERO }
    }

    /// So many times.
    pub const fn times(self, count: u32) -> Option<Self> {
        match self.0.checked_mul(count as i64) {
            Some(product) => Some(Self(product)),
            None => None,
        }
    }

    /// So many hundredths of it, to the nearest multiple of `round_to` đồng, halves up. Both steps are one
    /// division, so that nothing is rounded twice.
    pub fn percent(self, percent: u32, round_to: u32) -> Option<Self> {
        let unit = i64::from(round_to.max(1));
        let hundredfold = self.0.checked_mul(i64::from(percent))?;
        let parts = unit.checked_mul(100)?;
        let halves_up = hundredfold.checked_add(parts / 2)?.div_euclid(parts);
        halves_up.checked_mul(unit).map(Self)
    }
}

impl fmt::Display for Dong {
    /// As papers write it: `30.500 đ`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        if self.0 < 0 {
            f.write_str("−")?;
        }
        for (n, digit) in digits.chars().enumerate() {
            if n > 0 && (digits.len() - n).is_multiple_of(3) {
                f.write_str(".")?;
            }
            write!(f, "{digit}")?;
        }
        f.write_str(" đ")
    }
}

impl FromStr for Dong {
    type Err = BadAmount;

    /// Digits alone: a dot may part thousands or a fraction, so there is none.
    fn from_str(text: &str) -> Result<Self, BadAmount> {
        let plain = (1..=13).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|_| plain).ok_or(BadAmount).and_then(Self::new)
    }
}

impl Serialize for Dong {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for Dong {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_i64(WholeDong)
    }
}

struct WholeDong;

impl Visitor<'_> for WholeDong {
    type Value = Dong;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number of đồng of at most {}", Dong::MOST)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Dong, E> {
        Dong::new(value).map_err(|_| E::invalid_value(de::Unexpected::Signed(value), &self))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Dong, E> {
        let signed = i64::try_from(value).ok().and_then(|value| Dong::new(value).ok());
        signed.ok_or_else(|| E::invalid_value(de::Unexpected::Unsigned(value), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_print_as_papers_write_them() {
        for (dong, printed) in
            [(0, "0 đ"), (500, "500 đ"), (30_500, "30.500 đ"), (-1_234_567, "−1.234.567 đ")]
        {
            assert_eq!(Dong::new(dong).unwrap().to_string(), printed);
        }
    }

    #[test]
    fn only_whole_amounts_within_reason_are_read() {
        assert_eq!("30500".parse(), Dong::new(30_500));
        for bad in ["", "-1", "+1", "1.5", "30.500", "1e3", "1000000000001", "99999999999999999999"]
        {
            assert!(bad.parse::<Dong>().is_err(), "{bad}");
        }
        assert_eq!(serde_json::from_str::<Dong>("30500").unwrap(), Dong(30_500));
        for bad in ["1.5", "30500.0", "\"30500\"", "1000000000001", "18446744073709551615", "null"]
        {
            let told = serde_json::from_str::<Dong>(bad).unwrap_err().to_string();
            assert!(told.contains("whole number of đồng"), "{bad}: {told}");
        }
    }

    #[test]
    fn shares_are_rounded_once_and_halves_go_up() {
        let of = |dong, percent, unit| Dong(dong).percent(percent, unit).unwrap().dong();
        assert_eq!(of(30_500, 50, 1), 15_250);
        assert_eq!(of(30_500, 50, 500), 15_500);
        assert_eq!(of(30_500, 50, 1_000), 15_000);
        assert_eq!(of(31_000, 50, 1_000), 16_000);
        // 99 of 110 per cent is 108.9; rounded to whole đồng first it would become 109, then 105.
        assert_eq!(of(99, 110, 10), 110);
        assert_eq!(of(26_000, 0, 500), 0);
        assert_eq!(Dong(i64::MAX).percent(50, 1), None);
        assert_eq!(Dong(i64::MAX).checked_add(Dong(1)), None);
    }
}
