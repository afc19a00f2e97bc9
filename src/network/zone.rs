//! Zones: what prices and transit targets are keyed by. A zone is a set of administrative units that an
//! operator loads and dates. It is not a unit: tariffs still speak of districts, which ended on 30 June
//! 2025, so tariff zones are a table of their own.
//!
//! Codes of zones have parts, the wider first (`HT.TH` lies in `HT`), and rows of a table name pairs of
//! zones by patterns. [`ZonePair::best`] picks the row that says most about two zones.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::place::{BadCode, text_code};
use crate::base::{Period, UnitCode};

/// For what a zone was drawn: the two need not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ZoneScheme {
    /// For the tariff (cước).
    Postage,
    /// For transit targets (thời gian toàn trình).
    Transit,
}

impl ZoneScheme {
    /// Every scheme.
    pub const ALL: [Self; 2] = [Self::Postage, Self::Transit];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Postage => "postage",
            Self::Transit => "transit",
        }
    }
}

impl fmt::Display for ZoneScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ZoneScheme {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|scheme| scheme.as_str() == text)
            .ok_or_else(|| BadCode::new("postage or transit", text))
    }
}

text_code!(
    /// The code of a zone, its parts parted by dots, the wider first: `HT.TH`.
    ZoneCode,
    "a zone code like HT.TH: up to 32 letters, digits or hyphens in parts parted by dots",
    |text| {
        let part = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        text.len() <= 32 && text.split('.').all(part)
    }
);

impl ZoneCode {
    fn parts(&self) -> impl Iterator<Item = &str> {
        self.as_str().split('.')
    }

    /// How many of the first parts the two have in common.
    fn shared(&self, other: &Self) -> usize {
        self.parts().zip(other.parts()).take_while(|(one, two)| one == two).count()
    }

    fn depth(&self) -> usize {
        self.parts().count()
    }
}

/// A unit, with all below it that is not listed itself, lies in a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneMember {
    /// For what the zone was drawn.
    pub scheme: ZoneScheme,
    /// The zone.
    pub zone: ZoneCode,
    /// What people call it: `Thạch Hà (cũ)`.
    pub name: String,
    /// The unit.
    pub unit: UnitCode,
    /// While it lies there.
    pub period: Period,
}

/// Some zones, as a row of a table names them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ZonePattern {
    /// `*`: every zone, and places that lie in none.
    Any,
    /// `HT.*`: every zone within this one.
    Within(ZoneCode),
    /// `HT.TH`: this one.
    Is(ZoneCode),
}

/// Where to, seen from where from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ToPattern {
    /// `=`: the zone one starts from; `=.*`: a zone beside it, within the same wider one; and so on
    /// upwards, a `.*` for each part that may differ.
    Same(u8),
    /// Zones by their names.
    These(ZonePattern),
}

/// From which zones to which: the key of a row of a tariff or of transit targets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ZonePair {
    /// Where from.
    pub from: ZonePattern,
    /// Where to.
    pub to: ToPattern,
}

/// How much a pattern says: the parts it fixes, and whether nothing is left open.
type Says = (usize, bool);

impl ZonePattern {
    fn says_of(&self, zone: Option<&ZoneCode>) -> Option<Says> {
        match (self, zone) {
            (Self::Any, _) => Some((0, false)),
            (Self::Within(wider), Some(zone)) => {
                let within = wider.shared(zone) == wider.depth() && zone.depth() > wider.depth();
                within.then(|| (wider.depth(), false))
            }
            (Self::Is(this), Some(zone)) => (this == zone).then(|| (this.depth(), true)),
            (Self::Within(_) | Self::Is(_), None) => None,
        }
    }
}

impl ToPattern {
    fn says_of(&self, from: Option<&ZoneCode>, to: Option<&ZoneCode>) -> Option<Says> {
        match self {
            Self::These(pattern) => pattern.says_of(to),
            Self::Same(up) => {
                let (from, to) = (from?, to?);
                let fixed = from.depth().checked_sub(usize::from(*up))?;
                let fits = from.shared(to) >= fixed && from.depth() == to.depth();
                // It binds both ends: as much as naming each of them.
                fits.then_some((2 * fixed, *up == 0))
            }
        }
    }
}

impl ZonePair {
    /// How much the pair says about two zones (more is more exact); nothing when it does not fit them.
    /// A place without a zone fits `*` only.
    fn says_of(
        &self,
        from: Option<&ZoneCode>,
        to: Option<&ZoneCode>,
    ) -> Option<(usize, bool, Says)> {
        let start = self.from.says_of(from)?;
        let end = self.to.says_of(from, to)?;
        Some((start.0 + end.0, start.1 && end.1, start))
    }

