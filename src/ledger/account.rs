//! The accounts of the ledger. They come into being by being posted to: one for each leg that is owed
//! for, each till, each agency.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::entry::Method;
use crate::base::place::BadCode;
use crate::base::{Lang, LegId, PointCode};

/// An account. It prints as its kind and whose it is: `cash:481940`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// What the person owes for the carriage of one leg. The leg, not the person: a row of a person can be
    /// erased, a debt cannot.
    Person(LegId),
    /// What an authority owes by its contract for circulation in its own house.
    Authority(PointCode),
    /// The till of a point of the post.
    Cash(PointCode),
    /// What people transferred to the bank account of a point of the post.
    Bank(PointCode),
    /// Procedure fees that the post holds for an agency.
    Agency(PointCode),
    /// What the post earned by carriage, as charged, tax included.
    Postage,
    /// What the post paid for harm to what it carried.
    Compensation,
}

/// On which side an account usually stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What the post has or is owed: above zero.
    Debit,
    /// What the post owes or has earned: below zero.
    Credit,
}

impl Account {
    /// Where money collected this way at a point lies.
    pub fn till(method: Method, point: &PointCode) -> Self {
        match method {
            Method::Cash => Self::Cash(point.clone()),
            Method::Transfer => Self::Bank(point.clone()),
        }
    }

    /// The point whose money it is, or that owes it.
    pub const fn point(&self) -> Option<&PointCode> {
        match self {
            Self::Authority(point)
            | Self::Cash(point)
            | Self::Bank(point)
            | Self::Agency(point) => Some(point),
            Self::Person(_) | Self::Postage | Self::Compensation => None,
        }
    }

    /// On which side it usually stands.
    pub const fn side(&self) -> Side {
        match self {
            Self::Person(_)
            | Self::Authority(_)
            | Self::Cash(_)
            | Self::Bank(_)
            | Self::Compensation => Side::Debit,
            Self::Agency(_) | Self::Postage => Side::Credit,
        }
    }

    /// What the account is, for people.
    pub const fn words(&self, lang: Lang) -> &'static str {
        let (vi, en) = match self {
            Self::Person(_) => ("Phải thu của người dân", "Owed by the person"),
            Self::Authority(_) => ("Phải thu theo hợp đồng", "Owed by the authority"),
            Self::Cash(_) => ("Tiền mặt tại bưu cục", "Till of the post"),
            Self::Bank(_) => ("Tiền chuyển khoản của bưu cục", "Bank account of the post"),
            Self::Agency(_) => ("Phí, lệ phí thu hộ", "Fees held for the agency"),
            Self::Postage => ("Doanh thu cước", "Postage earned"),
            Self::Compensation => ("Chi bồi thường", "Compensation paid"),
        };
        match lang {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(leg) => write!(f, "person:{leg}"),
            Self::Authority(point) => write!(f, "authority:{point}"),
            Self::Cash(point) => write!(f, "cash:{point}"),
            Self::Bank(point) => write!(f, "bank:{point}"),
            Self::Agency(point) => write!(f, "agency:{point}"),
            Self::Postage => f.write_str("postage"),
            Self::Compensation => f.write_str("compensation"),
        }
    }
}

impl FromStr for Account {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let bad = || {
            BadCode::new(
                "an account: postage, compensation, cash:POINT, bank:POINT, agency:POINT, authority:POINT or \
                 person:LEG",
                text,
            )
        };
        let Some((kind, whose)) = text.split_once(':') else {
            return match text {
                "postage" => Ok(Self::Postage),
                "compensation" => Ok(Self::Compensation),
                _ => Err(bad()),
            };
        };
        let point = || whose.parse::<PointCode>().map_err(|_| bad());
        match kind {
            "person" => whose.parse().map(Self::Person).map_err(|_| bad()),
            "authority" => point().map(Self::Authority),
            "cash" => point().map(Self::Cash),
            "bank" => point().map(Self::Bank),
            "agency" => point().map(Self::Agency),
            _ => Err(bad()),
        }
    }
}

impl Serialize for Account {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_read_back_and_others_are_refused() {
        let leg = format!("person:leg_{}", "0".repeat(32));
        for text in ["postage", "compensation", "cash:481940", "bank:H27.00", "agency:H27.12", &leg]
        {
            assert_eq!(text.parse::<Account>().unwrap().to_string(), text);
        }
        for bad in ["", "cash", "cash:", "cash:a b", "person:481940", "till:481940", "postage:x"] {
            assert!(bad.parse::<Account>().is_err(), "{bad}");
        }
    }
}
