//! A procedure as the national portal describes it.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fee::FeeAmount;
use super::level::Levels;
use super::time::{Offer, Offers, ProcessingTime};
use crate::base::place::{BadCode, text_code};
use crate::base::{Channel, Period};

text_code!(
    /// The national code of a procedure, `1.004194`; some authorities add a part of their own behind it.
    ProcedureCode,
    "a procedure code like 1.004194",
    |text| {
        let (group, rest) = text.split_once('.').unwrap_or_default();
        let number = rest.split('.').next().unwrap_or_default();
        text.len() <= 32
            && matches!(group.len(), 1 | 2)
            && number.len() == 6
            && (group.bytes().chain(number.bytes())).all(|b| b.is_ascii_digit())
            && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
    }
);

/// What the portal tells beside what the post needs: for who looks it up, never decided upon.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Published {
    /// The ministry whose procedure it is, in the portal's short form.
    pub ministry: Option<String>,
    /// What kind of procedure it is in law.
    pub kind: Option<String>,
    /// Who may ask for it.
    pub subjects: Option<String>,
    /// What the person gets.
    pub result: Option<String>,
    /// The decision that published it like this.
    pub decision: Option<String>,
    /// Its page on the portal.
    pub url: Option<String>,
}

/// An administrative procedure as it is published from a day on. Its papers, its fees in detail and the
/// postal lists have days of their own and stand beside it in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// The national code.
    pub code: ProcedureCode,
    /// While it was published like this.
    pub period: Period,
    /// Its name on the portal.
    pub name: String,
    /// The field of administration it belongs to.
    pub field: String,
    /// The levels that decide.
    pub levels: Levels,
    /// The authority that decides, where published.
    pub agency: Option<String>,
    /// How long it may take, where published and whatever the channel.
    pub processing: Option<ProcessingTime>,
    /// What differs by channel.
    pub offers: Offers,
    /// What it costs as the portal sums it up; a list of fees says more and goes before it.
    pub fee: Option<FeeAmount>,
    /// The rest of what is published.
    pub published: Published,
}

impl Procedure {
    /// From which day on something holds when nobody wrote down since when: before every case there is.
    pub const SINCE_EVER: NaiveDate =
        NaiveDate::from_ymd_opt(1900, 1, 1).expect("a day that exists");

    /// How long it may take when handed in by this channel, where published.
    pub const fn time(&self, channel: Channel) -> Option<ProcessingTime> {
        match self.offers.of(channel) {
            Offer::Usual => self.processing,
            Offer::Within(time) => Some(time),
            Offer::Closed => None,
        }
    }

    /// Whether two entries say the same, each in its time.
    pub fn says_as(&self, other: &Self) -> bool {
        Self { period: other.period, ..self.clone() } == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn procedure_codes_are_the_portals() {
        for good in ["1.004194", "2.000488", "1.004194.000.00.00.H27", " 3.000182 "] {
            assert!(good.parse::<ProcedureCode>().is_ok(), "{good}");
        }
        for bad in ["", "1", "1.", "1.00419", "1.0041944", "x.004194", "1.004194 a", "1.004194.ă"]
        {
            assert!(bad.parse::<ProcedureCode>().is_err(), "{bad}");
        }
    }
}
