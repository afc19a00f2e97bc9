//! The bank accounts to which people transfer what they owe the post: dated, one for each point or one
//! for all that have none of their own.

use std::fmt;
use std::str::FromStr;

use crate::base::place::{BadCode, text_code};
use crate::base::{Period, PointCode};
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

text_code!(
    /// The number by which banks are known to each other (BIN of NAPAS).
    BankBin,
    "a bank's BIN of 6 digits",
    |text| text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit())
);
text_code!(
    /// The number of an account at a bank.
    BankAccount,
    "an account number of 4 to 19 digits or capital letters",
    |text| {
        (4..=19).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
    }
);

/// Whose account it is: a point's, or that of every point without one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayeePoint {
    /// `*`
    Every,
    /// This point alone.
    Point(PointCode),
}

impl fmt::Display for PayeePoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every => f.write_str("*"),
            Self::Point(point) => point.fmt(f),
        }
    }
}

impl FromStr for PayeePoint {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        if text == "*" {
            return Ok(Self::Every);
        }
        text.parse().map(Self::Point).map_err(|_: BadCode| BadCode::new("a point code, or *", text))
    }
}

/// Where to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payee {
    /// Whose it is.
    pub point: PayeePoint,
    /// While it is.
    pub period: Period,
    /// The bank's number.
    pub bin: BankBin,
    /// The bank's name, for people.
    pub bank: String,
    /// The account.
    pub account: BankAccount,
    /// In whose name the account stands: an office, never a person.
    pub holder: String,
}

/// The account to pay into at a point on a day: its own, else the one for every point.
pub fn payee_for<'a>(
    payees: &'a [Payee],
    point: Option<&PointCode>,
    on: NaiveDate,
) -> Option<&'a Payee> {
    let in_force = || payees.iter().filter(|payee| payee.period.contains(on));
    let own = in_force().find(|payee| match (&payee.point, point) {
        (PayeePoint::Point(own), Some(point)) => own == point,
        (PayeePoint::Point(_) | PayeePoint::Every, _) => false,
    });
    own.or_else(|| in_force().find(|payee| payee.point == PayeePoint::Every))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_points_own_account_goes_before_the_common_one_while_it_is_in_force() {
        let payee = |point: &str, from: &str, until: Option<&str>, account: &str| Payee {
            point: point.parse().unwrap(),
            period: Period::new(from.parse().unwrap(), until.map(|d| d.parse().unwrap())).unwrap(),
            bin: "970436".parse().unwrap(),
            bank: "Ngân hàng".to_owned(),
            account: account.parse().unwrap(),
            holder: "BUU DIEN".to_owned(),
        };
        let payees = [
            payee("*", "2025-01-01", None, "0001"),
            payee("481940", "2025-01-01", Some("2025-07-01"), "0002"),
        ];
        let pay = |point: &str, on: &str| {
            let point = point.parse().unwrap();
            let payee = payee_for(&payees, Some(&point), on.parse().unwrap());
            payee.map(|payee| payee.account.to_string())
        };
        assert_eq!(pay("481940", "2025-04-08").as_deref(), Some("0002"));
        assert_eq!(pay("481940", "2025-07-01").as_deref(), Some("0001"));
        assert_eq!(pay("480000", "2025-04-08").as_deref(), Some("0001"));
        assert_eq!(pay("480000", "2024-12-31"), None);
        assert_eq!(payee_for(&payees[1..], None, "2025-04-08".parse().unwrap()), None);
    }

    #[test]
    fn bad_numbers_are_refused() {
        for bad in ["", "97043", "9704361", "97043x", "９７０４３６"] {
            assert!(bad.parse::<BankBin>().is_err(), "{bad}");
        }
        for bad in ["", "123", "12345678901234567890", "12 34", "abcd", "1234đ"] {
            assert!(bad.parse::<BankAccount>().is_err(), "{bad}");
        }
        assert!("a b".parse::<PayeePoint>().is_err());
    }
}
