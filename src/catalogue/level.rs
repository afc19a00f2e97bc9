//! At which levels of the state a procedure is decided.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::base::Lang;
use crate::base::place::BadCode;

/// The level of an authority that decides. Not a unit's level: a procedure may be decided at several, and
/// some by bodies that stand at none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AgencyLevel {
    /// A ministry or what stands beside one.
    Ministry,
    /// A department or board of the province.
    Province,
    /// A district, until 30 June 2025.
    District,
    /// A commune.
    Commune,
    /// What the portal calls another body: a court, a bank's branch.
    Other,
}

impl AgencyLevel {
    /// Every level, from above.
    pub const ALL: [Self; 5] =
        [Self::Ministry, Self::Province, Self::District, Self::Commune, Self::Other];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ministry => "ministry",
            Self::Province => "province",
            Self::District => "district",
            Self::Commune => "commune",
            Self::Other => "other",
        }
    }

    /// What people call it.
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            Self::Ministry => lang.pick("cấp bộ", "ministry"),
            Self::Province => lang.pick("cấp tỉnh", "province"),
            Self::District => lang.pick("cấp huyện", "district"),
            Self::Commune => lang.pick("cấp xã", "commune"),
            Self::Other => lang.pick("cơ quan khác", "other bodies"),
        }
    }
}

impl FromStr for AgencyLevel {
    type Err = BadCode;

    fn from_str(text: &str) -> Result<Self, BadCode> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str() == text)
            .ok_or_else(|| BadCode::new("ministry, province, district, commune or other", text))
    }
}

/// All levels at which one procedure is decided; never none. The portal's own are sometimes wrong: they are
/// kept as published, and what a list of another level says counts for the post.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Levels(BTreeSet<AgencyLevel>);

impl Levels {
    /// The set of these; none of none.
    pub fn of(levels: impl IntoIterator<Item = AgencyLevel>) -> Option<Self> {
        let levels: BTreeSet<AgencyLevel> = levels.into_iter().collect();
        (!levels.is_empty()).then_some(Self(levels))
    }

    /// Whether it is among them.
    pub fn contains(&self, level: AgencyLevel) -> bool {
        self.0.contains(&level)
    }

    /// All of them, from above.
    pub fn iter(&self) -> impl Iterator<Item = AgencyLevel> + '_ {
        self.0.iter().copied()
    }
}

impl From<AgencyLevel> for Levels {
    fn from(level: AgencyLevel) -> Self {
        Self(BTreeSet::from([level]))
    }
}

impl fmt::Display for Levels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, level) in self.0.iter().enumerate() {
            let between = if n == 0 { "" } else { "+" };
            write!(f, "{between}{}", level.as_str())?;
        }
        Ok(())
    }
}

impl FromStr for Levels {
    type Err = BadCode;

    /// Reads `province+commune`; the portal writes a semicolon between.
    fn from_str(text: &str) -> Result<Self, BadCode> {
        let expected = "levels like province or province+commune: of ministry, province, district, \
                        commune and other";
        let levels: Result<BTreeSet<AgencyLevel>, BadCode> =
            text.split(['+', ';']).map(|word| word.trim().parse()).collect();
        levels.map(Self).map_err(|_| BadCode::new(expected, text))
    }
}

impl Serialize for Levels {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_read_back_in_one_order_and_none_is_no_set() {
        assert!(AgencyLevel::ALL.iter().all(|level| level.as_str().parse() == Ok(*level)));
        let levels: Levels = "commune;province".parse().unwrap();
        assert_eq!(levels.to_string(), "province+commune");
        assert_eq!("province+commune".parse(), Ok(levels));
        for bad in ["", "+", "province+", "Province", "xã", "province,commune"] {
            assert!(bad.parse::<Levels>().is_err(), "{bad}");
        }
    }
}