    /// The row that says most about the two zones; of two that say as much, the one that says more about
    /// where from.
    pub fn best<'a, T>(
        rows: impl IntoIterator<Item = T>,
        pair: impl Fn(&T) -> &'a Self,
        from: Option<&ZoneCode>,
        to: Option<&ZoneCode>,
    ) -> Option<T> {
        rows.into_iter()
            .filter_map(|row| pair(&row).says_of(from, to).map(|says| (says, row)))
            .max_by_key(|(says, _)| *says)
            .map(|(_, row)| row)
    }
}

impl fmt::Display for ZonePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Within(zone) => write!(f, "{zone}.*"),
            Self::Is(zone) => zone.fmt(f),
        }
    }
}

impl FromStr for ZonePattern {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let expected = |_| BadCode::new("*, a zone like HT.TH, or all within one like HT.*", text);
        match (text, text.strip_suffix(".*")) {
            ("*", _) => Ok(Self::Any),
            (_, Some(wider)) => wider.parse().map(Self::Within).map_err(expected),
            (_, None) => text.parse().map(Self::Is).map_err(expected),
        }
    }
}

impl fmt::Display for ToPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same(up) => write!(f, "={}", ".*".repeat(usize::from(*up))),
            Self::These(pattern) => pattern.fmt(f),
        }
    }
}

impl FromStr for ToPattern {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        let same = (0..=3).find(|up| text == Self::Same(*up).to_string());
        match same {
            Some(up) => Ok(Self::Same(up)),
            None => text.parse().map(Self::These).map_err(|_: BadCode| {
                BadCode::new("*, =, =.*, a zone like HT.TH, or all within one like HT.*", text)
            }),
        }
    }
}

impl fmt::Display for ZonePair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} → {}", self.from, self.to)
    }
}

impl Serialize for ZonePair {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(code: &str) -> ZoneCode {
        code.parse().unwrap()
    }

    fn best(from: Option<&str>, to: Option<&str>) -> Option<String> {
        let rows: Vec<ZonePair> = [
            ("*", "*"),
            ("*", "="),
            ("*", "=.*"),
            ("BTB.*", "BTB.*"),
            ("BTB.HT.TH", "BTB.HT.TP"),
            ("BTB.HT.TH", "*"),
            ("*", "BTB.HT.TP"),
        ]
        .map(|(from, to)| ZonePair { from: from.parse().unwrap(), to: to.parse().unwrap() })
        .to_vec();
        let (from, to) = (from.map(zone), to.map(zone));
        ZonePair::best(&rows, |row| row, from.as_ref(), to.as_ref()).map(ToString::to_string)
    }

    #[test]
    fn the_row_that_says_most_about_two_zones_is_taken() {
        let cases = [
            ("BTB.HT.TH", "BTB.HT.TP", "BTB.HT.TH → BTB.HT.TP"),
            ("BTB.HT.TP", "BTB.HT.TP", "* → ="),
            ("BTB.HT.CL", "BTB.HT.KA", "* → =.*"),
            ("BTB.HT.CL", "BTB.NA.VI", "BTB.* → BTB.*"),
            ("BTB.HT.TH", "DNB.HCM.Q1", "BTB.HT.TH → *"),
            ("DNB.HCM.Q1", "BTB.HT.TP", "* → BTB.HT.TP"),
            ("DNB.HCM.Q1", "DBSH.HN.BD", "* → *"),
        ];
        for (from, to, expected) in cases {
            assert_eq!(best(Some(from), Some(to)).as_deref(), Some(expected), "{from} {to}");
        }
    }

    #[test]
    fn a_place_in_no_zone_fits_only_the_row_for_every_zone() {
        assert_eq!(best(None, Some("BTB.HT.CL")).as_deref(), Some("* → *"));
        assert_eq!(best(None, None).as_deref(), Some("* → *"));
        let pair = ZonePair { from: ZonePattern::Any, to: ToPattern::Same(0) };
        assert_eq!(pair.says_of(None, None), None);
    }

    #[test]
    fn a_zone_does_not_lie_within_itself_nor_within_a_namesake() {
        let within: ZonePattern = "HT.*".parse().unwrap();
        assert!(within.says_of(Some(&zone("HT.TH"))).is_some());
        assert!(within.says_of(Some(&zone("HT"))).is_none());
        assert!(within.says_of(Some(&zone("HTX.TH"))).is_none());
    }

    #[test]
    fn patterns_print_as_they_are_read_and_bad_ones_are_named() {
        for text in ["*", "HT.*", "HT.TH"] {
            assert_eq!(text.parse::<ZonePattern>().unwrap().to_string(), text);
        }
        for text in ["*", "=", "=.*", "=.*.*", "HT.*", "HT.TH"] {
            assert_eq!(text.parse::<ToPattern>().unwrap().to_string(), text);
        }
        for bad in ["", "=", "HT.", ".HT", "HT.*.*", "**", "H T", "đ", "HT,TH"] {
            assert!(bad.parse::<ZonePattern>().is_err(), "{bad}");
        }
        for bad in ["", "==", "=HT", "=.*.*.*.*", ".*"] {
            assert!(bad.parse::<ToPattern>().is_err(), "{bad}");
        }
    }
}
